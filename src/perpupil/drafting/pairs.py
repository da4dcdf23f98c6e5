"""Rules of two rates: a flat amount and a rate, two counts each with a rate of its own, one rate up to a size and another beyond it.

Of every two units one rate follows with the other taken out. Where most pairs of units agree lies the first rate; the second then
follows like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from perpupil.drafting.fitting import PLAIN, bounds, fit
from perpupil.drafting.intervals import Interval, before_rounding
from perpupil.drafting.quantities import OPERATION_BITS, Quantity, multiplied, one_for_each, single
from perpupil.drafting.rates import rounded_in_words
from perpupil.drafting.rules import Rule, Unknown, literal, rounding_bits, spoken, toml_value, unknown_bits
from perpupil.drafting.screening import best_stretch, most_met
from perpupil.drafting.several import Several, settled, written
from perpupil.drafting.simplest import bits, decimals
from perpupil.drafting.slides import sizes
from perpupil.drafting.table import Estimates, Known, NumberColumn, Places, Target, estimates
from perpupil.exact.rounding import Rounding

_PAIRS_MOST = 300
_AGREE_PERCENT = 40
"""Of the pairs of units so many must agree; with a fifth of the units adjusted, two thirds of the pairs still do."""
_TELLING_LEAST = 20
_PAID_LEAST = 12
"""Units that get nothing say little of two rates; with so many others they are not asked."""
_KEPT, _NUMBERS, _NUMBERS_MOST, _FEWEST_MOST, _RATES = 5, 12, 200, 40, 3
_TWO_NUMBERS_BITS = 18
_COLUMNS_MOST, _UNITS_LEAST = 60, 40
"""A count times a share beside the count needs so many units to stand out."""


@dataclass(frozen=True, slots=True)
class Two:
    """Two quantities, each with a rate."""

    first: Quantity
    second: Quantity
    shape: str
    threshold: Unknown | None = None
    """For one rate up to a size and another beyond it: the size."""

    @property
    def bits(self) -> int:
        """What it costs to name both."""
        if self.threshold is not None:
            return self.first.bits + bits(self.threshold.value) + OPERATION_BITS
        return self.first.bits + self.second.bits + OPERATION_BITS


@dataclass(frozen=True, slots=True)
class Pending:
    """Two quantities as estimates, worked out exactly when they are asked for."""

    first: Estimates
    second: Estimates
    bits: int
    make: Callable[[], Two]


def pair_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules of two rates that give most of the amounts."""
    facts = known.facts_alone()
    chosen = sorted(_forms(facts)[: _COLUMNS_MOST**2], key=lambda one: one.bits)
    yield from _promising(target, chosen)
    if target.best.cost < _TWO_NUMBERS_BITS + 2 * target.least_exception_bits:
        return
    if len(facts.units) >= _UNITS_LEAST:
        yield from _promising(target, _with_share(target, known))
    for column in facts.numbers:
        yield from _promising(target, _tiers(single(facts, column)))


def _with_share(target: Target, known: Known) -> list[Pending]:
    """Give a count times a share or a size, and the count itself: a weight that has a part of its own, a rate a student and mile."""
    paid = target.estimate != 0
    columns = [one for one in known.numbers if one.estimate.any()]
    counts = [one for one in columns if not (paid & (one.estimate == 0)).any()][:_COLUMNS_MOST]
    sizes = [one for one in columns if one.estimate.min() >= 0 and (not one.is_line or one.estimate.max() <= 1)]
    cost = 3 * known.bits_a_column + 2 * OPERATION_BITS
    found = []
    for count in counts:
        for size in sizes:
            if size is not count:
                made = partial(_count_and_share, known, count, size)
                found.append(Pending(count.estimate * size.estimate, count.estimate, cost, made))
    return found


def _count_and_share(known: Known, count: NumberColumn, size: NumberColumn) -> Two:
    alone = single(known, count)
    return Two(multiplied(alone, single(known, size)), alone, "two counts, each with a rate")


def _forms(known: Known) -> list[Pending]:
    columns = [single(known, one) for one in known.numbers if one.estimate.any()][:_COLUMNS_MOST]
    one = one_for_each(known)
    found = [Two(each, one, "flat amount and a rate") for each in columns]
    for place, each in enumerate(columns):
        found += [Two(each, other, "two counts, each with a rate") for other in columns[place + 1 :]]
    return [Pending(two.first.estimate, two.second.estimate, two.bits, partial(_itself, two)) for two in found]


