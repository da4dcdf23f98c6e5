"""How far apart schools are: the range, the restricted range, the federal range ratio and the federal disparity standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.measures.declaration import Benchmark, Figure, Kind, Measure, Option, Part, Settings
from perpupil.equity.measures.need_weighted import counts
from perpupil.equity.sample import Sample, Undefined
from perpupil.equity.weighing import percentile

if TYPE_CHECKING:
    from perpupil.equity.schools import Floats
    from perpupil.exact.columns import Integers

_LOW, _HIGH = 5, 95
_NOT_POSITIVE = "The dollars a student at the 5th percentile are not above zero, so that nothing can be a part of them."
_LIMIT = Benchmark(0.25, "34 CFR 222.162(a)")


def spread(found: Sample, _: Settings) -> Figure:
    """Take the least from the most."""
    low, high = float(found.dollars.min()), float(found.dollars.max())
    return Figure(high - low, parts=_ends("least", low, "most", high))


def restricted(found: Sample, _: Settings) -> Figure:
    """Take the 5th percentile from the 95th."""
    low, high = _percentiles(found.dollars, found.tallies)
    return Figure(high - low, parts=_ends("5th percentile", low, "95th percentile", high))


def federal_ratio(found: Sample, _: Settings) -> Figure | Undefined:
    """Divide the restricted range by the 5th percentile."""
    low, high = _percentiles(found.dollars, found.tallies)
    if low <= 0:
        return Undefined(_NOT_POSITIVE)
    return Figure((high - low) / low, parts=_ends("5th percentile", low, "95th percentile", high))


def disparity(found: Sample, settings: Settings) -> Figure | Undefined:
    """Work out the disparity of all, or the mean of the disparities within grade spans."""
    weights = settings.by_need("weights")
    dollars = found.dollars / counts(found, weights) if weights else found.dollars
    spans, number = found.spans if settings.text("groups") == "span" else (("all",), np.zeros(len(found), np.intp))
    parts, shares = [], []
    for one, span in enumerate(spans):
        inside = number == one
        low, high = _percentiles(dollars[inside], found.tallies[inside])
        if low <= 0:
            return Undefined(_NOT_POSITIVE)
        parts.append(Part(span or "no span", (high - low) / low))
        shares.append(float(found.weights[inside].sum()))
    value = float(np.average([part.value for part in parts], weights=shares))
    return Figure(value, parts=tuple(parts) if len(parts) > 1 else ())


def _percentiles(dollars: Floats, tallies: Integers) -> tuple[float, float]:
    return percentile(dollars, tallies, _LOW), percentile(dollars, tallies, _HIGH)


def _ends(low: str, at_low: float, high: str, at_high: float) -> tuple[Part, ...]:
    return Part(low, at_low, Kind.DOLLARS), Part(high, at_high, Kind.DOLLARS)


RANGE = Measure(
    name="range",
    title="Range",
    meaning="The school with the most dollars a student less the one with the least.",
    formula="Greatest x less least x.",
    source="R. Berne and L. Stiefel (1984)",
    kind=Kind.DOLLARS,
    perfect="0",
    rule=spread,
    weighting=None,
)

RESTRICTED_RANGE = Measure(
    name="restricted_range",
    title="Restricted range",
    meaning="The same without the extremes: five in a hundred students at either end.",
    formula="95th less 5th percentile of x; a percentile is the least x at or below which at least so many hundredths of the students are.",
    source="R. Berne and L. Stiefel (1984)",
    kind=Kind.DOLLARS,
    perfect="0; it grows with prices",
    rule=restricted,
)

FEDERAL_RANGE_RATIO = Measure(
    name="federal_range_ratio",
    title="Federal range ratio",
    meaning="How much more than the 5th percentile the 95th has, as a part of the 5th.",
    formula="(95th - 5th percentile) / 5th percentile.",
    source="R. Berne and L. Stiefel (1984); W. Hussar and W. Sonnenberg, Trends in Disparities in School District Level Expenditures per Pupil, NCES 2000-020",
    kind=Kind.RATIO,
    perfect="0",
    rule=federal_ratio,
    benchmark=_LIMIT,
)

DISPARITY_25 = Measure(
    name="disparity_25",
    title="25% disparity standard",
    meaning="Whether a state's districts are within the disparity that federal law lets pass for equal; for schools it is a comparison, not a rule.",
    formula="The federal range ratio; with grade spans, its mean over them weighted by students; with weights, x is dollars for each weighted student.",
    source="34 CFR 222.162 (a), (b) and (c)",
    kind=Kind.RATIO,
    perfect="0",
    rule=disparity,
    benchmark=_LIMIT,
    options=(
        Option("groups", "Whether grade spans are compared apart, as (b) allows.", "none", choices=("none", "span")),
        Option(
            "weights", "What a student with a need counts for above one, by need, as (c)(2) allows. None: nothing.", {}
        ),
    ),
)
