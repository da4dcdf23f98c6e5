"""Students of a district's schools, and those with a need, from its sealed student counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.counting import count_students

if TYPE_CHECKING:
    from perpupil.exact.columns import Truths
    from perpupil.facts.headcount import Headcount

Counts = tuple[Fraction, ...]


def everybody(headcount: Headcount, schools: Sequence[str]) -> Counts:
    """Count all students of each school."""
    return _at(headcount, np.ones(len(headcount.profiles), np.bool_), schools)


def with_need(headcount: Headcount, need: str, levels: Sequence[str], schools: Sequence[str]) -> Counts:
    """Count the students who have a need, at any level or at some; each once."""
    chosen = np.zeros(len(headcount.profiles), np.bool_)
    for level in levels or (None,):
        chosen |= headcount.with_need(need, level)
    return _at(headcount, chosen, schools)


def _at(headcount: Headcount, chosen: Truths, schools: Sequence[str]) -> Counts:
    """Bring a count to the schools of the year; one without rows has nobody."""
    counts = count_students(headcount, chosen, "students").fractions()
    by_school: Mapping[str, Fraction] = dict(zip(headcount.units, counts, strict=True))
    return tuple(by_school.get(school, Fraction()) for school in schools)
