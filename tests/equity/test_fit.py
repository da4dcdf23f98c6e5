"""The line, its error and the line without each school: against exact fractions, against statsmodels, and against fitting again."""

import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from statsmodels.regression.linear_model import WLS

from perpupil.equity.fit import LEVEL, fit_line, students_t
from perpupil.equity.leaving_out import BLOCK, LineParts, errors_at_most, without_each
from perpupil.equity.sample import Sample, sample
from perpupil.equity.schools import Floats, School
from tests.equity import oracle
from tests.equity.districts import DISTRICTS, chance, random_district, rows, school, together

LAZY = "import sys, perpupil, perpupil.cli.main, perpupil.equity.side_by_side, perpupil.equity.measures; print(*sys.modules)"


def test_statsmodels_and_scipy_are_loaded_only_when_a_line_is_drawn() -> None:
    loaded = subprocess.run([sys.executable, "-c", LAZY], check=True, capture_output=True, text=True).stdout.split()  # noqa: S603  our own line
    assert "perpupil.equity.fit" in loaded
    assert {"statsmodels", "scipy", "pandas"} & set(loaded) == set()


def measured(schools: list[School]) -> Sample:
    found = sample(together(schools), needs=("low_income",))
    assert isinstance(found, Sample)
    return found


def columns(schools: list[School]) -> tuple[Floats, Floats, Floats] | None:
    """Need, dollars and weights, where a line can be drawn with an error."""
    found = measured(schools)
    if len(found) < 4 or found.need.min() == found.need.max():
        return None
    return found.need, found.dollars, found.weights


@pytest.mark.parametrize(
    ("freedom", "figure"), [(1, "63.657"), (5, "4.032"), (10, "3.169"), (30, "2.750"), (60, "2.660"), (120, "2.617")]
)
def test_students_t_is_that_of_the_printed_tables(freedom: int, figure: str) -> None:
    assert f"{students_t(freedom, 0.99):.3f}" == figure


@given(DISTRICTS)
def test_the_error_is_hc3_worked_by_hand(schools: list[School]) -> None:
    drawn = columns(schools)
    if drawn is None:
        return
    error, exact = fit_line(*drawn).error(1), oracle.slope_variance(rows(schools))
    assert (error is None) is (exact is None)
    if error is not None and exact is not None:
        assert math.isclose(error, math.sqrt(exact), rel_tol=1e-6, abs_tol=1e-6)


@pytest.mark.parametrize("seed", range(30))
def test_the_interval_is_that_of_statsmodels(seed: int) -> None:
    random = chance(f"interval {seed}")
    drawn = columns([one for _ in range(5) for one in random_district(random)])
    assert drawn is not None
    need, dollars, weights = drawn
    interval = fit_line(*drawn).interval(1)
    theirs = WLS(dollars, np.column_stack((np.ones(len(need)), need)), weights=weights).fit(cov_type="HC3", use_t=True)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx(tuple(theirs.conf_int(1 - LEVEL)[1]))


@given(DISTRICTS)
def test_the_line_without_a_school_is_the_line_fitted_again(schools: list[School]) -> None:
    drawn = columns(schools)
    if drawn is None:
        return
    parts = LineParts.of(*drawn)
    count = len(parts.weights)
    without = without_each(parts, np.arange(count))
    for place in range(count):
        need, dollars, weights = (np.delete(values, place) for values in drawn)
        if parts.leverage[place] >= oracle.DETERMINED:
            assert math.isnan(without.slopes[place])
            assert math.isnan(without.errors[place])
            continue
        again = fit_line(need, dollars, weights)
        error = again.error(1)
        steep = 1 / (1 - parts.leverage[place])
        assert math.isclose(without.slopes[place], again.coefficients[1], rel_tol=1e-7, abs_tol=1e-7 * steep)
        assert math.isclose(without.means[place], (weights @ dollars) / weights.sum(), rel_tol=1e-9, abs_tol=1e-6)
        assert math.isnan(without.errors[place]) if error is None else True
        if error is not None:
            assert math.isclose(without.errors[place], error, rel_tol=1e-5, abs_tol=1e-5 * steep)


@given(DISTRICTS)
def test_no_error_without_a_school_exceeds_its_bound(schools: list[School]) -> None:
    drawn = columns(schools)
    if drawn is None:
        return
    parts = LineParts.of(*drawn)
    errors, bounds = without_each(parts, np.arange(len(parts.weights))).errors, errors_at_most(parts)
    known = ~np.isnan(errors)
    assert (errors[known] <= bounds[known] * (1 + 1e-9) + 1e-9).all()


def test_many_schools_are_worked_in_blocks() -> None:
    """More schools by schools than one block holds; those at the edges of blocks are as when fitted again."""
    random = chance("blocks")
    made = [
        school(
            unit,
            Fraction(random.randint(100, 900)),
            random.randint(10**8, 10**9),
            Fraction(unit % 97, 97),
        )
        for unit in range(1500)
    ]
    drawn = columns(made)
    assert drawn is not None
    parts = LineParts.of(*drawn)
    without = without_each(parts, np.arange(1500))
    step = BLOCK // 1500
    assert step < 1500
    for place in (0, step - 1, step, 1499):
        again = fit_line(*(np.delete(values, place) for values in drawn))
        assert without.slopes[place] == pytest.approx(again.coefficients[1])
        assert without.errors[place] == pytest.approx(again.error(1))


def test_bounds_spare_nearly_all_of_many_schools_a_closer_look() -> None:
    random = chance("bounds")
    made = [
        school(unit, Fraction(random.randint(100, 900)), 0, Fraction(random.randint(0, 100), 100))
        for unit in range(3000)
    ]
    found = measured(made)
    noise = np.array([random.gauss(9000, 500) for _ in made])
    parts = LineParts.of(found.need, noise, found.weights)
    errors = without_each(parts, np.arange(3000)).errors
    assert (errors_at_most(parts) < 1.2 * errors).all()


@pytest.mark.parametrize("kind", ["alike", "more in small schools", "more with need", "fat tails"])
def test_the_interval_holds_the_true_slope_about_as_often_as_it_says(kind: str) -> None:
    """Twelve schools, five hundred times; a true chance of 0.984 gives fewer than 480 once in fifty thousand tries."""
    random = np.random.default_rng([2027, len(kind)])
    held = 0
    for _ in range(500):
        students, need = np.exp(random.normal(6, 0.5, 12)), random.beta(2, 2, 12)
        noise = random.standard_t(4, 12) if kind == "fat tails" else random.normal(size=12)
        if kind == "more in small schools":
            noise *= np.sqrt(500 / students)
        elif kind == "more with need":
            noise *= 0.3 + 2 * need
        interval = fit_line(need, 9000 + 2000 * need + 300 * noise, students).interval(1)
        held += interval is not None and interval.low <= 2000 <= interval.high
    assert held >= 480
