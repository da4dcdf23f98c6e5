"""How a journey is worded: short amounts, many and one, and names of groups."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from perpupil.equity.journey.asking import EVERY_STUDENT
from perpupil.exact.numerals import group_thousands, write_number
from perpupil.exact.rounding import Rounding
from perpupil.money import CENTS, spoken

_LARGE = ((10**9, "billion"), (10**6, "million"))
NOT_KNOWN = "not known here"
GROUP_REST = EVERY_STUDENT.capitalize()


def brief(cents: int, currency: str = "USD") -> str:
    """Write an amount for a sentence or a chart: one digit of millions, else whole dollars.

    >>> brief(487_520_001_600), brief(1_000_000_000), brief(-12_349), brief(99_999_999_00)
    ('$4.9 billion', '$10 million', '-$123', '$100 million')
    """
    dollars = int(Rounding(0).of(Fraction(cents, CENTS)))
    for size, word in _LARGE:
        if abs(dollars) >= size:
            rounded = Rounding(1).of(Fraction(cents, CENTS * size))
            text = spoken(int(rounded * CENTS), currency)
            return f"{text[:-1] if rounded.denominator > 1 else text} {word}"
    return spoken(dollars * CENTS, currency)


def whole(cents: int | None, currency: str = "USD") -> str:
    """Write an amount to the cent, or that it is not known."""
    return NOT_KNOWN if cents is None else spoken(cents, currency)


def a_student(dollars: Fraction, currency: str = "USD") -> str:
    """Write dollars a student with their sign, to the cent."""
    cents = int(Rounding(0).of(dollars * CENTS))
    return f"{'+' if cents > 0 else ''}{spoken(cents, currency)}"


def count(number: Fraction | None) -> str:
    """Write a number of students, to two digits where it is not whole."""
    return NOT_KNOWN if number is None else group_thousands(write_number(Rounding(2).of(number)))


def many(number: int, noun: str) -> str:
    """Say how many there are.

    >>> many(1, "school"), many(1200, "school")
    ('1 school', '1,200 schools')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], most: int) -> str:
    """Name some, and say how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
