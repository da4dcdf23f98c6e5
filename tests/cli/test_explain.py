"""`perpupil explain`: why a school gets what it gets."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from tests.cli import maple
from tests.project import ROOT

NEW_JERSEY = str(ROOT / "formulas" / "new_jersey_sfra_fy2021")


def asked(folder: Path, *more: str) -> list[str]:
    return ["explain", str(folder), "--prior", f"2026={folder / 'before.csv'}", *more]


def test_an_explanation_shows_arithmetic_and_its_leaves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(maple.district(tmp_path), "--unit", "0010", "--line", "poverty")) == 0
    shown = capsys.readouterr().out
    for text in (
        "Oak Elementary (0010): $1,726,387.31",
        "Low income: $101,353.46",
        "100",
        "1,000",
        "counted in",
        "board vote of 2026-02-04",
    ):
        assert text in shown


def test_every_line_is_explained_when_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(maple.district(tmp_path), "--unit", "0020")) == 0
    shown = capsys.readouterr().out
    assert all(title in shown for title in ("Base amount: $2,027,069.23", "Low income: $152,030.19", "Growth: $0"))


def test_an_explanation_for_a_script_adds_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(maple.district(tmp_path), "--unit", "0010", "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["line"] for one in told] == ["base_amount", "poverty", "growth"]
    for one in told:
        assert sum(Fraction(part["amount"]) for part in one["parts"]) == Fraction(one["amount"])
        assert one["reason"]["name"] == one["line"]


def test_only_the_lines_asked_for_are_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(asked(maple.district(tmp_path), "--unit", "0010", "--line", "growth", "--line", "poverty", "--json")) == 0
    )
    assert [one["line"] for one in json.loads(capsys.readouterr().out)] == ["growth", "poverty"]


def test_every_reason_of_a_tree_is_there_once_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", NEW_JERSEY, "--unit", "0010", "--line", "change", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    full: list[str] = []
    collect(one["reason"], full)
    assert len(full) == len(set(full))
    assert {"change", "increase", "adequacy_budget", "enr_elem", "base"} <= set(full)


def collect(reason: dict[str, Any], full: list[str]) -> None:
    if "expression" in reason or "source" in reason:
        full.append(reason["name"])
    for part in reason.get("parts", []):
        collect(part, full)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--unit", "0011"], "perpupil: There is no unit '0011'. Did you mean 0010?\n"),
        (["--unit", "0010", "--line", "povrty"], "perpupil: There is no line 'povrty'. Did you mean poverty?\n"),
    ],
)
def test_a_unit_or_line_that_is_not_there_is_one_sentence_and_2(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(maple.district(tmp_path), *arguments)) == 2
    assert capsys.readouterr().err == sentence


def test_a_formula_with_an_error_is_not_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = maple.district(tmp_path, formula_toml=maple.FORMULA.replace("reserve = 10_000", "reserve = 0.001"))
    assert main(asked(folder, "--unit", "0010")) == 1
    assert "[finer-than-a-cent]" in capsys.readouterr().err
