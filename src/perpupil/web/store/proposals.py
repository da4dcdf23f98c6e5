"""Named reads of the proposals for grants that schools made here."""

from __future__ import annotations

from perpupil.web.store.models import Decision

KIND = "grant_proposal"


def proposals() -> list[Decision]:
    """Give every proposal that was made or decided here."""
    return list(Decision.objects.filter(kind=KIND).select_related("by"))


def proposal(unit: str, name: str) -> Decision | None:
    """Give a school's proposal; None where nothing was done about it here."""
    return Decision.objects.filter(kind=KIND, unit=unit, subject=name).select_related("by").first()
