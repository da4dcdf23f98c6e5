"""Made-up enrollment and programs, with everything that goes wrong in real ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import duckdb
from hypothesis import strategies as st

from perpupil.facts.headcount import Headcount
from perpupil.intake.counting.rules import YES_OR_NO, CountRule, Need, TwoSchools, every_day, school_days
from tests.intake.counting.oracle import Key, Program, Rows, Spell, needs_of

GRADES = {"KG": "K", "k": "K", "01": "1", "1": "1", "02": "2"}
NEEDS = (
    Need("low_income", "frl", {"Y": "", "N": None, "F": "", "R": ""}),
    Need("english_learner", "el", YES_OR_NO, "el_level", {"1": "1", "2": "2", "3": "2"}),
    Need("iep", "tier", {"1": "1", "2": "2", "": None}, marks_unknown=False),
)
DAY = date(2026, 10, 1)
HELD = (*(date(2026, 9, day) for day in (1, 2, 3, 4, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21)), DAY, date(2026, 10, 2))

rules = st.builds(
    CountRule,
    grades=st.just(GRADES),
    needs=st.sampled_from([NEEDS, NEEDS[:1], ()]),
    count_date=st.just(DAY),
    two_schools=st.sampled_from(TwoSchools),
    membership=st.sampled_from([None, school_days(HELD), every_day(date(2026, 9, 3), date(2026, 10, 4))]),
    absent_means_no=st.booleans(),
)
_days = st.sampled_from(
    [
        "2026-08-31",
        "2026-09-01",
        "2026-09-05",
        "2026-09-10",
        "2026-09-30",
        "2026-10-01",
        "2026-10-02",
        "2026-10-03",
        "2027-01-10",
    ]
)
_odd_days = st.sampled_from([None, "", "10/01/2026", "2026", "2026-13-40", "soon"])
students = st.sampled_from(["s1", "s2", "s3", "s4", "S4", "s 5", "ø6"])
_odd_spells = st.lists(
    st.builds(
        Spell,
        student=students | st.sampled_from([None, ""]),
        school=st.sampled_from(["0010", "10", "020", "Ä1", "z"]) | st.sampled_from([None, ""]),
        grade=st.sampled_from([*GRADES, None, "", "13", "kg"]),
        entry_date=_days | _odd_days,
        exit_date=_days | st.sampled_from([None, ""]) | _odd_days,
        primary_school=st.sampled_from(["true", "false", "Y", "N", None, ""]),
        share=st.sampled_from([None, "", "1", "0.5", "0.25", "0.3333", "0.75", "0", "1.5", "-1", "half", "1.0"]),
    ),
    max_size=14,
)
_crowded_spells = st.lists(
    st.builds(
        Spell,
        student=st.sampled_from(["s1", "s2"]),
        school=st.sampled_from(["0010", "10", "020"]),
        grade=st.sampled_from(["KG", "01", "02"]),
        entry_date=st.sampled_from(["2026-09-01", "2026-09-10"]),
        exit_date=st.sampled_from([None, "2026-09-15", "2026-10-02"]),
        primary_school=st.sampled_from(["true", ""]),
        share=st.sampled_from([None, "0", "0.25", "0.75", "1"]),
    ),
    min_size=2,
    max_size=6,
)
"""Few students with many spells that could all be real, so that the rules decide and not the slips."""
spells = _odd_spells | _crowded_spells
_odd_programs = st.lists(
    st.builds(
        Program,
        student=students | st.sampled_from([None, "", "nobody"]),
        as_of_date=st.sampled_from([None, "2026-09-01", "2026-10-01", "2026-10-05", "2026-11-01"]),
        values=st.fixed_dictionaries(
            {
                "frl": st.sampled_from(["Y", "N", "F", "", None, "?"]),
                "el": st.sampled_from(["true", "false", "1", "", None, "M2"]),
                "el_level": st.sampled_from(["1", "2", "3", "", None, "9"]),
                "tier": st.sampled_from(["1", "2", "", None, "x"]),
            }
        ),
    ),
    max_size=10,
)
_crowded_programs = st.lists(
    st.builds(
        Program,
        student=st.sampled_from(["s1", "s2"]),
        as_of_date=st.sampled_from(["2026-09-01", "2026-10-05", "2026-11-01"]),
        values=st.fixed_dictionaries(
            {
                "frl": st.sampled_from(["Y", "N"]),
                "el": st.sampled_from(["true", "false"]),
                "el_level": st.sampled_from(["1", "2", ""]),
                "tier": st.sampled_from(["1", "2", ""]),
            }
        ),
    ),
    min_size=2,
    max_size=5,
)
programs = _odd_programs | _crowded_programs
SPELL_COLUMNS = ("student", "school", "grade", "entry_date", "exit_date", "primary_school", "share")
PROGRAM_COLUMNS = ("student", "as_of_date", "frl", "el", "el_level", "tier")


def spell_rows(spells: Sequence[Spell]) -> list[tuple[str | None, ...]]:
    return [tuple(getattr(spell, column) for column in SPELL_COLUMNS) for spell in spells]


def program_rows(programs: Sequence[Program]) -> list[tuple[str | None, ...]]:
    return [(one.student, one.as_of_date, *(one.values[column] for column in PROGRAM_COLUMNS[2:])) for one in programs]


def connection_with(spells: Sequence[Spell], programs: Sequence[Program]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"threads": 1})
    make_table(connection, "enrollment", SPELL_COLUMNS, spell_rows(spells))
    make_table(connection, "programs", PROGRAM_COLUMNS, program_rows(programs))
    return connection


def make_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Sequence[tuple[str | None, ...]]
) -> None:
    connection.execute(f"CREATE TABLE {name} ({', '.join(f'{column} VARCHAR' for column in columns)})")
    if rows:
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608


def rows_of(headcount: Headcount) -> Rows:
    """Give a headcount as the oracle counts; a measure that it does not have is 0."""
    ends = [*headcount.starts[1:].tolist(), len(headcount.profile_of_row)][: len(headcount.units)]
    rows: Rows = {}
    for unit, start, end in zip(headcount.units, headcount.starts.tolist(), ends, strict=True):
        for row in range(start, end):
            profile = headcount.profiles[int(headcount.profile_of_row[row])]
            key = (unit, profile.grade, profile.needs)
            assert key not in rows, "equal rows are one row"
            values = [
                headcount.measures[name].at(row) if name in headcount.measures else Fraction(0)
                for name in ("students", "fte", "days")
            ]
            rows[key] = (values[0], values[1], values[2])
    return rows


class Row(NamedTuple):
    """A row of a roster of one day."""

    student: str | None
    school: str | None
    grade: str | None
    frl: str | None
    el: str | None
    el_level: str | None
    tier: str | None


roster = st.lists(
    st.builds(
        Row,
        student=st.sampled_from([f"s{number}" for number in range(40)]) | st.sampled_from([None, ""]),
        school=st.sampled_from(["0010", "10", "Ä1", "z"]) | st.sampled_from([None, ""]),
        grade=st.sampled_from([*GRADES, None, "", "13"]),
        frl=st.sampled_from(["Y", "N", "", None]),
        el=st.sampled_from(["true", "false", "", None]),
        el_level=st.sampled_from(["1", "2", "", None]),
        tier=st.sampled_from(["1", "2", "", None, "x"]),
    ),
    max_size=30,
)


def connection_with_roster(rows: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"threads": 1})
    make_table(connection, "roster", Row._fields, rows)
    return connection


def by_hand(rule: CountRule, rows: Sequence[Row]) -> Rows:
    """Count a roster: every student once, at the school whose id sorts first, with the needs of all of his rows."""
    found: dict[Key, int] = {}
    dated = replace(rule, count_date=DAY)
    for student in {row.student for row in rows if row.student}:
        mine = [row for row in rows if row.student == student]
        placed = sorted((row.school, rule.grades.get(row.grade or "", "")) for row in mine if row.school)
        if placed:
            school = placed[0][0]
            grade = max(grade for one, grade in placed if one == school)
            needs = needs_of(dated, [Program(student, None, row._asdict()) for row in mine])
            found[school, grade, needs] = found.get((school, grade, needs), 0) + 1
    return {key: (Fraction(number), Fraction(0), Fraction(0)) for key, number in found.items()}
