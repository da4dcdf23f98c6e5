"""`perpupil shock`: what each school would lose."""

import csv
import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.cli import maple
from tests.cli.test_pool import district


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_largest_loss_comes_first_and_the_sum_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """3 percent of 12,000,000.50 is 360,000.015, to the cent 360,000.02."""
    assert main(["shock", str(district(tmp_path)), "--revenue", "-3%"]) == 0
    shown = rows(capsys.readouterr().out)
    assert (
        "Revenue: -$360,000.02 of all revenue, which is $12,000,000.50; the pool schools changes by the same dollars."
        in shown
    )
    names = [line.split()[0] for line in shown if line.startswith(("Oak", "Elm", "Fir", "Total"))]
    assert names[1:] == ["Fir", "Elm", "Oak", "Total"]
    assert "Total $6,490,000.50 $6,130,000.48 -$360,000.02 -5.5%" in shown


def test_a_source_alone_can_fall_by_dollars_in_the_middle_of_a_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--revenue", "-649000.05", "--source", "State aid", "--spent", "50%"]
    assert main(["shock", str(district(tmp_path)), *asked]) == 0
    shown = rows(capsys.readouterr().out)
    assert any(line.startswith("Revenue: -$649,000.05 of State aid, which is $3,000,000.50;") for line in shown)
    assert "Total $6,490,000.50 $5,841,000.45 -$649,000.05 -10.0% $3,245,000.25 -20.0%" in shown


def test_the_day_of_the_shock_says_how_much_is_spent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(district(tmp_path))
    assert main(["shock", folder, "--revenue", "-1%", "--after", "2027-01-15", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["spent"] == "0.54520547945205479452"  # 199 / 365
    assert main(["shock", folder, "--revenue", "-1%", "--after", "2027-06-30", "--year-begins", "01-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["spent"] == "0.49589041095890410958"  # 181 / 365


def test_a_shock_for_a_script_and_for_a_spreadsheet_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "shock.csv"
    asked = ["--enrollment", "-2%", "--raise", "base=4%", "--json", "--out", str(out)]
    assert main(["shock", str(district(tmp_path)), *asked]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["students"], data["raised"], data["revenue"]["pool"]) == (
        ["students of the headcount"],
        ["base"],
        None,
    )
    with out.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["unit", "name", "line", "title", "before", "after", "change"]
    for one in lines:
        assert data["units"][one["unit"]]["lines"][one["line"]] == one["change"]


def test_without_a_pool_a_raise_costs_what_it_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Base 4,000 + 10% for 400, 500 and 600 students, and a quarter of it for 100, 150 and 150."""
    formula = maple.FORMULA.partition("[pool.schools]")[0].replace("max(0, enrolled - prior(enrolled)) * 333.335", "0")
    folder = maple.district(tmp_path, formula_toml=formula)
    assert main(["shock", str(folder), "--raise", "b*=10%", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {unit: one["change"] for unit, one in data["units"].items()} == {
        "0010": "170000.00",
        "0020": "215000.00",
        "0030": "255000.00",
    }


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "Nothing happens"),
        (["--enrollment", "0%"], "Nothing happens"),
        (["--source", "State aid"], "--revenue"),
        (["--revenue", "lots"], "such as -3% or -500000"),
        (["--revenue", "-0.001"], "such as -3% or -500000"),
        (["--enrollment", "-2"], "a percentage"),
        (["--enrollment", "-101%"], "a percentage"),
        (["--raise", "base"], "NAME=PERCENT"),
        (["--raise", "base=4"], "a percentage"),
        (["--revenue", "-1%", "--spent", "100%"], "less than all of it"),
        (["--revenue", "-1%", "--spent", "-0.5"], "less than all of it"),
        (["--revenue", "-1%", "--after", "2027-13-01"], "2027-01-15"),
        (["--revenue", "-1%", "--after", "2027-01-01", "--year-begins", "July"], "07-01"),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(
    asked: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["shock", str(district(tmp_path)), *asked]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


def test_a_source_that_is_not_there_is_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["shock", str(district(tmp_path)), "--revenue", "-1%", "--source", "Stat aid"]) == 1
    assert "Did you mean State aid?" in capsys.readouterr().err
