"""Columns of a table, each made into Arrow's buffers without losing a digit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, TypeAlias

import nanoarrow as na  # type: ignore[import-untyped]
import numpy as np

from perpupil.exact.columns import Column, bound_of, constant
from perpupil.exact.numerals import write_decimal, write_decimal_text, write_number
from perpupil.money import CENT_DIGITS
from perpupil.notebook.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perpupil.exact.columns import Integers, Truths

PRECISION = 38
"""Digits of Arrow's decimal128, the widest number that pandas, Polars and DuckDB all read."""

_WORD = 1 << 63
_LONG_TEXT = 1 << 31


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of text, which may repeat itself: `a, b` with `each` 2 is `a, a, b, b`, and that so many times over."""

    name: str
    texts: Sequence[str]
    each: int = 1
    times: int = 1

    def __len__(self) -> int:
        """How many cells."""
        return len(self.texts) * self.each * self.times

    def arrow(self) -> tuple[Any, Any]:
        """Give Arrow's type and the array."""
        parts = [text.encode() for text in self.texts]
        lengths = np.tile(np.repeat(np.array([len(part) for part in parts], np.int64), self.each), self.times)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        is_long = int(ends[-1]) >= _LONG_TEXT
        kind = na.large_string() if is_long else na.string()
        content = b"".join(part * self.each for part in parts) * self.times
        offsets = ends.astype(np.int64 if is_long else np.int32)
        return kind, na.c_array_from_buffers(kind, len(self), [None, offsets, content], null_count=0)

    def python(self) -> list[str]:
        """Give the cells as Python has them."""
        return list(self._cells())

    def first(self, count: int) -> Texts:
        """Give the first cells."""
        return Texts(self.name, list(islice(self._cells(), count)))

    def _cells(self) -> Iterator[str]:
        return (text for _ in range(self.times) for text in self.texts for _ in range(self.each))


@dataclass(frozen=True, slots=True)
class Counts:
    """A column of whole numbers that count something."""

    name: str
    numbers: Sequence[int]

    def __len__(self) -> int:
        """How many cells."""
        return len(self.numbers)

    def arrow(self) -> tuple[Any, Any]:
        """Give Arrow's type and the array."""
        kind = na.int64()
        numbers = np.array(self.numbers, np.int64)
        return kind, na.c_array_from_buffers(kind, len(numbers), [None, numbers], null_count=0)

    def python(self) -> list[int]:
        """Give the cells as Python has them."""
        return list(self.numbers)

    def first(self, count: int) -> Counts:
        """Give the first cells."""
        return Counts(self.name, self.numbers[:count])


@dataclass(frozen=True, slots=True)
class Decimals:
    """A column of exact decimals: whole numbers, and how many of their digits stand after the point."""

    name: str
    unscaled: Integers
    scale: int
    known: Truths | None = None
    """Where there is a number at all; None where everywhere."""
    is_cut: bool = False
    """Whether a number that never ends, or is too long, was cut off."""

    def __len__(self) -> int:
        """How many cells."""
        return len(self.unscaled)

    def arrow(self) -> tuple[Any, Any]:
        """Give Arrow's type and the array.

        Raises:
            Refused: A number has more than 38 digits.

        """
        kind = na.decimal128(PRECISION, self.scale)
        if bound_of(self.unscaled) >= 10**PRECISION:
            raise Refused(
                f"Column {self.name!r} holds a number of more than {PRECISION} digits, which no table can hold."
            )
        known = None if self.known is None else np.packbits(self.known, bitorder="little")
        nulls = 0 if self.known is None else int((~self.known).sum())
        return kind, na.c_array_from_buffers(kind, len(self.unscaled), [known, _words(self.unscaled)], null_count=nulls)

    def python(self) -> list[Decimal | None]:
        """Give the cells as Python has them."""
        ten = 10**self.scale
        known = repeat(True) if self.known is None else self.known.tolist()  # noqa: FBT003  a truth for each cell
        return [
            Decimal(write_decimal(Fraction(number, ten), self.scale)) if is_known else None
            for number, is_known in zip(self.unscaled.tolist(), known, strict=self.known is not None)
        ]

    def first(self, count: int) -> Decimals:
        """Give the first cells."""
        known = None if self.known is None else self.known[:count]
        return replace(self, unscaled=self.unscaled[:count], known=known)


