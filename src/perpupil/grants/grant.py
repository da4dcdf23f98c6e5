"""A grant as the district decided it: its award, what is set aside, what goes to schools, and what schools are offered of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from perpupil.findings import Place
from perpupil.grants.award import Award, Period
from perpupil.grants.indirect import IndirectCost
from perpupil.grants.programs.declaration import Program, Purpose
from perpupil.grants.sharing import OddCents


class Direct(StrEnum):
    """What a school directs: the money itself, or the staff that it pays."""

    MONEY = "money"
    STAFF = "staff"


class Whom(StrEnum):
    """Which schools have a part of something."""

    NOBODY = "nobody"
    SERVED = "served"
    ALL = "all"


class Step(StrEnum):
    """How far the district has gone with handing a grant over."""

    CENTRAL = "central"
    PREPARING = "preparing"
    OFFERED = "offered"
    IN_USE = "in_use"


class Answer(StrEnum):
    """What a school said to an offer."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Sum:
    """Dollars, or a share of the allocation, which is rounded up to a whole cent."""

    amount_cents: int = 0
    share: Fraction | None = None

    def cents(self, allocation_cents: int) -> int:
        """Give it in cents.

        >>> Sum(share=Fraction(1, 100)).cents(1_001)
        11
        """
        return self.amount_cents if self.share is None else -int(-allocation_cents * self.share // 1)


@dataclass(frozen=True, slots=True)
class SetAside:
    """Money that the district keeps for a purpose, and whose worth it is."""

    name: str
    title: str
    purpose: Purpose
    sum: Sum
    is_required: bool
    why: str
    """Why it is kept centrally."""
    citation: str
    shared: Fraction
    """How much of it is shared so broadly that it is no school's, from 0 to 1: half of an administrator's time."""
    worth_to: Whom
    """Which schools get the service it pays, by their students."""
    worth_at_cents: Mapping[str, int]
    """What the service is worth at named schools, where it is not by students."""
    is_offered: bool
    """Whether a school may have the money in the service's place."""
    place: Place


@dataclass(frozen=True, slots=True)
class ToSchools:
    """What goes to schools by their students, and is theirs to direct."""

    title: str
    amount_cents: int | None
    """None: what is left when everything else is set aside."""
    whom: Whom
    odd_cents: OddCents
    bands: tuple[tuple[Fraction, int], ...]
    """From which share of students a school gets how many cents a student; empty where all get one rate."""
    place: Place


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer that a person wrote down: another amount than the service is worth, or a school's answer."""

    set_aside: str
    school: str
    amount_cents: int | None
    """None: what the service is worth at the school."""
    answer: Answer
    place: Place


@dataclass(frozen=True, slots=True)
class Private:
    """Children in private schools, and what the district sets aside for them."""

    children: int
    amount_cents: int | None
    """None: exactly the share that the law gives."""
    why: str
    is_said: bool
    """Whether the district said how many there are, be it nobody."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant of one year."""

    name: str
    title: str
    program: Program
    direct: Direct
    step: Step
    award: Award
    period: Period
    students: str
    """The count by which shares go."""
    enrolled: str
    """The count of everybody at a school."""
    served: tuple[str, ...] | None
    """Ids of the schools that it serves; None where the facts say it."""
    targeted: tuple[str, ...]
    """Served schools that are not schoolwide: the money is for identified children alone."""
    private: Private
    administration: Sum
    administration_why: str
    indirect: IndirectCost | None
    set_asides: tuple[SetAside, ...]
    to_schools: ToSchools
    carry_forward_cents: int
    """What is planned to be spent in the year after."""
    offers: tuple[Offered, ...]
    not_needed: Mapping[str, str]
    """Purposes for which nothing is set aside, and why."""
    place: Place
    currency: str = "USD"

    def set_aside(self, name: str) -> SetAside | None:
        """Find one by its name."""
        return next((one for one in self.set_asides if one.name == name), None)
