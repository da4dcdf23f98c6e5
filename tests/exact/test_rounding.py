"""The table of the reference, section 5, and the neighbours of every half."""

from fractions import Fraction

import pytest

from perpupil.exact.rounding import Mode, Rounding

NUMBERS = ["2.5", "-2.5", "2.4", "-2.6", "3.5"]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.HALF_UP, [3, -3, 2, -3, 4]),
        (Mode.HALF_EVEN, [2, -2, 2, -3, 4]),
        (Mode.HALF_DOWN, [2, -2, 2, -3, 3]),
        (Mode.UP, [3, -3, 3, -3, 4]),
        (Mode.DOWN, [2, -2, 2, -2, 3]),
        (Mode.FLOOR, [2, -3, 2, -3, 3]),
        (Mode.CEILING, [3, -2, 3, -2, 4]),
    ],
)
def test_the_modes_differ_where_the_reference_says(mode: Mode, expected: list[int]) -> None:
    assert [Rounding(0, mode).of(Fraction(number)) for number in NUMBERS] == expected


@pytest.mark.parametrize("mode", list(Mode))
def test_a_number_that_is_whole_stays_in_every_mode(mode: Mode) -> None:
    assert [Rounding(0, mode).of(Fraction(number)) for number in (-2, 0, 7)] == [-2, 0, 7]
    assert Rounding(2, mode).of(Fraction("-4028.47")) == Fraction("-4028.47")


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        (4, "1234.5679"),
        (2, "1234.57"),
        (0, "1235"),
        (-1, "1230"),
        (-3, "1000"),
        (-4, "0"),
        (30, "1234.56789"),
        (-12, "0"),
    ],
)
def test_digits_stand_after_the_point_or_before_it(digits: int, expected: str) -> None:
    assert Rounding(digits).of(Fraction("1234.56789")) == Fraction(expected)


def test_a_hair_beside_a_half_decides() -> None:
    hair = Fraction(1, 10**40)
    for mode in (Mode.HALF_UP, Mode.HALF_EVEN, Mode.HALF_DOWN):
        assert Rounding(0, mode).of(Fraction(5, 2) + hair) == 3
        assert Rounding(0, mode).of(Fraction(5, 2) - hair) == 2
        assert Rounding(0, mode).of(Fraction(-5, 2) + hair) == -2
        assert Rounding(0, mode).of(Fraction(-5, 2) - hair) == -3


def test_a_half_of_a_cent_that_a_float_gets_wrong() -> None:
    assert Rounding(2).of(Fraction("1.005")) == Fraction("1.01")
    assert Rounding(2).of(Fraction("2.675")) == Fraction("2.68")
