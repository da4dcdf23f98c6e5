"""Decisions with their versions, and the events that made them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from perpupil.web.store.people import Holding, Person
from perpupil.web.store.reminders import Reminder
from perpupil.web.store.tokens import Token
from perpupil.web.store.uploads import Job, Looked, Upload, UploadFile

__all__ = [
    "Chain",
    "Decision",
    "Event",
    "Holding",
    "Job",
    "Looked",
    "Person",
    "Reminder",
    "Token",
    "Upload",
    "UploadFile",
]


class Event(models.Model):
    """Something that somebody did. Never changed and never removed: the database refuses both, and each event holds the hash of the one before."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    unit = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=200)
    content = models.JSONField()
    """The decision as it then was."""
    key = models.CharField(max_length=80, unique=True)
    """Of the form that was sent: the same one sent again does nothing more."""
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "event"
        ordering: ClassVar[list[str]] = ["sequence"]


class Chain(models.Model):
    """The end of the chain of events: one row, which whoever writes holds until its transaction ends."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "chain"


class Decision(models.Model):
    """What was decided about one thing, as it is now; each change is an event and a version."""

    kind = models.CharField(max_length=40)
    unit = models.CharField(max_length=60, blank=True)
    """The school that it is about; blank for the district."""
    subject = models.CharField(max_length=200)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "decision"
        ordering: ClassVar[list[str]] = ["kind", "unit", "subject"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "unit", "subject"], name="one_decision_a_subject")
        ]
