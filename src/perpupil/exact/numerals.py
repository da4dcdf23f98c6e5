"""Numbers as text: reading within bounds, and writing without losing a digit."""

import re
from fractions import Fraction
from functools import lru_cache

from perpupil.limits import NUMBER_DIGITS, NUMBER_EXPONENT

_PLAIN = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?", re.ASCII)
DIGITS_CUT = 20
"""Digits after the point of a number that never ends, where a decimal is asked for."""

_MAXIMUM_LENGTH = NUMBER_DIGITS + 8


def read_number(text: str) -> Fraction | None:
    """Read digits with an optional sign, point and exponent; None when it is anything else or out of bounds.

    >>> read_number("4028.47"), read_number("-.5"), read_number("1e-3")
    (Fraction(402847, 100), Fraction(-1, 2), Fraction(1, 1000))
    >>> [read_number(text) for text in ("1,234", "12%", "1e9999999", "9" * 5000, "nan", ".", "٣")]
    [None, None, None, None, None, None, None]
    """
    if len(text) > _MAXIMUM_LENGTH:
        return None
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    sign, whole, decimals, exponent = match[1], match[2], match[3] or "", int(match[4] or 0)
    digits = whole + decimals
    if not digits or len(digits) > NUMBER_DIGITS or abs(exponent) > NUMBER_EXPONENT:
        return None
    value = int(digits) * Fraction(10) ** (exponent - len(decimals))
    return -value if sign == "-" else value


@lru_cache(maxsize=1 << 16)
def write_number(value: Fraction) -> str:
    """Write a number so that nothing is lost: decimals where they end, else a fraction in lowest terms.

    >>> write_number(Fraction(402847, 100)), write_number(Fraction(-1, 3)), write_number(Fraction(5))
    ('4028.47', '-1/3', '5')
    """
    digits = _digits_after_point(value.denominator)
    if digits is None:
        return f"{value.numerator}/{value.denominator}"
    return write_decimal(value, digits)


def write_decimal_text(value: Fraction) -> str:
    """Write a number as a decimal, for scripts and spreadsheets: exactly where it ends, else cut after 20 digits.

    >>> write_decimal_text(Fraction(7, 3)), write_decimal_text(Fraction(1, 4))
    ('2.33333333333333333333', '0.25')
    """
    text = write_number(value)
    return write_decimal(value, DIGITS_CUT) if "/" in text else text


def write_decimal(value: Fraction, digits: int) -> str:
    """Write a number with exactly so many digits; what is beyond them is cut off, so round first.

    >>> write_decimal(Fraction(-1, 2), 2), write_decimal(Fraction(7), 0)
    ('-0.50', '7')
    """
    scaled = abs(value.numerator) * 10**digits // value.denominator
    sign = "-" if value < 0 and scaled else ""
    text = str(scaled).rjust(digits + 1, "0")
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def group_thousands(text: str) -> str:
    """Set commas into the whole part of a number already written.

    >>> group_thousands("-1234567.5"), group_thousands("1/3")
    ('-1,234,567.5', '1/3')
    """
    if "/" in text:
        return text
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole not in {"-0", ""} else text


def _digits_after_point(denominator: int) -> int | None:
    """How many digits a fraction with this denominator needs; None when it never ends."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None
