"""Which column means what: found in many spellings, never picked between two that are equally good."""

import pytest

from perpupil.facts.table import TextTable, read_csv
from perpupil.findings import Severity
from perpupil.intake.columns import REMEMBERED, mapped, propose, recognise
from perpupil.intake.mapping import ColumnMapping, read_mapping
from perpupil.intake.opening import type_of
from perpupil.intake.schemas import SCHEMAS, Type

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


FACTS = SCHEMAS["school_facts"]


def facts(text: str) -> TextTable:
    read, findings = read_csv(text.encode(), "f.csv")
    assert findings == ()
    return read


def test_an_open_dataset_keeps_every_other_column_under_its_own_header() -> None:
    given = facts("SCHOOLCODE,AMT_ELL,% of ELL,Opened,Magnet\n202,8516.35125,4.5,1968-09-01,TRUE\n")
    proposal = propose(given, FACTS)
    assert (proposal.unclaimed, proposal.missing, proposal.findings) == ((), (), ())
    dataset = mapped(given, proposal.mapping)
    types = {one.name: one.type for one in dataset.columns}
    assert types == {
        "schoolId": Type.SCHOOL, "AMT_ELL": Type.AMOUNT, "% of ELL": Type.NUMBER, "Opened": Type.TEXT, "Magnet": Type.FLAG,
    }  # fmt: skip
    assert [dataset.words(name) for name in types] == [["202"], ["8516.35125"], ["4.5"], ["1968-09-01"], ["yes"]]


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("x", ["1", "2.0"], Type.WHOLE), ("x", ["1", "2.5"], Type.NUMBER), ("x", ["1", "1e3"], Type.WHOLE),
        ("x", ["$1", "2"], Type.AMOUNT), ("x", ["£5", "(2)"], Type.AMOUNT), ("usd_aid", ["1"], Type.AMOUNT),
        ("State LAP (BUDGET)", ["1", ""], Type.AMOUNT), ("budget_code", ["101"], Type.WHOLE), ("Budgeted FTE", ["1.5"], Type.NUMBER),
        ("x", ["17.2%", "9%"], Type.NUMBER), ("x", ["NA", "3", "-", "<10", "#N/A"], Type.WHOLE), ("x", ["NA", "*"], Type.TEXT),
        ("x", [], Type.TEXT), ("x", ["", " "], Type.TEXT), ("zip", ["02134", "10001"], Type.TEXT), ("x", ["0", "0.5", "00"], Type.TEXT),
        ("x", ["yes", "No"], Type.FLAG), ("x", ["Y", "N", ""], Type.FLAG), ("x", ["N", "N"], Type.TEXT), ("x", ["1", "0"], Type.WHOLE),
        ("x", ["K", "1", "2", "3", "4", "5"], Type.TEXT), ("x", ["1", "2", "3", "4", "closed"], Type.WHOLE),
        ("x", ["1", "2", "closed"], Type.TEXT), ("x", ["1"] * 18 + ["closed", "moved"], Type.WHOLE), ("x", ["9" * 60], Type.TEXT),
        ("x", ["2026-10-01"], Type.TEXT), ("x", ["10/1/2026"], Type.TEXT), ("x", ["1/2"], Type.TEXT),
    ],
)  # fmt: skip
def test_a_type_is_guessed_from_cells_and_money_only_where_header_or_sign_says_so(
    header: str, cells: list[str], kind: Type
) -> None:
    assert type_of(header, cells) is kind


def test_a_unit_is_what_differs_from_row_to_row_within_a_year() -> None:
    rows = "".join(
        f"01,Calder,{code},{name},{year},3\n"
        for code, name in (("10", "A"), ("20", "B"), ("30", "C"))
        for year in (2026, 2027)
    )
    proposal = propose(facts(f"District Code,District Name,School Code,School Name,Year,ELL\n{rows}"), FACTS)
    assert proposal.mapping.columns[:3] == (("schoolId", "School Code"), ("name", "School Name"), ("year", "Year"))
    assert {"District Code", "District Name", "ELL"} <= dict(proposal.mapping.columns).keys()


@pytest.mark.parametrize(
    ("text", "unit", "name"),
    [
        ("School,ELL\nA,3\nB,4\n", "School", "School"),
        ("School Name,ELL\nA,3\nB,4\n", "School Name", "School Name"),
        ("school,name,ELL\n1,A,3\n2,B,4\n", "school", "name"),
        ("School,School Name,ELL\n1,A,3\n2,B,4\n", "School", "School Name"),
        ("upin,school,ELL\n1,A,3\n2,B,4\n", "upin", "school"),
        ("District,School,ELL\nX,A,3\nX,B,4\nX,C,4\n", "School", "School"),
        ("Campus,Allocation\nA,300\nB,400\n", "Campus", "Campus"),
    ],
)
def test_a_school_may_stand_for_its_code_or_for_its_name(text: str, unit: str, name: str) -> None:
    columns = dict(propose(facts(text), FACTS).mapping.columns)
    assert (columns["schoolId"], columns["name"]) == (unit, name)


@pytest.mark.parametrize("text", ["Name,School,Salary\nSmith,A,3\nJones,A,4\nHale,A,5\n", "Name,ELL\nA,3\nB,4\n"])
def test_a_bare_name_may_be_a_persons_and_is_no_school_by_itself(text: str) -> None:
    assert "school_facts" not in recognise(facts(text))
    assert propose(facts(text), FACTS).missing == ("schoolId",)


def test_a_table_without_numbers_is_no_table_of_facts() -> None:
    assert "school_facts" not in recognise(facts("School Code,Principal\n1,Smith\n2,Jones\n"))


