"""How far schools are from the mean: the coefficient of variation, and the one of federal law."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from perpupil.equity.measures.declaration import Benchmark, Figure, Kind, Measure, Option, Part, Settings
from perpupil.equity.measures.need_weighted import FEDERAL_WEIGHT
from perpupil.equity.measures.refusals import no_dollars
from perpupil.equity.sample import Reason, Sample, Undefined, Weighting
from perpupil.equity.weighing import mean, variance
from perpupil.exact.columns import Column, compare, constant

LARGE = Fraction(200)
"""Units with more students than this count in 20 USC 6337(b)(3)."""


def variation(found: Sample, settings: Settings) -> Figure | Undefined:
    """Divide the standard deviation by the mean."""
    refused = no_dollars(found)
    if refused:
        return refused
    spread = variance(found.dollars, found.weights)
    if settings.text("variance") == "sample":
        if len(found) == 1:
            return Undefined(f"There is only one {found.schools.noun}.")
        spread *= _correction(found)
    middle = mean(found.dollars, found.weights)
    parts = (Part("mean", middle, Kind.DOLLARS), Part("standard deviation", float(np.sqrt(spread)), Kind.DOLLARS))
    return Figure(float(np.sqrt(spread)) / middle, parts=parts)


def federal_variation(found: Sample, _: Settings) -> Figure | Undefined:
    """Work out the coefficient of variation of federal law."""
    small = ~_more_than(found.column, LARGE)
    if small.all():
        return Undefined(f"No {found.schools.noun} has more than 200 students.")
    large = found.without(Reason.SMALL, small)
    weights = large.students * (1 + FEDERAL_WEIGHT * large.need)
    refused = no_dollars(large, weights)
    if refused:
        return refused
    value = float(np.sqrt(variance(large.dollars, weights))) / mean(large.dollars, weights)
    return Figure(value, sample=large)


def _correction(found: Sample) -> float:
    """Give what a sample's variance is above a population's: n / (n - 1), n being students or schools."""
    count = float(found.weights.sum()) if found.weighting is Weighting.STUDENTS else float(len(found))
    return count / (count - 1) if count > 1 else 1.0


def _more_than(students: Column, least: Fraction) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return compare(students, constant(least, len(students)), np.greater)


VARIATION = Measure(
    name="variation",
    title="Coefficient of variation",
    meaning="How far schools are from the mean, as a part of it. Dollars that follow need make it larger, so it does not say whether dollars are spread fairly.",
    formula="The root of the sum of n (x - mean x)² / N, divided by mean x.",
    source="R. Berne and L. Stiefel (1984)",
    kind=Kind.RATIO,
    perfect="0 where all students have the same need",
    rule=variation,
    benchmark=Benchmark(0.10, "L. Picus and A. Odden, as a target"),
    options=(
        Option(
            "variance",
            "Of all schools that there are, or of a sample from more: n - 1 in place of n.",
            "population",
            choices=("population", "sample"),
        ),
    ),
)

FEDERAL_VARIATION = Measure(
    name="federal_variation",
    title="Federal weighted coefficient of variation",
    meaning="The same where a poor child counts 1.4 and small units are left out, as federal law measures a state.",
    formula="As the coefficient of variation, with n = students + 0.4 × poor children, over units with more than 200 students; x stays dollars a student, which is our reading of the law.",
    source="20 USC 6337(b)(3)(A)(ii)",
    kind=Kind.RATIO,
    perfect="0",
    rule=federal_variation,
    uses_need=True,
    weighting=None,
)
