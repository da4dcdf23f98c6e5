"""Two methods on the same students, phase by phase of the second: who gains, who loses, and how much of it is the rule.

The first method stays as it is; the second is worked for each phase. Schools that neither method pays are left out and named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeVar

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.comparison.money_and_rule import Terms, money_and_rule
from perpupil.equity.need_shares import NotThere, need_of, students_of
from perpupil.equity.two_methods.groups import Group, Grouping, by_quarter, by_text, group_of
from perpupil.equity.two_methods.moved import Moved, School
from perpupil.equity.two_methods.phases import JULY, Phase, Settings, phases
from perpupil.equity.two_methods.quarters import quarters, why_no_quarters
from perpupil.findings import Finding, has_errors
from perpupil.formula.functions import closest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of two methods."""

    by: tuple[str, ...] = ()
    """Columns of text by which schools are put together."""
    need: str = ""
    """The need for the quarters; none where it is empty."""
    is_share: bool = False
    """Whether the need is a column of shares."""
    students: str = ""
    """What counts students; every student of the headcount, or the column `students`, where it is empty."""
    price: str = ""
    """The parameter or the column of facts that says what a teacher costs; none where it is empty."""
    settings: Settings = field(default_factory=dict)
    begins: tuple[int, int] = JULY


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the second method does in one phase, against the first."""

    phase: Phase
    total_cents: int
    terms: Terms
    moved: tuple[Moved, ...] = field(repr=False)
    """In the order of the schools."""
    district: Group
    groupings: tuple[Grouping, ...] = field(repr=False)

    @property
    def shifted_cents(self) -> int:
        """What the rule takes from the schools that lose by it, and gives to others."""
        return -sum(min(one.rule_cents, 0) for one in self.moved)


@dataclass(frozen=True, slots=True)
class TwoMethods:
    """Two methods on the same students."""

    old: Allocation = field(repr=False)
    new: Allocation = field(repr=False)
    asked: Asked
    need_title: str
    price_title: str
    schools: tuple[School, ...]
    """Those that a method pays in any phase, in the order of their ids."""
    outcomes: tuple[Outcome, ...]
    """One a phase of the second method."""
    unpaid: tuple[str, ...]
    """The names of those that neither pays."""
    why_no_quarters: str = ""

    @property
    def first(self) -> Outcome:
        """The first phase."""
        return self.outcomes[0]


def two_methods(old: Allocation, new: Allocation, asked: Asked) -> tuple[TwoMethods | None, tuple[Finding, ...]]:
    """Compare two methods on the same students.

    Args:
        old: What the method in force gives.
        new: What the other gives, on the same facts and headcount.
        asked: Groupings, need, price and years.

    Returns:
        The comparison, or None where a later year cannot be worked; and what was found on the way.

    Raises:
        NotThere: A column, a need or a price has no such name.
        NoSuchYear: Something is set for a year that the method does not have.
        KeyError: A parameter that is set is no number of the second method.

    """
    worked: list[tuple[Phase, Allocation]] = []
    for phase in phases(new.formula, asked.settings, asked.begins):
        allocation, told = _worked(phase, new)
        if allocation is None:
            return None, tuple(one for one in told if has_errors([one]))
        worked.append((phase, allocation))
    every, need_title, price_title, findings = _schools(old, new, asked)
    paid = _paid_in_any([old, *(allocation for _, allocation in worked)])
    schools = tuple(school for school in every if school.unit in paid)
    schools, why = _placed(schools, asked, new.formula.noun)
    outcomes = tuple(
        _outcome(phase, old, allocation, schools, replace(asked, need="" if why else need_title))
        for phase, allocation in worked
    )
    unpaid = tuple(school.name for school in every if school.unit not in paid)
    return TwoMethods(old, new, asked, need_title, price_title, schools, outcomes, unpaid, why), findings


def _worked(phase: Phase, new: Allocation) -> tuple[Allocation | None, tuple[Finding, ...]]:
    """Work one phase on the students and facts of today."""
    if phase.formula is new.formula:
        return new, ()
    formula = replace(phase.formula, binding=new.world.facts.binding, expectations=())
    return run_again(formula, Memory(new.world))


def _paid_in_any(allocations: Sequence[Allocation]) -> frozenset[str]:
    return frozenset(
        unit for one in allocations for unit, cents in zip(one.units, one.totals_cents.tolist(), strict=True) if cents
    )


def _outcome(phase: Phase, old: Allocation, new: Allocation, schools: tuple[School, ...], asked: Asked) -> Outcome:
    units = [school.unit for school in schools]
    split = money_and_rule(old, new, units)
    paid = [dict(zip(one.units, one.totals_cents.tolist(), strict=True)) for one in (old, new)]
    moved = tuple(
        Moved(paid[0].get(unit, 0), paid[1].get(unit, 0), int(rule), int(money))
        for unit, rule, money in zip(units, split.rule_cents, split.money_cents, strict=True)
    )
    groupings = [by_quarter(asked.need, schools, moved)] if asked.need else []
    groupings += [by_text(name, schools, moved) for name in asked.by]
    district = group_of("Total", range(len(schools)), schools, moved)
    return Outcome(phase, new.total_cents, split.terms, moved, district, tuple(groupings))


def _schools(old: Allocation, new: Allocation, asked: Asked) -> tuple[list[School], str, str, tuple[Finding, ...]]:
    """Read what is known of every school of either method: of the second's facts, and of the first's for what only it has."""
    units = sorted({*old.units, *new.units})
    sides = [new] if set(old.units) <= set(new.units) else [new, old]
    formulas = (new.formula, old.formula)
    students = [students_of(side.world, formulas, asked.students) for side in sides]
    needs = [
        need_of(side.world, formulas, asked.need, counted, is_share=asked.is_share)
        for side, counted in zip(sides, students, strict=True)
        if asked.need
    ]
    prices = [_price(side, (new, old), asked.price) for side in sides]
    texts = {name: _of_units(sides, [_texts(side, name) for side in sides], units) for name in asked.by}
    counted = _of_units(sides, students, units)
    shares = _of_units(sides, [need.values for need in needs], units) if needs else [None] * len(units)
    priced = _of_units(sides, [prices_of for _, prices_of in prices], units)
    names = _of_units(sides, [side.world.facts.names for side in sides], units)
    schools = [
        School(unit, names[at], counted[at], shares[at], None, priced[at], {name: texts[name][at] for name in asked.by})
        for at, unit in enumerate(units)
    ]
    findings = tuple(dict.fromkeys(one for need in needs for one in need.findings))
    return schools, needs[0].title if needs else "", prices[0][0], findings


def _of_units(sides: Sequence[Allocation], values: Sequence[Sequence[T]], units: Sequence[str]) -> list[T]:
    """Give a value for each unit, of the first side that has it."""
    known: dict[str, T] = {}
    for side, values_of in reversed(list(zip(sides, values, strict=True))):
        known |= dict(zip(side.units, values_of, strict=True))
    return [known[unit] for unit in units]


def _texts(side: Allocation, name: str) -> tuple[str, ...]:
    if not side.world.facts.has(name):
        near = closest(name, side.world.facts.column_names())
        message = f"There is no column {name!r} in the facts." + (f" Did you mean {near}?" if near else "")
        raise NotThere(message)
    return side.world.facts.texts(name)


def _price(side: Allocation, methods: Sequence[Allocation], name: str) -> tuple[str, list[Fraction | None]]:
    """Give what a teacher costs at each school, and what that is called."""
    count = len(side.units)
    if not name:
        return "", [None] * count
    for method in methods:
        parameter = method.formula.parameters.get(name)
        if parameter is not None and isinstance(parameter.value, Fraction):
            _require_price(name, [parameter.value])
            return f"{parameter.title or name} ({method.formula.title})", [parameter.value] * count
    if side.world.facts.has(name):
        numbers = side.world.facts.numbers(name)
        if numbers.findings:
            raise NotThere(f"The column {name!r} does not hold prices: {numbers.findings[0].what}")
        pairs = zip(numbers.values.fractions(), numbers.known.tolist(), strict=True)
        prices = [value if known else None for value, known in pairs]
        _require_price(name, [price for price in prices if price is not None])
        return f"{name.replace('_', ' ')} of each {side.formula.noun}", prices
    there = {one for method in methods for one in method.formula.parameters} | set(side.world.facts.column_names())
    near = closest(name, there)
    message = f"There is no price {name!r}: no parameter that is a number, and no column of the facts."
    raise NotThere(message + (f" Did you mean {near}?" if near else ""))


def _require_price(name: str, prices: Sequence[Fraction]) -> None:
    if any(price <= 0 for price in prices):
        raise NotThere(f"The price {name!r} is not above zero everywhere, so no change can be told in teachers.")


def _placed(schools: tuple[School, ...], asked: Asked, noun: str) -> tuple[tuple[School, ...], str]:
    """Put schools into quarters by need, or say why there are none."""
    if not asked.need:
        return schools, ""
    students, shares = [one.students for one in schools], [one.share for one in schools]
    why = why_no_quarters(noun, students, shares)
    if why:
        return schools, why
    found = quarters([one.unit for one in schools], students, shares)
    return tuple(replace(one, quarter=quarter) for one, quarter in zip(schools, found, strict=True)), ""
