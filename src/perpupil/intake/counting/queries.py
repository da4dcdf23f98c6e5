"""The count as one query, in DuckDB's SQL kept to what other engines understand: it is run here as it stands, and translated for a cluster.

Three tables are asked, by these names, whatever files are behind them:

* `roster`: one row a student of one day: `student` (may be left out), `school`, `grade` and the columns of needs;
* `enrollment`: one row a spell: `student`, `school`, `grade`, `entry_date`, `exit_date` and, if known, `primary_school`, `share`;
* `programs`: what is known of a student: `student`, the columns of needs and, if known, `as_of_date`.

Only integers, texts and dates: no division, no bit operators, every sum brought back to 64 bits, so that an overflow is an error.
"""
# ruff: noqa: S608  names and values are quoted by `name_of` and `text_of`

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from perpupil.intake.counting.coding import ABSENT, UNKNOWN
from perpupil.intake.counting.rules import YES_OR_NO, TwoSchools

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from perpupil.intake.counting.coding import Coding, NeedCoding
    from perpupil.intake.counting.rules import CountRule, Membership

ROSTER, ENROLLMENT, PROGRAMS, COUNTED = "roster", "enrollment", "programs", "counted"
SHARE_PARTS = 10_000
"""A share is read to four digits after the point and counted in these parts."""
_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table and their types, both in small letters."""

    types: Mapping[str, str]

    def has(self, column: str) -> bool:
        """Whether the table has a column."""
        return column.lower() in self.types

    def text(self, column: str) -> str:
        """Write a column as text."""
        is_text = self.types[column.lower()] in {"varchar", "string"}
        return name_of(column) if is_text else f"CAST({name_of(column)} AS VARCHAR)"

    def day(self, column: str) -> str:
        """Write a column as a day; NULL where it is neither a date nor one written as 2026-10-01."""
        kind = self.types[column.lower()]
        if kind == "date":
            return name_of(column)
        if kind.startswith("timestamp"):
            return f"CAST({name_of(column)} AS DATE)"
        text = self.text(column)
        return f"TRY_CAST(CASE WHEN length({text}) = 10 THEN {text} END AS DATE)"

    def matched(self, column: str, codes: Mapping[str, int | str], otherwise: int | str) -> str:
        """Write which code a value has; a NULL is a blank."""
        if self.types[column.lower()] == "boolean":
            yes, no, blank = (codes.get(value, otherwise) for value in ("true", "false", ""))
            return f"CASE WHEN {name_of(column)} THEN {yes} WHEN NOT {name_of(column)} THEN {no} ELSE {blank} END"
        if not codes:
            return str(otherwise)
        text = f"coalesce({self.text(column)}, '')" if "" in codes else self.text(column)
        whens = " ".join(f"WHEN {text_of(value)} THEN {code}" for value, code in codes.items())
        return f"CASE {text} {whens} ELSE {otherwise} END"


def name_of(name: str) -> str:
    """Quote the name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def text_of(text: str) -> str:
    """Quote a text."""
    return "'" + text.replace("'", "''") + "'"


def day_of(day: date) -> str:
    """Write a day."""
    return f"CAST('{day.isoformat()}' AS DATE)"


def _long(number: int) -> str:
    """Write a whole number of 64 bits: by itself a short one would be multiplied in 32."""
    return f"CAST({number} AS BIGINT)"


def grade_code(rule: CountRule, coding: Coding, shape: Shape) -> str:
    """Write the code of a student's grade."""
    numbers = {grade: number for number, grade in enumerate(coding.grades)}
    return shape.matched("grade", {value: numbers[grade] for value, grade in rule.grades.items()}, UNKNOWN)


def need_code(coding: NeedCoding, shape: Shape) -> str:
    """Write the code of one need of a student."""
    need = coding.need
    codes: dict[str, int | str] = {value: coding.code_of(level) for value, level in need.values.items()}
    if need.level_column is not None:
        levels = {value: coding.code_of(level) for value, level in need.levels.items()}
        at_level = shape.matched(need.level_column, levels, coding.code_of(""))
        codes = {value: f"({at_level})" if need.values[value] == "" else code for value, code in codes.items()}
    return shape.matched(need.column, codes, UNKNOWN)


def roster_rows(rule: CountRule, coding: Coding, shape: Shape) -> str:
    """Ask for the school and code of every row of a roster in which each student stands once."""
    parts = [f"CAST({grade_code(rule, coding, shape)} AS BIGINT)"]
    parts += [f"{_long(place)} * {need_code(need, shape)}" for need, place in coding.places()]
    school = shape.text("school")
    return f"SELECT {school} AS school, {' + '.join(parts)} AS code FROM {ROSTER} WHERE {school} <> ''"