def test_two_codes_that_are_equally_good_are_asked_about_and_the_other_is_kept() -> None:
    given = facts("School Code,Building Code,ELL\n1,a,3\n2,b,4\n")
    proposal = propose(given, FACTS)
    assert [one.code for one in proposal.findings] == ["column-claimed-twice"]
    again = propose(given, FACTS, [ColumnMapping("school_facts", "f.csv", (("schoolId", "Building Code"),))])
    assert dict(again.mapping.columns) == {"schoolId": "Building Code", "School Code": "School Code", "ELL": "ELL"}


def test_a_header_that_is_the_name_of_another_column_gets_a_number() -> None:
    proposal = propose(facts("code,name,year,School\n1,A,first,x\n2,B,second,y\n"), FACTS)
    assert dict(proposal.mapping.columns) == {
        "schoolId": "code",
        "name": "name",
        "year (2)": "year",
        "School": "School",
    }


@pytest.mark.parametrize("header", ["Last Name", "STUDENT_NAME", "Stu ID", "DOB", "Employee ID"])
def test_columns_under_which_people_stand_are_never_kept(header: str) -> None:
    given = facts(f"School Code,{header},ELL,FRL\n1,Smith,3,4\n2,Jones,4,5\n")
    assert "school_facts" not in recognise(given)
    proposal = propose(given, FACTS)
    assert proposal.unclaimed == (header,)
    assert "Smith" not in str(mapped(given, proposal.mapping).table)


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("School,Students,Low Income\nA,3,1\nB,4,2\n", "school_facts"),
        ("code,name,n_ell,usd_total\n1,A,3,1\n2,B,4,2\n", "school_facts"),
        ("School,Year,Total Budget\nA,2026,1.00\nB,2026,2.00\n", "school_facts"),
        ("schoolId,name,level,ward\n1,A,high,3\n2,B,high,4\n", "schools"),
        (
            "Stu ID,School,Grade,Entry Date,GPA,X,Y,Z\n1,A,3,2026-08-31,3.5,1,1,1\n2,B,3,2026-08-31,3.5,1,1,1\n",
            "students",
        ),
        ("School,Year,Grade,Count\nA,2026,3,12\nA,2026,4,13\n", "school_counts"),
    ],
)
def test_an_open_dataset_is_recognised_where_no_other_fits(text: str, likely: str) -> None:
    assert recognise(facts(text))[0] == likely


def test_rows_set_aside_come_back_without_what_is_said_of_them() -> None:
    given = facts("row of the file,School Code,ELL,reason\n2,1,3,bad-cell\n3,2,4,bad-cell\n")
    assert propose(given, FACTS).unclaimed == ("row of the file", "reason")


def test_a_name_and_a_type_that_a_person_has_said_are_kept() -> None:
    given = facts("School Code,Bilingual Education (ENROLLMENT),Ward\n1,3,7\n2,4,8\n")
    columns = (("schoolId", "School Code"), ("ell", "Bilingual Education (ENROLLMENT)"), ("Ward", "Ward"))
    said = ColumnMapping("school_facts", "f.csv", columns, types=(("Ward", "text"),))
    assert read_mapping(said.text().encode(), "columns.toml") == (said, ())
    mapping = propose(given, FACTS, [said]).mapping
    assert mapping == said
    dataset = mapped(given, mapping)
    assert [(one.name, one.type) for one in dataset.columns] == [
        ("schoolId", Type.SCHOOL), ("ell", Type.WHOLE), ("Ward", Type.TEXT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "known_by"),
    [
        ("Name,Ledger Code,Student Code,State Code", "Ledger Code"),
        ("Name,State Code,Student Code", "Student Code"),
        ("Name,NCES ID,State Code", "State Code"),
    ],
)
def test_schools_without_a_code_of_their_own_are_known_by_another(headers: str, known_by: str) -> None:
    cells = ",".join("abcd"[: headers.count(",") + 1])
    proposal = propose(facts(f"{headers}\n{cells}\n"), SCHEMAS["schools"])
    assert dict(proposal.mapping.columns)["schoolId"] == known_by
    assert [(one.code, one.severity) for one in proposal.findings] == [("known-by-other-code", Severity.NOTE)]
    assert known_by in proposal.findings[0].what
    assert read_mapping(proposal.mapping.text().encode(), "columns.toml") == (proposal.mapping, ())
    again = propose(facts(f"{headers}\n{cells}\n"), SCHEMAS["schools"], [proposal.mapping])
    assert again.mapping == proposal.mapping


def test_schools_with_a_code_of_their_own_are_known_by_it() -> None:
    proposal = propose(facts("School Code,Name,Ledger Code\n1,A,2\n"), SCHEMAS["schools"])
    assert dict(proposal.mapping.columns)["schoolId"] == "School Code"
    assert proposal.findings == ()


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
        ('columns = 1\ndataset = "schools"\n[column]\nledgerCode = "A"\nstateCode = "A"', "One header"),
        ('columns = 1\ndataset = "schools"\n[column]\nschoolId = "A"\nledgerCode = "A"\nstateCode = "A"', "One header"),
        ('columns = 1\ndataset = "school_facts"\n[column]\nell = "A"\nfrl = "A"', "One header"),
        ('columns = 1\ndataset = "school_facts"\n[column]\nell = "A"\n[type]\nell = "date"', "no type"),
        ('columns = 1\ndataset = "school_facts"\ntype = "text"', "no type"),
        ('columns = 1\ndataset = "school_facts"\n[column]\nname = "A"\n[type]\nname = "text"', "none to give"),
        ('columns = 1\ndataset = "students"\n[type]\nell = "text"', "none to give"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(text: str, said: str) -> None:
    mapping, findings = read_mapping(text.encode(), "columns.toml")
    assert mapping is None
    assert {one.code for one in findings} == {"bad-mapping"}
    assert any(said in one.what for one in findings)