@dataclass(frozen=True, slots=True)
class Estimates:
    """A column of estimates, which are no money: a slope, a share, the end of an interval; None where there is none."""

    name: str
    numbers: Sequence[float | None]

    def __len__(self) -> int:
        """How many cells."""
        return len(self.numbers)

    def arrow(self) -> tuple[Any, Any]:
        """Give Arrow's type and the array."""
        known = np.array([one is not None for one in self.numbers], np.bool_)
        numbers = np.array([0.0 if one is None else one for one in self.numbers], np.float64)
        packed = None if known.all() else np.packbits(known, bitorder="little")
        kind, nulls = na.float64(), int((~known).sum())
        return kind, na.c_array_from_buffers(kind, len(numbers), [packed, numbers], null_count=nulls)

    def python(self) -> list[float | None]:
        """Give the cells as Python has them."""
        return list(self.numbers)

    def first(self, count: int) -> Estimates:
        """Give the first cells."""
        return Estimates(self.name, self.numbers[:count])


Cells: TypeAlias = Texts | Counts | Decimals | Estimates


def money(name: str, cents: Integers) -> Decimals:
    """Give amounts in cents as decimals with two digits."""
    return Decimals(name, cents, CENT_DIGITS)


def exact_decimals(name: str, values: Column | Fraction, count: int) -> Decimals:
    """Give exact numbers as decimals, at one scale for all; what never ends is cut after 20 digits, and `is_cut` says so."""
    column = constant(values, count) if isinstance(values, Fraction) else values
    below = column.denominator
    if isinstance(below, int) and (digits := _ending(below)) is not None:
        return fitted(Decimals(name, _times(column.numerators, 10**digits // below), digits))
    texts = [write_decimal_text(value) for value in column.fractions()]
    scale = max((len(text.partition(".")[2]) for text in texts), default=0)
    whole = [int(Fraction(text) * 10**scale) for text in texts]
    is_cut = any("/" in write_number(value) for value in column.fractions())
    return fitted(Decimals(name, integers(whole), scale, is_cut=is_cut))


def joined(name: str, parts: Sequence[Decimals | int]) -> Decimals:
    """Put columns one below the other at the scale of the finest; a number stands for so many cells that are not known."""
    scale = max((one.scale for one in parts if isinstance(one, Decimals)), default=0)
    unscaled, known, is_cut = [], [], False
    for one in parts:
        if isinstance(one, int):
            unscaled.append(np.zeros(one, np.int64))
            known.append(np.zeros(one, np.bool_))
        else:
            unscaled.append(_times(one.unscaled, 10 ** (scale - one.scale)))
            known.append(np.ones(len(one.unscaled), np.bool_) if one.known is None else one.known)
            is_cut = is_cut or one.is_cut
    numbers = np.concatenate(unscaled) if unscaled else np.zeros(0, np.int64)
    return fitted(Decimals(name, numbers, scale, np.concatenate(known) if known else None, is_cut))


def fitted(column: Decimals) -> Decimals:
    """Drop zeros that no cell needs and, where more than 38 digits would be needed, digits after the point."""
    too_many = len(str(bound_of(column.unscaled))) - PRECISION
    scale, unscaled, is_cut = column.scale, column.unscaled, column.is_cut
    if too_many > 0 and scale:
        drop = min(too_many, scale)
        ten = 10**drop
        shorter = [abs(number) // ten * (-1 if number < 0 else 1) for number in unscaled.tolist()]
        is_cut = is_cut or any(number % ten for number in unscaled.tolist())
        unscaled, scale = integers(shorter), scale - drop
    while scale and not (unscaled % 10).any():
        unscaled, scale = unscaled // 10, scale - 1
    return Decimals(column.name, unscaled, scale, column.known, is_cut)


def integers(numbers: Sequence[int]) -> Integers:
    """Make an array of 64-bit integers where they fit, else of Python integers."""
    if all(-_WORD < number < _WORD for number in numbers):
        return np.array(numbers, np.int64)
    array = np.empty(len(numbers), object)
    array[:] = numbers
    return array


def _ending(denominator: int) -> int | None:
    """Say how many digits after the point a denominator asks for; None when its fractions never end."""
    text = write_number(Fraction(1, denominator))
    return None if "/" in text else len(text.partition(".")[2])


def _times(numbers: Integers, factor: int) -> Integers:
    """Multiply, in Python integers where 64 bits are too few."""
    if numbers.dtype != object and bound_of(numbers) * factor < _WORD:
        return numbers * np.int64(factor) if factor < _WORD else numbers * 0
    return integers([number * factor for number in numbers.tolist()])


def _words(numbers: Integers) -> Any:  # noqa: ANN401  whatever has Python's buffer interface
    """Write integers in the sixteen bytes each that Arrow wants, the lowest first."""
    if numbers.dtype == object:
        return b"".join(number.to_bytes(16, "little", signed=True) for number in numbers.tolist())
    words = np.empty((len(numbers), 2), "<i8")
    words[:, 0] = numbers
    words[:, 1] = numbers >> np.int64(63)
    return words.reshape(-1)
