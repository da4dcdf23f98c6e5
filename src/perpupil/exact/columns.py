"""A column: one exact rational for each unit, as integers over a denominator.

The numerators are 64-bit integers while a bound on them, worked out before each operation, stays under 2**62; beyond
it they are Python integers of any length. Both give the same numbers; only the speed differs. A column that was divided by another
has a denominator for each unit and is called a *quotient*; it can be compared and rounded, but not added up over units.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from perpupil.exact.rounding import Mode, Rounding
from perpupil.limits import VALUE_BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Integers: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Texts: TypeAlias = np.ndarray[Any, np.dtype[np.object_]]
Truths: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
Index: TypeAlias = np.ndarray[Any, np.dtype[np.intp]]


class TooLong(ArithmeticError):
    """A value would need more digits than anybody could check."""


WORD = 1 << 62
"""Numerators below this bound stay 64-bit integers; with 0 everything is worked in Python integers (tests do so)."""


class Column:
    """Integer numerators over one denominator, or over one denominator a unit (a quotient)."""

    __slots__ = ("bound", "denominator", "numerators", "wide")

    def __init__(
        self, numerators: Integers, denominator: int | Integers = 1, bound: int | None = None, *, wide: bool = False
    ) -> None:
        """Take numerators, a positive denominator, and a bound on the numerators if one is known."""
        self.numerators = numerators
        self.denominator = denominator
        self.bound = bound_of(numerators) if bound is None else bound
        self.wide = wide or numerators.dtype == object

    @property
    def is_quotient(self) -> bool:
        """Whether each unit has a denominator of its own."""
        return not isinstance(self.denominator, int)

    def __len__(self) -> int:
        """How many units."""
        return len(self.numerators)

    def at(self, position: int) -> Fraction:
        """Give the number of one unit."""
        below = self.denominator if isinstance(self.denominator, int) else int(self.denominator[position])
        return Fraction(int(self.numerators[position]), below)

    def fractions(self) -> list[Fraction]:
        """Give the numbers of all units."""
        below = self.denominator
        if isinstance(below, int):
            return [Fraction(number, below) for number in self.numerators.tolist()]
        return [self.at(position) for position in range(len(self))]

    def take(self, index: Index) -> Column:
        """Give the numbers of some units."""
        below = self.denominator if isinstance(self.denominator, int) else self.denominator[index]
        return Column(self.numerators[index], below, self.bound, wide=self.wide)

    def forget_width(self) -> Column:
        """Give the same column without the mark that its making needed Python integers."""
        return Column(self.numerators, self.denominator, self.bound)


def from_fractions(values: Sequence[Fraction]) -> Column:
    """Make a column from exact numbers, over their least common denominator."""
    denominator = 1
    for below in {value.denominator for value in values}:
        denominator = bounded(math.lcm(denominator, below))
    return from_integers([value.numerator * (denominator // value.denominator) for value in values], denominator)


def from_integers(numerators: Sequence[int], denominator: int = 1) -> Column:
    """Make a column from integers of any length over one denominator."""
    bound = max((abs(number) for number in numerators), default=0)
    return Column(_array(numerators, bound), denominator, bound)


def constant(value: Fraction, count: int) -> Column:
    """Make a column that has the same number at every unit."""
    fits = abs(value.numerator) < WORD
    numerators = np.full(count, value.numerator, np.int64 if fits else object)
    return Column(numerators, value.denominator, abs(value.numerator))


def choose(values: Sequence[Fraction], index: Index) -> Column:
    """Make a column that has, at each unit, the number at that unit's position in a short list."""
    return from_fractions(values).take(index)


def add(a: Column, b: Column) -> Column:
    """Add two columns."""
    left, right, denominator = aligned(a, b)
    bound = left.bound + right.bound
    return _made(np.add, left, right, bound, denominator)


