"""Uploads and the jobs that work on them: begun, followed, cancelled; pages and actions call these and nothing deeper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from perpupil import limits
from perpupil.web.store.data import decided
from perpupil.web.store.models import Job, Looked, Person, Upload, UploadFile
from perpupil.web.store.uploads import OPEN, JobKind, JobState, UploadState
from perpupil.web.uploads.handing_over import worker_of
from perpupil.web.uploads.receiving import Received
from perpupil.workspace.district import SETTINGS, SOURCES
from perpupil.workspace.files import FORMULA, POOL
from perpupil.workspace.in_force import in_force
from perpupil.workspace.waiting import WAITING, drop, fits, forget, is_there, take

ASIDE = "aside"
"""The rows that were set aside, in an upload's folder."""

QUEUED = gettext_noop("It waits for the work before it.")
DONE = gettext_noop("Done.")
CANCELLING = gettext_noop("It ends with this step.")
CANCELLED = gettext_noop("It was cancelled, and nothing was changed.")
LOST = gettext_noop("The worker was started anew, and nothing was changed. Press “Look again”.")
NO_WORKER = gettext_noop("No worker is there to do it, and nothing was changed. Try again in a moment.")
GONE = gettext_noop("The files do not wait any more: they are kept for a day at most. Send them again.")
OTHER_SESSION = gettext_noop("The files were sent in another session, which alone can open them. Send them again.")

_DOING = {JobKind.LOOK: UploadState.LOOKING, JobKind.BRING_IN: UploadState.BRINGING_IN}


