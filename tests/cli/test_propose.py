"""`run --out FILE.xlsx` and `propose`: a workbook goes out, comes back and becomes a formula."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.documents.workbook.files import FACTS, FORMULA, typed

WEIGHT = "C8"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "formula.toml").write_text(FORMULA, encoding="utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    assert main(["run", str(tmp_path), "--out", str(tmp_path / "out.xlsx")]) == 0
    return tmp_path


def test_a_returned_workbook_becomes_a_formula(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    back = folder / "back.xlsx"
    back.write_bytes(typed((folder / "out.xlsx").read_bytes(), "Parameters", WEIGHT, "0.4"))
    capsys.readouterr()
    assert main(["propose", str(folder), str(back), "--out", str(folder / "proposed.toml")]) == 0
    shown = capsys.readouterr().out
    assert "weight" in shown
    assert "0.25" in shown
    assert "0.4" in shown
    assert (folder / "proposed.toml").read_text(encoding="utf-8") == FORMULA.replace("value = 0.25 }", "value = 0.4 }")


def test_the_effect_for_a_script(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    back = folder / "back.xlsx"
    back.write_bytes(typed((folder / "out.xlsx").read_bytes(), "Parameters", WEIGHT, "0.4"))
    capsys.readouterr()
    assert main(["propose", str(folder), str(back), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["parameter"], one["before"], one["after"]) for one in told["changes"]] == [("weight", "0.25", "0.4")]
    assert told["effect"]["total"] == "0.00"
    assert told["changes"][0]["effect"] == told["effect"]


def test_a_workbook_of_other_facts_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "facts.csv").write_text(FACTS.replace("412", "413"), encoding="utf-8")
    assert main(["propose", str(folder), str(folder / "out.xlsx")]) == 1
    assert "[other-inputs]" in capsys.readouterr().err


def test_the_workbook_that_was_read_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    back = folder / "back.xlsx"
    back.write_bytes(typed((folder / "out.xlsx").read_bytes(), "Parameters", WEIGHT, "0.4"))
    for path in (back, folder / "formula.toml"):
        assert main(["propose", str(folder), str(back), "--out", str(path)]) == 2
        assert "would overwrite it" in capsys.readouterr().err


def test_the_suffix_decides_what_is_written(folder: Path) -> None:
    assert main(["run", str(folder), "--out", str(folder / "lines.CSV")]) == 0
    assert (folder / "lines.CSV").read_text(encoding="utf-8").startswith("unit,name,line")
    assert main(["run", str(folder), "--out", str(folder / "again.XLSX")]) == 0
    assert (folder / "again.XLSX").read_bytes() == (folder / "out.xlsx").read_bytes()