def roster_rows_once(rule: CountRule, coding: Coding, shape: Shape) -> str:
    """Ask the same of a roster in which students stand twice: each counts at one school; of their needs the higher code."""
    student, school = shape.text("student"), shape.text("school")
    read = f"""
        SELECT {student} AS student, {school} AS school, CAST({grade_code(rule, coding, shape)} AS BIGINT) AS grade, {_is_primary(shape)} AS main
        FROM {ROSTER} WHERE {student} <> '' AND {school} <> ''"""
    ranked = f"SELECT *, row_number() OVER (PARTITION BY student ORDER BY main DESC, school, grade DESC) AS nth FROM ({read}) AS written"
    return f"""
        SELECT placed.school AS school, placed.grade + known.code AS code
        FROM ({ranked}) AS placed JOIN ({_known_needs(rule, coding, shape, ROSTER)}) AS known ON placed.student = known.student
        WHERE placed.nth = 1"""


def rows_counted(rows: str) -> str:
    """Ask how many rows of each school and code there are."""
    return f"SELECT school, code, count(*) AS students FROM ({rows}) AS placed GROUP BY school, code"


def placed_counted(rows: str, *, with_days: bool) -> str:
    """Ask for the measures of each school and code over placements; a share has its own denominator."""
    measures = ("students", "fte", "days") if with_days else ("students", "fte")
    sums = ", ".join(f"CAST(sum({measure}) AS BIGINT) AS {measure}" for measure in measures)
    return f"SELECT school, code, share_of, {sums} FROM ({rows}) AS placed GROUP BY school, code, share_of"


def placements(rule: CountRule, coding: Coding, enrollment: Shape, programs: Shape) -> str:
    """Ask where every student counts: school, code, and how much of each measure, as numerators over `share_of`."""
    ctes = [
        f"spell AS ({_spells(rule, coding, enrollment)})",
        f"known AS ({_known_needs(rule, coding, programs, PROGRAMS)})",
        *_on_the_day(rule),
        *(_over_the_period(rule, rule.membership) if rule.membership else ()),
    ]
    blank = ABSENT if rule.absent_means_no else UNKNOWN
    without = sum(place * blank for _, place in coding.places())
    parts = ["SELECT student, school, grade, students, fte, days, share_of FROM day_placed"]
    if rule.membership:
        parts.append("SELECT student, school, grade, students, fte, days, share_of FROM period_placed")
    return f"""
        WITH {", ".join(ctes)}, placed AS ({" UNION ALL ".join(parts)})
        SELECT placed.school AS school, placed.grade + coalesce(known.code, {_long(without)}) AS code, students, fte, days, share_of
        FROM placed LEFT JOIN known ON placed.student = known.student"""


def spell_columns(rule: CountRule, coding: Coding, shape: Shape) -> str:
    """Write what is read of a spell; `entry` or `leave` is NULL where it cannot be read."""
    exit_day, exit_text = shape.day("exit_date"), shape.text("exit_date")
    leave = f"CASE WHEN coalesce({exit_text}, '') = '' THEN CAST('{_NEVER}' AS DATE) ELSE {exit_day} END"
    return f"""
        {shape.text("student")} AS student, {shape.text("school")} AS school,
        CAST({grade_code(rule, coding, shape)} AS BIGINT) AS grade, {_is_primary(shape)} AS main, {share_parts(shape)} AS parts,
        {shape.day("entry_date")} AS entry, {leave} AS leave"""


def _is_primary(shape: Shape) -> str:
    """Write 1 where a row is marked as the student's primary school, else 0."""
    if not shape.has("primary_school"):
        return "0"
    return shape.matched("primary_school", {value: 1 for value, level in YES_OR_NO.items() if level is not None}, 0)


def share_parts(shape: Shape) -> str:
    """Write a share in parts; NULL where there is none or it is not between 0 and 1."""
    if not shape.has("share"):
        return "CAST(NULL AS BIGINT)"
    parts = f"CAST(TRY_CAST({shape.text('share')} AS DECIMAL(9, 4)) * {SHARE_PARTS} AS BIGINT)"
    return f"CASE WHEN {parts} BETWEEN 0 AND {SHARE_PARTS} THEN {parts} END"


def _spells(rule: CountRule, coding: Coding, shape: Shape) -> str:
    """Ask for the spells that can be read."""
    columns = spell_columns(rule, coding, shape)
    return f"SELECT * FROM (SELECT {columns} FROM {ENROLLMENT}) AS written WHERE student <> '' AND school <> '' AND entry < leave"


def _known_needs(rule: CountRule, coding: Coding, shape: Shape, table: str) -> str:
    """Ask for the needs of each student: of the latest day up to the count, else the first after it; of rows of one day the higher code."""
    codes = [(f"need_{number}", need, place) for number, (need, place) in enumerate(coding.places())]
    read = ", ".join(
        [f"{shape.text('student')} AS student", *(f"{need_code(need, shape)} AS {n}" for n, need, _ in codes)]
    )
    rows = f"SELECT {read} FROM {table}"
    if shape.has("as_of_date") and rule.count_date:
        counted = day_of(rule.count_date)
        rows = f"SELECT {read}, coalesce({shape.day('as_of_date')}, {counted}) AS known_on FROM {table}"
        order = f"CASE WHEN known_on <= {counted} THEN 0 ELSE 1 END, CASE WHEN known_on <= {counted} THEN known_on END DESC, known_on"
        rows = f"SELECT * FROM (SELECT *, rank() OVER (PARTITION BY student ORDER BY {order}) AS nth FROM ({rows}) AS dated) AS ranked WHERE nth = 1"
    code = " + ".join([f"{_long(place)} * max({n})" for n, _, place in codes]) or _long(0)
    return f"SELECT student, {code} AS code FROM ({rows}) AS latest WHERE student <> '' GROUP BY student"


