"""A straight line between two points of a size, level before the first and after the second: a weight that rises with need.

Both levels stand at several units. What lies between them says where the line starts and ends; the start follows from the end and the end
from the start, each exactly, as any other number does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

import numpy as np

from perpupil.drafting.fitting import PLAIN, wide_bounds
from perpupil.drafting.intervals import Interval, meetings
from perpupil.drafting.quantities import Quantity, one_for_each, single
from perpupil.drafting.rates import allowed_misses, rounded_in_words
from perpupil.drafting.rules import Rule, Unknown, literal, rounding_bits, spoken, toml_value, unknown_bits
from perpupil.drafting.screening import most_met
from perpupil.drafting.simplest import decimals, simplest
from perpupil.drafting.table import Estimates, Known, Target
from perpupil.drafting.tiers import shared_numbers
from perpupil.exact.rounding import Rounding

_LEVELS, _AT_A_LEVEL, _BETWEEN = 3, 3, 5
"""Levels looked at; units that must stand at each, and units between them, or a line is seen where there is none."""
_COUNTS, _TURNS, _WHOLES, _RAMP_BITS = 2, 6, 9, 8
_LIKE_A_LINE = 0.5  # estimate: a place to look


@dataclass(frozen=True, slots=True)
class Ramp:
    """From one level at a start to another at an end."""

    start: Unknown
    end: Unknown
    before: Fraction
    after: Fraction

    def of(self, size: Fraction) -> Fraction:
        """Give the value at a size."""
        if size <= self.start.value:
            return self.before
        if size >= self.end.value:
            return self.after
        part = (size - self.start.value) / (self.end.value - self.start.value)  # exact: Fraction
        return self.before + part * (self.after - self.before)

    def points(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """Give both points."""
        return (self.start.value, self.before), (self.end.value, self.after)


@dataclass(frozen=True, slots=True)
class Slope:
    """What is tried: a count, or one for each unit; a size; and what each unit says of the number that the count is multiplied by."""

    count: Quantity
    size: Quantity
    says: tuple[Interval | None, ...]
    levels: tuple[Fraction, Fraction]
    rounding: Rounding


def ramp_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the lines between two levels that give most of the amounts, by themselves or times a count."""
    facts = known.facts_alone()
    sizes = [single(known, column) for column in facts.numbers]
    for count in (one_for_each(known), *_counts(target, facts)):
        for digits in target.digits:
            rounding = Rounding(digits)
            required = PLAIN.required(target, rounding)
            says = tuple(
                None if one is None else one.divided_by(by) for one, by in zip(required, count.values, strict=True)
            )
            levels = shared_numbers(says, _LEVELS, _AT_A_LEVEL)
            for size in sizes if len(levels) > 1 else ():
                for pair in permutations(levels, 2):
                    yield from _tried(target, Slope(count, size, says, pair, rounding))


def _counts(target: Target, facts: Known) -> list[Quantity]:
    """Choose the counts of which many units share one rate; others may lie on the line."""
    if not facts.numbers:
        return []
    paid = np.flatnonzero((target.estimate != 0) & np.array(target.is_known))
    rows = np.array([one.estimate for one in facts.numbers])
    low, high = wide_bounds(target, PLAIN, target.digits[-1])
    met = most_met(rows[:, paid], low[paid], high[paid])
    best = [place for place in np.argsort(-met, kind="stable")[:_COUNTS] if met[place] * 5 >= len(paid)]
    return [single(facts, facts.numbers[int(place)]) for place in best]


def _tried(target: Target, slope: Slope) -> Iterator[Rule]:
    units = _between(target, slope)
    ramp = _settled(target, slope, units) if units else None
    if ramp is not None:
        yield _written(target, slope, ramp)


def _between(target: Target, slope: Slope) -> list[int]:
    """Give the units between both levels, if nearly all at the first are smaller and nearly all at the second larger."""
    telling = np.array([one is not None and one.is_bounded for one in slope.says]) & np.array(target.is_known)
    at_first, at_second = (
        np.array([one is not None and one.has(level) for one in slope.says]) & telling for level in slope.levels
    )
    between = telling & ~at_first & ~at_second
    sizes = slope.size.estimate
    if between.sum() < _BETWEEN or not sizes[between].std():
        return []
    low, high = np.quantile(sizes[between], [0.05, 0.95])  # estimate: a place to look
    wrong = (at_first & ~at_second & (sizes > high)).sum() + (at_second & ~at_first & (sizes < low)).sum()
    rates = _rates(target, slope)[between]
    if not rates.std():
        return []
    likeness = np.corrcoef(sizes[between], rates)[0, 1]
    rises = slope.levels[1] > slope.levels[0]
    if wrong > allowed_misses(target) // 2 or not np.isfinite(likeness) or (likeness > 0) != rises:
        return []
    return [int(place) for place in np.flatnonzero(between)] if abs(likeness) >= _LIKE_A_LINE else []


def _rates(target: Target, slope: Slope) -> Estimates:
    """Give about what each unit gets for one of the count."""
    by = slope.count.estimate
    rates: Estimates = np.divide(target.estimate, np.where(by == 0, 1, by))  # estimate: a place to look
    return rates


