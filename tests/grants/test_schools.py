"""Schools as a grant sees them: counted from a column or from the headcount, and every doubt told."""

import pytest

from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import TextTable, read_csv
from perpupil.findings import Finding
from perpupil.grants.asking import read_grants
from perpupil.grants.schools import School, read_schools
from tests.grants.small import codes

ASKING = """grants = 1
title = "Maple"
year = 2027
[schools]
unit = "id"
name = "name"
served = "title_i"
[counts.students]
everybody = true
[counts.poor]
need = "low_income"
grades = ["K"]
[counts.seats]
column = "seats"
[grant.g]
program = "other"
students = "poor"
begins = 2026-07-01
ends = 2027-06-30
award = [{ kind = "final", amount = 1, on = 2026-07-01 }]
"""
TABLE = "id,name,title_i,seats\n01,Adams,Yes,300\n02,Baker,no,200\n"
HEADCOUNT = "unit,grade,needs,students\n01,K,low_income,30\n01,K,,20\n01,PK,low_income,7\n02,K,ell=2;low_income,5\n"


def table(text: str) -> TextTable:
    read, wrong = read_csv(text.encode(), "schools.csv")
    assert wrong == ()
    return read


def headcount(text: str) -> Headcount:
    found, wrong = read_headcount(table(text))
    assert wrong == ()
    assert found is not None
    return found


def schools(
    text: str = TABLE, counted: Headcount | None = None, asking: str = ASKING, *, is_counted: bool = True
) -> tuple[tuple[School, ...], tuple[Finding, ...]]:
    grants, findings = read_grants(asking.encode(), "grants.toml")
    assert grants is not None, findings
    there = (counted or headcount(HEADCOUNT)) if is_counted else None
    return read_schools(grants.schools, grants.counts, table(text), there)


def test_schools_are_counted() -> None:
    found, findings = schools()
    assert findings == ()
    assert [(one.unit, one.name, one.is_served, dict(one.counts)) for one in found] == [
        ("01", "Adams", True, {"students": 57, "poor": 30, "seats": 300}),
        ("02", "Baker", False, {"students": 5, "poor": 5, "seats": 200}),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TABLE.replace("Yes", "maybe"), "bad-cell"),
        (TABLE.replace("300", "many"), "bad-cell"),
        (TABLE.replace("300", "-3"), "bad-cell"),
        (TABLE.replace("300", "3.5"), "bad-cell"),
        (TABLE.replace("300", ""), "blank-cell"),
        (TABLE.replace("02", "01"), "repeated-id"),
        (TABLE.replace("seats", "chairs"), "missing-column"),
        (TABLE.replace("title_i", "title_one"), "missing-column"),
        ("id,name,title_i,seats\n01,Adams,yes,300\n", "unknown-unit"),
    ],
)
def test_a_doubt_about_a_school_stops_all(text: str, code: str) -> None:
    found, findings = schools(text)
    assert found == ()
    assert code in codes(findings)


def test_a_count_of_the_headcount_needs_one() -> None:
    found, findings = schools(is_counted=False)
    assert found == ()
    assert codes(findings) == {"missing-key"}


@pytest.mark.parametrize(("right", "wrong"), [('"low_income"', '"lowincome"'), ('["K"]', '["k"]')])
def test_a_need_or_grade_that_nobody_has_is_told(right: str, wrong: str) -> None:
    _, findings = schools(asking=ASKING.replace(right, wrong))
    assert codes(findings) == {"never-reached"}
