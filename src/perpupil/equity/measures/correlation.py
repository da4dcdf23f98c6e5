"""How closely dollars go with need: the correlation of Pearson, and that of ranks by Spearman."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.measures.declaration import Figure, Kind, Measure, Settings
from perpupil.equity.measures.refusals import same_dollars, too_alike
from perpupil.equity.sample import Sample, Undefined, Weighting
from perpupil.equity.weighing import average_ranks, covariance, variance

if TYPE_CHECKING:
    from perpupil.equity.schools import Floats


def pearson(found: Sample, _: Settings) -> Figure | Undefined:
    """Correlate dollars a student with need."""
    return too_alike(found) or same_dollars(found) or Figure(_correlation(found.need, found.dollars, found.weights))


def spearman(found: Sample, _: Settings) -> Figure | Undefined:
    """Correlate the ranks of both."""
    refused = too_alike(found) or same_dollars(found)
    if refused:
        return refused
    need, dollars = (average_ranks(values, found.weights) for values in (found.need, found.dollars))
    return Figure(_correlation(need, dollars, found.weights))


def _correlation(a: Floats, b: Floats, weights: Floats) -> float:
    """Give the correlation, which rounding must not take beyond one."""
    a, b = (values / np.abs(values).max() for values in (a, b))
    together = covariance(a, b, weights) / np.sqrt(variance(a, weights)) / np.sqrt(variance(b, weights))
    return float(np.clip(together, -1, 1))


PEARSON = Measure(
    name="pearson",
    title="Correlation of dollars and need",
    meaning="How closely dollars a student go with need along a straight line: 1 is exactly, 0 not at all, below 0 the other way.",
    formula="The sum of n (x - mean x) (p - mean p) over schools, divided by the roots of the sums of n (x - mean x)² and n (p - mean p)².",
    source="K. Pearson, Mathematical contributions to the theory of evolution III (1896); for school finance R. Berne and L. Stiefel, The Measurement of Equity in School Finance (1984)",
    kind=Kind.NUMBER,
    perfect="1 where dollars should follow need; for local wealth, which they should not follow, 0",
    rule=pearson,
    uses_need=True,
)

SPEARMAN = Measure(
    name="spearman",
    title="Rank correlation of dollars and need",
    meaning="Whether schools with more need are those with more dollars a student, whatever the shape of the relation.",
    formula="Pearson's correlation of ranks; schools that are alike share the mean of their ranks. Weighted by students, a rank is one among students.",
    source="C. Spearman, The proof and measurement of association between two things (1904)",
    kind=Kind.NUMBER,
    perfect="1 where dollars should follow need",
    rule=spearman,
    uses_need=True,
    weighting=Weighting.SCHOOLS,
)
