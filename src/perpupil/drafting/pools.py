"""A sum that is shared out: parts in proportion to a count, to the last cent, by largest remainder."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from perpupil.drafting.fitting import PLAIN, fit
from perpupil.drafting.intervals import Interval
from perpupil.drafting.quantities import Batch, Quantity
from perpupil.drafting.rates import candidates
from perpupil.drafting.rules import Rule, Unknown, literal, spoken, toml_value, unknown_bits
from perpupil.drafting.simplest import simplest
from perpupil.drafting.table import Target
from perpupil.exact.apportion import apportion
from perpupil.exact.rounding import Rounding

_SHARING_BITS = 5
_OWN_SUM_BITS = 12
"""That the amounts add up to their own sum is no evidence: an amount a student that gives them as well is the better answer."""


def pool_rules(target: Target, batch: Batch) -> Iterator[Rule]:
    """Give the rules by which a sum is shared out in proportion to a quantity."""
    if not target.is_line:
        return
    for one in candidates(target, batch, [PLAIN]):
        quantity = one.quantity
        if any(value < 0 for value in quantity.values) or not any(quantity.values):
            continue
        for digits in target.digits:
            yield from _shared(target, quantity, digits)


def _shared(target: Target, quantity: Quantity, digits: int) -> Iterator[Rule]:
    """Try the sum of the amounts, and the simplest sum that the shares allow."""
    unit = Fraction(10) ** -digits
    around = [
        None if (value / unit).denominator != 1 else Interval(value - unit, value + unit, False, False)  # noqa: FBT003  exact: Fraction
        for value in target.values
    ]
    found = fit(around, quantity.values)
    everything = sum(quantity.values, Fraction(0))
    if found is None or found[0].stretch is None:
        return
    stretch = found[0].stretch
    if stretch.low is None or stretch.high is None:
        return
    whole = Interval(stretch.low * everything, stretch.high * everything, stretch.low_in, stretch.high_in)
    sums = {sum(target.values, Fraction(0)), simplest(whole)}
    for pool in sums - {None}:
        if pool is not None and pool > 0 and (pool / unit).denominator == 1:  # exact: Fraction
            gives = _parts(pool / unit, quantity, unit)  # exact: Fraction
            support = len(target.values) - len(target.misses(gives))
            unknown = Unknown("sum to share out", pool, whole if pool != sum(gives) else None, support)
            yield _written(target, quantity, unknown, digits, gives)


def _parts(pool: Fraction, quantity: Quantity, unit: Fraction) -> tuple[Fraction, ...]:
    below = math.lcm(*(one.denominator for one in quantity.values))
    weights = np.array([int(one * below) for one in quantity.values], object)
    return tuple(int(part) * unit for part in apportion(int(pool), weights))


def _written(target: Target, quantity: Quantity, pool: Unknown, digits: int, gives: tuple[Fraction, ...]) -> Rule:
    ending = "" if digits == 2 else f", digits={digits}"  # noqa: PLR2004  the usual digits
    expression = f"apportion({literal(pool.value)}, {quantity.expression}{ending})"
    return Rule(
        shape="share of a sum",
        words=f"{spoken(pool.value)} shared out by {quantity.expression}",
        keys=(("value", toml_value(expression)),),
        unknowns=(pool,),
        rounding=Rounding(target.digits[0]),
        gives=gives,
        columns=quantity.columns,
        bits=quantity.bits + unknown_bits([pool]) + _SHARING_BITS + _OWN_SUM_BITS * (pool.value == sum(gives)),
    )
