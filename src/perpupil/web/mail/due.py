"""Who is told of what, and when: 14, 3 and 0 days before its day, each once. Pure: it knows no database, no clock and no words of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from perpupil.web.access.rights import Access, Right, Role

STEPS = (14, 3, 0)
"""How many days before its day somebody is reminded of it."""

Told: TypeAlias = tuple[str, dt.date, int]
"""What somebody was told of, for which day, at which step."""


@dataclass(frozen=True, slots=True)
class Day:
    """Something that has a day, and whose day it is."""

    subject: str
    """What it is, the same at every look: `calendar:board_vote_2028`."""
    on: dt.date
    right: Right
    """Whoever has not this right is not told."""
    what: str
    why: str
    """Why it matters."""
    otherwise: str
    """What happens where nothing is done."""
    path: str
    """Of the page on which it is done."""
    unit: str = ""
    """The school that it is about; blank for the district."""
    roles: frozenset[Role] = frozenset(Role)
    """Of those with the right, only whoever holds one of these roles."""
    only: int = 0
    """The number of the one person whose day it is; 0 where it is everybody's who has the right."""
    but: frozenset[int] = frozenset()
    """The numbers of those who have done their part."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be told something."""

    number: int
    access: Access
    wants: bool = True
    """Whether she wants reminders."""
    told: frozenset[Told] = field(default=frozenset())
    """What she was told before."""


@dataclass(frozen=True, slots=True)
class Due:
    """A day that somebody is told of now."""

    day: Day
    step: int

    @property
    def told(self) -> Told:
        """As it is remembered."""
        return self.day.subject, self.day.on, self.step


def step_of(days: int) -> int | None:
    """Give the step at which a day is that is so many days ahead; None where it is too far ahead, or past.

    >>> [step_of(days) for days in (15, 14, 4, 3, 1, 0, -1)]
    [None, 14, 14, 3, 3, 0, None]
    """
    return min((step for step in STEPS if 0 <= days <= step), default=None)


def due(people: Iterable[Recipient], days: Iterable[Day], today: dt.date) -> dict[int, tuple[Due, ...]]:
    """Say who is told of what today, the earliest day first; who is told of nothing is not there.

    A step that was missed is made up for once, as long as the day is not past; of two that were missed only the later one.
    """
    listed = tuple(days)
    found = {one.number: tuple(_for(one, listed, today)) for one in people if one.wants}
    return {number: mine for number, mine in found.items() if mine}


def _for(person: Recipient, days: Iterable[Day], today: dt.date) -> list[Due]:
    mine: dict[str, Due] = {}
    for day in days:
        step = step_of((day.on - today).days)
        if step is not None and (day.subject, day.on, step) not in person.told and concerns(day, person):
            mine.setdefault(day.subject, Due(day, step))  # who answers for it is told so first
    return sorted(mine.values(), key=lambda one: (one.day.on, one.day.what, one.day.subject))


def concerns(day: Day, person: Recipient) -> bool:
    """Whether a day is a person's: by the right, by a role of hers, and because she has not done her part yet."""
    if person.number in day.but or day.only not in {0, person.number}:
        return False
    return any(held.role in day.roles and Access((held,)).may(day.right, day.unit) for held in person.access.holdings)
