"""The headcount: rows of a unit, a grade, a profile of needs, and how many."""

import pytest

from perpupil.facts.headcount import Headcount, Profile, read_headcount
from perpupil.facts.table import read_csv

HEADER = "unit,grade,needs,students\n"


def headcount(rows: str, header: str = HEADER) -> Headcount:
    read, told = read_headcount(read_csv((header + rows).encode(), "headcount.csv")[0])
    assert read is not None, told
    return read


def told(rows: str, header: str = HEADER) -> list[tuple[str, int | None]]:
    read, findings = read_headcount(read_csv((header + rows).encode(), "headcount.csv")[0])
    assert read is None
    return [(one.code, one.where.line) for one in findings]


def test_needs_have_levels_and_no_order() -> None:
    read = headcount("0010,K,ell=2;low_income,5\n0010,K, low_income ; ell = 2 ,6\n0010,K,,7\n")
    assert read.profiles == (
        Profile("K", frozenset({("ell", "2"), ("low_income", "")})),
        Profile("K", frozenset()),
    )
    assert read.profile_of_row.tolist() == [0, 0, 1]
    assert read.needs == {"ell", "low_income"}
    assert read.grades == {"K"}


def test_units_stand_in_the_order_of_their_ids_with_their_rows_together() -> None:
    read = headcount("0020,6,,1\n0010,K,,2\n0020,7,,3\n")
    assert read.units == ("0010", "0020")
    assert read.starts.tolist() == [0, 1]
    assert [int(value) for value in read.measures["students"].fractions()] == [2, 1, 3]


def test_days_and_positions_are_read_where_they_are_counted() -> None:
    read = headcount("0010,K,,5,812.5,4.75\n", "unit,grade,needs,students,days,fte\n")
    assert {name: [str(value) for value in column.fractions()] for name, column in read.measures.items()} == {
        "students": ["5"],
        "days": ["1625/2"],
        "fte": ["19/4"],
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("0010,K,,-5\n", [("bad-cell", 2)]),
        ("0010,K,,5.5\n", [("bad-cell", 2)]),
        ("0010,K,,<10\n0010,1,,x\n", [("bad-cell", 2), ("bad-cell", 3)]),
        ("0010,K,,\n", [("bad-cell", 2)]),
        (",K,,5\n", [("missing-id", 2)]),
        ("0010,K,ell=1;ell=2,5\n", [("bad-cell", 2)]),
        ("0010,K,ell;;foster,5\n", [("bad-cell", 2)]),
        ("0010,K,=2,5\n", [("bad-cell", 2)]),
    ],
)
def test_a_row_that_cannot_be_counted_is_told(rows: str, expected: list[tuple[str, int]]) -> None:
    assert told(rows) == expected


def test_students_that_are_written_as_a_whole_decimal_are_whole() -> None:
    assert headcount("0010,K,,5.0\n").measures["students"].fractions() == [5]


def test_missing_columns_are_told_together() -> None:
    (one,) = read_headcount(read_csv(b"school,grade,count\n0010,K,5\n", "headcount.csv")[0])[1]
    assert (one.code, one.what) == ("missing-column", "The headcount has no column unit, needs, students.")


def test_a_headcount_without_rows_has_no_units() -> None:
    assert headcount("").units == ()


def test_a_thousand_bad_rows_are_enough() -> None:
    assert len(told("0010,K,,x\n" * 1_500)) == 1_000
