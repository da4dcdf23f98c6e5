"""`perpupil similar`: the schools most like one, from a formula or from amounts alone."""

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from tests import project

DC = str(project.ROOT / "formulas" / "dc_public_schools_fy2015_16")
SMALL = str(project.ROOT / "formulas" / "small_district_staffing")
NEW_JERSEY = str(project.ROOT / "formulas" / "new_jersey_sfra_fy2021")


def data(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["similar", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def require_sums(found: dict[str, Any]) -> None:
    for one in found["similar"]:
        difference = Decimal(one["dollars"]) - Decimal(found["school"]["dollars"])
        assert Decimal(one["difference"]) == difference == sum(map(Decimal, one["lines"].values()))
        if one["causes"] is not None:
            assert sum(map(Decimal, one["causes"].values())) == difference


def test_from_amounts_alone(capsys: pytest.CaptureFixture[str]) -> None:
    found = data([DC, "Aiton ES", "--nearest", "3"], capsys)
    assert found["split_by"] == "category"
    assert [one["unit"] for one in found["similar"]] == ["247", "238", "231"]
    require_sums(found)
    earlier = data([DC, "202", "--year", "2015", "--need", "at_risk"], capsys)
    assert earlier["weights"] == {"at_risk": "1", "size": "1"}
    require_sums(earlier)


def test_from_a_formula_with_a_headcount(capsys: pytest.CaptureFixture[str]) -> None:
    found = data([SMALL, "110"], capsys)
    assert found["split_by"] == "cause"
    assert [one["same_span"] for one in found["similar"]] == [True, True, True, False, False]
    require_sums(found)


def test_from_a_formula_with_columns(capsys: pytest.CaptureFixture[str]) -> None:
    columns = ["--students", "proj_resident_enrollment_fte", "--need", "low_income_enrollment", "--span", "budget_type"]
    found = data([NEW_JERSEY, "0010", *columns, "--nearest", "2"], capsys)
    assert len(found["similar"]) == 2
    require_sums(found)


def test_weights_change_who_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ["--weight", "size=1"]
    for need in ("at_risk", "english_learners", "special_education"):
        sizes += ["--weight", f"{need}=0"]
    found = data([DC, "202", "--nearest", "1", *sizes], capsys)
    assert found["weights"] == {"size": "1"}
    with (Path(DC) / "facts.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["YEAR"] == "2016" and row["LEVELTEXT"] == "Elementary"]
    sizes_there = {row["SCHOOLCODE"]: int(row["TOTALENROLLMENT"]) for row in rows}
    own = sizes_there.pop("202")
    ratios = {unit: Fraction(max(size, own), min(size, own)) for unit, size in sizes_there.items()}
    assert found["similar"][0]["unit"] == min(ratios, key=lambda unit: (ratios[unit], unit))


def test_a_page_on_a_terminal_and_as_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", SMALL, "Aspen Elementary"]) == 0
    out = capsys.readouterr().out
    for text in (
        "Schools like Aspen Elementary",
        "What does each get?",
        "Amounts given to a school by name",
        "Weights:",
    ):
        assert text in out
    names = [str(tmp_path / name) for name in ("x.html", "x.md", "x.json", "x.xlsx")]
    assert main(["similar", SMALL, "110", *(word for name in names for word in ("--out", name))]) == 0
    assert "Dogwood Elementary" in Path(names[0]).read_text(encoding="utf-8")
    assert json.loads(Path(names[2]).read_text(encoding="utf-8"))["school"]["unit"] == "110"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([SMALL, "Aspn"], "There is no school 'Aspn'"),
        ([SMALL, "110", "--nearest", "0"], "--nearest takes a number of schools from 1 on"),
        ([SMALL, "110", "--nearest", "-2"], "--nearest takes a number of schools from 1 on"),
        ([SMALL, "110", "--weight", "size"], "--weight takes NAME=NUMBER"),
        ([SMALL, "110", "--weight", "size=-1"], "--weight takes NAME=NUMBER"),
        ([SMALL, "110", "--weight", "size=1e999999999"], "--weight takes NAME=NUMBER"),
        ([SMALL, "110", "--weight", "size=1", "--weight", "size=2"], "--weight takes NAME=NUMBER"),
        ([SMALL, "110", "--weight", "sise=1"], "nothing called 'sise'"),
        ([SMALL, "110", "--need", "foster", "--weight", "size=0", "--weight", "foster=0"], "Nothing is left"),
        ([SMALL, "110", "--need", "nosuch"], "There is no need 'nosuch'"),
        ([SMALL, "110", "--need-share", "nosuch"], "There is no column 'nosuch' of shares"),
        ([SMALL, "110", "--students", "nosuch"], "Nothing here counts students"),
        ([SMALL, "110", "--span", "levle"], "Did you mean level?"),
        ([SMALL, "110", "--out", "x.docx"], "does not say by its ending"),
        ([NEW_JERSEY, "0010"], "Name one with --students"),
        ([DC, "202", "--students", "TOTALENROLLMENT"], "--students goes with a formula"),
        ([DC, "202", "--need", "nosuch"], "the needs are at_risk"),
        ([DC, "202", "--out", f"{DC}/facts.csv"], "does not say by its ending"),
        (["nosuch", "202"], "There is no formula at nosuch"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_year_that_is_not_there_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", DC, "202", "--year", "1999", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "wrong-value"


def test_a_file_that_was_read_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("facts.csv", "steady_state.toml"):
        (tmp_path / name).write_bytes((Path(DC) / name).read_bytes())
    (tmp_path / "x.json").symlink_to(tmp_path / "facts.csv")
    assert main(["similar", str(tmp_path), "202", "--out", str(tmp_path / "x.json")]) == 2
    assert "was read" in capsys.readouterr().err
    assert (tmp_path / "facts.csv").read_bytes() == (Path(DC) / "facts.csv").read_bytes()


def test_one_school_alone_has_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    only = str(project.ROOT / "formulas" / "ed_example_weighted")
    assert main(["similar", only, "example school"]) == 0
    assert "There is no other school to compare example school with." in capsys.readouterr().out
