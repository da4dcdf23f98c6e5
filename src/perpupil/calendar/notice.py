"""Two timelines of one choice compared: what could be handed to schools if they chose earlier, in dollars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from perpupil.calendar.records import Calendar, Decision

MONTHS_IN_YEAR = 12


def whole_months(decided: dt.date, starts: dt.date) -> int:
    """Give the whole months of notice; none once the year has begun.

    >>> whole_months(dt.date(2027, 1, 29), dt.date(2027, 7, 1)), whole_months(dt.date(2027, 2, 1), dt.date(2027, 7, 1))
    (5, 5)
    >>> whole_months(dt.date(2027, 8, 1), dt.date(2027, 7, 1))
    0
    """
    months = MONTHS_IN_YEAR * (starts.year - decided.year) + starts.month - decided.month
    return max(0, months - (decided.day > starts.day))


@dataclass(frozen=True, slots=True)
class Freeing:
    """What a service frees where every school declines it, by months of notice; beyond the last step no more."""

    name: str
    title: str
    steps: tuple[tuple[int, int], ...]
    """Months of notice → cents that are freed with so many or more."""
    prices_of: int = 0
    """The fiscal year whose prices these are; 0 where that is not said."""
    currency: str = "USD"

    def freed_cents(self, months: int) -> int:
        """Give what so many months of notice free.

        >>> Freeing("institute", "Writing institute", ((0, 100), (12, 400))).freed_cents(11)
        100
        """
        return max((cents for needed, cents in self.steps if months >= needed), default=0)


@dataclass(frozen=True, slots=True)
class Timeline:
    """When schools choose for a fiscal year."""

    title: str
    decided: dt.date
    starts: dt.date
    """The first day of the fiscal year."""

    @property
    def months(self) -> int:
        """Whole months of notice; none once the year has begun.

        >>> Timeline("Choices", dt.date(2027, 1, 29), dt.date(2027, 7, 1)).months
        5
        """
        return whole_months(self.decided, self.starts)


@dataclass(frozen=True, slots=True)
class Gain:
    """What one service frees under each timeline."""

    service: Freeing
    later_cents: int
    earlier_cents: int

    @property
    def more_cents(self) -> int:
        """What choosing earlier adds."""
        return self.earlier_cents - self.later_cents


@dataclass(frozen=True, slots=True)
class Compared:
    """Two timelines of one fiscal year, service by service."""

    year: int
    later: Timeline
    earlier: Timeline
    gains: tuple[Gain, ...]
    """In the order of what they add, the most first."""

    @property
    def currency(self) -> str:
        """The currency of the services; they stand in one file, and have one."""
        return next((one.service.currency for one in self.gains), "USD")

    @property
    def prices_of(self) -> tuple[int, ...]:
        """The fiscal years whose prices these are."""
        return tuple(sorted({one.service.prices_of for one in self.gains if one.service.prices_of}))

    @property
    def later_cents(self) -> int:
        """What all services free under the later timeline."""
        return sum(one.later_cents for one in self.gains)

    @property
    def earlier_cents(self) -> int:
        """What all services free under the earlier timeline."""
        return sum(one.earlier_cents for one in self.gains)

    @property
    def more_cents(self) -> int:
        """What choosing earlier adds in all."""
        return self.earlier_cents - self.later_cents


def compare_timelines(calendar: Calendar, services: Sequence[Freeing]) -> tuple[Compared, ...]:
    """Compare, for each fiscal year for which schools choose, the last day on which they may with the first.

    Where there is one day only, it is compared with the same day a year before.
    """
    return tuple(
        _compared(cycle.year, later, earlier, services)
        for cycle in calendar.cycles
        for later, earlier in _timelines(calendar, cycle.year, cycle.starts)
    )


def _timelines(calendar: Calendar, year: int, starts: dt.date) -> tuple[tuple[Timeline, Timeline], ...]:
    choices = [one for one in calendar.decisions if one.is_choice and one.year == year]
    if not choices:
        return ()
    first, last = choices[0], choices[-1]
    later = Timeline(last.title, last.on, starts)
    earlier = Timeline(first.title, first.on, starts) if first.on < last.on else _a_year_before(last, starts)
    return ((later, earlier),)


def _a_year_before(choice: Decision, starts: dt.date) -> Timeline:
    last_year = choice.on.year - 1
    is_leap_day = (choice.on.month, choice.on.day) == (2, 29)
    decided = choice.on.replace(year=last_year, day=28) if is_leap_day else choice.on.replace(year=last_year)
    return Timeline(f"{choice.title}, a year earlier", decided, starts)


def _compared(year: int, later: Timeline, earlier: Timeline, services: Sequence[Freeing]) -> Compared:
    gains = (Gain(one, one.freed_cents(later.months), one.freed_cents(earlier.months)) for one in services)
    return Compared(
        year,
        later,
        earlier,
        tuple(sorted(gains, key=lambda one: (-one.more_cents, one.service.title, one.service.name))),
    )
