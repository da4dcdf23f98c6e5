"""Cohort survival: an example worked by hand, and laws."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perpupil.projection.changes import Kind, Part, SchoolChange
from perpupil.projection.cohorts import Basis, Method
from perpupil.projection.grades import Ladder
from perpupil.projection.project import follow, project
from perpupil.projection.records import Past
from perpupil.projection.students import by_grade, whole
from tests.projection.districts import ELEMENTARY, LADDER, counted, past, random_district

EXAMPLE = {
    "A": {"K": (20, 22, 24), "1": (18, 19, 21), "2": (20, 18, 18)},
    "B": {"K": (10, 10, 12), "1": (10, 8, 9), "2": (10, 9, 8)},
    "M": {"3": (29, 28, 25)},
}
METHOD = Method(Ladder(("K", "1", "2", "3"), ("K",)), years=2, few=25)


def test_an_example_worked_by_hand() -> None:
    """The district's kindergarten is 30, 32, 36: 36 × (32 + 36) / (30 + 32) = 39.48, so 39.

    A: 24 × (22 + 24) / (20 + 22) = 26.29. B had 10 + 10 students in kindergarten, fewer than 25, so the district's ratio: 12 × 68 / 62 = 13.16. Of 39
    they get 25.99 and 13.01, in whole students 26 and 13. Grade 1: 36 × (27 + 30) / (30 + 32) = 33.10, so 33; A 24 × 40 / 42 = 22.86 and B
    12 × 57 / 62 = 11.03, of 33 that is 22.26 and 10.74: 22 and 11. Grade 2: 30 × (27 + 26) / (28 + 27) = 28.91, so 29; A 21 × 36 / 37 = 20.43 and
    B 9 × 53 / 55 = 8.67, of 29 that is 20.36 and 8.64: 20 and 9. Grade 3 is at M alone, whose students come from elsewhere:
    26 × (28 + 25) / (30 + 27) = 24.18, so 24.
    """
    way = follow(past(EXAMPLE), 2028, METHOD)
    assert way.by_method.grades == {"A": {"K": 26, "1": 22, "2": 20}, "B": {"K": 13, "1": 11, "2": 9}, "M": {"3": 24}}
    cells = {(one.unit, one.grade): (one.basis, one.ratio, one.source) for one in way.by_method.cells}
    assert cells["A", "1"] == (Basis.OWN, Fraction(40, 42), 24)
    assert cells["B", "1"] == (Basis.DISTRICT, Fraction(57, 62), 12)
    assert cells["M", "3"] == (Basis.SHARE, Fraction(53, 57), 26)


def test_the_second_year_follows_the_first() -> None:
    """Kindergarten: 39 × 68 / 62 = 42.77, so 43. Grade 1: 39 × 57 / 62 = 35.85, so 36. Grade 3: 29 × 53 / 57 = 26.96, so 27."""
    way = follow(past(EXAMPLE), 2029, METHOD)
    totals = whole(way.by_method.grades)
    assert (totals["K"], totals["1"], totals["3"]) == (43, 36, 27)


def test_a_grade_that_is_new_at_a_school_takes_the_ratio_of_the_district() -> None:
    """Summit adds grade 6 in 2028; elsewhere 100 of 100 fifth graders came into grade 6, and 90 of 100."""
    counts = {"summit": {"5": (50, 50, 60)}, "other": {"5": (50, 50, 40), "6": (90, 100, 90)}}
    grown = SchoolChange(Kind.REGRADED, "summit", 2028, grades=("5", "6"))
    way = follow(past(counts, changes=[grown]), 2028, Method(Ladder(("5", "6"), ("5",)), few=20))
    cell = next(one for one in way.by_method.cells if one.unit == "summit" and one.grade == "6")
    assert (cell.basis, cell.ratio, cell.source) == (Basis.DISTRICT, Fraction(190, 200), 60)
    assert sum(one.students for one in way.by_method.cells if one.grade == "6") == 95


def test_years_before_a_school_opened_do_not_make_its_grades_grow() -> None:
    """The new school opened in 2026 with grades 9 and 10: its grade 10 of that year came from no grade 9 of its own."""
    counts = {
        "new": {"9": (0, 100, 110, 120), "10": (0, 100, 95, 100)},
        "old": {"9": (200, 110, 110, 110), "10": (200, 190, 104, 105)},
    }
    way = follow(past(counts), 2029, Method(Ladder(("9", "10"), ("9",))))
    cell = next(one for one in way.by_method.cells if one.unit == "new" and one.grade == "10")
    assert (cell.basis, cell.ratio) == (Basis.OWN, Fraction(95 + 100, 100 + 110))


def test_a_few_students_in_the_grade_below_do_not_stand_for_a_high_school() -> None:
    """Three eighth graders at a high school are no cohort of which four hundred ninth graders could be made."""
    counts = {"high": {"8": (1, 0, 3), "9": (400, 400, 400)}, "middle": {"8": (410, 410, 407)}}
    way = follow(past(counts), 2028, Method())
    cell = next(one for one in way.by_method.cells if one.unit == "high" and one.grade == "9")
    assert cell.basis is Basis.SHARE
    assert 390 <= cell.students <= 402


def test_a_district_that_begins_with_grade_nine_is_followed() -> None:
    """Grade 9 follows itself: 420 × 830 / 810 = 430.37. Grade 10: 420 × 789 / 810 = 409.11."""
    way = follow(past({"high": {"9": (400, 410, 420), "10": (380, 390, 399)}}), 2028, Method())
    assert way.by_method.grades == {"high": {"9": 430, "10": 409}}


@given(counted(least=1))
def test_constant_cohorts_stay_constant(counts: dict[str, dict[str, list[int]]]) -> None:
    still = {
        unit: {grade: [series[0]] * len(series) for grade, series in mine.items()} for unit, mine in counts.items()
    }
    made, findings = project(past(still), 2025 + _years(still) + 1, method=Method(LADDER, few=1))
    assert made is not None
    assert {one.code for one in findings} <= {"too-few-errors"}
    assert made.grades == {unit: {grade: series[0] for grade, series in mine.items()} for unit, mine in still.items()}


@given(counted())
def test_schools_add_up_to_the_grade_as_stated(counts: dict[str, dict[str, list[int]]]) -> None:
    """The district's total of a grade, worked out here from the counts alone."""
    known = past(counts)
    assume(all(known.counts.values()))
    way = follow(known, 2025 + _years(counts), Method(LADDER))
    totals = [whole(by_grade(known.counts[year])) for year in known.years]
    found = Counter[str]()
    for cell in way.by_method.cells:
        found[cell.grade] += cell.students
    found.update(way.by_method.unplaced)
    for grade in ELEMENTARY:
        below = LADDER.below(grade)
        if totals[-1].get(grade, 0) > 2 * totals[-1].get(below, 0):
            below = grade
        pairs = list(pairwise(totals))[-3:]
        pairs = [
            (one, other)
            for place, (one, other) in enumerate(pairs, len(totals) - 1 - len(pairs))
            if any(earlier.get(below) for earlier in totals[: place + 1])
            and any(earlier.get(grade) for earlier in totals[: place + 2])
        ]
        was = sum(one.get(below, 0) for one, _ in pairs)
        ratio = Fraction(sum(other.get(grade, 0) for _, other in pairs), was) if was else Fraction(1)
        exact = ratio * totals[-1].get(below, 0)
        if any(other.get(grade) for other in totals[-1:]):
            assert abs(found[grade] - exact) <= Fraction(1, 2)


