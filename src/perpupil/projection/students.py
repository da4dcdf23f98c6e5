"""Students by school, grade and needs, as plain numbers: what past counts are followed, divided and added up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from perpupil.exact.apportion import apportion
from perpupil.exact.columns import from_integers
from perpupil.facts.headcount import Headcount, Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.projection.grades import Ladder

Rows: TypeAlias = Mapping[str, Mapping[Profile, int]]
"""By unit and profile, how many students; every number is above zero."""

Grades: TypeAlias = Mapping[str, Mapping[str, int]]
"""By unit and grade, how many students."""


def rows_of(headcount: Headcount) -> Rows:
    """Give a headcount's students, equal rows added up."""
    students = headcount.measures["students"].numerators.tolist()
    kinds = headcount.profile_of_row.tolist()
    ends = [*headcount.starts[1:].tolist(), len(students)]
    found: dict[str, dict[Profile, int]] = {}
    for unit, start, end in zip(headcount.units, headcount.starts.tolist(), ends, strict=False):
        mine: dict[Profile, int] = defaultdict(int)
        for row in range(start, end):
            if students[row]:
                mine[headcount.profiles[kinds[row]]] += students[row]
        found[unit] = dict(mine)
    return found


def headcount_of(rows: Rows, source: str, ladder: Ladder) -> Headcount:
    """Make a headcount of students by unit and profile; units without students are left out."""
    units = [unit for unit in sorted(rows) if any(rows[unit].values())]
    kinds = {profile: None for unit in units for profile, count in rows[unit].items() if count}
    profiles = sorted(kinds, key=lambda one: (ladder.rank(one.grade), sorted(one.needs)))
    number = {profile: place for place, profile in enumerate(profiles)}
    places: list[int] = []
    students: list[int] = []
    starts: list[int] = []
    for unit in units:
        starts.append(len(places))
        mine = sorted((number[profile], count) for profile, count in rows[unit].items() if count)
        places += [place for place, _ in mine]
        students += [count for _, count in mine]
    return Headcount(
        source=source,
        units=tuple(units),
        starts=np.array(starts, np.intp),
        profiles=tuple(profiles),
        profile_of_row=np.array(places, np.int64),
        measures={"students": from_integers(students)},
        needs=frozenset(need for profile in profiles for need, _ in profile.needs),
        grades=frozenset(profile.grade for profile in profiles),
    )


def by_grade(rows: Rows) -> Grades:
    """Add up the students of each grade, whatever their needs."""
    found: dict[str, dict[str, int]] = {}
    for unit, mine in rows.items():
        found[unit] = defaultdict(int)
        for profile, count in mine.items():
            found[unit][profile.grade] += count
    return {unit: dict(mine) for unit, mine in found.items()}


def without_needs(rows: Rows) -> Rows:
    """Keep the grades and forget the needs."""
    return as_rows(by_grade(rows))


def as_rows(grades: Grades) -> Rows:
    """Give students by grade as rows of students without needs."""
    return {
        unit: {Profile(grade, frozenset()): count for grade, count in mine.items() if count}
        for unit, mine in grades.items()
    }


def whole(grades: Grades) -> dict[str, int]:
    """Add up the students of each grade over the district."""
    found: dict[str, int] = defaultdict(int)
    for mine in grades.values():
        for grade, count in mine.items():
            found[grade] += count
    return dict(found)


def in_order(profiles: Mapping[Profile, int]) -> list[Profile]:
    """Give profiles in the order in which equal claims to a student are served."""
    return sorted(profiles, key=lambda one: (one.grade, sorted(one.needs)))


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """Share whole students out by largest remainder; equal remainders are served in order."""
    if not total:
        return [0] * len(weights)
    widest = max(weights, default=0) < 1 << 62
    numbers: list[int] = apportion(total, np.array(weights, np.int64 if widest else object)).tolist()
    return numbers
