"""Every published figure of two worked districts, to the digits as printed."""

from fractions import Fraction

import numpy as np
import pytest

from perpupil.equity.measures import MEASURES
from perpupil.equity.measures.declaration import Setting
from perpupil.equity.sample import Weighting
from tests.equity.districts import NEED, table

FIVE = table([1] * 5, [1, 2, 3, 4, 5], [Fraction(one, 10) for one in range(5)])
SIX = table(
    [400, 300, 500, 200, 350, 250],
    [8000, 8800, 9500, 10000, 10400, 12000],
    [Fraction(one, 100) for one in (10, 25, 40, 55, 70, 85)],
)


def printed(value: float | None, figure: str) -> bool:
    """Whether a value, rounded as the figure is, is the figure."""
    digits = len(figure.partition(".")[2])
    return value is not None and f"{value:.{digits}f}" == figure.replace(",", "")


@pytest.mark.parametrize(
    ("name", "options", "figure"),
    [
        ("variation", {}, "0.4714045"),
        ("variation", {"variance": "sample"}, "0.5270463"),
        ("gini", {}, "0.2666667"),
        ("mcloone", {}, "0.6666667"),
        ("verstegen", {}, "1.3333333"),
        ("theil", {}, "0.1196876"),
    ],
)
def test_five_schools_of_one_student(name: str, options: dict[str, Setting], figure: str) -> None:
    assert printed(MEASURES[name].of(FIVE, Weighting.SCHOOLS, **options).value, figure)
    if options == {}:
        assert printed(MEASURES[name].of(FIVE).value, figure)


@pytest.mark.parametrize(
    ("name", "options", "figure"),
    [
        ("variation", {}, "0.1255944"),
        ("gini", {}, "0.0692928"),
        ("theil", {}, "0.0077758"),
        ("restricted_range", {}, "4000"),
        ("federal_range_ratio", {}, "0.50"),
        ("disparity_25", {}, "0.50"),
        ("mcloone", {}, "0.9289474"),
        ("mcloone", {"half": "split"}, "0.9147368"),
        ("mcloone", {"half": "strict"}, "0.8781955"),
        ("verstegen", {}, "1.0842105"),
        ("verstegen", {"half": "split"}, "1.1094737"),
        ("verstegen", {"half": "strict"}, "1.1368421"),
        ("pearson", {}, "0.9779332"),
        ("slope", {}, "470.55146"),
        ("implicit_weights", {}, "0.6241819"),
        ("elasticity", {}, "0.2159447"),
        ("spearman", {}, "1.0"),
        ("need_weighted", {"weights": {NEED: 0.4}}, "8172.5457"),
        ("need_weighted", {}, "8172.5457"),
    ],
)
def test_six_schools_by_students(name: str, options: dict[str, Setting], figure: str) -> None:
    weighting = Weighting.STUDENTS if MEASURES[name].weighting else None
    assert printed(MEASURES[name].of(SIX, weighting, **options).value, figure)


@pytest.mark.parametrize(
    ("name", "options", "figure"),
    [
        ("variation", {}, "0.1290790"),
        ("variation", {"variance": "sample"}, "0.1413990"),
        ("gini", {}, "0.0718342"),
        ("mcloone", {}, "0.8991453"),
        ("verstegen", {}, "1.1076923"),
        ("pearson", {}, "0.9775824"),
        ("slope", {}, "481.90476"),
        ("implicit_weights", {}, "0.6430296"),
        ("spearman", {}, "1.0"),
    ],
)
def test_six_schools_each_once(name: str, options: dict[str, Setting], figure: str) -> None:
    assert printed(MEASURES[name].of(SIX, Weighting.SCHOOLS, **options).value, figure)


@pytest.mark.parametrize(
    ("name", "weighting", "part", "figure"),
    [
        ("variation", Weighting.STUDENTS, "mean", "9615"),
        ("variation", Weighting.STUDENTS, "standard deviation", "1207.5906"),
        ("variation", Weighting.SCHOOLS, "mean", "9783.33"),
        ("mcloone", Weighting.STUDENTS, "median", "9500"),
        ("mcloone", Weighting.SCHOOLS, "median", "9750"),
        ("restricted_range", Weighting.STUDENTS, "5th percentile", "8000"),
        ("restricted_range", Weighting.STUDENTS, "95th percentile", "12000"),
        ("slope", Weighting.STUDENTS, "a student with the need", "4705.5146"),
        ("slope", Weighting.STUDENTS, "a student without it", "7538.6917"),
        ("slope", Weighting.SCHOOLS, "a student with the need", "4819.0476"),
        ("slope", Weighting.SCHOOLS, "a student without it", "7494.2857"),
        ("elasticity", Weighting.STUDENTS, "mean need", "0.44125"),
        ("need_weighted", Weighting.STUDENTS, "coefficient of variation", "0.0445782"),
    ],
)
def test_what_stands_behind_them(name: str, weighting: Weighting, part: str, figure: str) -> None:
    assert printed(MEASURES[name].of(SIX, weighting).part(part).value, figure)


def test_the_variation_of_six_schools_each_once_as_printed() -> None:
    """The printed 0.1290791 divides by the mean as printed, 9,783.33; by the whole mean it is 0.1290790."""
    deviation = MEASURES["variation"].of(SIX, Weighting.SCHOOLS).part("standard deviation").value
    assert printed(deviation / 9783.33, "0.1290791")


def test_each_need_weighted_school() -> None:
    each = MEASURES["need_weighted"].of(SIX).each
    assert [f"{one:,.2f}" for one in each["dollars"]] == [
        *("7,692.31", "8,000.00", "8,189.66"),
        *("8,196.72", "8,125.00", "8,955.22"),
    ]
    assert [f"{one:.4f}" for one in each["index"]] == ["0.9412", "0.9789", "1.0021", "1.0030", "0.9942", "1.0958"]


def test_weighted_students_of_each_school() -> None:
    each = MEASURES["need_weighted"].of(SIX).each["dollars"]
    counted = SIX.dollars_cents / 100 / each
    assert np.round(counted, 6).tolist() == [416, 330, 580, 244, 448, 335]
    assert round(counted.sum()) == 2353


def test_the_parts_of_theil_add_up_as_published_ones_do() -> None:
    """Instruction a student, unified districts of the United States: between states and within them."""
    for whole, between, within in (("0.0448", "0.0322", "0.0125"), ("0.0487", "0.0380", "0.0107")):
        assert abs(Fraction(whole) - Fraction(between) - Fraction(within)) <= Fraction("0.0001")