@given(counted())
def test_the_merged_district_is_projected_as_its_schools_are(counts: dict[str, dict[str, list[int]]]) -> None:
    apart = past(counts)
    assume(all(apart.counts.values()))
    year = 2025 + _years(counts)
    changes = [SchoolChange(Kind.OPENED, "one", year)]
    changes += [SchoolChange(Kind.MERGED, unit, year, (Part("one"),)) for unit in counts]
    merged = follow(past(counts, changes=changes), year, Method(LADDER))
    ways = [follow(apart, year, Method(LADDER)), merged]
    totals = [Counter(whole(way.by_method.grades)) + Counter(way.by_method.unplaced) for way in ways]
    assert totals[0] == totals[1]
    assert set(merged.by_method.grades) <= {"one"}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_schools_and_years_decides_nothing(seed: int) -> None:
    counts = random_district(seed, 5)
    turned = {
        year: {unit: dict(reversed(list(mine.items()))) for unit, mine in reversed(list(counts[year].items()))}
        for year in reversed(counts)
    }
    made = [project(Past.of_rows(one), 2005, method=Method(LADDER))[0] for one in (counts, turned)]
    assert made[0] is not None
    assert made[1] is not None
    assert made[0].seal == made[1].seal


@given(st.integers(1, 400), st.integers(1, 400))
def test_a_school_alone_is_its_own_district(before: int, after: int) -> None:
    way = follow(past({"one": {"K": (before, after)}}), 2027, Method(LADDER))
    assert way.by_method.grades["one"]["K"] == (2 * after * after + before) // (2 * before)


def _years(counts: dict[str, dict[str, list[int]]]) -> int:
    return len(next(iter(next(iter(counts.values())).values())))
