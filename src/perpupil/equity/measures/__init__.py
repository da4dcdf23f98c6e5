"""The measures: one module each kind, holding its rule, its words, its source and its options.

To add one, write it like its neighbors and name it here; the reference page and the tests that all measures share follow from the declaration.
"""

from collections.abc import Mapping

from perpupil.equity.measures import (
    band,
    correlation,
    halves,
    implicit_weights,
    inequality,
    need_weighted,
    ranges,
    slope,
    variation,
)
from perpupil.equity.measures.declaration import Measure, Result

_IN_ORDER = (
    slope.SLOPE, correlation.PEARSON, correlation.SPEARMAN, slope.ELASTICITY, implicit_weights.IMPLICIT_WEIGHTS,
    need_weighted.NEED_WEIGHTED, band.WITHIN_BAND,
    variation.VARIATION, variation.FEDERAL_VARIATION, halves.MCLOONE, halves.VERSTEGEN,
    inequality.GINI, inequality.THEIL, inequality.ATKINSON,
    ranges.RANGE, ranges.RESTRICTED_RANGE, ranges.FEDERAL_RANGE_RATIO, ranges.DISPARITY_25,
)  # fmt: skip

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _IN_ORDER}

__all__ = ["MEASURES", "Measure", "Result"]
