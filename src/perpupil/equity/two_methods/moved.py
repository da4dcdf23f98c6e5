"""A school under two methods: what is known of it, and what changes there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from perpupil.money import CENTS


@dataclass(frozen=True, slots=True)
class School:
    """What is known of a school; the same under both methods."""

    unit: str
    name: str
    students: Fraction | None
    share: Fraction | None
    """The share of its students who have the need; None where it is not known."""
    quarter: int | None
    """The quarter of the students by need, from 0; None where it is in none."""
    price: Fraction | None
    """Dollars of a teacher; None where it is not known."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What stands in the columns by which schools are put together."""

    def a_student(self, amount_cents: int) -> Fraction | None:
        """Give an amount in dollars a student."""
        if self.students is None or self.students <= 0:
            return None
        return Fraction(amount_cents, CENTS) / self.students  # exact: Fraction


@dataclass(frozen=True, slots=True)
class Moved:
    """What a school gets by both methods, in cents; rule and money add up to the change."""

    before_cents: int
    after_cents: int
    rule_cents: int
    money_cents: int

    @property
    def change_cents(self) -> int:
        """Give what changes."""
        return self.after_cents - self.before_cents
