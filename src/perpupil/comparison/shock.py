"""A shock: revenue falls, students leave, prices rise, perhaps in the middle of a year; and what each unit would lose.

The answer is a run of the same formula on what would then be so, never an estimate. When part of the year is spent, the whole loss of the year
falls on what is left: half of the money spent doubles the cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.comparison.causes import columns_of
from perpupil.exact import columns
from perpupil.exact.apportion import apportion
from perpupil.exact.rounding import Rounding
from perpupil.findings import Finding, Place, finding
from perpupil.formula.functions import closest
from perpupil.formula.funding import pool_of
from perpupil.formula.parsing import parse
from perpupil.formula.records import ByText
from perpupil.formula.syntax import names
from perpupil.money import amount_of

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.exact.columns import Column, Integers
    from perpupil.facts.facts import Facts
    from perpupil.facts.headcount import Headcount
    from perpupil.facts.revenue import Amount, Statement
    from perpupil.formula.records import Formula, ParameterValue

_WHOLE = Rounding(0)
_YEAR_DAY = (7, 1)
"""Most districts of the United States begin their year on July 1."""


@dataclass(frozen=True, slots=True)
class Change:
    """By how much money changes: by a share of what it is, or by an amount."""

    share: Fraction = Fraction(0)
    amount_cents: int = 0

    def of(self, base_cents: int) -> int:
        """Give the change of an amount, to the cent, a half away from zero.

        >>> Change(share=Fraction(-3, 100)).of(5_000_050)
        -150002
        """
        return self.amount_cents + int(_WHOLE.of(self.share * base_cents))


@dataclass(frozen=True, slots=True)
class Shock:
    """What happens; whatever is left out stays as it is."""

    revenue: Change = field(default_factory=Change)
    source: str = ""
    """The source of revenue that changes; without one all revenue does, or the pool where nobody wrote down its revenue."""
    pool: str = ""
    """The pool that the revenue flows into; may be left out when there is one."""
    enrollment: Fraction = Fraction(0)
    """By what share the students of every unit change."""
    students: tuple[str, ...] = ()
    """Columns that count students although no line says so."""
    raises: Mapping[str, Fraction] = field(default_factory=dict)
    """By what share parameters rise; `*` in a name stands for any letters."""
    spent: Fraction = Fraction(0)
    """The share of the year's money that is spent when it strikes."""

    def __post_init__(self) -> None:
        """Refuse what cannot happen."""
        if self.enrollment < -1 or not 0 <= self.spent <= 1:
            message = "no more than all students can leave, and no more than all money can be spent"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one unit would have after the shock; amounts in cents."""

    unit: str
    name: str
    before_cents: int
    after_cents: int
    spent_cents: int
    """What it has spent when the shock strikes."""

    @property
    def change_cents(self) -> int:
        """What it would gain, or lose: below zero."""
        return self.after_cents - self.before_cents

    @property
    def unspent_cents(self) -> int:
        """What it thought it could still spend."""
        return self.before_cents - self.spent_cents

    @property
    def change_of_unspent(self) -> Fraction | None:
        """The change as a share of what is left to spend; None where nothing is."""
        return Fraction(self.change_cents, self.unspent_cents) if self.unspent_cents else None


@dataclass(frozen=True, slots=True)
class Shocked:
    """A shock worked out."""

    shock: Shock
    before: Allocation
    after: Allocation
    effects: tuple[Effect, ...]
    """The largest loss first."""
    pool: str
    """The pool whose revenue changed; empty when none did."""
    base: str
    """What of it changed: a source, all revenue, or the pool where nobody wrote down its revenue."""
    base_cents: int
    """What the change of revenue is a share of."""
    revenue_cents: int
    """By how much the pool changed."""
    columns: tuple[str, ...]
    """The columns and counts of students that changed."""
    raised: tuple[str, ...]
    """The parameters that rose."""

    @property
    def total(self) -> Effect:
        """All units together."""
        sums = (
            sum(getattr(one, name) for one in self.effects) for name in ("before_cents", "after_cents", "spent_cents")
        )
        return Effect("", "Total", *sums)

    def line_changes_cents(self, line: str) -> Integers:
        """Give the change of one line at every unit, in the order of ids."""
        after, before = (side.lines_cents[line].astype(object) for side in (self.after, self.before))
        changes: Integers = after - before
        return changes


class _NotPossible(Exception):
    """A part of the shock cannot be done; carries what to tell. It never leaves this module."""

    def __init__(self, one: Finding) -> None:
        """Take the finding."""
        super().__init__(one.what)
        self.finding = one


def shocked(
    before: Allocation, shock: Shock, statements: Mapping[str, Statement] | None = None
) -> tuple[Shocked | None, tuple[Finding, ...]]:
    """Work out what a shock does.

    Args:
        before: The allocation as it is.
        shock: What happens.
        statements: For each pool that a file fills, how it comes about; sources of revenue are named there.

    Returns:
        What every unit would have, or None when it cannot be worked out; and everything that was found.

    """
    findings: list[Finding] = []
    formula, world = before.formula, before.world
    raised: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    pool, base, base_cents, revenue = "", "", 0, 0
    try:
        formula, raised = _raised(formula, shock.raises)
    except _NotPossible as problem:
        findings.append(problem.finding)
    try:
        world, counted = _with_students(before, shock)
    except _NotPossible as problem:
        findings.append(problem.finding)
    try:
        pool, base, base_cents, revenue = _revenue_change(before, shock, statements or {})
    except _NotPossible as problem:
        findings.append(problem.finding)
    if findings:
        return None, tuple(findings)
    if pool:
        formula = formula.with_pool_changed(pool, amount_of(revenue))
    after, told = run_again(formula, Memory(world))
    if after is None:
        return None, told
    effects = _effects(before, after, shock.spent)
    result = Shocked(shock, before, after, effects, pool, base, base_cents, revenue, counted, raised)
    return result, (*told, *_spent_beyond(result))


def spent_after(day: date, begins: tuple[int, int] = _YEAR_DAY) -> Fraction:
    """Give the share of a fiscal year that is over at the end of a day, when money is spent evenly over the days.

    >>> spent_after(date(2027, 1, 15))
    Fraction(199, 365)
    """
    start = date(day.year, *begins)
    if start > day:
        start = date(day.year - 1, *begins)
    end = date(start.year + 1, *begins)
    return Fraction((day + timedelta(days=1) - start).days, (end - start).days)


def _raised(formula: Formula, raises: Mapping[str, Fraction]) -> tuple[Formula, tuple[str, ...]]:
    """Raise parameters by a share."""
    parameters = dict(formula.parameters)
    raised: dict[str, None] = {}
    for pattern, share in raises.items():
        rising = [name for name in parameters if fnmatchcase(name, pattern)]
        if not rising:
            near = closest(pattern, parameters)
            fix = f"Did you mean {near}?" if near else f"The parameters are {', '.join(parameters) or 'none'}."
            place = formula.origin.place(("parameters",))
            raise _NotPossible(finding("unknown-name", place, f"There is no parameter `{pattern[:60]}`.", fix))
        for name in rising:
            parameters[name] = replace(parameters[name], value=_times(parameters[name].value, 1 + share))
            raised[name] = None
    return replace(formula, parameters=parameters), tuple(raised)


def _times(value: ParameterValue, factor: Fraction) -> ParameterValue:
    """Multiply what a parameter says: a number, each number of a list, or the second of each row of a table."""
    match value:
        case Fraction():
            return value * factor
        case ByText():
            values = {text: number * factor for text, number in value.values.items()}
            return replace(value, values=values, otherwise=value.otherwise and value.otherwise * factor)
        case _:
            return tuple((threshold, number * factor) for threshold, number in value)


def _with_students(before: Allocation, shock: Shock) -> tuple[World, tuple[str, ...]]:
    """Change the students of every unit; give the counts and columns that changed."""
    world, formula = before.world, before.formula
    if not shock.enrollment:
        return world, ()
    unknown = [name for name in shock.students if not world.facts.has(name)]
    if unknown:
        near = closest(unknown[0], world.facts.column_names())
        fix = f"Did you mean {near}?" if near else "Name a column of the facts."
        what = f"The facts have no column `{unknown[0][:60]}`."
        raise _NotPossible(finding("missing-column", Place(world.facts.table.source, 1), what, fix))
    factor = 1 + shock.enrollment
    counted = (columns_of([formula]).students - _of_last_year(formula)) | set(shock.students)
    asked = dict.fromkeys((*formula.reads(), *shock.students))
    counting = tuple(name for name in asked if name in counted and world.facts.has(name))
    if not counting and world.headcount is None:
        what = "No line says which column counts students, and there is no headcount."
        raise _NotPossible(
            finding("nothing-to-change", formula.origin.place(("line",)), what, "Name the columns with --students.")
        )
    headcount = world.headcount and _headcount_times(world.headcount, factor)
    changed = World(_facts_times(world.facts, counting, factor), headcount, world.priors, world.absent)
    measures = tuple(f"{name} of the headcount" for name in headcount.measures) if headcount is not None else ()
    return changed, (*measures, *counting)


def _of_last_year(formula: Formula) -> set[str]:
    """Give the names that hold students of last year, who have been counted and cannot leave any more."""
    now, before = (_named_under(formula, key) for key in ("students", "students_before"))
    return before - now


def _named_under(formula: Formula, key: str) -> set[str]:
    """Give every name that the lines rest on under one of their keys."""
    tables = [table for table in formula.origin.values["line"].values() if key in table]
    named = {name for table in tables for name in names(parse(str(table[key])))}
    return {one for name in named for one in formula.rests_on(name)}


def _facts_times(facts: Facts, counting: tuple[str, ...], factor: Fraction) -> Facts:
    """Multiply columns of facts; a column of whole numbers stays one, each rounded with a half up."""
    numbers = {name: facts.numbers(name) for name in counting}
    changed = {name: replace(one, values=_column_times(one.values, factor)) for name, one in numbers.items()}
    return replace(facts, _numbers=changed)


def _column_times(column: Column, factor: Fraction) -> Column:
    """Multiply a column; whole numbers stay whole."""
    scaled = columns.scale(column, factor)
    is_whole = isinstance(column.denominator, int) and column.denominator == 1
    return columns.round_to(scaled, _WHOLE) if is_whole else scaled


def _headcount_times(headcount: Headcount, factor: Fraction) -> Headcount:
    """Change how many students each unit has, rounded with a half up, and share them out over its rows by largest remainder.

    Days and full-time shares are multiplied exactly. Rows with equal remainders are served in the order of grades and needs, so that the order of
    the file does not matter.
    """
    ranks = {profile: (profile.grade, sorted(profile.needs)) for profile in headcount.profiles}
    order = sorted(range(len(headcount.profiles)), key=lambda place: ranks[headcount.profiles[place]])
    rank = np.empty(len(order), np.intp)
    rank[order] = np.arange(len(order))
    students = headcount.measures["students"].numerators
    changed = students.copy()
    ends = [*headcount.starts[1:].tolist(), len(students)]
    for start, end in zip(headcount.starts.tolist(), ends, strict=True):
        rows = start + np.argsort(rank[headcount.profile_of_row[start:end].astype(np.intp)], kind="stable")
        there = int(students[rows].sum())
        if there:
            changed[rows] = apportion(int(_WHOLE.of(there * factor)), students[rows])
    others = {name: columns.scale(one, factor) for name, one in headcount.measures.items()}
    return replace(headcount, measures={**others, "students": columns.Column(changed)})


def _revenue_change(before: Allocation, shock: Shock, statements: Mapping[str, Statement]) -> tuple[str, str, int, int]:
    """Find the pool that revenue flows into, what of it changes, how much that is, and the change."""
    formula = before.formula
    if shock.revenue == Change() and not shock.source:
        return "", "", 0, 0
    place = formula.origin.place(("pool",))
    having = [pool for pool, one in statements.items() if any(each.name == shock.source for each in _income(one))]
    pool = shock.pool or (having[0] if len(having) == 1 else pool_of(formula, ""))
    if pool is None or pool not in formula.pools:
        known = ", ".join(formula.pools)
        what = (
            f"The formula has the pools {known}, and nothing says which one loses."
            if known
            else "The formula has no pool."
        )
        fix = "Name it with --into." if known else "Revenue reaches schools through a pool; add [pool.schools]."
        raise _NotPossible(finding("no-pool", place, what, fix))
    statement = statements.get(pool)
    incomes = _income(statement) if statement is not None else ()
    if not incomes and not shock.source:
        held = before.pools[pool].amount_cents
        return pool, "the pool", held, shock.revenue.of(held)
    chosen = [each.amount_cents for each in incomes if shock.source in {"", each.name}]
    if not chosen:
        sources = [each.name for each in incomes]
        near = closest(shock.source, sources)
        fix = f"Did you mean {near}?" if near else f"The sources are {', '.join(sources) or 'written in a pool file'}."
        raise _NotPossible(finding("unknown-name", place, f"There is no source {shock.source[:60]!r}.", fix))
    return pool, shock.source or "all revenue", sum(chosen), shock.revenue.of(sum(chosen))


def _income(statement: Statement) -> tuple[Amount, ...]:
    """Give what comes into a pool."""
    return tuple(each for each in statement.amounts if each.part.is_income)


def _effects(before: Allocation, after: Allocation, spent: Fraction) -> tuple[Effect, ...]:
    """Give what the shock does to each unit, the largest loss first, equal ones in the order of ids."""
    made = [
        Effect(unit, name, was, becomes, int(_WHOLE.of(spent * was)))
        for unit, name, was, becomes in zip(
            before.units,
            before.world.facts.names,
            before.totals_cents.tolist(),
            after.totals_cents.tolist(),
            strict=True,
        )
    ]
    return tuple(sorted(made, key=lambda one: one.change_cents))


def _spent_beyond(result: Shocked) -> tuple[Finding, ...]:
    """Find units that have spent more than the year would give them."""
    beyond = {one.unit for one in result.effects if one.spent_cents > max(one.after_cents, 0)}
    if not beyond:
        return ()
    positions = [position for position, unit in enumerate(result.after.units) if unit in beyond]
    what = f"When the shock strikes, {result.after.world.named(positions)} would have spent more than the year still gives."
    place = Place(result.after.world.facts.table.source)
    return (
        finding("spent-beyond", place, what, "Cover the rest from the reserve, or spread the loss over two years."),
    )
