"""Counting students of the headcount for a formula, unit by unit.

A rule is decided once for each distinct profile of needs, some thousands; the rows only look the answer up. Rows are taken in blocks of whole
units that fit the processor's cache.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact import columns
from perpupil.exact.columns import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.exact.columns import Index, Truths
    from perpupil.facts.headcount import Headcount, Profile
    from perpupil.formula.records import Count, Need

BLOCK_ROWS = 1 << 16


def count_students(headcount: Headcount, chosen: Truths, measure: str) -> Column:
    """Add a measure up over the rows whose profile is chosen, for each unit of the headcount."""
    values = headcount.measures[measure]
    numerators, starts = values.numerators, headcount.starts
    if numerators.dtype == object or values.bound * max(len(values), 1) >= columns.WORD:
        weighed = numerators.astype(object) * chosen[headcount.profile_of_row]
        sums = np.add.reduceat(weighed, starts) if len(starts) else weighed
        return Column(sums, values.denominator)
    sums = np.empty(len(starts), np.int64)
    for first, last in _blocks(starts, len(numerators)):
        begin, end = int(starts[first]), int(starts[last]) if last < len(starts) else len(numerators)
        weighed = numerators[begin:end] * chosen[headcount.profile_of_row[begin:end]]
        sums[first:last] = np.add.reduceat(weighed, starts[first:last] - begin)
    return Column(sums, values.denominator)


def chosen_profiles(profiles: Sequence[Profile], rule: Count) -> Truths:
    """Say of each profile whether a rule counts it."""
    return np.array([_is_counted(profile, rule) for profile in profiles], np.bool_)


def _is_counted(profile: Profile, rule: Count) -> bool:
    return (
        (not rule.grades or profile.grade in rule.grades)
        and (not rule.needs or any(_has(profile, need) for need in rule.needs))
        and (not rule.any or any(_has(profile, need) for need in rule.any))
        and all(_has(profile, need) for need in rule.all)
        and not any(_has(profile, need) for need in rule.none)
    )


def _has(profile: Profile, need: Need) -> bool:
    return any(name == need.name and (need.level is None or level == need.level) for name, level in profile.needs)


def _blocks(starts: Index, rows: int) -> list[tuple[int, int]]:
    """Cut the units into runs of about a block of rows each."""
    if not len(starts):
        return []
    edges = np.searchsorted(starts, np.arange(0, rows, BLOCK_ROWS))
    bounds = sorted({0, *edges.tolist(), len(starts)})
    return list(pairwise(bounds))
