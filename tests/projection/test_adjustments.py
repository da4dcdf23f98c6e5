"""Changes by hand: what they change, what they leave alone, and what is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.table import read_csv
from perpupil.projection.adjustments import Adjustment, read_adjustments
from perpupil.projection.changes import Kind, SchoolChange
from perpupil.projection.project import project
from perpupil.projection.records import Past
from tests.projection.districts import headcount, past

HEADERS = "unit,grade,change,count,reason,who\n"
COUNTS = {
    "0010": {"K": (30, 30, 30), "1": (60, 60, 60)},
    "0020": {"K": (40, 40, 40), "1": (40, 40, 40)},
}


def read(text: str, headers: str = HEADERS) -> tuple[tuple[Adjustment, ...], list[tuple[str, int | None]]]:
    adjustments, findings = read_adjustments(read_csv((headers + text).encode(), "adjustments.csv")[0])
    return adjustments, [(one.code, one.where.line) for one in findings]


def grades(text: str, headers: str = HEADERS, year: int = 2028) -> dict[str, dict[str, int]]:
    adjustments, findings = read(text, headers)
    assert findings == []
    made, told = project(past(COUNTS), year, adjustments=adjustments)
    assert made is not None, told
    return {unit: dict(mine) for unit, mine in made.grades.items()}


def test_a_change_and_a_count_and_all_grades() -> None:
    asis = grades("")
    assert grades("0010,K,+12,,new homes,Planning\n") == asis | {"0010": {"K": 42, "1": 60}}
    assert grades("0010,K,,12,a class moves,Planning\n") == asis | {"0010": {"K": 12, "1": 60}}
    assert grades("0010,all,-9,,transfers,Planning\n") == asis | {"0010": {"K": 27, "1": 54}}
    assert grades("0020,all,,81,choice,Planning\n") == asis | {"0020": {"K": 41, "1": 40}}
    assert grades("0020,2,5,,a new grade,Planning\n") == asis | {"0020": {"K": 40, "1": 40, "2": 5}}


def test_a_change_of_an_earlier_year_moves_on_with_its_students() -> None:
    """Of 70 in kindergarten 100 come into grade 1, and so of 70 and 10 more: 80 × 100 / 70 = 114.29."""
    headers = HEADERS.replace("\n", ",year\n")
    later = grades("0020,K,10,,new homes,Planning,2028\n", headers, 2029)
    plain = grades("", headers, 2029)
    assert sum(mine["1"] for mine in later.values()) == 114
    assert sum(mine["1"] for mine in plain.values()) == 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (",K,5,,why,who\n", [("missing-id", 2)]),
        ("0010,K,5,,,who\n", [("unexplained-adjustment", 2)]),
        ("0010,K,5,,why,\n", [("unexplained-adjustment", 2)]),
        ("0010,K,5,,,\n", [("unexplained-adjustment", 2)] * 2),
        ("0010,K,5,35,why,who\n", [("bad-adjustment", 2)]),
        ("0010,K,,,why,who\n", [("bad-adjustment", 2)]),
        ("0010,K,five,,why,who\n", [("bad-adjustment", 2)]),
        ("0010,K,1.5,,why,who\n", [("bad-adjustment", 2)]),
        ("0010,K,99999999999999999999,,why,who\n", [("bad-adjustment", 2)]),
        ("0010,K,,-5,why,who\n", [("below-zero", 2)]),
        ("0010,K,5,,why,who\n0010,K,4,,why,who\n", [("bad-adjustment", 2)]),
        ("0010,all,5,,why,who\n0010,K,4,,why,who\n", [("bad-adjustment", 3)]),
    ],
)
def test_a_row_that_cannot_be_meant_is_told_where_it_stands(text: str, expected: list[tuple[str, int]]) -> None:
    assert read(text)[1] == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0099,K,5,,why,who\n", "unknown-unit"),
        ("0010,Kinder,5,,why,who\n", "bad-adjustment"),
        ("0010,K,-31,,why,who\n", "below-zero"),
        ("0010,all,-91,,why,who\n", "below-zero"),
    ],
)
def test_a_row_that_does_not_fit_the_projection_stops_it(text: str, code: str) -> None:
    made, findings = project(past(COUNTS), 2028, adjustments=read(text)[0])
    assert made is None
    assert [one.code for one in findings] == [code]


def test_a_year_that_is_not_projected_is_told() -> None:
    for year in (2027, 2029):
        adjustment = Adjustment("0010", "K", 5, None, "why", "who", year)
        made, findings = project(past(COUNTS), 2028, adjustments=[adjustment])
        assert (made, [one.code for one in findings]) == (None, ["bad-adjustment"])


def test_a_table_without_its_columns_is_refused() -> None:
    _, findings = read_adjustments(read_csv(b"unit,change\n0010,5\n", "adjustments.csv")[0])
    assert [one.code for one in findings] == ["missing-column"]


def test_a_school_that_opens_gets_its_students_by_hand() -> None:
    """Without students it is told; spread over all grades cannot be what nobody is in."""
    opened = past(COUNTS, changes=[SchoolChange(Kind.OPENED, "0030", 2028)])
    made, findings = project(opened, 2028)
    assert made is not None
    assert "no-history" in [one.code for one in findings]
    made, findings = project(opened, 2028, adjustments=[Adjustment("0030", "K", None, 44, "rezoning", "Planning")])
    assert made is not None
    assert made.grades["0030"] == {"K": 44}
    assert "no-history" not in [one.code for one in findings]
    made, findings = project(opened, 2028, adjustments=[Adjustment("0030", "", None, 44, "rezoning", "Planning")])
    assert (made, findings[0].code) == (None, "bad-adjustment")


@given(st.sampled_from(["0010", "0020"]), st.sampled_from(["K", "1", ""]), st.integers(-30, 60))
def test_an_adjustment_changes_only_what_it_names(unit: str, grade: str, change: int) -> None:
    plain, _ = project(past(COUNTS), 2028)
    changed, _ = project(past(COUNTS), 2028, adjustments=[Adjustment(unit, grade, change, None, "why", "who")])
    assert plain is not None
    assert changed is not None
    named = {(unit, one) for one in ([grade] if grade else ["K", "1"])}
    for school, mine in plain.grades.items():
        for one, students in mine.items():
            if (school, one) not in named:
                assert changed.grades[school][one] == students
    totals = [sum(sum(mine.values()) for mine in made.grades.values()) for made in (plain, changed)]
    assert totals[1] - totals[0] == change
    assert changed.intervals == plain.intervals
    assert changed.cells == plain.cells


def test_another_reason_is_another_projection_and_the_same_input_the_same() -> None:
    adjustment = Adjustment("0010", "K", 5, None, "new homes", "Planning")
    made = [
        project(past(COUNTS), 2028, name, adjustments=[one])[0]
        for name, one in (
            ("first", adjustment),
            ("again", adjustment),
            ("other", replace(adjustment, change=6)),
            ("other", replace(adjustment, reason="a new estate")),
            ("other", replace(adjustment, who="Principal")),
        )
    ]
    seals = [one.seal for one in made if one is not None]
    assert seals[0] == seals[1]
    assert len(set(seals)) == len(seals) - 1 == 4


def test_the_needs_of_the_last_count_are_kept_for_each_school_and_grade() -> None:
    """Of 40 students 10 have a need. Of 45 that would be 11.25, and 33.75 without it: in whole students 11 and 34."""
    counts = {
        2025 + year: headcount(f"0010,K,,{20 * year + 10}\n0010,K,low_income,{10 * year}\n0020,K,,40\n")
        for year in (0, 1)
    }
    made, _ = project(Past.of(counts), 2027, adjustments=[Adjustment("0010", "K", None, 45, "why", "who")])
    assert made is not None
    rows = made.headcount
    kinds = [rows.profiles[place] for place in rows.profile_of_row.tolist()]
    assert [(one.grade, sorted(one.needs)) for one in kinds][:2] == [("K", []), ("K", [("low_income", "")])]
    assert rows.measures["students"].numerators.tolist()[:2] == [34, 11]
