"""Every measure is what its definition says: against plain Python on a thousand made-up districts, and by its laws."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.measures import MEASURES
from perpupil.equity.measures.declaration import Result, Setting
from perpupil.equity.sample import Weighting
from perpupil.equity.schools import School, Schools
from tests.equity import oracle
from tests.equity.districts import DISTRICTS, NEED, chance, random_district, rows, together
from tests.equity.oracle import Row

Exact = Callable[[list[Row]], Fraction | float | None]

DEFINED: Mapping[tuple[str, str], tuple[Mapping[str, Setting], Exact]] = {
    ("pearson", ""): ({}, oracle.pearson),
    ("spearman", ""): ({}, oracle.spearman),
    ("slope", ""): ({}, oracle.slope),
    ("elasticity", ""): ({}, oracle.elasticity),
    ("implicit_weights", ""): ({}, oracle.implicit_weight),
    ("need_weighted", ""): ({}, lambda rows: oracle.need_weighted(rows, Fraction(2, 5))),
    ("need_weighted", "0.65"): ({"weights": {NEED: 0.65}}, lambda rows: oracle.need_weighted(rows, Fraction(13, 20))),
    ("within_band", "5%"): ({}, lambda rows: oracle.within_band(rows, Fraction(2, 5), Fraction(1, 20))),
    ("within_band", "10%"): ({"band": 0.1}, lambda rows: oracle.within_band(rows, Fraction(2, 5), Fraction(1, 10))),
    ("variation", ""): ({}, oracle.variation),
    ("variation", "sample"): ({"variance": "sample"}, lambda rows: oracle.variation(rows, "sample")),
    ("federal_variation", ""): ({}, oracle.federal_variation),
    ("mcloone", "whole"): ({}, lambda rows: oracle.half(rows, "whole", 1)),
    ("mcloone", "split"): ({"half": "split"}, lambda rows: oracle.half(rows, "split", 1)),
    ("mcloone", "strict"): ({"half": "strict"}, lambda rows: oracle.half(rows, "strict", 1)),
    ("verstegen", "whole"): ({}, lambda rows: oracle.half(rows, "whole", -1)),
    ("verstegen", "split"): ({"half": "split"}, lambda rows: oracle.half(rows, "split", -1)),
    ("verstegen", "strict"): ({"half": "strict"}, lambda rows: oracle.half(rows, "strict", -1)),
    ("gini", ""): ({}, oracle.gini),
    ("theil", ""): ({}, oracle.theil),
    ("atkinson", "1/2"): ({}, lambda rows: oracle.atkinson(rows, Fraction(1, 2))),
    ("atkinson", "1"): ({"aversion": 1}, lambda rows: oracle.atkinson(rows, Fraction(1))),
    ("atkinson", "2"): ({"aversion": 2}, lambda rows: oracle.atkinson(rows, Fraction(2))),
    ("range", ""): ({}, oracle.spread),
    ("restricted_range", ""): ({}, oracle.restricted_range),
    ("federal_range_ratio", ""): ({}, oracle.federal_ratio),
    ("disparity_25", ""): ({}, oracle.federal_ratio),
    ("disparity_25", "span"): ({"groups": "span"}, oracle.disparity_by_span),
}
BY_STUDENTS = [one for one in DEFINED if MEASURES[one[0]].weighting]
WEIGHTINGS = st.sampled_from(list(Weighting))


def measured(name: str, schools: Schools, weighting: Weighting, options: Mapping[str, Setting]) -> Result:
    chosen = weighting if MEASURES[name].weighting else None
    return MEASURES[name].of(schools, chosen, **options)


def close(value: float | None, exact: Fraction | float | None, scale: float = 0.0) -> bool:
    """Whether both are undefined, or the same to nine digits; `scale` is what rounding is measured by where a figure is near zero."""
    if value is None or exact is None:
        return value is exact
    return math.isclose(value, exact, rel_tol=1e-9, abs_tol=1e-9 * max(1.0, scale))


def check(schools: list[School], weighting: Weighting) -> None:
    told, arrays = rows(schools, weighting), together(schools)
    scale = float(max(abs(row.dollars) for row in told))
    for (name, variant), (options, exact) in DEFINED.items():
        result = measured(name, arrays, weighting, options)
        assert close(result.value, exact(told), scale if result.measure.kind == "dollars" else 0), (name, variant)
        assert (result.reason == "") is (result.value is not None)


def test_every_measure_has_an_oracle() -> None:
    assert {name for name, _ in DEFINED} == set(MEASURES)


@given(DISTRICTS, WEIGHTINGS)
def test_measures_agree_with_their_definitions(schools: list[School], weighting: Weighting) -> None:
    check(schools, weighting)


@pytest.mark.parametrize("block", range(10))
def test_measures_agree_on_a_thousand_districts(block: int) -> None:
    random = chance(f"districts {block}")
    for number in range(100):
        check(random_district(random), list(Weighting)[number % 2])


@given(DISTRICTS, WEIGHTINGS)
def test_theil_is_what_is_within_and_what_is_between(schools: list[School], weighting: Weighting) -> None:
    result, told = MEASURES["theil"].of(together(schools), weighting), rows(schools, weighting)
    if result.value is not None and len({one.span for one in schools}) > 1:
        within, between = (result.part(f"{side} grade spans").value for side in ("within", "between"))
        assert math.isclose(within + between, result.value, rel_tol=1e-9, abs_tol=1e-12)
        assert close(within, oracle.theil_within(told))
        assert close(between, oracle.theil_between(told))


UNCHANGED_BY_PRICES = [
    *("pearson", "spearman", "elasticity", "implicit_weights", "within_band", "variation", "federal_variation"),
    *("mcloone", "verstegen", "gini", "theil", "atkinson", "federal_range_ratio", "disparity_25"),
]
GROWING_WITH_PRICES = ["slope", "need_weighted", "range", "restricted_range"]


def test_each_measure_follows_prices_or_does_not() -> None:
    assert {*UNCHANGED_BY_PRICES, *GROWING_WITH_PRICES} == set(MEASURES)


@given(DISTRICTS, st.integers(2, 1000), WEIGHTINGS)
def test_prices_scale_dollars_and_nothing_else(schools: list[School], factor: int, weighting: Weighting) -> None:
    dearer = [replace(one, dollars_cents=(one.dollars_cents or 0) * factor) for one in schools]
    pair = together(schools), together(dearer)
    for (name, variant), (options, _) in DEFINED.items():
        before, after = (measured(name, each, weighting, options) for each in pair)
        by = factor if name in GROWING_WITH_PRICES else 1
        expected = None if before.value is None else before.value * by
        assert close(after.value, expected, 3e4 * by), (name, variant)
        assert before.reason == after.reason


@given(DISTRICTS, st.randoms(use_true_random=False), WEIGHTINGS)
def test_the_order_of_schools_is_nothing(schools: list[School], random: Random, weighting: Weighting) -> None:
    pair = together(schools), together(random.sample(schools, len(schools)))
    for (name, variant), (options, _) in DEFINED.items():
        before, after = (measured(name, each, weighting, options) for each in pair)
        assert close(after.value, before.value, 3e4), (name, variant)
        assert before.reason == after.reason


@given(DISTRICTS)
def test_two_schools_that_are_alike_are_one(schools: list[School]) -> None:
    """Measures weighted by students see students; only what asks for a number of schools, or for more than 200 students, sees schools."""
    first = schools[0]
    twin = replace(first, unit="twin")
    merged = replace(first, students=2 * (first.students or Fraction()), dollars_cents=2 * (first.dollars_cents or 0))
    apart, one = together([*schools, twin]), together([merged, *schools[1:]])
    for (name, variant), (options, _) in DEFINED.items():
        if name == "federal_variation":
            continue
        result, other = (measured(name, each, Weighting.STUDENTS, options) for each in (apart, one))
        if len(schools) > 1 or (name not in {"pearson", "spearman", "slope"} and variant != "sample"):
            assert close(result.value, other.value, 3e4), (name, variant)


@given(DISTRICTS, WEIGHTINGS)
def test_no_measure_is_outside_its_bounds(schools: list[School], weighting: Weighting) -> None:
    bounds = {
        **dict.fromkeys(("pearson", "spearman"), (-1.0, 1.0)),
        **dict.fromkeys(("gini", "atkinson", "within_band", "mcloone"), (0.0, 1.0)),
        **dict.fromkeys(("theil", "variation", "range", "restricted_range", "disparity_25"), (0.0, math.inf)),
        "verstegen": (1.0, math.inf),
    }
    arrays = together(schools)
    for (name, _), (options, _) in DEFINED.items():
        value = measured(name, arrays, weighting, options).value
        low, high = bounds.get(name, (-math.inf, math.inf))
        assert value is None or low - 1e-9 <= value <= high + 1e-9, name


def test_weights_of_several_needs_are_those_that_made_the_dollars() -> None:
    """Dollars made of a base, two weights, a grade span and a sum for each school give all of them back."""
    random = chance("several needs")
    made = []
    for unit in range(120):
        span = "high" if unit % 3 else "elementary"
        low, english = random.randint(0, 100), random.randint(0, 60)
        students = random.randint(100, 1500)
        each = 800_000 + 2_000 * low + 3_200 * english - (60_000 if span == "elementary" else 0)
        needs = {NEED: Fraction(low, 100), "english": Fraction(english, 100)}
        made.append(School(str(unit), str(unit), Fraction(students), students * each + 50_000_000, needs, span))
    result = MEASURES["implicit_weights"].of(together(made), needs=(NEED, "english"), controls="span_and_size")
    assert result.value == pytest.approx(2000 / 8000)
    assert {part.name: pytest.approx(part.value) for part in result.parts} == {
        "low_income": 0.25,
        "english": 0.4,
        "a student without any need": 8000,
        "span elementary": -600,
        "1 / students": 500_000,
    }


@pytest.mark.parametrize("seed", range(20))
def test_several_needs_agree_with_an_exact_fit(seed: int) -> None:
    """Weights and their errors, from normal equations solved in fractions."""
    random = chance(seed)
    made = []
    for unit in range(40):
        low, english = Fraction(random.randint(0, 100), 100), Fraction(random.randint(0, 100), 100)
        students = random.randint(50, 900)
        dollars = students * random.randint(700_000, 1_200_000)
        made.append(School(str(unit), "", Fraction(students), dollars, {"low_income": low, "english": english}))
    result = MEASURES["implicit_weights"].of(together(made), needs=("low_income", "english"))
    columns = [[Fraction(1), one.needs["low_income"] or Fraction(), one.needs["english"] or Fraction()] for one in made]
    weights = [one.students or Fraction() for one in made]
    values = [Fraction(one.dollars_cents or 0, 100) / (one.students or 1) for one in made]
    plain, *brought = oracle.coefficients(columns, values, weights)
    spread = oracle.hc3(columns, values, weights)
    for number, need in enumerate(("low_income", "english"), 1):
        weight = brought[number - 1] / plain
        squared = (
            (spread[number][number] or 0) - 2 * weight * (spread[0][number] or 0) + weight**2 * (spread[0][0] or 0)
        ) / plain**2
        assert result.part(need).value == pytest.approx(float(weight))
        assert result.part(need).error == pytest.approx(math.sqrt(squared))


def test_what_each_school_is_above_the_line_adds_up_to_nothing() -> None:
    schools = together(random_district(chance("residuals 4")))
    result = MEASURES["slope"].of(schools)
    counts = np.array([float(one) for one in schools.students.fractions()])
    assert result.units == schools.units
    assert abs(result.each["above"] @ counts) < 1e-6 * counts.sum()
