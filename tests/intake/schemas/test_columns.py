"""Which column means what: found in many spellings, never picked between two that are equally good."""

import pytest

from perpupil.facts.table import TextTable
from perpupil.intake.columns import REMEMBERED, mapped, propose
from perpupil.intake.mapping import ColumnMapping, read_mapping
from perpupil.intake.schemas import SCHEMAS

STUDENTS, COUNTS = SCHEMAS["students"], SCHEMAS["school_counts"]


def table(**columns: str) -> TextTable:
    return TextTable("f.csv", {name.replace("__", " "): [cell] for name, cell in columns.items()}, [2])


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("studentId", "studentId"), ("STUDENT_ID", "studentId"), ("Stu ID", "studentId"), ("Student Number", "studentId"),
        ("id_student", "studentId"), ("Perm ID", "studentId"), ("SCH_CD", "schoolId"), ("School", "schoolId"),
        ("Gr", "grade"), ("GradeLevel", "grade"), ("DOB", "birthDate"), ("Birthdate", "birthDate"),
        ("Enrollment Start", "entryDate"), ("Withdrawl Date", "exitDate"),
    ],
)  # fmt: skip
def test_a_name_is_known_in_many_spellings(header: str, column: str) -> None:
    proposal = propose(TextTable("f.csv", {header: [""]}, [2]), STUDENTS)
    assert [(one.column, one.header) for one in proposal.taken] == [(column, header)]


def test_two_that_are_equally_good_are_both_shown_and_neither_is_taken() -> None:
    proposal = propose(table(School__Code="1", Building__Code="1", Student__ID="s"), STUDENTS)
    assert [one.column for one in proposal.taken] == ["studentId"]
    assert [{one.header for one in group} for group in proposal.conflicts] == [{"School Code", "Building Code"}]
    assert proposal.missing == ("grade", "entryDate")
    assert [one.code for one in proposal.findings] == ["column-claimed-twice", "missing-column", "missing-column"]


def test_what_was_confirmed_last_time_decides() -> None:
    given = table(School__Code="1", Building__Code="1", Student__ID="s")
    earlier = ColumnMapping("students", "f.csv", (("schoolId", "Building Code"),), ("School Code",))
    proposal = propose(given, STUDENTS, [earlier])
    school = next(one for one in proposal.taken if one.column == "schoolId")
    assert (school.header, school.confidence, school.reason) == ("Building Code", REMEMBERED, "as last time")
    assert proposal.conflicts == ()


def test_cells_that_do_not_fit_take_a_name_its_weight() -> None:
    proposal = propose(TextTable("f.csv", {"Entry": ["Smith", "Jones"], "Student ID": ["1", "2"]}, [2, 3]), STUDENTS)
    assert [one.column for one in proposal.taken] == ["studentId"]
    assert proposal.unclaimed == ("Entry",)


def test_cells_alone_speak_for_a_date_where_only_one_column_could_hold_it() -> None:
    proposal = propose(TextTable("f.csv", {"Tag": ["2026-10-01"], "School": ["1"]}, [2]), COUNTS)
    assert {one.header: one.column for one in proposal.taken}.get("Tag") is None
    assert "Tag" in proposal.unclaimed  # the day of the count, or of a projection: nobody says which


def test_columns_that_nobody_claims_are_left_behind() -> None:
    given = table(Student__ID="s", School="1", Grade="3", Entry__Date="2026-08-31", Last__Name="Smith")
    proposal = propose(given, STUDENTS)
    assert proposal.unclaimed == ("Last Name",)
    dataset = mapped(given, proposal.mapping)
    assert "Smith" not in str(dataset.table)


def test_percent_in_a_header_is_read() -> None:
    given = table(job_class="teacher", year="2027", salary="1", percent_benefits="17.2", fixed_benefits="1")
    dataset = mapped(given, propose(given, SCHEMAS["prices"]).mapping)
    assert dataset.words("benefitsShare") == ["0.172"]


def test_a_mapping_is_written_and_read_again() -> None:
    mapping = ColumnMapping(
        "students", 'a "file".csv', (("studentId", "Nº é\t"), ("schoolId", "School")), ("Last Name",)
    )
    assert read_mapping(mapping.text().encode(), "columns.toml") == (mapping, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "version"),
        ('columns = 1\ndataset = "pupils"', "which dataset"),
        ('columns = 1\ndataset = "students"\n[column]\nname = "Name"', "no column 'name'"),
        ('columns = 1\ndataset = "students"\n[column]\nstudentId = "A"\nschoolId = "A"', "One header"),
        ('columns = 1\ndataset = "students"\n[column]\nstudentId = 1', "no header"),
        ('columns = 1\ndataset = "students"\nignored = "A"', "list of texts"),
        ('columns = 1\ndataset = "students"\nsource = 1', "source"),
        ('columns = 1\ndataset = "students"\ncolour = 1', "no key 'colour'"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(text: str, said: str) -> None:
    mapping, findings = read_mapping(text.encode(), "columns.toml")
    assert mapping is None
    assert {one.code for one in findings} == {"bad-mapping"}
    assert any(said in one.what for one in findings)
