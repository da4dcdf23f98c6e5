"""Dividing every unit's total over its lines, to the cent, by largest remainder.

Most lines are zero at most units, so only the amounts that are not are worked. Where they stand seldom changes from one what-if to the next: a division
is made from the one before it, and only the lines that changed are looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact import columns
from perpupil.exact.apportion import least_served
from perpupil.exact.columns import Index, Integers, bound_of, is_narrow
from perpupil.exact.wide import multiply_divide

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

BLOCK_UNITS = 4_096
"""Units whose lines are worked at once, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class LimitLine:
    """The line of a floor or a ceiling: what it adds or takes off at each unit, in whole cents and a remainder."""

    whole: Integers
    remainders: Integers


@dataclass(frozen=True, slots=True)
class Places:
    """Where a pool's lines stand among all its lines: of two equal remainders the earlier line's is served."""

    scaled: tuple[int, ...]
    """Of the lines that the factor multiplies."""
    limits: tuple[int, ...]
    """Of the lines of the floor and the ceiling."""
    count: int
    """How many lines the pool has."""


@dataclass(frozen=True, slots=True)
class Division:
    """The lines of a pool that its factor multiplies, ready to share out the units' totals."""

    lines: tuple[Integers, ...]
    """Each line's cents before the pool."""
    places: Places
    blocks: tuple[_Cells, ...]

    def divided(self, shared: Integers, factor: Fraction, limits: Sequence[LimitLine]) -> list[Integers]:
        """Multiply the lines by the factor and hand out the cents that are left.

        Args:
            shared: What these lines and the limits add up to at each unit.
            factor: What the lines are multiplied by.
            limits: The lines of the floor and the ceiling.

        Returns:
            The cents of each line, then of each limit.

        """
        if factor == 1:
            return [*self.lines, *(limit.whole for limit in limits)]
        found = []
        for units, block in zip(_runs(len(shared)), self.blocks, strict=True):
            within = [LimitLine(limit.whole[units], limit.remainders[units]) for limit in limits]
            found.append(block.divided(shared[units], factor, within))
        return found[0] if len(found) == 1 else [np.concatenate(parts) for parts in zip(*found, strict=True)]


def division_of(lines: tuple[Integers, ...], places: Places, count: int, before: Division | None) -> Division:
    """Make the division of some lines at so many units, from an earlier one where that had lines at the same places."""
    if before is None or before.places != places:
        cells = (_cells([line[units] for line in lines], places, units) for units in _runs(count))
        return Division(lines, places, tuple(cells))
    changed = [number for number, line in enumerate(lines) if line is not before.lines[number]]
    blocks = []
    for units, earlier in zip(_runs(count), before.blocks, strict=True):
        moved = earlier.moved({line: lines[line][units] for line in changed})
        blocks.append(moved or _cells([line[units] for line in lines], places, units))
    return Division(lines, places, tuple(blocks))


def _runs(count: int) -> list[slice]:
    """Cut the units into blocks."""
    return [slice(first, min(first + BLOCK_UNITS, count)) for first in range(0, max(count, 1), BLOCK_UNITS)]


@dataclass(frozen=True, slots=True)
class _Cells:
    """The amounts that are not zero of some lines at a run of units, unit by unit."""

    shape: tuple[int, int]
    """Lines and units."""
    amounts: Integers
    at: Index
    """Where each stands in the table lines × units."""
    of_line: tuple[Index, ...]
    """The amounts of each line."""
    units_of_line: tuple[Index, ...]
    """At which units they stand."""
    ends: Index
    """Where the amounts of each unit end."""
    slot: Index
    """Where each stands in the table units × width, in which each unit's amounts are next to each other and its limits are last."""
    width: int
    lead: Integers
    """How many lines of the pool come after each one's own."""
    places: Places

    def moved(self, changed: dict[int, Integers]) -> _Cells | None:
        """Give the same cells with other amounts on some lines; None when other cells are zero now."""
        amounts = self.amounts.copy()
        for line, cents in changed.items():
            units = self.units_of_line[line]
            if cents.dtype != amounts.dtype or not np.array_equal(np.flatnonzero(cents), units):
                return None
            amounts[self.of_line[line]] = cents[units]
        return replace(self, amounts=amounts)

    def divided(self, shared: Integers, factor: Fraction, limits: Sequence[LimitLine]) -> list[Integers]:
        """Share out the totals of these units; one array of cents for each line, then for each limit."""
        below = factor.denominator
        quotients, remainders = multiply_divide(self.amounts, factor.numerator, below, bound_of(self.amounts))
        kind = _kind(quotients, shared, *(limit.whole for limit in limits))
        left = shared - self._sums(quotients.astype(kind, copy=False))
        for limit in limits:
            left -= limit.whole
        of_cells, of_limits = self._ranked(remainders, below, limits)
        least = least_served(self._table(of_cells, of_limits), left)
        cents: Integers = np.zeros(self.shape, kind)
        cents.ravel()[self.at] = quotients + (of_cells >= np.repeat(least, np.diff(self.ends, prepend=0)))
        added = [limit.whole + (ranks >= least) for limit, ranks in zip(limits, of_limits, strict=True)]
        return [*cents, *added]

    def _sums(self, values: Integers) -> Integers:
        """Add up over the cells of each unit."""
        return np.diff(np.concatenate([np.zeros(1, values.dtype), values.cumsum()])[self.ends], prepend=0)

    def _ranked(self, remainders: Integers, below: int, limits: Sequence[LimitLine]) -> tuple[Integers, list[Integers]]:
        """Make numbers that are larger the earlier a cell is served: by its remainder, then by its line's place."""
        count = self.places.count
        fits = below * count < columns.WORD
        kind = _kind(remainders, *(limit.remainders for limit in limits)) if fits else object
        of_cells: Integers = remainders.astype(kind, copy=False) * count + self.lead
        return of_cells, [
            limit.remainders.astype(kind, copy=False) * count + (count - 1 - place)
            for limit, place in zip(limits, self.places.limits, strict=True)
        ]

    def _table(self, of_cells: Integers, of_limits: list[Integers]) -> Integers:
        """Lay ranks out as units × width."""
        table = np.full((self.shape[1], self.width), -1, of_cells.dtype)
        table.ravel()[self.slot] = of_cells
        for number, ranks in enumerate(of_limits, self.width - len(of_limits)):
            table[:, number] = ranks
        return table


def _cells(lines: Sequence[Integers], places: Places, units: slice) -> _Cells:
    """Find what is not zero."""
    shape = (len(lines), units.stop - units.start)
    table = np.array(lines, _kind(*lines)).reshape(shape)
    unit, line = np.nonzero(table.T)
    ends = np.searchsorted(unit, np.arange(shape[1]), side="right")
    begins = np.concatenate([np.zeros(1, np.intp), ends[:-1]])
    width = int((ends - begins).max(initial=0)) + len(places.limits)
    of_line = tuple(np.split(np.argsort(line, kind="stable"), np.cumsum(np.bincount(line, minlength=shape[0]))[:-1]))
    return _Cells(
        shape=shape,
        amounts=table[line, unit],
        at=line * shape[1] + unit,
        of_line=of_line,
        units_of_line=tuple(unit[of] for of in of_line),
        ends=ends,
        slot=unit * width + np.arange(len(unit)) - begins[unit],
        width=width,
        lead=places.count - 1 - np.array(places.scaled, np.int64)[line],
        places=places,
    )


def _kind(*arrays: Integers) -> type:
    """Give the kind of integers that holds all of these."""
    return np.int64 if is_narrow(*arrays) else object
