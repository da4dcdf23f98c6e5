"""A school in the last five years: its students, what it was allocated and spent, and what follows from that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from perpupil.allocation.allocation import Allocation
from perpupil.budget.autonomy.records import Fund, Pot, Register
from perpupil.money import CENTS
from perpupil.pots.past_budgets import ClosedYear, Ended, Recurring, Unspent, ended, recurring, unspent
from perpupil.web import school_budgets
from perpupil.web.figures import InForce
from perpupil.web.school.beside import Beside
from perpupil.workspace.past_years import History, Taken


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a school; what the folder does not hold is None."""

    year: int
    students: int | None
    allocated_cents: int | None
    a_student_cents: int | None
    spent_cents: int | None
    is_in_force: bool
    is_before: bool = False
    """Whether the school had not opened yet."""

    @property
    def unspent_cents(self) -> int | None:
        """What was left at the end of a closed year."""
        if self.is_in_force:
            return None
        return ClosedYear(self.year, self.students, self.allocated_cents, self.spent_cents).unspent_cents


@dataclass(frozen=True, slots=True)
class Grades:
    """The grades that a school had until a year."""

    until: int
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Past:
    """What a school's page says of the years before, and of the one in force so far."""

    years: tuple[Year, ...]
    opened: dt.date | None
    """Where it opened within these years."""
    took_over: tuple[Taken, ...]
    """The schools that closed into it within these years."""
    grades: tuple[Grades, ...]
    """The grades that it had, up to those of today; empty where they are the same in all years shown."""
    recurring: tuple[Recurring, ...]
    ended: tuple[Ended, ...]
    unspent: Unspent | None
    keeps: Fund | None
    """The fund of its own budget of which it keeps what is unspent, by its agreement."""

    @property
    def first(self) -> Year | None:
        """The first of the years of which students and allocation are known."""
        return next((one for one in self.years if one.a_student_cents is not None), None)

    @property
    def last(self) -> Year:
        """The year in force."""
        return self.years[-1]

    @property
    def before(self) -> Year:
        """The last closed year."""
        return self.years[-2]

    @property
    def fewer_students(self) -> int | None:
        """How many students fewer there are than in the first year that is known; below zero where there are more."""
        if self.first is None or self.first is self.last or self.first.students is None or self.last.students is None:
            return None
        return self.first.students - self.last.students

    @property
    def more_a_student(self) -> Fraction | None:
        """By which part dollars for each student have grown since then."""
        first, last = self.first, self.last
        if first is None or first is last or not first.a_student_cents or last.a_student_cents is None:
            return None
        return Fraction(last.a_student_cents - first.a_student_cents, first.a_student_cents)

    @property
    def has_spent(self) -> bool:
        """Whether anything is known of what was spent."""
        return any(one.spent_cents is not None for one in self.years)


def past(in_force: InForce, found: Beside, unit: str) -> Past:
    """Give the years of a school that its district's folder tells of.

    Raises:
        KeyError: Nothing is allocated.

    """
    if in_force.allocation is None:
        raise KeyError(unit)
    told = found.history
    rows = [(one.year, one.allocation) for one in reversed(found.past)] + [(in_force.year, in_force.allocation)]
    years = tuple(_year(in_force, allocated, found, unit, one) for one, allocated in rows)
    first = in_force.settings.first_day(years[0].year)
    opened = told.opened.get(unit)
    items = told.items.get(unit, ())
    return Past(
        years=years,
        opened=opened if opened is not None and opened > first else None,
        took_over=tuple(one for one in told.took_over.get(unit, ()) if one.closed > first),
        grades=_grades(told, unit, years),
        recurring=recurring(items, in_force.year - 1),
        ended=ended(items, in_force.year - 1),
        unspent=unspent(one for one in told.closed_years.get(unit, ()) if years[0].year <= one.year < in_force.year),
        keeps=_keeps(found.register, unit),
    )


def _year(in_force: InForce, allocation: Allocation | None, found: Beside, unit: str, year: int) -> Year:
    """Give one year: worked again where its formula was kept, else as the file of past years has it."""
    told = found.history
    closed = next(
        (one for one in told.closed_years.get(unit, ()) if one.year == year), ClosedYear(year, None, None, None)
    )
    students: Fraction | int | None = told.students.get(year, {}).get(unit, closed.students)
    total, spent = closed.allocated_cents, closed.spent_cents
    if allocation is not None and unit in allocation.units:
        students, total = found.students[year][unit], int(allocation.totals_cents[allocation.units.index(unit)])
    if year == in_force.year:
        by_school = school_budgets.now().spent_cents
        spent = by_school.get(unit) if by_school is not None else None
    whole = None if students is None else int(students)
    each = None if total is None else a_student(total, Fraction(whole or 0))
    opened = told.opened.get(unit)
    is_before = opened is not None and opened >= in_force.settings.first_day(year + 1)
    return Year(year, whole, total, each, spent, year == in_force.year, is_before)


def _grades(told: History, unit: str, years: tuple[Year, ...]) -> tuple[Grades, ...]:
    """Put years with the same grades together."""
    found: list[Grades] = []
    for one in years:
        span = told.grades.get(one.year, {}).get(unit)
        if span is None:
            continue
        if found and (found[-1].low, found[-1].high) == span:
            found.pop()
        found.append(Grades(one.year, *span))
    return tuple(found) if len(found) > 1 else ()


def _keeps(register: Register | None, unit: str) -> Fund | None:
    funds = register.controlled(unit) if register is not None else ()
    return next((fund for fund, _ in funds if fund.pot is Pot.SCHOOL_BUDGET and fund.keeps), None)


def a_student(total_cents: int, students: Fraction | None) -> int | None:
    """Give dollars for each student, to the nearest dollar."""
    if not students:
        return None
    return int(Fraction(total_cents, CENTS) / students + Fraction(1, 2)) * CENTS  # exact: Fraction
