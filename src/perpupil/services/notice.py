"""Notice: how much of a fixed cost so many months of it free, and how far ahead it counts."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from perpupil.calendar.notice import MONTHS_IN_YEAR

MONTHS_MAXIMUM = 24
"""Two school years: nobody plans farther ahead."""


def share_freed(schedule: tuple[tuple[Fraction, Fraction], ...], months: int) -> Fraction:
    """Give the share of a fixed cost that so many months of notice free.

    >>> half_then_all = ((Fraction(12), Fraction(1, 2)), (Fraction(24), Fraction(1)))
    >>> [str(share_freed(half_then_all, months)) for months in (11, 12, 23, 24)]
    ['0', '1/2', '1/2', '1']
    """
    return max((share for needed, share in schedule if months >= needed), default=Fraction(0))


def later_years(starts: dt.date) -> tuple[dt.date, ...]:
    """Give the first days of the next two years, as far ahead as notice counts.

    >>> [str(year) for year in later_years(dt.date(2027, 7, 1))]
    ['2028-07-01', '2029-07-01']
    """
    return tuple(_in_year(starts, starts.year + ahead) for ahead in range(1, MONTHS_MAXIMUM // MONTHS_IN_YEAR + 1))


def _in_year(day: dt.date, year: int) -> dt.date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)  # the last of February
