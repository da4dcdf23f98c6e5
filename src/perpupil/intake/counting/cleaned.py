"""The count of cleaned files: students and their needs, as `intake.cleaning` took them, to a headcount by the district's settings.

Every cell is already written in one way, so a count rule follows from the settings and from the words that occur. A program of the long file
becomes a column with one value a student: its level on the day of the count, blank where nobody has said which, and `ABSENT` where
the student is not in it.
"""
# ruff: noqa: S608  names and values are quoted by `name_of` and `text_of`

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perpupil.facts.table import TextTable
from perpupil.intake.counting.count import Counted, count_enrollment
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.queries import ENROLLMENT, PROGRAMS, day_of, name_of, text_of
from perpupil.intake.counting.rules import CountRule, Need, every_day
from perpupil.intake.counting.student_programs import needs_of_student_programs
from perpupil.intake.schemas import SCHEMAS, Type
from perpupil.intake.settings import NeedSetting, Settings

if TYPE_CHECKING:
    import duckdb

STUDENTS, LONG, WIDE = "students", "programs", "student_programs"
OF_STUDENTS = (STUDENTS, LONG, WIDE)
"""Datasets whose rows are counted and then forgotten."""
ABSENT = "\x1fabsent"
"""What stands for a program that a student is not in; no cell of a file can hold it."""

_SPELLS = {
    "student": "studentId",
    "school": "schoolId",
    "grade": "grade",
    "entry_date": "entryDate",
    "exit_date": "exitDate",
    "primary_school": "primary",
    "share": "fullTimeShare",
}
_NOT_A_NAME = re.compile(r"[^a-z0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A need and where its value stands: a program of the long file, or columns of the wide one."""

    need: Need
    program: str = ""


def count_cleaned(
    connection: duckdb.DuckDBPyConnection, settings: Settings, taken: Mapping[str, TextTable], source: str
) -> Counted:
    """Count the students that were taken.

    Args:
        connection: Where the rows may stand while they are counted; whoever opened it puts it away.
        settings: The day of the count, the rule for two schools, and what a need is.
        taken: The tables `students`, and `programs` or `student_programs` or both if they are there.
        source: What findings call the file.

    """
    students, long, wide = (taken.get(name) for name in OF_STUDENTS)
    if students is None:
        message = "there are no students to count"
        raise ValueError(message)
    asked = _asked(settings, long, wide)
    _register(connection, ENROLLMENT, _with_exits(students), _SPELLS)
    _make_programs(connection, settings, asked, long, wide)
    membership = every_day(*settings.membership) if settings.membership else None
    rule = CountRule(
        grades={grade: grade for grade in sorted(set(students.columns["grade"])) if grade},
        needs=tuple(one.need for one in asked),
        count_date=settings.count_date,
        two_schools=settings.two_schools,
        membership=membership,
        absent_means_no=wide is None,
    )
    counted = count_enrollment(Embedded(connection), rule, source)
    for name in (ENROLLMENT, PROGRAMS):
        connection.execute(f"DROP TABLE {name}")
    return counted


def _with_exits(students: TextTable) -> TextTable:
    """Give the students with a day of exit; where the file has no such column, everybody is there still."""
    if "exitDate" in students.columns:
        return students
    return TextTable(students.source, {**students.columns, "exitDate": [""] * len(students)}, students.rows)


def _asked(settings: Settings, long: TextTable | None, wide: TextTable | None) -> tuple[_Asked, ...]:
    """Say which needs are counted: those that the district has defined, and every other program and column as it stands."""
    programs = _levels_of(long) if long is not None else {}
    found = [_of_program(one, programs) for one in settings.needs if one.source in programs]
    defined = {one.source for one in settings.needs}
    found += [
        _Asked(_need(_named(program), program, _plain(levels)), program)
        for program, levels in programs.items()
        if program not in defined
    ]
    if wide is not None:
        found += [_Asked(need) for need in _of_columns(settings, wide)]
    names = [one.need.name for one in found]
    return tuple(one for at, one in enumerate(found) if one.need.name not in names[:at])


def _levels_of(long: TextTable) -> dict[str, list[str]]:
    """Give the levels that occur in each program, in order; a blank is among them where one is."""
    pairs = sorted(set(zip(long.columns["program"], long.columns.get("level") or [""] * len(long), strict=True)))
    levels: dict[str, list[str]] = {}
    for program, level in pairs:
        levels.setdefault(program, []).append(level)
    return levels


def _of_program(one: NeedSetting, programs: Mapping[str, Sequence[str]]) -> _Asked:
    values = dict(one.values) if one.values else _plain(programs[one.source])
    return _Asked(_need(one.name, one.source, values), one.source)


def _plain(levels: Sequence[str]) -> dict[str, str | None]:
    """Give what levels mean that nobody has explained: themselves; a program without any level is a plain yes."""
    return {"": ""} if list(levels) == [""] else {level: level for level in levels if level}


def _need(name: str, program: str, values: Mapping[str, str | None]) -> Need:
    return Need(name, f"in {program}", {**values, ABSENT: None})


def _named(program: str) -> str:
    """Make the name of a need of a program's."""
    name = _NOT_A_NAME.sub("_", program.lower()).strip("_") or "need"
    return name if not name[0].isdigit() else f"need_{name}"


def _of_columns(settings: Settings, wide: TextTable) -> list[Need]:
    """Give the needs of the wide file: as the district has defined them, the rest as the file is documented."""

    def levels(column: str) -> dict[str, str]:
        return {level: level for level in sorted(set(wide.columns.get(column, ()))) if level}

    own = [
        Need(one.name, one.source, one.values or {level: level for level in levels(one.source)})
        for one in settings.needs
        if one.source in wide.columns
    ]
    disability = "tier" if "tier" in wide.columns else "disabilityCategory"
    usual = needs_of_student_programs(levels("elLevel"), levels(disability), disability)
    defined = {one.source for one in settings.needs}
    flags = {one.name for one in SCHEMAS[WIDE].of_type(Type.FLAG)}
    return own + [one for one in usual if one.column in wide.columns and one.column in flags - defined]


def _register(connection: duckdb.DuckDBPyConnection, name: str, table: TextTable, columns: Mapping[str, str]) -> None:
    """Let columns of a table stand in the connection as a table of texts of its own; a blank stays a blank."""
    there = {ours: np.array(table.columns[own], object) for ours, own in columns.items() if own in table.columns}
    connection.register("registered", there)
    listed = ", ".join(f"CAST({name_of(ours)} AS VARCHAR) AS {name_of(ours)}" for ours in there)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name_of(name)} AS SELECT {listed} FROM registered")
    connection.unregister("registered")


