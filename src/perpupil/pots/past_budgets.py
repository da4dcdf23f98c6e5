"""What a school was allocated and spent in closed years, and what follows from it: what was left, what comes back every year, what has ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RECURS = 3
"""In so many years in a row, an amount is one of every year."""


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """A school in one closed year; what nobody says is None."""

    year: int
    students: int | None
    allocated_cents: int | None
    spent_cents: int | None

    @property
    def unspent_cents(self) -> int | None:
        """What was left at the end; below zero where more was spent."""
        if self.allocated_cents is None or self.spent_cents is None:
            return None
        return self.allocated_cents - self.spent_cents


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was paid in one year, and is told apart."""

    year: int
    title: str
    paid_from: str
    cents: int


@dataclass(frozen=True, slots=True)
class Recurring:
    """An item paid every year, with the same amount."""

    title: str
    paid_from: str
    a_year_cents: int
    since: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An item that was paid for some years and is paid no longer."""

    title: str
    last: int
    last_cents: int
    """What it came to in its last year."""
    most: int
    """The year in which it was largest."""
    most_cents: int


@dataclass(frozen=True, slots=True)
class Unspent:
    """What was left in closed years."""

    cents: int
    years: int
    """In how many of them something was left."""


def recurring(items: Iterable[Item], last: int) -> tuple[Recurring, ...]:
    """Find what was paid with the same amount in each of at least three years up to the last closed one, the largest first.

    >>> recurring([Item(year, "Reading program", "supplies", 6_480_00) for year in (2023, 2024, 2025, 2026)], 2026)
    (Recurring(title='Reading program', paid_from='supplies', a_year_cents=648000, since=2023),)
    """
    found = []
    for title, by_year in _by_title(items).items():
        since = last
        while since in by_year and since - 1 in by_year and by_year[since - 1].cents == by_year[last].cents:
            since -= 1
        if last - since + 1 >= RECURS and by_year[last].cents > 0:
            found.append(Recurring(title, by_year[last].paid_from, by_year[last].cents, since))
    return tuple(sorted(found, key=lambda one: (-one.a_year_cents, one.title)))


def ended(items: Iterable[Item], last: int) -> tuple[Ended, ...]:
    """Find what was paid in at least two years and no longer in the last closed one, the largest first."""
    found = []
    for title, by_year in _by_title(items).items():
        paid = {year: one.cents for year, one in by_year.items() if one.cents > 0}
        if len(paid) > 1 and max(paid) < last:
            most = max(paid, key=lambda year: (paid[year], year))
            found.append(Ended(title, max(paid), paid[max(paid)], most, paid[most]))
    return tuple(sorted(found, key=lambda one: (-one.most_cents, one.title)))


def unspent(years: Iterable[ClosedYear]) -> Unspent | None:
    """Add up what was left at the end of closed years; None where nothing was."""
    left = [one.unspent_cents for one in years if one.unspent_cents is not None and one.unspent_cents > 0]
    return Unspent(sum(left), len(left)) if left else None


def _by_title(items: Iterable[Item]) -> Mapping[str, Mapping[int, Item]]:
    """Put items of the same name and year together."""
    found: dict[str, dict[int, Item]] = defaultdict(dict)
    for one in items:
        there = found[one.title].get(one.year)
        cents = one.cents + (there.cents if there is not None else 0)
        found[one.title][one.year] = Item(one.year, one.title, one.paid_from, cents)
    return found
