"""Title I: a school never has more a child of low income than a school with a higher share of such children (34 CFR 200.78(c)).

The regulation speaks of the amounts that schools are allocated. That the worth of services which a school gets centrally is added, so that an offer
of money in their place cannot turn the order round, is our own, stricter reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from perpupil.grants.law import Citation, Confidence

CITATION = Citation("34 CFR 200.78(c)")
WORTH_CITATION = Citation("34 CFR 200.78(c), with services counted as money", Confidence.OURS)


@dataclass(frozen=True, slots=True)
class Standing:
    """A served school: its share of children of low income, how many there are, and the least and the most it may come to have."""

    unit: str
    share: Fraction
    children: int
    least_cents: int
    most_cents: int


@dataclass(frozen=True, slots=True)
class Overtaking:
    """A school that may come to have more a child than a poorer one."""

    richer: Standing
    poorer: Standing

    @property
    def lawful_cents(self) -> int:
        """The most that the richer school may have beside the poorer one."""
        return self.poorer.least_cents * self.richer.children // self.poorer.children


def overtakings(standings: Iterable[Standing], roundings: int = 1) -> Iterator[Overtaking]:
    """Find the schools that may overtake a poorer one, each with the poorer school that has the least a child.

    Args:
        standings: The served schools; those without children are passed over.
        roundings: How many shares of a school were rounded to a cent; what that explains is no difference.

    >>> canal = Standing("0209", Fraction(93, 100), 100, 50_000_00, 50_000_00)
    >>> granite = Standing("0219", Fraction(76, 100), 100, 50_000_00, 60_000_00)
    >>> [(one.richer.unit, one.poorer.unit) for one in overtakings([granite, canal])]
    [('0219', '0209')]
    """
    placed = sorted((one for one in standings if one.children), key=lambda one: (-one.share, one.unit))
    poorest: Standing | None = None
    for _, group in groupby(placed, key=lambda one: one.share):
        equals = list(group)
        if poorest is not None:
            yield from (Overtaking(one, poorest) for one in equals if _is_above(one, poorest, roundings))
        poorest = min((one for one in (poorest, *equals) if one is not None), key=_least)


def _is_above(one: Standing, poorer: Standing, roundings: int) -> bool:
    return (one.most_cents - roundings) * poorer.children > (poorer.least_cents + roundings) * one.children


def _least(one: Standing) -> tuple[Fraction, str]:
    return Fraction(one.least_cents, one.children), one.unit
