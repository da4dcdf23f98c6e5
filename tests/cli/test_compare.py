"""`perpupil compare`, `difference` and `scenarios`: for people, for scripts and for spreadsheets."""

import csv
import io
import json
from pathlib import Path

import pytest

from perpupil.cli.main import main

FORMULA = """language = 1
title = "Formula {year}"
equity = "Every school gets what its students need."
[facts]
unit = {{ column = "school", name = "name" }}
[parameters]
learner_weight = {{ title = "English learner weight", value = {weight} }}
[line.every_student]
title = "Every student"
kind = "per_student"
students = "students"
rate = 1_000
[line.english_learners]
title = "English learners"
kind = "weight"
students = "learners"
rate = 1_000
weight = "learner_weight"
"""
BEFORE = "school,name,students,learners\n0010,Alder,100,10\n0020,Birch,50,0\n0030,Cedar,10,1\n"
AFTER = "school,name,students,learners\n0010,Alder,110,20\n0020,Birch,50,5\n0040,=Elm,20,2\n"


def years(folder: Path) -> tuple[str, str]:
    """Two years that differ in students, a weight and schools."""
    for year, weight, facts in (("2026", "0.25", BEFORE), ("2027", "0.40", AFTER)):
        (folder / year).mkdir()
        (folder / year / "formula.toml").write_text(FORMULA.format(year=year, weight=weight))
        (folder / year / "facts.csv").write_text(facts)
    return str(folder / "2026"), str(folder / "2027")


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(list(arguments)) == code
    return capsys.readouterr().out


def test_causes_and_schools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys, "compare", *years(tmp_path))
    for text in (
        "Every school gets what its students need.",
        "+$14,875",
        "+$2,625",
        "Cedar (0030) closed",
        "=Elm (0040) opened",
        "+$28,050",
    ):
        assert text in out


def test_one_school_line_by_line_with_what_is_different(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys, "compare", *years(tmp_path), "--unit", "0010")
    for text in ("Alder (0010): +$15,500", "+$3,250", "+$2,250", "What is different", "110"):
        assert text in out


def test_a_settled_school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Cedar (0030) closed: -$10,250" in shown(capsys, "compare", *years(tmp_path), "--unit", "0030")


def test_two_schools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, _ = years(tmp_path)
    out = shown(capsys, "compare", before, "--units", "0010", "0020")
    assert "Birch gets $52,500 less than Alder." in out
    data = json.loads(shown(capsys, "compare", before, "--units", "0010", "0020", "--json"))
    assert (data["change"], data["causes"]["students"]) == ("-52500.00", "-52500.00")


def test_for_a_script_the_parts_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(shown(capsys, "compare", *years(tmp_path), "--json"))
    assert data["causes"] == {"units": "0.00", "students": "14875.00", "parameters": "2625.00"}
    assert data["units"]["0010"]["lines"]["english_learners"] == {
        "units": "0.00",
        "students": "3250.00",
        "parameters": "2250.00",
    }
    assert [one["kind"] for one in data["settled"]] == ["closed", "opened"]
    assert data["change"] == "28050.00"


def test_the_file_has_every_part_and_no_formula_of_a_spreadsheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "parts.csv"
    shown(capsys, "compare", *years(tmp_path), "--out", str(out))
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert sum(int(row["change"].replace(".", "")) for row in rows) == 2_805_000
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


def test_merged_schools_and_other_students(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys, "compare", *years(tmp_path), "--merged", "0040=0030,0020")
    assert "Cedar (0030), Birch (0020) became =Elm (0040)" in out


@pytest.mark.parametrize("merged", ["0040", "=0030", "0040=", "0040=0030,0030", "0040=9999", "9999=0030", "0040=0030,"])
def test_a_merger_that_makes_no_sense_is_a_misuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], merged: str
) -> None:
    assert main(["compare", *years(tmp_path), "--merged", merged]) == 2
    assert capsys.readouterr().err.startswith("perpupil: ")


@pytest.mark.parametrize("arguments", [["--unit", "9999"], ["--units", "0010", "9999"], ["--units", "0010", "0020"]])
def test_a_misuse_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(["compare", *years(tmp_path), *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_same_formula_on_other_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = years(tmp_path)
    data = json.loads(shown(capsys, "compare", before, "--facts-after", f"{after}/facts.csv", "--json"))
    assert list(data["causes"]) == ["units", "students"]


def test_a_formula_with_a_mistake_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = years(tmp_path)
    (tmp_path / "2027" / "formula.toml").write_text("language = 1\n")
    for command in ("compare", "difference"):
        assert main([command, before, after]) == 1
        assert "missing-key" in capsys.readouterr().err


def test_the_difference_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = years(tmp_path)
    out = shown(capsys, "difference", before, after)
    assert "English learner weight: 0.25 → 0.4: +$1,650 to 2 schools." in out
    data = json.loads(shown(capsys, "difference", before, after, "--json"))
    assert data["changes"][0]["effect"] == {
        "total": "1650.00",
        "gained": "1650.00",
        "gaining": 2,
        "lost": "0.00",
        "losing": 0,
    }
    assert "Both say the same." in shown(capsys, "difference", before, before)


def test_scenarios_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    years(tmp_path)
    file = tmp_path / "scenarios.toml"
    file.write_text(
        '[scenario.now]\nformula = "2026"\n[scenario.more]\ntitle = "More"\nformula = "2026"\nparameters = { learner_weight = 0.5 }\n'
        '[scenario.other]\nformula = "2026"\nfacts = "2027/facts.csv"\n'
    )
    out = shown(capsys, "scenarios", str(file))
    for text in ("now", "More", "$162,750", "$165,500", "+$2,750", "Alder"):
        assert text in out
    data = json.loads(shown(capsys, "scenarios", str(file), "--json", "--out", str(tmp_path / "out.csv")))
    assert data["units"]["0040"] == {"now": None, "More": None, "other": "20500.00"}
    assert (tmp_path / "out.csv").read_text().splitlines()[-1] == "0040,'=Elm,,,20500.00"
    assert "Every student" in shown(capsys, "scenarios", str(file), "--unit", "0010")


def test_a_scenario_with_a_mistake_is_found_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    years(tmp_path)
    file, out = tmp_path / "scenarios.toml", tmp_path / "out.csv"
    file.write_text(
        '[scenario.a]\nformula = "2026"\nparameters = { lerner_weight = 1 }\n[scenario.b]\nformula = "2027"\n'
    )
    assert main(["scenarios", str(file), "--out", str(out)]) == 1
    assert "Did you mean `learner_weight`?" in capsys.readouterr().err
    assert not out.exists()
