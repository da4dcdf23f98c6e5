"""What stands out, marked as discussed by those who talked about it."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong


def mark(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Mark a finding; who marked it earlier stays named."""
    group = given.get("group", "").strip()
    if not group:
        return (Wrong("group", "It is not said who discussed it.", "Name the group, such as budget team."),)
    earlier = list(now["marks"]) if now is not None else []
    amount = given.get("amount_cents", "")
    here = {
        "group": group[:120],
        "by": situation.person,
        "on": situation.today.isoformat(),
        "note": given.get("note", "").strip()[:1_000],
        "amount_cents": int(amount) if amount.isascii() and amount.isdigit() else None,
    }
    return {"marks": [*earlier, here]}


def unmark(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Take the last mark back."""
    if now is None or not now["marks"]:
        return (Wrong("", "It is not marked.", "There is nothing to take back."),)
    return {"marks": list(now["marks"])[:-1]}


ACTIONS = (
    Action("discussed.mark", "discussed", Right.MARK_DISCUSSED, "Mark a finding as discussed.", mark),
    Action("discussed.undo", "discussed", Right.MARK_DISCUSSED, "Take the last mark back.", unmark),
)
