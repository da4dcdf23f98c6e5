"""How estimates are written for people: dollars that are not cents, shares, and names of needs."""

from __future__ import annotations

from fractions import Fraction

from perpupil.exact.numerals import group_thousands, write_decimal
from perpupil.exact.rounding import Rounding
from perpupil.money import CENTS, spoken

_SMALL = 1
"""Below so many dollars an estimate is written with cents: a whole dollar would say nothing."""


def dollars(amount: float, currency: str = "USD") -> str:
    """Write an estimate: whole dollars, and cents where it is small.

    >>> dollars(470.55), dollars(-1234567.8), dollars(0.456)
    ('$471', '-$1,234,568', '$0.46')
    """
    digits = 0 if abs(amount) >= _SMALL else 2
    cents = Rounding(digits).of(Fraction(amount)) * CENTS
    return spoken(int(cents), currency)


def whole_dollars(cents: int, currency: str = "USD") -> str:
    """Write an amount for a sentence in which cents would only distract.

    >>> whole_dollars(123456)
    '$1,235'
    """
    return spoken(round(Fraction(cents, CENTS)) * CENTS, currency)


def tenths(value: Fraction) -> str:
    """Write a number to the nearest tenth.

    >>> tenths(Fraction(1, 6))
    '0.2'
    """
    return group_thousands(write_decimal(Rounding(1).of(value), 1))


def students(count: Fraction) -> str:
    """Write a number of students: `38,000`."""
    return group_thousands(str(int(Rounding(0).of(count))))


def plain_need(need: str) -> str:
    """Write a need as words.

    >>> plain_need("low_income")
    'low income'
    """
    return need.replace("_", " ")
