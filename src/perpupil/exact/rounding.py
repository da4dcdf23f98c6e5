"""Rounding, which is part of the law: to which digit, and where a half goes.

>>> from fractions import Fraction
>>> Rounding(0).of(Fraction(5, 2)), Rounding(0, Mode.HALF_EVEN).of(Fraction(5, 2))
(Fraction(3, 1), Fraction(2, 1))
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Mode(StrEnum):
    """Which way a number that is not whole goes; the first five can be written in a formula."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_DOWN = "half_down"
    UP = "up"
    DOWN = "down"
    FLOOR = "floor"
    CEILING = "ceiling"


WRITTEN_MODES = (Mode.HALF_UP, Mode.HALF_EVEN, Mode.HALF_DOWN, Mode.UP, Mode.DOWN)

WORDS = {
    Mode.HALF_UP: "a half goes away from zero",
    Mode.HALF_EVEN: "a half goes to the even neighbor",
    Mode.HALF_DOWN: "a half goes towards zero",
    Mode.UP: "always away from zero",
    Mode.DOWN: "always towards zero",
    Mode.FLOOR: "down to the number at or below",
    Mode.CEILING: "up to the number at or above",
}


def divide(numerator: int, denominator: int, mode: Mode) -> int:
    """Divide two integers and round to a whole number; the denominator is positive.

    >>> [divide(-5, 2, mode) for mode in WRITTEN_MODES]
    [-3, -2, -2, -3, -2]
    """
    quotient, remainder = divmod(numerator, denominator)
    return quotient + rises(mode, numerator, quotient, remainder, denominator)


def rises(mode: Mode, numerator: int, quotient: int, remainder: int, denominator: int) -> bool:
    """Whether the floor of a division goes up by one under this mode."""
    above, half = remainder > denominator - remainder, remainder == denominator - remainder
    match mode:
        case Mode.HALF_UP:
            return above or (half and numerator > 0)
        case Mode.HALF_DOWN:
            return above or (half and numerator < 0)
        case Mode.HALF_EVEN:
            return above or (half and quotient % 2 != 0)
        case Mode.UP:
            return remainder > 0 and numerator > 0
        case Mode.DOWN:
            return remainder > 0 and numerator < 0
        case Mode.CEILING:
            return remainder > 0
        case Mode.FLOOR:
            return False


@dataclass(frozen=True, slots=True)
class Rounding:
    """Digits after the point (negative: tens, hundreds …) and a mode."""

    digits: int
    mode: Mode = Mode.HALF_UP

    def of(self, value: Fraction) -> Fraction:
        """Round one number.

        >>> Rounding(-3).of(Fraction(1500))
        Fraction(2000, 1)
        """
        unit = Fraction(10) ** self.digits
        scaled = value * unit
        return divide(scaled.numerator, scaled.denominator, self.mode) / unit  # exact: Fraction

    def words(self) -> str:
        """Say it in words: `to whole numbers (a half goes away from zero)`."""
        return f"{digits_in_words(self.digits)} ({WORDS[self.mode]})"


def digits_in_words(digits: int) -> str:
    """Name the place to which a number is rounded.

    >>> digits_in_words(0), digits_in_words(4), digits_in_words(-3)
    ('to whole numbers', 'to 4 digits after the point', 'to whole thousands')
    """
    named = {0: "to whole numbers", -1: "to whole tens", -2: "to whole hundreds", -3: "to whole thousands"}
    if digits in named:
        return named[digits]
    if digits > 0:
        return f"to {digits} digit{'s' if digits > 1 else ''} after the point"
    return f"to whole 1{'0' * -digits}s"
