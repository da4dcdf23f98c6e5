"""Numbers as a workbook holds them: whole numbers in cells, added and multiplied, over a denominator that is known or stands in a cell.

Each knows three things: the text that a cell would hold, the exact values of the run, and how large it can grow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from perpupil.limits import WORKBOOK_WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from perpupil.exact.columns import Integers, Truths

FACTORS_MOST = 2
"""A product of more whole numbers than these is first brought together to two."""


class NotLive(Exception):
    """A working that the cells of a workbook cannot do exactly; the sentence says why."""


@dataclass(frozen=True)
class Atom:
    """A whole number for the district or for each unit: a cell, or a formula of cells."""

    text: str
    """What stands in a formula; `#` is the row of the unit."""
    values: Integers = field(repr=False)
    """Python integers: one, or one a unit."""
    is_district: bool
    size: str
    """A formula for the greatest absolute value, whatever the cells hold."""
    is_cell: bool = True
    cells: str = ""
    """All units' cells as a range; empty unless it is a column."""

    @cached_property
    def bound(self) -> int:
        """The greatest absolute value of this run."""
        return max((abs(value) for value in self.values.tolist()), default=0)


@dataclass(frozen=True)
class Condition:
    """A truth for the district or for each unit, as a formula."""

    text: str
    values: Truths = field(repr=False)
    is_district: bool
    mark: str = ""
    """The cell that holds 1 where it holds and 0 where not, if there is one."""


@dataclass(frozen=True)
class Words:
    """A text for the district or for each unit, as a formula."""

    text: str
    values: Integers = field(repr=False)
    is_district: bool


@dataclass(frozen=True)
class Term:
    """A whole number times some others."""

    times: int
    factors: tuple[Atom, ...]

    @property
    def bound(self) -> int:
        """How large it can be, if its factors were greatest together."""
        return abs(self.times) * math.prod(factor.bound for factor in self.factors)

    @property
    def values(self) -> Integers:
        """The exact values of the run."""
        product = np.array([self.times], object)
        for factor in self.factors:
            product = product * factor.values
        return product


@dataclass(frozen=True)
class Number:
    """Terms added up, over a whole number and over some cells, which are above zero wherever the number is asked for."""

    terms: tuple[Term, ...]
    below: int = 1
    over: tuple[Atom, ...] = ()

    @property
    def is_district(self) -> bool:
        """Whether it is one number for the district."""
        return all(factor.is_district for term in self.terms for factor in (*term.factors, *self.over))

    @property
    def bound(self) -> int:
        """How large the numerator can be."""
        return sum(term.bound for term in self.terms)

    @property
    def is_narrow(self) -> bool:
        """Whether the numerator fits a cell."""
        return self.bound < WORKBOOK_WHOLE

    @property
    def constant(self) -> Fraction | None:
        """The number, when no cell has a part in it."""
        if self.over or any(term.factors for term in self.terms):
            return None
        return Fraction(sum(term.times for term in self.terms), self.below)


def one_number(value: Fraction) -> Number:
    """Make a number that is written out."""
    return Number((Term(value.numerator, ()),), value.denominator)


def of_cell(atom: Atom, below: int = 1) -> Number:
    """Make a number of a cell over a denominator."""
    return Number((Term(1, (atom,)),), below)


def written_out(value: int) -> Atom:
    """Make an atom of a number that is written out."""
    return Atom(str(value), np.array([value], object), is_district=True, size=str(abs(value)))


