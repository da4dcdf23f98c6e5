"""The demo district's own folder gives the planted verdicts by one command, and its ledger adds up to the cent."""

import json
from pathlib import Path
from typing import Any

import pytest
from demo.district import COUNT_DATE, SEED, TODAY, YEAR
from demo.files import clean as clean_files

from perpupil.cli.main import main
from perpupil.equity.steady_state import SteadyState, steady_state
from perpupil.workspace.steady_states import read_situation
from tests import project
from tests.demo.reading import cents, rows

IMPORTED = (
    "schools", "students", "student_programs", "positions", "prices", "pool", "accounts", "ledger", "school_facts",
)  # fmt: skip
ACCOUNTS = """
[accounts]
picture = "{fund}.{function}.{object}.{location}.{project}"
sign = "debit_credit"
rows = "transactions"
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    for name, content in clean_files(SEED, TODAY).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def folder(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder as a district makes it: new, import, its formula and its question."""
    made = tmp_path_factory.mktemp("districts") / "calder"
    assert main(["new", str(made), "--year", str(YEAR), "--count-date", COUNT_DATE.isoformat()]) == 0
    settings = made / "perpupil.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + ACCOUNTS, encoding="utf-8")
    assert main(["import", "--district", str(made), *(str(files / f"{name}.csv") for name in IMPORTED)]) == 0
    formula = (files / "formula.toml").read_text(encoding="utf-8")
    (made / "formula.toml").write_text(formula.replace('column = "school",', 'column = "schoolId",'), encoding="utf-8")
    (made / "steady_state.toml").write_bytes((files / "steady_state.toml").read_bytes())
    return made


@pytest.fixture(scope="module")
def found(folder: Path) -> SteadyState:
    made, findings = read_situation(folder)
    assert findings == ()
    assert made is not None
    return steady_state(made)


def test_the_planted_verdicts(found: SteadyState) -> None:
    patterns = {str(base): str(one.pattern) for side in found.stages.values() for base, one in side.verdicts.items()}
    without = "without special education"
    assert patterns[f"state and local money, allocated at average pay, {without}"] == "flat"
    assert patterns[f"all funds, allocated at average pay, {without}"] == "positive"
    assert patterns[f"state and local money, budgeted at average pay, {without}"] == "flat"
    assert patterns[f"all funds, budgeted at average pay, {without}"] == "positive"
    assert patterns[f"state and local money, spent at actual pay, {without}"] == "inverse"
    assert str(found.verdict.pattern) == "inverse"
    assert (str(found.by_span["k8"].pattern), found.by_span["k8"].schools) == ("cannot tell", 5)


def test_the_page_of_the_demo_says_what_the_ledger_gives(found: SteadyState) -> None:
    page = project.text(project.ROOT / "demo" / "README.md")
    lines = {
        (str(base.stage), base.all_funds): one.line
        for side in found.stages.values()
        for base, one in side.verdicts.items()
        if not base.special_education
    }
    for key in (("spent", False), ("budgeted", True)):
        line = lines[key]
        assert line is not None
        low, high = line.interval.low, line.interval.high
        assert f"{line.slope:+.0f} ({low:+.0f} to {high:+.0f}, margin {line.margin:.0f}".replace(
            "-", "−"
        ) in page.replace("\n", " ")


def test_the_figures_of_the_allocation_are_those_of_the_demos_own_page(found: SteadyState) -> None:
    """The demo's page works them out from its files, by arithmetic of its own: +17 (−10 to +44) and +129 (+99 to +160)."""
    (local, federal) = [
        one for side in found.stages.values() for base, one in side.verdicts.items() if base.stage == "allocated"
    ]
    for one, slope, low, high in ((local, 17, -10, 44), (federal, 129, 99, 160)):
        assert one.line is not None
        assert (round(one.line.slope), round(one.line.interval.low), round(one.line.interval.high)) == (
            slope,
            low,
            high,
        )


def test_the_ledger_adds_up_to_the_cent(found: SteadyState, files: Path) -> None:
    spent = budgeted = 0
    for row in rows(files / "ledger.csv"):
        amount = cents(row["debit"]) - cents(row["credit"])
        if row["account"].split(".")[2] < "50000":
            continue
        spent += amount if row["kind"] == "actual" else 0
        budgeted += amount if row["kind"] == "budget" else 0
    totals = {str(one.stage): one.total_cents for one in found.situation.district.booked}
    assert totals == {"budgeted": budgeted, "spent": spent}
    for one in found.situation.district.booked:
        assert sum(one.parts_cents.values()) == one.total_cents
        assert one.unsaid_cents == 0
        at_schools = sum(sum(amounts) for amounts in one.by_kind_cents.values())
        assert at_schools == sum(one.at_schools.values()) + one.spread_cents


def test_what_stands_out_at_the_demo(found: SteadyState) -> None:
    amounts = {one.key: one.amount_cents for one in found.matters}
    assert amounts["adjustments"] == 10_400_000_00
    assert {"average_pay", "central_cost", "single_people", "small_schools"} <= set(amounts)
    (pay,) = [one for one in found.matters if one.name == "average_pay"]
    assert "Eastgate" in pay.names
    assert "Lakeview" not in pay.names


def test_the_first_half_of_the_year_is_said_to_be_that(found: SteadyState) -> None:
    assert found.situation.district.periods["spent"] == "the ledger, FY2027 to 2026-12-31, a part of the year"  # type: ignore[index]
    assert found.verdict.target is None
    assert found.stages["allocated"].verdict.target == 150  # type: ignore[index]
    unspent = next(one for one in found.wise if one.title.startswith("Unspent"))
    assert not unspent.is_known


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main(["steady-state", *arguments, "--json"])
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, data


def test_gaps_and_who_is_paid_what_by_audience(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, leadership = said(capsys, str(folder))
    _, analyst = said(capsys, str(folder), "--audience", "analyst")
    assert "gaps" not in leadership
    assert [len(one["by_unit"]) for one in analyst["gaps"]] == [57, 57, 57]
    for data in (leadership, analyst):
        (alone,) = [one for one in data["findings"] if one["private"]]
        assert alone["units"] == []


def test_a_page_says_what_is_booked_at_no_school_before_the_verdict(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["steady-state", str(folder), "--audience", "analyst"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert text.index("is booked at no school") < text.index("Inverse: ")
    assert "$34,847,475 by positions" in text
    for heading in ("Is it enough?", "Is it wise?", "What lies between", "the ledger, without revenue"):
        assert heading in text


def test_without_a_driver_there_is_no_verdict_on_the_ledger(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = folder / "steady_state.toml"
    text = question.read_text(encoding="utf-8")
    start, end = text.index("[at_no_school.insurance]"), text.index("[at_no_school.related_services]")
    try:
        question.write_text(text[:start] + text[end:], encoding="utf-8")
        code, data = said(capsys, str(folder))
    finally:
        question.write_text(text, encoding="utf-8")
    assert code == 0
    assert data["base"].startswith("state and local money, allocated")
    assert "0900 Benefits of school staff $34,847,475" in data["withheld"]["spent"]
    assert set(data["withheld"]) == {"budgeted", "spent"}
    assert data["not_known"] == []
