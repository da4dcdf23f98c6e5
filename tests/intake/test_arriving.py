"""What somebody says of a table, against what its headers look like."""

from perpupil.facts.table import read_csv
from perpupil.intake.arriving import Said, arrive

ROSTER = (
    b"Student ID,School,Grade,Entry Date,First Day Present,First Day Attended\n1,0010,3,8/31/2026,8/31/2026,9/1/2026\n"
)


def columns(**said: str) -> dict[str, str]:
    table, _ = read_csv(ROSTER, "roster.csv")
    arrival, findings = arrive(table, Said("students", {"students": said}))
    assert arrival is not None, findings
    return dict(arrival.upload.mapping.columns)


def test_what_is_not_said_is_guessed() -> None:
    assert columns()["firstAttended"] == "First Day Attended"


def test_a_header_is_taken_as_it_is_said() -> None:
    assert columns(firstAttended="First Day Present")["firstAttended"] == "First Day Present"


def test_no_header_is_taken_for_a_column_that_is_said_to_have_none() -> None:
    found = columns(firstAttended="")
    assert "firstAttended" not in found
    assert found["grade"] == "Grade", "the others are as they were"


def test_what_has_no_column_is_remembered_to_have_none() -> None:
    table, _ = read_csv(ROSTER, "roster.csv")
    first, _ = arrive(table, Said("students", {"students": {"firstAttended": ""}}))
    assert first is not None
    again, _ = arrive(table, Said(), [first.upload.mapping])
    assert again is not None
    assert "firstAttended" not in dict(again.upload.mapping.columns)
