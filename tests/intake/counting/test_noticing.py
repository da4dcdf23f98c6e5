"""What a count tells: how many, of what, and never who."""

from datetime import date

import duckdb

from perpupil.findings import Finding
from perpupil.intake.counting.count import count_enrollment, count_roster
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.noticing import missing_columns
from perpupil.intake.counting.rules import CountRule, TwoSchools
from perpupil.intake.counting.student_programs import needs_of_student_programs
from tests.intake.counting.oracle import Program, Spell
from tests.intake.counting.rosters import GRADES, NEEDS, Row, connection_with, connection_with_roster

RULE = CountRule(GRADES, NEEDS, date(2026, 10, 1))


def spell(student: str | None, school: str | None = "10", **other: str) -> Spell:
    known = {"grade": "1", "entry_date": "2026-08-31", "exit_date": "", "primary_school": "", "share": ""} | other
    return Spell(student, school, **known)


def program(student: str, frl: str = "N", el: str = "false", el_level: str = "", tier: str = "") -> Program:
    return Program(student, None, {"frl": frl, "el": el, "el_level": el_level, "tier": tier})


def told(spells: list[Spell], programs: list[Program], rule: CountRule = RULE) -> list[tuple[str, str]]:
    return said(count_enrollment(Embedded(connection_with(spells, programs)), rule).findings)


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.what.partition(":")[0] if one.code == "unknown-need" else one.what) for one in findings]


def test_clean_files_give_no_finding() -> None:
    assert told([spell("a"), spell("b")], [program("a", "Y"), program("b", el="true", el_level="2")]) == []


def test_rows_that_count_nobody_are_told() -> None:
    spells = [
        *(spell(""), spell(None), spell("a", ""), spell("a", entry_date="10/01/2026"), spell("a", exit_date="soon")),
        *(spell("a", entry_date="2026-10-02", exit_date="2026-10-01"), spell("a", entry_date="")),
    ]
    [(code, what)] = told([*spells, spell("b")], [program("a"), program("b")])
    assert code == "row-set-aside"
    assert what.startswith("7 rows are without a student, a school or a day that can be read")


def test_who_left_on_the_day_of_entry_did_not_come() -> None:
    [(code, what)] = told([spell("a", exit_date="2026-08-31"), spell("b")], [program("b")])
    assert (code, what[:46]) == ("counted-once", "1 row is of students who left on the day they ")


def test_shares_that_are_no_part_are_told() -> None:
    spells = [
        spell(str(number), share=share) for number, share in enumerate(("half", "1.5", "-0.1", "0.5", "1", "0", ""))
    ]
    [(code, what)] = told(spells, [program(str(number)) for number in range(7)])
    assert (code, what[:22]) == ("row-set-aside", "3 rows are with a shar")


def test_students_of_two_schools_are_told_with_the_rule() -> None:
    spells = [
        *(spell("a", "10", primary_school="true"), spell("a", "20")),
        *(spell("b", "10"), spell("b", "20")),
        *(spell("c", "10", primary_school="Y"), spell("c", "20", primary_school="Y")),
        *(spell("d", "10"), spell("d", "10", entry_date="2026-09-05")),
    ]
    programs = [program(name) for name in "abcd"]
    for way, sentence in (
        (TwoSchools.PRIMARY, "Each counts wholly at one"),
        (TwoSchools.SPLIT, "Each counts in parts"),
    ):
        [(code, what)] = told(spells, programs, CountRule(GRADES, NEEDS, date(2026, 10, 1), way))
        assert code == "counted-once"
        assert what.startswith("At two schools or more on the day: 3 students; for 2 it is not said")
        assert sentence in what


def test_an_unknown_need_is_told_and_is_no_zero() -> None:
    spells = [spell(str(number)) for number in range(14)]
    programs = [program(str(number), frl="P" if number < 12 else "") for number in range(13)]
    counted = count_enrollment(Embedded(connection_with(spells, programs)), RULE)
    whats = [one.what for one in counted.findings]
    assert whats[0] == "Enrolled, and not in the table of programs: 1 student; their needs are unknown."
    assert whats[1].startswith("Of 14 students it is not known whether they have low_income")
    assert "Not listed: 'P' (12 rows)." in whats[1]
    assert "They have the mark low_income_unknown." in whats[1]
    assert {("low_income_unknown", "")} <= {need for one in counted.headcount.profiles for need in one.needs}


