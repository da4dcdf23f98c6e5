"""What a district's folder tells beside the allocation: services, grants, autonomies, the calendar and closed years. Read once, and again when a file changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from perpupil.allocation.allocation import Allocation
from perpupil.budget.autonomy.records import FILE_NAME as AUTONOMY
from perpupil.budget.autonomy.records import Register
from perpupil.calendar.records import FILE_NAME as CALENDAR
from perpupil.calendar.records import Calendar
from perpupil.comparison.compare import Comparison, compare
from perpupil.equity.need_shares import NotThere, students_of
from perpupil.findings import Finding
from perpupil.grants.grant_year import GrantYear
from perpupil.services.catalogue import FILE_NAME as SERVICES
from perpupil.web import figures
from perpupil.web.once import once
from perpupil.workspace.autonomy import read_autonomy
from perpupil.workspace.calendars import read_calendar_of
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.fingerprints import fingerprint_all
from perpupil.workspace.grants import GRANTS, proposal_files, read_grant_year
from perpupil.workspace.past_years import History, PastYear, history, past_year
from perpupil.workspace.services import Services, read_services

YEARS_SHOWN = 5
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands in the folder; None where there is nothing, or it cannot be read."""

    services: Services | None
    grants: GrantYear | None
    register: Register | None
    calendar: Calendar | None
    past: tuple[PastYear, ...]
    """The closed years, the last one first."""
    last: Comparison | None
    """The last closed year and the one in force, where both are there."""
    history: History
    """What the facts in force tell of schools in the years before."""
    students: Mapping[int, Mapping[str, Fraction | None]]
    """The students of each school, by year and id, in every year that has an allocation; None where nothing counts them."""
    unreadable: frozenset[str]
    """The files that are there and cannot be read."""


def beside() -> Beside:
    """Give what stands beside the allocation."""
    district = Path(settings.DISTRICT)
    return _beside(district, mark(district))


def mark(district: Path) -> str:
    """Give a text that changes whenever what is read here does."""
    files = [*(district / name for name in (SERVICES, GRANTS, AUTONOMY, CALENDAR)), *proposal_files(district)]
    return f"{figures.mark()} {fingerprint_all(files)}"


@once(most=2)
def _beside(district: Path, mark: str) -> Beside:  # noqa: ARG001  the mark is what is kept by
    unreadable: set[str] = set()

    def found(name: str, reading: Callable[[Path], tuple[Read | None, tuple[Finding, ...]]]) -> Read | None:
        if not (district / name).is_file():
            return None
        try:
            there = reading(district)[0]
        except NoSuchFile:
            there = None
        if there is None:
            unreadable.add(name)
        return there

    in_force = figures.now()
    year = in_force.year
    past = tuple(past_year(district, year - back) for back in range(1, YEARS_SHOWN))
    before, after = past[0].allocation, in_force.allocation
    return Beside(
        services=found(SERVICES, read_services),
        grants=found(GRANTS, read_grant_year),
        register=found(AUTONOMY, read_autonomy),
        calendar=found(CALENDAR, read_calendar_of),
        past=past,
        last=compare(before, after) if before is not None and after is not None else None,
        history=history(district, year),
        students=_students(in_force.allocation, year, past),
        unreadable=frozenset(unreadable),
    )


def _students(
    allocation: Allocation | None, year: int, past: tuple[PastYear, ...]
) -> dict[int, dict[str, Fraction | None]]:
    years = [(year, allocation), *((one.year, one.allocation) for one in past)]
    return {of: dict(zip(one.units, students_at(one), strict=True)) for of, one in years if one is not None}


def students_at(allocation: Allocation) -> tuple[Fraction | None, ...]:
    """Give the students of each school; None where nothing counts them."""
    try:
        return students_of(allocation.world, (allocation.formula,))
    except NotThere:
        return (None,) * len(allocation.units)
