"""`perpupil roll-over`: what a district's folder and its report say when a year begins."""

import json
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from perpupil.workspace.fact_sets import kept_facts, read_kept
from perpupil.workspace.in_force import in_force
from tests.workspace import small

ARTS = """
# The arts, for one year.
[line.arts]
title = "Arts program"
kind = "fixed_sum"
amounts = { "0010" = 500, "0020" = 250.25 }
who = "Superintendent Dee"
why = "Arts at two schools."
until = 2027-06-30
"""
PRICES = "jobClass,year,salary,benefitsShare,benefitsFixed\nteacher,2027,78420.00,17.2%,17900.00\n"
LEDGER = "account,amount\n1,5.00\n"


@pytest.fixture
def district(tmp_path: Path) -> Path:
    district = small.district_with_facts(tmp_path)
    (tmp_path / "prices.csv").write_text(PRICES, encoding="utf-8")
    assert small.bring(district, tmp_path / "prices.csv") == 0
    formula = district / "formula.toml"
    formula.write_text(formula.read_text(encoding="utf-8") + ARTS, encoding="utf-8")
    return district


def roll(district: Path, *words: str) -> int:
    return main(["roll-over", "FY2028", "--district", str(district), *words])


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_the_year_begins_and_the_year_before_stands(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, force = everything(district), in_force(district)
    capsys.readouterr()
    assert roll(district) == 0
    after = everything(district)
    assert {name for name in before if before[name] != after[name]} == {
        "perpupil.toml",
        "formula.toml",
        "facts/in-force.json",
    }
    assert in_force(district)[2027] == force[2027]
    assert before["formula.toml"] in [after[name] for name in after if name.startswith("formulas/")]
    assert b"year = 2028 " in after["perpupil.toml"]
    assert b"confirm = true" in after["formula.toml"]
    assert b"arts" not in after["formula.toml"]
    assert b"Arts program" in after["roll-over-FY2028.md"]


def test_the_report_tells_what_was_dropped_and_what_it_paid(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert roll(district) == 0
    shown = said(capsys)
    assert "Dropped: 1 adjustment that paid $750.25 in FY2027. To be confirmed: 1." in shown
    assert "Arts program Sum outside the rules 2027-06-30 Arts at two schools. $750.25 2" in shown
    assert "Budget office Base amount per student $1,000 an example, to be replaced" in shown
    assert "Students: Project them with perpupil project, and bring in the count of 2027-10-01" in shown
    assert "Prices: There is no row of FY2028 among 1." in shown


def test_for_a_script_the_report_is_data(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert roll(district, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["dropped"] == [
        {
            "line": "arts",
            "title": "Arts program",
            "kind": "fixed_sum",
            "until": "2027-06-30",
            "why": "Arts at two schools.",
            "paid": "750.25",
            "units": 2,
        }
    ]
    assert [(one["name"], one["owner"]) for one in found["to_confirm"]] == [("base", "Budget office")]
    assert {one["name"]: one["carried_over"] for one in found["data_sets"]} == {"schools": True, "prices": True}
    assert (found["changed"], found["mappings"], found["repairs"]) == (True, 4, 0)


def test_looking_changes_nothing(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(district)
    capsys.readouterr()
    assert roll(district, "--check") == 0
    assert "Looked at, and nothing changed." in said(capsys)
    assert everything(district) == before


def test_a_second_time_changes_nothing_and_says_so(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roll(district)
    before = everything(district)
    capsys.readouterr()
    assert roll(district) == 0
    assert "It is FY2028 already" in said(capsys)
    assert everything(district) == before


def test_only_the_next_year_can_begin(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["roll-over", "2030", "--district", str(district)]) == 2
    assert "the year that begins is FY2028, not FY2030" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["roll-over", "next", "--district", str(district)])


def test_until_a_number_is_confirmed_check_and_run_say_so(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roll(district)
    small.bring(district, *small.files(district.parent / "next").values())
    capsys.readouterr()
    assert main(["run", str(district)]) == 0
    assert "[not-confirmed]" in capsys.readouterr().err
    formula = district / "formula.toml"
    formula.write_text(formula.read_text(encoding="utf-8").replace(", confirm = true", ""), encoding="utf-8")
    main(["check", str(district)])
    assert "not-confirmed" not in capsys.readouterr().out


def test_a_mark_changes_no_seal(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def seal() -> str:
        capsys.readouterr()
        assert main(["run", str(district), "--json"]) == 0
        return str(json.loads(capsys.readouterr().out)["seal"])

    formula, before = district / "formula.toml", seal()
    text = formula.read_text(encoding="utf-8")
    formula.write_text(
        text.replace("[line.base_amount]", "[line.base_amount]\n", 1).replace(
            'to be replaced" }', 'to be replaced", confirm = true }'
        ),
        encoding="utf-8",
    )
    assert "confirm" in formula.read_text(encoding="utf-8")
    assert seal() == before


def test_the_facts_that_begin_the_year_are_whole_and_say_where_they_come_from(district: Path) -> None:
    roll(district)
    [kept] = [one for one in kept_facts(district) if one.year == 2028]
    facts, findings = read_kept(kept.folder)
    assert facts is not None, findings
    assert facts.headcount is None
    assert set(facts.tables) == {"schools", "prices"}
    assert kept.content["origin"] == in_force(district)[2027]
    assert kept.title == "FY2028, begun from FY2027"


def test_facts_of_the_new_year_that_are_there_already_stand(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = district / "perpupil.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("year = 2027", "year = 2028").replace("2026-10-01", "2027-10-01"), encoding="utf-8"
    )
    small.bring(district, *small.files(district.parent / "next").values())
    there = in_force(district)[2028]
    settings.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert roll(district) == 0
    assert "Facts of FY2028 were in force already, and stand: FY2028, counted 2027-10-01." in said(capsys)
    assert in_force(district)[2028] == there


def test_a_formula_that_was_drafted_for_the_new_year_is_left_as_it_is(
    district: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formula = district / "formula.toml"
    text = formula.read_text(encoding="utf-8").replace("year = 2027", "year = 2028")
    formula.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert roll(district) == 0
    assert "The formula was for FY2028 already, and is as it was." in said(capsys)
    assert formula.read_text(encoding="utf-8") == text


def test_a_formula_with_a_mistake_stops_it_and_nothing_is_changed(
    district: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formula = district / "formula.toml"
    formula.write_text(
        formula.read_text(encoding="utf-8").replace('rate = "base"', 'rate = "base +"'), encoding="utf-8"
    )
    before = everything(district)
    assert roll(district) == 1
    assert "bad-expression" in capsys.readouterr().err
    assert everything(district) == before


def test_facts_that_were_changed_by_hand_stop_it(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = district / "facts" / in_force(district)[2027] / "schools.csv"
    path.chmod(0o600)
    path.write_text(path.read_text(encoding="utf-8").replace("Adams", "Evans"), encoding="utf-8")
    assert roll(district) == 1
    assert "changed-facts" in capsys.readouterr().err
    assert not (district / "roll-over-FY2028.md").exists()


def test_a_district_without_facts_begins_its_year_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    district = small.new(tmp_path)
    capsys.readouterr()
    assert roll(district) == 0
    assert "There were no facts of FY2027." in said(capsys)
    assert in_force(district) == {}


def test_line_ends_stay_as_they_are(district: Path) -> None:
    for name in ("perpupil.toml", "formula.toml"):
        path = district / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    roll(district)
    for name in ("perpupil.toml", "formula.toml"):
        content = (district / name).read_bytes()
        assert content.count(b"\r\n") == content.count(b"\n") > 5
