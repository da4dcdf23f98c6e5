"""`perpupil steady-state` in a district's own folder: beginning, asking, marking as discussed, and what is refused."""

import json
import shutil
from pathlib import Path

import pytest

from perpupil.cli.main import main
from perpupil.workspace.marks import marks_of
from tests.workspace.small import district_with_facts, new

LEDGER = """Fiscal Year,As Of,Account,Original Budget,Actual
2027,2027-06-30,1.0010,1000.00,900.00
2027,2027-06-30,1.0020,2000.00,2100.10
2027,2027-06-30,1.0030,3000.00,2500.00
2027,2027-06-30,1.0900,600.00,500.03
"""
ACCOUNTS = """Segment,Code,Title,NCES Code,School
object,1,Salaries,110,
location,0010,Adams,,0010
location,0020,Baker,,0020
location,0030,Carver,,0030
location,0900,Benefits,,
"""
SPREAD = """
[at_no_school.benefits]
title = "Benefits"
codes = { location = "0900" }
by = "students"
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district of three schools with a ledger of a whole year."""
    tmp_path = tmp_path_factory.mktemp("maple")
    made = district_with_facts(tmp_path)
    settings = made / "perpupil.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + '[accounts]\npicture = "{object}.{location}"\nrows = "snapshot"\n', encoding="utf-8")
    for name, content in (("ledger", LEDGER), ("accounts", ACCOUNTS)):
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    code = main(["import", "--district", str(made), *(f"{tmp_path / name}.csv" for name in ("ledger", "accounts"))])
    assert code == 0
    return made


@pytest.fixture
def folder(imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A copy of it that a test may write in."""
    capsys.readouterr()
    return shutil.copytree(imported, tmp_path / "maple")


def test_a_first_question_is_written_and_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steady-state", str(folder)]) == 2
    assert "--begin writes one" in capsys.readouterr().err
    assert main(["steady-state", str(folder), "--begin"]) == 0
    text = (folder / "steady_state.toml").read_text(encoding="utf-8")
    assert 'need = "low_income"   # measured first' in text
    assert "# $500 at 0900 Benefits" in text
    assert main(["steady-state", str(folder), "--begin"]) == 2
    assert (folder / "steady_state.toml").read_text(encoding="utf-8") == text
    capsys.readouterr()
    assert main(["steady-state", str(folder), "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)["problems"]
    assert told["code"] == "no-money"
    assert "of the example" in told["what"]
    assert "$500 of cost that was spent is booked at no school" in told["what"]


def test_a_closed_year_is_said_and_adds_up(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steady-state", str(folder), "--begin"]) == 0
    with (folder / "steady_state.toml").open("a", encoding="utf-8") as file:
        file.write(SPREAD)
    capsys.readouterr()
    assert main(["steady-state", str(folder), "--json", "--audience", "analyst"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["periods"]["spent"] == "the ledger, FY2027, the whole year"
    assert data["booked"]["spent"]["total"] == "6000.13"
    assert data["booked"]["spent"]["parts"]["booked at no school, spread over schools"] == "500.03"
    spent = next(one for one in data["gaps"] if one["earlier"].startswith("state and local money, budgeted"))
    assert spent["by_unit"] == {"0010": "-133.32", "0020": "66.78", "0030": "-533.33"}
    (unspent,) = [one for one in data["wise"] if one["title"].startswith("Unspent")]
    assert unspent["value"] == "9.1%"
    assert data["verdict"]["pattern"] == "cannot tell"


def asked(folder: Path) -> Path:
    assert main(["steady-state", str(folder), "--begin"]) == 0
    with (folder / "steady_state.toml").open("a", encoding="utf-8") as file:
        file.write(SPREAD.replace('"students"', '"central"'))
    return folder


def test_what_stands_out_is_marked_shown_and_taken_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(folder)
    mark = ["steady-state", str(folder), "--discussed", "central_cost"]
    assert main([*mark, "--by", "leadership team", "--on", "2027-01-20", "--note", "more in March"]) == 0
    assert marks_of(folder)["central_cost"].amount_cents == 500_03
    capsys.readouterr()
    assert main(["steady-state", str(folder)]) == 0
    assert "Discussed on 2027-01-20, by leadership team. more in March" in " ".join(capsys.readouterr().out.split())
    assert main([*mark, "--undo"]) == 0
    assert marks_of(folder) == {}
    assert main([*mark, "--undo"]) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--by", "x"],
        ["--undo"],
        ["--discussed", "central_cost"],
        ["--discussed", "central_cost", "--by", " ", "--on", "2027-01-20"],
        ["--discussed", "central_cost", "--by", "x"],
        ["--discussed", "nothing_such", "--by", "x", "--on", "2027-01-20"],
        ["--discussed", "central_cost", "--by", "x" * 201, "--on", "2027-01-20"],
    ],
)
def test_a_mark_that_says_too_little_is_refused(folder: Path, arguments: list[str]) -> None:
    asked(folder)
    assert main(["steady-state", str(folder), *arguments]) == 2
    assert marks_of(folder) == {}


def test_marks_are_for_a_districts_own_folder(tmp_path: Path) -> None:
    assert main(["steady-state", str(tmp_path), "--discussed", "x", "--by", "y", "--on", "2027-01-20"]) == 2
    assert list(tmp_path.iterdir()) == []


def test_an_empty_district_gets_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = new(tmp_path)
    assert main(["steady-state", str(made), "--begin"]) == 2
    (made / "steady_state.toml").write_text("steady_state = 1\n", encoding="utf-8")
    assert main(["steady-state", str(made)]) == 1
    text = 'steady_state = 1\ntitle = "M"\nsource = "s"\nneed = "p"\n[needs.p]\ntitle = "p"\nneed = "low_income"\n'
    (made / "steady_state.toml").write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(["steady-state", str(made)]) == 2
    assert "no facts for FY2027" in capsys.readouterr().err


def test_without_a_ledger_or_a_formula_that_runs_no_money_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = district_with_facts(tmp_path)
    assert main(["steady-state", str(made), "--begin"]) == 0
    (made / "formula.toml").write_text("language = 1\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["steady-state", str(made)]) == 1
    out = " ".join(capsys.readouterr().err.split())
    assert "No money of any school is known" in out
    assert "The formula in the folder cannot be run" in out


def test_a_ledger_without_dates_is_of_a_whole_year_only_where_somebody_says_so(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "undated.csv").write_text(LEDGER.replace(",As Of", "").replace(",2027-06-30", ""), encoding="utf-8")
    assert main(["import", "--district", str(folder), str(tmp_path / "undated.csv")]) == 0
    assert main(["steady-state", str(folder), "--begin"]) == 0
    with (folder / "steady_state.toml").open("a", encoding="utf-8") as file:
        file.write(SPREAD)
    periods = []
    for said in ("", "[ledger]\nclosed = true\n"):
        with (folder / "steady_state.toml").open("a", encoding="utf-8") as file:
            file.write(said)
        capsys.readouterr()
        assert main(["steady-state", str(folder), "--json"]) == 0
        data = json.loads(capsys.readouterr().out)
        periods.append((data["periods"]["spent"], data["part_of_year"]))
    assert periods == [
        ("the ledger, FY2027 to a day that it does not say", ["spent"]),
        ("the ledger, FY2027, the whole year", []),
    ]
