"""A sum over schools: one rate a student, exact, and what becomes of the odd cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from perpupil.exact.apportion import apportion
from perpupil.exact.columns import from_integers


class OddCents(StrEnum):
    """What becomes of the cents that a whole-cent share leaves over."""

    LARGEST_REMAINDER = "largest_remainder"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Shares:
    """What each school gets of a sum."""

    rate: Fraction
    """Cents a student, exact; with `kept` a whole number of cents."""
    by_school_cents: Mapping[str, int]
    """In the order of school ids; also of those who get nothing."""
    kept_cents: int
    """What is not handed out; nothing by largest remainder."""

    @property
    def total_cents(self) -> int:
        """What is handed out."""
        return sum(self.by_school_cents.values())


def share_out(
    total_cents: int, students: Mapping[str, int], odd_cents: OddCents = OddCents.LARGEST_REMAINDER
) -> Shares | None:
    """Share a sum out by students; None where there is no student to share it by.

    By largest remainder each school gets the exact rate times its students, rounded down, and the cents that are left go one each to the largest
    remainders, equal ones in the order of ids. With `kept` the rate itself is rounded down to a cent, and the district keeps the rest.

    >>> shares = share_out(100_00, {"b": 1, "a": 1, "c": 1})
    >>> shares.by_school_cents, shares.rate
    ({'a': 3334, 'b': 3333, 'c': 3333}, Fraction(10000, 3))
    >>> share_out(100_00, {"a": 1, "b": 1, "c": 1}, OddCents.KEPT).kept_cents
    1
    """
    ordered = dict(sorted(students.items()))
    whole = sum(ordered.values())
    if not whole:
        return None
    if odd_cents is OddCents.KEPT:
        rate = total_cents // whole
        kept = {unit: rate * count for unit, count in ordered.items()}
        return Shares(Fraction(rate), kept, total_cents - rate * whole)
    parts = apportion(total_cents, from_integers(list(ordered.values())).numerators)
    return Shares(Fraction(total_cents, whole), dict(zip(ordered, map(int, np.asarray(parts)), strict=True)), 0)
