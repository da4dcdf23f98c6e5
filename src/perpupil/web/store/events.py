"""The chain of events: each holds the hash of the one before it, so that a change of history shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from perpupil.seal import seal
from perpupil.web.environment import FOLDER
from perpupil.web.store.models import Chain, Event, Person
from perpupil.workspace.files import read, write

HEAD = "chain-head"
FIRST = "0" * 64
"""What stands before the first event."""


def hash_of(event: Event) -> str:
    """Give the hash of everything that an event says, with the hash before it."""
    return seal(
        {
            "sequence": event.sequence,
            "at": event.at.astimezone(dt.UTC).isoformat(),
            "person": event.person_id,
            "action": event.action,
            "unit": event.unit,
            "subject": event.subject,
            "content": event.content,
            "key": event.key,
            "before": event.before,
        }
    )


def hold_chain() -> Chain:
    """Hold the end of the chain until the transaction ends: whoever else writes waits for it."""
    chain, _ = Chain.objects.select_for_update().get_or_create(pk=1, defaults={"hash": FIRST})
    return chain


@dataclass(frozen=True, slots=True)
class Happened:
    """What an event tells."""

    person: Person | None
    """None: the application itself."""
    action: str
    unit: str
    subject: str
    content: Mapping[str, Any]
    key: str
    at: dt.datetime


def append(happened: Happened) -> Event:
    """Write the next event; called within the transaction of what it tells of, and nowhere else."""
    chain = hold_chain()
    event = Event(
        sequence=chain.sequence + 1,
        at=happened.at,
        person=happened.person,
        action=happened.action,
        unit=happened.unit,
        subject=happened.subject,
        content=dict(happened.content),
        key=happened.key,
        before=chain.hash,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    chain.sequence, chain.hash = event.sequence, event.hash
    chain.save()
    transaction.on_commit(lambda: keep_outside(event))
    return event


def keep_outside(event: Event) -> None:
    """Write the end of the chain beside the database too, so that somebody who rewrites all of the chain shows.

    Of two who wrote one after the other the later end stays. Whoever is killed before this leaves an earlier end, which is of the chain too.
    """
    kept = kept_outside()
    if kept is None or kept[0] <= event.sequence:
        _write_outside(event.sequence, event.hash)


def begin_outside() -> None:
    """Write the beginning of a chain that has no event yet: whoever is killed just after the first one leaves that."""
    if kept_outside() is None and not Event.objects.exists():
        _write_outside(0, FIRST)


def _write_outside(sequence: int, found: str) -> None:
    write(Path(settings.DISTRICT) / FOLDER / HEAD, f"{sequence} {found}\n".encode())


def kept_outside() -> tuple[int, str] | None:
    """Give the end of the chain as it stands beside the database."""
    path = Path(settings.DISTRICT) / FOLDER / HEAD
    if not path.is_file():
        return None
    sequence, _, found = read(path).decode().strip().partition(" ")
    return int(sequence), found


def first_broken(events: Iterable[Event], begin: int = 1, before: str = FIRST) -> int | None:
    """Give the place in the chain at which it was changed; None where it holds.

    Args:
        events: The events, in their order.
        begin: The place of the first of them.
        before: The hash of the event before it.

    """
    for sequence, event in enumerate(events, start=begin):
        if event.sequence != sequence or event.before != before or event.hash != hash_of(event):
            return sequence
        before = event.hash
    return None
