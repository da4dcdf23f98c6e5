"""A base that amounts per student share: 4,028.47, with the others 1.8 and 0.25 times as much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from perpupil.drafting.intervals import Interval
from perpupil.drafting.rules import Rule, Unknown, literal, spoken
from perpupil.drafting.simplest import bits, simplest
from perpupil.exact.rounding import Rounding

_SAVED_LEAST = 6
"""A weight must be this much shorter than the amount it replaces, or the likeness may be chance."""
_WEIGHT_BITS_MOST = 12
_WEIGHTS_LEAST, _SAVED_BY_ONE = 2, 9
"""Two weights make a base, or one that is very much shorter than its amount."""
_SMALLEST, _LARGEST = Fraction(1, 100), Fraction(10)


@dataclass(frozen=True, slots=True)
class Base:
    """An amount per student that others are multiples of."""

    value: Fraction
    line: str
    rules: Mapping[str, Rule]
    """The rules of the lines that have a weight, written with it."""


def common_base(rules: Mapping[str, Rule], name: str) -> Base | None:
    """Find the amount of which most others are short multiples; None when there is no such amount."""
    rates = {line: rule for line, rule in rules.items() if rule.rate is not None and rule.rate > 0}
    best: tuple[int, Base] | None = None
    for line, rule in rates.items():
        if rule.rate is None:
            continue
        found = {
            other: weighted
            for other, each in rates.items()
            if other != line and (weighted := _weighted(each, rule.rate, name)) is not None
        }
        saved = sum(rates[other].bits - each.bits for other, each in found.items())
        if (len(found) >= _WEIGHTS_LEAST or saved >= _SAVED_BY_ONE) and (best is None or saved > best[0]):
            best = saved, Base(rule.rate, line, {**found, line: _is_base(rule, name)})
    return best[1] if best is not None else None


def _is_base(rule: Rule, name: str) -> Rule:
    return replace(rule, keys=_with(rule.keys, [("rate", f'"{name}"')] if name != "base" else []))


def _with(keys: Sequence[tuple[str, str]], instead: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Write other keys in place of the rate."""
    return (*(each for each in keys if each[0] != "rate"), *instead)


def _weighted(rule: Rule, base: Fraction, name: str) -> Rule | None:
    """Write an amount per student as a weight of the base, if the weight is short."""
    unknown = next(one for one in rule.unknowns if one.value == rule.rate)
    ways = [(unknown.stretch, False), (_of_cents(rule.rate), True)]
    for stretch, is_rounded in ways:
        if stretch is None or stretch.low is None or stretch.high is None:
            continue
        weights = Interval(stretch.low / base, stretch.high / base, stretch.low_in, stretch.high_in)  # exact: Fraction
        weight = simplest(weights)
        if weight is None or not _SMALLEST <= weight <= _LARGEST or bits(weight) > _WEIGHT_BITS_MOST:
            continue
        if bits(unknown.value) - bits(weight) < _SAVED_LEAST:
            continue
        rate = Rounding(2).of(base * weight) if is_rounded else base * weight
        gives = tuple(rule.rounding.of(count * rate) for count in rule.counts)
        keys = [("weight", literal(weight))] if weight != 1 else []
        keys += [("round_rate", '"cent"')] if is_rounded else []
        if name != "base":
            keys.insert(0, ("rate", f'"{name}"'))
        times = f" × {spoken(weight)}" if weight != 1 else ""
        words = rule.words.replace(spoken(unknown.value), f"{spoken(base)}{times}")
        found = Unknown(f"weight for {dict(rule.keys)['students'].strip(chr(34))}", weight, weights, unknown.support)
        return replace(
            rule, keys=_with(rule.keys, keys), gives=gives, unknowns=(found,), words=words,
            bits=rule.bits - bits(unknown.value) + bits(weight),
        )  # fmt: skip
    return None


def _of_cents(rate: Fraction | None) -> Interval | None:
    """Give what rounds to a rate in whole cents."""
    if rate is None or (rate * 100).denominator != 1:
        return None
    half = Fraction(1, 200)
    return Interval(rate - half, rate + half, high_in=False)
