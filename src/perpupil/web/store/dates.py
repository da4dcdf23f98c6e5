"""Named reads of the days of the calendar that were set here."""

from __future__ import annotations

from perpupil.web.store.models import Decision, Event

KIND, ACTION = "calendar_date", "calendar.set"


def dates() -> list[Decision]:
    """Give every day that was set here."""
    return list(Decision.objects.filter(kind=KIND).select_related("by"))


def date(name: str) -> Decision | None:
    """Give a day that was set here; None where it stands as the file has it."""
    return Decision.objects.filter(kind=KIND, subject=name).select_related("by").first()


def earlier(name: str) -> list[Event]:
    """Give every time that a day was set, the latest first."""
    return list(Event.objects.filter(action=ACTION, subject=name).select_related("person").order_by("-sequence"))
