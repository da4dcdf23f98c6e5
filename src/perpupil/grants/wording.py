"""How figures of a grant are written for people."""

from __future__ import annotations

from fractions import Fraction

from perpupil.exact.numerals import group_thousands, write_decimal
from perpupil.exact.rounding import Rounding
from perpupil.money import spoken

_CENT = Rounding(0)


def a_child(amount_cents: int, children: int, currency: str = "USD") -> str:
    """Write an amount a child, rounded to a cent for the eye.

    >>> a_child(1_181_390_000, 17_420)
    '$678.18'
    """
    return rate_of(Fraction(amount_cents, children), currency) if children else "–"


def rate_of(rate_cents: Fraction, currency: str = "USD") -> str:
    """Write a rate, rounded to a cent for the eye.

    >>> rate_of(Fraction(18_000)), rate_of(Fraction(200, 3))
    ('$180', '$0.67')
    """
    return spoken(int(_CENT.of(rate_cents)), currency)


def percent_of(share: Fraction) -> str:
    """Write a share in percent, to one digit.

    >>> percent_of(Fraction(398, 428))
    '93.0%'
    """
    return f"{group_thousands(write_decimal(Rounding(1).of(100 * share), 1))}%"
