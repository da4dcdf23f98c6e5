"""Numbers as text: what is read, what is refused, and that nothing is lost on the way back."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.exact.numerals import group_thousands, read_number, write_decimal, write_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("+7", 7),
        ("007", 7),
        ("4028.47", Fraction(402_847, 100)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("-.25", Fraction(-1, 4)),
        ("1e3", 1_000),
        ("1E+3", 1_000),
        ("12.5e-1", Fraction(5, 4)),
        ("1e30", 10**30),
        ("1e-30", Fraction(1, 10**30)),
        ("9" * 40, 10**40 - 1),
        ("-" + "9" * 20 + "." + "9" * 20, -Fraction(10**40 - 1, 10**20)),
        ("0." + "0" * 38 + "1", Fraction(1, 10**39)),
    ],
)
def test_a_number_is_read_exactly(text: str, value: Fraction) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", "-", "+", "e5", "1e", "1e+", "--1", "+-1", "1-", "1.2.3", "1,234", "1 234", "1_234", "12%", "$5", "(5)", "5-",
        "0x10", "1/2", "nan", "inf", "-inf", "Infinity", "NaN", "true", "½", "²", "٣", "\uff11\uff12", "1\n", "1\0", "−5", "1e1.5", "1e 5",
        "1e31", "1e-31", "1e9999999", "9" * 41, "0." + "0" * 40, "9" * 5_000, "1e" + "0" * 5_000, "0" * 41,
    ],
)  # fmt: skip
def test_what_is_no_number_within_bounds_is_refused(text: str) -> None:
    assert read_number(text) is None


@given(st.text("0123456789+-.eE _,", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    value = read_number(text)
    assert value is None or value == Fraction(text)


@given(st.integers(-(10**39), 10**39), st.integers(0, 12))
def test_a_decimal_that_is_written_reads_to_the_same(numerator: int, digits: int) -> None:
    value = Fraction(numerator, 10**digits)
    assert read_number(write_number(value)) == value


@given(st.fractions())
def test_a_fraction_that_is_written_loses_nothing(value: Fraction) -> None:
    assert Fraction(write_number(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("-1/2", "-0.5"),
        ("1/3", "1/3"),
        ("-22/7", "-22/7"),
        ("100", "100"),
        ("1/1024", "0.0009765625"),
        ("7/50", "0.14"),
    ],
)
def test_a_number_is_written_as_decimals_where_they_end(value: str, text: str) -> None:
    assert write_number(Fraction(value)) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [("-1/1000", 2, "0.00"), ("1/3", 4, "0.3333"), ("-2/3", 1, "-0.6"), ("5", 2, "5.00"), ("1999/1000", 0, "1")],
)
def test_what_is_beyond_the_digits_asked_for_is_cut_off(value: str, digits: int, text: str) -> None:
    assert write_decimal(Fraction(value), digits) == text


@pytest.mark.parametrize(
    ("text", "grouped"),
    [("1234", "1,234"), ("-1234567.50", "-1,234,567.50"), ("999", "999"), ("-0.5", "-0.5"), ("1/3", "1/3"), ("0", "0")],
)
def test_thousands_are_set_apart(text: str, grouped: str) -> None:
    assert group_thousands(text) == grouped
