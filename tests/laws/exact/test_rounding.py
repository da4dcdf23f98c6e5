"""Rounding, by every mode, against the decimal module and against the reference's own table."""

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.exact.columns import from_fractions, round_to
from perpupil.exact.rounding import WRITTEN_MODES, Mode, Rounding, divide
from tests.laws.exact.numbers import fractions, integers
from tests.laws.oracle.formula import rounded
from tests.laws.words import WORDS, words_below

MODES = {mode: getattr(decimal, f"ROUND_{mode.name}") for mode in Mode}
EXACT = decimal.Context(prec=400, traps=[decimal.InvalidOperation, decimal.Inexact])

modes = st.sampled_from(Mode)
digits = st.integers(-12, 30)
halves = st.builds(lambda whole, places: Fraction(2 * whole + 1, 2) * Fraction(10) ** -places, integers, digits)
values = st.one_of(fractions, halves)
endings = st.builds(lambda whole, places: Decimal(whole).scaleb(-places, EXACT), integers, digits)


@given(endings, digits, modes)
def test_numbers_that_end_round_as_decimals_do(value: Decimal, places: int, mode: Mode) -> None:
    shifted = value.scaleb(places, EXACT)
    expected = Fraction(shifted.to_integral_value(MODES[mode], EXACT)) / Fraction(10) ** places
    assert Rounding(places, mode).of(Fraction(value)) == expected


@given(values, digits, st.sampled_from(WRITTEN_MODES))
def test_fractions_round_as_the_reference_says(value: Fraction, places: int, mode: Mode) -> None:
    assert Rounding(places, mode).of(value) == rounded(value, places, mode)


@given(values, digits, modes)
def test_a_rounded_number_is_near_and_stays_as_it_is(value: Fraction, places: int, mode: Mode) -> None:
    rounding = Rounding(places, mode)
    once, unit = rounding.of(value), Fraction(10) ** -places
    assert (once / unit).denominator == 1
    assert abs(once - value) < unit
    if mode.name.startswith("HALF"):
        assert abs(once - value) <= unit / 2
    assert rounding.of(once) == once


@given(values, values, digits, modes)
def test_rounding_keeps_the_order(a: Fraction, b: Fraction, places: int, mode: Mode) -> None:
    low, high = sorted((a, b))
    assert Rounding(places, mode).of(low) <= Rounding(places, mode).of(high)


@given(integers, st.integers(1, 10**20), modes)
def test_division_rounds_like_a_fraction(above: int, below: int, mode: Mode) -> None:
    assert divide(above, below, mode) == Rounding(0, mode).of(Fraction(above, below))


@given(st.lists(values, min_size=1, max_size=12), digits, modes, st.sampled_from(WORDS))
def test_a_column_rounds_like_its_numbers(numbers: list[Fraction], places: int, mode: Mode, word: int) -> None:
    rounding = Rounding(places, mode)
    with words_below(word):
        found = round_to(from_fractions(numbers), rounding)
    assert found.fractions() == [rounding.of(number) for number in numbers]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("places", [-3, -1, 0, 1, 2, 4])
def test_every_half_near_zero(mode: Mode, places: int) -> None:
    unit = Fraction(10) ** -places
    numbers = [unit * Fraction(tenth, 10) for tenth in range(-45, 46)]
    expected = [Fraction(Decimal(tenth).scaleb(-1).to_integral_value(MODES[mode])) * unit for tenth in range(-45, 46)]
    assert [Rounding(places, mode).of(number) for number in numbers] == expected
    assert round_to(from_fractions(numbers), Rounding(places, mode)).fractions() == expected