def _settled(target: Target, slope: Slope, units: Sequence[int]) -> Ramp | None:
    """Find start and end by turns, each exactly with the other given."""
    size = slope.size
    shares = [_shares(slope.says[place], slope.levels) for place in units]
    pairs = [(size.values[place], one) for place, one in zip(units, shares, strict=True) if one is not None]
    guess = _guess(target, slope, units)
    if len(pairs) < _BETWEEN or guess is None:
        return None
    end = guess[1]
    found: tuple[Unknown, Unknown] | None = None
    for _ in range(_TURNS):
        first = _number([_start(at, share, end) for at, share in pairs], "where it starts")
        last = _number([_end(at, share, first.value) for at, share in pairs], "where it ends") if first else None
        if first is None or last is None or last.value <= first.value:
            return None
        if found is not None and (found[0].value, found[1].value) == (first.value, last.value):
            break
        found = first, last
        end = last.value
    return Ramp(*found, *slope.levels) if found is not None else None


def _guess(target: Target, slope: Slope, units: Sequence[int]) -> tuple[Fraction, Fraction] | None:
    """Guess start and end from a straight line through the units between the levels, without those that fit worst."""
    sizes, amounts = slope.size.estimate[list(units)], _rates(target, slope)[list(units)]
    kept = np.arange(len(sizes))
    rise = level = 0.0  # estimate: a place to look
    for percent in (0, 5, 10, 20):
        away = sizes[kept] - sizes[kept].mean()
        if not away.any():
            return None
        rise = float((away @ amounts[kept]) / (away @ away))  # estimate: a place to look
        level = float(amounts[kept].mean() - rise * sizes[kept].mean())  # estimate: a place to look
        away = np.abs(amounts - level - rise * sizes)
        kept = np.argsort(away, kind="stable")[: len(sizes) - len(sizes) * percent // 100]
    if not rise:
        return None
    start, end = ((float(one) - level) / rise for one in slope.levels)  # estimate: a place to look
    if not np.isfinite([start, end]).all() or start >= end:
        return None
    # A guess is no sharper than its line: whole numbers about it are tried as well.
    around = Fraction(end - start) / 20  # exact: Fraction
    starts, ends = ([Fraction(one), *decimals(Interval(Fraction(one) - around, Fraction(one) + around), 0, _WHOLES)]
                    for one in (start, end))  # fmt: skip
    pairs = [(first, last) for first in starts for last in ends if first < last]
    return max(pairs, key=lambda pair: _served(slope, units, pair), default=None)


def _served(slope: Slope, units: Sequence[int], ends: tuple[Fraction, Fraction]) -> int:
    """Count the units between the levels that a line from one size to another gives their amount."""
    start, end = (Unknown("", one, None, 0) for one in ends)
    ramp = Ramp(start, end, *slope.levels)
    there = ((slope.says[place], ramp.of(slope.size.values[place])) for place in units)
    return sum(one is not None and one.has(value) for one, value in there)


def _shares(there: Interval | None, levels: tuple[Fraction, Fraction]) -> Interval | None:
    """Say how far between both levels an amount lies."""
    if there is None:
        return None
    before, after = levels
    share = there.shifted(-before).divided_by(after - before)
    if share is None or share.low is None or share.high is None or share.low <= 0 or share.high >= 1:
        return None
    return share


def _start(at: Fraction, share: Interval, end: Fraction) -> Interval | None:
    """Say where the line starts, if it ends at a place and a unit of this size lies so far between."""
    if share.low is None or share.high is None:
        return None
    first, last = ((at - one * end) / (1 - one) for one in (share.high, share.low))  # exact: Fraction
    return Interval(min(first, last), max(first, last), share.high_in, share.low_in)


def _end(at: Fraction, share: Interval, start: Fraction) -> Interval | None:
    """Say where the line ends, if it starts at a place and a unit of this size lies so far between."""
    if share.low is None or share.high is None:
        return None
    first, last = (start + (at - start) / one for one in (share.high, share.low))  # exact: Fraction
    return Interval(min(first, last), max(first, last), share.high_in, share.low_in)


def _number(says: Sequence[Interval | None], what: str) -> Unknown | None:
    best: Unknown | None = None
    for meeting in meetings(says)[:4]:
        value = simplest(meeting.stretch)
        if value is not None and (best is None or len(str(value)) < len(str(best.value))):
            best = Unknown(what, value, meeting.stretch, meeting.count)
    return best


def _written(target: Target, slope: Slope, ramp: Ramp) -> Rule:
    size, count, rounding = slope.size, slope.count, slope.rounding
    points = ", ".join(f"[{literal(at)}, {literal(value)}]" for at, value in ramp.points())
    (start, before), (end, after) = ramp.points()
    levels = tuple(
        Unknown(f"level {when}", value, None, sum(one is not None and one.has(value) for one in slope.says))
        for when, value in (("before", before), ("after", after))
    )
    unknowns = (ramp.start, ramp.end, *levels)
    times = f"{count.factor} × " if count.columns else ""
    words = (
        f"{times}{spoken(before)} up to {spoken(start)} {size.expression}, {spoken(after)} from {spoken(end)} on, "
        "a straight line between"
    )
    text = f"interpolate({size.expression}, [{points}])"
    return Rule(
        shape="a straight line between two levels",
        words=words + rounded_in_words(rounding, is_line=target.is_line),
        keys=(("value", toml_value(f"{count.factor} * {text}" if count.columns else text)),),
        unknowns=unknowns,
        rounding=rounding,
        gives=tuple(rounding.of(number * ramp.of(one)) for number, one in zip(count.values, size.values, strict=True)),
        columns=count.columns + size.columns,
        bits=count.bits + size.bits + unknown_bits(unknowns) + rounding_bits(rounding, target) + _RAMP_BITS,
    )
