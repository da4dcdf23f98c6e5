"""What a person should look at after a count: rows that count nobody, students who stand twice, and what is not known.

A finding says how many students it is about and never which: no id, no name, no date of one student is in it.
"""
# ruff: noqa: S608  names and values are quoted where the query is written

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perpupil.findings import Finding, Place, finding
from perpupil.intake.counting.coding import FIRST_LEVEL, UNKNOWN
from perpupil.intake.counting.queries import (
    ENROLLMENT,
    PROGRAMS,
    ROSTER,
    Shape,
    day_of,
    name_of,
    need_code,
    spell_columns,
)
from perpupil.intake.counting.rules import TwoSchools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.intake.counting.assembling import Groups
    from perpupil.intake.counting.coding import Coding, NeedCoding
    from perpupil.intake.counting.engines import Engine
    from perpupil.intake.counting.rules import CountRule

VALUES_SHOWN = 5
VALUE_CHARACTERS = 8
"""A value of a need column is shown when it is a short code …"""
VALUE_STUDENTS = 10
"""… that so many rows share; else the wrong column may have been named, and the value be a person's."""
_MEND_ROWS = (
    "Fill in the student, the school and the day of entry as 2026-10-01, and see that no exit is before its entry."
)
_PLACED = {
    TwoSchools.PRIMARY: "Each counts wholly at one: the primary school; else the larger share, the later entry, the school id that sorts first.",
    TwoSchools.SPLIT: "Each counts in parts at all of them, and as a student at the primary school; else by larger share, later entry, school id.",
}


def missing_columns(engine: Engine, rule: CountRule, tables: Sequence[str]) -> tuple[Finding, ...]:
    """Tell of columns that a count would ask for and that are not there; ask before counting.

    Args:
        engine: Where the tables stand.
        rule: The rule of the count.
        tables: `roster`, or `enrollment` and `programs`.

    """
    of_needs = [column for need in rule.needs for column in (need.column, need.level_column) if column]
    wanted = {
        ROSTER: ["school", "grade", *of_needs],
        ENROLLMENT: ["student", "school", "grade", "entry_date", "exit_date"],
        PROGRAMS: ["student", *of_needs],
    }
    return tuple(
        finding("missing-column", Place(table), f"The table {table} has no column {column}.", "Say which column it is.")
        for table in tables
        for shape in [engine.shape(table)]
        for column in dict.fromkeys(wanted[table])
        if not shape.has(column)
    )


@dataclass(frozen=True, slots=True)
class RosterLook:
    """What a look at a roster's rows found."""

    without_school: int
    without_student: int
    repeated: int
    """Rows of students who stand in the roster already."""


def look_at_roster(engine: Engine, shape: Shape) -> RosterLook:
    """Look for rows without a school or student, and for students who stand twice."""
    school = _blank(shape.text("school"))
    if not shape.has("student"):
        [(without_school,)] = engine.rows(f"SELECT coalesce(sum({school}), 0) FROM {ROSTER}")
        return RosterLook(int(without_school), 0, 0)
    student = shape.text("student")
    [(without_school, without_student, rows, students)] = engine.rows(
        f"SELECT coalesce(sum({school}), 0), coalesce(sum({_blank(student)}), 0), count({student}), count(DISTINCT {student}) FROM {ROSTER}"
    )
    # Rows whose id is the empty text are rows and, all together, one id.
    [(empty,)] = engine.rows(f"SELECT count(*) FROM {ROSTER} WHERE {student} = ''") if without_student else [(0,)]
    return RosterLook(int(without_school), int(without_student), rows - empty - (students - (1 if empty else 0)))


def of_roster(looked: RosterLook, source: str) -> list[Finding]:
    """Tell what a look at a roster found."""
    findings = []
    without = looked.without_school + looked.without_student
    if without:
        what = f"{_rows(without)} without a school or a student id and not counted."
        findings.append(finding("row-set-aside", Place(source), what, "Fill in the school and the student's id."))
    if looked.repeated:
        what = f"Rows beyond the first of a student: {looked.repeated:,}. Each student is counted once, at the primary school, else at the school id that sorts first."
        findings.append(
            finding("counted-once", Place(source), what, "Nothing, if that is the school that they attend.")
        )
    return findings


