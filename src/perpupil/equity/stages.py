"""Amounts that know at which stage they are: allocated, budgeted or spent, and how firm.

Money of different stages is not added, subtracted or compared by accident: doing so is a `TypeError`, and the type checker says so before. The one way
across is `gaps`, which names both stages in what it gives.

>>> planned = Amounts(Budgeted, Adopted, {"0010": 500_00})
>>> paid = Amounts(Spent, Actual, {"0010": 470_00})
>>> gaps(planned, paid).by_unit_cents["0010"]
-3000
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from perpupil.facts.revenue import Status


class Stage(StrEnum):
    """Where money is on its way."""

    ALLOCATED = "allocated"
    BUDGETED = "budgeted"
    SPENT = "spent"


class Held:
    """A stage as a type, so that the type checker knows it."""

    stage: ClassVar[Stage]


class Allocated(Held):
    """What the formula, or the rule in force, gives a school."""

    stage = Stage.ALLOCATED


class Budgeted(Held):
    """What the school's plan or the district's budget has for it."""

    stage = Stage.BUDGETED


class Spent(Held):
    """What the ledger says was paid."""

    stage = Stage.SPENT


class Firmness:
    """How firm an amount is, as a type."""

    status: ClassVar[Status]


class Proposed(Firmness):
    """Put forward."""

    status = Status.PROPOSED


class Recommended(Firmness):
    """Recommended by staff."""

    status = Status.RECOMMENDED


class Adopted(Firmness):
    """Adopted by the board."""

    status = Status.ADOPTED


class Revised(Firmness):
    """Adopted, and changed since."""

    status = Status.REVISED


class Actual(Firmness):
    """What happened."""

    status = Status.ACTUAL


S = TypeVar("S", bound=Held)
F = TypeVar("F", bound=Firmness)


@dataclass(frozen=True, slots=True)
class Amount(Generic[S, F]):
    """One amount at one stage."""

    held: type[S]
    firmness: type[F]
    cents: int

    def __add__(self, other: Amount[S, F]) -> Amount[S, F]:
        """Add an amount of the same stage."""
        _refuse_other_stage(self, other)
        return Amount(self.held, self.firmness, self.cents + other.cents)

    def __sub__(self, other: Amount[S, F]) -> Amount[S, F]:
        """Take away an amount of the same stage."""
        _refuse_other_stage(self, other)
        return Amount(self.held, self.firmness, self.cents - other.cents)

    def __lt__(self, other: Amount[S, F]) -> bool:
        """Compare with an amount of the same stage."""
        _refuse_other_stage(self, other)
        return self.cents < other.cents


@dataclass(frozen=True, slots=True)
class Amounts(Generic[S, F]):
    """What each unit has at one stage; a unit whose amount is not known is not there."""

    held: type[S]
    firmness: type[F]
    by_unit_cents: Mapping[str, int] = field(repr=False)

    @property
    def total(self) -> Amount[S, F]:
        """What all units have."""
        return Amount(self.held, self.firmness, sum(self.by_unit_cents.values()))

    def at(self, unit: str) -> Amount[S, F]:
        """Give what one unit has."""
        return Amount(self.held, self.firmness, self.by_unit_cents[unit])

    def __add__(self, other: Amounts[S, F]) -> Amounts[S, F]:
        """Add amounts of the same stage; a unit of one only keeps what it has."""
        _refuse_other_stage(self, other)
        more = other.by_unit_cents
        units = {**self.by_unit_cents, **more}
        return Amounts(
            self.held, self.firmness, {unit: self.by_unit_cents.get(unit, 0) + more.get(unit, 0) for unit in units}
        )

    def __sub__(self, other: Amounts[S, F]) -> Amounts[S, F]:
        """Take away amounts of the same stage: a part of it, such as special education."""
        _refuse_other_stage(self, other)
        less = {unit: -cents for unit, cents in other.by_unit_cents.items()}
        return self + Amounts(self.held, self.firmness, less)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What lies between two stages, unit by unit; never an amount again."""

    earlier: str
    """The stage and firmness that is taken away: `budgeted (adopted)`."""
    later: str
    by_unit_cents: Mapping[str, int] = field(repr=False)
    """Later less earlier, at units where both are known."""
    only_earlier: tuple[str, ...]
    """Units whose later amount is not known."""
    only_later: tuple[str, ...]

    @property
    def total_cents(self) -> int:
        """The gaps of all units where both are known."""
        return sum(self.by_unit_cents.values())


A = TypeVar("A", bound=Held)
B = TypeVar("B", bound=Held)
G = TypeVar("G", bound=Firmness)
H = TypeVar("H", bound=Firmness)


def gaps(earlier: Amounts[A, G], later: Amounts[B, H]) -> Gaps:
    """Subtract across stages: the only function that may."""
    before, after = earlier.by_unit_cents, later.by_unit_cents
    return Gaps(
        earlier=_named(earlier.held, earlier.firmness),
        later=_named(later.held, later.firmness),
        by_unit_cents={unit: after[unit] - cents for unit, cents in before.items() if unit in after},
        only_earlier=tuple(unit for unit in before if unit not in after),
        only_later=tuple(unit for unit in after if unit not in before),
    )


def _refuse_other_stage(one: Amount[S, F] | Amounts[S, F], other: object) -> None:
    """Let only what is at the same stage through, also where nobody checked the types."""
    if not isinstance(other, Amount | Amounts) or type(other) is not type(one):
        raise TypeError(f"{_named(one.held, one.firmness)} goes together with money of the same stage only")
    if (one.held, one.firmness) != (other.held, other.firmness):
        names = " and ".join(_named(each.held, each.firmness) for each in (one, other))
        raise TypeError(f"{names} are not added, subtracted or compared: gaps() says what lies between them")


def _named(held: type[Held], firmness: type[Firmness]) -> str:
    return f"{held.stage} ({firmness.status})"
