"""`perpupil journey`: a folder of folders, followed by a dollar."""

import json
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from tests.cli.test_cascade import DISTRICT, POOL, SCHOOLS, STATE, folder
from tests.project import ROOT

DISTRICTS = "district,name,students,low_income\n0010,Alder,900,300\n0020,Birch,500,50\n0030,Cedar,200,150\n"
ASKED = 'journey = 1\nneed = "low_income"\n[needs.low_income]\ntitle = "students of low income"\n'


def state(path: Path, asked: str = ASKED) -> Path:
    folder(path, STATE, DISTRICTS)
    folder(path / "units" / "0010", DISTRICT, "school,name,students,poor\n1,First,400,200\n2,=Second,100,20\n", POOL)
    folder(path / "units" / "0020", DISTRICT, SCHOOLS)
    own = ASKED.replace('"students of low income"', '"students of low income"\nstudents = "poor"')
    (path / "units" / "0010" / "journey.toml").write_text(own, encoding="utf-8")
    if asked:
        (path / "journey.toml").write_text(asked, encoding="utf-8")
    return path


def said(*arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["journey", *arguments, "--json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def test_a_state_is_followed_to_its_schools_each_by_its_own_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = said(str(state(tmp_path)), capsys=capsys)
    assert [one["unexplained"] for one in data["levels"]] == ["0.00", "0.00"]
    (need,) = data["needs"]
    assert need["generated"] == "721014.50"
    alder, birch = data["districts"]
    assert [one["needs"]["low_income"]["students"] for one in alder["schools"]] == ["200", "20"]
    assert [one["needs"]["low_income"]["students"] for one in birch["schools"]] == [None, None]
    assert alder["students_above"] == "900"
    assert alder["students_here"] == "500"
    shares = [one["needs"]["low_income"]["generated"] for one in alder["schools"]]
    assert sum(map(float, shares)) == pytest.approx(float(alder["generated"]["low_income"]))


def test_one_district_is_shown_and_written_in_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = state(tmp_path / "state")
    assert main(["journey", str(path), "--district", "0010"]) == 0
    text = capsys.readouterr().out
    assert "Alder (0010) has $5,623,913.04 from the level above and $4,000,000 of its own" in text
    assert "Where the district decides" in text
    for kind in ("html", "md", "json"):
        out = tmp_path / f"page.{kind}"
        assert main(["journey", str(path), "--district", "0010", "--out", str(out)]) == 0
        assert "Central office" in out.read_text(encoding="utf-8")
    assert "Written to" in capsys.readouterr().out


def test_new_jersey_generates_by_need_and_its_schools_are_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    data = said(str(ROOT / "formulas" / "new_jersey_sfra_fy2021"), capsys=capsys)
    generated = {one["name"]: one["generated"] for one in data["needs"]}
    assert generated == {
        "low_income": "1873992331.00",
        "english_learner": "83892231.00",
        "both": "297377710.00",
        "special_education": "2096805452.00",
    }
    assert {one["delivered"] for one in data["needs"]} == {None}
    assert data["districts"] == []
    assert data["levels"][0]["schools_not_known"] == data["levels"][0]["went"] == "4875200016.00"


def test_what_is_asked_wrongly_is_found_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = state(tmp_path / "state")
    for arguments, words in (
        ([str(tmp_path / "nowhere")], "is no folder"),
        ([str(path), "--district", "0030"], "gives its schools is not known here"),
        ([str(path), "--district", "0011"], "Did you mean 0010?"),
        ([str(path), "--out", str(tmp_path / "page.doc")], "does not say by its ending"),
    ):
        assert main(["journey", *arguments]) == 2
        assert words in capsys.readouterr().err
    (path / "journey.toml").write_text(ASKED.replace("[needs.low_income]", "[needs.low_incme]"), encoding="utf-8")
    assert main(["journey", str(path)]) == 1
    assert "[unknown-name]" in capsys.readouterr().err


def test_without_a_question_there_is_a_journey_and_a_word_on_how_to_ask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = state(tmp_path, asked="")
    (path / "units" / "0010" / "journey.toml").unlink()
    assert main(["journey", str(path)]) == 0
    assert "Write journey.toml beside the formula" in capsys.readouterr().out
