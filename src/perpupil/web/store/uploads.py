"""Uploads that wait, what was found in them, and the jobs that work on them.

These are rows to work with, not history: what is decided of an upload is a decision with its event, as everywhere. Nothing of a student
stands in them. The files themselves wait encrypted in the district's folder, under the name that `waiting` gives.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from perpupil.web.store.people import Person


class UploadState(models.TextChoices):
    """Where an upload is on its way."""

    WAITING = "waiting"
    """Its files are here, and nobody has looked into them yet."""
    LOOKING = "looking"
    LOOKED = "looked"
    """What was found stands in `Looked`, and somebody may decide."""
    BRINGING_IN = "bringing_in"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Nobody used it within a day: its files are gone."""


HAS_FILES = (UploadState.WAITING, UploadState.LOOKING, UploadState.LOOKED, UploadState.BRINGING_IN)
"""The states in which an upload's files wait."""


class JobKind(models.TextChoices):
    """What is done with the files of an upload."""

    LOOK = "look"
    BRING_IN = "bring_in"


class JobState(models.TextChoices):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    """The worker that had it ended, and with it the only key that opens the job."""


OPEN = (JobState.QUEUED, JobState.RUNNING)
"""The states in which a job still goes on."""


class Upload(models.Model):
    """Files that somebody sent together."""

    number = models.BigAutoField(primary_key=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    title = models.CharField(max_length=200)
    """What people call it: what was written, else the names of its files."""
    state = models.CharField(max_length=20, choices=UploadState.choices, default=UploadState.WAITING)
    year = models.PositiveSmallIntegerField()
    """The fiscal year that it is for."""
    waiting = models.CharField(max_length=32, unique=True)
    """The name of the folder in which its files wait; random, so that it is never another's."""

    class Meta:
        db_table = "upload"
        ordering: ClassVar[list[str]] = ["-number"]

    @property
    def has_files(self) -> bool:
        """Whether its files wait still."""
        return self.state in HAS_FILES


class UploadFile(models.Model):
    """A file of an upload, and what was said of it."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    """From 1; also its name in the folder."""
    name = models.CharField(max_length=255)
    """As it was called on the machine that it came from."""
    size_bytes = models.BigIntegerField()
    dataset = models.CharField(max_length=60, blank=True)
    """Which data set somebody said it is; blank where that is to be found out."""
    columns = models.JSONField(default=dict)
    """What somebody said of its columns: dataset → column → header of the file."""

    class Meta:
        db_table = "upload_file"
        ordering: ClassVar[list[str]] = ["upload", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["upload", "position"], name="one_file_a_position")
        ]


class Looked(models.Model):
    """What was found in an upload; filled while the looking goes on."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, primary_key=True, related_name="looked")
    content = models.JSONField()
    """As `perpupil.workspace.looking.Looked` writes itself: counts, schools and rules, never a cell that could name a student."""
    at = models.DateTimeField()
    rules_mark = models.CharField(max_length=64)
    """What the repairs, the settings, the formula and the facts in force were; another mark now means: look again."""
    is_whole = models.BooleanField(default=False)
    """Whether all of it is there; until then more is coming."""

    class Meta:
        db_table = "looked"


class Job(models.Model):
    """Work on an upload, done by the worker; one at a time for each upload."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind.choices)
    state = models.CharField(max_length=20, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    """How many steps there are; 0 where that is not known yet."""
    message = models.TextField(blank=True)
    """What it does now, or how it ended, in words."""
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    wants_cancel = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    """What came of it, such as the seal of the facts."""
    worker = models.CharField(max_length=64, blank=True)
    """The mark of the worker for which the key was sealed."""
    sealed_key = models.CharField(max_length=200, blank=True)
    """The session's key, sealed for that worker alone; blank as soon as the job has ended."""

    class Meta:
        db_table = "job"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["upload"], condition=Q(state__in=OPEN), name="one_job_at_a_time")
        ]
