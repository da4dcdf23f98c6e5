"""A roster becomes data sets by the rule that the documentation states; counted by hand, and from the sample sets of both versions."""

import pytest

from perpupil.facts.table import TextTable
from perpupil.intake.formats.oneroster import tables_by_file
from perpupil.intake.roster_datasets import datasets_of
from tests.intake.reading import read
from tests.intake.rosters import Roster, clean

Cells = dict[str, list[str]]

ORGS = "sourcedId,type,name,identifier\nd,district,Maple,1\ns1,school,Adams,0010\ns2,school,Baker,0020"
SESSIONS = "sourcedId,type,startDate\ny,schoolYear,2026-08-31\nt,term,2026-08-24"
USERS = "sourcedId,role,enabledUser,identifier,grades,orgSourcedIds,status"
ENROLLMENTS = "userSourcedId,schoolSourcedId,role,beginDate,endDate,status"


def table(name: str, text: str) -> TextTable:
    header, *rows = (line.split(",") for line in text.splitlines())
    columns = {one: [row[at].replace(";", ",") for row in rows] for at, one in enumerate(header)}
    return TextTable(f"r.zip, {name}.csv", columns, range(2, len(rows) + 2))


def made(users: list[str], enrollments: list[str] | None, **more: str) -> tuple[Cells, list[str]]:
    files = {"orgs": ORGS, "academicSessions": SESSIONS, "users": "\n".join([USERS, *users]), **more}
    if enrollments is not None:
        files["enrollments"] = "\n".join([ENROLLMENTS, *enrollments])
    found, findings = datasets_of({name: table(name, text) for name, text in files.items()}, "r.zip")
    return found["students"].columns, [one.what for one in findings]


def spells(columns: Cells) -> list[tuple[str, ...]]:
    names = ("studentId", "schoolId", "entryDate", "exitDate")
    return sorted(zip(*(columns.get(name) or [""] * len(columns["studentId"]) for name in names), strict=True))


def test_classes_that_touch_are_one_spell_and_a_gap_makes_two() -> None:
    columns, findings = made(
        ["u1,student,true,71,03,s1,"],
        [
            "u1,s1,student,2026-08-31,2027-01-20,", "u1,s1,student,2027-01-20,2027-06-18,", "u1,s1,student,2026-10-01,2026-10-05,",
            "u1,s2,student,2026-09-01,2026-09-20,", "u1,s2,student,2027-02-01,,", "u1,s2,teacher,2026-09-20,2027-02-01,",
        ],
    )  # fmt: skip
    assert findings == []
    assert spells(columns) == [
        ("71", "0010", "2026-08-31", "2027-06-18"),
        ("71", "0020", "2026-09-01", "2026-09-20"),
        ("71", "0020", "2027-02-01", ""),
    ]


def test_a_class_without_a_first_day_begins_with_the_school_year() -> None:
    columns, _ = made(["u1,student,true,71,03,s1,"], ["u1,s1,student,,,"])
    assert spells(columns) == [("71", "0010", "2026-08-31", "")]


def test_who_is_gone_or_not_enabled_or_no_student_does_not_count() -> None:
    users = [
        f"u1,{role},{enabled},71,03,s1,{status}"
        for role, enabled, status in (
            ("teacher", "true", ""),
            ("student", "false", ""),
            ("student", "true", "tobedeleted"),
        )
    ]
    for user in users:
        columns, _ = made([user, "u2,student,true,72,03,s1,"], ["u1,s1,student,,,", "u2,s1,student,,,"])
        assert columns["studentId"] == ["72"]


def test_without_enrollments_the_schools_of_the_user_count_and_that_is_said() -> None:
    columns, findings = made(["u1,student,true,71,03,s1;s2,"], None)
    assert spells(columns) == [("71", "0010", "2026-08-31", ""), ("71", "0020", "2026-08-31", "")]
    assert any("no enrollments" in what for what in findings)


def test_roles_say_who_is_a_student_and_which_school_is_the_primary_one() -> None:
    roles = "userSourcedId,role,orgSourcedId,roleType\nu1,student,s2,primary\nu1,student,s1,secondary\nu2,teacher,s1,primary"
    columns, _ = made(
        ["u1,,true,71,03,,", "u2,,true,72,03,,"],
        ["u1,s1,student,,,", "u1,s2,student,,,", "u2,s1,student,,,"],
        roles=roles,
    )
    assert sorted(zip(columns["schoolId"], columns["primary"], strict=True)) == [("0010", "no"), ("0020", "yes")]


def test_students_are_known_by_their_identifier_only_if_each_has_one_of_its_own() -> None:
    columns, findings = made(
        ["u1,student,true,71,03,s1,", "u2,student,true,71,03,s1,"], ["u1,s1,student,,,", "u2,s1,student,,,"]
    )
    assert sorted(columns["studentId"]) == ["u1", "u2"]
    assert any("sourcedId" in what for what in findings)


def test_of_several_grades_the_last_counts_and_that_is_said() -> None:
    columns, findings = made(["u1,student,true,71,03;04,s1,"], ["u1,s1,student,,,"])
    assert columns["grade"] == ["04"]
    assert any("more than one grade" in what for what in findings)


def test_students_without_a_class_and_places_that_are_no_school_are_told() -> None:
    columns, findings = made(["u1,student,true,71,03,s1,", "u2,student,true,72,03,s1,"], ["u1,d,student,,,"])
    assert columns["studentId"] == []
    assert len(findings) == 2


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_every_student_of_a_sample_set_is_there_once(version: str) -> None:
    roster = clean(version)
    columns = students_of(roster)
    file = "users" if version == "1.1" else "roles"
    assert len(columns["studentId"]) == len(set(columns["studentId"])) == roster.cells(file, "role").count("student")
    assert set(columns["schoolId"]) == {f"99001230{school:04}" for school in range(1, 4)}


def test_both_versions_of_a_sample_set_say_the_same() -> None:
    one, other = (students_of(clean(version)) for version in ("1.1", "1.2"))
    assert {name: cells for name, cells in one.items() if name != "primary"} == {
        name: cells for name, cells in other.items() if name != "primary"
    }


def students_of(roster: Roster) -> Cells:
    found, findings = datasets_of(tables_by_file(read(roster.content(), "roster.zip")), "roster.zip")
    assert findings == ()
    return found["students"].columns


def test_extension_columns_of_users_become_needs() -> None:
    roster = clean("1.2")
    roster.headers["users"].append("metadata.lowIncome")
    for at, row in enumerate(roster.rows["users"]):
        row.append("true" if at % 2 else "false")
    found, _ = datasets_of(tables_by_file(read(roster.content(), "roster.zip")), "roster.zip")
    needs = found["student_programs"].columns
    assert list(needs) == ["studentId", "lowIncome"]
    assert set(needs["lowIncome"]) == {"true", "false"}
