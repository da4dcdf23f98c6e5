"""Letting what came of an upload count: recorded first, as an action with its event, then the folder's pointer moves.

Where the process ends between the two, pages show both and offer to move the pointer.
"""

from __future__ import annotations

from django.contrib.messages import SUCCESS, WARNING
from django.utils import timezone
from django.utils.translation import gettext

from perpupil.web.actions import ACTIONS, Asked, Done, NotAllowed, act
from perpupil.web.actions.door import Refused
from perpupil.web.frame import today
from perpupil.web.placed import Placed
from perpupil.web.refusals import told
from perpupil.web.store.data import last_in_force, upload_decision
from perpupil.web.store.models import Event, Job
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
    place(outcome.decision.event)


def place(recorded: Event) -> Placed:
    """Move the folder's pointer to the data that an event put in force, as pages, programs and the worker do.

    Where it cannot be moved, the data's pages show both and offer to move it. What was put in force after this event stays so: a request that
    is sent again, or one that was slower, takes nothing back.
    """
    district, year = jobs.district(), recorded.content["year"]
    try:
        with alone(district):
            last = last_in_force(year)
            if last is None or last.pk != recorded.pk:
                return Placed(WARNING, gettext("It is recorded. Other data were put in force after it, and stay so."))
            put_in_force(district, year, recorded.content["seal"])
    except NoSuchFile as error:
        return Placed(WARNING, gettext("It is recorded, and not yet in force: %(why)s") % {"why": told(error)})
    return Placed(SUCCESS, gettext("It is in force. Every page shows it from now on."))
