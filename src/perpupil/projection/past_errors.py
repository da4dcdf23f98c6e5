"""How far off a projection may be: the method's own errors in the past, and the interval that they support.

Each past year is projected from the years before it and held against its count. What the errors of most past years stayed within is taken for the
next one; nothing is assumed about how errors are spread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.exact.rounding import Mode, Rounding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LEVEL = Fraction(4, 5)
ERRORS_LEAST = 20
"""Errors on which an interval rests at least."""
YEARS_LEAST = 2
"""Years from which they come at least: what befell a single year befell all of its schools."""

_UP, _DOWN = Rounding(0, Mode.CEILING), Rounding(0, Mode.FLOOR)


@dataclass(frozen=True, slots=True)
class PastError:
    """A school of a past year: what would have been projected, and what was counted."""

    year: int
    unit: str
    projected: int
    counted: int

    @property
    def size(self) -> int:
        """The size class: each holds schools up to twice as large as the one before (64–127, 128–255 …)."""
        return self.projected.bit_length()

    @property
    def missed(self) -> Fraction:
        """By what share of the projection the count differed."""
        return Fraction(abs(self.counted - self.projected), self.projected)


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which numbers a count should come, in so many of ten cases as the level says."""

    low: int
    high: int
    missed: Fraction
    """The share of the projection that past errors stayed within."""
    errors: int
    """On how many past errors it rests."""
    years: tuple[int, ...]
    sizes: tuple[int, int]
    """The least and the most students that were projected for the schools of these errors' size classes."""


def interval(projected: int, errors: Sequence[PastError], level: Fraction = LEVEL) -> Interval | None:
    """Give the interval of one school's projection; None where too few errors are known to say one.

    The errors are those of schools of its size; where they are fewer than twenty, or of one year, those of the next smaller and larger schools too.
    With n errors the k-th smallest is taken, k being the level times n + 1, rounded up: were the next error drawn from the same hat, it would be at
    most as large in that share of cases.

    >>> past = [PastError(2024 + year, str(school), 400, 400 + 2 * school) for year in (0, 1) for school in range(10)]
    >>> interval(500, past).low, interval(500, past).high
    (480, 520)
    """
    return intervals({"": projected}, errors, level).get("")


def intervals(
    projected: Mapping[str, int], errors: Sequence[PastError], level: Fraction = LEVEL
) -> dict[str, Interval]:
    """Give the interval of each unit's projection, for those of which enough errors are known."""
    bounds = {size: _bound(size, errors, level) for size in {count.bit_length() for count in projected.values()}}
    found = {}
    for unit, count in projected.items():
        bound = bounds[count.bit_length()]
        if bound is not None and count > 0:
            missed = bound.missed * count
            found[unit] = replace(bound, low=max(0, int(_UP.of(count - missed))), high=int(_DOWN.of(count + missed)))
    return found


def _bound(size: int, errors: Sequence[PastError], level: Fraction) -> Interval | None:
    """Give what the errors of one size stayed within; its ends are set for each unit."""
    known = _of_size(size, errors)
    place = int(_UP.of(level * (len(known) + 1)))
    if not _enough(known) or place > len(known):
        return None
    sizes = {one.size for one in known}
    return Interval(
        low=0,
        high=0,
        missed=sorted(one.missed for one in known)[place - 1],
        errors=len(known),
        years=tuple(sorted({one.year for one in known})),
        sizes=(1 << (min(sizes) - 1), (1 << max(sizes)) - 1),
    )


def _of_size(size: int, errors: Sequence[PastError]) -> list[PastError]:
    """Take the errors of schools of one size, then of the sizes next to it, until they are enough."""
    widest = max((abs(one.size - size) for one in errors), default=0)
    known: list[PastError] = []
    for apart in range(widest + 1):
        known = [one for one in errors if abs(one.size - size) <= apart]
        if _enough(known):
            break
    return known


def _enough(errors: Iterable[PastError]) -> bool:
    """Whether there are errors enough, and of years enough."""
    known = list(errors)
    return len(known) >= ERRORS_LEAST and len({one.year for one in known}) >= YEARS_LEAST
