"""Autonomy used against autonomy granted: what each school did with what it may decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perpupil.budget.autonomy.records import AREA_TITLES, FILE_NAME, LEVEL_TITLES, Granted, Level, Register, Used
from perpupil.findings import Finding, Place, finding
from perpupil.formula.figures import day
from perpupil.money import spoken


@dataclass(frozen=True, slots=True)
class Exercise:
    """One autonomy of a school, and what the school did with it."""

    school: str
    granted: Granted
    controlled_cents: int
    """What the school controls, a year, in the funds that make it real."""
    used: tuple[Used, ...]
    """What it did while it held, in the order of the days."""
    missing: tuple[str, ...]
    """What of the area's checklist is not in place."""

    @property
    def used_cents(self) -> int:
        """What the school moved by it."""
        return sum(one.amount_cents for one in self.used)

    @property
    def is_used(self) -> bool:
        """Whether the school did anything with it."""
        return bool(self.used)


def exercised(register: Register, today: dt.date, more: Iterable[Used] = ()) -> tuple[Exercise, ...]:
    """Hold what schools did against what they may decide today, school by school and area by area.

    Args:
        register: The register; what it says schools did counts.
        today: The day.
        more: What else they did: choices, plans, from other files.

    """
    done = _done(register, more, today)
    return tuple(
        Exercise(
            agreement.school,
            granted,
            sum(register.fund(name).amounts_cents.get(agreement.school, 0) for name in granted.funds),
            tuple(
                one
                for one in done
                if one.school == agreement.school and one.area is granted.area and granted.holds_on(one.on)
            ),
            _missing(register, granted),
        )
        for agreement in register.agreements
        for granted in agreement.granted
        if granted.level.is_autonomy and granted.holds_on(today)
    )


def beyond(register: Register, today: dt.date, more: Iterable[Used] = ()) -> tuple[Finding, ...]:
    """Find what a school did in an area that it did not decide about on that day, and money beyond what it controls."""
    done = _done(register, more, today)
    return (*(one for used in done for one in _undue(register, used)), *_overspent(register, done))


def _done(register: Register, more: Iterable[Used], today: dt.date) -> tuple[Used, ...]:
    every = (one for one in (*register.used, *more) if one.on <= today)
    return tuple(sorted(every, key=lambda one: (one.on, one.school, one.area, one.what, one.fund, one.amount_cents)))


def _missing(register: Register, granted: Granted) -> tuple[str, ...]:
    terms = register.areas.get(granted.area)
    return tuple(one for one in terms.checklist if one not in granted.ready) if terms is not None else ()


def _undue(register: Register, used: Used) -> tuple[Finding, ...]:
    agreement = register.agreement(used.school)
    held = agreement.autonomy(used.area, used.on) if agreement is not None else None
    level = held.level if held is not None else Level.DISTRICT
    if level.is_autonomy:
        return ()
    what = f"{_name(register, used.school)}: {used.what} ({day(used.on)}). In {AREA_TITLES[used.area].lower()} {LEVEL_TITLES[level]} there."
    fix = "Agree on it with the school, enter the autonomy that it had, or undo what was done."
    return (finding("beyond-autonomy", _place(used), what, fix),)


def _overspent(register: Register, done: Sequence[Used]) -> tuple[Finding, ...]:
    """Find the first use by which a school has moved more of a fund than it controls."""
    findings, sums = [], dict[tuple[str, str], int]()
    for used in done:
        if not used.fund:
            continue
        key = used.school, used.fund
        fund = register.fund(used.fund)
        may = fund.amounts_cents.get(used.school, 0)
        before = sums.get(key, 0)
        sums[key] = before + used.amount_cents
        if before <= may < sums[key]:
            said = f"{spoken(sums[key], register.currency)} of {fund.title} by {day(used.on)}, and controls {spoken(may, register.currency)}"
            what = f"{_name(register, used.school)} has decided on {said}."
            findings.append(
                finding("beyond-autonomy", _place(used), what, "Lower it, or raise what the school controls.")
            )
    return tuple(findings)


def _name(register: Register, school: str) -> str:
    return register.schools.get(school, school)


def _place(used: Used) -> Place:
    return used.place or Place(FILE_NAME, path=f"used, {used.school}")
