"""The rule that comes nearest where none is good enough: how many units it gives, and which it does not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perpupil.drafting.fitting import PLAIN, wide_bounds
from perpupil.drafting.quantities import Batch, differences, products, runs, sides, single, singles, sums
from perpupil.drafting.rates import Form, rules_of
from perpupil.drafting.rules import Rule
from perpupil.drafting.screening import most_met, sample
from perpupil.drafting.splits import whole
from perpupil.drafting.table import Best, Known, Target

_TIMES_MOST = 60
"""Columns that are multiplied with each other."""
_TRIED = 12
"""Those that could give most by estimates; what is near by a float may give nothing exactly."""
_TELLING_LEAST = 4
"""Units that a rule must give to be told of: any two units have a rate."""


def nearest_rule(target: Target, known: Known) -> Rule | None:
    """Give the rule of one rate that gives most of the units that get something; None where none gives more than a few."""
    # Units that get nothing would all be served by a rate of nothing.
    gets = tuple(bool(value) and is_known for value, is_known in zip(target.values, target.is_known, strict=True))
    alone = Target(target.name, target.values, gets, target.digits, target.is_line, Best())
    paid = np.flatnonzero(gets)
    if len(paid) <= _TELLING_LEAST or not known.numbers:
        return None
    units = paid[sample(np.ones(len(paid)))]
    low, high = wide_bounds(alone, PLAIN, target.digits[-1])
    ranked: list[tuple[int, Batch, int]] = []
    for batch in _batches(known):
        if len(batch.estimate):
            met = most_met(batch.estimate[:, units], low[units], high[units])
            ranked.append((int(met.max()), batch, int(np.argmax(met))))
    ranked.sort(key=lambda one: -one[0])
    rules = [
        rule
        for _, batch, place in ranked[:_TRIED]
        for rule in rules_of(alone, known, Form(batch.make(place), PLAIN, whole(len(known.units))))
    ]
    nearest = max(rules, key=lambda rule: (given(target, rule), -rule.bits), default=None)
    return nearest if nearest is not None and given(target, nearest) >= _TELLING_LEAST else None


def given(target: Target, rule: Rule) -> int:
    """Count the units that get something and get it by a rule."""
    return sum(
        is_known and value != 0 and value == one
        for value, is_known, one in zip(target.values, target.is_known, rule.gives, strict=True)
    )


def _batches(known: Known) -> Iterator[Batch]:
    yield singles(known)
    yield sums(known)
    yield sides(known)
    yield from differences(known, is_limited=False)
    columns = [single(known, one) for one in known.numbers if one.estimate.any()][:_TIMES_MOST]
    if columns:
        yield from products(runs(known, 1)[:_TIMES_MOST], columns)
