"""Running a formula: facts in, an allocation out, or findings and nothing handed out."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from perpupil.allocation.allocation import Allocation, PoolResult, Quantity
from perpupil.allocation.division import Places, division_of
from perpupil.allocation.evaluate import Evaluator
from perpupil.allocation.expectations import check_expectations
from perpupil.allocation.memory import Memory, is_what_if
from perpupil.allocation.names import check_names
from perpupil.allocation.pool import Bounds, CannotFit, Fitting
from perpupil.allocation.world import Trouble, World
from perpupil.exact import columns
from perpupil.exact.columns import Column, bound_of, is_narrow, sum_integers
from perpupil.exact.rounding import Rounding
from perpupil.findings import Finding, finding, has_errors
from perpupil.formula.syntax import Node
from perpupil.money import CENTS, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from perpupil.allocation.pool import Fit
    from perpupil.exact.columns import Integers, Truths
    from perpupil.facts.facts import Facts
    from perpupil.facts.headcount import Headcount
    from perpupil.formula.records import Formula, Line, Pool


def run(
    formula: Formula, facts: Facts, headcount: Headcount | None = None, priors: Mapping[int, Facts] | None = None
) -> tuple[Allocation | None, tuple[Finding, ...]]:
    """Work a formula on facts.

    Args:
        formula: What the district decided.
        facts: What is so, read for this formula.
        headcount: Students by unit, grade and needs, if the formula counts any.
        priors: Facts of earlier years, by year.

    Returns:
        The allocation, or None when an error stopped it; and everything that was found.

    """
    return run_again(formula, Memory(World(facts, headcount, priors or {})))


def run_again(formula: Formula, memory: Memory) -> tuple[Allocation | None, tuple[Finding, ...]]:
    """Work a formula in a world in which others were worked before; what they share is not worked out again.

    Raises:
        ValueError: The facts of the world were read for a formula that reads them in another way.

    """
    if memory.world.facts.binding != formula.binding:
        message = "these facts were read for a formula with other [facts]"
        raise ValueError(message)
    with memory.lock:
        return _run(formula, memory)


def _run(formula: Formula, memory: Memory) -> tuple[Allocation | None, tuple[Finding, ...]]:
    """Work a formula: names, definitions, cents, pools, expectations."""
    findings = list(_names_checked(formula, memory))
    if has_errors(findings):
        return None, _once(findings)
    evaluator = Evaluator(formula, memory.world)
    keys = memory.keys(formula)
    findings += _work_out(evaluator, memory, keys)
    if has_errors(findings):
        return None, _once(findings)
    columns_cents, told = _lines_in_cents(evaluator, memory, keys)
    findings += told or _missing_reasons(formula, memory.world, columns_cents)
    if has_errors(findings):
        return None, _once(findings)
    before = {line: column.numerators for line, column in columns_cents.items()}
    lines = dict(before)
    memory.forget(keys)
    pools: dict[str, PoolResult] = {}
    for pool in formula.pools.values():
        result, told = _fit(evaluator, memory, pool, columns_cents, lines)
        findings += told
        if result is not None:
            pools[pool.name] = result
    if has_errors(findings):
        return None, _once(findings)
    allocation = Allocation(
        formula=formula,
        world=memory.world,
        values=evaluator.values,
        before_cents=before,
        lines_cents=lines,
        totals_cents=_totals(formula, pools, lines, len(memory.world)),
        pools=pools,
        steps_in_python=sum(key in memory.wide for key in keys.values()) if memory.wide else 0,
    )
    findings += check_expectations(allocation, evaluator)
    return allocation, _once(findings)


def _once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Give each finding once; a value that has none says so to whoever asks."""
    return tuple(dict.fromkeys(findings))


def _names_checked(formula: Formula, memory: Memory) -> tuple[Finding, ...]:
    """Check names, unless only the value of a parameter changed since they were."""
    before, found = memory.checked
    if before is None or not is_what_if(before, formula):
        found = check_names(formula, memory.world)
        memory.checked = (formula, found)
    return found


def _work_out(evaluator: Evaluator, memory: Memory, keys: Mapping[str, bytes | None]) -> list[Finding]:
    """Work out every definition, taking from memory what it holds; each mistake is told once."""
    findings: list[Finding] = []
    for name, key in keys.items():
        if name in evaluator.values or name in evaluator.failed:
            continue
        if key is not None and key in memory.values:
            evaluator.values[name] = memory.values[key]
            continue
        try:
            value = evaluator.define(evaluator.formula.definitions[name])
        except Trouble as trouble:
            findings += trouble.findings
            continue
        if isinstance(value, Column):
            if value.wide and key is not None:
                memory.wide.add(key)
            value = evaluator.values[name] = value.forget_width()
        if key is not None:
            memory.values[key] = value
    return findings


