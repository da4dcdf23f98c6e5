"""Last year's table as numbers: units, their facts as columns, and the amounts that a rule is to give."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from perpupil.drafting.simplest import bits
from perpupil.exact.rounding import Rounding

Estimates: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]  # estimate: only ever used to choose what is tried exactly

Places: TypeAlias = np.ndarray[tuple[int], np.dtype[np.intp]]
"""Units, by their place in the table."""

BITS_AN_EXCEPTION = 6
"""What it costs, beside the amount itself, that a unit stands outside a rule."""


def estimates(values: tuple[Fraction, ...]) -> Estimates:
    """Give numbers as estimates, by which candidates are chosen; what is chosen is then tried exactly."""
    return np.array([float(value) for value in values])  # estimate: chooses what is tried exactly


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column of numbers that a rule may use: a fact, or another line."""

    name: str
    """Its name in the formula."""
    values: tuple[Fraction, ...]
    is_line: bool = False
    estimate: Estimates = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the estimates, which are asked for often."""
        object.__setattr__(self, "estimate", estimates(self.values))


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of texts that tells kinds of units apart: a level, a flag."""

    name: str
    texts: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Each text once, in order."""
        return tuple(sorted(set(self.texts)))

    @property
    def groups(self) -> tuple[int, ...]:
        """The place of each unit's text among the kinds."""
        places = {text: place for place, text in enumerate(self.kinds)}
        return tuple(places[text] for text in self.texts)


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule for one line may use."""

    units: tuple[str, ...]
    numbers: tuple[NumberColumn, ...]
    texts: tuple[TextColumn, ...]
    rates: tuple[tuple[tuple[str, ...], tuple[Fraction, ...]], ...] = ()
    """For lines before this one that pay several counts: the counts, and the rate of each."""

    @property
    def bits_a_column(self) -> int:
        """What it costs to name a column."""
        return (len(self.numbers) + len(self.texts)).bit_length()

    def facts_alone(self) -> Known:
        """Give the same without other lines."""
        return Known(self.units, tuple(one for one in self.numbers if not one.is_line), self.texts, self.rates)


@dataclass(slots=True)
class Best:
    """What the best rule found so far costs; a candidate that must cost more is not worked out."""

    cost: int = 1 << 60
    near: int = 12
    """A rule that costs no more than so much above the best is told of as well."""

    def allows(self, cost: int) -> bool:
        """Whether a rule of at least this cost can still matter."""
        return cost <= self.cost + self.near


@dataclass(frozen=True, slots=True)
class Target:
    """The amounts of one line, and how they can have been rounded."""

    name: str
    values: tuple[Fraction, ...]
    is_known: tuple[bool, ...]
    """Whether the unit has an amount at all; where it has none, any rule will do."""
    digits: tuple[int, ...]
    """Digits after the point to which the amounts may have been rounded, the finest first."""
    is_line: bool = True
    """Whether it is money; else a working that was published."""
    best: Best = field(default_factory=Best, repr=False, compare=False)
    required: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    """What limits and roundings ask of each unit, kept once it is worked out."""
    count_above_zero: int = field(init=False, repr=False, compare=False)
    """How many units have an amount that is not zero."""
    estimate: Estimates = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the estimates, which are asked for often."""
        object.__setattr__(self, "estimate", estimates(self.values))
        count = sum(value != 0 and known for value, known in zip(self.values, self.is_known, strict=True))
        object.__setattr__(self, "count_above_zero", count)

    @property
    def least_exception_bits(self) -> int:
        """Say what an exception costs at least."""
        return bits(Fraction(1)) + len(self.values).bit_length() + BITS_AN_EXCEPTION

    @property
    def bits(self) -> int:
        """What it costs to write the amounts out unit by unit, which every rule must beat."""
        return sum(
            self.exception_bits(value)
            for value, known in zip(self.values, self.is_known, strict=True)
            if value and known
        )

    def exception_bits(self, difference: Fraction) -> int:
        """Say what it costs to name a unit and its amount."""
        return bits(difference) + len(self.values).bit_length() + BITS_AN_EXCEPTION

    def misses(self, gives: tuple[Fraction, ...]) -> tuple[int, ...]:
        """Give the units that do not get what a rule gives."""
        return tuple(
            place
            for place, (value, known) in enumerate(zip(self.values, self.is_known, strict=True))
            if known and gives[place] != value
        )


def target(
    name: str, values: tuple[Fraction, ...], is_known: tuple[bool, ...] | None = None, *, is_line: bool = True
) -> Target:
    """Make a target, and find to which digits its amounts can have been rounded."""
    known = is_known or (True,) * len(values)
    there = [value for value, is_there in zip(values, known, strict=True) if is_there and value]
    finest = 2
    if not is_line:
        finest = next((digits for digits in range(13) if all((v * 10**digits).denominator == 1 for v in there)), 12)
    coarser = [
        digits
        for digits in (1, 0, -1, -2, -3)
        if digits < finest and sum((v * Fraction(10) ** digits).denominator == 1 for v in there) * 5 >= len(there) * 4
    ]
    if is_line:
        coarser = [digits for digits in coarser if digits != 1]
    return Target(name, values, known, (finest, *coarser), is_line)


HALF_UP_TO_THE_CENT = Rounding(2)
