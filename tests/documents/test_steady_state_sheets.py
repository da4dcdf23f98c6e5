"""The sheets of where a district stands hold every number as it is."""

from pathlib import Path

import pytest

from perpupil.documents.spreadsheet import Figure, as_workbook
from perpupil.documents.steady_state import steady_state_page
from perpupil.documents.steady_state_sheets import steady_state_sheets
from perpupil.equity.steady_state import SteadyState, steady_state
from perpupil.workspace.steady_states import read_situation
from tests import project
from tests.cli.test_steady_state import district, rising
from tests.documents.test_spreadsheet import read


@pytest.fixture(scope="module")
def washington() -> SteadyState:
    made, _ = read_situation(project.ROOT / "formulas" / "dc_public_schools_fy2015_16")
    assert made is not None
    return steady_state(made)


def workbook(found: SteadyState) -> bytes:
    page = steady_state_page(found)
    return as_workbook(page.title, steady_state_sheets(found, page))


def test_every_school_is_on_its_sheet_unrounded(washington: SteadyState) -> None:
    head, *rows = read(workbook(washington))["Schools"]
    assert head == ["Id", "School", "Grade span", "Students", "Students at risk", "Dollars a student", "What the line gives", "From the line"]  # fmt: skip
    assert len(rows) == len(washington.schools) == 105
    for row, one in zip(rows, washington.schools, strict=True):
        assert row[:3] == [one.unit, one.name, one.span]
        assert one.expected is not None
        numbers = [one.students, one.need, one.dollars, one.expected, one.dollars - one.expected]
        assert row[3:] == pytest.approx(numbers, rel=1e-14)


def test_verdicts_measures_and_findings_are_those_of_the_report(washington: SteadyState) -> None:
    sheets = read(workbook(washington))
    assert list(sheets) == ["Verdict", "Measures", "Findings", "Schools", "Method notes"]
    title, sentence, base, blank, head, leading, *others = sheets["Verdict"]
    assert (title[0], sentence[0]) == (steady_state_page(washington).title, washington.verdict.sentence)
    assert str(washington.base) in base[0]
    assert set(blank) == {""}
    assert head[-1] == "In words"
    line = washington.verdict.line
    assert line is not None
    assert leading[1] == "cannot tell"
    assert leading[2:6] == pytest.approx([line.slope, line.interval.low, line.interval.high, line.margin])
    assert len(others) == 3 + 3 + 5
    measured = {row[0]: row[1] for row in sheets["Measures"][1:]}
    wanted = {one.measure.title: one.value for one in washington.measures.values()}
    assert measured == {name: pytest.approx(value) if value is not None else "" for name, value in wanted.items()}
    assert [round(row[1] * 100) for row in sheets["Findings"][1:]] == [one.amount_cents for one in washington.matters]
    assert any("No cause is told" in row[0] for row in sheets["Method notes"])


def test_the_same_report_gives_the_same_bytes(washington: SteadyState) -> None:
    assert workbook(washington) == workbook(washington)


def test_what_is_not_known_is_a_blank_and_no_zero(tmp_path: Path) -> None:
    made, _ = read_situation(district(tmp_path / "maple", rising(400)[:1]))
    assert made is not None
    found = steady_state(made)
    (verdict,) = [sheet for sheet in steady_state_sheets(found, steady_state_page(found)) if sheet.name == "Verdict"]
    assert verdict.rows[0][2:6] == (None,) * 4
    assert verdict.rows[0][7] == Figure(1, verdict.rows[0][7].look)  # type: ignore[union-attr]
    assert read(workbook(found))["Measures"][1][1] == ""
