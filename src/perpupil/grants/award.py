"""An award: what is granted as a dated series, and the time in which it may be spent.

A preliminary amount stands until a final one takes its place. What is reallocated, transferred in or carried over comes on top.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AmountKind(StrEnum):
    """What an amount of the series is."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    REALLOCATED = "reallocated"
    TRANSFERRED_IN = "transferred_in"
    CARRIED_OVER = "carried_over"


_ALLOTTED = (AmountKind.PRELIMINARY, AmountKind.FINAL)


@dataclass(frozen=True, slots=True)
class AwardAmount:
    """One amount of the series, from its day on."""

    kind: AmountKind
    amount_cents: int
    on: date
    source: str = ""
    """The notice that says so."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days in which the grant may be spent, both ends included; what is carried over may be spent until later."""

    begins: date
    ends: date
    carried_until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a cost of that day can be paid by this year's money."""
        return self.begins <= day <= self.ends

    def holds_carried(self, day: date) -> bool:
        """Whether a cost of that day can be paid by what is carried over."""
        return self.carried_until is not None and self.ends < day <= self.carried_until


@dataclass(frozen=True, slots=True)
class Award:
    """The series, in the order of its days.

    >>> award = Award.of([
    ...     AwardAmount(AmountKind.FINAL, 14_960_000_00, date(2026, 7, 1)),
    ...     AwardAmount(AmountKind.PRELIMINARY, 14_700_000_00, date(2026, 5, 15)),
    ...     AwardAmount(AmountKind.CARRIED_OVER, 5_00, date(2026, 10, 1)),
    ... ])
    >>> award.allocation_cents, award.available_cents
    (1496000000, 1496000500)
    >>> award.as_of(date(2026, 6, 1)).available_cents
    1470000000
    """

    amounts: tuple[AwardAmount, ...]

    @classmethod
    def of(cls, amounts: Iterable[AwardAmount]) -> Award:
        """Put amounts in the order of their days; of one day the final amount comes last."""
        order = list(AmountKind)
        return cls(
            tuple(sorted(amounts, key=lambda one: (one.on, order.index(one.kind), one.amount_cents, one.source)))
        )

    def as_of(self, day: date) -> Award:
        """Give the award as it was known on a day."""
        return Award(tuple(one for one in self.amounts if one.on <= day))

    @property
    def in_force(self) -> AwardAmount | None:
        """The last final amount, or before there is one the last preliminary amount."""
        allotted = [one for one in self.amounts if one.kind in _ALLOTTED]
        finals = [one for one in allotted if one.kind is AmountKind.FINAL]
        return (finals or allotted)[-1] if allotted else None

    @property
    def allotted_cents(self) -> int:
        """The year's own amount, without what was added to it."""
        return self.in_force.amount_cents if self.in_force is not None else 0

    @property
    def carryover_base_cents(self) -> int:
        """What the limit on carryover is taken of: the year's own amount and transfers, without reallocated funds (20 USC 6339)."""
        return self.allotted_cents + self._sum(AmountKind.TRANSFERRED_IN)

    @property
    def allocation_cents(self) -> int:
        """What shares and limits are taken of: everything that is new this year."""
        return self.carryover_base_cents + self._sum(AmountKind.REALLOCATED)

    @property
    def available_cents(self) -> int:
        """What there is to spend: the allocation, and what is left of the year before."""
        return self.allocation_cents + self._sum(AmountKind.CARRIED_OVER)

    def _sum(self, kind: AmountKind) -> int:
        return sum(one.amount_cents for one in self.amounts if one.kind is kind)
