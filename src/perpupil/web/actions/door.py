"""The only door that writes: check the right, check the version, decide, keep the decision and its event, in one transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import SuspiciousOperation
from django.db import transaction

from perpupil.web.access.guard import held_by
from perpupil.web.access.rights import Access
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.store.events import Happened, append, hold_chain
from perpupil.web.store.models import Decision, Event, Person

KEY_LENGTH = range(8, 81)
_CANNOT_BE_KEPT = re.compile("[\x00\ud800-\udfff]")
"""Characters that no database keeps: the null, and halves of a pair."""
SUBJECT_CHARACTERS = 200


class WithoutKey(SuspiciousOperation, ValueError):
    """The form has no key of its own: it is none of ours, or we have forgotten it."""


class NotAllowed(Exception):
    """Whoever acts has no right to; to them the subject is not there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to be done."""

    person: Person
    action: Action
    unit: str
    subject: str
    given: Mapping[str, str]
    version: int
    """The version that the form showed; 0 where there was none."""
    key: str
    """Made with the form: the same form sent twice does one thing."""
    now: dt.datetime
    today: dt.date


@dataclass(frozen=True, slots=True)
class Done:
    """It was done, now or when the same form was sent before."""

    decision: Decision
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else decided meanwhile: both versions, and nothing was changed."""

    theirs: Decision
    yours: Content


@dataclass(frozen=True, slots=True)
class Refused:
    """What was written cannot be taken, and nothing was changed."""

    wrong: tuple[Wrong, ...]
    given: Mapping[str, str] = field(default_factory=dict)


def act(asked: Asked) -> Done | Conflict | Refused:
    """Do what is asked for, wholly or not at all.

    Raises:
        NotAllowed: The person has no right to.
        WithoutKey: The form has no key of its own.

    """
    if len(asked.key) not in KEY_LENGTH or _CANNOT_BE_KEPT.search(asked.key):
        message = "a form carries a key of its own"
        raise WithoutKey(message)
    if not Access(held_by(asked.person)).may(asked.action.right, asked.unit):
        raise NotAllowed
    if _CANNOT_BE_KEPT.search(asked.unit + asked.subject) or len(asked.subject) > SUBJECT_CHARACTERS:
        raise NotAllowed
    wrong = tuple(_unkeepable(name) for name, text in asked.given.items() if _CANNOT_BE_KEPT.search(name + text))
    if wrong:
        return Refused(wrong, {name: _CANNOT_BE_KEPT.sub("", text) for name, text in asked.given.items()})
    facts = asked.action.look(asked.subject)
    with transaction.atomic():
        return _decided(asked, facts)


def _unkeepable(name: str) -> Wrong:
    return Wrong(
        _CANNOT_BE_KEPT.sub("", name), "It holds a character that cannot be kept.", "Write it again without it."
    )


def _decided(asked: Asked, facts: object) -> Done | Conflict | Refused:
    """Decide within a transaction."""
    hold_chain()
    action, earlier = asked.action, Event.objects.filter(key=asked.key).first()
    now = Decision.objects.filter(kind=action.kind, unit=asked.unit, subject=asked.subject).first()
    if earlier is not None:
        if now is None or (earlier.person_id, earlier.action) != (asked.person.pk, action.name):
            raise NotAllowed
        return Done(now, is_repeat=True)
    situation = Situation(asked.person.name, asked.today, facts, asked.person.pk, asked.unit)
    content = action.decide(now.content if now is not None else None, asked.given, situation)
    if isinstance(content, tuple):
        return Refused(content, asked.given)
    if now is not None and now.version != asked.version:
        return Conflict(now, content)
    event = append(Happened(asked.person, action.name, asked.unit, asked.subject, content, asked.key, asked.now))
    wrong = action.follow(asked.subject, content, situation)
    if wrong:
        transaction.set_rollback(True)
        return Refused(wrong, asked.given)
    version = 1 if now is None else now.version + 1
    fields = {"content": dict(content), "version": version, "by": asked.person, "at": asked.now, "event": event}
    if now is None:
        return Done(Decision.objects.create(kind=action.kind, unit=asked.unit, subject=asked.subject, **fields))
    changed = Decision.objects.filter(pk=now.pk, version=asked.version).update(**fields)
    if not changed:
        transaction.set_rollback(True)
        return Conflict(Decision.objects.get(pk=now.pk), content)
    now.refresh_from_db()
    return Done(now)