def add_all(parts: Sequence[Column]) -> Column:
    """Add any number of columns; the same numbers as adding two at a time, in one pass where they are narrow and no quotients."""
    first, *rest = parts
    belows = [part.denominator for part in parts if isinstance(part.denominator, int)]
    if rest and len(belows) == len(parts) and is_narrow(*(part.numerators for part in parts)):
        common = bounded(math.lcm(*belows))
        factors = [common // below for below in belows]
        bound = sum(part.bound * factor for part, factor in zip(parts, factors, strict=True))
        if bound < WORD:
            numerators = np.zeros(len(first), np.int64)
            for part, factor in zip(parts, factors, strict=True):
                numerators += part.numerators if factor == 1 else part.numerators * factor
            return Column(numerators, common, bound, wide=any(part.wide for part in parts))
    total = first
    for part in rest:
        total = add(total, part)
    return total


def negate(a: Column) -> Column:
    """Change the sign."""
    return Column(-a.numerators, a.denominator, a.bound, wide=a.wide)


def subtract(a: Column, b: Column) -> Column:
    """Subtract the second column from the first."""
    return add(a, negate(b))


def scale(a: Column, factor: Fraction) -> Column:
    """Multiply a column by one number."""
    above, below = factor.numerator, factor.denominator
    if isinstance(a.denominator, int):
        common = math.gcd(above, a.denominator)
        numerators, wide = _times(a, above // common)
        bound = a.bound * abs(above // common)
        return Column(numerators, bounded(a.denominator // common * below), bound, wide=wide)
    numerators, wide = _times(a, above)
    denominators, wide_below = _times(Column(a.denominator), below)
    return Column(numerators, denominators, wide=wide or wide_below)


def multiply(a: Column, b: Column) -> Column:
    """Multiply two columns."""
    denominator = _denominator_product(a.denominator, b.denominator)
    return _made(np.multiply, a, b, a.bound * b.bound, denominator)


def divide(a: Column, b: Column) -> Column:
    """Divide by a column without a zero; the result is a quotient."""
    positive = Column(abs(b.numerators), 1, b.bound)
    sign = (
        np.sign(b.numerators) if b.numerators.dtype != object else _object([1 if n > 0 else -1 for n in b.numerators])
    )
    top = multiply(Column(a.numerators, 1, a.bound, wide=a.wide), _plain(b.denominator, len(b)))
    signed = Column(top.numerators * sign, 1, top.bound, wide=top.wide)
    below = multiply(positive, _plain(a.denominator, len(a)))
    return Column(signed.numerators, below.numerators, signed.bound, wide=signed.wide or below.wide)


def absolute(a: Column) -> Column:
    """Drop the sign."""
    return Column(abs(a.numerators), a.denominator, a.bound, wide=a.wide)


def compare(a: Column, b: Column, test: Callable[[Any, Any], Any]) -> Truths:
    """Compare two columns unit by unit with one of the functions of `operator`."""
    left, right, _ = aligned(a, b)
    truths: Truths = np.asarray(test(left.numerators, right.numerators), np.bool_)
    return truths


def where(condition: Truths, a: Column, b: Column) -> Column:
    """Take the first column where the condition holds, else the second."""
    left, right, denominator = aligned(a, b)
    numerators = np.where(condition, left.numerators, right.numerators)
    return shrunk(numerators, denominator, max(left.bound, right.bound), wide=left.wide or right.wide)


def total(a: Column) -> Fraction:
    """Add up over units; the column must not be a quotient."""
    if not isinstance(a.denominator, int):
        raise TypeError("a quotient cannot be added up: round it first")
    return Fraction(sum_integers(a.numerators, a.bound), a.denominator)


def sum_integers(numerators: Integers, bound: int) -> int:
    """Add integers exactly, whatever their size."""
    if numerators.dtype != object and bound * max(len(numerators), 1) < WORD:
        return int(numerators.sum())
    return sum(numerators.tolist())


def grouped_total(a: Column, groups: Index, count: int) -> Column:
    """Add up within groups, and give each unit the sum of its group."""
    if not isinstance(a.denominator, int):
        raise TypeError("a quotient cannot be added up: round it first")
    if a.numerators.dtype != object and a.bound * max(len(a), 1) < WORD:
        sums = np.zeros(count, np.int64)
        np.add.at(sums, groups, a.numerators)
    else:
        sums = _object([0] * count)
        for group, number in zip(groups.tolist(), a.numerators.tolist(), strict=True):
            sums[group] += number
    return Column(sums[groups], a.denominator)


def round_to(a: Column, rounding: Rounding) -> Column:
    """Round every number to the same digit by the same mode."""
    tens = 10 ** abs(rounding.digits)
    grown = scale(a, Fraction(tens) if rounding.digits >= 0 else Fraction(1, tens))
    whole = _round_whole(grown, rounding.mode)
    if rounding.digits >= 0:
        return Column(whole.numerators, tens, whole.bound, wide=whole.wide)
    return scale(whole, Fraction(tens))


def aligned(a: Column, b: Column) -> tuple[Column, Column, int | Integers]:
    """Bring two columns to the same denominator, or denominators."""
    if a.denominator is b.denominator:
        return a, b, a.denominator
    if isinstance(a.denominator, int) and isinstance(b.denominator, int):
        common = bounded(math.lcm(a.denominator, b.denominator))
        return _raised(a, common // a.denominator), _raised(b, common // b.denominator), common
    below_a, below_b = _plain(a.denominator, len(a)), _plain(b.denominator, len(b))
    shared = np.gcd(below_a.numerators, below_b.numerators)
    grow_a, grow_b = (Column(below.numerators // shared) for below in (below_b, below_a))
    return multiply(_bare(a), grow_a), multiply(_bare(b), grow_b), multiply(below_a, grow_a).numerators


def bounded(number: int) -> int:
    """Give a whole number back, or refuse it when it is too long."""
    if number.bit_length() > VALUE_BITS:
        raise TooLong
    return number


def bound_of(numerators: Integers) -> int:
    """Give the greatest absolute value."""
    if len(numerators) == 0:
        return 0
    return max(abs(int(numerators.max())), abs(int(numerators.min())))


def is_narrow(*arrays: Integers) -> bool:
    """Whether all of these are 64-bit integers."""
    return all(array.dtype != object for array in arrays)


def shrunk(
    numerators: Integers, denominator: int | Integers, bound: int | None = None, *, wide: bool = False
) -> Column:
    """Make a column, in 64-bit integers again where the numbers have become small enough."""
    if numerators.dtype != object:
        return Column(numerators, denominator, bound, wide=wide)
    actual = bound_of(numerators)
    if actual < WORD:
        return Column(numerators.astype(np.int64), denominator, actual, wide=True)
    return Column(numerators, denominator, actual, wide=True)


def _round_whole(a: Column, mode: Mode) -> Column:
    """Round every number to a whole one."""
    below = a.denominator
    if isinstance(below, int) and below == 1:
        return a
    numerators = a.numerators
    if numerators.dtype != object and not _fits_word(below):
        numerators = numerators.astype(object)
    quotient = numerators // below
    remainder = numerators - quotient * below
    up = _rises(mode, numerators, quotient, remainder, below)
    rounded = quotient + up.astype(np.int64 if quotient.dtype != object else object)
    return shrunk(rounded, 1, a.bound + 1, wide=a.wide or numerators.dtype == object)


def _rises(mode: Mode, numerators: Integers, quotient: Integers, remainder: Integers, below: int | Integers) -> Truths:
    """Say at which units the floor of a division goes up by one; the rule of `rounding.rises`, on arrays."""
    rest = below - remainder
    match mode:
        case Mode.HALF_UP:
            up = (remainder > rest) | ((remainder == rest) & (numerators > 0))
        case Mode.HALF_DOWN:
            up = (remainder > rest) | ((remainder == rest) & (numerators < 0))
        case Mode.HALF_EVEN:
            up = (remainder > rest) | ((remainder == rest) & (quotient % 2 != 0))
        case Mode.UP:
            up = (remainder > 0) & (numerators > 0)
        case Mode.DOWN:
            up = (remainder > 0) & (numerators < 0)
        case Mode.CEILING:
            up = remainder > 0
        case _:
            up = np.zeros(len(numerators), np.bool_)
    truths: Truths = np.asarray(up, np.bool_)
    return truths


def _made(
    operation: Callable[[Any, Any], Any], a: Column, b: Column, bound: int, denominator: int | Integers
) -> Column:
    """Apply an operation to numerators, in Python integers where the result may be too long for 64 bits."""
    wide = a.wide or b.wide
    if bound >= WORD:
        bound = _tight(operation, a, b)
    if bound < WORD and is_narrow(a.numerators, b.numerators):
        return Column(operation(a.numerators, b.numerators), denominator, bound, wide=wide)
    bounded(bound)
    numerators = operation(a.numerators.astype(object), b.numerators.astype(object))
    return shrunk(numerators, denominator, wide=True)


def _tight(operation: Callable[[Any, Any], Any], a: Column, b: Column) -> int:
    """Bound a result by the numbers that are really there instead of by what they could have been."""
    left, right = bound_of(a.numerators), bound_of(b.numerators)
    return left * right if operation is np.multiply else left + right


def _times(a: Column, factor: int) -> tuple[Integers, bool]:
    """Multiply numerators by one integer."""
    if factor == 1:
        return a.numerators, a.wide
    if (
        a.numerators.dtype != object
        and (a.bound * abs(factor) < WORD or bound_of(a.numerators) * abs(factor) < WORD)
        and abs(factor) < WORD
    ):
        return a.numerators * factor, a.wide
    bounded(bound_of(a.numerators) * factor)
    grown = shrunk(a.numerators.astype(object) * factor, 1)
    return grown.numerators, True


def _raised(a: Column, factor: int) -> Column:
    """Multiply numerators by an integer, leaving the denominator to the caller."""
    numerators, wide = _times(a, factor)
    return Column(numerators, 1, a.bound * factor, wide=wide)


def _bare(a: Column) -> Column:
    """Give the numerators as a column of whole numbers."""
    return Column(a.numerators, 1, a.bound, wide=a.wide)


def _plain(denominator: int | Integers, count: int) -> Column:
    """Give a denominator as a column of whole numbers."""
    return constant(Fraction(denominator), count) if isinstance(denominator, int) else Column(denominator)


def _denominator_product(a: int | Integers, b: int | Integers) -> int | Integers:
    """Multiply two denominators, each one number or one a unit."""
    if isinstance(a, int) and isinstance(b, int):
        return bounded(a * b)
    count = len(b) if not isinstance(b, int) else len(a) if not isinstance(a, int) else 0
    return multiply(_plain(a, count), _plain(b, count)).numerators


def _fits_word(below: int | Integers) -> bool:
    """Whether a denominator can be used in 64-bit arithmetic."""
    return below < WORD if isinstance(below, int) else below.dtype != object


def _array(numerators: Sequence[int], bound: int) -> Integers:
    """Make an array of 64-bit integers where they fit, else of Python integers."""
    return np.array(numerators, np.int64) if bound < WORD else _object(numerators)


def _object(numerators: Sequence[int]) -> Integers:
    """Make an array of Python integers."""
    array = np.empty(len(numerators), object)
    array[:] = numerators
    return array


def merged(chosen: Truths, inside: Column, outside: Column) -> Column:
    """Put two columns together: the first holds the chosen units in their order, the second the others."""
    if isinstance(inside.denominator, int) and isinstance(outside.denominator, int):
        common = bounded(math.lcm(inside.denominator, outside.denominator))
        a, b = _raised(inside, common // inside.denominator), _raised(outside, common // outside.denominator)
        numerators = _interleaved(chosen, a.numerators, b.numerators)
        return shrunk(numerators, common, max(a.bound, b.bound), wide=a.wide or b.wide)
    below = _interleaved(
        chosen, _plain(inside.denominator, len(inside)).numerators, _plain(outside.denominator, len(outside)).numerators
    )
    numerators = _interleaved(chosen, inside.numerators, outside.numerators)
    return Column(numerators, below, max(inside.bound, outside.bound), wide=inside.wide or outside.wide)


def _interleaved(chosen: Truths, inside: Integers, outside: Integers) -> Integers:
    """Put two arrays of integers together."""
    narrow = is_narrow(inside, outside)
    array = np.empty(len(chosen), np.int64 if narrow else object)
    array[chosen], array[~chosen] = inside, outside
    return array
