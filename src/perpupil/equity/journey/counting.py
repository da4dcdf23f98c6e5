"""How many students each unit of a level has, and how many of them have a need, wherever that stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.allocation.counting import chosen_profiles, count_students
from perpupil.exact.numerals import read_number
from perpupil.facts.headcount import MEASURES
from perpupil.formula import records

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation

Numbers = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Pupils:
    """The students of one unit; what is not known is None, never zero."""

    students: Fraction | None
    with_need: Fraction | None

    @property
    def share(self) -> Fraction | None:
        """The share who have the need; None where it is not known, or cannot be."""
        if self.students is None or self.with_need is None or not 0 <= self.with_need <= self.students:
            return None
        return self.with_need / self.students if self.students else None  # exact: Fraction


def numbers(allocation: Allocation, *names: str) -> Numbers:
    """Give a number a unit by its name, several added up: a step, a count or need of the headcount, or a column of the facts.

    A name that is not there, a cell that is blank and a number below zero are not known, and no sum with one is.
    """
    several = [_numbers(allocation, name) for name in names]
    return tuple(
        None if any(one is None for one in row) else sum((one for one in row if one is not None), Fraction(0))
        for row in zip(*several, strict=True)
    )


def _numbers(allocation: Allocation, name: str) -> Numbers:
    count = len(allocation.units)
    if name in allocation.values:
        return _none_below_zero(allocation.value_at(name, at) for at in range(count))
    counted = _from_headcount(allocation, name)
    if counted is not None:
        return counted
    facts = allocation.world.facts
    if not facts.has(name):
        return (None,) * count
    read = facts.numbers(name)
    cells = zip(read.values.fractions(), read.known.tolist(), facts.texts(name), strict=True)
    return _none_below_zero(
        value if known and (not cell or read_number(cell) is not None) else None for value, known, cell in cells
    )


def is_known(allocation: Allocation, name: str) -> bool:
    """Whether a name stands for anything at this level."""
    return (
        name in allocation.values or _from_headcount(allocation, name) is not None or allocation.world.facts.has(name)
    )


def _from_headcount(allocation: Allocation, name: str) -> Numbers | None:
    """Count students of the headcount; None where it does not know the name."""
    headcount, formula = allocation.world.headcount, allocation.formula
    if headcount is None:
        return None
    if name in formula.counts:
        return tuple(allocation.world.counted(formula.counts[name]).fractions())
    if name in MEASURES and name in headcount.measures:
        return tuple(allocation.world.everyone(name).fractions())
    if name not in headcount.needs:
        return None
    rule = records.Count(name, (), (records.Need(name),), (), (), (), "students", "", formula.origin.place(()))
    chosen = count_students(headcount, chosen_profiles(headcount, rule), rule.measure)
    by_unit = dict(zip(headcount.units, chosen.fractions(), strict=True))
    return tuple(by_unit.get(unit, Fraction(0)) for unit in allocation.units)


def _none_below_zero(values: Iterable[Fraction | None]) -> Numbers:
    return tuple(None if one is None or one < 0 else one for one in values)
