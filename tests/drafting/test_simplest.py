"""The simplest number is in the interval, and nothing shorter is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.drafting.intervals import Interval
from perpupil.drafting.simplest import bits, simplest


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        ("4028.465", "4028.475", "4028.47"),
        ("430", "510", "500"),
        ("21.2", "29.9", "25"),
        ("0.5492", "0.5513", "0.55"),
        ("-510", "-430", "-500"),
        ("-1", "1", "0"),
        ("12618.6665", "12618.6668", "37856/3"),
        ("0.3333332", "0.3333334", "1/3"),
        ("22", "22", "22"),
        ("0.000000004", "0.000000005", "0.000000005"),
    ],
)
def test_the_number_that_a_board_would_have_voted_for(low: str, high: str, wanted: str) -> None:
    assert simplest(Interval(Fraction(low), Fraction(high))) == Fraction(wanted)


def test_an_open_end_is_not_taken() -> None:
    assert simplest(Interval(Fraction(500), Fraction(510), low_in=False)) == 510
    assert simplest(Interval(Fraction(500), Fraction(510), low_in=False, high_in=False)) == 505


@given(st.decimals(-5000, 5000, places=3), st.decimals("0.001", 50, places=3))
def test_it_lies_in_the_interval_and_no_decimal_there_is_shorter(low_text: object, width: object) -> None:
    low = Fraction(str(low_text))
    interval = Interval(low, low + Fraction(str(width)))
    found = simplest(interval)
    assert found is not None
    assert interval.has(found)
    coarser = [Fraction(round(low * 10**digits) + step, 10**digits) for digits in range(4) for step in range(-2, 3)]
    assert all(bits(one) + 2 >= bits(found) for one in coarser if interval.has(one))
