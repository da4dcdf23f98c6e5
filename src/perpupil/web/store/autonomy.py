"""Named reads of agreements that were signed and precedents that were set here."""

from __future__ import annotations

from perpupil.web.store.models import Decision

SIGNATURE, PRECEDENT = "agreement_signature", "precedent"
BY_SCHOOL, BY_DISTRICT = "by_school", "by_district"


def signatures() -> list[Decision]:
    """Give every signature under an agreement."""
    return list(Decision.objects.filter(kind=SIGNATURE).select_related("by"))


def precedents() -> list[Decision]:
    """Give every precedent that was set here."""
    return list(Decision.objects.filter(kind=PRECEDENT).select_related("by"))
