"""Intervals: what an amount that was rounded says of the number behind it.

An amount of 1,007.12 that was rounded to the cent says that the number before rounding lay from 1,007.115 up to, and without, 1,007.125.
Divided by the students of the unit that is an interval of rates. A rate that lies in the intervals of all units gives every
amount; the rate that lies in most of them gives most, and the others stand out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from perpupil.exact.rounding import Mode, Rounding


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two ends; an end that is None is not there."""

    low: Fraction | None
    high: Fraction | None
    low_in: bool = True
    high_in: bool = True

    def has(self, value: Fraction) -> bool:
        """Whether a number lies in it.

        >>> Interval(Fraction(1), Fraction(2), high_in=False).has(Fraction(2))
        False
        """
        if self.low is not None and (value < self.low or (value == self.low and not self.low_in)):
            return False
        return self.high is None or value < self.high or (value == self.high and self.high_in)

    @property
    def is_bounded(self) -> bool:
        """Whether it has both ends, so that it says how large the number is."""
        return self.low is not None and self.high is not None

    def mirrored(self) -> Interval:
        """Give the same with the sign changed."""
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return Interval(low, high, self.high_in, self.low_in)

    def shifted(self, by: Fraction) -> Interval:
        """Give the same, moved up by a number."""
        low = None if self.low is None else self.low + by
        high = None if self.high is None else self.high + by
        return Interval(low, high, self.low_in, self.high_in)

    def divided_by(self, quantity: Fraction) -> Interval | None:
        """Give the numbers that, times the quantity, lie in the interval; None where there are none."""
        if quantity == 0:
            return EVERYTHING if self.has(Fraction(0)) else None
        if quantity < 0:
            return self.mirrored().divided_by(-quantity)
        low = None if self.low is None else self.low / quantity  # exact: Fraction
        high = None if self.high is None else self.high / quantity  # exact: Fraction
        return Interval(low, high, self.low_in, self.high_in)

    def inverted(self) -> Interval | None:
        """Give one divided by the numbers of the interval, of which only the positive ones count; None where there are none."""
        if self.high is not None and self.high <= 0:
            return None
        low = None if not self.high else 1 / self.high  # exact: Fraction
        high = 1 / self.low if self.low is not None and self.low > 0 else None  # exact: Fraction
        return Interval(low or Fraction(0), high, self.high_in and low is not None, self.low_in)

    def up_to(self) -> Interval:
        """Give everything that is not above it."""
        return Interval(None, self.high, high_in=self.high_in)

    def down_to(self) -> Interval:
        """Give everything that is not below it."""
        return Interval(self.low, None, self.low_in)


EVERYTHING = Interval(None, None)


def before_rounding(value: Fraction, rounding: Rounding) -> Interval | None:
    """Give the numbers that round to a value; None when none does.

    >>> before_rounding(Fraction(3), Rounding(0, Mode.UP))
    Interval(low=Fraction(2, 1), high=Fraction(3, 1), low_in=False, high_in=True)
    """
    unit = Fraction(10) ** -rounding.digits
    if value % unit != 0:
        return None
    if value < 0:
        mirrored = before_rounding(-value, rounding)
        return None if mirrored is None else mirrored.mirrored()
    half = unit / 2  # exact: Fraction
    match rounding.mode:
        case Mode.UP:
            return Interval(value, value) if value == 0 else Interval(value - unit, value, low_in=False)
        case Mode.DOWN:
            is_zero = value == 0
            return Interval(-unit if is_zero else value, value + unit, low_in=not is_zero, high_in=False)
        case Mode.HALF_EVEN:
            is_even = (value / unit) % 2 == 0  # exact: Fraction
            return Interval(value - half, value + half, is_even, is_even)
        case Mode.HALF_DOWN:
            return Interval(value - half, value + half, low_in=value == 0)
        case _:
            return Interval(value - half, value + half, low_in=value != 0, high_in=False)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A stretch of numbers that lies in more intervals than any other."""

    stretch: Interval
    count: int


_Position = tuple[int, Fraction, int]
"""A place on the line: below all (-1), at a number (0) or above all (1); the number; and whether just behind it."""


def _start(one: Interval) -> _Position:
    return (-1, Fraction(0), 0) if one.low is None else (0, one.low, 0 if one.low_in else 1)


def _end(one: Interval) -> _Position:
    return (1, Fraction(0), 0) if one.high is None else (0, one.high, 1 if one.high_in else 0)


def meetings(intervals: Sequence[Interval | None]) -> list[Meeting]:
    """Find where most intervals meet; more than one stretch when several share the greatest number.

    >>> a, b, c = (Interval(Fraction(low), Fraction(high)) for low, high in ((0, 5), (4, 9), (20, 30)))
    >>> [(str(one.stretch.low), str(one.stretch.high), one.count) for one in meetings([a, b, c])]
    [('4', '5', 2)]
    """
    there = [one for one in intervals if one is not None]
    events = sorted([(_start(one), 1) for one in there] + [(_end(one), 0) for one in there])
    found: list[Meeting] = []
    count = best = 0
    for place, (position, opens) in enumerate(events):
        count += 1 if opens else -1
        if opens and count >= best:
            following = events[place + 1]
            if following[1]:
                continue
            if count > best:
                best, found = count, []
            found.append(Meeting(_between(position, following[0]), count))
    return found


def _between(start: _Position, end: _Position) -> Interval:
    low = start[1] if start[0] == 0 else None
    high = end[1] if end[0] == 0 else None
    return Interval(low, high, start[2] == 0, end[2] == 1)
