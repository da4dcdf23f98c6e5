"""Everything that a school's page says of it, worked out once for each school and state of the figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from perpupil.allocation.allocation import Allocation
from perpupil.budget.autonomy.overview import seen_of
from perpupil.budget.autonomy.records import AREA_TITLES, Request
from perpupil.comparison.compare import Comparison
from perpupil.comparison.mixtures import words_of
from perpupil.comparison.one_more import next_steps
from perpupil.comparison.units import compare_units
from perpupil.documents.arithmetic import Working, goes_in_steps, quantity_at, working
from perpupil.equity.need_shares import need_of, needs_there
from perpupil.equity.similar import CannotCompare, Profile, nearest
from perpupil.web import figures
from perpupil.web.figures import InForce
from perpupil.web.frame import today
from perpupil.web.once import once
from perpupil.web.school.beside import Beside, beside, mark, students_at
from perpupil.web.school.control import Control, control
from perpupil.web.school.past import Past, a_student, past

SIMILAR = 5
FEWEST_SIMILAR = 3
"""With fewer, the middle one would be the amount of a school that may not be named."""
LEVEL = "level"
CAUSES = (
    gettext_noop("Students"), gettext_noop("Prices and rates"), gettext_noop("The rules"), gettext_noop("The pool"),
    gettext_noop("Other data of the school"), gettext_noop("Earlier years"), gettext_noop("Schools opened, closed or merged"),
)  # fmt: skip
"""What a change comes from, in the words of pages for schools."""
_KEPT_SCHOOLS = 4_096


@dataclass(frozen=True, slots=True)
class Bar:
    """A school beside those like it."""

    unit: str
    name: str
    a_student_cents: int
    is_own: bool
    part: int
    """How long its bar is, in thousandths of the longest."""


@dataclass(frozen=True, slots=True)
class Similar:
    """Dollars for each student, beside similar schools."""

    bars: tuple[Bar, ...]
    middle_cents: int
    """Of the others, the middle one."""
    more_cents: int
    """How much more the school has than the middle one; below zero where it has less."""

    @property
    def less_cents(self) -> int:
        """How much less it has."""
        return -self.more_cents

    @property
    def others(self) -> int:
        """How many schools it is set beside."""
        return len(self.bars) - 1


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line of the formula that gives a school another amount than last year."""

    title: str
    parts_cents: tuple[int, ...]
    """By cause, in the order of those that changed something here."""

    @property
    def change_cents(self) -> int:
        """What changed in all."""
        return sum(self.parts_cents)


@dataclass(frozen=True, slots=True)
class Change:
    """The change from last year, by cause; the parts add up."""

    year: int
    before_cents: int
    change_cents: int
    causes: tuple[tuple[str, int], ...]
    """What changed something at any school, in words, and what it changed here."""
    here: tuple[tuple[str, int], ...]
    """Of the causes those that changed any line here."""
    lines: tuple[ChangedLine, ...]
    """The lines that changed here; by cause and over causes they add up."""
    students_before: Fraction | None


class NoChange(StrEnum):
    """Why no change from last year can be told."""

    NOTHING = ""
    """It can be."""
    NO_YEAR = "no_year"
    """The folder does not hold last year."""
    NOT_THERE = "not_there"
    """The school was not in last year's allocation under its number."""


@dataclass(frozen=True, slots=True)
class OneMore:
    """What a few students more would bring."""

    line: str
    title: str
    students: int
    """The fewest with which the line pays more."""
    change_cents: int
    """What the line then pays more."""
    rest_cents: int
    """What the students bring beside it."""
    quantity: Fraction | None
    quantity_then: Fraction | None


@dataclass(frozen=True)
class School:
    """What is so of one school."""

    unit: str
    name: str
    students: Fraction | None
    total_cents: int
    a_student_cents: int | None
    lines: tuple[Working, ...]
    """Those that give something, in the formula's order."""
    nothing: tuple[Working, ...]
    """Those that give nothing here: without the arithmetic of it."""
    positions: Fraction
    control: Control
    similar: Similar | None
    change: Change | None
    why_no_change: NoChange
    past: Past
    paid_outside: tuple[Request, ...]
    """What it is paid outside the formula, this year and those before."""
    unused: tuple[str, ...]
    """Areas in which it may decide and has made nothing of it yet."""
    allocation: Allocation = field(repr=False, compare=False)

    @cached_property
    def one_more(self) -> OneMore | None:
        """What a few students more would bring; the formula is worked again for it, so only when it is asked for."""
        return _one_more(self.allocation, self.unit)


