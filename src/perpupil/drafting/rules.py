"""A rule that was found: what it gives, how it is written in a formula, and what it costs to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from perpupil.drafting.intervals import Interval
from perpupil.drafting.simplest import bits
from perpupil.drafting.table import Target
from perpupil.exact.numerals import group_thousands, write_number
from perpupil.exact.rounding import Mode, Rounding

_SHARP = 100_000
"""A number known to one part in so many has no other simple number beside it."""
ROUNDING_BITS = 3
"""What a rounding costs that is not the usual one; a way other than a half up costs as much again."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number that was found."""

    what: str
    value: Fraction
    stretch: Interval | None
    """All numbers that would have given the same amounts; None where there is no other."""
    support: int
    """How many units tell how large it is."""

    @property
    def is_sharp(self) -> bool:
        """Whether the data leave no other number that a board could have voted for."""
        if self.stretch is None or self.stretch.low is None or self.stretch.high is None:
            return False
        return (self.stretch.high - self.stretch.low) * _SHARP <= abs(self.value)

    def alternatives(self) -> str:
        """Say which other numbers fit as well: `from 0.2500 to 0.2503`."""
        if self.stretch is None or self.is_sharp:
            return ""
        low, high = (None if end is None else _shortened(end) for end in (self.stretch.low, self.stretch.high))
        if low is None or high is None:
            return f"from {low}" if low is not None else f"up to {high}" if high is not None else "any number"
        return f"from {low} to {high}"


@dataclass(frozen=True, slots=True)
class ByText:
    """A parameter that has a value for each text of a column."""

    name: str
    column: str
    values: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one line."""

    shape: str
    """What kind of rule it is, in words."""
    words: str
    """The rule itself, in words."""
    keys: tuple[tuple[str, str], ...]
    """The keys of the line in a formula, each with its value as it is written there."""
    unknowns: tuple[Unknown, ...]
    rounding: Rounding
    gives: tuple[Fraction, ...]
    """What each unit gets by it."""
    columns: tuple[str, ...]
    """The facts and lines that it uses."""
    bits: int
    lists: tuple[ByText, ...] = ()
    rate: Fraction | None = None
    """For an amount per student: the amount, which may be a base times a weight."""
    counts: tuple[Fraction, ...] = ()
    """For an amount per student: the students counted at each unit."""
    several: tuple[tuple[str, ...], tuple[Fraction, ...]] | None = None
    """For several counts: the counts, and the rate of each."""

    def cost(self, target: Target) -> int:
        """Say what the rule and every unit that stands outside it cost."""
        return self.bits + sum(
            target.exception_bits(target.values[place] - self.gives[place]) for place in target.misses(self.gives)
        )


def rounding_bits(rounding: Rounding, target: Target) -> int:
    """Say what a rounding costs: the usual one is to the cent, a half up."""
    coarser = rounding.digits != target.digits[0]
    return ROUNDING_BITS * coarser + (ROUNDING_BITS + 1) * (rounding.mode is not Mode.HALF_UP)


def unknown_bits(unknowns: Sequence[Unknown]) -> int:
    """Say what the numbers of a rule cost; a number that stands twice costs once."""
    return sum(bits(value) for value in {one.value for one in unknowns}) + len(unknowns)


def spoken(value: Fraction) -> str:
    """Write a number for people."""
    return group_thousands(write_number(value))


def literal(value: Fraction) -> str:
    """Write a number as it stands in a formula's expression.

    >>> literal(Fraction("7251.25")), literal(Fraction(2, 3))
    ('7251.25', '2 / 3')
    """
    return write_number(value).replace("/", " / ")


def toml_value(expression: str) -> str:
    """Write an expression as the value of a key: a bare number, else a text.

    >>> toml_value("22"), toml_value("students * 2")
    ('22', '"students * 2"')
    """
    if expression.removeprefix("-").replace(".", "", 1).isdecimal():
        return expression
    escaped = expression.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _shortened(value: Fraction) -> str:
    """Write the end of a stretch with as many digits as tell something."""
    text = write_number(value)
    if "/" not in text and len(text) <= 12:  # noqa: PLR2004  as short as an amount
        return group_thousands(text)
    digits = 9 - len(str(int(abs(value))))
    return group_thousands(write_number(Fraction(round(value * 10**digits), 10**digits)))
