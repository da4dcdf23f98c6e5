"""How much of a year's allocation may be spent in the year after: for Title I 15 percent, tested when fifteen months are over (20 USC 6339)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from perpupil.exact.rounding import Mode, Rounding
from perpupil.grants.law import Citation

CITATION = Citation("20 USC 6339")
EXEMPT_BELOW_CENTS = 50_000_00


@dataclass(frozen=True, slots=True)
class Carryover:
    """What is left, and how much of it may be carried over; cents."""

    left_cents: int
    limit_cents: int | None
    """None where nothing limits it."""

    @property
    def excess_cents(self) -> int:
        """What may not be kept without the state's waiver, which is given once in three years."""
        return 0 if self.limit_cents is None else max(0, self.left_cents - self.limit_cents)


def carryover(base_cents: int, left_cents: int, share: Fraction | None) -> Carryover:
    """Hold what is left against the limit, which is rounded down.

    Args:
        base_cents: The year's allocation with transfers, without reallocated funds.
        left_cents: What is not obligated when the test is made.
        share: The share that may be carried over; None where the program limits nothing.

    >>> carryover(2_000_000_00, 340_000_00, Fraction(15, 100)).excess_cents
    4000000
    >>> carryover(49_999_99, 40_000_00, Fraction(15, 100)).excess_cents
    0
    """
    if share is None or base_cents < EXEMPT_BELOW_CENTS:
        return Carryover(left_cents, None)
    return Carryover(left_cents, int(Rounding(0, Mode.DOWN).of(base_cents * share)))
