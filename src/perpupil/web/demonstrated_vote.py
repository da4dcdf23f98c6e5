"""The vote by which the demo's formula came into force, recorded as a district records it: a draft, two signatures, the board."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from perpupil.web.access.rights import Role
from perpupil.web.actions import ACTIONS, Asked, Done, act
from perpupil.web.store.drafts import adoptions, drafts
from perpupil.web.store.models import Person
from perpupil.workspace.files import FORMULA, read
from perpupil.workspace.formulas import keep

SUBJECT = "1"
VOTE = {"on": "2026-06-09", "resolution": "26-41", "in_favor": "6", "against": "1", "abstaining": "0"}
STEPS = (
    ("formula.save_draft", Role.BUDGET_DIRECTOR, dt.date(2026, 5, 12)),
    ("formula.sign_draft", Role.BUDGET_DIRECTOR, dt.date(2026, 5, 12)),
    ("formula.sign_draft", Role.SUPERINTENDENT, dt.date(2026, 5, 14)),
    ("formula.adopt", Role.BOARD_MEMBER, dt.date(2026, 6, 9)),
)
"""Who did what, and when."""


def record_vote(district: Path, now: dt.datetime) -> bool:
    """Record that the board adopted the formula that the demo's folder holds; False where something is recorded already.

    Args:
        district: The folder, whose people are there.
        now: When it is recorded.

    """
    people = {role: Person.objects.filter(is_made_up=True, holdings__role=role).first() for _, role, _ in STEPS}
    if drafts() or adoptions() or None in people.values():
        return False
    sealed = keep(district, read(district / FORMULA))
    for version, (name, role, day) in enumerate(STEPS):
        person = people[role]
        assert person is not None  # noqa: S101  looked at above
        given = {"text_seal": sealed, **VOTE}
        asked = Asked(person, ACTIONS[name], "", SUBJECT, given, version, f"demo-vote-{version}", now, day)
        if not isinstance(act(asked), Done):
            message = f"the demo's formula could not be recorded as adopted: {name}"
            raise RuntimeError(message)  # noqa: TRY004  what was asked for was refused
    return True
