"""The receipt of a school: what it keeps, what it takes, what stays, and what it has not chosen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from perpupil.services.catalogue import Catalogue
from perpupil.services.price import Offer, Price, deadline_months
from perpupil.services.settlement import Outcome, Settled, Settlement


@dataclass(frozen=True, slots=True)
class Line:
    """One service on a receipt."""

    settled: Settled
    outcome: Outcome
    if_declined: Offer
    """What it would come to if the school declined all of it on the last day."""

    @property
    def price(self) -> Price:
        """The service and its price."""
        return self.settled.price

    @property
    def is_chosen(self) -> bool:
        """Whether the school has chosen."""
        return self.outcome.choice is not None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one school's choices come to. Kept, taken, staying and not chosen add up to the value."""

    school: str
    name: str
    lines: tuple[Line, ...]
    not_a_choice: tuple[Price, ...]
    """Services without a choice, each with its reason."""

    @property
    def value_cents(self) -> int:
        """What all services cost that the school may choose about."""
        return sum(line.outcome.price_cents for line in self.lines)

    @property
    def service_cents(self) -> int:
        """Services that it has chosen to keep or buy."""
        return sum(line.outcome.service_cents for line in self.lines if line.is_chosen)

    @property
    def money_cents(self) -> int:
        """Money that is added to its budget, less what it pays for more than it has."""
        return sum(line.outcome.money_cents for line in self.lines)

    @property
    def stays_cents(self) -> int:
        """What the district still pays for what it does not have any more."""
        return sum(line.outcome.stays_cents for line in self.lines)

    @property
    def not_chosen_cents(self) -> int:
        """Services about which it has not chosen, and that it goes on having."""
        return sum(line.outcome.service_cents for line in self.lines if not line.is_chosen)

    @property
    def credit_cents(self) -> int:
        """What is put into its budget before it buys."""
        return sum(line.outcome.credit_cents for line in self.lines)

    @property
    def paid_cents(self) -> int:
        """What it pays for what it buys."""
        return sum(line.outcome.paid_cents for line in self.lines)


def receipt(catalogue: Catalogue, settlement: Settlement, school: str, name: str) -> Receipt:
    """Give the receipt of a school."""
    months = deadline_months(catalogue)
    found = ((settled, settled.outcome(school)) for settled in settlement.services)
    lines = tuple(
        Line(settled, outcome, settled.price.offer(settled.price.share(school), Fraction(0), months))
        for settled, outcome in found
        if outcome is not None
    )
    reasons = tuple(settled.price for settled in settlement.services if not settled.price.is_offered)
    return Receipt(school, name, lines, reasons)
