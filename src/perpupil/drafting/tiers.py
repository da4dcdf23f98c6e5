"""Rules whose number depends on a text or a size: amounts by level, rates by tier, flat sums from a threshold on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from perpupil.drafting.fitting import PLAIN, fit, wide_bounds
from perpupil.drafting.intervals import EVERYTHING, Interval
from perpupil.drafting.quantities import Quantity, one_for_each, runs, single
from perpupil.drafting.rates import Form, allowed_misses, rules_of
from perpupil.drafting.rules import Rule
from perpupil.drafting.screening import most_met
from perpupil.drafting.slides import shares
from perpupil.drafting.splits import NUMBERS_MOST, Split, by_size, peeled, texts_that_split, whole
from perpupil.drafting.table import Estimates, Known, Target
from perpupil.exact.rounding import Rounding

_SHARES_MOST = 50_000
"""Shares times units that are tried as sizes; a state's table has too many."""
_FEWEST = 2
"""Units that share a number, below which it is no rule."""


def constant_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules by which units get one amount, or one for each kind of units."""
    one = one_for_each(known)
    for split in (whole(len(known.units)), *texts_that_split(known)):
        if _may_be_constant(target, split):
            yield from rules_of(target, known, Form(one, PLAIN, split))
    often = Counter(target.values).most_common(NUMBERS_MOST)
    if sum(times for _, times in often) >= len(known.units) - allowed_misses(target):
        yield from _by_size(target, known, one)


def _may_be_constant(target: Target, split: Split) -> bool:
    """Whether the amounts that stand most often among the units of each kind are nearly all of them."""
    kinds: dict[int, Counter[Fraction]] = {}
    for value, is_known, group in zip(target.values, target.is_known, split.groups, strict=True):
        if is_known:
            kinds.setdefault(group, Counter())[value] += 1
    often = sum(max(kind.values()) for kind in kinds.values())
    return often >= sum(target.is_known) - allowed_misses(target)


def tiered_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules by which each kind of units has a rate of its own."""
    low, high = wide_bounds(target, PLAIN, target.digits[-1])
    yield from _by_kind(target, known, (low, high))
    counts = known.facts_alone().numbers
    if not counts:
        return
    met = most_met(np.array([one.estimate for one in counts]), low, high)
    for place in np.argsort(-met, kind="stable")[:3]:
        if met[place] > len(known.units) // NUMBERS_MOST:
            yield from _by_size(target, known, single(known, counts[int(place)]))


def _by_kind(target: Target, known: Known, required: tuple[Estimates, Estimates]) -> Iterator[Rule]:
    """Give a rate to each kind of units that a text tells, for a column or a short sum of columns."""
    counts = runs(known)
    if not counts:
        return
    (low, high), rows = required, np.array([one.estimate for one in counts])
    least = len(known.units) - allowed_misses(target)
    for split in texts_that_split(known):
        groups = np.array(split.groups)
        kinds = range(len(split.names))
        met = [most_met(rows[:, groups == one], low[groups == one], high[groups == one]) for one in kinds]
        total = np.sum(met, axis=0)
        for place in np.argsort(-total, kind="stable")[:3]:
            if total[place] >= least:
                yield from rules_of(target, known, Form(counts[int(place)].make(), PLAIN, split))


def _by_size(target: Target, known: Known, quantity: Quantity) -> Iterator[Rule]:
    """Find the numbers that units share, then the size that tells which unit has which."""
    for digits in target.digits:
        required = PLAIN.required(target, Rounding(digits))
        says = [None if one is None else one.divided_by(by) for one, by in zip(required, quantity.values, strict=True)]
        numbers = shared_numbers(says, NUMBERS_MOST, _FEWEST)
        if len(numbers) < 2:  # noqa: PLR2004  one number is no tier
            continue
        serves = peeled(says, numbers)
        if sum(map(any, zip(*serves, strict=True))) < len(known.units) - allowed_misses(target):
            continue
        yield from _with_sizes(target, known, quantity, serves)
        return


def _with_sizes(target: Target, known: Known, quantity: Quantity, serves: list[list[bool]]) -> Iterator[Rule]:
    sizes = [(single(known, one), one.name) for one in known.numbers if not one.is_line]
    found = [one for one in shares(known) if one.digits is None]
    if len(found) * len(known.units) > _SHARES_MOST:
        found = []
    sizes += [
        (
            Quantity(
                one.expression, one.values, one.students.columns + one.of.columns, one.students.bits + one.of.bits + 4
            ),
            f"{one.students.expression} / {one.of.expression}",
        )
        for one in found
    ]
    for size, words in sizes:
        split = by_size(size, serves, words)
        if split is not None:
            yield from rules_of(target, known, Form(quantity, PLAIN, split))


def shared_numbers(says: Sequence[Interval | None], most: int, fewest: int) -> list[Fraction]:
    """Find one number after the other that serves most of the units left, and at least a few."""
    left = [one for one in says if one is not None and one != EVERYTHING]
    numbers: list[Fraction] = []
    while left and len(numbers) < most:
        found = fit(left, [Fraction(1)] * len(left))
        if found is None:
            break
        value = found[0].value
        served = [one for one in left if one.has(value)]
        if len(served) < fewest:
            break
        numbers.append(value)
        left = [one for one in left if not one.has(value)]
    return numbers
