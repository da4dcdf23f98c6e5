"""Staffing rules: positions by a ratio, rounded, with a minimum or a maximum, times a price.

A price is found first: amounts that are positions times a price have it, or a simple part of it, as a common measure. What is left are
whole numbers of positions, and the students for one of them follow like any other rate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from perpupil.drafting.fitting import PLAIN, Limit, Required, Way, bounds, fit
from perpupil.drafting.intervals import EVERYTHING, Interval, before_rounding
from perpupil.drafting.quantities import Batch, Quantity, singles, sums
from perpupil.drafting.rates import allowed_misses, is_worth_it
from perpupil.drafting.rules import ByText, Rule, Unknown, literal, spoken, toml_value, unknown_bits
from perpupil.drafting.screening import most_met, sample
from perpupil.drafting.splits import Split, texts_that_split, whole
from perpupil.drafting.table import Known, Target
from perpupil.exact.rounding import Mode, Rounding

WAYS = {Mode.UP: "up", Mode.DOWN: "down", Mode.HALF_UP: "nearest", Mode.HALF_DOWN: "major"}
_WORDS = {
    "up": "rounded up",
    "down": "rounded down",
    "nearest": "to the nearest whole",
    "major": "up only for more than half",
    "half": "to the nearest half",
    "tenth": "to the nearest tenth",
}
_PRICES, _POSITIONS_MOST, _RATIO_LEAST = 3, 2_000, 2
_COUNTS_FEW, _PRICE_LEAST, _UNLIKELY_BITS = 2, 1_000, 12
"""Nothing and one position are no ratio yet, and hundreds of dollars no pay: other rules say the same in simpler words."""
_PARTS = {"nearest": 1, "half": 2, "tenth": 10}
"""Positions to the nearest half at a price are whole positions at half the price, for half the students."""


@dataclass(frozen=True, slots=True)
class Staffed:
    """Amounts as whole numbers of positions at a price."""

    price: Fraction
    positions: tuple[Fraction | None, ...]
    """None where the amount is no whole number of them."""
    is_known: tuple[bool, ...]

    def required(self, mode: Mode, limit: Limit) -> Required:
        """Say where students ÷ ratio must lie at each unit."""
        return [
            EVERYTHING if not known else None if count is None else _positions_before(count, mode, limit)
            for count, known in zip(self.positions, self.is_known, strict=True)
        ]


def _positions_before(count: Fraction, mode: Mode, limit: Limit) -> Interval | None:
    there = before_rounding(count, Rounding(0, mode))
    if there is None or limit.way is Way.PLAIN:
        return there
    edge = limit.amounts[0]
    if count == edge:
        return there.up_to() if limit.way is Way.LEAST else there.down_to()
    return there if (count > edge) == (limit.way is Way.LEAST) else None


def prices(target: Target) -> list[Fraction]:
    """Find what most amounts are whole multiples of: the common measures of pairs, those that say most first."""
    scale = 10 ** target.digits[0]
    amounts = [int(abs(v) * scale) for v, known in zip(target.values, target.is_known, strict=True) if known and v]
    distinct = [value for value, _ in Counter(amounts).most_common(48)]
    if len(amounts) < 3:  # noqa: PLR2004  two amounts always have a common measure
        return []
    measures = Counter(math.gcd(a, b) for place, a in enumerate(distinct) for b in distinct[:place])
    measures.update(distinct[:3])
    array, least = np.array(amounts), max(amounts) // _POSITIONS_MOST
    worth = {}
    for measure in (one for one, _ in measures.most_common(200)):
        served = int((array % measure == 0).sum())
        if measure > least and served * 5 >= len(amounts) * 3:
            worth[measure] = served * measure.bit_length()
    ranked = sorted(worth, key=lambda one: -worth[one])[:_PRICES]
    return [Fraction(one, scale) for one in ranked]


def staffed(target: Target, price: Fraction) -> Staffed:
    """Count the positions that the amounts are at a price."""
    counts = [value / price for value in target.values]  # exact: Fraction
    whole_counts = tuple(one if one.denominator == 1 and one >= 0 else None for one in counts)
    return Staffed(price, whole_counts, target.is_known)


def staffing_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the staffing rules that give most of the amounts."""
    if not target.is_line:
        return
    facts = known.facts_alone()
    if not facts.numbers:
        return
    batches = [singles(facts), sums(facts)]
    for price in prices(target):
        at_price = staffed(target, price)
        for limit in _limits(at_price):
            for mode in WAYS:
                required = at_price.required(mode, limit)
                for batch in batches:
                    for place in _chosen(target, batch, required, known):
                        quantity = batch.make(place)
                        yield from _rules(target, at_price, Tried(quantity, mode, limit, whole(len(known.units))))
                for place, split in _chosen_by_text(target, batches[0], required, known):
                    quantity = batches[0].make(place)
                    yield from _rules(target, at_price, Tried(quantity, mode, limit, split))


@dataclass(frozen=True, slots=True)
class Tried:
    """A ratio to be tried."""

    students: Quantity
    mode: Mode
    limit: Limit
    split: Split