def _itself(two: Two) -> Two:
    return two


def _tiers(size: Quantity) -> list[Pending]:
    """Give one rate up to a size and another beyond it, for every round size."""
    largest = size.estimate.max(initial=0)
    found = []
    for edge in sizes(size.estimate):
        about = float(edge)  # estimate: screening
        if about < largest:
            lower, upper = np.minimum(size.estimate, about), np.maximum(0, size.estimate - about)
            found.append(Pending(lower, upper, size.bits + bits(edge) + OPERATION_BITS, partial(_marginal, size, edge)))
    return found


def _marginal(size: Quantity, edge: Fraction) -> Two:
    lower = tuple(min(one, edge) for one in size.values)
    upper = tuple(max(Fraction(0), one - edge) for one in size.values)
    first = Quantity(size.expression, lower, size.columns, size.bits)
    return Two(
        first,
        Quantity(size.expression, upper, (), 0),
        "rates by tier, each for its part",
        Unknown("threshold", edge, None, 0),
    )


def _promising(target: Target, forms: list[Pending]) -> Iterator[Rule]:
    """Try exactly those whose pairs of units agree most."""
    if not forms:
        return
    left, right = _pairs(target)
    if not len(left):
        return
    first = np.array([one.first for one in forms])
    second = np.array([one.second for one in forms])
    for digits in target.digits[:2]:
        cross, low, high = _across(target, first, second, (left, right), digits)
        met = most_met(cross, low, high) - (cross == 0).sum(axis=1)
        telling = (cross != 0).sum(axis=1)
        # Pairs between which a form makes no difference say nothing of it; of the others nearly all must agree.
        agree = np.where(telling >= _TELLING_LEAST, np.divide(met, np.maximum(telling, 1)), 0)  # estimate: screening
        for place in np.argsort(-agree, kind="stable")[:_KEPT]:
            if met[place] * 100 >= max(_TELLING_LEAST, telling[place]) * _AGREE_PERCENT and target.best.allows(
                forms[place].bits + 12
            ):
                around = best_stretch(cross[place], low[place], high[place])
                yield from _tried(target, forms[place].make(), around, digits)


def _pairs(target: Target) -> tuple[Places, Places]:
    known = np.array(target.is_known)
    places = np.flatnonzero(known & (target.estimate != 0))
    if len(places) < _PAID_LEAST:
        places = np.flatnonzero(known)
    left, right = np.triu_indices(len(places), 1)
    keep = np.arange(min(_PAIRS_MOST, len(left))) * len(left) // max(1, min(_PAIRS_MOST, len(left)))
    return places[left[keep]], places[right[keep]]


def _across(
    target: Target,
    first: Estimates,
    second: Estimates,
    pairs: tuple[Places, Places],
    digits: int,
) -> tuple[Estimates, Estimates, Estimates]:
    """Take the second rate out of every pair of units: what is left says where the first lies."""
    left, right = pairs
    amounts = target.estimate
    cross = first[:, left] * second[:, right] - first[:, right] * second[:, left]
    rest = amounts[left] * second[:, right] - amounts[right] * second[:, left]
    margin = (np.abs(second[:, left]) + np.abs(second[:, right])) * 10.0**-digits  # estimate: a place to look
    return cross, rest - margin, rest + margin


def _tried(
    target: Target, two: Two, around: tuple[float, float], digits: int
) -> Iterator[Rule]:  # estimate: a place to look
    """Try the simple numbers around the place where most pairs agree, and fit the other rate exactly."""
    if not all(map(np.isfinite, around)):
        return
    rounding = Rounding(digits)
    low, high = (Fraction(one) for one in around)
    margin = max(abs(high - low) / 4, abs(high) / 10**7)  # exact: Fraction
    simple = _simple(Interval(low - margin, high + margin))
    if two.threshold is None and two.second.columns:
        yield from _each_rounded(target, two, simple, rounding)
    for second in _seconds(target, two, _ranked(target, two, simple, rounding), rounding):
        first = _other(target, two.first, two.second, second.value, rounding)
        if first is not None and first.value and second.value:
            yield _written(target, two, first, second, rounding)


