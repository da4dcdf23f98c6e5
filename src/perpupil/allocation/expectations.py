"""What a district wrote down that must hold, checked after every run."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import numpy as np

from perpupil.allocation.allocation import Quantity
from perpupil.allocation.evaluate import Evaluator, Value
from perpupil.allocation.world import Trouble, World
from perpupil.exact.columns import Column, Index, Truths
from perpupil.exact.numerals import write_number
from perpupil.facts.binding import Binding
from perpupil.facts.facts import Facts
from perpupil.facts.table import TextTable
from perpupil.findings import Finding, finding
from perpupil.formula.records import ALLOCATION
from perpupil.formula.syntax import HighestOf, names, written
from perpupil.money import CENTS

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.formula.records import Expectation

MADE_UP = "made-up"


def check_expectations(allocation: Allocation, evaluator: Evaluator) -> list[Finding]:
    """Check every expectation of the formula; one that does not hold is a finding with the figures."""
    findings = []
    for number, expectation in enumerate(allocation.formula.expectations, 1):
        try:
            told = _check(allocation, evaluator, expectation)
        except Trouble as trouble:
            where = allocation.formula.origin.place(expectation.path)
            findings += [replace(one, where=where) for one in trouble.findings]
            continue
        if told:
            title = f" ({expectation.title})" if expectation.title else ""
            what = f"Expectation {number}{title} does not hold: {written(expectation.that)}. {told}"
            where = allocation.formula.origin.place(expectation.path)
            findings.append(
                finding(
                    "expectation-failed", where, what, "Correct the formula or the facts, or change what is expected."
                )
            )
    return findings


def _check(allocation: Allocation, evaluator: Evaluator, expectation: Expectation) -> str:
    """Give what is wrong, or an empty text."""
    final = _FinalEvaluator(allocation, evaluator)
    if expectation.given:
        made = _made_up(allocation, evaluator, final, expectation)
        return _failing(made, expectation, None)
    if not expectation.unit:
        return _failing(final, expectation, None)
    if expectation.unit not in allocation.units:
        return f"There is no {allocation.formula.noun} {expectation.unit}."
    return _failing(final, expectation, np.array([allocation.units.index(expectation.unit)]))


def _failing(evaluator: Evaluator, expectation: Expectation, index: Index | None) -> str:
    """Name the units where it does not hold, with the figures at the first."""
    truth = cast("bool | Truths", evaluator.value(expectation.that, index))
    if isinstance(truth, bool):
        position, where = 0, ""
        if truth:
            return ""
    else:
        if truth.all():
            return ""
        positions = evaluator.positions(~truth, index)
        position, where = positions[0], f"At {evaluator.world.named(positions)}. "
    figures = ", ".join(f"{name} = {evaluator.shown(name, position)}" for name in names(expectation.that))
    return f"{where}Here {figures}." if figures else where.strip()


class _FinalEvaluator(Evaluator):
    """Works expressions out with lines as they are finally allocated, and `allocation` as a unit's total."""

    def __init__(self, allocation: Allocation, before: Evaluator) -> None:
        super().__init__(allocation.formula, allocation.world)
        self.values = dict(before.values)
        for line, cents in allocation.lines_cents.items():
            self.values[line] = Column(cents, CENTS)
        self.values[ALLOCATION] = Column(allocation.totals_cents, CENTS)


class _MadeUpEvaluator(Evaluator):
    """Works a formula out for one made-up unit; totals over units stay those of the district."""

    def named(self, name: str, at: int = 0, index: Index | None = None) -> Value:
        if name in self.formula.counts and self.world.facts.has(name):
            return self.world.facts.numbers(name).values
        return super().named(name, at, index)

    def _highest(self, node: HighestOf) -> Quantity:
        """Take the count as given: each student of a made-up unit has one need of a group."""
        return cast("Quantity", self.named(dict(node.group)[node.line], node.at))

    def _require_column(self, name: str, at: int) -> None:
        if not self.world.facts.has(name):
            what = f"`given` does not say what `{name}` is at the made-up unit."
            raise self.trouble("expectation-failed", at, what, f"Write {name} = 0, or another value, in `given`.")


def _made_up(allocation: Allocation, evaluator: Evaluator, final: Evaluator, expectation: Expectation) -> Evaluator:
    """Work the formula out for a unit with the given facts, pools' factors and limits included."""
    given = expectation.given
    columns = {name: [value if isinstance(value, str) else write_number(value)] for name, value in given.items()} | {
        "": [MADE_UP]
    }
    table = TextTable("the expectation", columns, (1,))
    facts = Facts((MADE_UP,), (MADE_UP,), table, Binding(""), (0,))
    formula = replace(allocation.formula, prior_columns=MappingProxyType({}))
    made = _MadeUpEvaluator(formula, World(facts), whole=evaluator)
    fractions = {line: cast("Fraction | Column", made.named(line)) for line in formula.lines}
    exact = {line: value if isinstance(value, Fraction) else value.at(0) for line, value in fractions.items()}
    paid = exact | _fitted(allocation, made, exact)
    final_values = _in_cents(paid)
    made.values.update(final_values)
    made.values[ALLOCATION] = sum(final_values.values(), Fraction(0))
    made.whole = final
    return made


def _in_cents(paid: dict[str, Fraction]) -> dict[str, Fraction]:
    """Round a unit's total down to a cent and divide it over its lines, by largest remainder, as a run does."""
    exact = {line: amount * CENTS for line, amount in paid.items()}
    whole = {line: amount.numerator // amount.denominator for line, amount in exact.items()}
    total = sum(exact.values(), Fraction(0))
    spare = total.numerator // total.denominator - sum(whole.values())
    for line in sorted(exact, key=lambda one: whole[one] - exact[one])[:spare]:
        whole[line] += 1
    return {line: Fraction(cents, CENTS) for line, cents in whole.items()}


def _fitted(allocation: Allocation, made: Evaluator, before: dict[str, Fraction]) -> dict[str, Fraction]:
    """Give what a pool's factor and limits make of a made-up unit's lines."""
    paid: dict[str, Fraction] = {}
    for pool in allocation.formula.pools.values():
        if allocation.pools[pool.name].fit is None:
            continue
        factor = allocation.pools[pool.name].factor
        lines = [allocation.formula.lines[name] for name in pool.lines]
        for line in lines:
            if line.limit is None:
                paid[line.name] = before[line.name] * (1 if line.name in pool.protect else factor)
        total = sum((paid[line.name] for line in lines if line.limit is None), Fraction(0))
        for line in lines:
            if line.limit is not None:
                value = made.values[line.limit.bound]
                bound = value if isinstance(value, Fraction) else value.at(0)
                gap = bound - total if _holds(made, line.name) else Fraction(0)
                paid[line.name] = max(gap, Fraction(0)) if line.limit.is_floor else min(gap, Fraction(0))
    return paid


def _holds(made: Evaluator, line: str) -> bool:
    """Say whether a line's `when` holds for the made-up unit."""
    when = made.formula.definitions[line].when
    return when is None or bool(np.all(cast("bool | Truths", made.value(when))))
