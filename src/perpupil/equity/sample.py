"""A sample: the schools that a measure can rest on, as arrays, and those that are left out with the reason.

A school without students has no dollars a student, and one whose dollars or need nobody knows cannot be compared. They are left out and named;
nothing is put in their place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

import numpy as np

from perpupil.equity.schools import Floats, Schools
from perpupil.exact.columns import Column, Index, Integers, Truths, bound_of, scale, total

_EXACT_FLOAT = 1 << 53
"""Whole numbers below this are floats without loss."""
_CENTS = 100


class Weighting(StrEnum):
    """Who counts once: a student, or a school."""

    STUDENTS = "students"
    SCHOOLS = "schools"


class Reason(StrEnum):
    """Why a school is left out."""

    STUDENTS_UNKNOWN = "students not known"
    NO_STUDENTS = "no students"
    DOLLARS_UNKNOWN = "dollars not known"
    NEED_UNKNOWN = "need not known"
    SMALL = "200 students or fewer"
    ALONE = "the only one of its grade span"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Schools that a figure does not rest on, and the dollars that they have."""

    reason: Reason
    units: tuple[str, ...]
    dollars_cents: int


@dataclass(frozen=True, slots=True)
class Undefined:
    """That a figure cannot be worked out, and why, in a sentence."""

    reason: str


@dataclass(frozen=True)
class Sample:
    """Schools that can be compared; arrays are in their order."""

    schools: Schools = field(repr=False)
    index: Index = field(repr=False)
    """Their places among all schools."""
    weighting: Weighting
    left_out: tuple[LeftOut, ...]

    def __len__(self) -> int:
        """How many schools."""
        return len(self.index)

    @cached_property
    def column(self) -> Column:
        """The students of each, exact."""
        return self.schools.students.take(self.index)

    @property
    def students_exact(self) -> Fraction:
        """The students of all."""
        return total(self.column)

    @cached_property
    def students(self) -> Floats:
        """The students of each."""
        return quotients(self.column.numerators, self._below)

    @cached_property
    def tallies(self) -> Integers:
        """How much each counts, in whole numbers: its students over their common denominator, or one."""
        if self.weighting is Weighting.SCHOOLS:
            return np.ones(len(self), np.int64)
        return self.column.numerators

    @cached_property
    def weights(self) -> Floats:
        """How much each counts."""
        return np.ones(len(self)) if self.weighting is Weighting.SCHOOLS else self.students

    @cached_property
    def cents(self) -> Integers:
        """The dollars of each in cents, exact."""
        return self.schools.dollars_cents[self.index]

    @cached_property
    def dollars(self) -> Floats:
        """Dollars a student; schools that have the same by exact arithmetic have the same here."""
        above, below = Column(self.cents), Column(self.column.numerators)
        return quotients(scale(above, Fraction(self._below)).numerators, scale(below, Fraction(_CENTS)).numerators)

    @cached_property
    def need(self) -> Floats:
        """The share of each school's students who have the need that is measured."""
        return self.share(self.schools.need)

    def share(self, need: str) -> Floats:
        """Give the share of each school's students who have a need."""
        return self.schools.needs[need][self.index]

    @cached_property
    def spans(self) -> tuple[tuple[str, ...], Index]:
        """The grade spans of these schools, and the place there of each school's."""
        span = self.schools.span[self.index]
        there = np.bincount(span, minlength=len(self.schools.spans)) > 0
        names = tuple(name for name, one in zip(self.schools.spans, there.tolist(), strict=True) if one)
        places: Index = (np.cumsum(there) - 1)[span]
        return names, places

    @property
    def units(self) -> tuple[str, ...]:
        """Their units."""
        if len(self) == len(self.schools):
            return self.schools.units
        return tuple(self.schools.units[place] for place in self.index.tolist())

    def without(self, reason: Reason, gone: Truths) -> Sample:
        """Leave some more schools out."""
        if not gone.any():
            return self
        more = _left_out(self.schools, self.index[gone], reason)
        return Sample(self.schools, self.index[~gone], self.weighting, (*self.left_out, *more))

    @property
    def _below(self) -> int:
        below = self.column.denominator
        if not isinstance(below, int):
            raise TypeError("students are whole numbers over one denominator")
        return below


def sample(
    schools: Schools, weighting: Weighting = Weighting.STUDENTS, needs: tuple[str, ...] = ()
) -> Sample | Undefined:
    """Take the schools that can be compared.

    Args:
        schools: All schools.
        weighting: Who counts once.
        needs: The needs whose shares must be known.

    Returns:
        The sample; or why there is none.
    """
    if len(schools) == 0:
        return Undefined(f"There are no {schools.noun}s.")
    found = Sample(schools, np.arange(len(schools)), weighting, ())
    found = found.without(Reason.STUDENTS_UNKNOWN, ~schools.has_students)
    if not len(found):
        return Undefined(f"Dollars a student are not known: how many students there are is told for no {schools.noun}.")
    found = found.without(Reason.NO_STUDENTS, found.column.numerators == 0)
    if not len(found):
        return Undefined(f"No {schools.noun} has students.")
    found = found.without(Reason.DOLLARS_UNKNOWN, ~schools.has_dollars[found.index])
    if not len(found):
        return Undefined(f"No dollars: those of no {schools.noun} with students are known.")
    for need in needs:
        unknown = np.isnan(schools.needs[need][found.index]) if need in schools.needs else np.ones(len(found), np.bool_)
        if unknown.all():
            return Undefined(
                f"No need data: the share of {need} is known for no {schools.noun} with students and dollars."
            )
        found = found.without(Reason.NEED_UNKNOWN, unknown)
    return found


def quotients(above: Integers, below: Integers | int) -> Floats:
    """Divide whole numbers of any size, as near as a float comes."""
    if bound_of(above) < _EXACT_FLOAT and (below if isinstance(below, int) else bound_of(below)) < _EXACT_FLOAT:
        narrow = below if isinstance(below, int) else below.astype(np.int64)
        return np.true_divide(above.astype(np.int64), narrow).astype(np.float64)
    return np.array((above.astype(object) / below).tolist(), np.float64)


def _left_out(schools: Schools, index: Index, reason: Reason) -> tuple[LeftOut, ...]:
    """Name the schools at some places; none where there are none."""
    places = index.tolist()
    cents = sum(schools.dollars_cents[index].tolist())
    return (LeftOut(reason, tuple(schools.units[one] for one in places), cents),) if places else ()
