"""Indirect cost: a rate on what the grant spends directly, without the costs that the rate may not be taken of.

Where the rate is on direct cost, the award holds both the direct cost and the charge on it: of each dollar that the rate reaches, the charge is
rate / (1 + rate). It is rounded down, so that no more is charged than the rate allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from perpupil.exact.rounding import Mode, Rounding

_DOWN = Rounding(0, Mode.DOWN)


class Basis(StrEnum):
    """What the rate is taken of."""

    DIRECT_COST = "direct_cost"
    AWARD = "award"


@dataclass(frozen=True, slots=True)
class ExcludedCost:
    """A cost of which a percentage bears no indirect cost, such as the part of a contract beyond a bound."""

    title: str
    amount_cents: int
    share: Fraction
    """How much of it, from 0 to 1."""

    @property
    def excluded_cents(self) -> int:
        """How much is excluded, rounded up to a whole cent."""
        return int(Rounding(0, Mode.UP).of(self.amount_cents * self.share))


@dataclass(frozen=True, slots=True)
class IndirectCost:
    """A rate, or an amount that was agreed."""

    amount_cents: int | None = None
    rate: Fraction = Fraction(0)
    basis: Basis = Basis.DIRECT_COST
    excluded: tuple[ExcludedCost, ...] = ()

    def charge_cents(self, award_cents: int) -> int:
        """Give the charge on an award.

        >>> IndirectCost(rate=Fraction("0.025"), excluded=(ExcludedCost("contract", 250_000_00, Fraction("0.8")),)).charge_cents(14_960_000_00)
        36000000
        """
        if self.amount_cents is not None:
            return self.amount_cents
        reached = max(0, award_cents - sum(one.excluded_cents for one in self.excluded))
        charged = self.rate if self.basis is Basis.AWARD else self.rate / (1 + self.rate)  # exact: Fraction
        return int(_DOWN.of(reached * charged))
