"""The lower and the upper half: what students below the median have of it, and what those above do (McLoone, Verstegen)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.measures.declaration import Benchmark, Figure, Kind, Measure, Option, Part, Settings
from perpupil.equity.sample import Sample, Undefined
from perpupil.equity.weighing import added, median

if TYPE_CHECKING:
    from perpupil.equity.schools import Floats
    from perpupil.exact.columns import Truths

_HALF = Option(
    "half",
    "Which schools are a half: whole, with those at the median; strict, without them; split, exactly half of the students, so that the school at the middle is divided.",
    "whole",
    choices=("whole", "split", "strict"),
)


def mcloone(found: Sample, settings: Settings) -> Figure | Undefined:
    """Compare the lower half with the median."""
    middle = median(found.dollars, found.tallies)
    return _half(found, settings, middle, np.argsort(found.dollars), _reached(found, settings, middle, 1))


def verstegen(found: Sample, settings: Settings) -> Figure | Undefined:
    """Compare the upper half with the median."""
    middle = median(found.dollars, found.tallies)
    return _half(found, settings, middle, np.argsort(-found.dollars), _reached(found, settings, middle, -1))


def _reached(found: Sample, settings: Settings, middle: float, side: int) -> Truths:
    """Say which schools are in the half."""
    below = (middle - found.dollars) * side
    inside: Truths = below > 0 if settings.text("half") == "strict" else below >= 0
    return inside


def _half(
    found: Sample, settings: Settings, middle: float, order: np.ndarray[tuple[int], np.dtype[np.intp]], inside: Truths
) -> Figure | Undefined:
    """Divide the mean of a half by the median."""
    if middle <= 0:
        return Undefined("The median is not above zero, so that nothing can be a part of it.")
    weights = _split(found.weights, order) if settings.text("half") == "split" else found.weights * inside
    if not weights.any():
        return Undefined(f"No {found.schools.noun} is on that side of the median.")
    value = added(found.dollars, weights) / (float(weights.sum()) * middle)
    return Figure(value, parts=(Part("median", middle, Kind.DOLLARS),))


def _split(weights: Floats, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Floats:
    """Take exactly half of the weight, from the first in order on."""
    ordered = weights[order]
    before = np.cumsum(ordered) - ordered
    taken = np.zeros(len(weights))
    taken[order] = np.clip(weights.sum() / 2 - before, 0, ordered)
    return taken


MCLOONE = Measure(
    name="mcloone",
    title="McLoone index",
    meaning="What the lower half of students have of what they would have if all of them had the median.",
    formula="The sum of n x over schools at or below the median, divided by the median times their students.",
    source="R. Berne and L. Stiefel (1984); W. Hussar and W. Sonnenberg, NCES 2000-020",
    kind=Kind.RATIO,
    perfect="1",
    rule=mcloone,
    benchmark=Benchmark(0.95, "usually ascribed to A. Odden and L. Picus", at_most=False),
    options=(_HALF,),
)

VERSTEGEN = Measure(
    name="verstegen",
    title="Verstegen index",
    meaning="What the upper half of students have of the median.",
    formula="The sum of n x over schools at or above the median, divided by the median times their students.",
    source="D. Verstegen, Concepts and measures of fiscal inequality, Journal of Education Finance 22 (1996)",
    kind=Kind.RATIO,
    perfect="1",
    rule=verstegen,
    benchmark=Benchmark(1.05, "usually ascribed to A. Odden and L. Picus"),
    options=(_HALF,),
)
