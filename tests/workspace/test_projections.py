"""A projection in a district's folder is a fact set of its own; making another leaves the first and what rests on it."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from perpupil.intake.fact_set import Kind
from perpupil.workspace.fact_sets import kept_facts, read_facts_in_force
from perpupil.workspace.in_force import in_force
from tests.workspace import small

COUNTS = "schoolId,year,countDate,grade,group,count,status\n" + "".join(
    f"{school},{year},{year - 1}-10-01,{grade},all,{count},actual\n"
    for year in (2024, 2025, 2026, 2027)
    for school, grades in (("0010", "K12"), ("0020", "345"))
    for grade, count in zip(grades, (40, 40, 40), strict=True)
)
FORMULA = """language = 1
title = "Next year"
source = "draft"
year = 2028
[facts]
unit = { column = "schoolId", noun = "school", name = "name" }
[line.base]
title = "Base"
kind = "per_student"
rate = "1000"
students = "students"
"""


@pytest.fixture
def district(tmp_path: Path) -> Path:
    district = small.new(tmp_path)
    (tmp_path / "counts.csv").write_text(COUNTS, encoding="utf-8")
    paths = small.files(tmp_path / "files", students="", programs="")
    assert small.bring(district, *paths.values(), tmp_path / "counts.csv") == 0
    return district


def project(district: Path, *arguments: object) -> int:
    return main(["project", "--district", str(district), "--keep", *map(str, arguments)])


def test_a_projection_counts_for_its_year_and_names_what_it_was_made_from(district: Path) -> None:
    assert project(district, "--name", "January") == 0
    facts, findings = read_facts_in_force(district, 2028)
    assert findings == ()
    assert facts is not None
    assert (facts.kind, facts.name, facts.origin) == (Kind.PROJECTED, "January", in_force(district)[2027])
    assert facts.count_date.isoformat() == "2027-10-01"
    assert set(facts.tables) == {"schools", "school_counts"}
    assert facts.students is not None
    assert facts.students > 0


def test_a_formula_runs_on_the_facts_of_its_own_year(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (district / "next.toml").write_text(FORMULA, encoding="utf-8")
    assert main(["run", str(district / "next.toml")]) == 2
    assert "has no facts for FY2028 yet" in capsys.readouterr().err
    assert project(district) == 0
    capsys.readouterr()
    assert main(["run", str(district / "next.toml"), "--json"]) == 0
    facts, _ = read_facts_in_force(district, 2028)
    assert facts is not None
    assert json.loads(capsys.readouterr().out)["total"] == f"{facts.students}000.00"


def test_changing_a_projection_makes_another_and_the_first_stands(district: Path, tmp_path: Path) -> None:
    assert project(district) == 0
    first = in_force(district)[2028]
    (tmp_path / "adjust.csv").write_text(
        "unit,grade,change,count,reason,who\n0010,K,5,,new houses,planner\n", encoding="utf-8"
    )
    assert project(district, "--adjust", tmp_path / "adjust.csv") == 0
    second = in_force(district)[2028]
    assert first != second
    assert {one.seal for one in kept_facts(district) if one.year == 2028} == {first, second}
    assert main(["facts", "--district", str(district), "--use", first[:10]]) == 0
    assert in_force(district)[2028] == first


def test_the_same_projection_again_is_the_same(district: Path) -> None:
    assert project(district) == project(district) == 0
    assert len([one for one in kept_facts(district) if one.year == 2028]) == 1


def test_without_facts_there_is_nothing_to_project_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project(small.new(tmp_path)) == 2
    assert "no facts in force to project from" in capsys.readouterr().err
    assert main(["project", "--keep"]) == 2


def test_after_a_roll_over_the_needs_of_the_last_count_are_kept(tmp_path: Path) -> None:
    district = small.new(tmp_path)
    (tmp_path / "counts.csv").write_text(
        "schoolId,year,countDate,grade,group,count,status\n"
        + "".join(
            f"{school},{year},{year - 1}-10-01,{grade},all,1,actual\n"
            for year in (2025, 2026, 2027)
            for school, grades in (("0010", "K12"), ("0020", "345"), ("0030", ("9", "10", "11")))
            for grade in grades
        ),
        encoding="utf-8",
    )
    assert small.bring(district, *small.files(tmp_path / "files").values(), tmp_path / "counts.csv") == 0
    assert main(["roll-over", "FY2028", "--district", str(district)]) == 0
    assert project(district) == 0
    facts, _ = read_facts_in_force(district, 2028)
    assert facts is not None
    assert facts.headcount is not None
    assert facts.headcount.needs
