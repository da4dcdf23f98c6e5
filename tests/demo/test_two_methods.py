"""The district's staffing formula against the drafts of FY2028, on the same students."""

import json
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from tests.demo.reading import rows


def compared(district: Path, scenario: str, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    columns = [word for name in ("level", "region", "board_district") for word in ("--by", name)]
    files = [str(district / name) for name in ("formula.toml", f"{scenario}.toml", "facts.csv")]
    assert main(["methods", *files, "--price", "teacher_price", *columns, *more, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_scenario_a_in_its_years(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = compared(district, "scenario_a", capsys, "--set", "2029:loss_limit=0.04")
    years = [(one["first_year"], one["last_year"]) for one in found["phases"]]
    assert years == [(2028, 2028), (2029, 2030), (2031, None)]
    for phase, limit in zip(found["phases"], ("0.98", "0.96", None), strict=True):
        for school in phase["schools"].values():
            assert limit is None or Decimal(school["after"]) >= Decimal(limit) * Decimal(school["before"])
        # A school at the limit loses all that it may, and not a cent more.
        losses = [Decimal(one["after"]) / Decimal(one["before"]) for one in phase["schools"].values()]
        assert limit is None or min(losses) == Decimal(limit)
    assert [phase["district"]["losing"] for phase in found["phases"]] == [20, 17, 16]
    assert found["unpaid"] == ["Calder Early College and Career Center", "Bridges Alternative", "Hillcrest Day"]


def test_scenario_b_has_no_limit_and_one_phase(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (phase,) = compared(district, "scenario_b", capsys)["phases"]
    assert (phase["first_year"], phase["last_year"]) == (2028, None)
    assert (phase["district"]["gaining"], phase["district"]["losing"]) == (40, 17)


@pytest.mark.parametrize("scenario", ["scenario_a", "scenario_b"])
def test_every_table_adds_up_to_what_the_pools_differ_by(
    district: Path, scenario: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for phase in compared(district, scenario, capsys)["phases"]:
        assert set(phase["groupings"]) == {"level", "region", "board_district"}
        for table in (phase["quarters"], *phase["groupings"].values(), phase["schools"]):
            sums = [sum(Decimal(one[part]) for one in table.values()) for part in ("change", "rule", "money")]
            assert sums == [Decimal(11_600_000), 0, Decimal(11_600_000)]
        assert Fraction(11_600_000, 106_600) == sum(
            Fraction(Decimal(one["change"])) / 106_600 for one in phase["schools"].values()
        )


def test_on_equal_terms_the_draft_is_worked_with_the_adopted_sum(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rule alone is what comes out when the adopted sum is written into the draft by hand."""
    text = (district / "scenario_b.toml").read_text(encoding="utf-8")
    (tmp_path / "formula.toml").write_text(text.replace("297_600_000", "286_000_000"), encoding="utf-8")
    for name in ("facts.csv", "headcount.csv"):
        (tmp_path / name).write_bytes((district / name).read_bytes())
    assert main(["run", str(tmp_path), "--json"]) == 0
    given = {unit: Decimal(one["total"]) for unit, one in json.loads(capsys.readouterr().out)["units"].items()}
    (phase,) = compared(district, "scenario_b", capsys)["phases"]
    for unit, school in phase["schools"].items():
        assert Decimal(school["rule"]) == given[unit] - Decimal(school["before"])


def test_quarters_by_a_count_of_the_files_own_rows(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Low income and students counted here, from the headcount; schools lined up, and the line cut in four."""
    (phase,) = compared(district, "scenario_b", capsys)["phases"]
    students: dict[str, int] = defaultdict(int)
    poor: dict[str, int] = defaultdict(int)
    for row in rows(district / "headcount.csv"):
        students[row["unit"]] += int(row["students"])
        poor[row["unit"]] += int(row["students"]) * ("low_income" in row["needs"].split(";"))
    order = sorted(phase["schools"], key=lambda unit: (Fraction(poor[unit], students[unit]), unit))
    whole, below = sum(students[unit] for unit in order), 0
    for unit in order:
        middle = 2 * below + students[unit]
        quarter = 1 + sum(4 * middle >= 2 * bound * whole for bound in (1, 2, 3))
        assert phase["schools"][unit]["quarter"] == quarter
        below += students[unit]


def test_the_schools_like_foundry(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("formula", "scenario_a"):
        assert main(["similar", str(district / f"{name}.toml"), "Foundry", "--nearest", "3", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert [one["name"] for one in found["similar"]] == ["Quarry Hill", "Ashby", "Sycamore"]
        for one in found["similar"]:
            difference = Decimal(one["dollars"]) - Decimal(found["school"]["dollars"])
            assert sum(map(Decimal, one["causes"].values())) == difference
