"""Dates as people and systems write them, and which of day and month comes first.

A date such as 03/04/2026 can be read two ways. A column settles it where one of its dates can be read only one way; where none
does, nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_TIME}", re.ASCII).fullmatch
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII).fullmatch
_SLASHED = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII).fullmatch
_DAY_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ ,-]+(\d{4})", re.ASCII).fullmatch
_MONTH_NAMED = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII).fullmatch
_MONTHS_IN_YEAR = 12


class Order(StrEnum):
    """Which comes first in a date of numbers."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


class Manner(StrEnum):
    """How a date is written."""

    ISO = "year-month-day"
    COMPACT = "eight digits"
    NUMBERS = "numbers with the year last"
    NAMED = "with the month's name"


def manner_of(cell: str) -> Manner | None:
    """Say how a date is written; None when it is none.

    >>> [str(manner_of(cell)) for cell in ("2026-10-01", "10/1/2026", "1 Oct 2026", "soon")]
    ['year-month-day', 'numbers with the year last', "with the month's name", 'None']
    """
    if _ISO(cell):
        return Manner.ISO
    if _COMPACT(cell):
        return Manner.COMPACT
    if _SLASHED(cell):
        return Manner.NUMBERS
    if _DAY_NAMED(cell) or _MONTH_NAMED(cell):
        return Manner.NAMED
    return None


def read_date(cell: str, order: Order | None = None) -> dt.date | None:
    """Read a date; None when it is none, or when day and month could change places and no order is given.

    >>> read_date("10/01/2026"), read_date("10/01/2026", Order.MONTH_FIRST), read_date("31-Aug-2026")
    (None, datetime.date(2026, 10, 1), datetime.date(2026, 8, 31))
    """
    if match := _ISO(cell) or _COMPACT(cell):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED(cell):
        return _numbered(int(match[1]), int(match[3]), int(match[4]), order)
    if match := _DAY_NAMED(cell):
        return _date(int(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_NAMED(cell):
        return _date(int(match[3]), _month(match[1]), int(match[2]))
    return None


def is_ambiguous(cell: str) -> bool:
    """Whether day and month could change places and make another date."""
    match = _SLASHED(cell)
    if match is None:
        return False
    first, second = int(match[1]), int(match[3])
    return first != second and max(first, second) <= _MONTHS_IN_YEAR


def order_of(cells: Iterable[str]) -> Order | None:
    """Find which comes first, from the dates of a column that can be read only one way; None when none says, or they disagree.

    >>> order_of(["10/01/2026", "10/31/2026"]), order_of(["10/01/2026"]), order_of(["10/31/2026", "31/10/2026"])
    (<Order.MONTH_FIRST: 'month_first'>, None, None)
    """
    said = set()
    for match in map(_SLASHED, cells):
        if match is not None and int(match[1]) > _MONTHS_IN_YEAR >= int(match[3]):
            said.add(Order.DAY_FIRST)
        elif match is not None and int(match[3]) > _MONTHS_IN_YEAR >= int(match[1]):
            said.add(Order.MONTH_FIRST)
    return said.pop() if len(said) == 1 else None


def _numbered(first: int, second: int, year: int, order: Order | None) -> dt.date | None:
    """Read a date whose year is last."""
    if first > _MONTHS_IN_YEAR or first == second or (order is Order.DAY_FIRST and second <= _MONTHS_IN_YEAR):
        return _date(year, second, first)
    if second > _MONTHS_IN_YEAR or order is Order.MONTH_FIRST:
        return _date(year, first, second)
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """Give the number of a month by its English name; 0 when there is none."""
    start = name[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0
