"""The sheets of a workbook as records: columns of units, rows of the district, and what each cell holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

FIRST_ROW = 6
"""The row of the first unit, on every sheet that has units: a unit stands in the same row everywhere."""

ROW = "#"
"""Stands for the row of the unit in a formula that is written once for all units."""

DISTRICT, BOUNDS, WORKINGS, COUNTS, LINES, STEPS, POOL, PARAMETERS = (
    "District",
    "Bounds",
    "Workings",
    "Counts",
    "Lines",
    "Steps",
    "Pool",
    "Parameters",
)
ALLOCATION, CHECK, FIRST = "Allocation", "Check", "Read me"


class Look(StrEnum):
    """How a cell is shown."""

    WHOLE = "whole"
    MONEY = "money"
    NUMBER = "number"
    WORDS = "words"


@dataclass(slots=True)
class Column:
    """One column of a sheet of units."""

    title: str
    name: str
    unit: str
    """What one of its whole numbers is: `cents`, `1/10,000`."""
    values: Sequence[object]
    formula: str = ""
    """Without the equals sign; empty where the cells hold values."""
    look: Look = Look.WHOLE
    total: bool = False
    """Whether the units are added up below."""


@dataclass(slots=True)
class Grid:
    """A sheet with one row a unit: id, name, then columns."""

    name: str
    lead: str
    columns: list[Column] = field(default_factory=list)

    def add(self, column: Column) -> str:
        """Add a column and give its letter."""
        self.columns.append(column)
        return letter(len(self.columns) + 1)


@dataclass(slots=True)
class Row:
    """One value of the district."""

    title: str
    name: str
    unit: str
    value: object
    formula: str = ""
    look: Look = Look.WHOLE


@dataclass(slots=True)
class Bound:
    """What must stay small for the workbook to be exact, whatever is typed into it."""

    what: str
    greatest: str
    """A formula."""
    limit: int


@lru_cache(maxsize=1 << 15)
def letter(position: int) -> str:
    """Name a column by its position from 0.

    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def range_of(sheet: str, column: str, count: int) -> str:
    """Name all units' cells of a column."""
    return f"{sheet}!${column}${FIRST_ROW}:${column}${FIRST_ROW + count - 1}"