def _missing_reasons(formula: Formula, world: World, cents: Mapping[str, Column]) -> list[Finding]:
    """Find units that ask for money without a reason."""
    findings = []
    for line in formula.lines.values():
        if not line.reason_column:
            continue
        amounts = cents[line.name].numerators
        reasons = world.facts.texts(line.reason_column)
        silent = [position for position in np.flatnonzero(amounts > 0).tolist() if not reasons[position]]
        if silent:
            what = f"Line `{line.name}`: {world.named(silent)} asked without a reason in column `{line.reason_column}`."
            findings.append(finding("missing-reason", line.place, what, "Fill the reason in, or take the request out."))
    return findings


def _lines_in_cents(
    evaluator: Evaluator, memory: Memory, keys: Mapping[str, bytes | None]
) -> tuple[dict[str, Column], list[Finding]]:
    """Give every line in whole cents."""
    found, told = {}, []
    for line in evaluator.formula.lines.values():
        try:
            found[line.name] = _line_cents(memory, keys[line.name], evaluator.values[line.name])
        except columns.TooLong:
            what = f"Line `{line.name}` grows longer than 600 digits."
            told.append(finding("number-too-long", line.place, what, "No district has so much; check its factors."))
    return found, told


def _line_cents(memory: Memory, key: bytes | None, value: Quantity) -> Column:
    """Give a line's amounts in cents, from memory where they were worked out before."""
    if key is None:
        return _cents(value, len(memory.world))
    if key not in memory.cents:
        memory.cents[key] = _cents(value, len(memory.world))
    return memory.cents[key]


def _cents(value: Quantity, count: int) -> Column:
    """Give amounts in whole cents."""
    column = columns.constant(value, count) if isinstance(value, Fraction) else value
    cents = columns.scale(column, Fraction(CENTS))
    if cents.denominator == 1:
        return cents
    whole = columns.round_to(cents, Rounding(0))
    if not columns.compare(whole, cents, np.equal).all():
        message = "a line is not in whole cents"
        raise ArithmeticError(message)
    return whole


def _sum(parts: list[Column], count: int) -> Integers:
    """Add columns of whole cents up, unit by unit."""
    total = np.zeros(count, np.int64)
    if sum(part.bound for part in parts) < columns.WORD and is_narrow(*(part.numerators for part in parts)):
        for part in parts:
            total += part.numerators
        return total
    return sum((part.numerators.astype(object) for part in parts), total.astype(object))


def _totals(formula: Formula, pools: Mapping[str, PoolResult], lines: Mapping[str, Integers], count: int) -> Integers:
    """Give every unit's total: what the pools gave it, and the lines in no fitted pool."""
    fits = [Column(result.fit.totals_cents) for result in pools.values() if result.fit is not None]
    fitted = {line for name, result in pools.items() if result.fit is not None for line in formula.pools[name].lines}
    return _sum([*fits, *(Column(cents) for line, cents in lines.items() if line not in fitted)], count)


def _fit(
    evaluator: Evaluator, memory: Memory, pool: Pool, cents: Mapping[str, Column], lines: dict[str, Integers]
) -> tuple[PoolResult | None, list[Finding]]:
    """Fit the lines of a pool to it, and put the fitted amounts in their place."""
    formula, world = evaluator.formula, evaluator.world
    money, findings = _money_of(formula, evaluator, pool)
    if findings:
        return None, findings
    amount, reserve = money
    members = [formula.lines[name] for name in pool.lines]
    if pool.method == "none":
        allocated = sum(sum(lines[line.name].tolist()) for line in members)
        result = PoolResult(pool.name, amount, reserve, allocated, None)
        return result, list(left_over(formula, result))
    bounds, findings = _bounds(formula, world, evaluator, members)
    shares = [line.name for line in members if line.limit is None and line.name not in pool.protect]
    scaled = _sum([cents[name] for name in shares], len(world))
    negative = np.flatnonzero(scaled < 0).tolist()
    if negative:
        what = f"The lines of pool `{pool.name}` that would be multiplied add up to less than zero at {world.named(negative)}."
        findings.append(finding("negative-share", pool.place, what, "Protect the negative line."))
    if findings:
        return None, findings
    fitting = Fitting(scaled, _sum([cents[name] for name in pool.protect], len(world)), bounds)
    try:
        start = memory.factors.get(pool.name, Fraction(1))
        fit = fitting.fit(amount - reserve, only_down=pool.method == "scale_down", start=start)
    except CannotFit as problem:
        return None, [_cannot_fit(formula, pool, problem, amount - reserve)]
    memory.factors[pool.name] = fit.factor
    _divide(memory, pool, members, lines, (fitting, fit))
    allocated = sum_integers(fit.totals_cents, bound_of(fit.totals_cents))
    return PoolResult(pool.name, amount, reserve, allocated, fit), []


