"""Whatever stands in a table: records or findings come out, never a traceback."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.table import TextTable, read_csv
from perpupil.projection.adjustments import COLUMNS as ADJUSTED
from perpupil.projection.adjustments import read_adjustments
from perpupil.projection.changes import read_changes
from perpupil.projection.cohorts import Method
from perpupil.projection.grades import Ladder
from perpupil.projection.project import project
from perpupil.projection.records import Past
from perpupil.projection.school_counts import check_needs, read_school_counts
from perpupil.projection.students import as_rows
from perpupil.projection.writing import headcount_as_csv
from tests.projection.districts import headcount, past

COUNTS = {"0010": {"K": (30, 30, 31), "1": (20, 20, 22)}, "0020": {"K": (40, 40, 38)}}
CHANGES = ("kind", "unit", "successor", "year", "grades", "share", "reason")
CELLS = [
    "",
    "0010",
    "0020",
    "0099",
    "closed",
    "split",
    "merged",
    "opened",
    "regraded",
    "2026",
    "2028",
    "9999",
    "K",
    "K-1",
]
CELLS += ["all", "5", "-5", "1/2", "0.5", "1/0", "٣", "=1+1", "x" * 100, "1e9", "nan", "\u202e", "K;;1", "-", "/"]


def table(columns: Sequence[str], rows: list[list[str]]) -> TextTable:
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    return read_csv(out.getvalue().encode(), "table.csv")[0]


def some(width: int) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(st.sampled_from(CELLS), min_size=width, max_size=width), max_size=6)


@given(some(len(CHANGES)), some(len(ADJUSTED)))
def test_any_tables_end_in_a_projection_or_in_findings(told: list[list[str]], by_hand: list[list[str]]) -> None:
    changes, findings = read_changes(table(CHANGES, told))
    adjustments, more = read_adjustments(table(ADJUSTED, by_hand))
    made, found = project(past(COUNTS, changes=changes), 2028, adjustments=adjustments)
    assert made is not None or [*findings, *more, *found]
    if made is not None:
        assert all(count > 0 for count in made.headcount.measures["students"].numerators.tolist())
        assert len(made.seal) == 64


def codes(counts: dict[int, dict[str, dict[str, int]]], year: int) -> list[str]:
    made, findings = project(Past.of_rows({one: as_rows(rows) for one, rows in counts.items()}), year)
    assert (made is None) == any(one.severity == "error" for one in findings)
    return [one.code for one in findings]


def test_counts_that_cannot_be_followed_are_told() -> None:
    one = {"0010": {"K": 30}}
    assert codes({}, 2028) == ["too-few-counts"]
    assert codes({2027: one}, 2028) == ["too-few-counts"]
    assert codes({2025: one, 2027: one}, 2028) == ["gap-in-counts"]
    assert codes({2026: {}, 2027: one}, 2028) == ["no-units"]
    assert codes({2026: one, 2027: one}, 2027) == ["wrong-year"]
    assert codes({2026: one, 2027: one}, 2038) == ["wrong-year"]
    assert codes({2026: one, 2027: one}, 2037) == ["too-few-errors"]


def test_a_grade_in_no_order_is_followed_by_itself_and_told() -> None:
    one = {"0010": {"K": 30, "UG": 7}}
    assert codes({2026: one, 2027: one}, 2028) == ["unknown-grade", "too-few-errors"]


def test_students_of_a_grade_that_no_school_has_any_more_are_told() -> None:
    """Of 70 and 70 in kindergarten 20 and 22 came into grade 1, and so of 69 there 20.7."""
    changes, _ = read_changes(table(CHANGES, [["regraded", "0010", "", "2028", "K", "", ""]]))
    made, findings = project(past(COUNTS, changes=changes), 2028)
    assert made is not None
    assert [one.code for one in findings] == ["no-school-for-grade", "too-few-errors"]
    assert "21 students of grade 1" in findings[0].what


HEADERS = ("schoolId", "year", "grade", "group", "count", "status")


def test_school_counts_are_read_and_what_is_no_count_of_everybody_is_passed_over() -> None:
    rows = [
        ["0010", "2026", "K", "all", "30", "actual"],
        ["0010", "2026", "K", "low_income", "12", "actual"],
        ["0010", "2026", "all", "all", "30", "actual"],
        ["0010", "2027", "K", "", "31", ""],
        ["0010", "2028", "K", "all", "33", "projected"],
    ]
    counts, findings = read_school_counts(table(HEADERS, rows))
    assert findings == ()
    assert counts == {2026: as_rows({"0010": {"K": 30}}), 2027: as_rows({"0010": {"K": 31}})}
    assert read_school_counts(table(("school", "count"), []))[1][0].code == "missing-column"


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ([["0010", "2026", "K", "all", "<10", "actual"]], "bad-cell", 2),
        ([["0010", "2026", "K", "all", "1.5", "actual"]], "bad-cell", 2),
        ([["", "2026", "K", "all", "5", "actual"]], "bad-cell", 2),
        ([["0010", "FY26", "K", "all", "5", "actual"]], "bad-cell", 2),
        ([["0010", "2026", "all", "all", "50", "actual"]], "bad-cell", 2),
        ([["0010", "2026", "K", "all", "5", "actual"], ["0010", "2026", "K", "all", "6", "actual"]], "repeated-row", 3),
    ],
)
def test_school_counts_that_are_none_are_told(rows: list[list[str]], code: str, line: int) -> None:
    assert [(one.code, one.where.line) for one in read_school_counts(table(HEADERS, rows))[1]] == [(code, line)]


def test_a_headcount_that_is_not_the_last_count_is_told() -> None:
    one, other = as_rows({"0010": {"K": 30}, "0020": {"K": 5}}), as_rows({"0010": {"K": 31}, "0020": {"1": 5}})
    findings = check_needs(one, other, "h.csv")
    assert [one.code for one in findings] == ["totals-disagree"]
    assert "0010 (30 and 31)" in findings[0].what
    assert check_needs(one, one, "h.csv") == ()


def test_a_written_headcount_is_read_again_as_it_was() -> None:
    text = "0010,10,,3\n0010,K,,30\n0010,K,ell=2;low_income,4\n0020,1,foster,1\n"
    assert headcount_as_csv(headcount(text)) == f"unit,grade,needs,students\n{text}"


def test_no_method_rests_on_nothing() -> None:
    with pytest.raises(ValueError, match="one change"):
        Method(years=0)
    with pytest.raises(ValueError, match="one student"):
        Method(few=0)
    assert Ladder().span("K;PK;K") == ("PK", "K")
