"""Good rows are taken, bad rows set aside with their reasons, and nothing is lost between the two."""

from hypothesis import given

from perpupil.facts.table import TextTable
from perpupil.intake.answers import REASON
from perpupil.intake.cleaning import Cleaned, Upload, clean
from perpupil.intake.columns import propose
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.repairs import Rule
from perpupil.intake.schemas import SCHEMAS
from tests.intake.cleaning.tables import CLEAN, STUDENTS, material, table
from tests.intake.cleaning.test_repairs import CHOSEN, FILES


def upload(name: str, text: str) -> Upload:
    read = table(text, f"{name}.csv")
    columns = tuple((header, header) for header in read.columns)
    return Upload(read, ColumnMapping(name, read.source, columns))


def cleaned(rules: list[Rule] | None = None, **changed: str) -> Cleaned:
    texts = {name: text for name, text in {**CLEAN, **changed}.items() if text}
    return clean([upload(name, text) for name, text in texts.items()], material(), rules or [])


def test_clean_files_are_taken_whole_and_lose_what_could_name_a_person() -> None:
    done = cleaned()
    assert (done.cases, done.applied, done.findings) == ((), (), ())
    assert {name: len(one) for name, one in done.taken.items()} == {
        name: len(text.splitlines()) - 1 for name, text in CLEAN.items()
    }
    assert all(len(one) == 0 for one in done.aside.values())
    assert "birthDate" not in done.taken["students"].columns
    assert "employeeId" in done.taken["positions"].columns


@given(FILES, CHOSEN)
def test_rows_taken_set_aside_and_dropped_are_the_rows_read(files: dict[str, str], rules: list[Rule]) -> None:
    done = cleaned(rules, **files)
    for name, text in files.items():
        dropped = [row for one in done.applied if one.dataset == name for row in one.rows_dropped]
        rows = [*done.taken[name].rows, *done.aside[name].rows, *dropped]
        assert sorted(rows) == list(range(2, len(text.splitlines()) + 1))


def test_rows_set_aside_stand_as_they_stood_with_their_reasons_and_can_be_handed_back() -> None:
    text = STUDENTS + "s8,0777,99,2026-08-31,,yes,2026-08-31,2018-03-14\n"
    aside = cleaned(students=text).aside["students"]
    assert aside.columns["studentId"] == ["s8"]
    assert aside.columns[REASON] == ["bad-cell; unknown-school"]
    mended = {**aside.columns, "schoolId": ["0020"], "grade": ["3"]}
    back = TextTable("aside.csv", mended, aside.rows)
    mapping = propose(back, SCHEMAS["students"]).mapping
    assert REASON in mapping.ignored
    schools = upload("schools", CLEAN["schools"])
    assert clean([schools, Upload(back, mapping)], material()).taken["students"].columns["schoolId"] == ["0020"]


def test_a_finding_can_be_accepted_or_its_rows_set_aside() -> None:
    text = STUDENTS.replace("2010-04-02", "2016-04-02")
    assert cleaned(students=text).counts() == {"age-and-grade": 1}
    assert len(cleaned(students=text).aside["students"]) == 0
    accepted = cleaned([Rule("accept", "students", finding="age-and-grade")], students=text)
    assert accepted.cases == ()
    refused = cleaned([Rule("set_aside", "students", finding="age-and-grade")], students=text)
    assert refused.aside["students"].columns["studentId"] == ["s5"]


def test_an_error_cannot_be_accepted() -> None:
    text = STUDENTS + "s8,0777,3,2026-08-31,,yes,2026-08-31,2018-03-14\n"
    done = cleaned([Rule("accept", "students", finding="unknown-school")], students=text)
    assert done.counts() == {"unknown-school": 1}


def test_without_a_required_column_no_row_is_taken() -> None:
    done = cleaned(students="studentId,schoolId,entryDate\ns1,0010,2026-08-31\n")
    assert [one.code for one in done.findings] == ["missing-column"]
    assert done.aside["students"].columns[REASON] == ["missing-column"]
    assert len(done.taken["students"]) == 0


def test_codes_of_another_system_are_read_as_the_list_of_schools_says() -> None:
    done = cleaned(positions=CLEAN["positions"].replace("0020", "BAKER"))
    assert done.counts() == {"other-system-code": 1}
    assert done.taken["positions"].columns["schoolId"].count("0020") == 2
    assert [(one.rule.kind, one.count) for one in done.applied] == [("one_school", 2)]