def of_enrollment(engine: Engine, rule: CountRule, coding: Coding, source: str) -> list[Finding]:
    """Tell of spells that count nobody, of students at two schools, and of programs that are missing or disagree."""
    shape = engine.shape(ENROLLMENT)
    spells = f"SELECT {spell_columns(rule, coding, shape)}, {_has_odd_share(shape)} AS odd_share FROM {ENROLLMENT}"
    return [
        *_of_spells(engine, spells, source),
        *_of_two_schools(engine, rule, spells, source),
        *_of_programs(engine, rule, coding, source),
    ]


def _of_spells(engine: Engine, spells: str, source: str) -> list[Finding]:
    """Tell of spells that cannot be read, that never began, and of shares outside 0 to 1."""
    unread = "(student = '' OR student IS NULL OR school = '' OR school IS NULL OR entry IS NULL OR leave IS NULL OR leave < entry)"
    [(wrong, empty, shares)] = engine.rows(
        f"""SELECT coalesce(sum(CASE WHEN {unread} THEN 1 ELSE 0 END), 0),
              coalesce(sum(CASE WHEN NOT {unread} AND leave = entry THEN 1 ELSE 0 END), 0), coalesce(sum(odd_share), 0)
            FROM ({spells}) AS spell"""
    )
    findings = []
    if wrong:
        what = f"{_rows(wrong)} without a student, a school or a day that can be read, or ended before they began, and not counted."
        findings.append(finding("row-set-aside", Place(source), what, _MEND_ROWS))
    if empty:
        what = f"{_rows(empty)} of students who left on the day they entered: they did not come, and are not counted."
        findings.append(
            finding("counted-once", Place(source), what, "Nothing, if they were registered and did not come.")
        )
    if shares:
        what = f"{_rows(shares)} with a share that is not a number from 0 to 1; the share is taken as blank."
        findings.append(finding("row-set-aside", Place(source), what, "Write the part of the day as 0.5."))
    return findings


def _of_two_schools(engine: Engine, rule: CountRule, spells: str, source: str) -> list[Finding]:
    """Tell how many students are at two schools on the day, and of how many it is not said which is the primary one."""
    day = day_of(rule.day)
    now = f"SELECT student, school, max(main) AS main FROM ({spells}) AS spell WHERE student <> '' AND school <> '' AND entry <= {day} AND leave > {day} GROUP BY student, school"
    [(students, unsaid)] = engine.rows(
        f"""SELECT count(*), coalesce(sum(CASE WHEN mains = 1 THEN 0 ELSE 1 END), 0)
            FROM (SELECT student, sum(main) AS mains FROM ({now}) AS attended GROUP BY student HAVING count(*) > 1) AS doubled"""
    )
    if not students:
        return []
    what = f"At two schools or more on the day: {_students(students)}; for {unsaid:,} it is not said, or said twice, which is the primary one. {_PLACED[rule.two_schools]}"
    return [
        finding(
            "counted-once", Place(source), what, "Mark one school as primary for each of them, or say their shares."
        )
    ]


