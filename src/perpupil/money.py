"""Money: whole cents, never anything finer, never a float."""

from __future__ import annotations

from fractions import Fraction

from perpupil.exact.numerals import group_thousands, write_decimal

CENTS = 100
CENT_DIGITS = 2

SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€"}


def cents_of(amount: Fraction) -> int:
    """Give an amount in cents; it must be whole cents already.

    >>> cents_of(Fraction("4028.47"))
    402847
    """
    cents = amount * CENTS
    if cents.denominator != 1:
        message = f"{amount} is finer than a cent"
        raise ValueError(message)
    return cents.numerator


def amount_of(amount_cents: int) -> Fraction:
    """Give cents as an amount in dollars."""
    return Fraction(amount_cents, CENTS)


def plain(amount_cents: int) -> str:
    """Write an amount for a machine: `1234.56`.

    >>> plain(123456), plain(-5)
    ('1234.56', '-0.05')
    """
    return write_decimal(Fraction(amount_cents, CENTS), CENT_DIGITS)


def spoken(amount_cents: int, currency: str = "USD") -> str:
    """Write an amount for a person; whole dollars without cents.

    >>> spoken(123400), spoken(-123456), spoken(500, "GBP")
    ('$1,234', '-$1,234.56', '£5')
    """
    sign = "-" if amount_cents < 0 else ""
    digits = 0 if amount_cents % CENTS == 0 else CENT_DIGITS
    text = group_thousands(write_decimal(abs(Fraction(amount_cents, CENTS)), digits))
    return f"{sign}{SYMBOLS.get(currency, currency + ' ')}{text}"


def signed(amount_cents: int, currency: str = "USD") -> str:
    """Write a change for a person, with its sign; no change is a plain zero.

    >>> signed(123400), signed(-5), signed(0)
    ('+$1,234', '-$0.05', '$0')
    """
    return ("+" if amount_cents > 0 else "") + spoken(amount_cents, currency)
