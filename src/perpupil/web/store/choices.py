"""Named reads of the service choices that schools made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perpupil.web.store.models import Decision, Event

NOTHING = (0, "")
"""The mark before the first choice."""
KIND, ACTION = "service_choice", "services.choose"


def subject_of(year: int, service: str) -> str:
    """Name what is chosen: a service in a year."""
    return f"FY{year}:{service}"


def service_of(subject: str) -> str:
    """Give the service that a subject names."""
    return subject.partition(":")[2]


def choices(year: int, unit: str | None = None) -> list[Decision]:
    """Give what schools chose for a year; only one school's where it is named."""
    found = Decision.objects.filter(kind=KIND, subject__startswith=subject_of(year, "")).select_related("by")
    return list(found if unit is None else found.filter(unit=unit))


def contents(year: int) -> list[tuple[str, str, Mapping[str, str]]]:
    """Give what every school chose for a year: school, service and what was written."""
    found = Decision.objects.filter(kind=KIND, subject__startswith=subject_of(year, ""))
    return [
        (unit, service_of(subject), content)
        for unit, subject, content in found.values_list("unit", "subject", "content")
    ]


def saves(year: int, unit: str) -> list[Event]:
    """Give every choice that a school saved for a year, the latest first."""
    found = Event.objects.filter(action=ACTION, unit=unit, subject__startswith=subject_of(year, ""))
    return list(found.select_related("person").order_by("-sequence"))


@dataclass(frozen=True, slots=True)
class Saved:
    """A choice as it was saved."""

    sequence: int
    """Its place in the chain of events."""
    hash: str
    unit: str
    subject: str
    content: Mapping[str, str]

    @property
    def mark(self) -> tuple[int, str]:
        """What tells it from every other event."""
        return self.sequence, self.hash


def latest() -> tuple[int, str]:
    """Give the mark of the latest choice of any school."""
    found = Event.objects.filter(action=ACTION).order_by("-sequence").values_list("sequence", "hash").first()
    return (int(found[0]), str(found[1])) if found is not None else NOTHING


def since(mark: tuple[int, str]) -> list[Saved] | None:
    """Give what was saved after a choice, the earliest first; None where that choice is not in the chain."""
    rows = Event.objects.filter(action=ACTION, sequence__gte=mark[0]).order_by("sequence")
    found = [Saved(*row) for row in rows.values_list("sequence", "hash", "unit", "subject", "content")]
    if mark == NOTHING:
        return found
    return found[1:] if found and found[0].mark == mark else None
