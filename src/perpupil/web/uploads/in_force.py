"""Letting what came of an upload count: recorded first, as an action with its event, then the folder's pointer moves.

Where the process ends between the two, pages show both and offer to move the pointer.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.utils import timezone

from perpupil.web.actions import ACTIONS, Asked, Done, NotAllowed, act
from perpupil.web.actions.door import Refused
from perpupil.web.frame import today
from perpupil.web.store.data import upload_decision
from perpupil.web.store.models import Job
from perpupil.web.uploads import jobs
from perpupil.web.uploads.working import NotDone
from perpupil.workspace.district import alone
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.importing import BroughtIn
from perpupil.workspace.in_force import put_in_force


def let_count(job: Job, done: BroughtIn) -> None:
    """Record that the facts of an upload are in force, by whoever asked for it, then let them be so.

    Raises:
        NotDone: Whoever asked has no right to any more, or the upload was decided otherwise meanwhile.

    """
    decision = upload_decision(job.upload_id)
    asked = Asked(
        job.asked_by,
        ACTIONS["data.put_in_force"],
        "",
        str(job.upload_id),
        {"seal": done.seal, "instead_of": done.seal_before},
        decision.version if decision is not None else 0,
        f"job-{job.pk}-in-force",
        timezone.now(),
        today(),
    )
    try:
        outcome = act(asked)
    except NotAllowed:
        raise NotDone("Whoever asked for it has no right to any more.") from None
    if isinstance(outcome, Refused):
        raise NotDone(" ".join(f"{one.what} {one.fix}" for one in outcome.wrong))
    if not isinstance(outcome, Done):
        raise NotDone("Somebody decided about this upload meanwhile. Look at it again.")
    with suppress(NoSuchFile):  # it is recorded: pages show both, and offer to move the pointer
        point_to(job.upload.year, outcome.decision.content)


def point_to(year: int, content: dict[str, Any]) -> None:
    """Move the folder's pointer to the data that are recorded as in force.

    Raises:
        NoSuchFile: The folder is at work, or cannot be written.

    """
    with alone(jobs.district()):
        put_in_force(jobs.district(), year, content["seal"])
