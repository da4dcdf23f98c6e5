"""What a measure reads: schools with their students, their dollars and the share of their students who have a need.

Students and dollars are exact. A share of need is an estimate by nature and is kept as a float; what is unknown there is NaN, which goes no
further than this record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from perpupil.exact.columns import Column, Index, Integers, Truths, from_fractions, from_integers
from perpupil.limits import NUMBER_DIGITS

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]  # estimate: statistics are estimates

CENTS_END = 10**NUMBER_DIGITS
"""Amounts stay below this, so that their squares fit a float."""


@dataclass(frozen=True, slots=True)
class School:
    """One school of one year; what is not known is None, never zero."""

    unit: str
    name: str
    students: Fraction | None
    dollars_cents: int | None
    needs: Mapping[str, Fraction | None] = field(default_factory=dict)
    """The share of its students who have each need, from 0 to 1."""
    span: str = ""
    """Its grade span, in the district's words: elementary, middle."""


@dataclass(frozen=True, slots=True)
class Schools:
    """The schools of a district, or the districts of a state; everything in the order of `units`."""

    units: tuple[str, ...]
    names: tuple[str, ...] = field(repr=False)
    spans: tuple[str, ...]
    """The grade spans there are."""
    span: Index = field(repr=False)
    """Which of `spans` each school is of, by its place there."""
    students: Column = field(repr=False)
    has_students: Truths = field(repr=False)
    """Whether a school's students are known."""
    dollars_cents: Integers = field(repr=False)
    has_dollars: Truths = field(repr=False)
    """Whether a school's dollars are known."""
    needs: Mapping[str, Floats] = field(repr=False)
    """Shares by need; NaN where one is not known."""
    need: str
    """The need that is measured."""
    noun: str = "school"
    currency: str = "USD"

    def __len__(self) -> int:
        """How many schools."""
        return len(self.units)

    @classmethod
    def of(cls, schools: Iterable[School], need: str, noun: str = "school", currency: str = "USD") -> Schools:
        """Put schools side by side.

        Args:
            schools: In any order; it is kept.
            need: Which of their needs is measured.
            noun: What one of them is called.
            currency: Of the dollars, as three letters.

        Raises:
            ValueError: A share of need is not between 0 and 1, a number of students is negative, or an amount has more than forty digits.

        >>> one = School("0010", "Alder Creek", Fraction(412), 412_000_000, {"low_income": Fraction(1, 2)})
        >>> Schools.of([one], "low_income").students.at(0)
        Fraction(412, 1)
        """
        rows = list(schools)
        named = sorted({name for row in rows for name in row.needs} | {need})
        amounts = [row.dollars_cents for row in rows]
        spans = tuple(dict.fromkeys(row.span for row in rows))
        places = {span: place for place, span in enumerate(spans)}
        for row in rows:
            _check(row)
        return cls(
            units=tuple(row.unit for row in rows),
            names=tuple(row.name for row in rows),
            spans=spans,
            span=np.array([places[row.span] for row in rows], np.intp),
            students=from_fractions([row.students or Fraction() for row in rows]),
            has_students=np.array([row.students is not None for row in rows], np.bool_),
            dollars_cents=from_integers([amount or 0 for amount in amounts]).numerators,
            has_dollars=np.array([amount is not None for amount in amounts], np.bool_),
            needs={name: _shares([row.needs.get(name) for row in rows]) for name in named},
            need=need,
            noun=noun,
            currency=currency,
        )

    def with_need(self, need: str) -> Schools:
        """Measure another need."""
        return replace(self, need=need)

    def of_span(self, span: str) -> Schools:
        """Keep the schools of one grade span."""
        return self.take(self.span == self.spans.index(span))

    def take(self, chosen: Truths) -> Schools:
        """Keep some schools."""
        (index,) = np.nonzero(chosen)
        places = index.tolist()
        return replace(
            self,
            units=tuple(self.units[one] for one in places),
            names=tuple(self.names[one] for one in places),
            span=self.span[index],
            students=self.students.take(index),
            has_students=self.has_students[index],
            dollars_cents=self.dollars_cents[index],
            has_dollars=self.has_dollars[index],
            needs={name: shares[index] for name, shares in self.needs.items()},
        )


def _check(school: School) -> None:
    """Refuse what no school can have."""
    if any(share is not None and not 0 <= share <= 1 for share in school.needs.values()):
        raise ValueError(f"a share of need at {school.unit} is not between 0 and 1")
    if school.students is not None and school.students < 0:
        raise ValueError(f"{school.unit} has fewer than no students")
    if abs(school.dollars_cents or 0) >= CENTS_END:
        raise ValueError(f"the dollars of {school.unit} have more than {NUMBER_DIGITS} digits")


def _shares(shares: Iterable[Fraction | None]) -> Floats:
    """Put shares into an array."""
    estimates = [np.nan if share is None else float(share) for share in shares]  # estimate: for statistics
    return np.array(estimates, np.float64)  # estimate: for statistics
