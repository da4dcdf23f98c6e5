"""What a district does first: bring in its data, then put a formula in force. Pages that have nothing to show yet say so, and lead there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from perpupil.web import figures
from perpupil.web.access.rights import Access, Right, Role
from perpupil.web.refusals import told
from perpupil.web.store.reads import is_held
from perpupil.workspace.in_force import in_force


@dataclass(frozen=True, slots=True)
class FirstStep:
    """The one next step of a district whose budgets are not worked out yet."""

    is_data: bool
    """Whether its data are still to be brought in; otherwise its formula comes next."""
    is_own: bool
    """Whether whoever reads may take it."""
    may_invite: bool
    """Whether nobody may take it yet, and whoever reads may invite somebody who may."""
    why: str
    """Why the formula in the folder cannot be worked, for whoever may mend it; blank for others, and where data are missing."""


def first_step(found: figures.InForce, access: Access) -> FirstStep | None:
    """Give the next step; None where the budgets are worked out."""
    if found.allocation is not None:
        return None
    is_data = found.year not in in_force(Path(settings.DISTRICT))
    is_own = access.may(Right.UPLOAD_DATA if is_data else Right.UPLOAD_FORMULA)
    may_invite = not is_own and access.may(Right.MANAGE_PEOPLE) and not is_held(Role.BUDGET_DIRECTOR)
    why = told(found.why) if is_own and not is_data else ""
    return FirstStep(is_data, is_own, may_invite, why)
