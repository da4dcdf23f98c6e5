"""A proposal: what a school wants to buy, for whom and why, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from perpupil.findings import Place
from perpupil.grants.proposals.states import State


class CostKind(StrEnum):
    """What a line buys."""

    PAY = "pay"
    MATERIALS = "materials"
    CONTRACT = "contract"
    EQUIPMENT = "equipment"
    TRAINING = "training"
    TRAVEL = "travel"
    FOOD = "food"
    GIFTS = "gifts"
    ENTERTAINMENT = "entertainment"
    ALCOHOL = "alcohol"
    CONSTRUCTION = "construction"
    GENERAL_GOVERNMENT = "general_government"


class ForWhom(StrEnum):
    """Whom a line is for."""

    WHOLE_SCHOOL = "whole_school"
    IDENTIFIED = "identified"
    DISABILITY = "disability"
    STAFF = "staff"
    FAMILIES = "families"


class PaidBefore(StrEnum):
    """Who paid for the same thing last year."""

    NOBODY = "nobody"
    GRANT = "grant"
    STATE_OR_LOCAL = "state_or_local"


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of a proposal."""

    number: int
    """From one, as spending names it."""
    what: str
    kind: CostKind
    amount_cents: int
    for_whom: ForWhom
    fte: Fraction | None
    """Full-time positions, of pay."""
    unit_cents: int | None
    """What one of them costs, of equipment."""
    vendor: str
    paid_before: PaidBefore
    begins: date | None
    ends: date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Event:
    """A move of a proposal."""

    to: State
    on: date
    by: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a school wants to do with a grant's money."""

    name: str
    title: str
    grant: str
    school: str
    purpose: str
    """Which need it meets."""
    evidence: str
    """What says that it helps."""
    lines: tuple[CostLine, ...]
    history: tuple[Event, ...]
    """In the order in which it happened."""
    place: Place

    @property
    def state(self) -> State:
        """Where it is now."""
        return self.history[-1].to if self.history else State.DRAFT

    @property
    def amount_cents(self) -> int:
        """What it costs."""
        return sum(one.amount_cents for one in self.lines)

    def line(self, number: int) -> CostLine | None:
        """Find a line by its number."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None
