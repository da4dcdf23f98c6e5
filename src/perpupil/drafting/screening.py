"""Choosing what is worth trying exactly: thousands of candidates at a time, by estimates.

Nothing here decides. A candidate that could give many of the amounts, if its number is chosen well, is handed on; whether it does is
then worked out in fractions.
"""

from __future__ import annotations

import numpy as np

from perpupil.drafting.table import Estimates, Places

_MARGIN = 1e-9  # estimate: wider than what a float loses
_SAMPLE = 96
_BATCH = 512
_EVERY, _GLANCE_LEAST, _GLANCE_PERCENT = 5, 16, 40
"""A first glance: every so manieth unit, at least so many, of which so many percent must be served by one number."""


def most_met(quantities: Estimates, low: Estimates, high: Estimates) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Say for each candidate how many units could be given their amounts by one number.

    Args:
        quantities: Candidates × units.
        low: What the quantity times the number must reach at each unit; or candidates × units.
        high: What it must not pass, likewise.

    Returns:
        For each candidate the greatest number of units that one number serves.

    """
    parts = []
    for start in range(0, max(1, len(quantities)), _BATCH):
        some = slice(start, start + _BATCH)
        parts.append(_met(quantities[some], low[some] if low.ndim > 1 else low, high[some] if high.ndim > 1 else high))
    return np.concatenate(parts)


def promising(quantities: Estimates, low: Estimates, high: Estimates) -> Places:
    """Choose the candidates that serve a good part of every fifth unit by one number; where there are few units, all of them."""
    every = np.arange(len(quantities))
    few = np.arange(0, len(low), _EVERY)
    if len(few) < _GLANCE_LEAST:
        return every
    met = most_met(quantities[:, few], low[few], high[few])
    return every[met * 100 >= len(few) * _GLANCE_PERCENT]


def _met(quantities: Estimates, low: Estimates, high: Estimates) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    starts, ends, counts = stretches(quantities, low, high)
    places = np.concatenate([starts, ends], axis=1)
    steps = np.concatenate([counts, -counts], axis=1)
    order = np.argsort(places, axis=1, kind="stable")
    met: np.ndarray[tuple[int], np.dtype[np.int64]] = (
        np.take_along_axis(steps, order, axis=1).cumsum(axis=1).max(axis=1)
    )
    return met


def best_stretch(
    quantity: Estimates, low: Estimates, high: Estimates
) -> tuple[float, float]:  # estimate: a place to look
    """Give where the number lies that serves most units, for one candidate."""
    starts, ends, counts = (one[0] for one in stretches(quantity[None, :], low, high))
    places, steps = np.concatenate([starts, ends]), np.concatenate([counts, -counts])
    order = np.argsort(places, kind="stable")
    at = int(np.argmax(steps[order].cumsum()))
    ends_at = places[order[min(at + 1, len(order) - 1)]]
    return float(places[order[at]]), float(ends_at)  # estimate: a place to look


def stretches(
    quantities: Estimates, low: Estimates, high: Estimates
) -> tuple[Estimates, Estimates, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    """Give for each candidate and unit the stretch of numbers that serves, and whether there is one."""
    zero, below = quantities == 0, quantities < 0
    divisor = np.where(zero, 1, quantities)
    with np.errstate(invalid="ignore", over="ignore"):
        first = np.divide(np.broadcast_to(low, quantities.shape), divisor)  # estimate: chooses what is tried exactly
        second = np.divide(np.broadcast_to(high, quantities.shape), divisor)  # estimate: chooses what is tried exactly
    starts, ends = np.where(below, second, first), np.where(below, first, second)
    starts = np.where(zero, -np.inf, starts - _MARGIN * np.abs(starts))
    ends = np.where(zero, np.inf, ends + _MARGIN * np.abs(ends))
    serves = ~zero | ((low <= 0) & (high >= 0))
    with np.errstate(invalid="ignore"):
        serves &= ~(np.isnan(starts) | np.isnan(ends))
    return starts, ends, serves.astype(np.int64)


def sample(estimate: Estimates) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Choose units to look at first: all of a district, some of a nation, those with an amount before those without."""
    if len(estimate) <= _SAMPLE + _SAMPLE // 3:
        return np.arange(len(estimate))
    paid, unpaid = np.flatnonzero(estimate), np.flatnonzero(estimate == 0)
    return np.sort(np.concatenate([_spread(paid, _SAMPLE), _spread(unpaid, _SAMPLE // 3)]))


def _spread(places: np.ndarray[tuple[int], np.dtype[np.intp]], most: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    if len(places) <= most:
        return places
    return places[np.arange(most) * len(places) // most]
