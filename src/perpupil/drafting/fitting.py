"""Fitting one unknown number: each unit says in which interval it must lie, and the number that serves most units is taken.

Every kind of rule comes to this. A rate per student, the students for one position, a share of another line: each is a quantity of
the unit times one number that nobody has told us, rounded, and perhaps limited below or above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from perpupil.drafting.intervals import EVERYTHING, Interval, before_rounding, meetings
from perpupil.drafting.rules import Unknown
from perpupil.drafting.simplest import bits, simplest
from perpupil.drafting.table import Estimates, Target
from perpupil.exact.rounding import Mode, Rounding

Required = Sequence[Interval | None]
"""Where quantity × number must lie at each unit, before it is rounded; None where nothing serves."""

MODES = (Mode.HALF_UP, Mode.HALF_EVEN, Mode.HALF_DOWN, Mode.UP, Mode.DOWN)


class Way(StrEnum):
    """How a rule is limited."""

    PLAIN = "plain"
    LEAST = "least"
    MOST = "most"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Limit:
    """A second amount beside the rule's own: never less than it, never more, or only what is above it."""

    way: Way
    amounts: tuple[Fraction, ...] = ()
    expression: str = ""
    bits: int = 0

    def required(self, target: Target, rounding: Rounding) -> Required:
        """Say where the rule's own amount must lie at each unit."""
        key = (self.way, self.expression, rounding)
        if key not in target.required:
            target.required[key] = [
                EVERYTHING if not is_known else self._one(value, place, rounding)
                for place, (value, is_known) in enumerate(zip(target.values, target.is_known, strict=True))
            ]
        found: Required = target.required[key]
        return found

    def _one(self, value: Fraction, place: int, rounding: Rounding) -> Interval | None:
        if self.way is Way.PLAIN:
            return before_rounding(value, rounding)
        amount = self.amounts[place]
        at_limit = before_rounding(amount, rounding)
        if self.way is Way.ABOVE:
            if value == 0:
                return at_limit.up_to() if at_limit is not None else None
            return before_rounding(value + amount, rounding) if value > 0 else None
        if value == amount:
            if at_limit is None:
                return None
            return at_limit.up_to() if self.way is Way.LEAST else at_limit.down_to()
        is_beyond = value < amount if self.way is Way.LEAST else value > amount
        return None if is_beyond else before_rounding(value, rounding)

    def applied(self, value: Fraction, place: int) -> Fraction:
        """Limit the rule's own amount, rounded, at one unit."""
        match self.way:
            case Way.LEAST:
                return max(value, self.amounts[place])
            case Way.MOST:
                return min(value, self.amounts[place])
            case Way.ABOVE:
                return max(Fraction(0), value - self.amounts[place])
            case _:
                return value

    def written(self, expression: str) -> str:
        """Write the limited rule."""
        match self.way:
            case Way.LEAST:
                return f"max({expression}, {self.expression})"
            case Way.MOST:
                return f"min({expression}, {self.expression})"
            case Way.ABOVE:
                return f"max(0, {expression} - ({self.expression}))"
            case _:
                return expression


PLAIN = Limit(Way.PLAIN)


def bounds(required: Required) -> tuple[Estimates, Estimates]:
    """Give both ends of what is required as estimates; an interval that nothing serves is turned round."""
    low = [-np.inf if one is None or one.low is None else float(one.low) for one in required]  # estimate: screening
    high = [np.inf if one is None or one.high is None else float(one.high) for one in required]  # estimate: screening
    for place, one in enumerate(required):
        if one is None:
            low[place] = high[place] = np.nan
    return np.array(low), np.array(high)


def wide_bounds(target: Target, limit: Limit, digits: int) -> tuple[Estimates, Estimates]:
    """Give what is required under whichever way of rounding to these digits."""
    key = (limit.way, limit.expression, digits)
    if key not in target.required:
        up, down = (bounds(limit.required(target, Rounding(digits, mode))) for mode in (Mode.UP, Mode.DOWN))
        target.required[key] = np.fmin(up[0], down[0]), np.fmax(up[1], down[1])
    found: tuple[Estimates, Estimates] = target.required[key]
    return found


def fit(
    required: Required,
    quantity: Sequence[Fraction],
    groups: Sequence[int] | None = None,
    what: Sequence[str] = ("",),
    *,
    is_inverse: bool = False,
) -> tuple[Unknown, ...] | None:
    """Find the number, or one for each group of units, that serves most units.

    Args:
        required: Where quantity × number must lie.
        quantity: The quantity of each unit.
        groups: For each unit the place of its group; without it all units are one group.
        what: What the number of each group is.
        is_inverse: Whether the quantity is divided by the number instead.

    """
    says = [None if one is None else one.divided_by(by) for one, by in zip(required, quantity, strict=True)]
    found = []
    for place, name in enumerate(what):
        members = [one for at, one in enumerate(says) if groups is None or groups[at] == place]
        unknown = _number(members, name, is_inverse=is_inverse)
        if unknown is None:
            return None
        found.append(unknown)
    return tuple(found)


def _number(says: Sequence[Interval | None], what: str, *, is_inverse: bool) -> Unknown | None:
    telling = [one for one in says if one is not None and one != EVERYTHING]
    if not telling:
        return None if is_inverse else Unknown(what, Fraction(0), EVERYTHING, 0)
    best: tuple[int, Unknown] | None = None
    for one in meetings(telling)[:8]:
        stretch = one.stretch.inverted() if is_inverse else one.stretch
        value = simplest(stretch) if stretch is not None else None
        if value is None or (is_inverse and value <= 0):
            continue
        direct = 1 / value if is_inverse else value  # exact: Fraction
        support = sum(each.has(direct) and each.is_bounded for each in telling)
        if best is None or bits(value) < best[0]:
            best = bits(value), Unknown(what, value, stretch, support)
    return best[1] if best is not None else None


def roundings(target: Target) -> Iterator[Rounding]:
    """Give every rounding to be tried: to the cent before coarser ones, a half up before other ways."""
    for digits in target.digits:
        for mode in MODES:
            yield Rounding(digits, mode)