def _limits(at_price: Staffed) -> Iterator[Limit]:
    yield PLAIN
    there = [one for one in at_price.positions if one is not None]
    count = len(at_price.positions)
    if not there or min(there) == max(there):
        return
    lowest = sorted(set(there))[:2]
    for low in lowest:
        if low > 0:
            yield Limit(Way.LEAST, (low,) * count, literal(low), 6)
    if there.count(max(there)) > 1:
        yield Limit(Way.MOST, (max(there),) * count, literal(max(there)), 8)


def _chosen(target: Target, batch: Batch, required: Required, known: Known) -> list[int]:
    """Choose by estimates the counts of students that are tried exactly."""
    units = sample(target.estimate)
    low, high = bounds(required)
    if not len(batch.estimate):
        return []
    met = most_met(batch.estimate[:, units], low[units], high[units])
    least = len(units) - max(1, allowed_misses(target) * len(units) // len(known.units))
    order = np.argsort(-met, kind="stable")[:3]
    worth = [place for place in order if is_worth_it(target, len(units) - int(met[place]))]
    return [int(place) for place in worth if met[place] >= least]


def _chosen_by_text(target: Target, batch: Batch, required: Required, known: Known) -> Iterator[tuple[int, Split]]:
    low, high = bounds(required)
    for split in texts_that_split(known):
        groups = np.array(split.groups)
        met = sum(
            most_met(batch.estimate[:, groups == place], low[groups == place], high[groups == place])
            for place in range(len(split.names))
        )
        order = np.argsort(-np.asarray(met), kind="stable")[:2]
        least = len(known.units) - allowed_misses(target)
        yield from ((int(place), split) for place in order if np.asarray(met)[place] >= least)


def _rules(target: Target, at_price: Staffed, tried: Tried) -> Iterator[Rule]:
    names = [name or f"{tried.students.expression} for one position" for name in tried.split.names]
    required = at_price.required(tried.mode, tried.limit)
    found = fit(required, tried.students.values, tried.split.groups, names, is_inverse=True)
    if found is None or any(one.value < _RATIO_LEAST or one.support == 0 for one in found):
        return
    gives = tuple(
        _positions(value, found[tried.split.groups[place]].value, tried) * at_price.price
        for place, value in enumerate(tried.students.values)
    )
    yield _simplest_written(target, at_price.price, tried, found, gives)


def _positions(students: Fraction, ratio: Fraction, tried: Tried) -> Fraction:
    count = Rounding(0, tried.mode).of(students / ratio)  # exact: Fraction
    return tried.limit.applied(count, 0)


def _simplest_written(
    target: Target, price: Fraction, tried: Tried, found: Sequence[Unknown], gives: tuple[Fraction, ...]
) -> Rule:
    """Write the rule in whole positions, or where that takes fewer digits in halves or tenths."""
    ways = _PARTS if tried.mode is Mode.HALF_UP else {WAYS[tried.mode]: 1}
    written = [_written(target, price, tried, (found, gives, way, part)) for way, part in ways.items()]
    return min(written, key=lambda rule: rule.bits)


def _written(
    target: Target,
    price: Fraction,
    tried: Tried,
    result: tuple[Sequence[Unknown], tuple[Fraction, ...], str, int],
) -> Rule:
    found, gives, way, part = result
    per = [Unknown(one.what, one.value * part, _scaled(one.stretch, part), one.support) for one in found]
    number, lists = tried.split.written(per, f"{target.name}_students_for_one")
    keys = [("kind", '"staffing"'), ("students", toml_value(tried.students.expression)), ("per", toml_value(number))]
    keys.append(("round_fte", f'"{way}"'))
    unknowns = [*per, Unknown("price of a position", price * part, None, sum(value != 0 for value in gives))]
    limited = ""
    if tried.limit.way is not Way.PLAIN:
        edge = tried.limit.amounts[0] / part  # exact: Fraction
        key, words = ("minimum", "at least") if tried.limit.way is Way.LEAST else ("maximum", "at most")
        keys.append((key, toml_value(literal(edge))))
        support = sum(one == tried.limit.amounts[0] * price for one in gives)
        unknowns.append(Unknown(f"{key} of positions", edge, None, support))
        limited = f", {words} {spoken(edge)}"
    keys.append(("price", toml_value(literal(price * part))))
    ratio = tried.split.words(per)
    cost = tried.students.bits + tried.split.bits + tried.limit.bits + unknown_bits(unknowns) + 8 + 2 * (part > 1)
    if len(set(gives)) <= _COUNTS_FEW or price * part < _PRICE_LEAST:
        cost += _UNLIKELY_BITS
    return Rule(
        shape=f"positions by a ratio, {_WORDS[way]}{' by ' + tried.split.column if tried.split.column else ''}",
        words=f"one position for {ratio} of {tried.students.expression}, {_WORDS[way]}{limited}, at {spoken(price * part)}",
        keys=tuple(keys),
        unknowns=tuple(unknowns),
        rounding=Rounding(2),
        gives=gives,
        columns=tried.students.columns + tried.split.columns,
        bits=cost,
        lists=tuple(ByText(one.name, one.column, one.values) for one in lists),
    )


def _scaled(stretch: Interval | None, by: int) -> Interval | None:
    if stretch is None:
        return None
    low, high = (None if end is None else end * by for end in (stretch.low, stretch.high))
    return Interval(low, high, stretch.low_in, stretch.high_in)
