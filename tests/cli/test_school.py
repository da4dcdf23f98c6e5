"""`perpupil school`: one school's pots, or all of them added up; and a sentence where that cannot be."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.pots.small import folder


def test_a_school_sees_its_three_pots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["school", "10", str(folder(tmp_path))]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Adams decides on $5,000.25 of its own budget (FY2027); $62,066.67 of central services (FY2028);" in said
    assert "The years differ, so nothing is added up." in said
    assert "register of autonomies: $100 " in said


def test_pots_of_one_year_are_added_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(tmp_path, without=("services.toml", "choices.csv"))
    assert main(["school", "10", str(at)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    # 5,000.25 + 69,230.77
    assert "All $170,155.78 $74,231.02 $95,924.76" in said
    assert "Central services cannot be shown. There is no services.toml in the folder." in said


def test_all_schools_add_up_to_what_there_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["school", "--all", str(folder(tmp_path)), "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["left_over_cents"] == 0
    assert read["allocated_cents"] == read["controlled_cents"] + read["others_cents"] == 600_150_00
    assert read["services_cents"] == sum(sum(one["fates"].values()) for one in read["services"]) == 130_200_01
    for one in read["grants"]:
        kept = sum(part["amount_cents"] for part in one["kept"])
        assert one["available_cents"] == one["directed_cents"] + one["waiting_cents"] + kept
    assert [one["balances"]["grants"]["decided_cents"] for one in read["schools"]] == [69_230_77, 0, 0]


def test_the_page_of_all_says_that_nothing_is_left_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "all.html"
    assert main(["school", "--all", str(folder(tmp_path)), "--out", str(out)]) == 0
    assert f"Written to {out}" in capsys.readouterr().out
    assert "Every dollar of 3 schools stands in a named part: $0 is left over." in out.read_text(encoding="utf-8")


def test_a_school_that_is_promised_more_than_it_is_allocated_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = folder(tmp_path, ("autonomy.toml", '"20" = 4000 }\ntotal = 20000', '"20" = 400000 }\ntotal = 500000'))
    assert main(["school", "20", str(at)]) == 0
    assert "It is promised more than the formula allocates to it" in " ".join(capsys.readouterr().out.split())


def test_an_id_that_the_facts_do_not_have_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(tmp_path, ("autonomy.toml", '"30" = "Carver"', '"30" = "Carver", "040" = "Dunn"'))
    assert main(["school", "040", str(at)]) == 0
    assert "have no school of this id, so it is allocated nothing." in " ".join(capsys.readouterr().out.split())
    assert main(["school", "--all", str(at)]) == 0
    assert "The facts of the formula do not name Dunn" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("100",), "There is no school '100'. Did you mean '10'?"),
        ((), "Name one school, or all: perpupil school 0217"),
        (("10", "--all"), "Name one school, or all: perpupil school 0217"),
    ],
)
def test_what_cannot_be_shown_is_said(
    words: tuple[str, ...], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school, options = words[:1], words[1:]
    assert main(["school", *school, str(folder(tmp_path)), *options]) == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_without_any_pot_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["school", "10", str(tmp_path)]) == 2
    assert "there is no pot to show" in capsys.readouterr().err


def test_a_broken_file_is_told_and_nothing_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(tmp_path, ("services.toml", "services = 1", "services = 2"))
    assert main(["school", "10", str(at)]) == 1
    said = capsys.readouterr()
    assert "[wrong-value]" in said.err
    assert said.out == ""
    assert main(["school", "10", str(at), "--json"]) == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["problems"]] == ["wrong-value"]
