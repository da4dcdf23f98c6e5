"""`perpupil check`: everything that is wrong or risky, at once."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.cli import maple


def test_a_clean_formula_has_nothing_to_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = maple.district(tmp_path)
    assert main(["check", str(folder), "--prior", f"2026={folder / 'before.csv'}"]) == 0
    shown = capsys.readouterr()
    assert (shown.out.strip(), shown.err) == ("Nothing was found.", "")


def test_a_formula_alone_can_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = maple.written(tmp_path, "formula.toml", maple.FORMULA)
    assert main(["check", path]) == 0
    assert "With --facts more can be checked" in capsys.readouterr().out


def test_every_finding_says_where_what_why_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formula = maple.FORMULA.replace("fund =", "fnud =").replace("students / classrooms", "students / clasrooms")
    path = maple.written(tmp_path, "formula.toml", formula.replace('value = "max(0', 'value = "mx(0'))
    assert main(["check", path]) == 1
    shown = capsys.readouterr().out
    for text in (
        f"error  {path}:24:1 (line.base_amount.fnud)  [unknown-key]",
        "Did you mean `fund`?",
        "Why it matters:",
        "[unknown-function]",
        "2 errors",
    ):
        assert text in shown


def test_findings_for_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = maple.written(tmp_path, "formula.toml", maple.FORMULA.replace("fund =", "fnud ="))
    assert main(["check", path, "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"findings"}
    (one,) = data["findings"]
    assert (one["code"], one["file"], one["line"], one["column"], one["path"]) == (
        "unknown-key",
        path,
        24,
        1,
        "line.base_amount.fnud",
    )


def test_a_warning_ends_with_1_and_a_note_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = maple.FORMULA.replace(
        "[pool.schools]", '[step.enrolled_twice]\nvalue = "2 * enrolled"\n\n[pool.schools]'
    ).replace("[counts]", 'classrooms = { value = 20, owner = "Dee", source = "memo" }\n\n[counts]')
    folder = maple.district(tmp_path, formula_toml=note)
    prior = ["--prior", f"2026={folder / 'before.csv'}"]
    assert main(["check", str(folder), *prior]) == 0
    assert "[hidden-column]" in capsys.readouterr().out
    warning = maple.FORMULA.replace("enrolled - prior(enrolled)", "enrolled - prior(enrolled) - 50")
    folder = maple.district(tmp_path, formula_toml=warning)
    assert main(["check", str(folder), *prior]) == 1
    assert "[never-reached]" in capsys.readouterr().out
