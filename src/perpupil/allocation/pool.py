"""Fitting lines to a pool: one factor for all, floors and ceilings kept, every cent handed out.

With factor f a unit's total is `clamp(f × scaled + protected, floor, ceiling)`. It never falls as f grows, so the factor for which the totals add up to
the pool is found by following the pieces of that line; the cents then go by largest remainder, first over units, then over the lines of each unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact import columns
from perpupil.exact.apportion import serve_largest, serve_largest_by_column
from perpupil.exact.columns import bound_of, is_narrow, sum_integers
from perpupil.exact.wide import multiply_divide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.exact.columns import Integers, Truths

BLOCK_UNITS = 4_096
"""Units whose lines are worked at once, so that they stay in the processor's cache."""

_STEPS_MAXIMUM = 60


@dataclass(frozen=True, slots=True)
class Bounds:
    """Floors and ceilings in cents, each with the units that have one."""

    floor: Integers
    has_floor: Truths
    ceiling: Integers
    has_ceiling: Truths


@dataclass(frozen=True, slots=True)
class Fit:
    """What fitting gave: the factor, each unit's total, and who is at a bound."""

    factor: Fraction
    totals_cents: Integers
    at_floor: Truths
    at_ceiling: Truths


class CannotFit(Exception):
    """The pool cannot be handed out; `gap_cents` is missing (positive) or would be left over (negative)."""

    def __init__(self, gap_cents: int, *, is_short: bool) -> None:
        """Take the gap."""
        super().__init__(gap_cents)
        self.gap_cents, self.is_short = gap_cents, is_short


