"""Why amounts changed: two allocations, unit by unit and line by line, split by cause.

Units that opened, closed or merged are settled first, by name: what they got or get is theirs alone, and what their coming and going did to
the others is one cause. For the units that both allocations have, the rest of the change is shared out over its causes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from perpupil.comparison.causes import Cause, Pair
from perpupil.comparison.mixtures import Causes, amounts_of, mixed, words_of
from perpupil.comparison.shapley import attribute
from perpupil.exact.numerals import group_thousands, write_number
from perpupil.formula.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.exact.columns import Integers


@dataclass(frozen=True, slots=True)
class Settled:
    """Units that only one allocation has, or that became one."""

    kind: str
    """`opened`, `closed` or `merged`."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    before_cents: int
    after_cents: int

    @property
    def change_cents(self) -> int:
        """What changed."""
        return self.after_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two allocations differ; arrays are in the order of `units`, amounts in cents."""

    before: Allocation
    after: Allocation
    units: tuple[str, ...]
    """The units that both have and that did not merge."""
    lines: tuple[str, ...]
    """The lines of either."""
    causes: tuple[Causes, ...]
    """What changed; causes that could not be told apart stand together."""
    parts_cents: tuple[Mapping[str, Integers], ...] = field(repr=False)
    """For each of the causes the part of every line; over causes they add up to the change."""
    settled: tuple[Settled, ...]

    def change_cents(self, position: int | None = None) -> int:
        """Give the change of one of the units, or of all, settled ones included."""
        settled = sum(one.change_cents for one in self.settled) if position is None else 0
        return settled + sum(self.part_cents(number, position) for number in range(len(self.causes)))

    def part_cents(self, cause: int, position: int | None = None) -> int:
        """Give what one of the causes changed at one of the units, or at all of them."""
        parts = self.parts_cents[cause].values()
        return sum(sum(part.tolist()) if position is None else int(part[position]) for part in parts)

    def by_unit_cents(self, cause: int) -> Integers:
        """Give what one of the causes changed, unit by unit."""
        total: Integers = sum(self.parts_cents[cause].values(), np.zeros(len(self.units), np.int64))
        return total

    def words(self, cause: int) -> str:
        """Name one of the causes, or several that could not be told apart."""
        return words_of(self.causes[cause], self.after.formula.noun)


def compare(
    before: Allocation,
    after: Allocation,
    merged: Mapping[str, Sequence[str]] | None = None,
    students: Sequence[str] = (),
) -> Comparison:
    """Compare two allocations.

    Args:
        before: The first.
        after: The second.
        merged: For a unit of the second the units of the first that became it.
        students: Names of columns that count students although no line of either formula says so.

    Raises:
        KeyError: A merged unit is not there.

    """
    settled = _settled(before, after, merged or {})
    alone = {unit for one in settled for unit in (*one.before, *one.after)}
    units = tuple(unit for unit in before.units if unit in set(after.units) and unit not in alone)
    lines = tuple(dict.fromkeys((*after.formula.lines, *before.formula.lines)))
    pair = Pair(before, after, frozenset(units), students)
    # In the order of their names, so that equal claims to a cent are served alike from whichever side one looks.
    named = tuple(sorted(lines))
    parts = _parts(pair, named, units, is_settled=bool(settled)) if units else []
    return Comparison(
        before=before,
        after=after,
        units=units,
        lines=lines,
        causes=tuple(causes for causes, _ in parts),
        parts_cents=tuple({line: table[named.index(line)] for line in lines} for _, table in parts),
        settled=settled,
    )


def _parts(
    pair: Pair, lines: tuple[str, ...], units: tuple[str, ...], *, is_settled: bool
) -> list[tuple[Causes, Integers]]:
    """Share the change of the units that both have out over its causes; lines × units each."""
    known = pair.differing()
    first, last = (amounts_of(side, lines, units) for side in (pair.before, pair.after))
    groups, amounts = mixed(known, lambda taken: _worked(pair, taken, lines, units))
    if amounts is None:
        every = (Cause.UNITS, *known) if is_settled else known
        return [(every, last - first)]
    moved = amounts[frozenset()] - first + last - amounts[frozenset(range(len(groups)))]
    parts = list(zip(groups, attribute(len(groups), amounts), strict=True))
    if is_settled:
        return [((Cause.UNITS,), moved), *parts]
    if moved.any():
        message = "the units that both allocations have are not paid alike when they are worked again"
        raise ArithmeticError(message)
    return parts


def _settled(before: Allocation, after: Allocation, merged: Mapping[str, Sequence[str]]) -> tuple[Settled, ...]:
    """Find units that merged, closed and opened, in that order."""
    paid = [dict(zip(side.units, side.totals_cents.tolist(), strict=True)) for side in (before, after)]
    found = [
        Settled("merged", tuple(many), (one,), sum(paid[0][unit] for unit in many), paid[1][one])
        for one, many in merged.items()
    ]
    gone = {unit for one in found for unit in one.before}
    come = {unit for one in found for unit in one.after}
    closed = [unit for unit in before.units if unit not in gone and unit not in paid[1]]
    opened = [unit for unit in after.units if unit not in come and unit not in paid[0]]
    # A unit that took others in and kept its id is settled too; so is one that went into another and came again.
    closed += [unit for unit in before.units if unit in come and unit not in gone]
    opened += [unit for unit in after.units if unit in gone and unit not in come]
    found += [Settled("closed", (unit,), (), paid[0][unit], 0) for unit in closed]
    found += [Settled("opened", (), (unit,), 0, paid[1][unit]) for unit in opened]
    return tuple(found)


def _worked(pair: Pair, taken: Collection[Cause], lines: tuple[str, ...], units: tuple[str, ...]) -> Integers | None:
    allocation = pair.hybrid(taken)
    return None if allocation is None else amounts_of(allocation, lines, units)


@dataclass(frozen=True, slots=True)
class Reading:
    """Something that was read of a unit, in both allocations; empty where it was not read."""

    name: str
    title: str
    before: str
    after: str


def readings_changed(before: Allocation, after: Allocation, unit: str, other: str = "") -> tuple[Reading, ...]:
    """Give what was read of a unit that is not the same in both allocations; `other` is the unit of the second, when it is another one."""
    found = []
    for name in dict.fromkeys((*after.formula.reads(), *before.formula.reads())):
        texts = (_read_at(before, name, unit), _read_at(after, name, other or unit))
        if texts[0] != texts[1]:
            formula = after.formula if texts[1] else before.formula
            found.append(Reading(name, Wording.of(formula).title(name), *texts))
    return tuple(found)


def _read_at(allocation: Allocation, name: str, unit: str) -> str:
    """Write what was counted or stands in the file, numbers in one way."""
    world, formula = allocation.world, allocation.formula
    if unit not in allocation.units or name not in formula.reads():
        return ""
    position = allocation.units.index(unit)
    headcount = world.headcount
    if headcount is not None and name in formula.counts:
        return group_thousands(write_number(world.counted(formula.counts[name]).at(position)))
    if headcount is not None and name in headcount.measures:
        return group_thousands(write_number(world.everyone(name).at(position)))
    if not world.facts.has(name):
        return ""
    if name in formula.text_columns:
        return world.facts.texts(name)[position]
    numbers = world.facts.numbers(name)
    return group_thousands(write_number(numbers.values.at(position))) if numbers.known[position] else "not known"
