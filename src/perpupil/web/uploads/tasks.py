"""The one task of the worker: open the files of a job, do its work, and say in words how it ended.

Whatever goes wrong is told without what stood in a file: the log has the kind of error and our own lines, never its message.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop
from django_tasks import task

from perpupil.intake.arriving import Said
from perpupil.intake.reading import Asked
from perpupil.intake.repairs import Rule
from perpupil.intake.repairs.text import read_rules
from perpupil.web.refusals import told
from perpupil.web.store.data import decided
from perpupil.web.store.models import Job, Upload
from perpupil.web.store.uploads import JobKind, JobState
from perpupil.web.uploads import handing_over, jobs
from perpupil.web.uploads.bringing_in import bring_in
from perpupil.web.uploads.in_force import let_count
from perpupil.web.uploads.looking import look
from perpupil.web.uploads.working import Cancelled, NotDone, Work
from perpupil.workspace.district import Busy
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.importing import Incoming, Order
from perpupil.workspace.waiting import opened

BUSY = gettext_noop(
    "Somebody else is changing the district’s data just now, and nothing was changed. Try again in a moment."
)
BROKEN = gettext_noop(
    "It did not work, and nothing was changed. The log of the server says where it went wrong, without any data."
)
BEGUN = gettext_noop("Opening the files")

WORK: dict[str, Callable[[Work], dict[str, Any]]] = {
    JobKind.LOOK: look,
    JobKind.BRING_IN: partial(bring_in, follow=let_count),
}
"""What is done for each kind of job."""

_LOG = logging.getLogger(__name__)
_PAUSE_SECONDS = 0.3
"""Progress is written no more often than this, unless what is done changes."""


@task()
def work(job: int) -> None:
    """Do a job, in the worker."""
    found = Job.objects.select_related("upload", "asked_by").filter(pk=job, state=JobState.QUEUED).first()
    desk = handing_over.mine()
    if found is None or desk is None:
        return
    try:
        key = desk.open(found.sealed_key, jobs.about(found.upload, found.kind))
    except handing_over.NotMine:
        jobs.lose(found)
        return
    desk.doing = job
    try:
        if Job.objects.filter(pk=job, state=JobState.QUEUED).update(state=JobState.RUNNING, message=BEGUN):
            jobs.end(found, *_outcome(found, key))
    except BaseException:  # noqa: BLE001  also when the worker is told to end
        raise SystemExit(1) from None  # what the queue writes of an error names no other
    finally:
        desk.doing = 0


def _outcome(job: Job, key: bytes) -> tuple[JobState, str]:
    """Do the work; give how it ended, in words."""
    steps = Steps(job.pk)
    try:
        made = Work(job, key, jobs.folder_of(job.upload), partial(_order, job.upload, key), steps.say)
        result = WORK[job.kind](made)
    except Cancelled:
        return JobState.CANCELLED, jobs.CANCELLED
    except Busy:
        return JobState.FAILED, BUSY
    except (NotDone, NoSuchFile) as error:
        return JobState.FAILED, told(error)
    except Exception as error:  # noqa: BLE001  whatever it is, the job ends in words
        _LOG.error("job %s: %s", job.pk, _without_data(error))  # its message may quote a cell
        return JobState.FAILED, BROKEN
    Job.objects.filter(pk=job.pk).update(result=result)
    return JobState.DONE, jobs.DONE


class Steps:
    """Writes how far a job is, in short transactions, and ends it where somebody asked for that."""

    def __init__(self, job: int) -> None:
        self._job, self._said, self._next = job, "", 0.0

    def say(self, sentence: str, done: int, of: int) -> None:
        """Say what comes next, and how much of it is done.

        Raises:
            Cancelled: Somebody cancelled the job, or it was ended otherwise.

        """
        now = time.monotonic()
        if sentence == self._said and now < self._next:
            return
        self._said, self._next = sentence, now + _PAUSE_SECONDS
        going_on = Job.objects.filter(pk=self._job, state=JobState.RUNNING, wants_cancel=False)
        if not going_on.update(message=sentence, done=done, of=of):
            raise Cancelled


def _order(upload: Upload, key: bytes) -> Order:
    """Put together what is to be looked at or brought in: the files as they wait, and what was decided about them."""
    folder = jobs.folder_of(upload)
    files = tuple(
        Incoming(
            Path(one.name),
            Said(one.dataset, one.columns),
            Asked(birth_dates=True),
            partial(opened, folder, str(one.position), key),
        )
        for one in upload.files.all()
    )
    return Order(files, rules=_rules(upload), name=upload.title, keeps=False)


def _rules(upload: Upload) -> tuple[Rule, ...]:
    """Give the repairs that were decided about an upload."""
    texts = [(name, one.content.get("rules", "")) for name, one in sorted(decided(upload.number).items())]
    return tuple(rule for name, text in texts if text for rule in read_rules(text.encode(), name)[0])


def _without_data(error: BaseException) -> str:
    """Say what kind of error it was and where in our own lines: its message may quote a cell."""
    ours = [one for one in traceback.extract_tb(error.__traceback__) if "perpupil" in Path(one.filename).parts]
    lines = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in ours]
    return f"{type(error).__qualname__} at {' > '.join(lines)}"
