"""Fitting lines to a pool: one factor for all, floors and ceilings kept, every cent handed out.

With factor f a unit's total is `clamp(f × scaled + protected, floor, ceiling)`. It never falls as f grows, so the factor for which the totals add up to
the pool is found by following the pieces of that line; the cents then go by largest remainder, first over units, then over the lines of each unit (division.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.division import LimitLine
from perpupil.exact import columns
from perpupil.exact.apportion import serve_largest
from perpupil.exact.columns import bound_of, is_narrow, sum_integers
from perpupil.exact.wide import multiply_divide

if TYPE_CHECKING:
    from perpupil.exact.columns import Integers, Truths

_STEPS_MAXIMUM = 60
_ONE = Fraction(1)


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
        self._sums = [sum_integers(part, bound_of(part)) for part in (scaled, protected)]
        self._signs: dict[Fraction, tuple[Integers | int, Integers | int]] = {}

    def fit(self, pool_cents: int, *, only_down: bool, start: Fraction = _ONE) -> Fit:
        """Find the factor and every unit's total; a `start` near the factor saves steps.

        Raises:
            CannotFit: Floors and protected lines cost more than the pool, or nothing can take what is left.

        """
        factor = self._factor(pool_cents, start, only_down=only_down)
        floored, capped = self.pinned(factor)
        pinned = floored | capped
        free = np.where(pinned, 0, self.scaled)
        quotients, remainders = multiply_divide(free, factor.numerator, factor.denominator, bound_of(free))
        fixed = np.where(floored, self.bounds.floor, np.where(capped, self.bounds.ceiling, self.protected))
        whole = _added(fixed, quotients)
        spare = sum_integers(remainders, bound_of(remainders)) // factor.denominator
        totals = serve_largest(whole, remainders, spare)
        return Fit(factor, totals, floored, capped)

    def shared(self, fit: Fit) -> Integers:
        """Give what of each unit's total the scaled lines and the limits share."""
        return _added(fit.totals_cents, -self.protected)

    def limit_line(self, fit: Fit, *, is_floor: bool) -> LimitLine:
        """Give what the floor adds, or the ceiling takes off, as whole cents and a remainder."""
        pinned = fit.at_floor if is_floor else fit.at_ceiling
        bound = self.bounds.floor if is_floor else self.bounds.ceiling
        below = fit.factor.denominator
        quotients, remainders = multiply_divide(self.scaled, fit.factor.numerator, below, bound_of(self.scaled))
        borrows = remainders > 0
        whole = _added(_added(bound, -self.protected), -quotients) - borrows
        rest = np.where(borrows, below - remainders, 0)
        return LimitLine(np.where(pinned, whole, 0), np.where(pinned, rest, 0))

    def total_at(self, factor: Fraction) -> Fraction:
        """Add up the limited totals at a factor."""
        fixed, slope = self._piece(*self.pinned(factor))
        return fixed + slope * factor

    def pinned(self, factor: Fraction) -> tuple[Truths, Truths]:
        """Say which units a factor leaves below their floor, and which above their ceiling."""
        of_floor, of_ceiling = self._sides(factor)
        below = self.bounds.has_floor & (of_floor < 0)
        return below, self.bounds.has_ceiling & (of_ceiling > 0) & ~below

    def _factor(self, pool_cents: int, start: Fraction, *, only_down: bool) -> Fraction:
        """Find the factor for which the limited totals add up to the pool."""
        found = self._by_pieces(pool_cents, start)
        if found is not None:
            return min(found, _ONE) if only_down else found
        at_one = self.total_at(_ONE)
        if at_one == pool_cents or (only_down and at_one < pool_cents):
            return _ONE
        at_zero = self.total_at(Fraction(0))
        if at_zero > pool_cents:
            raise CannotFit(int(at_zero) - pool_cents, is_short=True)
        return Fraction(0) if at_zero == pool_cents else self._by_search(pool_cents)

    def _by_pieces(self, pool_cents: int, start: Fraction) -> Fraction | None:
        """Follow straight pieces until one holds its own solution; None when that does not settle, or others do as well."""
        factor = start
        for _ in range(_STEPS_MAXIMUM):
            fixed, slope = self._piece(*self.pinned(factor))
            if slope == 0:
                return None
            found = Fraction(pool_cents - fixed, slope)
            if found < 0:
                return None
            if found == factor:
                return factor if self._is_only(factor) else None
            factor = found
        return None

    def _is_only(self, factor: Fraction) -> bool:
        """Whether a solution is the only one: some unit's total is strictly between its bounds, and grows with the factor."""
        of_floor, of_ceiling = self._sides(factor)
        is_free = (~self.bounds.has_floor | (of_floor > 0)) & (~self.bounds.has_ceiling | (of_ceiling < 0))
        return bool((is_free & (self.scaled != 0)).any())

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
        pinned = floored | capped
        at_bounds, scaled, protected = (
            sum_integers(part, bound_of(part))
            for part in (
                np.concatenate([self.bounds.floor[floored], self.bounds.ceiling[capped]]),
                self.scaled[pinned],
                self.protected[pinned],
            )
        )
        return at_bounds + self._sums[1] - protected, self._sums[0] - scaled

    def _sides(self, factor: Fraction) -> tuple[Integers | int, Integers | int]:
        """Give the signs of each unit's total at a factor less its floor, and less its ceiling; kept for the last factor asked for."""
        if factor not in self._signs:
            bounds = self.bounds
            self._signs = {
                factor: (
                    self._side(factor, bounds.floor) if bounds.has_floor.any() else 1,
                    self._side(factor, bounds.ceiling) if bounds.has_ceiling.any() else -1,
                )
            }
        return self._signs[factor]

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


def _added(a: Integers, b: Integers) -> Integers:
    """Add two arrays of cents, in Python integers where they could be too long."""
    narrow = is_narrow(a, b) and bound_of(a) + bound_of(b) < columns.WORD
    added: Integers = a + b if narrow else a.astype(object) + b.astype(object)
    return added
