"""Quarters of a district's students by need: every quarter has about as many students, not as many schools."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

QUARTERS = 4


def quarters(
    units: Sequence[str], students: Sequence[Fraction | None], shares: Sequence[Fraction | None]
) -> tuple[int | None, ...]:
    """Say in which quarter of the students, by need, each school is: 0 for the least need to 3 for the most.

    Schools stand in the order of their need, those of equal need in the order of their ids. A school is in the quarter in which the one in the middle of its
    students falls; one in the middle that stands right between two quarters is in the upper one.

    Args:
        units: The ids.
        students: How many each has.
        shares: The share of them who have the need.

    Returns:
        None for a school without students or whose need is not known.

    >>> three, five = Fraction(3), Fraction(5)
    >>> quarters(["a", "b", "c"], [three, three, five], [Fraction(1, 2), Fraction(0), Fraction(1)])
    (1, 0, 3)
    """
    placed = [
        (share, unit, at, count)
        for at, (unit, count, share) in enumerate(zip(units, students, shares, strict=True))
        if count is not None and count > 0 and share is not None
    ]
    whole = sum((count for *_, count in placed), Fraction(0))
    found: list[int | None] = [None] * len(units)
    below = Fraction(0)
    for _, _, at, count in sorted(placed):
        middle = below + count * Fraction(1, 2)
        found[at] = int(QUARTERS * middle / whole)  # exact: Fraction
        below += count
    return tuple(found)


def why_no_quarters(noun: str, students: Sequence[Fraction | None], shares: Sequence[Fraction | None]) -> str:
    """Say why schools cannot be put into quarters; empty where they can."""
    known = [share for count, share in zip(students, shares, strict=True) if (count or 0) > 0 and share is not None]
    if not known:
        return f"There is no {noun} of which students and their need are known, so there are no quarters by need."
    if len(known) == 1:
        return f"There is one {noun}, so there are no quarters by need."
    if len(set(known)) == 1:
        return f"Every {noun} has the same share of students with this need, so there are no quarters by need."
    return ""
