"""`perpupil autonomy`: a page a question, data for a script, and a sentence where something is wrong."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.budget.maple import GOOD

TODAY = ("--today", "2026-12-19")
VIEWS = {
    "": ("Who decides what: Maple", "Adams", "Supplies"),
    "--school 01": ("What Adams decides", "Bought books", "May a school sell books?", "Choir", "a clerk"),
    "--school 02": ("What Baker decides", "There is no agreement", "Arts", "$800"),
    "--ladder": ("The ladder", "1. See the history", "It is ready."),
    "--requests": ("Requests outside the formula", "$50,000.25", "no written reason"),
    "--precedents": ("May a school sell books?", "They are the district's.", "Baker"),
    "--owed": ("1 change of procedure; 1 is overdue", "Purchasing"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "autonomy.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("view", "texts"), VIEWS.items(), ids=VIEWS)
def test_each_view_answers_its_question(
    view: str, texts: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["autonomy", str(folder), *view.split(), *TODAY]) == 0
    said = capsys.readouterr()
    flat = " ".join(said.out.split())
    assert [one for one in texts if one not in flat] == []
    assert ("[overdue]" in said.err) == ("--school" not in view)


@pytest.mark.parametrize("view", VIEWS, ids=VIEWS)
def test_each_view_can_be_written(view: str, folder: Path) -> None:
    out = folder / "page.html"
    assert (
        main(["autonomy", str(folder), *view.split(), *TODAY, "--out", str(out), "--out", str(folder / "page.xlsx")])
        == 0
    )
    assert "<h1>" in out.read_text(encoding="utf-8")
    assert (folder / "page.xlsx").stat().st_size > 0


def test_data_has_every_record(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["autonomy", str(folder), "--json", *TODAY]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schools"]["01"]["controls"] == "1200.50"
    agreement = data["schools"]["01"]["agreement"]
    assert (agreement["step"], agreement["next_step"], agreement["wanted_for_next"]) == (
        "plan_non_personnel",
        "comment_on_staffing",
        [],
    )
    assert agreement["exercised"][0]["used"] == "300.00"
    assert data["funds"]["supplies"]["district_controls"] == "2999.50"
    assert data["requests_by_year"][-1]["paid"] == {"count": 2, "dollars": "50000.25"}
    assert [one["code"] for one in data["problems"]] == ["unexplained-request", "request-without-end", "overdue"]


def test_a_faulty_register_is_told_and_nothing_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "autonomy.toml").write_text(GOOD.replace("keeps = 50", "keeps = 500"), encoding="utf-8")
    out = folder / "page.html"
    assert main(["autonomy", str(folder), "--out", str(out), *TODAY]) == 1
    assert "(fund.supplies.keeps)" in capsys.readouterr().err
    assert not out.exists()
    assert main(["autonomy", str(folder), "--json", *TODAY]) == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["problems"]] == ["wrong-value"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--school", "77"], "no school '77'"), (["--out", "page.doc"], "does not say by its ending")],
)
def test_a_misuse_is_one_sentence(
    arguments: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["autonomy", str(folder), *arguments, *TODAY]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_a_register_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["autonomy", str(tmp_path)]) == 2
    assert "There is no autonomy.toml" in capsys.readouterr().err


def test_texts_are_shown_as_they_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = GOOD.replace('"01" = "Adams"', '"01" = "<script>[red]=1+1\\u001b[2J"')
    (folder / "autonomy.toml").write_text(hostile, encoding="utf-8")
    out = folder / "page.html"
    assert main(["autonomy", str(folder), "--out", str(out), *TODAY]) == 0
    assert "<script>" not in out.read_text(encoding="utf-8")
    assert main(["autonomy", str(folder), *TODAY]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "[red]" in "".join(said.split())
