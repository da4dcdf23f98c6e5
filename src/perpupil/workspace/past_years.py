"""Closed years of a district's folder: the formula that was kept when the year ended, worked again; and what its facts tell of schools in years before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from perpupil.allocation.allocation import Allocation
from perpupil.facts.grades import GRADES
from perpupil.facts.table import TextTable
from perpupil.intake.dataset import Dataset
from perpupil.intake.fact_set import SCHOOLS
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.settings import year_words
from perpupil.pots.past_budgets import ClosedYear, Item
from perpupil.projection.school_counts import read_school_counts
from perpupil.workspace.district import FORMULAS
from perpupil.workspace.district_money import allocation_of
from perpupil.workspace.fact_sets import read_table_in_force
from perpupil.workspace.files import POOL, FormulaFiles, NoSuchFile
from perpupil.workspace.in_force import HEADCOUNT, TABLE_OF_FACTS, folder_in_force, year_of
from perpupil.workspace.schools import ids_of

COUNTS, PAST_YEARS = "school_counts", "past_years"


@dataclass(frozen=True, slots=True)
class PastYear:
    """A year before the one in force, as far as the folder holds it."""

    year: int
    allocation: Allocation | None
    why: str = ""
    """Where there is no allocation: what is missing."""


def past_year(district: Path, year: int) -> PastYear:
    """Work a closed year again; or say what the folder lacks for it."""
    folder = folder_in_force(district, year)
    if folder is None:
        return PastYear(year, None, f"The data of {year_words(year)} are not in the district's folder.")
    kept = _kept_formulas(district, year)
    if len(kept) != 1:
        what = "No formula" if not kept else "More than one formula"
        return PastYear(year, None, f"{what} of {year_words(year)} is kept in the district's folder.")
    headcount, pool = folder / HEADCOUNT, folder / POOL
    files = FormulaFiles(
        kept[0],
        folder / TABLE_OF_FACTS,
        headcount if headcount.is_file() else None,
        None,
        pool if pool.is_file() else None,
    )
    allocation, why = allocation_of(files, year)
    return PastYear(year, allocation, why)


@dataclass(frozen=True, slots=True)
class Taken:
    """A school that closed into another."""

    name: str
    closed: dt.date
    """The first day on which it was no longer open."""


@dataclass(frozen=True, slots=True)
class History:
    """What the facts of a year tell of its schools in the years before, by school."""

    students: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    """Counted students, by fiscal year."""
    grades: Mapping[int, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    """The lowest and the highest grade in which a school had students, by fiscal year; pre-kindergarten aside."""
    closed_years: Mapping[str, tuple[ClosedYear, ...]] = field(default_factory=dict)
    items: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    opened: Mapping[str, dt.date] = field(default_factory=dict)
    took_over: Mapping[str, tuple[Taken, ...]] = field(default_factory=dict)


def history(district: Path, year: int) -> History:
    """Read what the facts of a year tell of the years before; nothing where there are none."""
    tables = {name: read_table_in_force(district, year, name)[0] for name in (SCHOOLS, COUNTS, PAST_YEARS)}
    table = tables[COUNTS]
    counts, _ = read_school_counts(table) if table is not None else ({}, ())
    spans = {
        one: {unit: _span({each.grade for each in mine}) for unit, mine in rows.items()} for one, rows in counts.items()
    }
    opened, took_over = _schools(tables[SCHOOLS])
    years, items = _past_years(tables[PAST_YEARS])
    return History(
        students={one: {unit: sum(mine.values()) for unit, mine in rows.items()} for one, rows in counts.items()},
        grades={one: {unit: span for unit, span in mine.items() if span} for one, mine in spans.items()},
        closed_years=years,
        items=items,
        opened=opened,
        took_over=took_over,
    )


def _span(grades: set[str]) -> tuple[str, str] | None:
    """Give the lowest and the highest of some grades, without pre-kindergarten."""
    there = [grade for grade in GRADES if grade in grades and grade != "PK"]
    return (there[0], there[-1]) if there else None


def _schools(table: TextTable | None) -> tuple[Mapping[str, dt.date], Mapping[str, tuple[Taken, ...]]]:
    """Read when schools opened, and which ones closed into others."""
    if table is None:
        return {}, {}
    rows = Dataset(SCHEMAS[SCHOOLS], table)
    ids, names, successors = rows.words("schoolId"), rows.words("name"), rows.words("successorId")
    first = {unit: day for unit, day in zip(ids, rows.values("opened"), strict=True) if isinstance(day, dt.date)}
    by_code = ids_of(table)
    taken: dict[str, tuple[Taken, ...]] = defaultdict(tuple)
    for name, successor, closed in zip(names, successors, rows.values("closed"), strict=True):
        if successor in by_code and isinstance(closed, dt.date):
            taken[by_code[successor]] += (Taken(name, closed),)
    return first, dict(taken)


def _past_years(
    table: TextTable | None,
) -> tuple[Mapping[str, tuple[ClosedYear, ...]], Mapping[str, tuple[Item, ...]]]:
    """Read what schools were allocated and spent, and the items that are told apart."""
    years: dict[str, tuple[ClosedYear, ...]] = defaultdict(tuple)
    items: dict[str, tuple[Item, ...]] = defaultdict(tuple)
    if table is None:
        return {}, {}
    rows = Dataset(SCHEMAS[PAST_YEARS], table)
    words = (rows.words("schoolId"), rows.words("item"), rows.words("paidFrom"))
    amounts = (_whole(rows, name) for name in ("year", "students", "allocated", "spent"))
    for unit, item, paid_from, year, students, allocated, spent in zip(*words, *amounts, strict=True):
        if year is None:
            continue
        if not item:
            years[unit] += (ClosedYear(year, students, allocated, spent),)
        elif spent is not None:
            items[unit] += (Item(year, item, paid_from, spent),)
    return dict(years), dict(items)


def _whole(rows: Dataset, name: str) -> list[int | None]:
    """Read whole numbers, or cents."""
    return [one if isinstance(one, int) else None for one in rows.values(name)]


def _kept_formulas(district: Path, year: int) -> list[Path]:
    """Find the formulas that were kept when a year ended, by the year that each says it is for."""
    return [path for path in sorted((district / FORMULAS).glob("*.toml")) if _is_of(path, year)]


def _is_of(formula: Path, year: int) -> bool:
    try:
        return year_of(formula) == year
    except NoSuchFile:
        return False
