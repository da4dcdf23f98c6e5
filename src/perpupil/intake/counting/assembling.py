"""From counted groups to a headcount: codes become profiles, equal rows one row, shares one denominator."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact.columns import Column, Integers, from_integers
from perpupil.facts.headcount import Headcount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.facts.headcount import Profile
    from perpupil.intake.counting.coding import Coding

_WORD = 1 << 62
_TICKED_MAXIMUM = 4
"""How many codes a row the list may have."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What an engine counted, in the order of units: one row a unit, code and denominator."""

    units: tuple[str, ...]
    rows_of_unit: Integers
    """How many rows each unit has."""
    codes: Integers
    """Every code that occurs, once and in order."""
    code_of_row: Integers
    share_of: Integers | None
    """The denominator of each row's full-time share and days; None where all are whole."""
    measures: Mapping[str, Integers]


def distinct(codes: Integers, size: int) -> tuple[Integers, Integers]:
    """Give every code that occurs, in order, and the position of each row's among them.

    Args:
        codes: From 0 up to, and not with, the size.
        size: How many codes there can be. Where the rows are many beside it, each code is ticked off on a list: no sort.

    """
    if size > _TICKED_MAXIMUM * max(1, len(codes)):
        found = np.unique(codes)
        return found, np.searchsorted(found, codes)
    occurs = np.zeros(size, np.bool_)
    occurs[codes] = True
    positions = np.cumsum(occurs) - 1
    return np.flatnonzero(occurs), positions[codes]


def assemble(source: str, groups: Groups, coding: Coding) -> Headcount:
    """Make a headcount of groups."""
    profiles: dict[Profile, int] = {}
    profile_of_code = [profiles.setdefault(profile, len(profiles)) for profile in coding.profiles(groups.codes)]
    profile_of_row = np.array(profile_of_code, np.int64)[groups.code_of_row]
    measures = {name: _whole_or_shared(name, numbers, groups.share_of) for name, numbers in groups.measures.items()}
    rows_of_unit, listed = groups.rows_of_unit, tuple(profiles)
    if groups.share_of is not None or len(profiles) < len(groups.codes):
        unit_of_row = np.repeat(np.arange(len(groups.units)), rows_of_unit)
        unit_of_row, profile_of_row, measures = _merged(unit_of_row, profile_of_row, measures)
        rows_of_unit = np.bincount(unit_of_row, minlength=len(groups.units))
        used = np.unique(profile_of_row)
        listed, profile_of_row = tuple(listed[place] for place in used.tolist()), np.searchsorted(used, profile_of_row)
    there = np.flatnonzero(rows_of_unit)
    return Headcount(
        source=source,
        units=tuple(groups.units[position] for position in there.tolist()),
        starts=(np.cumsum(rows_of_unit) - rows_of_unit)[there].astype(np.intp),
        profiles=listed,
        profile_of_row=profile_of_row,
        measures=measures,
        needs=frozenset(need for profile in listed for need, _ in profile.needs),
        grades=frozenset(profile.grade for profile in listed),
    )


def _whole_or_shared(name: str, numbers: Integers, share_of: Integers | None) -> Column:
    """Bring the numbers of a measure to one denominator; students are whole."""
    if share_of is None or name == "students":
        return Column(numbers)
    below = np.unique(share_of).tolist()
    common = math.lcm(*below)
    largest = (
        max((abs(number) for number in (int(numbers.min()), int(numbers.max()))), default=0) if len(numbers) else 0
    )
    if largest * common < _WORD:
        return Column(numbers * (common // share_of), common)
    scaled = [number * (common // share) for number, share in zip(numbers.tolist(), share_of.tolist(), strict=True)]
    return from_integers(scaled, common)


def _merged(
    unit_of_row: Integers, profile_of_row: Integers, measures: Mapping[str, Column]
) -> tuple[Integers, Integers, dict[str, Column]]:
    """Add up rows of the same unit and profile, and leave out rows that count nothing."""
    order = np.lexsort((profile_of_row, unit_of_row))
    units, profiles = unit_of_row[order], profile_of_row[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (units[1:] != units[:-1]) | (profiles[1:] != profiles[:-1])
    starts = np.flatnonzero(is_first)
    added = {name: _added(column.take(order), starts) for name, column in measures.items()}
    counts = np.zeros(len(starts), np.bool_)
    for column in added.values():
        counts |= column.numerators != 0
    kept = np.flatnonzero(counts)
    return units[starts][kept], profiles[starts][kept], {name: column.take(kept) for name, column in added.items()}


def _added(column: Column, starts: Integers) -> Column:
    """Add a column up over runs of rows, over the least denominator."""
    numerators = column.numerators
    if len(numerators) and column.bound * len(numerators) >= _WORD:
        numerators = numerators.astype(object)
    sums = np.add.reduceat(numerators, starts) if len(starts) else numerators
    below = int(column.denominator)
    common = math.gcd(below, *set(sums.tolist()))
    return from_integers((sums // common).tolist(), below // common)
