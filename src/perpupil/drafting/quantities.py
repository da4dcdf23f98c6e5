"""Quantities: what of a unit can be multiplied by a rate: a count, a sum of counts, a product, what is above a threshold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import combinations

import numpy as np

from perpupil.drafting.rules import Unknown
from perpupil.drafting.table import Estimates, Known, NumberColumn, estimates

LINE_BITS = 10
"""A rule by facts comes before a rule by another line that would give the same."""
OPERATION_BITS = 2
_LONGEST = 16
"""Columns in one sum: the lines of a district, the grades of a school."""
_STUDENTS, _STUDENTS_BITS = re.compile(r"student|pupil|enrol"), 3
"""Where two columns serve alike, the one that counts students is the likelier."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number a unit, with the expression that gives it."""

    expression: str
    values: tuple[Fraction, ...]
    columns: tuple[str, ...]
    bits: int
    is_sum: bool = False
    """Whether it must stand in brackets beside `*`."""
    component: tuple[tuple[str, str], ...] = ()
    """The keys of the component that it is the quantity of, with `{}` where the rate stands."""
    shape: str = ""
    """What such a rule is called."""
    thresholds: tuple[Unknown, ...] = ()
    """Numbers inside it that were chosen."""
    estimate: Estimates = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the estimates, which are asked for often."""
        object.__setattr__(self, "estimate", estimates(self.values))

    @property
    def factor(self) -> str:
        """Its expression as it can stand beside `*`."""
        return f"({self.expression})" if self.is_sum else self.expression


@dataclass(frozen=True, slots=True)
class Batch:
    """Many candidates as estimates, and a way to make one of them exactly."""

    estimate: Estimates
    make: Callable[[int], Quantity]
    is_sampled: bool = False
    """Whether the estimates are those of the units that are looked at first."""


def one_for_each(known: Known) -> Quantity:
    """Give the quantity that is 1 at every unit."""
    return Quantity("1", (Fraction(1),) * len(known.units), (), 0)


def single(known: Known, column: NumberColumn) -> Quantity:
    """Give a column as a quantity."""
    cost = known.bits_a_column + (LINE_BITS if column.is_line else 0)
    if _STUDENTS.search(column.name):
        cost = max(1, cost - _STUDENTS_BITS)
    return Quantity(column.name, column.values, (column.name,), cost)


def added(known: Known, columns: Sequence[NumberColumn], cost: int = 0) -> Quantity:
    """Add columns; neighbors cost less to name than columns from here and there."""
    parts = [single(known, one) for one in columns]
    values = tuple(sum(row, Fraction(0)) for row in zip(*(part.values for part in parts), strict=True))
    expression = " + ".join(part.expression for part in parts)
    names = tuple(one.name for one in columns)
    return Quantity(expression, values, names, cost or sum(part.bits for part in parts) + OPERATION_BITS, is_sum=True)


def multiplied(first: Quantity, second: Quantity) -> Quantity:
    """Multiply two quantities."""
    values = tuple(a * b for a, b in zip(first.values, second.values, strict=True))
    expression = f"{first.factor} * {second.factor}"
    return Quantity(expression, values, first.columns + second.columns, first.bits + second.bits + OPERATION_BITS)


def excess(first: Quantity, second: Quantity, *, is_limited: bool) -> Quantity:
    """Give what the first has above the second; nothing below it where it is limited."""
    values = tuple(a - b for a, b in zip(first.values, second.values, strict=True))
    expression = f"{first.expression} - {second.factor}"
    if is_limited:
        values, expression = tuple(max(Fraction(0), value) for value in values), f"max(0, {expression})"
    cost = first.bits + second.bits + OPERATION_BITS
    return Quantity(expression, values, first.columns + second.columns, cost, is_sum=not is_limited)


def divided(first: Quantity, second: Quantity) -> Quantity:
    """Divide one quantity by another; where there is nothing to divide by, it is nothing."""
    values = tuple(
        a / b if b else Fraction(0) for a, b in zip(first.values, second.values, strict=True)
    )  # exact: Fraction
    expression = f"{first.factor} / {second.factor}"
    if not all(second.values):
        expression = f"if({second.expression} != 0, {expression}, 0)"
    cost = first.bits + second.bits + OPERATION_BITS
    return Quantity(expression, values, first.columns + second.columns, cost)


def one_side(of: Quantity, *, is_above: bool) -> Quantity:
    """Give what is above nothing, or what is below it as a number above."""
    values = tuple(max(Fraction(0), one if is_above else -one) for one in of.values)
    return Quantity(f"max(0, {'' if is_above else '-'}{of.expression})", values, of.columns, of.bits + OPERATION_BITS)


def singles(known: Known) -> Batch:
    """Give every column by itself."""
    return _batch([one.estimate for one in known.numbers], lambda place: single(known, known.numbers[place]), known)


def sums(known: Known, pairs_most: int = 60, triples_most: int = 14) -> Batch:
    """Add up neighbors, columns whose names begin alike, any two, and any three where there are few."""
    sets = _sets(known, pairs_most, triples_most)
    columns = known.numbers
    alone = {one.estimate.tobytes() for one in columns}
    added_up = [np.sum([columns[place].estimate for place in one], axis=0) for one in sets]
    # A sum that is a column already says nothing new: all grades together are the students.
    new = [place for place, row in enumerate(added_up) if row.tobytes() not in alone]
    sets, rows = [sets[place] for place in new], [added_up[place] for place in new]

    def make(place: int) -> Quantity:
        chosen = sets[place]
        is_run = chosen == tuple(range(chosen[0], chosen[-1] + 1))
        cost = 2 * known.bits_a_column + OPERATION_BITS + (0 if is_run else known.bits_a_column * (len(chosen) - 2))
        if any(columns[one].is_line for one in chosen):
            cost += LINE_BITS
        return added(known, [columns[one] for one in chosen], cost)

    return _batch(rows, make, known)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A quantity as an estimate, worked out exactly when it is asked for."""

    estimate: Estimates
    make: Callable[[], Quantity]


