"""Money is whole cents, for machines and for people."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.money import amount_of, cents_of, plain, spoken


@given(st.integers())
def test_cents_and_amounts_are_two_ways_to_say_the_same(cents: int) -> None:
    assert cents_of(amount_of(cents)) == cents
    assert Fraction(plain(cents)) * 100 == cents


@pytest.mark.parametrize("amount", ["0.001", "1/3", "-4028.475"])
def test_what_is_finer_than_a_cent_is_no_amount(amount: str) -> None:
    with pytest.raises(ValueError, match="finer than a cent"):
        cents_of(Fraction(amount))


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (100, "1.00"), (-123_456, "-1234.56"), (10**20, "1" + "0" * 18 + ".00")],
)
def test_an_amount_for_a_machine_has_two_digits_and_no_commas(cents: int, text: str) -> None:
    assert plain(cents) == text


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [
        (0, "USD", "$0"),
        (123_456, "USD", "$1,234.56"),
        (-50, "USD", "-$0.50"),
        (123_400, "GBP", "£1,234"),
        (-5, "EUR", "-€0.05"),
        (100, "CAD", "CAD 1"),
    ],
)
def test_an_amount_for_a_person_has_its_sign_symbol_and_commas(cents: int, currency: str, text: str) -> None:
    assert spoken(cents, currency) == text
