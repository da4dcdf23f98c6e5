"""The interval: what it rests on, when it is refused, and whether it covers as often as it says."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.projection.cohorts import Method
from perpupil.projection.past_errors import LEVEL, Interval, PastError, interval
from perpupil.projection.project import past_errors, project
from perpupil.projection.records import Past
from perpupil.projection.students import by_grade
from tests.projection.districts import LADDER, past, random_district

DISTRICTS, YEARS = 30, 8


def errors(sizes: list[int], missed: list[int], years: int = 2) -> list[PastError]:
    """Past errors by hand: for every size and year one school for each number of students missed."""
    return [
        PastError(2020 + year, f"{size}-{place}", size, size + one)
        for size in sizes
        for place, one in enumerate(missed)
        for year in range(years)
    ]


def test_the_seventeenth_of_twenty_errors_is_the_bound() -> None:
    """Twenty errors of 1 to 10 students, each twice, of 100; 0.8 × 21 = 16.8, so the 17th smallest: 9 of 100."""
    one = interval(110, errors([100], list(range(1, 11))))
    assert one is not None
    assert (one.missed, one.errors, one.years, one.sizes) == (Fraction(9, 100), 20, (2020, 2021), (64, 127))
    # 110 × 9 / 100 = 9.9: whole numbers from 100.1 to 119.9.
    assert (one.low, one.high) == (101, 119)


def test_the_errors_of_other_sizes_are_taken_only_where_there_are_too_few() -> None:
    large, small = errors([1000], [5] * 10), errors([100], [10] * 9)
    known = interval(1000, [*large, *small])
    few = interval(100, [*large, *small])
    assert known is not None
    assert few is not None
    assert (known.errors, known.missed) == (20, Fraction(5, 1000))
    assert (few.errors, few.sizes) == (38, (64, 1023))


def test_too_few_errors_or_years_give_no_interval() -> None:
    assert interval(100, errors([100], [1] * 9)) is None
    assert interval(100, errors([100], [1] * 10)) is not None
    assert interval(100, errors([100], [1] * 40, years=1)) is None
    assert interval(100, []) is None
    assert interval(0, errors([100], [1] * 10)) is None
    assert interval(100, errors([100], [1] * 10), Fraction(99, 100)) is None


@given(st.integers(1, 3000), st.lists(st.integers(0, 60), min_size=10, max_size=30))
def test_a_count_is_inside_exactly_when_it_missed_by_no_more(projected: int, missed: list[int]) -> None:
    one = interval(projected, errors([600], missed))
    assert one is not None
    for counted in (one.low - 1, one.low, projected, one.high, one.high + 1):
        is_inside = abs(counted - projected) <= one.missed * projected
        assert is_inside == (one.low <= counted <= one.high) or counted < 0
    within = sum(past.missed <= one.missed for past in errors([600], missed))
    assert within >= LEVEL * len(missed) * 2


def test_a_past_year_is_projected_from_the_years_before_it_alone() -> None:
    """What is counted later changes no earlier error."""
    counts = random_district(7, 6)
    otherwise = {**counts, 2005: random_district(8, 6)[2005]}
    made = [past_errors(Past.of_rows(one), 1, Method(LADDER)) for one in (counts, otherwise)]
    assert [one for one in made[0] if one.year < 2005] == [one for one in made[1] if one.year < 2005]
    assert sorted({one.year for one in made[0]}) == [2002, 2003, 2004, 2005]
    first = project(Past.of_rows({year: counts[year] for year in (2000, 2001, 2002)}), 2003, method=Method(LADDER))[0]
    assert first is not None
    assert {one.unit: one.projected for one in made[0] if one.year == 2003} == first.by_method


def test_two_years_ahead_rests_on_errors_two_years_ahead() -> None:
    counts = random_district(7, 6)
    known = Past.of_rows(counts)
    ahead = past_errors(known, 2, Method(LADDER))
    assert sorted({one.year for one in ahead}) == [2003, 2004, 2005]
    made, _ = project(known, 2007, method=Method(LADDER))
    assert made is not None
    assert made.errors == ahead
    near, _ = project(known, 2006, method=Method(LADDER))
    assert near is not None
    assert _mean_width(made.intervals.values()) > _mean_width(near.intervals.values())


def _mean_width(intervals: object) -> float:
    listed = [one for one in intervals if isinstance(one, Interval)]  # type: ignore[attr-defined]
    return sum(one.high - one.low for one in listed) / len(listed)


def test_a_district_without_a_past_gets_no_interval_and_is_told_so() -> None:
    made, findings = project(past({"0010": {"K": (30, 31, 32, 33, 34)}}), 2030)
    assert made is not None
    assert made.intervals == {}
    assert [one.code for one in findings] == ["too-few-errors"]
    assert "3 past errors of 3 years" in findings[0].what


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[Interval, int, int]]:
    """Projections of made-up districts, each held against the year that came: interval, projected, counted."""
    found = []
    for seed in range(DISTRICTS):
        counts = random_district(seed, YEARS + 1)
        last = max(counts)
        made, _ = project(
            Past.of_rows({year: counts[year] for year in counts if year < last}), last, method=Method(LADDER)
        )
        assert made is not None
        came = {unit: sum(mine.values()) for unit, mine in by_grade(counts[last]).items()}
        found += [(one, made.by_method[unit], came[unit]) for unit, one in made.intervals.items()]
    return found


def test_the_interval_covers_about_as_often_as_it_says(outcomes: list[tuple[Interval, int, int]]) -> None:
    assert len(outcomes) == DISTRICTS * 24
    inside = sum(one.low <= counted <= one.high for one, _, counted in outcomes)
    assert Fraction(74, 100) < Fraction(inside, len(outcomes)) < Fraction(87, 100)


def test_half_the_interval_would_not(outcomes: list[tuple[Interval, int, int]]) -> None:
    """The test above can fail: half as wide, fewer than two in three counts come inside; twice as wide, nearly all."""
    half, double = (
        sum(abs(counted - projected) <= times * one.missed * projected for one, projected, counted in outcomes)
        for times in (Fraction(1, 2), 2)
    )
    assert Fraction(half, len(outcomes)) < Fraction(2, 3)
    assert Fraction(double, len(outcomes)) > Fraction(95, 100)


def test_small_schools_get_wider_intervals_than_large_ones(outcomes: list[tuple[Interval, int, int]]) -> None:
    small = [one.missed for one, projected, _ in outcomes if projected < 256]
    large = [one.missed for one, projected, _ in outcomes if projected >= 384]
    assert sum(small) * len(large) > sum(large) * len(small)
    for least, most in ((0, 256), (256, 384), (384, 10_000)):
        mine = [one.low <= counted <= one.high for one, projected, counted in outcomes if least <= projected < most]
        assert Fraction(68, 100) < Fraction(sum(mine), len(mine)) < Fraction(92, 100)
