"""`perpupil recount`: a count against a projection."""

import csv
import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.cli.maple import written

FORMULA = """\
language = 1
title = "Maple"

[facts]
unit = { column = "school", noun = "school", name = "name" }

[counts]
low_income = { title = "Students of low income", need = "low_income" }

[line.every]
title = "Every student"
kind = "per_student"
students = "students"
rate = 5_000

[line.poverty]
title = "Low income"
kind = "per_student"
students = "low_income"
rate = 1_000.50
"""
FALL = '\n[line.fall]\ntitle = "Fall count"\nkind = "fall_adjustment"\nprojected = "students"\nactual = "october"\nrate = 4_000\n'
HEADERS = "unit,grade,needs,students\n"


def district(folder: Path, formula: str = FORMULA) -> list[str]:
    """Write Maple with 50 students projected at Oak and 40 at Elm; 53 and 38 come."""
    written(folder, "formula.toml", formula)
    written(folder, "facts.csv", "school,name\n0010,=Oak\n0020,Elm\n")
    made = folder / "made"
    made.mkdir()
    written(made, "headcount.csv", HEADERS + "0010,K,,45\n0010,1,low_income,5\n0020,1,,40\n")
    counted = written(folder, "counted.csv", HEADERS + "0010,K,,44\n0010,1,low_income,9\n0020,1,,38\n")
    return [str(folder), "--projected", str(made), "--counted", counted]


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_each_school_has_its_row_and_its_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Oak: 3 × $5,000 and 4 × $1,000.50."""
    out = tmp_path / "recount.csv"
    assert main(["recount", *district(tmp_path), "--out", str(out)]) == 0
    shown = rows(capsys.readouterr().out)
    assert "=Oak 0010 50 53 +3 +$19,002" in shown
    assert "Elm 0020 40 38 -2 -$10,000" in shown
    assert "Total 90 91 +1 +$9,002" in shown
    assert any(line.startswith("=Oak (0010): 50 students were projected and 53 counted, 3 more (") for line in shown)
    with out.open(encoding="utf-8", newline="") as file:
        written_rows = list(csv.DictReader(file))
    assert sum(int(one["change"]) for one in written_rows if one["grade"] not in {"", "all"}) == 1
    by_line = [one["amount"] for one in written_rows if one["line"] not in {"", "all"}]
    assert sorted(by_line) == ["-10000.00", "15000.00", "4002.00"]
    assert [one["amount"] for one in written_rows if one["line"] == "all"] == ["19002.00", "-10000.00"]
    assert all(not one["name"].startswith("=") for one in written_rows)


def test_the_fall_adjustment_prices_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recount", *district(tmp_path, FORMULA + FALL), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["rule"], made["change"]) == ("fall adjustment", "4000.00")
    assert {unit: one["lines"] for unit, one in made["units"].items()} == {
        "0010": {"fall": "12000.00"},
        "0020": {"fall": "-8000.00"},
    }
    assert made["filled"] == {"october": "all students, as counted in the fall"}


def test_what_was_read_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = district(tmp_path)
    for name in ("formula.toml", "facts.csv", "counted.csv", "made/headcount.csv"):
        assert main(["recount", *asked, "--out", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.count("would overwrite it") == 4


def test_what_is_unclear_is_told_and_nothing_is_priced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = district(tmp_path, FORMULA + FALL.replace('"october"', '"october + 1"'))
    assert main(["recount", *asked]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "[unclear-recount]" in told.err
    assert main(["recount", *asked[:1], "--projected", "none.csv", "--counted", asked[-1]]) == 2
