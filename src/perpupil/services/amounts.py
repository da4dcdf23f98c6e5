"""Whole cents out of exact numbers; numbers, quantities and days as people read them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from fractions import Fraction

from perpupil.exact.apportion import apportion
from perpupil.exact.columns import from_integers
from perpupil.exact.numerals import group_thousands, write_decimal, write_number
from perpupil.exact.rounding import Rounding
from perpupil.money import CENTS

_DIGITS_SHOWN = 4


def rounded(value: Fraction) -> int:
    """Round to a whole number, a half up."""
    return int(Rounding(0).of(value))


def cents(dollars: Fraction) -> int:
    """Round dollars to cents, a half up.

    >>> cents(Fraction("11.40") * 376), cents(Fraction("0.005"))
    (428640, 1)
    """
    return rounded(dollars * CENTS)


def share_cents(amount_cents: int, weights: Sequence[Fraction]) -> list[int]:
    """Share cents in proportion to weights, whole, by largest remainder; nothing where all weights are nothing.

    >>> share_cents(100, [Fraction(1, 3)] * 3), share_cents(100, [])
    ([34, 33, 33], [])
    """
    if not any(weights):
        return [0] * len(weights)
    below = math.lcm(*(weight.denominator for weight in weights))
    whole = from_integers([weight.numerator * (below // weight.denominator) for weight in weights]).numerators
    return [int(part) for part in apportion(amount_cents, whole)]


def quantity_text(value: Fraction) -> str:
    """Write a quantity: exactly where it ends, else to four digits.

    >>> quantity_text(Fraction(40000)), quantity_text(Fraction(5, 2)), quantity_text(Fraction(1, 3))
    ('40,000', '2.5', '0.3333')
    """
    text = write_number(value)
    return group_thousands(write_decimal(value, _DIGITS_SHOWN) if "/" in text else text)


def day(when: dt.date) -> str:
    """Write a day.

    >>> day(dt.date(2027, 1, 29))
    'January 29, 2027'
    """
    return f"{when:%B} {when.day}, {when.year}"


def units_text(quantity: Fraction, noun: str) -> str:
    """Write a quantity with what it counts.

    >>> units_text(Fraction(1), "seat"), units_text(Fraction(5, 2), "day a week"), units_text(Fraction(3), "weekly day")
    ('1 seat', '2.5 days a week', '3 weekly days')
    """
    if quantity == 1:
        return f"1 {noun}"
    first, *rest = noun.split(" ")
    head = " ".join([plural(first), *rest]) if rest[:1] in (["a"], ["of"]) else plural(noun)
    return f"{quantity_text(quantity)} {head}"


def plural(noun: str) -> str:
    """Write a noun for many.

    >>> plural("seat"), plural("class"), plural("copy"), plural("weekly day")
    ('seats', 'classes', 'copies', 'weekly days')
    """
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"
