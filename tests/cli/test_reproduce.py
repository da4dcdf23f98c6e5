"""`perpupil reproduce` and `perpupil catalogue`: the model beside what was published."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.cli import maple
from tests.project import ROOT

FORMULA = """\
language = 1
title = "Maple Unified, last year"

[facts]
unit = "school"

[line.base]
title = "Base amount"
value = "students * 4_000.50"
published = "usd_base"

[line.sports]
title = "Sports"
value = "students * 10"
published = "usd_sports"
within = 1
"""
FACTS = "school,students\n0010,401\n0020,500\n0030,600\n"
PUBLISHED = "school,usd_base,usd_sports\n0010,1604200.5,4011\n0020,2000251,5002\n0030,,6000\n"


def folder_of(where: Path, published: str = PUBLISHED, formula: str = FORMULA) -> Path:
    for name, text in (("formula.toml", formula), ("facts.csv", FACTS), ("published.csv", published)):
        maple.written(where, name, text)
    return where


def test_a_comparison_for_a_script_keeps_its_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A blank is not counted; a dollar off lies within the tolerance of one line and not of the other."""
    assert main(["reproduce", str(folder_of(tmp_path)), "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert {"lines", "seal"} <= set(data)
    lines = {
        name: {key: one[key] for key in ("matched", "total", "within", "mismatches")}
        for name, one in data["lines"].items()
    }
    assert lines == {
        "base": {
            "matched": 1,
            "total": 2,
            "within": "0",
            "mismatches": [{"unit": "0020", "published": "2000251", "computed": "2000250"}],
        },
        "sports": {
            "matched": 2,
            "total": 3,
            "within": "1",
            "mismatches": [{"unit": "0020", "published": "5002", "computed": "5000"}],
        },
    }


def test_the_seal_is_that_of_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(folder_of(tmp_path))
    main(["reproduce", folder, "--json"])
    compared = json.loads(capsys.readouterr().out)["seal"]
    main(["run", folder, "--json"])
    assert json.loads(capsys.readouterr().out)["seal"] == compared


def test_a_comparison_without_a_mismatch_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = PUBLISHED.replace("2000251", "2000250").replace("5002", "5001")
    assert main(["reproduce", str(folder_of(tmp_path, right)), "--json"]) == 0
    lines = json.loads(capsys.readouterr().out)["lines"]
    assert [(one["matched"], one["total"]) for one in lines.values()] == [(2, 2), (3, 3)]


def test_every_mismatch_is_shown_and_can_be_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(folder_of(tmp_path, PUBLISHED.replace("1604200.5", "1")))
    assert main(["reproduce", folder]) == 1
    shown = capsys.readouterr().out
    assert all(text in shown for text in ("Base amount: 2 not reproduced", "1,604,199.5", "2,000,251", "-1"))
    assert main(["reproduce", folder, "--mismatches", "1"]) == 1
    assert "and 1 more" in capsys.readouterr().out


def test_published_columns_may_stand_in_the_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    maple.written(tmp_path, "formula.toml", FORMULA.replace('published = "usd_sports"\nwithin = 1\n', ""))
    maple.written(tmp_path, "facts.csv", "school,students,usd_base\n0010,400,1600200\n")
    assert main(["reproduce", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lines"]["base"]["matched"] == 1


@pytest.mark.parametrize(
    "broken", ['school,usd_base\n"0010,5\n', "", "school,usd_base\n0010\n", "school;usd_base\n0010;5\n"]
)
def test_published_figures_that_cannot_be_read_are_one_finding(
    broken: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reproduce", str(folder_of(tmp_path, broken)), "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1


def test_published_figures_of_no_unit_prove_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", str(folder_of(tmp_path, "school,usd_base,usd_sports\n0099,5,5\n"))]) == 1
    assert "[unknown-published-unit]" in capsys.readouterr().err


def test_a_formula_that_cannot_be_run_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(folder_of(tmp_path, formula=FORMULA.replace("students * 10", "student * 10")))
    assert main(["reproduce", folder, "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["lines"], data["seal"]) == ({}, None)
    assert [one["code"] for one in data["findings"]] == ["unknown-name"]


def test_the_catalogue_is_one_table_of_every_published_system(capsys: pytest.CaptureFixture[str]) -> None:
    folders = sorted(path.parent.name for path in (ROOT / "formulas").glob("*/formula.toml"))
    assert main(["catalogue", str(ROOT / "formulas")]) == 0
    shown = capsys.readouterr()
    rows = [line.split() for line in shown.out.splitlines()]
    for folder in folders:
        assert any(row[:1] == [folder] for row in rows), folder
    (new_jersey,) = [row for row in rows if row[:1] == ["new_jersey_sfra_fy2021"]]
    assert new_jersey[1:5] == ["296", "6", "16,333", "16,334"]
    (every,) = [row for row in rows if row[:2] == ["In", "all"]]
    assert every[2:5] == ["1,883", "40,605", "40,614"]
    assert shown.err == ""


def test_a_system_that_cannot_be_run_does_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, formula in (("good", FORMULA), ("bad", FORMULA.replace("students", "studnts"))):
        (tmp_path / name).mkdir()
        folder_of(tmp_path / name, formula=formula)
    assert main(["catalogue", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert "good" in shown.out
    assert "bad" in shown.out
    assert "[unknown-name]" in shown.err


def test_a_system_without_facts_does_not_hide_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a_good_one", "without_facts"):
        (tmp_path / name).mkdir()
        folder_of(tmp_path / name)
    (tmp_path / "without_facts" / "facts.csv").unlink()
    assert main(["catalogue", str(tmp_path)]) in {1, 2}
    shown = capsys.readouterr()
    assert "without_facts" in shown.out + shown.err
