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
    from perpupil.exact.columns import Index, Truths
    from perpupil.facts.headcount import Headcount
    from perpupil.formula.records import Count

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


def chosen_profiles(headcount: Headcount, rule: Count) -> Truths:
    """Say of each profile whether a rule counts it."""
    chosen = np.ones(len(headcount.profiles), np.bool_)
    if rule.grades:
        chosen &= _any_of([headcount.with_grade(grade) for grade in rule.grades])
    for wanted in (rule.needs, rule.any):
        if wanted:
            chosen &= _any_of([headcount.with_need(need.name, need.level) for need in wanted])
    for need in rule.all:
        chosen &= headcount.with_need(need.name, need.level)
    for need in rule.none:
        chosen &= ~headcount.with_need(need.name, need.level)
    return chosen


def _any_of(truths: list[Truths]) -> Truths:
    """Say where at least one holds."""
    found: Truths = np.logical_or.reduce(truths)
    return found


def _blocks(starts: Index, rows: int) -> list[tuple[int, int]]:
    """Cut the units into runs of about a block of rows each."""
    if not len(starts):
        return []
    edges = np.searchsorted(starts, np.arange(0, rows, BLOCK_ROWS))
    bounds = sorted({0, *edges.tolist(), len(starts)})
    return list(pairwise(bounds))