def runs(known: Known, longest: int = 4) -> list[Waiting]:
    """Give single columns, and short sums of neighbors and of columns named alike."""
    found = [Waiting(one.estimate, partial(single, known, one)) for one in known.numbers]
    cost = 2 * known.bits_a_column + OPERATION_BITS
    for places in _sets(known, 0, 0):
        if len(places) <= longest:
            columns = [known.numbers[place] for place in places]
            total: Estimates = np.sum([one.estimate for one in columns], axis=0)
            found.append(Waiting(total, partial(added, known, columns, cost)))
    return found


def products(first: Sequence[Waiting], second: Sequence[Quantity]) -> Iterator[Batch]:
    """Multiply each of the first with each of the second, a batch for each of the first."""
    matrix = np.array([one.estimate for one in second])
    for one in first:

        def make(place: int, one: Waiting = one) -> Quantity:
            return multiplied(one.make(), second[place])

        yield Batch(matrix * one.estimate, make)


def differences(known: Known, *, is_limited: bool) -> Iterator[Batch]:
    """Take each column from each other."""
    parts = [single(known, one) for one in known.numbers]
    matrix = np.array([one.estimate for one in parts])
    for one in parts:
        rows = one.estimate - matrix

        def make(place: int, one: Quantity = one) -> Quantity:
            return excess(one, parts[place], is_limited=is_limited)

        yield Batch(np.maximum(rows, 0) if is_limited else rows, make)


def quotients(known: Known) -> Iterator[Batch]:
    """Divide each column by each other that is nowhere below nothing."""
    second = [single(known, one) for one in known.numbers if (one.estimate >= 0).all() and one.estimate.any()]
    if not second:
        return
    matrix = np.array([one.estimate for one in second])
    by = np.divide(matrix > 0, np.where(matrix > 0, matrix, 1))  # estimate: screening
    for column in known.numbers:
        one = single(known, column)

        def make(place: int, one: Quantity = one) -> Quantity:
            return divided(one, second[place])

        # A column by itself is one everywhere, and says nothing.
        yield Batch(by * one.estimate * np.array([[each.columns != one.columns] for each in second]), make)


def sides(known: Known) -> Batch:
    """Give what is above nothing and what is below it, of each column that has both."""
    columns = [one for one in known.numbers if one.estimate.min() < 0 < one.estimate.max()]

    def make(place: int) -> Quantity:
        return one_side(single(known, columns[place // 2]), is_above=place % 2 == 0)

    rows = [np.maximum(0, sign * one.estimate) for one in columns for sign in (1, -1)]
    return _batch(rows, make, known)


def _batch(rows: list[Estimates], make: Callable[[int], Quantity], known: Known) -> Batch:
    return Batch(np.array(rows).reshape(len(rows), len(known.units)), make)


def _sets(known: Known, pairs_most: int, triples_most: int) -> list[tuple[int, ...]]:
    count = len(known.numbers)
    found: dict[tuple[int, ...], None] = {}
    for length in range(2, min(count, _LONGEST) + 1):
        for start in range(count - length + 1):
            found.setdefault(tuple(range(start, start + length)))
    for one in _named_alike(known):
        found.setdefault(one)
    facts = [place for place, one in enumerate(known.numbers) if not one.is_line]
    if len(facts) <= pairs_most:
        found |= dict.fromkeys(combinations(facts, 2))
    if len(facts) <= triples_most:
        found |= dict.fromkeys(combinations(facts, 3))
    return list(found)


def _named_alike(known: Known) -> list[tuple[int, ...]]:
    """Columns whose names begin with the same words: `wtd_at_risk_elem`, `wtd_at_risk_high`."""
    families: dict[str, list[int]] = {}
    for place, one in enumerate(known.numbers):
        words = re.split(r"[ _]+", one.name)
        for length in range(1, len(words)):
            families.setdefault("_".join(words[:length]), []).append(place)
    return [tuple(places) for places in families.values() if 1 < len(places) <= _LONGEST]