def _divide(
    memory: Memory, pool: Pool, members: list[Line], lines: dict[str, Integers], fitted: tuple[Fitting, Fit]
) -> None:
    """Divide each unit's total over the lines of a pool; protected lines stay as they are."""
    fitting, fit = fitted
    limits = {place: line for place, line in enumerate(members) if line.limit is not None}
    shares = {place: line for place, line in enumerate(members) if line.limit is None and line.name not in pool.protect}
    places = Places(scaled=tuple(shares), limits=tuple(limits), count=len(members))
    before = tuple(lines[line.name] for line in shares.values())
    division = division_of(before, places, len(memory.world), memory.divisions.get(pool.name))
    memory.divisions[pool.name] = division
    added = [
        fitting.limit_line(fit, is_floor=line.limit is not None and line.limit.is_floor) for line in limits.values()
    ]
    divided = division.divided(fitting.shared(fit), fit.factor, added)
    lines.update(zip((line.name for line in (*shares.values(), *limits.values())), divided, strict=True))


def left_over(formula: Formula, result: PoolResult) -> Iterator[Finding]:
    """Say what of a pool is not allocated, or allocated beyond it."""
    if result.left_cents:
        verb = "is not allocated" if result.left_cents > 0 else "is allocated beyond it"
        what = f"Of pool `{result.name}` {spoken(abs(result.left_cents), formula.currency)} {verb}."
        fix = "Say what it is for, or let the lines be fitted to it."
        yield finding("money-reaches-no-school", formula.pools[result.name].place, what, fix)


def _money_of(formula: Formula, evaluator: Evaluator, pool: Pool) -> tuple[tuple[int, int], list[Finding]]:
    """Give a pool's amount and what is kept back, in whole cents."""
    amount, reserve = (cast("Fraction", evaluator.values[name]) * CENTS for name in (pool.amount, pool.reserve))
    share = f"{pool.reserve}.share"
    if share in formula.definitions:
        kept = cast("Fraction", evaluator.values[share]) * amount
        reserve = Fraction(kept.numerator // kept.denominator)
    fine = [name for name, value in (("amount", amount), ("reserve", reserve)) if value.denominator != 1]
    if fine:
        what = f"The {fine[0]} of pool `{pool.name}` is finer than a cent."
        return (0, 0), [finding("finer-than-a-cent", pool.place, what, "Round it to cents.")]
    if not 0 <= reserve <= amount:
        what = f"Pool `{pool.name}` keeps back {spoken(int(reserve), formula.currency)} of {spoken(int(amount), formula.currency)}."
        return (0, 0), [
            finding(
                "wrong-value",
                pool.place,
                what,
                "A pool is not negative, and what is kept back lies between nothing and all of it.",
            )
        ]
    return (int(amount), int(reserve)), []


def _bounds(formula: Formula, world: World, evaluator: Evaluator, members: list[Line]) -> tuple[Bounds, list[Finding]]:
    """Give the floor and the ceiling of each unit."""
    count = len(world)
    none: Truths = np.zeros(count, np.bool_)
    floor = ceiling = np.zeros(count, np.int64)
    has_floor = has_ceiling = none
    for line in members:
        if line.limit is None:
            continue
        cents, holds = (
            _cents(evaluator.values[line.limit.bound], count).numerators,
            _holds(evaluator, formula, line.name, count),
        )
        if line.limit.is_floor:
            floor, has_floor = cents, holds
        else:
            ceiling, has_ceiling = cents, holds
    crossed = np.flatnonzero(has_floor & has_ceiling & (floor > ceiling)).tolist()
    told = []
    if crossed:
        what = f"The floor is above the ceiling at {world.named(crossed)}."
        place = next(line.place for line in members if line.limit is not None)
        told = [finding("floor-above-ceiling", place, what, "Lower the floor or raise the ceiling.")]
    return Bounds(floor, has_floor, ceiling, has_ceiling), told


def _holds(evaluator: Evaluator, formula: Formula, line: str, count: int) -> Truths:
    """Say at which units a line's `when` holds."""
    when: Node | None = formula.definitions[line].when
    if when is None:
        return np.ones(count, np.bool_)
    truth = cast("bool | Truths", evaluator.value(when))
    return np.full(count, truth) if isinstance(truth, bool) else truth


def _cannot_fit(formula: Formula, pool: Pool, problem: CannotFit, amount_cents: int) -> Finding:
    """Say by how much a pool is short, or what of it nobody can take."""
    gap, amount = spoken(abs(problem.gap_cents), formula.currency), spoken(amount_cents, formula.currency)
    if problem.is_short:
        what = f"Floors and protected lines cost {gap} more than pool `{pool.name}` holds ({amount}). Nothing is handed out."
        return finding("pool-short", pool.place, what, "Lower the floors, protect fewer lines, or raise the pool.")
    what = f"Of pool `{pool.name}` ({amount}) {gap} can go nowhere: no line grows any more."
    return finding(
        "pool-left-over",
        pool.place,
        what,
        'Raise the ceilings, add a line that shares the pool, or write method = "scale_down".',
    )
