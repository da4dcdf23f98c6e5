"""Closed years of a district's folder: worked again where facts and formula are kept, and named where they are not."""

import shutil
from pathlib import Path

import pytest

from perpupil.workspace.past_years import History, history, past_year
from tests.web.conftest import maple
from tests.web.steps import BEFORE, maple_in_steps, maple_of_two_years

__all__ = ["maple", "maple_in_steps", "maple_of_two_years"]


def test_a_closed_year_is_worked_with_its_own_formula_on_its_own_facts(maple_of_two_years: Path) -> None:
    found = past_year(maple_of_two_years, 2026)
    assert found.allocation is not None, found.why
    # Nine students at each school: 9 × $4,900, a principal, and half a counselor.
    assert found.allocation.totals_cents.tolist() == [184_100_00] * 3
    assert found.allocation.formula.year == 2026


def test_what_is_missing_is_named(maple_of_two_years: Path, tmp_path: Path) -> None:
    assert past_year(maple_of_two_years, 2025).why == "The data of FY2025 are not in the district's folder."
    district = Path(shutil.copytree(maple_of_two_years, tmp_path / "maple"))
    (kept,) = (district / "formulas").iterdir()
    (district / "formulas" / "another.toml").write_text(BEFORE, encoding="utf-8")
    assert past_year(district, 2026).why == "More than one formula of FY2026 is kept in the district's folder."
    (district / "formulas" / "another.toml").unlink()
    kept.write_text("no formula", encoding="utf-8")
    assert past_year(district, 2026).why == "No formula of FY2026 is kept in the district's folder."


@pytest.mark.parametrize("year", [2027, 2020])
def test_without_a_table_of_counts_no_year_is_known(maple_in_steps: Path, year: int) -> None:
    found = history(maple_in_steps, year)
    assert (found.students, found.grades, found.closed_years, found.items) == ({}, {}, {}, {})
    assert (found == History()) is (year == 2020)
