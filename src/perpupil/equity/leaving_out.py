"""The line without one school, for every school, in closed form: what a fit with that school left out would give, without fitting again.

With the leverage h of a school and its distance e from the line, leaving it out moves the line by e / (1 - h) times what the school pulls (Cook and
Weisberg 1982, "Residuals and Influence in Regression", chapter 2). The distances and leverages of all others follow, and from them the HC3 error of
the line without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.fit import DETERMINED
from perpupil.equity.weighing import added, mean

if TYPE_CHECKING:
    from perpupil.equity.schools import Floats
    from perpupil.exact.columns import Index

BLOCK = 1_000_000
"""Numbers of one table of schools by schools; more would leave the cache."""


@dataclass(frozen=True, slots=True)
class Without:
    """Lines, each without one school; NaN where the others have all the same need or say nothing about the error."""

    slopes: Floats
    errors: Floats
    means: Floats
    """Mean dollars a student."""


@dataclass(frozen=True, slots=True)
class LineParts:
    """What the line through all schools is made of."""

    weights: Floats
    whole: float
    """All weights together."""
    away: Floats
    """How far each school's need is from the mean need."""
    spread: float
    """The weighted squares of these, added up."""
    slope: float
    mean: float
    """Mean dollars a student."""
    dollars: Floats
    off: Floats
    """How far each school's dollars a student are from the line."""
    leverage: Floats

    @classmethod
    def of(cls, need: Floats, dollars: Floats, weights: Floats) -> LineParts:
        """Work them out; needs must differ."""
        whole, away, middle = float(weights.sum()), need - mean(need, weights), mean(dollars, weights)
        spread = added(away * away, weights)
        slope = added(away * (dollars - middle), weights) / spread
        off = dollars - middle - slope * away
        leverage = weights * (1 / whole + away * away / spread)
        return cls(weights, whole, away, spread, slope, middle, dollars, off, leverage)


def without_each(parts: LineParts, chosen: Index) -> Without:
    """Give the line without each of some schools."""
    step = max(1, BLOCK // len(parts.weights))
    if not len(chosen):
        return Without(np.zeros(0), np.zeros(0), np.zeros(0))
    blocks = [_block(parts, chosen[start : start + step]) for start in range(0, len(chosen), step)]
    return Without(
        np.concatenate([one.slopes for one in blocks]),
        np.concatenate([one.errors for one in blocks]),
        np.concatenate([one.means for one in blocks]),
    )


def slopes_without(parts: LineParts) -> Floats:
    """Give the slope without each school; a school without which no slope is left gives NaN."""
    left = np.where(parts.leverage < DETERMINED, 1 - parts.leverage, np.nan)
    slopes: Floats = parts.slope - parts.weights * parts.away * parts.off / left / parts.spread
    return slopes


def means_without(parts: LineParts) -> Floats:
    """Give the mean dollars a student without each school."""
    rest = parts.whole - parts.weights
    means: Floats = parts.mean - parts.weights * (parts.dollars - parts.mean) / np.where(rest > 0, rest, np.nan)
    return means


def errors_at_most(parts: LineParts) -> Floats:
    """Give a number that the error of the slope without each school does not exceed; infinite where none is known.

    The error is the length of a vector over schools, which is a sum of five vectors that do not depend on who is left out; it is no longer than they
    are together. So a hundred thousand schools need a closer look at those only for which this does not settle the matter.
    """
    steep = float(parts.leverage.max())
    if steep >= DETERMINED:
        return np.full(len(parts.weights), np.inf)
    grown = parts.weights / (1 - parts.leverage)
    away, off = parts.away, parts.off
    pull = parts.weights * off / (1 - parts.leverage)
    shift = np.abs(parts.weights * away / (parts.whole - parts.weights))
    level, turn = np.abs(pull) / parts.whole, np.abs(pull * away) / parts.spread
    length = np.linalg.norm
    together = (
        length(grown * away * off)
        + shift * length(grown * off)
        + level * (length(grown * away) + shift * length(grown))
        + turn * (length(grown * away * away) + shift * length(grown * away))
    )
    crossed = parts.leverage * steep / ((1 - parts.leverage) * (1 - steep))
    room = np.where(crossed < 1, 1 - crossed, np.nan)
    bounds: Floats = together / (_spread_without(parts, parts.leverage, parts.weights) * room)
    return np.where(np.isnan(bounds), np.inf, bounds)


def _block(parts: LineParts, chosen: Index) -> Without:
    """Give the line without each of a few schools: a row for each of them, a column for every school."""
    weight, away = parts.weights[chosen, None], parts.away[chosen, None]
    leverage = parts.leverage[chosen, None]
    left = np.where(leverage < DETERMINED, 1 - leverage, np.nan)
    together = 1 / parts.whole + away * parts.away / parts.spread
    pull = weight * together / left
    off = parts.off + pull * parts.off[chosen, None]
    leverages = parts.leverage + parts.weights * pull * together
    itself = np.arange(len(chosen)), chosen
    leverages[itself] = 0
    rest = np.where(leverages < DETERMINED, 1 - leverages, np.nan)
    middle = weight * away / np.where(parts.whole > weight, parts.whole - weight, np.nan)
    scores = parts.weights * (parts.away + middle) * off / rest
    scores[itself] = 0
    spread = _spread_without(parts, leverage[:, 0], weight[:, 0])
    errors = np.sqrt((scores * scores).sum(axis=1)) / spread
    return Without(slopes_without(parts)[chosen], errors, means_without(parts)[chosen])


def _spread_without(parts: LineParts, leverage: Floats, weights: Floats) -> Floats:
    """Give the spread of need without each school; NaN where nothing is left of it."""
    left = np.where(leverage < DETERMINED, 1 - leverage, np.nan)
    rest = np.where(parts.whole > weights, parts.whole - weights, np.nan)
    spread: Floats = parts.spread * left * parts.whole / rest
    return spread