def _make_programs(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    asked: Sequence[_Asked],
    long: TextTable | None,
    wide: TextTable | None,
) -> None:
    """Make the table of needs, with a row for every student that any file names."""
    names = [f"SELECT DISTINCT student FROM {ENROLLMENT}"]
    joined, columns = "", ["everybody.student AS student"]
    if wide is not None:
        kept = {one: one for one in wide.columns if one not in {"studentId", "schoolId", "asOfDate"}}
        _register(connection, WIDE, wide, {"student": "studentId", "as_of_date": "asOfDate", **kept})
        names.append(f"SELECT DISTINCT student FROM {WIDE}")
        joined += f" LEFT JOIN {WIDE} USING (student)"
        columns += [f"{WIDE}.{name_of(one)}" for one in kept]
        columns += [f"{WIDE}.as_of_date"] if "asOfDate" in wide.columns else []
    of_programs = [one for one in asked if one.program]
    if long is not None and of_programs:
        pairs = {
            "student": "studentId",
            "program": "program",
            "level": "level",
            "starts": "startDate",
            "ends": "endDate",
        }
        _register(connection, LONG, long, pairs)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE pivoted AS {_pivoted(settings, of_programs, long)}")
        names.append("SELECT student FROM pivoted")
        joined += " LEFT JOIN pivoted USING (student)"
        columns += [_or_absent(one.need.column) for one in of_programs]
    everybody = " UNION ".join(names)
    query = f"SELECT {', '.join(columns)} FROM ({everybody}) AS everybody{joined}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {PROGRAMS}_counted AS {query}")
    connection.execute(f"DROP TABLE IF EXISTS {PROGRAMS}")
    connection.execute(f"ALTER TABLE {PROGRAMS}_counted RENAME TO {PROGRAMS}")
    for name in (WIDE, "pivoted"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _or_absent(column: str) -> str:
    return f"coalesce(pivoted.{name_of(column)}, {text_of(ABSENT)}) AS {name_of(column)}"


def _pivoted(settings: Settings, asked: Sequence[_Asked], long: TextTable) -> str:
    """Ask for a row a student: of each program the level that began last among those that hold on the day of the count."""
    day = day_of(settings.count_date)
    level = "coalesce(level, '')" if "level" in long.columns else "''"
    starts = "coalesce(TRY_CAST(starts AS DATE), CAST('0001-01-01' AS DATE))" if "startDate" in long.columns else day
    ends = "TRY_CAST(ends AS DATE)" if "endDate" in long.columns else "CAST(NULL AS DATE)"
    ranked = f"""
        SELECT student, program, {level} AS level,
          row_number() OVER (PARTITION BY student, program ORDER BY {starts} DESC, {level} DESC) AS nth
        FROM {LONG} WHERE {starts} <= {day} AND ({ends} IS NULL OR {ends} > {day})"""
    values = ", ".join(
        f"max(CASE WHEN program = {text_of(one.program)} THEN level END) AS {name_of(one.need.column)}" for one in asked
    )
    return f"SELECT student, {values} FROM ({ranked}) AS ranked WHERE nth = 1 GROUP BY student"