class Fitting:
    """One pool's problem: what is scaled, what is protected, and the bounds, unit by unit in cents."""

    def __init__(self, scaled: Integers, protected: Integers, bounds: Bounds) -> None:
        """Take the sums over lines; `scaled` is nowhere negative."""
        self.scaled, self.protected, self.bounds = scaled, protected, bounds
        self._limited = bool(bounds.has_floor.any() or bounds.has_ceiling.any())

    def fit(self, pool_cents: int, *, only_down: bool) -> Fit:
        """Find the factor and every unit's total.

        Raises:
            CannotFit: Floors and protected lines cost more than the pool, or nothing can take what is left.

        """
        factor = self._factor(pool_cents, only_down=only_down)
        floored, capped = self.pinned(factor)
        pinned = floored | capped
        free = np.where(pinned, 0, self.scaled)
        quotients, remainders = multiply_divide(free, factor.numerator, factor.denominator, bound_of(free))
        fixed = np.where(floored, self.bounds.floor, np.where(capped, self.bounds.ceiling, self.protected))
        whole = _added(fixed, quotients)
        spare = sum_integers(remainders, bound_of(remainders)) // factor.denominator
        totals = serve_largest(whole, remainders, spare)
        return Fit(factor, totals, floored, capped)

    def total_at(self, factor: Fraction) -> Fraction:
        """Add up the limited totals at a factor."""
        floored, capped = self.pinned(factor)
        fixed, slope = self._piece(floored, capped)
        return fixed + slope * factor

    def pinned(self, factor: Fraction) -> tuple[Truths, Truths]:
        """Say which units a factor leaves below their floor, and which above their ceiling."""
        bounds = self.bounds
        below, above = bounds.has_floor, bounds.has_ceiling
        if below.any():
            below = below & (self._side(factor, bounds.floor) < 0)
        if above.any():
            above = above & (self._side(factor, bounds.ceiling) > 0) & ~below
        return below, above

    def _factor(self, pool_cents: int, *, only_down: bool) -> Fraction:
        """Find the factor for which the limited totals add up to the pool."""
        one = Fraction(1)
        at_one = self.total_at(one)
        if at_one == pool_cents or (only_down and at_one < pool_cents):
            return one
        at_zero = self.total_at(Fraction(0))
        if at_zero > pool_cents:
            raise CannotFit(int(at_zero) - pool_cents, is_short=True)
        if at_zero == pool_cents:
            return Fraction(0)
        factor = self._by_pieces(pool_cents, one)
        return factor if factor is not None else self._by_search(pool_cents)

    def _by_pieces(self, pool_cents: int, start: Fraction) -> Fraction | None:
        """Follow straight pieces until one holds its own solution; None when that does not settle, or several would do."""
        factor = start
        for _ in range(_STEPS_MAXIMUM):
            floored, capped = self.pinned(factor)
            fixed, slope = self._piece(floored, capped)
            if slope == 0:
                return None
            found = Fraction(pool_cents - fixed, slope)
            if found < 0:
                return None
            if found == factor:
                return factor if self._slope_below(factor) else None
            factor = found
        return None

    def _by_search(self, pool_cents: int) -> Fraction:
        """Search the factors at which a unit meets a bound, in exact arithmetic; the smallest solution."""
        corners = self._corners()
        low, high = 0, len(corners)
        while low < high:
            middle = (low + high) // 2
            if self.total_at(corners[middle]) < pool_cents:
                low = middle + 1
            else:
                high = middle
        if low < len(corners) and self.total_at(corners[low]) == pool_cents:
            return corners[low]
        before = corners[low - 1] if low else Fraction(0)
        beyond = corners[low] if low < len(corners) else before + 2
        fixed, slope = self._piece(*self.pinned((before + beyond) * Fraction(1, 2)))
        if slope == 0:
            raise CannotFit(int(fixed) - pool_cents, is_short=False)
        return Fraction(pool_cents - fixed, slope)

    def _corners(self) -> list[Fraction]:
        found = set()
        for bound, has in ((self.bounds.floor, self.bounds.has_floor), (self.bounds.ceiling, self.bounds.has_ceiling)):
            at = np.flatnonzero(has & (self.scaled != 0))
            rows = zip(bound[at].tolist(), self.protected[at].tolist(), self.scaled[at].tolist(), strict=True)
            found |= {Fraction(limit - protected, scaled) for limit, protected, scaled in rows if limit > protected}
        return sorted(found)

    def _piece(self, floored: Truths, capped: Truths) -> tuple[int, int]:
        """Give the constant and the slope of the sum of totals while these units are pinned."""
        free = ~(floored | capped)
        fixed = sum(
            sum_integers(part, bound_of(part))
            for part in (self.bounds.floor[floored], self.bounds.ceiling[capped], self.protected[free])
        )
        scaled = self.scaled[free]
        return fixed, sum_integers(scaled, bound_of(scaled))

    def _slope_below(self, factor: Fraction) -> bool:
        """Whether the sum of totals rises just below a factor, so that no smaller one does as well."""
        if not self._limited:
            return True
        rises = np.asarray(self.scaled != 0, np.bool_)
        if self.bounds.has_floor.any():
            rises &= ~self.bounds.has_floor | (self._side(factor, self.bounds.floor) > 0)
        if self.bounds.has_ceiling.any():
            rises &= ~self.bounds.has_ceiling | (self._side(factor, self.bounds.ceiling) <= 0)
        return bool(rises.any())

    def _side(self, factor: Fraction, bound: Integers) -> Integers:
        """Give the sign of `factor × scaled + protected - bound`: by estimate, and exactly where that is close."""
        parts = (self.scaled, self.protected, bound)
        if not (is_narrow(*parts) and factor < columns.WORD):
            gap = factor.denominator * (self.protected.astype(object) - bound)
            signs: Integers = np.sign(factor.numerator * self.scaled.astype(object) + gap).astype(np.int64)
            return signs
        estimates = [part.astype(np.float64) for part in parts]  # estimate: corrected below
        grown = estimates[0] * np.float64(factor)  # estimate: corrected below
        lies = grown + estimates[1] - estimates[2]
        doubt = (abs(grown) + abs(estimates[1]) + abs(estimates[2])) * 1e-14  # estimate: its error is far smaller
        sides = np.sign(lies).astype(np.int64)
        for at in np.flatnonzero(abs(lies) <= doubt).tolist():
            exact = factor.numerator * int(parts[0][at]) + factor.denominator * (int(parts[1][at]) - int(parts[2][at]))
            sides[at] = (exact > 0) - (exact < 0)
        return sides


