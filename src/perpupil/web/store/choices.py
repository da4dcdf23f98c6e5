"""Named reads of the service choices that schools made here."""

from __future__ import annotations

from perpupil.web.store.models import Decision, Event

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


def saves(year: int, unit: str) -> list[Event]:
    """Give every choice that a school saved for a year, the latest first."""
    found = Event.objects.filter(action=ACTION, unit=unit, subject__startswith=subject_of(year, ""))
    return list(found.select_related("person").order_by("-sequence"))


def latest() -> str:
    """Give the mark of the latest choice of any school; another choice makes another mark."""
    return Event.objects.filter(action=ACTION).order_by("-sequence").values_list("hash", flat=True).first() or ""
