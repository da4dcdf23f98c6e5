"""The facts and the settings of the next year: what goes over from the year before, and what has to come anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perpupil.facts.revenue import POOL_COLUMN
from perpupil.facts.table import TextTable
from perpupil.formula.source import read_source
from perpupil.formula.spans import Edit, edited, value_span
from perpupil.intake.fact_set import SCHOOL_COUNTS, SCHOOL_FACTS, FactSet, facts_of
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.settings import Settings, year_words

if TYPE_CHECKING:
    from perpupil.formula.records import Formula

CALENDAR, POOL = "calendar", "pool"
_FEBRUARY_28 = 28


@dataclass(frozen=True, slots=True)
class Carry:
    """Whether a dataset goes over to the next year, and why."""

    goes_over: bool
    why: str


_HOLDS = "It holds until it changes."
_NAMES_ITS_YEARS = "Each row names its year; what the new year needs may be in it already."
_COMES_ANEW = "It is about students, and comes with the new count."
CARRY: Mapping[str, Carry] = {
    "schools": Carry(goes_over=True, why=_HOLDS),
    SCHOOL_FACTS: Carry(
        goes_over=True, why="It holds until others come; what was so in one year only must be looked at."
    ),
    SCHOOL_COUNTS: Carry(
        goes_over=True, why="Each row names its year; the new year is projected from the years before."
    ),
    "services": Carry(goes_over=True, why=_NAMES_ITS_YEARS),
    "prices": Carry(goes_over=True, why=_NAMES_ITS_YEARS),
    POOL: Carry(goes_over=True, why=_NAMES_ITS_YEARS),
    "accounts": Carry(goes_over=True, why=_HOLDS),
    "past_years": Carry(goes_over=True, why="What was allocated and spent in a closed year stays as it was."),
    CALENDAR: Carry(
        goes_over=True, why="The days of the year before come again a year later; later days stand as they are."
    ),
    "students": Carry(goes_over=False, why=_COMES_ANEW),
    "student_programs": Carry(goes_over=False, why=_COMES_ANEW),
    "programs": Carry(goes_over=False, why=_COMES_ANEW),
    "positions": Carry(goes_over=False, why="Who works where is another list each year."),
    "ledger": Carry(goes_over=False, why="Money that was spent belongs to the year in which it was."),
}
"""By dataset; every one is decided."""
_OF_YEARS = ("services", "prices", POOL, CALENDAR)
"""Those that must have a row of the year to be of use in it."""


def next_settings(content: bytes, settings: Settings, label: str) -> str:
    r"""Set a district's settings a year later, in their text: the year, the day of the count, the period of membership.

    Args:
        content: The file as it stands, without a fault.
        settings: What it says.
        label: What to call it.

    >>> text = 'perpupil = 1\ndistrict = "Maple"\nyear = 2027   # ends in June\ncount_date = 2026-10-01\n'
    >>> print(next_settings(text.encode(), Settings("Maple", 2027, dt.date(2026, 10, 1)), "perpupil.toml"), end="")
    perpupil = 1
    district = "Maple"
    year = 2028   # ends in June
    count_date = 2027-10-01
    """
    source = read_source(content, label)
    later = [Edit(*value_span(source, ("year",)), str(settings.year + 1))]
    later.append(Edit(*value_span(source, ("count_date",)), a_year_later(settings.count_date).isoformat()))
    if settings.membership is not None:
        first, end = (a_year_later(day).isoformat() for day in settings.membership)
        later.append(Edit(*value_span(source, ("count", "membership")), f"[{first}, {end}]"))
    return edited(source.text, later)


def a_year_later(day: dt.date) -> dt.date:
    """Give the same day of the next year; after February 29 comes the 28th.

    >>> a_year_later(dt.date(2028, 2, 29))
    datetime.date(2029, 2, 28)
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=_FEBRUARY_28)


def next_facts(before: FactSet) -> FactSet:
    """Make the facts with which the next year begins: nothing about students, and nothing that was spent."""
    year = before.year + 1
    tables = {name: table for name, table in before.tables.items() if CARRY[name].goes_over}
    if CALENDAR in tables:
        tables[CALENDAR] = next_calendar(tables[CALENDAR], year)
    return FactSet(
        year=year,
        count_date=a_year_later(before.count_date),
        tables=tables,
        name=f"{year_words(year)}, begun from {year_words(before.year)}",
        origin=before.seal(),
    )


def next_calendar(calendar: TextTable, year: int) -> TextTable:
    """Let the days of the year before come again a year later, none of them done; days of later years stand as they are."""
    names = list(calendar.columns)
    known = [dict(zip(names, cells, strict=True)) for cells in zip(*calendar.columns.values(), strict=True)]
    later = [row for row in known if row["year"] >= str(year)]
    planned = {(row["event"], row["year"]) for row in later}
    again = [_again(row, year) for row in known if row["year"] == str(year - 1)]
    rows = sorted([*later, *(row for row in again if (row["event"], row["year"]) not in planned)], key=_in_order)
    columns = {name: [row[name] for row in rows] for name in names}
    return TextTable(calendar.source, columns, range(2, len(rows) + 2))


def _again(row: Mapping[str, str], year: int) -> dict[str, str]:
    made = {**row, "date": a_year_later(dt.date.fromisoformat(row["date"])).isoformat(), "year": str(year)}
    return made | {name: text for name, text in (("done", "no"), ("note", "")) if name in row}


def _in_order(row: Mapping[str, str]) -> tuple[str, str]:
    return row["date"], row["event"]


def missing(facts: FactSet, before: FactSet, formula: Formula) -> Iterator[tuple[str, str]]:
    """Say what the facts of a year do not have yet: what it is, and what to do.

    Args:
        facts: Those with which the year begins.
        before: Those of the year before.
        formula: The formula of the year.

    """
    year = year_words(facts.year)
    if facts.headcount is None:
        day = facts.count_date.isoformat()
        yield "Students", f"Project them with perpupil project, and bring in the count of {day} when it is made."
    for name in (one for one in SCHEMAS if one in before.tables):
        table, title = before.tables[name], SCHEMAS[name].title
        if not CARRY[name].goes_over and name not in facts.tables:
            yield title, f"Bring in those of {year} with perpupil import, as soon as there are any."
        elif name in _OF_YEARS and not _has_year(facts, name):
            yield title, f"There is no row of {year} among {len(table):,}."
        elif name == SCHOOL_FACTS and table is facts.tables.get(name):
            yield title, f"They are those of {year_words(before.year)} until others are brought in."
    columns = facts_of(facts)[0].columns
    lacking = [formula.binding.columns.get(name, name) for name in formula.columns]
    lacking = [header for header in lacking if header not in columns]
    if lacking:
        yield "Columns", f"The formula reads {', '.join(lacking)}, and no table has them yet."


def filled_pools(facts: FactSet, formula: Formula) -> frozenset[str]:
    """Give the pools whose amount the pool file of a year gives."""
    table = facts.tables.get(POOL)
    if table is None:
        return frozenset()
    years = table.columns.get("year", ())
    names = table.columns.get(POOL_COLUMN) or [""] * len(table)
    named = {name for year, name in zip(years, names, strict=True) if year == str(facts.year)}
    return frozenset(formula.pools if "" in named else named)


def _has_year(facts: FactSet, name: str) -> bool:
    table = facts.tables.get(name)
    return table is not None and str(facts.year) in table.columns.get("year", ())