@dataclass(frozen=True, slots=True)
class ProgressShown:
    """How far the latest job of an upload is, for a page."""

    job: Job
    state: JobState
    """As it is: a job whose worker has ended is lost, whatever its row says still."""
    percent: int | None
    """Of its steps; None where it is not known how many there are."""
    sentence: str
    """What it does now, or how it ended; in English, which a page says in its own language where it can."""
    can_be_cancelled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it still goes on, so that the page asks again."""
        return self.state in OPEN


def begin_upload(received: Received, person: Person, title: str, year: int) -> Upload:
    """Let files that arrived wait for work: one row for the upload and one for each file.

    Raises:
        NoSuchFile: They cannot be written.

    """
    names = [one.name for one in received.files]
    with transaction.atomic():
        upload = Upload.objects.create(
            by=person,
            at=timezone.now(),
            title=(title.strip() or ", ".join(names))[:200],
            year=year,
            waiting=received.keep(),
        )
        for position, one in enumerate(received.files, start=1):
            UploadFile.objects.create(upload=upload, position=position, name=one.name, size_bytes=one.size_bytes)
    return upload


def start(upload: Upload, kind: JobKind, key: bytes, person: Person) -> Job:
    """Ask the worker to work on an upload.

    Where a job is at it already, that one is given. Where it cannot be done, the job is given as it ended at once, with the reason.

    Args:
        upload: The upload.
        kind: What to do.
        key: The key of the session in which the files were sent.
        person: Who asks.

    """
    from perpupil.web.uploads.tasks import work  # noqa: PLC0415  the task runs what is here

    worker = worker_of(district())
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        current = held.jobs.filter(state__in=OPEN).first()
        if current is not None and worker is not None and current.worker == worker.mark:
            return current
        if current is not None:
            lose(current)
            held.refresh_from_db()
        job = Job(upload=held, kind=kind, asked_by=person, at=timezone.now(), message=QUEUED)
        why = _why_not(held, key)
        if why or worker is None:
            job.state, job.message, job.ended_at = JobState.FAILED, why or NO_WORKER, job.at
            job.save()
            return job
        job.worker, job.sealed_key = worker.mark, worker.seal(key, about(held, kind))
        job.save()
        Upload.objects.filter(pk=held.pk).update(state=_DOING[kind])
        work.enqueue(job.pk)
    upload.refresh_from_db()
    return job


def _why_not(upload: Upload, key: bytes) -> str:
    if not (upload.has_files and is_there(folder_of(upload), "1")):
        return GONE
    return "" if fits(folder_of(upload), key) else OTHER_SESSION


def cancel(job: Job) -> None:
    """End a job: at once where it has not begun, otherwise with the step that it is at."""
    Job.objects.filter(pk=job.pk, state__in=OPEN).update(wants_cancel=True)
    if Job.objects.filter(pk=job.pk, state=JobState.QUEUED).exists():
        end(job, JobState.CANCELLED, CANCELLED, only_from=JobState.QUEUED)
    job.refresh_from_db()


def progress(upload: Upload) -> ProgressShown | None:
    """Say how far the latest job of an upload is; None where there was none."""
    job = upload.jobs.order_by("-id").first()
    if job is None:
        return None
    state = JobState(job.state)
    if state not in OPEN:
        return ProgressShown(job, state, 100 if state == JobState.DONE else None, job.message)
    worker = worker_of(district())
    if worker is None or worker.mark != job.worker:
        if _is_recorded(job):
            return ProgressShown(job, JobState.DONE, 100, DONE)
        return ProgressShown(job, JobState.LOST, None, LOST)
    percent = min(100 * job.done // job.of, 99) if job.of else None
    sentence = CANCELLING if job.wants_cancel else job.message
    return ProgressShown(job, state, percent, sentence, can_be_cancelled=not job.wants_cancel)


def end(job: Job, state: JobState, message: str, *, only_from: JobState | None = None) -> bool:
    """End a job and let its upload be where it was before; False where it had ended already."""
    with transaction.atomic():
        still = Job.objects.filter(pk=job.pk, state__in=OPEN if only_from is None else (only_from,))
        if not still.update(state=state, message=message, ended_at=timezone.now(), sealed_key=""):
            return False
        is_looked = Looked.objects.filter(upload_id=job.upload_id, is_whole=True).exists()
        Upload.objects.filter(pk=job.upload_id, state__in=_DOING.values()).update(
            state=UploadState.LOOKED if is_looked else UploadState.WAITING
        )
    job.refresh_from_db()
    return True


def lose(job: Job) -> None:
    """End a job whose worker has ended: it is lost, or done where what it was to do is recorded already."""
    end(job, *((JobState.DONE, DONE) if _is_recorded(job) else (JobState.LOST, LOST)))


def _is_recorded(job: Job) -> bool:
    """Whether it is recorded that what a job brought in is in force."""
    in_force = Upload.objects.filter(pk=job.upload_id, state=UploadState.IN_FORCE)
    return job.kind == JobKind.BRING_IN and in_force.exists()


def has_set_aside(upload: Upload) -> bool:
    """Whether rows that were set aside wait to be downloaded."""
    return is_there(folder_of(upload), ASIDE)


def take_set_aside(upload: Upload, key: bytes) -> bytes | None:
    """Give the rows that were set aside, as a zip of CSV files, once; None where there are none, or they were taken.

    Raises:
        NotOpened: The key is of another session; they stay.

    """
    return take(folder_of(upload), ASIDE, key)


def forget_files(upload: Upload, *, keep_aside: bool = False) -> None:
    """Remove an upload's files, as when it is withdrawn or in force; where it is asked, rows set aside stay for their one download."""
    folder = folder_of(upload)
    if keep_aside and has_set_aside(upload):
        drop(folder, [str(one.position) for one in upload.files.all()])
    else:
        forget(folder)


def has_key(upload: Upload, key: bytes | None) -> bool:
    """Whether a session is the one that can open an upload's files."""
    return key is not None and fits(folder_of(upload), key)


def rules_mark(upload: Upload) -> str:
    """Give a text that changes whenever a look at an upload would: by a rule, a column, the settings, the formula, or the data in force."""
    here = district()
    paths = [here / SETTINGS, here / FORMULA, here / POOL, *sorted((here / SOURCES).rglob("*.toml"))]
    parts = [str(sorted(in_force(here).items())), *(f"{path.name} {_hash(path)}" for path in paths)]
    parts += [f"{name} {one.content.get('rules', '')}" for name, one in sorted(decided(upload.number).items())]
    parts += [f"{one.position} {one.dataset} {sorted(one.columns.items())}" for one in upload.files.all()]
    return sha256("\n".join(parts).encode()).hexdigest()


def folder_of(upload: Upload) -> Path:
    """Give the folder in which an upload's files wait."""
    return district() / WAITING / upload.waiting


def district() -> Path:
    """Give the district's folder."""
    return Path(settings.DISTRICT)


def about(upload: Upload, kind: str) -> str:
    """Say what a sealed key is for, so that it opens for nothing else."""
    return f"{upload.waiting} {kind}"


def too_old(now: dt.datetime) -> dt.datetime:
    """Give the moment before which what waits is forgotten."""
    return now - dt.timedelta(hours=limits.WAITING_HOURS)


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
