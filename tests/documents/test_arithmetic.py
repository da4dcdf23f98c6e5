"""A line's arithmetic: every row works out to the next, and the last one is the amount, in every published formula."""

from fractions import Fraction
from pathlib import Path

import pytest

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.explain import explain
from perpupil.documents.arithmetic import Means, Row, Steps, Working, goes_in_steps, working
from perpupil.exact.numerals import read_number
from perpupil.formula.reading import read_formula
from perpupil.workspace.district_money import work
from perpupil.workspace.files import find_files
from tests.comparison.test_one_more import worked

CATALOGUE = Path(__file__).parents[2] / "formulas"
PUBLISHED = (
    "small_district_staffing", "small_district_student_based", "allovue_staffing_rounding", "arlington_staffing_fy2011", "ed_example_weighted",
    "boston_weighted_student_funding_fy2016", "new_jersey_sfra_fy2021",
)  # fmt: skip
UNITS_LOOKED_AT = 3


def line(allocation: Allocation, unit: str, name: str) -> Working:
    return working(allocation, explain(allocation, unit, (name,))[0])


def shown(figure: str) -> Fraction | None:
    """Read a figure as it is written, where it is written whole."""
    return read_number(figure.replace("$", "").replace(",", ""))


def test_a_counselor_by_hand() -> None:
    found = line(worked("A,3,,20\nA,4,,392\nB,3,,5\n"), "A", "counselor")
    numbers = (found.counted, found.ratio, found.positions, found.rate)
    assert numbers == (Fraction(412), Fraction(550), Fraction(1, 2), Fraction(110_300))
    assert (found.rounding, found.is_of_positions, found.is_for_the_school) == (Steps.HALF, True, False)
    assert found.rows == (
        Row(Means.GIVEN, "Students", "412"),
        Row(Means.DIVIDED, "Students per counselor", "550"),
        Row(Means.UNROUNDED, "", "0.749090…"),
        Row(Means.ROUNDED, "half", "0.5"),
        Row(Means.PRICE, "Price", "$110,300"),
        Row(Means.AMOUNT, "", "$55,150"),
    )


def test_a_ratio_that_is_written_as_a_number_and_is_rounded_up() -> None:
    found = line(worked("A,3,,21\nB,3,,5\n"), "A", "teacher")
    assert [(one.means, one.title, one.figure) for one in found.rows[1:4]] == [
        (Means.DIVIDED, "", "20"), (Means.UNROUNDED, "", "1.05"), (Means.ROUNDED, "up", "2"),
    ]  # fmt: skip


def test_an_amount_a_student_has_no_positions_and_no_steps() -> None:
    allocation = worked("A,3,,21\nB,3,,5\n")
    found = line(allocation, "A", "supplies")
    assert (found.counted, found.rate, found.positions) == (Fraction(21), Fraction(290), None)
    lines = allocation.formula.lines
    assert [name for name in lines if goes_in_steps(allocation.formula, lines[name])] == ["counselor", "teacher"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_rows_work_out_in_published_formulas(name: str) -> None:
    files = find_files(CATALOGUE / name)
    formula, _ = read_formula(files.formula.read_bytes(), name)
    assert formula is not None
    allocation, told = work(formula, files)
    assert allocation is not None, told
    for unit in allocation.units[:UNITS_LOOKED_AT]:
        for one in explain(allocation, unit):
            _works_out(working(allocation, one))


def _works_out(found: Working) -> None:
    rows = found.rows
    assert rows[-1].means is Means.AMOUNT
    assert shown(rows[-1].figure) == Fraction(found.amount_cents, 100)
    parts = [shown(one.figure) for one in rows if one.means is Means.PART]
    if parts and None not in parts:
        assert sum(part for part in parts if part is not None) == Fraction(found.amount_cents, 100)
    if found.positions is not None and found.rate is not None and not parts:
        assert found.positions * found.rate == Fraction(found.amount_cents, 100)
    if found.ratio and found.counted is not None and found.rounding is Steps.NONE and found.positions is not None:
        assert found.counted / found.ratio == found.positions


def test_a_weight_is_the_base_and_the_weight_multiplied() -> None:
    formula, _ = read_formula(
        (CATALOGUE / "small_district_student_based" / "formula.toml").read_bytes(), "formula.toml"
    )
    assert formula is not None
    allocation, told = work(formula, find_files(CATALOGUE / "small_district_student_based"))
    assert allocation is not None, told
    found = line(allocation, allocation.units[0], "early_grades")
    prices = [shown(one.figure.replace("%", "")) for one in found.rows if one.means is Means.PRICE]
    assert prices == [6_200, 8]
    assert found.rate == Fraction(496)
    assert line(allocation, allocation.units[0], "poverty").counted == Fraction(217)