def school(unit: str) -> School | None:
    """Give what is so of a school; None where there is no such school, or nothing is allocated."""
    allocation = figures.now().allocation
    if allocation is None or unit not in allocation.units:
        return None
    district = Path(settings.DISTRICT)
    return _school(district, f"{mark(district)} {today().isoformat()}", unit)


@once(most=_KEPT_SCHOOLS)
def _school(district: Path, mark: str, unit: str) -> School:  # noqa: ARG001  the mark is what is kept by
    in_force, found = figures.now(), beside()
    allocation = in_force.allocation
    if allocation is None:
        raise KeyError(unit)
    at = allocation.units.index(unit)
    total = int(allocation.totals_cents[at])
    paid = tuple(line for line in allocation.formula.lines if allocation.lines_cents[line][at])
    lines = tuple(working(allocation, one) for one in in_force.explainer.explain(unit, paid)) if paid else ()
    students = found.students[in_force.year][unit]
    change, why = _change(found, unit)
    return School(
        unit=unit,
        name=allocation.world.facts.names[at],
        students=students,
        total_cents=total,
        a_student_cents=a_student(total, students),
        lines=lines,
        nothing=tuple(_nothing(in_force, line) for line in allocation.formula.lines if line not in paid),
        positions=sum((one.positions or Fraction(0) for one in lines), Fraction(0)),
        control=control(allocation, found, unit),
        similar=_similar(allocation, unit),
        change=change,
        why_no_change=why,
        past=past(in_force, found, unit),
        paid_outside=_paid_outside(found, unit, in_force.year),
        unused=_unused(found, unit),
        allocation=allocation,
    )


def _nothing(in_force: InForce, line: str) -> Working:
    """Say what a line is that gives a school nothing."""
    explainer = in_force.explainer
    return Working(line, explainer.title(line), explainer.sentence(line), 0, ())


def difference(one: str, other: str) -> tuple[tuple[str, int], ...] | None:
    """Say by which causes another school gets more or less than one; the parts add up. None where one of them is not there."""
    allocation = figures.now().allocation
    if allocation is None or not {one, other} <= set(allocation.units):
        return None
    split = compare_units(allocation, one, other)
    noun = allocation.formula.noun
    return tuple(
        (_plain(words_of(causes, noun)), split.part_cents(number)) for number, causes in enumerate(split.causes)
    )


def _plain(cause: str) -> str:
    """Say a cause in the words of pages for schools."""
    return (
        cause.replace("Amounts and weights", "Prices and rates")
        .replace("amounts and weights", "prices and rates")
        .replace("Other facts", "Other data of the school")
        .replace("other facts", "other data of the school")
    )


def prepare() -> None:
    """Work out what the pages of all schools share."""
    _profiles(Path(settings.DISTRICT), figures.mark())


@once(most=2)
def _profiles(district: Path, mark: str) -> tuple[Profile, ...]:  # noqa: ARG001  the mark is what is kept by
    """Say of each school that the formula pays what it is known by."""
    allocation = figures.now().allocation
    if allocation is None:
        return ()
    facts, students = allocation.world.facts, students_at(allocation)
    needs = [need_of(allocation.world, (allocation.formula,), name, students) for name in needs_there(allocation.world)]
    spans = facts.texts(LEVEL) if facts.has(LEVEL) else ("",) * len(facts.units)
    return tuple(
        Profile(one, facts.names[at], students[at], {need.name: need.values[at] for need in needs}, spans[at])
        for at, one in enumerate(facts.units)
        if allocation.totals_cents[at]
    )


