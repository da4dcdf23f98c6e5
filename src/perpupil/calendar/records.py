"""A calendar as records: the budget cycle of each fiscal year, and the days on which something is decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from perpupil.findings import Place

FILE_NAME = "calendar.toml"


@dataclass(frozen=True, slots=True)
class Cycle:
    """The budget cycle of one fiscal year."""

    year: int
    """The fiscal year, named by the year in which it ends."""
    begins: dt.date
    """The first day of the cycle: from then on the district plans with what schools have chosen."""
    starts: dt.date
    """The first day of the fiscal year."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on one day."""

    name: str
    title: str
    on: dt.date
    owner: str
    """The role that answers for it."""
    year: int
    """The fiscal year that it is for."""
    concerns: tuple[str, ...] = ()
    """The roles, beside the owner, that take part or must hear of it."""
    notice_days: int = 0
    """How many days before it those whom it concerns must be told."""
    announced: dt.date | None = None
    """The day on which they were told."""
    after: Mapping[str, int] = field(default_factory=dict)
    """Decisions that it waits for → how many days must lie between at least; with none, the same day will do."""
    is_choice: bool = False
    """Whether schools choose their services by it."""
    done: dt.date | None = None
    """The day on which it was done."""
    note: str = ""
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Where each key stands in the file, for findings."""

    @property
    def announce_by(self) -> dt.date:
        """The last day on which those whom it concerns can be told in time."""
        return self.on - dt.timedelta(days=self.notice_days)

    def is_overdue(self, today: dt.date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done is None and self.on < today

    def has_role(self, role: str) -> bool:
        """Whether a role owns it or is concerned, whatever the capitals."""
        return role.casefold() in {one.casefold() for one in (self.owner, *self.concerns)}

    def place(self, key: str = "") -> Place:
        """Give the place of a key, or of the decision."""
        return self.places.get(key) or self.places.get("") or Place(FILE_NAME, path=f"date.{self.name}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """All decisions, by day, and the cycles in which they count."""

    title: str
    source: str
    cycles: tuple[Cycle, ...]
    """In the order of their years."""
    decisions: tuple[Decision, ...]
    """In the order of their days; on one day, of their names."""

    def cycle(self, year: int) -> Cycle | None:
        """Give the cycle of a fiscal year; None where the calendar does not say when it is."""
        return next((one for one in self.cycles if one.year == year), None)

    def decision(self, name: str) -> Decision:
        """Give a decision by its name."""
        return next(one for one in self.decisions if one.name == name)

    def only(self, first: dt.date | None = None, role: str = "") -> Calendar:
        """Leave out what falls before a day, and what a role has nothing to do with.

        Args:
            first: The first day that stays; every day if None.
            role: The role; every role if empty.

        """
        stays = (
            one for one in self.decisions if (first is None or one.on >= first) and (not role or one.has_role(role))
        )
        return replace(self, decisions=tuple(stays))

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that owns a decision or is concerned, each once, in the order of the alphabet."""
        return tuple(sorted({role for one in self.decisions for role in (one.owner, *one.concerns)}))