def _each_rounded(target: Target, two: Two, values: list[Fraction], rounding: Rounding) -> Iterator[Rule]:
    """Try two products that are each rounded before they are added."""
    several = Several((two.first, two.second), None)
    for value in _ranked(target, two, values, rounding, Fraction(1))[:_RATES]:
        second = _other(target, two.second, two.first, value, rounding)
        if second is not None and value and second.value:
            found = settled(target, several, [value, second.value], rounding, is_rounded=True)
            if found is not None:
                yield written(target, several, found, rounding, is_rounded=True)


def _seconds(target: Target, two: Two, values: list[Fraction], rounding: Rounding) -> list[Unknown]:
    """Give the second rates that go with some first rates, those that make the shortest pairs."""
    pairs = [(value, _other(target, two.second, two.first, value, rounding)) for value in values]
    found = [(bits(value) + bits(one.value), one) for value, one in pairs if one is not None and one.value]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])[:_RATES]]


def _ranked(
    target: Target, two: Two, values: list[Fraction], rounding: Rounding, wider: Fraction = Fraction(0)
) -> list[Fraction]:
    """Choose by estimates the few first rates that leave a second rate for most units, if that can be the simplest rule.

    An amount of two parts that are each rounded can lie further away: `wider` says by how many halves of a rounding.
    """
    if not values:
        return []
    low, high = bounds(PLAIN.required(target, rounding))
    more = 0.5 * float(wider) * 10.0**-rounding.digits  # estimate: a place to look
    low, high = low - more, high + more
    taken = estimates(tuple(values))[:, None] * two.first.estimate
    second = np.broadcast_to(two.second.estimate, taken.shape)
    missed = len(target.values) - most_met(second, low - taken, high - taken)
    fewest = int(missed.min())
    if fewest * target.least_exception_bits + two.bits + _TWO_NUMBERS_BITS >= target.best.cost:
        return []
    return [value for value, one in zip(values, missed, strict=True) if one == fewest][:_FEWEST_MOST]


def _simple(interval: Interval) -> list[Fraction]:
    found: list[Fraction] = []
    for digits in range(-3, 7):
        found += [one for one in decimals(interval, digits, _NUMBERS_MOST) if one not in found]
        if len(found) >= _NUMBERS:
            break
    return found[:_NUMBERS_MOST]


def _other(target: Target, wanted: Quantity, given: Quantity, rate: Fraction, rounding: Rounding) -> Unknown | None:
    """Fit one rate exactly, with the other given."""
    required = []
    for value, is_known, each in zip(target.values, target.is_known, given.values, strict=True):
        there = before_rounding(value, rounding)
        required.append(None if there is None else there.shifted(-each * rate) if is_known else Interval(None, None))
    what = f"rate for {wanted.expression}" if wanted.columns else "flat amount or rate beyond"
    found = fit(required, wanted.values, what=(what,))
    return found[0] if found is not None else None


def _written(target: Target, two: Two, first: Unknown, second: Unknown, rounding: Rounding) -> Rule:
    gives = tuple(
        rounding.of(a * first.value + b * second.value)
        for a, b in zip(two.first.values, two.second.values, strict=True)
    )
    name, one, other = two.first.expression, literal(first.value), literal(second.value)
    if two.threshold is not None:
        edge = two.threshold.value
        text = f"tier({name}, [[0, {one}], [{literal(edge)}, {other}]], marginal=true)"
        words = f"{name} × {spoken(first.value)} up to {spoken(edge)}, × {spoken(second.value)} beyond"
    elif two.second.columns:
        text = f"{_times(name, '*', one)} + {_times(two.second.expression, '*', other)}"
        words = f"{_times(name, '×', spoken(first.value))} + {_times(two.second.expression, '×', spoken(second.value))}"
    else:
        text = f"{_times(name, '*', one)} + {other}"
        words = f"{_times(name, '×', spoken(first.value))} + {spoken(second.value)}"
    thresholds = (two.threshold,) if two.threshold is not None else ()
    return Rule(
        shape=two.shape,
        words=words + rounded_in_words(rounding, is_line=target.is_line),
        keys=(("value", toml_value(text)),),
        unknowns=(first, second, *thresholds),
        rounding=rounding,
        gives=gives,
        columns=two.first.columns + two.second.columns,
        bits=two.bits + unknown_bits([first, second]) + rounding_bits(rounding, target) + 6,
    )


def _times(name: str, sign: str, rate: str) -> str:
    return name if rate == "1" else f"{name} {sign} {rate}"
