"""Answers find the rows that they are about, fill only what they say, and leave a record without any value."""

from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.table import TextTable
from perpupil.intake.answers import FILE_ROW, REASON, put_back, with_marks, without_marks
from perpupil.intake.dataset import Dataset
from perpupil.intake.schemas import SCHEMAS

Cells = dict[str, list[str]]


def dataset(columns: Cells, rows: list[int] | None = None, name: str = "students") -> Dataset:
    count = len(next(iter(columns.values())))
    return Dataset(SCHEMAS[name], TextTable(f"{name}.csv", columns, rows or list(range(2, count + 2))))


STUDENTS: Cells = {
    "studentId": ["a", "b", "b", "c"],
    "schoolId": ["1", "1", "2", "2"],
    "entryDate": ["2026-08-31", "2026-08-31", "2026-10-15", "2026-08-31"],
    "grade": ["3", "4", "4", ""],
}


def test_an_answer_is_about_every_row_with_its_key() -> None:
    made, record, findings = put_back(dataset(STUDENTS), dataset({"studentId": ["b"], "birthDate": ["2016-01-01"]}))
    assert made.texts("birthDate") == ["", "2016-01-01", "2016-01-01", ""]
    assert (record.rows, record.cells, record.added, findings) == (2, {"birthDate": 2}, 0, ())


def test_keys_are_compared_as_values() -> None:
    answers = dataset({"studentId": ["b"], "schoolId": ["2"], "entryDate": ["10/15/2026"], "grade": ["05"]})
    made, record, findings = put_back(dataset(STUDENTS), answers)
    assert made.words("grade") == ["3", "4", "5", ""]
    assert record.rows == 1
    assert findings == ()


def test_a_blank_answers_nothing() -> None:
    made, record, _ = put_back(dataset(STUDENTS), dataset({"studentId": ["a", "c"], "grade": ["", "6"]}))
    assert made.texts("grade") == ["3", "4", "4", "6"]
    assert record.cells == {"grade": 1}


def test_an_answer_about_nobody_is_told_and_comes_in_only_where_rows_are_kept() -> None:
    answers = dataset({"studentId": ["z"], "grade": ["1"]})
    made, record, findings = put_back(dataset(STUDENTS), answers)
    assert (len(made), record.added, [one.code for one in findings]) == (4, 0, ["answer-without-row"])
    made, record, findings = put_back(dataset(STUDENTS), answers, adds=True)
    assert (len(made), record.added, findings) == (5, 1, ())
    assert made.texts("schoolId")[-1] == ""


def test_answers_without_a_key_are_refused() -> None:
    made, _, findings = put_back(dataset(STUDENTS), dataset({"grade": ["1"]}))
    assert made.texts("grade") == STUDENTS["grade"]
    assert [one.code for one in findings] == ["answer-without-key"]


def test_a_row_set_aside_goes_back_to_its_place_even_where_its_key_was_mended() -> None:
    answers = dataset({"studentId": ["c"], "schoolId": ["9"], "entryDate": ["2026-08-31"], "grade": ["6"]})
    made, record, findings = put_back(dataset(STUDENTS), answers, [5])
    assert (made.texts("schoolId")[3], made.texts("grade")[3]) == ("9", "6")
    assert (record.rows, findings) == (1, ())


def test_a_row_set_aside_from_another_export_is_told_and_changes_nothing() -> None:
    answers = dataset({"studentId": ["x"], "schoolId": ["9"], "entryDate": ["2020-08-31"], "grade": ["6"]})
    for row in (3, 99):
        made, _, findings = put_back(dataset(STUDENTS), answers, [row])
        assert {name: made.texts(name) for name in STUDENTS} == STUDENTS
        assert [one.code for one in findings] == ["answer-without-row"]


def test_marks_are_put_on_and_taken_off() -> None:
    table = TextTable("students.csv", {"id": ["a", "b"], REASON: ["bad-cell", "bad-cell"]}, [7, 9])
    marked = with_marks(table)
    assert marked.columns[FILE_ROW] == ["7", "9"]
    bare, rows = without_marks(marked)
    assert (list(bare.columns), rows) == (["id"], (7, 9))
    assert without_marks(bare)[1] is None


_cells = st.sampled_from(["", "3", "4", "K"])


@given(
    st.lists(st.tuples(st.sampled_from("abc"), _cells), min_size=1, max_size=8),
    st.lists(st.tuples(st.sampled_from("abcd"), _cells), min_size=1, max_size=5),
)
def test_answering_twice_is_answering_once(rows: list[tuple[str, str]], said: list[tuple[str, str]]) -> None:
    known = dataset({"studentId": [one for one, _ in rows], "grade": [grade for _, grade in rows]})
    answers = dataset({"studentId": [one for one, _ in said], "grade": [grade for _, grade in said]})
    once, record, _ = put_back(known, answers)
    twice, _, _ = put_back(once, answers)
    assert once.table.columns == twice.table.columns
    last = {one: grade for one, grade in said if grade}
    assert once.texts("grade") == [last.get(one, grade) for one, grade in rows]
    assert not set(record.cells) - {"grade"}
