"""`perpupil per-pupil-spending`: files in, a page that is reconciled out."""

from pathlib import Path

import pytest

from perpupil.cli.main import main

FILES = {
    "schools.csv": "school,name,students\n01,Ash,400\n02,Gum,420\n03,Others,3680\n",
    "spending.csv": "school,source,kind,amount\n01,state and local,personnel,2400000\n01,federal,personnel,600000\n"
    "02,state and local,personnel,2310000\n02,federal,non-personnel,84000\n",
    "central.csv": "name,source,kind,amount,driver,served\nAdministration,state and local,personnel,1350000,,\n"
    "Grants,federal,personnel,315000,,all\n",
}


def folder(path: Path, **others: str) -> Path:
    for name, text in {**FILES, **{f"{name}.csv": text for name, text in others.items()}}.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_the_worked_figures_are_on_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = folder(tmp_path), tmp_path / "page.html"
    assert main(["per-pupil-spending", str(path), "--title", "Maple", "--out", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    assert "$7,870 at Ash" in text
    assert "$6,070" in text
    assert main(["per-pupil-spending", str(path)]) == 0
    assert "$7,870 at Ash" in capsys.readouterr().out


def test_a_ledger_that_differs_is_told_and_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(tmp_path, ledger="source,amount\nfederal,999001\nstate and local,6060000\n")
    assert main(["per-pupil-spending", str(path)]) == 1
    assert "The ledger has $1 more of federal money than is told here" in " ".join(capsys.readouterr().out.split())


def test_a_file_that_is_wrong_or_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["per-pupil-spending", str(tmp_path)]) == 2
    path = folder(tmp_path, excluded="name,reason,source,amount\nBonds,debt,lottery,1\n")
    assert main(["per-pupil-spending", str(path)]) == 1
    assert "[bad-cell]" in capsys.readouterr().err
