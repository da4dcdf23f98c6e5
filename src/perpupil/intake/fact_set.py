"""A fact set: everything that is known of a district for one year, sealed; and the table of facts that a formula reads from it.

It holds no row about a student: students come in, are counted into the headcount, and are forgotten.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from perpupil.exact.numerals import write_number
from perpupil.facts.headcount import Headcount, headcount_seal
from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.intake.schemas.school_counts import ALL
from perpupil.seal import seal

VERSION = 1
SCHOOLS, SCHOOL_FACTS, SCHOOL_COUNTS = "schools", "school_facts", "school_counts"
UNIT, NAME = "schoolId", "name"
"""The columns of a school's code and name, in the list of schools and in the table of facts."""
STUDENTS_IN_ALL = "students"
"""The column of facts that counts everybody, where there is no headcount."""


class Kind(StrEnum):
    """Whether the students of a fact set were counted or are expected."""

    COUNTED = "counted"
    PROJECTED = "projected"


@dataclass(frozen=True, slots=True)
class FactSet:
    """What is known for one year."""

    year: int
    count_date: dt.date
    tables: Mapping[str, TextTable] = field(repr=False)
    """By dataset, every cell written in one way; none is about students."""
    headcount: Headcount | None = field(default=None, repr=False)
    name: str = ""
    kind: Kind = Kind.COUNTED
    membership_days: int | None = None
    """How many days the period of membership has, where days were counted."""
    origin: str = ""
    """For a projection: the seal of the set that it was made from."""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name or f"FY{self.year}, {self.kind} {self.count_date.isoformat()}"

    @property
    def students(self) -> Fraction | None:
        """How many students the headcount has; None without one."""
        return sum(self.headcount.measures["students"].fractions(), Fraction(0)) if self.headcount is not None else None

    def seal(self) -> str:
        """Hash what it says: not its name, not the order of its rows, not where its files came from."""
        return seal(
            {
                "fact set": VERSION,
                "year": self.year,
                "count date": self.count_date.isoformat(),
                "kind": str(self.kind),
                "membership days": self.membership_days,
                "tables": {name: canonical_table(table) for name, table in self.tables.items() if len(table)},
                "headcount": headcount_seal(self.headcount) if self.headcount is not None else None,
            }
        )


def canonical_table(table: TextTable) -> list[list[str]]:
    """Give a table as its headers and its rows, each in one order; a column without any value is not there."""
    names = sorted(name for name, cells in table.columns.items() if any(cells))
    return [names, *sorted(map(list, zip(*(table.columns[name] for name in names), strict=True)))]


def facts_of(given: FactSet) -> tuple[TextTable, tuple[Finding, ...]]:
    """Put together what a formula reads: a row for each school that is open on the day of the count.

    Columns are those of the list of schools and of the table of further facts. Where the set has no headcount, the counts by school stand
    in it too: `students` for everybody, a group by its own name, a grade as `grade_3`.
    """
    schools = given.tables.get(SCHOOLS)
    further = given.tables.get(SCHOOL_FACTS)
    base = schools if schools is not None else further
    if base is None:
        fix = "Bring in the list of schools."
        return TextTable("facts", {}, ()), (finding("no-units", Place("facts"), "There is no list of schools.", fix),)
    units = _open_schools(base, given.count_date)
    columns = {name: _by_unit(base, name, units) for name in base.columns}
    findings: list[Finding] = []
    if schools is not None and further is not None:
        findings += _not_listed(further, units)
        columns |= {name: _by_unit(further, name, units) for name in further.columns if name not in columns}
    counts = given.tables.get(SCHOOL_COUNTS)
    if counts is not None and given.headcount is None:
        columns |= _counts(counts, units, given)
    kept = {name: cells for name, cells in columns.items() if name in {UNIT, NAME} or any(cells)}
    return TextTable("facts", kept, range(2, len(units) + 2)), tuple(findings)


def _open_schools(schools: TextTable, day: dt.date) -> list[str]:
    """Give the schools that hold school on a day, in order."""
    opened, closed = (schools.columns.get(name) or [""] * len(schools) for name in ("opened", "closed"))
    today = day.isoformat()
    rows = zip(schools.columns[UNIT], opened, closed, strict=True)
    return sorted({unit for unit, first, end in rows if unit and first <= today and not (end and end <= today)})


def _by_unit(table: TextTable, name: str, units: list[str]) -> list[str]:
    known = dict(zip(table.columns[UNIT], table.columns[name], strict=True))
    return [known.get(unit, "") for unit in units]


def _not_listed(further: TextTable, units: list[str]) -> list[Finding]:
    others = sorted(set(further.columns[UNIT]) - set(units))
    if not others:
        return []
    what = f"Facts about {len(others):,} units that are not among the open schools: {', '.join(others[:8])}."
    return [finding("unknown-school", Place(further.source), what, "Add them to the list of schools, or leave them.")]


def _counts(counts: TextTable, units: list[str], given: FactSet) -> dict[str, list[str]]:
    """Spread the counts of the year over columns, one a grade or group; the last day of several counts."""
    names = (UNIT, "year", "countDate", "grade", "group", "count", "status")
    cells = [counts.columns.get(name) or [""] * len(counts) for name in names]
    wanted = "projected" if given.kind is Kind.PROJECTED else "actual"
    latest: dict[tuple[str, str], tuple[str, str]] = {}
    for unit, year, day, grade, group, count, status in zip(*cells, strict=True):
        if year == str(given.year) and (status or "actual") == wanted and day <= given.count_date.isoformat():
            key = (_column(grade or ALL, group or ALL), unit)
            latest[key] = max(latest.get(key, ("", "")), (day, count))
    found = sorted({column for column, _ in latest})
    return {column: [latest.get((column, unit), ("", ""))[1] for unit in units] for column in found}


def _column(grade: str, group: str) -> str:
    if grade == ALL:
        return STUDENTS_IN_ALL if group == ALL else group
    return f"grade_{grade}" if group == ALL else f"{group}_grade_{grade}"


def manifest(given: FactSet, record: Mapping[str, Any]) -> str:
    """Write what a fact set is as JSON: its name, year, parts and seals, and the record of how it came about."""
    parts = {name: {"rows": len(table), "seal": seal(canonical_table(table))} for name, table in given.tables.items()}
    content = {
        "fact_set": VERSION,
        "seal": given.seal(),
        "name": given.name,
        "kind": str(given.kind),
        "year": given.year,
        "count_date": given.count_date.isoformat(),
        "membership_days": given.membership_days,
        "origin": given.origin,
        "headcount": headcount_seal(given.headcount) if given.headcount is not None else None,
        "students": write_number(given.students) if given.students is not None else None,
        "tables": parts,
        "record": record,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
