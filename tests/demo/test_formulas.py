"""PerPupil on the district: its formulas run, reconcile and give last year's table again."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from tests.demo.reading import rows


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def totals(run: dict[str, Any]) -> dict[str, Decimal]:
    return {unit: Decimal(given["total"]) for unit, given in run["units"].items()}


def test_last_years_table_is_reproduced(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", str(district)]) == 0
    assert "1,482  1,482" in capsys.readouterr().out


def test_the_formula_in_force_gives_the_table(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = totals(said(capsys, "run", str(district)))
    table = {row["school"]: Decimal(row["total"]) for row in rows(district / "allocation_fy2027.csv")}
    assert {unit: total for unit, total in given.items() if total} == table


@pytest.mark.parametrize("scenario", ["scenario_a", "scenario_b"])
def test_a_scenario_hands_out_the_pool(district: Path, scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = totals(said(capsys, "run", str(district / f"{scenario}.toml")))
    assert sum(given.values()) == 297_600_000


def test_no_school_loses_more_than_two_percent_in_scenario_a(
    district: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = totals(said(capsys, "run", str(district / "scenario_a.toml")))
    before = {row["school"]: Decimal(row["formula_fy2027"]) for row in rows(district / "facts.csv")}
    assert all(given[unit] >= Decimal("0.98") * amount for unit, amount in before.items())
    assert any(given[unit] < amount for unit, amount in before.items())


def test_the_base_of_scenario_a_is_what_the_pool_leaves(district: Path) -> None:
    """By hand: what fixed amounts leave of the pool, over the weighted students."""
    weighted = Decimal(0)
    poor: dict[str, int] = {}
    students: dict[str, int] = {}
    special = {row["school"] for row in rows(district / "facts.csv") if row["level"] == "special"}
    for row in rows(district / "headcount.csv"):
        if row["unit"] in special or row["grade"] == "PK":
            continue
        count, needs = int(row["students"]), set(row["needs"].split(";"))
        weight = Decimal(1)
        weight += Decimal("0.08") if row["grade"] in {"K", "1", "2", "3"} else 0
        weight += Decimal("0.05") if row["grade"] in {"9", "10", "11", "12"} else 0
        weight += Decimal("0.15") if "low_income" in needs else 0
        weight += Decimal("0.40") if needs & {"english_learner=1", "english_learner=2"} else 0
        weight += Decimal("0.20") if needs & {f"english_learner={level}" for level in "345"} else 0
        weight += Decimal("0.05") if needs & {"homeless", "foster"} else 0
        weighted += weight * count
        students[row["unit"]] = students.get(row["unit"], 0) + count
        poor[row["unit"]] = poor.get(row["unit"], 0) + ("low_income" in needs) * count
    weighted += sum(max(Decimal(0), poor[unit] - Decimal("0.6") * size) for unit, size in students.items()) * Decimal(
        "0.10"
    )
    left = 297_600_000 - (36 * 395_000 + 5 * 455_000 + 9 * 520_000 + 7 * 760_000)
    assert round(left / weighted, 2) == Decimal("6085.59")
    assert "value = 6085.59" in (district / "scenario_a.toml").read_text()


def test_the_formulas_have_no_error(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("formula", "scenario_a", "scenario_b"):
        main(["check", str(district / f"{name}.toml")])
        assert "error" not in capsys.readouterr().out


def test_foundry_is_one_student_short_of_a_counselor(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(district), "--unit", "0217", "--line", "counselor"]) == 0
    assert "$55,150" in capsys.readouterr().out
