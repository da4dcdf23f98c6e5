"""Named reads of the drafts of the formula."""

from __future__ import annotations

from collections.abc import Collection

from perpupil.web.store.models import Decision, Event

KIND = "formula_draft"
OFFICIAL = frozenset({"recommended", "adopted"})
"""What others than the staff may see."""


def drafts(states: Collection[str] | None = None) -> list[Decision]:
    """Give the drafts, the newest first; only those of some states where they are named."""
    found = Decision.objects.filter(kind=KIND).select_related("by")
    chosen = [one for one in found if states is None or one.content["state"] in states]
    return sorted(chosen, key=lambda one: -int(one.subject))


def draft(number: int, *, all_states: bool) -> Decision | None:
    """Give a draft; None where there is none, or none that is for whoever asks."""
    found = Decision.objects.filter(kind=KIND, subject=str(number)).select_related("by").first()
    if found is None or not (all_states or found.content["state"] in OFFICIAL):
        return None
    return found


def next_number() -> int:
    """Give the number of the next draft."""
    subjects = Decision.objects.filter(kind=KIND).values_list("subject", flat=True)
    return max(map(int, subjects), default=0) + 1


def saved_with(key: str, person: int) -> int | None:
    """Give the number of the draft that a form has saved already."""
    found = Event.objects.filter(key=key, person_id=person, action="formula.save_draft").first()
    return int(found.subject) if found is not None else None


def adoptions() -> list[Decision]:
    """Give what the board adopted, the latest first."""
    order = {
        one["subject"]: one["sequence"]
        for one in Event.objects.filter(action="formula.adopt").order_by("sequence").values("subject", "sequence")
    }
    return sorted(drafts({"adopted"}), key=lambda one: -order[one.subject])