def scaled(number: Number, factor: Fraction) -> Number:
    """Multiply by a number that is written out, keeping the denominator small."""
    below = number.below * factor.denominator
    times = [term.times * factor.numerator for term in number.terms]
    common = math.gcd(below, *times)
    terms = (replace(term, times=one // common) for term, one in zip(number.terms, times, strict=True))
    return Number(tuple(term for term in terms if term.times), below // common, number.over)


def added(numbers: Sequence[Number]) -> Number:
    """Add numbers up."""
    level = leveled(numbers)
    terms: dict[tuple[str, ...], Term] = {}
    for number in level:
        for term in number.terms:
            key = tuple(factor.text for factor in term.factors)
            known = terms.get(key)
            terms[key] = Term(term.times + (known.times if known else 0), term.factors)
    kept = tuple(term for term in terms.values() if term.times)
    return Number(kept, level[0].below, level[0].over)


def multiplied(a: Number, b: Number) -> Number:
    """Multiply two numbers."""
    terms = tuple(Term(x.times * y.times, (*x.factors, *y.factors)) for x in a.terms for y in b.terms)
    return scaled(_cancelled(Number(terms, a.below * b.below, (*a.over, *b.over))), Fraction(1))


def divided(a: Number, by: Atom, below: int) -> Number:
    """Divide by a cell over a denominator; the cell is above zero."""
    return _cancelled(scaled(Number(a.terms, a.below, (*a.over, by)), Fraction(below)))


def leveled(numbers: Sequence[Number]) -> list[Number]:
    """Bring numbers over the same denominator and the same cells."""
    below = math.lcm(*(number.below for number in numbers))
    over: list[Atom] = []
    for number in numbers:
        over += _without(number.over, over)
    found = []
    for number in numbers:
        extra = tuple(_without(over, list(number.over)))
        times = below // number.below
        terms = tuple(Term(term.times * times, (*term.factors, *extra)) for term in number.terms)
        found.append(Number(terms, below, tuple(over)))
    return found


def values_of(number: Number) -> Integers:
    """Give the exact numerators of the run."""
    total = np.array([0], object)
    for term in number.terms:
        total = total + term.values
    return total


def text_of(number: Number) -> str:
    """Write the numerator as a formula."""
    parts = [term_text(term) for term in number.terms]
    joined = "+".join(parts).replace("+-", "-")
    return joined or "0"


def size_of(number: Number) -> str:
    """Write how large the numerator can grow."""
    parts = ["*".join([str(abs(term.times)), *(factor.size for factor in term.factors)]) for term in number.terms]
    return "+".join(parts) or "0"


def term_text(term: Term) -> str:
    """Write a product."""
    factors = [factor.text if factor.is_cell else f"({factor.text})" for factor in term.factors]
    if not factors:
        return str(term.times)
    sign, times = ("-" if term.times < 0 else ""), abs(term.times)
    return sign + "*".join([*([str(times)] if times != 1 else []), *factors])


def paired(term: Term) -> tuple[Atom, Atom]:
    """Bring a product together to two factors, each of which fits a cell.

    Raises:
        NotLive: It has too many large factors.

    """
    parts = [Term(1, (factor,)) for factor in term.factors]
    parts += [Term(term.times, ())] if term.times != 1 or len(parts) < FACTORS_MOST else []
    while len(parts) > FACTORS_MOST:
        parts.sort(key=lambda part: part.bound)
        first, second, *rest = parts
        together = Term(first.times * second.times, (*first.factors, *second.factors))
        if together.bound >= WORKBOOK_WHOLE:
            raise NotLive(f"it multiplies {len(term.factors)} numbers with more than 15 digits together")
        parts = [together, *rest]
    small, large = sorted((_together(part) for part in parts), key=lambda atom: atom.bound)
    return small, large


def _together(term: Term) -> Atom:
    """Give a product as one atom."""
    if term.times == 1 and len(term.factors) == 1:
        return term.factors[0]
    number = Number((term,))
    return Atom(
        text_of(number),
        term.values,
        is_district=number.is_district,
        size=size_of(number),
        is_cell=not term.factors and term.times >= 0,
    )


def _without(atoms: Iterable[Atom], taken: list[Atom]) -> list[Atom]:
    """Give atoms without those that stand in another list, each as often as there."""
    left = [atom.text for atom in taken]
    found = []
    for atom in atoms:
        if atom.text in left:
            left.remove(atom.text)
        else:
            found.append(atom)
    return found


def _cancelled(number: Number) -> Number:
    """Drop a cell that every term is multiplied by and that the number is divided by."""
    over = list(number.over)
    terms = number.terms
    for atom in number.over:
        if terms and all(any(factor.text == atom.text for factor in term.factors) for term in terms):
            over = _without(over, [atom])
            terms = tuple(Term(term.times, tuple(_without(term.factors, [atom]))) for term in terms)
    return Number(terms, number.below, tuple(over))
