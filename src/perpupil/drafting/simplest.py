"""The simplest number of an interval: what a board would have voted for.

Simple means few digits. A number's length is counted in bits, as a measure of how much it takes to write it down; the same measure
weighs rules against each other.
"""

from __future__ import annotations

from fractions import Fraction

from perpupil.drafting.intervals import Interval
from perpupil.exact.numerals import write_number

BITS_A_DIGIT, BITS_A_NUMBER = 3, 3
_COARSEST, _FINEST = -9, 14
"""Digits after the point between which a simple decimal is looked for."""


def bits(value: Fraction) -> int:
    """Say how long a number is: its digits without zeros at either end, or those of both parts of a fraction.

    >>> bits(Fraction(5400)), bits(Fraction("4028.47")), bits(Fraction(1, 3)), bits(Fraction(75)), bits(Fraction(0))
    (9, 21, 9, 8, 3)
    """
    text = write_number(abs(value))
    if "/" in text:
        return BITS_A_NUMBER + BITS_A_DIGIT * (len(text) - 1)
    digits = text.replace(".", "").strip("0")
    # People count in fives: 75 comes to mind before 79.
    return BITS_A_NUMBER + BITS_A_DIGIT * len(digits) - digits.endswith("5")


def simplest(interval: Interval) -> Fraction | None:
    """Give the simplest number of an interval: a decimal of few digits, or a fraction where that is much shorter.

    >>> simplest(Interval(Fraction(430), Fraction(510)))
    Fraction(500, 1)
    >>> simplest(Interval(Fraction("12618.6665"), Fraction("12618.6668")))
    Fraction(37856, 3)
    """
    if interval.has(Fraction(0)):
        return Fraction(0)
    if interval.low is None or interval.low < 0:
        mirrored = simplest(interval.mirrored()) if interval.high is not None else None
        return None if mirrored is None else -mirrored
    decimal = _decimal(interval)
    fraction = _fraction(interval) if decimal is None or bits(decimal) > _LONG else None
    if fraction is None or (decimal is not None and bits(decimal) <= bits(fraction) + BITS_A_DIGIT):
        return decimal
    return fraction


_LONG = BITS_A_NUMBER + 5 * BITS_A_DIGIT
"""A decimal of so many bits is long enough to ask whether a fraction is meant."""


def decimals(interval: Interval, digits: int, most: int) -> list[Fraction]:
    """Give the numbers of an interval with so many digits after the point, from below, at most so many.

    >>> [str(one) for one in decimals(Interval(Fraction("0.5"), Fraction("0.7"), low_in=False), 1, 9)]
    ['3/5', '7/10']
    """
    if interval.low is None:
        return []
    step = Fraction(10) ** -digits
    count = -(-interval.low // step)
    found: list[Fraction] = []
    while len(found) < most:
        value = count * step
        if interval.high is not None and value > interval.high:
            break
        if interval.has(value):
            found.append(value)
        count += 1
    return found


def _decimal(interval: Interval) -> Fraction | None:
    """Give the decimal with the fewest digits; among equals the one that counts in fives, then the lowest."""
    first = _COARSEST if interval.high is None else max(_COARSEST, -len(str(int(interval.high))))
    for digits in range(first, _FINEST + 1):
        found = decimals(interval, digits, 10)
        if found:
            five = 5 * Fraction(10) ** -digits
            return min(found, key=lambda value: (value % five != 0, bits(value), value))
    return None


def _fraction(interval: Interval) -> Fraction | None:
    """Give the fraction with the smallest denominator (Stern and Brocot), if it is a short one."""
    for below in range(2, 13):
        above = interval.low * below if interval.low is not None else Fraction(0)
        value = Fraction(-(-above // 1), below)
        if interval.has(value):
            return value
    return None
