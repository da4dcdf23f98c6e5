"""The calendar in force: the days of calendar.toml, and before them those that were set here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from perpupil.calendar.coming import Coming, coming
from perpupil.calendar.dependencies import check_calendar
from perpupil.calendar.records import FILE_NAME, Calendar, Decision
from perpupil.findings import Finding
from perpupil.web import services
from perpupil.web.store import dates as kept
from perpupil.workspace.calendars import read_calendar_of
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.fingerprints import fingerprint


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, seen from today."""

    decision: Decision
    coming: Coming | None
    """None where it is done."""
    is_set_here: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The calendar as the page shows it."""

    calendar: Calendar
    """What is looked at: all of it, or what one role has to do with."""
    years: tuple[tuple[int, tuple[Day, ...]], ...]
    """Fiscal year → its days."""
    next: Coming | None
    findings: tuple[Finding, ...]
    """What does not fit together, and what is overdue."""


def now() -> tuple[Calendar | None, str]:
    """Give the calendar; None and the reason where there is none."""
    district = Path(settings.DISTRICT)
    path = district / FILE_NAME
    found, why = _read(district, fingerprint(path))
    return (with_dates(found, ((one.subject, one.content) for one in kept.dates())) if found is not None else None), why


@lru_cache(maxsize=4)
def _read(district: Path, mark: str) -> tuple[Calendar | None, str]:  # noqa: ARG001  the mark is what is kept by
    try:
        found, findings = read_calendar_of(district)
    except NoSuchFile:
        return None, ""
    return found, "; ".join(one.what for one in findings) if found is None else ""


def with_dates(calendar: Calendar, dates: Iterable[tuple[str, Mapping[str, Any]]]) -> Calendar:
    """Put the days that were set here in the place of those of the file."""
    here = dict(dates)
    decisions = (_with(one, here[one.name]) if one.name in here else one for one in calendar.decisions)
    return replace(calendar, decisions=tuple(sorted(decisions, key=lambda one: (one.on, one.name))))


def _with(one: Decision, content: Mapping[str, Any]) -> Decision:
    done = dt.date.fromisoformat(content["done"]) if content["done"] else None
    return replace(one, on=dt.date.fromisoformat(content["on"]), done=done)


def shown(calendar: Calendar, role: str, today: dt.date) -> Shown:
    """Make the page of a calendar.

    Args:
        calendar: All of it.
        role: Only what this role has to do with; every role if blank.
        today: The day from which it is seen.

    """
    only = calendar.only(role=role)
    ahead = {one.decision.name: one for one in coming(only, calendar, today)}
    here = {one.subject for one in kept.dates()}
    years: dict[int, list[Day]] = {}
    for one in only.decisions:
        years.setdefault(one.year, []).append(Day(one, ahead.get(one.name), one.name in here))
    listed = tuple((year, tuple(days)) for year, days in sorted(years.items()))
    return Shown(only, listed, next(iter(ahead.values()), None), check_calendar(calendar, today))


def closes_otherwise(calendar: Calendar) -> tuple[Decision, dt.date] | None:
    """Give the day on which choices close by the calendar and by the price list, where the two differ."""
    offered = services.offered()
    if offered is None:
        return None
    catalogue = offered.catalogue
    closing = [one for one in calendar.decisions if one.is_choice and one.year == catalogue.year]
    return next(((one, catalogue.deadline) for one in closing if one.on != catalogue.deadline), None)