def _on_the_day(rule: CountRule) -> list[str]:
    """Ask where every student counts who is enrolled on the day of the count."""
    day = day_of(rule.day)
    active = f"SELECT *, {day} AS moment, 0 AS held FROM spell WHERE entry <= {day} AND leave > {day}"
    whole = f"stated = schools AND total <= {SHARE_PARTS}"
    above, below, kept = (
        f"CASE WHEN {whole} THEN total ELSE 1 END",
        f"CASE WHEN {whole} THEN {SHARE_PARTS} ELSE 1 END",
        "nth = 1",
    )
    if rule.two_schools is TwoSchools.SPLIT:
        above, kept = "CASE WHEN stated = schools THEN parts ELSE 1 END", "1 = 1"
        below = f"CASE WHEN {whole} THEN {SHARE_PARTS} WHEN stated = schools THEN total ELSE schools END"
    students = "CASE WHEN nth = 1 THEN 1 ELSE 0 END"
    placed = f"SELECT student, school, grade, {students} AS students, {above} AS fte, 0 AS days, {below} AS share_of FROM day_student WHERE {kept}"
    return [*_ranked("day", active), f"day_placed AS ({placed})"]


def _over_the_period(rule: CountRule, membership: Membership) -> list[str]:
    """Ask for the days of membership: cut where any spell of the student begins or ends, each piece placed as on a day."""
    first, end = day_of(membership.begins), day_of(membership.ends)
    inside = f"SELECT *, greatest(entry, {first}) AS begins, least(leave, {end}) AS ends FROM spell WHERE entry < {end} AND leave > {first}"
    edges = "SELECT student, begins AS edge FROM inside UNION SELECT student, ends AS edge FROM inside"
    pieces = "SELECT student, edge AS begins, lead(edge) OVER (PARTITION BY student ORDER BY edge) AS ends FROM edges"
    active = """
        SELECT inside.student, school, grade, main, parts, entry, piece.begins AS moment, last_day.days_before - first_day.days_before AS held
        FROM piece
        JOIN inside ON inside.student = piece.student AND inside.begins <= piece.begins AND inside.ends >= piece.ends
        JOIN calendar AS first_day ON first_day.day = piece.begins
        JOIN calendar AS last_day ON last_day.day = piece.ends
        WHERE last_day.days_before > first_day.days_before"""
    above, below, kept = "1", "1", "nth = 1"
    if rule.two_schools is TwoSchools.SPLIT:
        by_share = "stated = schools AND total > 0"
        above, below, kept = (
            f"CASE WHEN {by_share} THEN parts ELSE 1 END",
            f"CASE WHEN {by_share} THEN total ELSE schools END",
            "1 = 1",
        )
    placed = f"SELECT student, school, grade, 0 AS students, 0 AS fte, held * {above} AS days, {below} AS share_of FROM period_student WHERE {kept}"
    return [
        f"calendar AS ({_calendar(membership)})",
        *(f"inside AS ({inside})", f"edges AS ({edges})", f"piece AS ({pieces})"),
        *_ranked("period", active),
        f"period_placed AS ({placed})",
    ]


def _calendar(membership: Membership) -> str:
    """Ask for every day of a period, the day after it too, with how many days that count lie before it."""
    rows, counted, held = [], 0, set(membership.days)
    for number in range((membership.ends - membership.begins).days + 1):
        day = membership.begins + timedelta(number)
        rows.append(f"('{day.isoformat()}', {counted})")
        counted += day in held
    return f"SELECT CAST(day AS DATE) AS day, days_before FROM (VALUES {', '.join(rows)}) AS listed(day, days_before)"


def _ranked(name: str, active: str) -> list[str]:
    """Bring the spells of a student at one moment to one row a school, and rank the schools."""
    order = "main DESC, parts DESC NULLS LAST, entry DESC"
    at_school = f"SELECT *, row_number() OVER (PARTITION BY student, moment, school ORDER BY {order}, grade DESC) AS spell_nth FROM {name}_active"
    whole = "OVER (PARTITION BY student, moment)"
    student = f"""
        SELECT student, school, grade, parts, held,
          row_number() OVER (PARTITION BY student, moment ORDER BY {order}, school) AS nth,
          count(*) {whole} AS schools, count(parts) {whole} AS stated, coalesce(CAST(sum(parts) {whole} AS BIGINT), 0) AS total
        FROM {name}_school WHERE spell_nth = 1"""
    return [f"{name}_active AS ({active})", f"{name}_school AS ({at_school})", f"{name}_student AS ({student})"]