def divide_over_lines(
    lines: Sequence[Integers], is_scaled: Sequence[bool], limits: Sequence[int], fitting: Fitting, fit: Fit
) -> list[Integers]:
    """Divide every unit's total over its lines, to the cent.

    Args:
        lines: Each line's cents before the fit; the amounts of limits do not matter.
        is_scaled: Whether the line is multiplied by the factor.
        limits: Which lines are the floor's and the ceiling's: 0 none, -1 floor, 1 ceiling.
        fitting: The pool's problem.
        fit: Its solution.

    """
    work = _Division(is_scaled, limits, fitting, fit)
    blocks = [
        work.block([line[first : first + BLOCK_UNITS] for line in lines], slice(first, first + BLOCK_UNITS))
        for first in range(0, max(len(fit.totals_cents), 1), BLOCK_UNITS)
    ]
    return list(np.concatenate(blocks, axis=1))


@dataclass(frozen=True, slots=True)
class _Division:
    """How the totals of a fitted pool are divided over lines."""

    is_scaled: Sequence[bool]
    limits: Sequence[int]
    fitting: Fitting
    fit: Fit

    def block(self, lines: Sequence[Integers], units: slice) -> Integers:
        """Divide the totals of a run of units; lines × units."""
        above, below = self.fit.factor.numerator, self.fit.factor.denominator
        narrow = is_narrow(*lines) and sum(map(bound_of, lines)) < columns.WORD
        table = np.array(lines, np.int64 if narrow else object)
        quotients, remainders = table, np.zeros_like(table)
        if below != 1 or above != 1:
            # Most lines are zero at most units; only the others are worth a multiplication.
            at = np.flatnonzero((table != 0) & np.asarray(self.is_scaled, np.bool_)[:, None])
            part = table.ravel()[at]
            q, r = multiply_divide(part, above, below, bound_of(part))
            if q.dtype == object and narrow:
                quotients, remainders = quotients.astype(object), remainders.astype(object)
            quotients.ravel()[at], remainders.ravel()[at] = q, r
        for row in np.flatnonzero(self.limits).tolist():
            quotients[row], remainders[row] = self._limit(self.limits[row], units)
        left = self.fit.totals_cents[units] - quotients.sum(axis=0)
        return serve_largest_by_column(quotients, remainders, left, below)

    def _limit(self, side: int, units: slice) -> tuple[Integers, Integers]:
        """Give what the floor adds, or the ceiling takes off, as whole cents and a remainder."""
        fit, bounds = self.fit, self.fitting.bounds
        pinned = (fit.at_floor if side < 0 else fit.at_ceiling)[units]
        bound = (bounds.floor if side < 0 else bounds.ceiling)[units]
        scaled, below = self.fitting.scaled[units], fit.factor.denominator
        quotients, remainders = multiply_divide(scaled, fit.factor.numerator, below, bound_of(scaled))
        borrows = remainders > 0
        whole = _added(_added(bound, -self.fitting.protected[units]), -quotients) - borrows
        rest = np.where(borrows, below - remainders, 0)
        return np.where(pinned, whole, 0), np.where(pinned, rest, 0)


def _added(a: Integers, b: Integers) -> Integers:
    """Add two arrays of cents, in Python integers where they could be too long."""
    narrow = is_narrow(a, b) and bound_of(a) + bound_of(b) < columns.WORD
    added: Integers = a + b if narrow else a.astype(object) + b.astype(object)
    return added