def _of_programs(engine: Engine, rule: CountRule, coding: Coding, source: str) -> list[Finding]:
    """Tell of students enrolled on the day without a row of programs."""
    if not coding.needs:
        return []
    day, shape, programs = day_of(rule.day), engine.shape(ENROLLMENT), engine.shape(PROGRAMS)
    spells = f"SELECT {spell_columns(rule, coding, shape)} FROM {ENROLLMENT}"
    now = f"SELECT DISTINCT student FROM ({spells}) AS spell WHERE student <> '' AND school <> '' AND entry <= {day} AND leave > {day}"
    known = f"SELECT DISTINCT {programs.text('student')} AS student FROM {PROGRAMS}"
    [(without,)] = engine.rows(
        f"SELECT count(*) FROM ({now}) AS enrolled LEFT JOIN ({known}) AS known ON enrolled.student = known.student WHERE known.student IS NULL"
    )
    if not without:
        return []
    taken = "count as having no need" if rule.absent_means_no else "their needs are unknown"
    what = f"Enrolled, and not in the table of programs: {_students(without)}; {taken}."
    return [
        finding(
            "unknown-need", Place(source), what, "Add their rows, or declare that a student without one has no need."
        )
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """The table in which the needs stand, for a second look at values that are not listed."""

    engine: Engine
    table: str
    shape: Shape


def of_groups(groups: Groups, coding: Coding, source: str, asked: Asked | None = None) -> list[Finding]:
    """Tell how many students have a grade, a need or a level that is not known."""
    students = np.zeros(len(groups.codes), np.int64)
    np.add.at(students, groups.code_of_row, groups.measures["students"])
    grade, *digits = coding.digits(groups.codes)
    grades = int(students[grade == UNKNOWN].sum())
    findings = []
    if grades:
        what = f"In a grade that is blank or not listed: {_students(grades)}, counted with a blank grade."
        findings.append(finding("unknown-grade", Place(source), what, "Say which grade each value means."))
    for need, digit in zip(coding.needs, digits, strict=True):
        unknown = int(students[digit == UNKNOWN].sum())
        findings += [_unknown(need, unknown, source, asked)] if unknown else []
        unleveled = int(students[digit == FIRST_LEVEL].sum())
        if unleveled and need.need.level_column and "" not in need.need.levels.values():
            what = f"With {need.need.name} at no listed level: {_students(unleveled)}; a rule that asks for a level does not count them."
            fix = f"Fill in {need.need.level_column}, or say which level each value means."
            findings.append(finding("unknown-need", Place(source), what, fix))
    return findings


def _unknown(coding: NeedCoding, number: int, source: str, asked: Asked | None) -> Finding:
    """Tell of students of whom it is not known whether they have a need."""
    need = coding.need
    taken = f"They have the mark {need.unknown}" if need.marks_unknown else "They count as without it, as declared"
    what = f"Of {_students(number)} it is not known whether they have {need.name}: {need.column} is blank, or its value is not listed.{_not_listed(coding, asked)} {taken}."
    return finding(
        "unknown-need", Place(source), what, "Fill the values in, or declare what they mean; a blank is not a no."
    )


def _not_listed(coding: NeedCoding, asked: Asked | None) -> str:
    """Name the values that are not listed, where they are codes and not a person's."""
    if asked is None:
        return ""
    column, code = asked.shape.text(coding.need.column), need_code(coding, asked.shape)
    values = asked.engine.rows(
        f"""SELECT written, count(*) FROM (SELECT {column} AS written, {code} AS code FROM {name_of(asked.table)}) AS listed
            WHERE code = {UNKNOWN} AND written <> '' AND length(written) <= {VALUE_CHARACTERS}
            GROUP BY written HAVING count(*) >= {VALUE_STUDENTS} ORDER BY count(*) DESC, written LIMIT {VALUES_SHOWN}"""
    )
    return f" Not listed: {', '.join(f'{value!r} ({rows:,} rows)' for value, rows in values)}." if values else ""


def _has_odd_share(shape: Shape) -> str:
    """Write 1 where a share is there and cannot be read."""
    if not shape.has("share"):
        return "0"
    return f"CASE WHEN coalesce({shape.text('share')}, '') <> '' AND parts IS NULL THEN 1 ELSE 0 END"


def _blank(text: str) -> str:
    """Write 1 where a text is blank."""
    return f"CASE WHEN {text} IS NULL OR {text} = '' THEN 1 ELSE 0 END"


def _rows(number: int) -> str:
    return f"{number:,} row is" if number == 1 else f"{number:,} rows are"


def _students(number: int) -> str:
    return f"{number:,} student" if number == 1 else f"{number:,} students"
