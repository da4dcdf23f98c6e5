"""Means, spreads, medians and percentiles in which each value counts as much as its weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact.columns import bound_of

if TYPE_CHECKING:
    from perpupil.equity.schools import Floats
    from perpupil.exact.columns import Integers

_WORD = 1 << 62
_PARTS = 100
"""Percentiles are hundredths."""


def added(values: Floats, weights: Floats) -> float:
    """Add values up, each as often as its weight; in pairs, so that rounding hardly adds up with them."""
    return float((values * weights).sum())


def mean(values: Floats, weights: Floats) -> float:
    """Give the mean; values that are all alike give exactly their value."""
    first = values[0]
    return float(first + added(values - first, weights) / weights.sum())


def variance(values: Floats, weights: Floats) -> float:
    """Give the mean square distance from the mean, of a whole population."""
    away = values - mean(values, weights)
    return float(added(away * away, weights) / weights.sum())


def covariance(a: Floats, b: Floats, weights: Floats) -> float:
    """Give the mean product of the distances of two values from their means."""
    return float(added((a - mean(a, weights)) * (b - mean(b, weights)), weights) / weights.sum())


def alike(values: Floats) -> bool:
    """Whether all values are the same."""
    return bool(values.min() == values.max())


def median(values: Floats, tallies: Integers) -> float:
    """Give the value in the middle; where the middle falls between two values, their mean.

    >>> median(np.array([3.0, 1.0, 2.0]), np.array([1, 1, 1])), median(np.array([1.0, 2.0]), np.array([1, 1]))
    (2.0, 1.5)
    """
    order, reached, whole = _ranked(values, tallies)
    low = order[int(np.searchsorted(reached * 2, whole, side="left"))]
    high = order[int(np.searchsorted(reached * 2, whole, side="right"))]
    return float((values[low] + values[high]) / 2)


def percentile(values: Floats, tallies: Integers, hundredths: int) -> float:
    """Give the least value at or below which at least so many hundredths of the weight lie.

    >>> percentile(np.array([8000.0, 8800.0, 12000.0]), np.array([400, 300, 250]), 95)
    12000.0
    """
    order, reached, whole = _ranked(values, tallies)
    return float(values[order[int(np.searchsorted(reached * _PARTS, whole * hundredths, side="left"))]])


def average_ranks(values: Floats, weights: Floats) -> Floats:
    """Give the rank of each value, half a step into its own weight; values that are alike share the mean of their ranks."""
    _, group = np.unique(values, return_inverse=True)
    amounts = np.bincount(group, weights)
    ranks = np.cumsum(amounts) - amounts / 2
    taken: Floats = ranks[group]
    return taken


def _ranked(values: Floats, tallies: Integers) -> tuple[Integers, Integers, int]:
    """Give the order from the least value on, what weight is reached at each, and all of it; in whole numbers, so that a tie is a tie."""
    order = np.argsort(values)
    if tallies.dtype != object and bound_of(tallies) * len(tallies) * _PARTS >= _WORD:
        tallies = tallies.astype(object)
    reached = np.cumsum(tallies[order])
    return order, reached, int(reached[-1])