def _similar(allocation: Allocation, unit: str) -> Similar | None:
    """Set a school beside those nearest to it in size and need; None where it cannot be compared, too few are like it, or the formula does not pay it."""
    facts = allocation.world.facts
    profiles = _profiles(Path(settings.DISTRICT), figures.mark())
    own = next((one for one in profiles if one.unit == unit), None)
    if own is None:
        return None
    try:
        near = [one.profile for one in nearest(own, profiles, SIMILAR).near]
    except CannotCompare:
        return None
    each = {
        one.unit: a_student(int(allocation.totals_cents[facts.units.index(one.unit)]), one.students)
        for one in (own, *near)
    }
    mine, others = each[unit], sorted(each[one.unit] or 0 for one in near)
    if mine is None or len(others) < FEWEST_SIMILAR:
        return None
    longest = max(mine, *others) or 1
    ordered = sorted((own, *near), key=lambda one: (each[one.unit] or 0, one.unit))
    bars = tuple(
        Bar(one.unit, one.name, each[one.unit] or 0, one.unit == unit, (each[one.unit] or 0) * 1_000 // longest)
        for one in ordered
    )
    middle = others[len(others) // 2]
    return Similar(bars, middle, mine - middle)


def _change(found: Beside, unit: str) -> tuple[Change | None, NoChange]:
    """Split the change from last year by cause; or say what is missing for it."""
    last, compared = found.past[0], found.last
    if last.allocation is None or compared is None:
        return None, NoChange.NO_YEAR
    if unit not in compared.units:
        return None, NoChange.NOT_THERE
    at, before_at = compared.units.index(unit), last.allocation.units.index(unit)
    telling = [one for one in range(len(compared.causes)) if compared.by_unit_cents(one).any()]
    here = [one for one in telling if any(part[at] for part in compared.parts_cents[one].values())]
    change = Change(
        year=last.year,
        before_cents=int(last.allocation.totals_cents[before_at]),
        change_cents=compared.change_cents(at),
        causes=_named(compared, telling, at),
        here=_named(compared, here, at),
        lines=tuple(_changed_lines(compared, here, at)),
        students_before=found.students[last.year][unit],
    )
    return change, NoChange.NOTHING


def _named(compared: Comparison, causes: list[int], at: int) -> tuple[tuple[str, int], ...]:
    return tuple((_plain(compared.words(one)), compared.part_cents(one, at)) for one in causes)


def _changed_lines(compared: Comparison, causes: list[int], at: int) -> Iterator[ChangedLine]:
    """Give each line that changed at a school, with its part of every cause."""
    for line in compared.lines:
        parts = tuple(int(compared.parts_cents[one][line][at]) for one in causes)
        if any(parts):
            side = compared.after if line in compared.after.formula.lines else compared.before
            yield ChangedLine(side.formula.title_of(line), parts)


def _one_more(allocation: Allocation, unit: str) -> OneMore | None:
    """Find the nearest step of a line; None where none is near, or students are not counted by grade."""
    lines = [one.name for one in allocation.formula.lines.values() if goes_in_steps(allocation.formula, one)]
    found = next_steps(allocation, unit, lines)
    if not found:
        return None
    step = found[0]
    return OneMore(
        line=step.line,
        title=allocation.formula.title_of(step.line),
        students=step.students,
        change_cents=step.change_cents,
        rest_cents=step.total_cents - step.change_cents,
        quantity=quantity_at(allocation, step.line, unit),
        quantity_then=quantity_at(step.after, step.line, step.unit),
    )


def _paid_outside(found: Beside, unit: str, year: int) -> tuple[Request, ...]:
    """Give what is paid outside the formula, the largest first."""
    paid = (
        [one for one in found.register.requests if one.school == unit and one.is_paid_in(year)]
        if found.register
        else []
    )
    return tuple(sorted(paid, key=lambda one: (-one.amount_cents, one.what)))


def _unused(found: Beside, unit: str) -> tuple[str, ...]:
    """Give what a school may decide and has not, by its agreement."""
    seen = seen_of(found.register, unit, today()) if found.register is not None else None
    return tuple(AREA_TITLES[one.granted.area] for one in seen.unused) if seen is not None else ()
