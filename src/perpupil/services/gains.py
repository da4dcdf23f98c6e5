"""Who gains when money takes the place of what schools have today: by quarters of schools, from the least need to the most.

Today a service stands where the district put it. As a credit for each student the same money lies otherwise; as a credit for each student
who is relevant to the service, otherwise again. Which of the two does less harm to the schools with the most need is said in figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from perpupil.services.amounts import share_cents
from perpupil.services.catalogue import Catalogue, Driver
from perpupil.services.price import Price
from perpupil.services.settlement import Settled, if_all_declined
from perpupil.services.students import Students

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the schools, and what a service's money comes to there."""

    schools: tuple[str, ...]
    students: Fraction
    least: Fraction
    """The least share of students with the need."""
    most: Fraction
    today_cents: int
    by_student_cents: int
    by_relevant_cents: int

    @property
    def change_cents(self) -> int:
        """What a credit for each student would add to, or take from, these schools."""
        return self.by_student_cents - self.today_cents

    @property
    def relevant_change_cents(self) -> int:
        """What a credit for each relevant student would add to, or take from, these schools."""
        return self.by_relevant_cents - self.today_cents


@dataclass(frozen=True, slots=True)
class Gains:
    """One service's money, three ways, by quarters of need from the least to the most."""

    price: Price
    grades: tuple[str, ...]
    needs: tuple[str, ...]
    """Who the relevant students are: those whom the service names, else those with the district's need."""
    money_cents: int
    """What declining everywhere would free; the same sum each way."""
    quarters: tuple[Quarter, ...]
    students: Fraction
    relevant: Fraction

    @property
    def does_harm(self) -> bool:
        """Whether a credit for each student takes money from the schools with the most need."""
        return self.quarters[-1].change_cents < 0

    @property
    def relevant_is_better(self) -> bool:
        """Whether a credit for each relevant student takes less from them."""
        last = self.quarters[-1]
        return self.does_harm and last.relevant_change_cents > last.change_cents


def gains(catalogue: Catalogue, prices: Sequence[Price], students: Students) -> tuple[Gains, ...]:
    """Compare the three ways for every service that is a choice and that the district has placed.

    A service that goes by all students is not listed: its credit is a credit for each student already.
    """
    groups = quarters_of_need(catalogue, students)
    freed = if_all_declined(catalogue, prices).services
    listed = (one for one in freed if one.money_cents and not _by_every_student(one.price, students))
    return tuple(_gains(catalogue, one, students, groups) for one in listed)


def quarters_of_need(catalogue: Catalogue, students: Students) -> tuple[tuple[int, ...], ...]:
    """Put schools into four groups by the share of students with the need; the positions of the schools, the least need first.

    Schools without students are in none. Equal shares stand in the order of their ids; where schools do not divide by four the
    groups differ by one.
    """
    every, having = _known(students.count()), _known(students.count(needs=(catalogue.need,)))
    there = [at for at, count in enumerate(every) if count]
    ranked = sorted(there, key=lambda at: (having[at] / every[at], students.schools[at]))  # exact: Fraction
    ends = [len(ranked) * quarter // QUARTERS for quarter in range(QUARTERS + 1)]
    return tuple(tuple(ranked[first:last]) for first, last in pairwise(ends))


def _by_every_student(price: Price, students: Students) -> bool:
    """Whether every school's quantity is its number of students."""
    have = {share.school: share.quantity for share in price.shares}
    every = zip(students.schools, _known(students.count()), strict=True)
    return price.service.driver is Driver.STUDENT and all(have.get(school, 0) == count for school, count in every)


def _gains(catalogue: Catalogue, freed: Settled, students: Students, groups: Sequence[Sequence[int]]) -> Gains:
    price, offers = freed.price, {one.school: one.money_cents for one in freed.outcomes}
    today = [offers.get(school, 0) for school in students.schools]
    grades, needs = price.service.grades, price.service.needs
    if not grades and not needs:
        needs = (catalogue.need,)
    every, having = _known(students.count()), _known(students.count(needs=(catalogue.need,)))
    relevant = students.count(grades, needs) or having
    total = sum(today)
    by_student, by_relevant = share_cents(total, every), share_cents(total, relevant)
    quarters = tuple(
        Quarter(
            schools=tuple(students.schools[at] for at in group),
            students=sum((every[at] for at in group), Fraction(0)),
            least=min((having[at] / every[at] for at in group), default=Fraction(0)),  # exact: Fraction
            most=max((having[at] / every[at] for at in group), default=Fraction(0)),  # exact: Fraction
            today_cents=sum(today[at] for at in group),
            by_student_cents=sum(by_student[at] for at in group),
            by_relevant_cents=sum(by_relevant[at] for at in group),
        )
        for group in groups
    )
    return Gains(price, grades, needs, total, quarters, sum(every, Fraction(0)), sum(relevant, Fraction(0)))


def _known(counts: tuple[Fraction, ...] | None) -> tuple[Fraction, ...]:
    if counts is None:
        message = "students are counted before a price is given"
        raise ValueError(message)
    return counts
