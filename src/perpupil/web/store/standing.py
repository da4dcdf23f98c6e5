"""Named reads beside where the district stands: who talked about what stands out, and the diagnosis."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.equity.district.records import Mark
from perpupil.web.store.models import Decision

DIAGNOSIS = "group"
"""The subject of the one diagnosis that a district has at a time."""


def discussions() -> dict[str, Decision]:
    """Give what was marked as discussed, by what stands out."""
    return {one.subject: one for one in Decision.objects.filter(kind="discussed", unit="").select_related("by")}


def latest_marks(found: Mapping[str, Decision]) -> dict[str, Mark]:
    """Give the last mark of each, as a report has it."""
    return {
        key: Mark(last["group"], last["on"], last["note"], last.get("amount_cents"))
        for key, one in found.items()
        for last in one.content["marks"][-1:]
    }


def diagnosis() -> Decision | None:
    """Give the diagnosis; None where none was set."""
    return Decision.objects.filter(kind="diagnosis", unit="", subject=DIAGNOSIS).select_related("by").first()
