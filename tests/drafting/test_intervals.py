"""Intervals say what a rounding hid: checked against rounding itself, and against trying every number of a grid."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.drafting.intervals import Interval, before_rounding, meetings
from perpupil.exact.rounding import Mode, Rounding

WAYS = (Mode.HALF_UP, Mode.HALF_EVEN, Mode.HALF_DOWN, Mode.UP, Mode.DOWN)
numbers = st.fractions(-20, 20, max_denominator=8)


@given(numbers, st.sampled_from(WAYS), st.sampled_from([-1, 0, 1, 2]), st.integers(-40, 40))
def test_an_interval_holds_just_the_numbers_that_round_to_the_value(
    number: Fraction, mode: Mode, digits: int, steps: int
) -> None:
    rounding = Rounding(digits, mode)
    value = steps * Fraction(10) ** -digits
    interval = before_rounding(value, rounding)
    assert interval is not None
    assert interval.has(number) == (rounding.of(number) == value)
    assert interval.has(rounding.of(number)) == (rounding.of(number) == value)


@pytest.mark.parametrize("mode", WAYS)
def test_nothing_rounds_to_a_value_between_two_steps(mode: Mode) -> None:
    assert before_rounding(Fraction("7.5"), Rounding(0, mode)) is None


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(st.integers(0, 12)), draw(st.integers(0, 12))))
    is_point = low == high
    return Interval(
        draw(st.sampled_from([Fraction(low), None])),
        draw(st.sampled_from([Fraction(high), None])),
        is_point or draw(st.booleans()),
        is_point or draw(st.booleans()),
    )


@given(st.lists(intervals(), min_size=1, max_size=8))
def test_a_meeting_is_where_no_number_lies_in_more_intervals(given_intervals: list[Interval]) -> None:
    grid = [Fraction(one, 4) for one in range(-8, 60)]
    most = max(sum(one.has(number) for one in given_intervals) for number in grid)
    found = meetings(given_intervals)
    assert {one.count for one in found} == {most}
    for number in grid:
        inside = sum(one.has(number) for one in given_intervals) == most
        assert inside == any(one.stretch.has(number) for one in found)


@given(numbers, intervals(), numbers)
def test_what_lies_in_a_divided_interval_lies_in_the_whole_when_multiplied(
    quantity: Fraction, interval: Interval, number: Fraction
) -> None:
    divided = interval.divided_by(quantity)
    assert (divided is not None and divided.has(number)) == interval.has(quantity * number)


@given(intervals(), st.fractions(Fraction(1, 8), 20, max_denominator=8))
def test_what_lies_in_an_inverted_interval_lies_in_the_interval_when_inverted(
    interval: Interval, number: Fraction
) -> None:
    inverted = interval.inverted()
    assert (inverted is not None and inverted.has(number)) == interval.has(1 / number)
