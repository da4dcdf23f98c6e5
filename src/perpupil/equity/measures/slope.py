"""How many dollars need brings: the slope of the line through schools, and its elasticity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.fit import fit_line
from perpupil.equity.measures.declaration import Figure, Kind, Measure, Part, Settings
from perpupil.equity.measures.refusals import no_dollars, too_alike
from perpupil.equity.sample import Sample, Undefined
from perpupil.equity.weighing import added, mean

if TYPE_CHECKING:
    from perpupil.equity.fit import Fit

TEN_POINTS = 0.1
"""Ten percentage points of need, as a share."""
NO_INTERVAL = "There is no interval: one school alone decides the line, or there are only two."


def slope(found: Sample, _: Settings) -> Figure | Undefined:
    """Draw the line."""
    refused = too_alike(found)
    if refused:
        return refused
    line = fit_line(found.need, found.dollars, found.weights)
    interval, error = line.interval(1), line.error(1)
    value = float(line.coefficients[1])
    return Figure(
        value * TEN_POINTS,
        interval=interval and interval.times(TEN_POINTS),
        parts=(
            Part("a student with the need", value, Kind.DOLLARS, error),
            Part("a student without it", float(line.coefficients[0]), Kind.DOLLARS, line.error(0)),
            Part("share of the differences that the line explains", _explained(found, line), Kind.SHARE),
        ),
        each={"expected": line.expected, "above": found.dollars - line.expected},
        notes=() if interval else (NO_INTERVAL,),
    )


def elasticity(found: Sample, _: Settings) -> Figure | Undefined:
    """Say the slope in percent."""
    refused = too_alike(found) or no_dollars(found)
    if refused:
        return refused
    line = fit_line(found.need, found.dollars, found.weights)
    factor = mean(found.need, found.weights) / mean(found.dollars, found.weights)
    interval = line.interval(1)
    return Figure(
        float(line.coefficients[1]) * factor,
        interval=interval and interval.times(factor),
        parts=(Part("mean need", mean(found.need, found.weights), Kind.SHARE),),
        notes=() if interval else (NO_INTERVAL,),
    )


def _explained(found: Sample, line: Fit) -> float:
    """Give the share of the weighted squares around the mean that the line takes away."""
    away = found.dollars - mean(found.dollars, found.weights)
    off = found.dollars - line.expected
    whole = added(away * away, found.weights)
    return float(np.clip(1 - added(off * off, found.weights) / whole, 0, 1)) if whole else 0.0


SLOPE = Measure(
    name="slope",
    title="Dollars for ten points of need",
    meaning="How many dollars a student more a school has, on average, where ten in a hundred students more have the need.",
    formula="The slope of weighted least squares of x on p, divided by ten; 99% interval from HC3 errors and Student's t. The whole slope is what one student more with the need brings.",
    source="R. Berne and L. Stiefel (1984); J. G. MacKinnon and H. White (1985) for the error",
    kind=Kind.DOLLARS,
    perfect="what the district has set as its target; above 0 where dollars should follow need",
    rule=slope,
    uses_need=True,
)

ELASTICITY = Measure(
    name="elasticity",
    title="Elasticity of dollars to need",
    meaning="By how many percent dollars a student rise where need is one percent higher, at the mean.",
    formula="Slope of x on p times mean p, divided by mean x.",
    source="R. Berne and L. Stiefel (1984); a limit of 0.10, usually ascribed to A. Odden and L. Picus, is for wealth and not for need",
    kind=Kind.NUMBER,
    perfect="above 0 for need; for local wealth 0",
    rule=elasticity,
    uses_need=True,
)
