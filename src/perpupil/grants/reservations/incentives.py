"""Title I: incentives for teachers in schools in improvement, five percent of the allocation at most (34 CFR 200.77)."""

from __future__ import annotations

from perpupil.grants.law import Citation

CITATION = Citation("34 CFR 200.77")


def incentives_at_most_cents(allocation_cents: int) -> int:
    """Give the most that may be set aside.

    >>> incentives_at_most_cents(1_000_000_10)
    5000000
    """
    return 5 * allocation_cents // 100
