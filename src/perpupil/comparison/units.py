"""Why two units of one allocation get different amounts: the same question as why a year differs from the last.

What the one has and what the other has change places, cause by cause, while the rest of the district stays as it is; the amounts that a formula
gives a unit by name are a cause of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.comparison.alone import looks_across
from perpupil.comparison.causes import Cause, columns_of, under_names_of
from perpupil.comparison.mixtures import Causes, amounts_of, mixed
from perpupil.comparison.shapley import attribute

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.exact.columns import Integers
    from perpupil.facts.facts import Facts
    from perpupil.facts.headcount import Headcount

_CAUSES = (Cause.STUDENTS, Cause.FACTS, Cause.PRIOR, Cause.NAMED)


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """What makes the amount of one unit into that of another, in cents."""

    allocation: Allocation = field(repr=False)
    one: str
    other: str
    causes: tuple[Causes, ...]
    parts_cents: tuple[Mapping[str, int], ...]
    """For each of the causes the part of every line; over causes they add up to the difference."""

    def part_cents(self, cause: int) -> int:
        """Give what one of the causes makes of the difference."""
        return sum(self.parts_cents[cause].values())

    @property
    def change_cents(self) -> int:
        """Give how much more the other unit gets."""
        return sum(map(self.part_cents, range(len(self.causes))))


def compare_units(allocation: Allocation, one: str, other: str, students: Sequence[str] = ()) -> UnitComparison:
    """Say why one unit gets another amount than another.

    Args:
        allocation: What both get.
        one: The unit that the comparison starts from.
        other: The unit that it ends at.
        students: Names of columns that count students although no line of the formula says so.

    Raises:
        KeyError: There is no such unit.

    """
    for unit in (one, other):
        if unit not in allocation.units:
            raise KeyError(unit)
    exchange = _Exchange(allocation, one, other, students)
    lines = tuple(allocation.formula.lines)
    groups, amounts = mixed(_CAUSES, lambda taken: exchange.worked(taken, lines))
    first, last = (amounts_of(allocation, lines, (unit,)) for unit in (one, other))
    if amounts is None:
        parts = [last - first]
        groups = [_CAUSES]
    else:
        parts = attribute(len(groups), amounts)
    return UnitComparison(
        allocation=allocation,
        one=one,
        other=other,
        causes=tuple(groups),
        parts_cents=tuple(dict(zip(lines, part[:, 0].tolist(), strict=True)) for part in parts),
    )


def _only(world: World, units: tuple[str, str]) -> World:
    """Give the world of two units alone; the others are left out on purpose."""
    headcount = world.headcount.only(units) if world.headcount is not None else None
    absent = (world.absent | frozenset(world.facts.units)) - set(units)
    return World(world.facts.only(units), headcount, world.priors, absent)


class _Exchange:
    """Works the district with some causes of two units exchanged."""

    def __init__(self, allocation: Allocation, one: str, other: str, students: Sequence[str]) -> None:
        self.allocation, self.one, self.other = allocation, one, other
        self.columns = columns_of([allocation.formula], students)
        self.formula, self.world = replace(allocation.formula, expectations=()), allocation.world
        if not looks_across(self.formula):
            self.formula, self.world = replace(self.formula, pools={}), _only(self.world, (one, other))
        self.facts = under_names_of(self.world.facts, allocation.formula)
        self._telling = frozenset(cause for cause in _CAUSES if self._tells(cause))
        self._known: dict[frozenset[Cause], Allocation | None] = {}

    def worked(self, taken: Collection[Cause], lines: tuple[str, ...]) -> Integers | None:
        """Give what the one unit gets with these causes of the other.

        With the names exchanged too it is the other unit that is looked at, with what is left over of the one.
        """
        named = Cause.NAMED in taken
        swapped = frozenset(cause for cause in _CAUSES if cause is not Cause.NAMED and (cause in taken) is not named)
        swapped &= self._telling
        if swapped not in self._known:
            self._known[swapped] = self._run(swapped)
        allocation = self._known[swapped]
        return None if allocation is None else amounts_of(allocation, lines, (self.other if named else self.one,))

    def _tells(self, cause: Cause) -> bool:
        """Whether an exchange of a cause can change anything; what cannot is not worked again."""
        if cause is Cause.PRIOR and self.world.priors:
            return True
        if cause is Cause.STUDENTS and self.world.headcount is not None:
            return True
        one, other = (self.facts.units.index(unit) for unit in (self.one, self.other))
        columns = self.facts.table.columns.items()
        return any(cells[one] != cells[other] for name, cells in columns if self.columns.cause(name) is cause)

    def _run(self, swapped: frozenset[Cause]) -> Allocation | None:
        world = self.world
        facts = self._facts(swapped)
        exchanged = World(
            facts,
            self._headcount(world.headcount) if Cause.STUDENTS in swapped else world.headcount,
            {year: self._earlier(one, swapped) for year, one in world.priors.items()},
            world.absent,
        )
        return run_again(replace(self.formula, binding=facts.binding), Memory(exchanged))[0]

    def _facts(self, swapped: frozenset[Cause]) -> Facts:
        """Exchange the cells of the two units in the columns of some causes."""
        one, other = (self.facts.units.index(unit) for unit in (self.one, self.other))
        columns = {name: list(cells) for name, cells in self.facts.table.columns.items()}
        for name, cells in columns.items():
            if self.columns.cause(name) in swapped:
                cells[one], cells[other] = cells[other], cells[one]
        return replace(self.facts, table=replace(self.facts.table, columns=columns), _numbers={})

    def _headcount(self, headcount: Headcount | None) -> Headcount | None:
        return headcount and replace(headcount, units=self._renamed(headcount.units))

    def _earlier(self, facts: Facts, swapped: frozenset[Cause]) -> Facts:
        plain = under_names_of(facts, self.allocation.formula)
        return replace(plain, units=self._renamed(plain.units)) if Cause.PRIOR in swapped else plain

    def _renamed(self, units: Sequence[str]) -> tuple[str, ...]:
        names = {self.one: self.other, self.other: self.one}
        return tuple(names.get(unit, unit) for unit in units)
