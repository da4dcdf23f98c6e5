"""Reminders, sent: one mail a person and day. What is sent is kept before it is sent, so that nobody is told anything twice."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections, transaction
from django.utils import timezone, translation

from perpupil.web import figures
from perpupil.web.access.guard import held_by
from perpupil.web.access.rights import Access
from perpupil.web.frame import today as today_here
from perpupil.web.mail.days import days
from perpupil.web.mail.due import STEPS, Day, Due, Recipient, Told, due
from perpupil.web.mail.letters import Letter, letter
from perpupil.web.mail.posting import hand_over, said_by
from perpupil.web.store.models import Person, Reminder
from perpupil.web.store.reads import without_reminders
from perpupil.web.store.reminders import State, latest

log = logging.getLogger(__name__)
_OF_ONE = (SMTPRecipientsRefused, SMTPDataError)
"""A server that says this takes the mails of others."""
AGAIN_SECONDS = 3600.0
_LONGEST = dt.timedelta(hours=1)
"""What is still being sent after so long was left by a process that ended."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the reminders of one look."""

    people: int
    """Who was sent a mail."""
    days: int
    """How many days those mails told of."""
    failed: int
    """Mails that the server did not take: they are tried again."""


def send_due(now: dt.datetime, today: dt.date) -> Sent:
    """Send every reminder that is due and was not sent; nothing where no mail server is set.

    It may run at any time and in several processes: a second run of a day sends only what the server did not take before.
    """
    if settings.MAIL is None:
        return Sent(0, 0, 0)
    _give_up(now)
    worded = _worded(today)
    sent = told = failed = 0
    for person in _people():
        mine = _claim(person, worded[person.language], now, today)
        if not mine:
            continue
        wrong = _send(person, mine, today)
        if wrong is None:
            sent, told = sent + 1, told + len(mine)
            continue
        failed += 1
        if not isinstance(wrong, _OF_ONE):
            break  # a server that does not answer for one does not for the next: nobody after is claimed, all are tried again
    return Sent(sent, told, failed)


def _give_up(now: dt.datetime) -> None:
    """Mark what a process was sending when it ended: whether that arrived is not known, and it is not sent again."""
    lost = Reminder.objects.filter(state=State.SENDING, at__lt=now - _LONGEST).update(state=State.UNKNOWN)
    if lost:
        log.warning("Reminders that were being sent when the process ended: %s. They are not sent again.", lost)


def keep_reminding(stop: threading.Event) -> None:
    """Send what is due, now and then once an hour, until it is to stop; whatever goes wrong is told in the log, and tried again."""
    while True:
        try:
            send_due(timezone.now(), today_here())
        except Exception as error:  # noqa: BLE001  the worker goes on
            log.warning("Reminders were not sent (%s). They are tried again in an hour.", said_by(error))
        finally:
            connections.close_all()
        if stop.wait(AGAIN_SECONDS):
            return


def shown(today: dt.date) -> Iterator[tuple[Person, Letter]]:
    """Give what would be sent if nobody had been told anything, with the people of the demo; nothing is sent or kept."""
    worded = _worded(today)
    for person in _people(with_made_up=True):
        mine = _due(person, worded[person.language], frozenset(), today)
        if mine:
            yield person, _letter(person, mine, today)


def _people(*, with_made_up: bool = False) -> list[Person]:
    found = Person.objects.filter(is_active=True).order_by("id")
    return list(found if with_made_up else found.filter(is_made_up=False))


def _worded(today: dt.date) -> Mapping[str, tuple[Day, ...]]:
    """Give the days in the words of each language."""
    found = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            found[language] = days(today)
    return found


def _claim(person: Person, worded: tuple[Day, ...], now: dt.datetime, today: dt.date) -> tuple[Due, ...]:
    """Keep what a person is about to be told, before it is sent; nothing where she was sent a mail today.

    Who else is at it waits until this is kept, and then finds that nothing is left to send.
    """
    if not _open(person, worded, today):
        return ()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        mine = _open(person, worded, today)
        if mine:
            told = [[subject, on.isoformat(), step] for subject, on, step in (one.told for one in mine)]
            fields = {"state": State.SENDING, "told": told, "at": now}
            Reminder.objects.update_or_create(person=person, day=today, defaults=fields)
    return mine


def _open(person: Person, worded: tuple[Day, ...], today: dt.date) -> tuple[Due, ...]:
    """Give what a person is still to be told today."""
    rows = latest(person, today - dt.timedelta(days=STEPS[0]))
    if any(row.day >= today and row.state != State.FAILED for row in rows):
        return ()
    return _due(person, worded, frozenset(_told(rows)), today)


def _told(rows: list[Reminder]) -> Iterator[Told]:
    for row in rows:
        if row.state != State.FAILED:
            yield from ((subject, dt.date.fromisoformat(on), step) for subject, on, step in row.told)


def _due(person: Person, worded: tuple[Day, ...], told: frozenset[Told], today: dt.date) -> tuple[Due, ...]:
    wants = person.pk not in without_reminders([person.pk])
    recipient = Recipient(person.pk, Access(held_by(person)), wants, told)
    return due([recipient], worded, today).get(person.pk, ())


def _letter(person: Person, mine: tuple[Due, ...], today: dt.date) -> Letter:
    return letter(person.name, figures.now().settings.district, mine, today, person.language)


def _send(person: Person, mine: tuple[Due, ...], today: dt.date) -> Exception | None:
    """Send one mail, and keep what became of it; give what went wrong."""
    written = _letter(person, mine, today)
    mark = sha256(f"{person.pk} {today} {[one.told for one in mine]}".encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{mark}@perpupil>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(written.subject, written.body, None, [person.email], headers=headers)
    row = Reminder.objects.filter(person=person, day=today)
    try:
        hand_over(message)
    except (OSError, SMTPException) as error:
        row.update(state=State.FAILED)
        log.warning("The mail server did not take a reminder (%s). It is tried again.", said_by(error))
        return error
    row.update(state=State.SENT)
    return None
