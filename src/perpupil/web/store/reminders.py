"""Reminders that were sent: one row a person and day. What a row says was told is never told again."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from perpupil.web.store.people import Person

KIND, ACTION = "reminders", "account.remind"


class State(models.TextChoices):
    """What became of a mail."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """The mail server did not take it; it is tried again."""
    UNKNOWN = "unknown"
    """The process that was sending it ended: nobody knows whether it arrived, and it is not sent again."""


class Reminder(models.Model):
    """The one mail that a person gets on a day, with all that it told."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminders")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    told = models.JSONField()
    """What, for which day, so many days before: `[["calendar:vote", "2027-02-09", 14]]`."""
    at = models.DateTimeField()

    class Meta:
        db_table = "reminder"
        ordering: ClassVar[list[str]] = ["-day", "person"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "day"], name="one_reminder_a_day")
        ]


def latest(person: Person, since: dt.date) -> list[Reminder]:
    """Give what a person was told from a day on."""
    return list(Reminder.objects.filter(person=person, day__gte=since))
