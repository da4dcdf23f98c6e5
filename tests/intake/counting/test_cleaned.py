"""Cleaned files are counted as the district's settings say: by hand, and against a count of the same students in Python."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.headcount import Headcount
from perpupil.facts.table import TextTable
from perpupil.intake.counting.cleaned import count_cleaned
from perpupil.intake.settings import NeedSetting, Settings

DAY = dt.date(2026, 10, 1)
MEALS = NeedSetting("low_income", "meal_status", ("F", "R"), ("P",))
SETTINGS = Settings("Maple", 2027, DAY, needs=(MEALS,))
Rows = list[tuple[str, ...]]
Counts = dict[tuple[str, str, str], int]

STUDENTS = ("studentId", "schoolId", "grade", "entryDate", "exitDate")
LONG = ("studentId", "program", "level", "startDate", "endDate")


def table(headers: tuple[str, ...], rows: Rows) -> TextTable:
    return TextTable(
        "f.csv", {name: [row[at] for row in rows] for at, name in enumerate(headers)}, range(2, len(rows) + 2)
    )


def counted(settings: Settings = SETTINGS, **tables: TextTable) -> Counts:
    with duckdb.connect() as connection:
        headcount = count_cleaned(connection, settings, tables, "students.csv").headcount
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == []
    return rows_of(headcount)


def rows_of(headcount: Headcount) -> Counts:
    ends = [*headcount.starts[1:].tolist(), len(headcount.profile_of_row)]
    numbers = headcount.measures["students"].fractions()
    found: Counts = {}
    for at, unit in enumerate(headcount.units):
        for row in range(headcount.starts[at], ends[at]):
            profile = headcount.profiles[headcount.profile_of_row[row]]
            needs = ";".join(sorted(f"{name}={level}" if level else name for name, level in profile.needs))
            found[unit, profile.grade, needs] = int(numbers[row])
    return found


def here(*students: str) -> TextTable:
    return table(STUDENTS, [(one, "10", "3", "2026-08-31", "") for one in students])


def test_without_programs_everybody_counts_and_has_no_need() -> None:
    assert counted(students=here("a", "b")) == {("10", "3", ""): 2}


def test_without_a_column_of_exits_everybody_is_there_still() -> None:
    students = table(STUDENTS[:-1], [("a", "10", "3", "2026-08-31"), ("b", "10", "3", "2026-12-01")])
    assert counted(students=students) == {("10", "3", ""): 1}, "who comes after the count is not there yet"


def test_a_program_holds_from_its_first_day_up_to_its_last() -> None:
    long = table(
        LONG,
        [
            ("a", "iep", "1", "2026-07-01", "2026-10-01"),
            ("b", "iep", "1", "2026-10-01", "2026-10-02"),
            ("c", "iep", "1", "2026-10-02", ""),
            ("d", "iep", "1", "", ""),
        ],
    )
    assert counted(students=here("a", "b", "c", "d"), programs=long) == {("10", "3", ""): 2, ("10", "3", "iep=1"): 2}


def test_of_two_levels_the_one_that_began_last_counts() -> None:
    long = table(
        LONG,
        [("a", "el", "1", "2025-07-01", ""), ("a", "el", "3", "2026-07-01", ""), ("a", "el", "2", "2026-11-01", "")],
    )
    assert counted(students=here("a"), programs=long) == {("10", "3", "el=3"): 1}


def test_a_level_that_nobody_has_said_is_unknown_and_not_no() -> None:
    long = table(
        LONG, [("a", "meal_status", "", "", ""), ("b", "meal_status", "F", "", ""), ("c", "meal_status", "X", "", "")]
    )
    assert counted(students=here("a", "b", "c", "d"), programs=long) == {
        ("10", "3", "low_income_unknown"): 2, ("10", "3", "low_income"): 1, ("10", "3", ""): 1,
    }  # fmt: skip


def test_a_program_without_any_level_is_a_plain_yes_and_keeps_its_name() -> None:
    long = table(LONG, [("a", "Direct Certified!", "", "", "")])
    assert counted(students=here("a", "b"), programs=long) == {("10", "3", "direct_certified"): 1, ("10", "3", ""): 1}


def test_columns_of_the_wide_file_are_needs_and_a_student_without_a_row_is_unknown() -> None:
    wide = table(("studentId", "homeless", "iep", "tier"), [("a", "yes", "yes", "2"), ("b", "no", "no", "")])
    found = counted(students=here("a", "b", "c"), student_programs=wide)
    assert found == {
        ("10", "3", "homeless;iep=2"): 1,
        ("10", "3", ""): 1,
        ("10", "3", "homeless_unknown;iep_unknown"): 1,
    }


def test_both_forms_together() -> None:
    wide = table(("studentId", "homeless"), [("a", "yes"), ("b", "no")])
    long = table(LONG, [("b", "iep", "1", "", "")])
    assert counted(students=here("a", "b"), student_programs=wide, programs=long) == {
        ("10", "3", "homeless"): 1, ("10", "3", "iep=1"): 1,
    }  # fmt: skip


def test_the_settings_may_say_what_a_column_means() -> None:
    wide = table(("studentId", "economicallyDisadvantaged"), [("a", "yes"), ("b", "no")])
    poor = NeedSetting("poverty", "economicallyDisadvantaged", ("yes",), ("no",))
    assert counted(replace(SETTINGS, needs=(poor,)), students=here("a", "b"), student_programs=wide) == {
        ("10", "3", "poverty"): 1, ("10", "3", ""): 1,
    }  # fmt: skip


def test_membership_days_are_counted_where_the_settings_have_a_period() -> None:
    period = replace(SETTINGS, membership=(dt.date(2026, 9, 1), dt.date(2026, 9, 11)))
    students = table(STUDENTS, [("a", "10", "3", "2026-09-06", ""), ("b", "10", "3", "2026-08-31", "2026-09-02")])
    with duckdb.connect() as connection:
        done = count_cleaned(connection, period, {"students": students}, "students.csv")
    assert done.membership_days == 10
    assert sum(done.headcount.measures["days"].fractions()) == 6


_days = st.sampled_from(["2026-08-31", "2026-09-15", "2026-10-01", "2026-10-02", ""])
_spells = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["10", "20"]), st.sampled_from(["K", "3"])),
    unique_by=lambda row: row[0],
    max_size=6,
)
_programs = st.lists(
    st.tuples(st.sampled_from("abcdefg"), st.sampled_from(["meal_status", "iep", "el"]), st.sampled_from(["F", "P", "1", "2", ""]), _days, _days),
    unique_by=lambda row: (row[0], row[1], row[3]), max_size=14,
)  # fmt: skip


@given(_spells, _programs)
def test_the_count_is_that_of_a_reader_with_a_pencil(spells: Rows, programs: Rows) -> None:
    students = table(STUDENTS, [(*row, "2026-08-31", "") for row in spells])
    assert counted(students=students, programs=table(LONG, programs)) == pencil(spells, programs)


def pencil(spells: Rows, programs: Rows) -> Counts:
    """Count one student after the other."""
    levels: dict[str, set[str]] = {}
    for _, program, level, _, _ in programs:
        levels.setdefault(program, set()).add(level)
    found: Counter[tuple[str, str, str]] = Counter()
    for student, school, grade in spells:
        needs = []
        for program, known in levels.items():
            mine = [
                (start, level)
                for one, of, level, start, end in programs
                if (one, of) == (student, program) and start <= "2026-10-01" and not (end and end <= "2026-10-01")
            ]
            if mine:
                needs.append(named(program, max(mine)[1], known))
        found[school, grade, ";".join(sorted(filter(None, needs)))] += 1
    return dict(found)


def named(program: str, level: str, known: set[str]) -> str:
    if program == "meal_status":
        return {"F": "low_income", "P": ""}.get(level, "low_income_unknown")
    if known == {""}:
        return program
    return f"{program}={level}" if level else f"{program}_unknown"
