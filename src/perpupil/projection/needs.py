"""The needs of projected students: the mix of the last count, kept for each school and grade in whole students."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from perpupil.facts.headcount import Profile
from perpupil.projection.students import in_order, shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.projection.students import Grades, Rows


def with_needs(grades: Grades, last: Rows) -> Rows:
    """Give projected students the needs that students had in the last count.

    Where a school had nobody in a grade, the mix of the whole school stands in; for a new school that of the grade in the district.

    Args:
        grades: The students by school and grade.
        last: The last count, under the same schools.

    """
    by_grade, by_unit, district = _mixes(last)
    found: dict[str, dict[Profile, int]] = {}
    for unit, mine in grades.items():
        found[unit] = {}
        for grade, count in mine.items():
            mix = by_grade.get((unit, grade)) or by_unit.get(unit) or district.get(grade) or {frozenset(): 1}
            profiles = {Profile(grade, needs): students for needs, students in mix.items()}
            order = in_order(profiles)
            numbers = shared(count, [profiles[one] for one in order])
            found[unit] |= {one: number for one, number in zip(order, numbers, strict=True) if number}
    return found


_Mix = dict[frozenset[tuple[str, str]], int]


def _mixes(last: Rows) -> tuple[Mapping[tuple[str, str], _Mix], Mapping[str, _Mix], Mapping[str, _Mix]]:
    """Add up who has which needs: by school and grade, by school, and by grade of the district."""
    by_grade: dict[tuple[str, str], _Mix] = defaultdict(lambda: defaultdict(int))
    by_unit: dict[str, _Mix] = defaultdict(lambda: defaultdict(int))
    district: dict[str, _Mix] = defaultdict(lambda: defaultdict(int))
    for unit, mine in last.items():
        for profile, students in mine.items():
            for mix in (by_grade[unit, profile.grade], by_unit[unit], district[profile.grade]):
                mix[profile.needs] += students
    return by_grade, by_unit, district
