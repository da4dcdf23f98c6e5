"""Dollars for each need-weighted student: need is taken out before schools are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.measures.declaration import Figure, Kind, Measure, Option, Part, Settings
from perpupil.equity.sample import Sample, Undefined
from perpupil.equity.weighing import mean, variance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.equity.schools import Floats

FEDERAL_WEIGHT = 0.4
"""What a poor child counts for above one in 20 USC 6337(b)(3): the only weight of need that a federal law states."""
WEIGHTS = Option(
    "weights",
    "What a student with a need counts for above one, by need. None: 0.4 for the measured need, as federal law counts a poor child.",
    {},
)


def need_weighted(found: Sample, settings: Settings) -> Figure | Undefined:
    """Divide dollars by students who count more for their needs."""
    counted = counts(found, settings.by_need("weights"))
    adjusted = found.dollars / counted
    weighted = found.weights * counted
    middle = mean(adjusted, weighted)
    if middle <= 0:
        return Undefined("The dollars come to nothing or less, so there is no mean to compare with.")
    return Figure(
        middle,
        parts=(Part("coefficient of variation", float(np.sqrt(variance(adjusted, weighted))) / middle),),
        each={"dollars": adjusted, "index": adjusted / middle},
    )


def counts(found: Sample, weights: Mapping[str, float]) -> Floats:
    """Give what a student of each school counts for on average."""
    chosen = weights or {found.schools.need: FEDERAL_WEIGHT}
    counted = np.ones(len(found))
    for need, weight in chosen.items():
        counted += weight * found.share(need)
    return counted


NEED_WEIGHTED = Measure(
    name="need_weighted",
    title="Dollars for each need-weighted student",
    meaning="What each school has for a student once needs are counted, and as an index: 1 is what the district as a whole has.",
    formula="W = students × (1 + the sum of weight × share over needs); dollars over W at each school, and that over all dollars divided by all W.",
    source="K. H. Miles and M. Roza, Understanding student-weighted allocation as a means to greater school resource equity, Peabody Journal of Education 81 (2006)",
    kind=Kind.DOLLARS,
    perfect="an index of 1 at every school, if the weights are right",
    rule=need_weighted,
    uses_need=True,
    options=(WEIGHTS,),
)
