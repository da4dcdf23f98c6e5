"""What a district's own folder holds, as records: accounts of the ledger, positions, who noted what; and what follows from them for a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perpupil.equity.district.booking import Booked
    from perpupil.equity.situation import Funds
    from perpupil.equity.stages import Stage


class Pay(StrEnum):
    """At which pay staff is put into an amount: each position at the average of its class, or at what its holder is paid."""

    AVERAGE = "average"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class Cost:
    """One account of the ledger at one stage."""

    codes: Mapping[str, str]
    """By segment."""
    school: str
    """Where it is booked; empty for an office."""
    place: str
    """What people call where it is booked."""
    funds: Funds | None
    """Whose money it is; None where nobody says."""
    program: str
    """The handbook's program; 200 is special education."""
    is_salary: bool
    excluded: str
    """Why it does not count as current spending on schools; empty where it does."""
    cents: int


@dataclass(frozen=True, slots=True)
class Position:
    """A position's part at one school; substitutes are none."""

    school: str
    job_class: str
    fte: Fraction
    cents: int | None
    """What its holder is paid in a year, with benefits; None where nobody says."""
    price_cents: int | None
    """What a position of its class costs on average, for this part of it; None without a price."""
    funds: Funds | None
    is_vacant: bool
    holder: str
    """Tells one holder from another; never shown."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A year's costs by stage, and what is to be known of them."""

    costs: Mapping[Stage, tuple[Cost, ...]] = field(default_factory=dict)
    periods: Mapping[Stage, str] = field(default_factory=dict)
    """Of which time: a closed year, or the year to a day."""
    unexplained: tuple[str, ...] = ()
    """Codes that the district's table of accounts does not have."""
    is_closed: bool = False
    """Whether the year's entries reach its last day."""
    unexplained_cents: int = 0
    """How much stands under these codes at most, whatever its sign."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure of whether it is enough, or wise; or why it is not known."""

    title: str
    value: str
    """Empty where it is not known."""
    about: str

    @property
    def is_known(self) -> bool:
        """Whether there is a figure."""
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class Mark:
    """That a group has talked about something that stands out."""

    by: str
    on: str
    """The day, as 2027-01-20."""
    note: str = ""
    amount_cents: int | None = None
    """How much it was then."""


@dataclass(frozen=True, slots=True)
class District:
    """What a report of a district's own folder says beyond schools and money."""

    booked: tuple[Booked, ...] = ()
    withheld: dict[Stage, str] = field(default_factory=dict)
    """Why no verdict is given at a stage of which there is money."""
    periods: Mapping[Stage, str] = field(default_factory=dict)
    """Where the money of a stage comes from, and of which time it is."""
    unknown: dict[Stage, str] = field(default_factory=dict)
    """Why nothing is known of a stage."""
    positions: tuple[Position, ...] = field(default=(), repr=False)
    enough: tuple[Answer, ...] = ()
    wise: tuple[Answer, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    """By what stands out: who talked about it, and when."""
    unexplained: tuple[str, ...] = ()
    """Codes of the ledger that nobody has explained; what is booked under them is in no amount."""
    unused: tuple[str, ...] = ()
    """What is said in the text about cost at no school that no account fits."""
    partial: frozenset[Stage] = frozenset()
    """Stages whose money is of a part of the year."""