def test_values_that_may_be_a_persons_are_not_shown() -> None:
    spells = [spell(str(number)) for number in range(30)]
    values = ["Zephyrine"] * 12 + ["1907-07-01"] * 12 + ["Zoe"] * 6
    [one] = count_enrollment(
        Embedded(connection_with(spells, [program(str(n), frl=value) for n, value in enumerate(values)])), RULE
    ).findings
    assert not [value for value in values if value in str(one)]


def test_a_need_without_its_level_is_told() -> None:
    [(code, what)] = told([spell("a"), spell("b")], [program("a", el="true", el_level="7"), program("b")])
    assert (code, what) == ("unknown-need", "With english_learner at no listed level")


def test_a_grade_that_is_not_listed_is_told() -> None:
    spells = [spell("a", grade="13"), spell("b", grade="")]
    assert told(spells, [program("a"), program("b")]) == [
        ("unknown-grade", "In a grade that is blank or not listed: 2 students, counted with a blank grade.")
    ]


def test_who_has_no_programs_has_no_need_where_that_is_declared() -> None:
    counted = count_enrollment(
        Embedded(connection_with([spell("a")], [])), CountRule(GRADES, NEEDS, date(2026, 10, 1), absent_means_no=True)
    )
    assert [one.needs for one in counted.headcount.profiles] == [frozenset()]
    assert [one.what[-26:] for one in counted.findings] == ["; count as having no need."]


def test_doubles_in_a_roster_are_told() -> None:
    rows = [
        Row("a", "10", "1", "Y", "false", "", ""),
        Row("a", "20", "1", "Y", "false", "", ""),
        Row("", "20", "1", "Y", "false", "", ""),
        Row("b", None, "1", "Y", "false", "", ""),
    ]
    counted = count_roster(Embedded(connection_with_roster(rows)), CountRule(GRADES, NEEDS))
    assert said(counted.findings) == [
        ("row-set-aside", "2 rows are without a school or a student id and not counted."),
        (
            "counted-once",
            "Rows beyond the first of a student: 1. Each student is counted once, at the primary school, else at the school id that sorts first.",
        ),
    ]
    assert counted.headcount.units == ("10",)


def test_columns_that_are_missing_are_told_before_the_count() -> None:
    connection = connection_with([], [])
    connection.execute("ALTER TABLE programs DROP el_level")
    connection.execute("ALTER TABLE enrollment DROP exit_date")
    missing = missing_columns(Embedded(connection), RULE, ("enrollment", "programs"))
    assert [(one.where.source, one.what.split()[-1]) for one in missing] == [
        ("enrollment", "exit_date."),
        ("programs", "el_level."),
    ]


def test_our_own_table_of_programs_is_counted_as_it_stands() -> None:
    connection = duckdb.connect()
    connection.execute(
        """CREATE TABLE programs AS SELECT 'a' AS student, true AS economicallyDisadvantaged, false AS directCertified,
             'Y' AS englishLearner, '2' AS elLevel, 1 AS iep, 'autism' AS disabilityCategory, 'no' AS section504, false AS homeless,
             false AS foster, NULL::BOOLEAN AS migrant, false AS giftedTalented, 'false' AS preK, 0 AS newcomer, '0' AS mobility"""
    )
    connection.execute(
        "CREATE TABLE enrollment AS SELECT 'a' AS student, 10 AS school, '1' AS grade, DATE '2026-08-31' AS entry_date, NULL::DATE AS exit_date"
    )
    needs = needs_of_student_programs({"2": "2"}, {"autism": "intensive"})
    headcount = count_enrollment(Embedded(connection), CountRule(GRADES, needs, date(2026, 10, 1))).headcount
    assert headcount.units == ("10",)
    assert headcount.profiles[0].needs == {
        ("low_income", ""),
        ("english_learner", "2"),
        ("iep", "intensive"),
        ("migrant_unknown", ""),
    }
