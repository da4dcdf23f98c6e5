"""A register as it stands on a day: where each school is, what it did, what became of requests, and what wants a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from perpupil.budget.autonomy.exercise import Exercise, beyond, exercised
from perpupil.budget.autonomy.ladder import Standing, missing_training, standing_of
from perpupil.budget.autonomy.records import Agreement, Area, Granted, Register, Step, Training, Used
from perpupil.budget.autonomy.requests import YearOfRequests, trend
from perpupil.budget.autonomy.review import outdated_training, review, review_agreement
from perpupil.findings import Finding


@dataclass(frozen=True, slots=True)
class Seen:
    """One school with an agreement, as it stands on the day."""

    standing: Standing
    wanted_for_next: tuple[Training, ...]
    """The training that the next step wants and that is not on record; empty on the last step."""
    outdated: tuple[Training, ...]
    """The training of its step for which its principal was not there."""
    exercised: tuple[Exercise, ...]
    """By area: what it may decide, and what it did."""
    findings: tuple[Finding, ...] = ()
    """What wants a decision at this school."""

    @property
    def unused(self) -> tuple[Exercise, ...]:
        """The autonomies of which the school has made nothing yet."""
        return tuple(one for one in self.exercised if not one.is_used)


@dataclass(frozen=True, slots=True)
class Overview:
    """A register as it stands on a day."""

    register: Register
    today: dt.date
    schools: tuple[Seen, ...]
    """In the order of the register's agreements."""
    years: tuple[YearOfRequests, ...]
    findings: tuple[Finding, ...]
    """What wants a decision."""

    def school(self, school: str) -> Seen | None:
        """Give a school; None where it has no agreement."""
        return next((one for one in self.schools if one.standing.school == school), None)

    def findings_of(self, school: str) -> tuple[Finding, ...]:
        """Give what wants a decision at one school; nothing where it has no agreement."""
        one = self.school(school)
        return one.findings if one is not None else ()

    def on_step(self, step: Step | None) -> tuple[Seen, ...]:
        """Give the schools that stand on a step, or below the first one."""
        return tuple(one for one in self.schools if one.standing.step is step)

    def holding(self, school: str, area: Area) -> Granted | None:
        """Give what was agreed with a school in an area and holds on the day; None where nothing was."""
        agreement = self.register.agreement(school)
        return agreement.autonomy(area, self.today) if agreement is not None else None


def overview(register: Register, today: dt.date, more: Iterable[Used] = ()) -> Overview:
    """See a register on a day.

    Args:
        register: The register.
        today: The day.
        more: What schools did beside what the register says: choices, plans.

    """
    done = tuple(more)
    schools = tuple(_seen(register, agreement, today, done) for agreement in register.agreements)
    return Overview(register, today, schools, trend(register), review(register, today, done))


def seen_of(register: Register, school: str, today: dt.date) -> Seen | None:
    """See one school of a register on a day; None where it has no agreement."""
    agreement = register.agreement(school)
    return _seen(register, agreement, today, ()) if agreement is not None else None


def _seen(register: Register, agreement: Agreement, today: dt.date, done: tuple[Used, ...]) -> Seen:
    alone = replace(
        register, agreements=(agreement,), used=tuple(one for one in register.used if one.school == agreement.school)
    )
    its_own = tuple(one for one in done if one.school == agreement.school)
    standing, _ = standing_of(agreement, register)
    next_step = standing.next_step if register.ladder else None
    wanted = missing_training(next_step, register.ladder, agreement.taken, today) if next_step is not None else ()
    return Seen(
        standing,
        tuple(register.trainings[one] for one in wanted),
        tuple(register.trainings[one] for one in outdated_training(register, agreement, today)),
        exercised(alone, today, its_own),
        (*review_agreement(register, agreement, today), *beyond(alone, today, its_own)),
    )
