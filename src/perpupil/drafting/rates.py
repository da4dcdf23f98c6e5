"""Rules of one rate: a quantity of the unit times a number, rounded, and perhaps limited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from perpupil.drafting.fitting import MODES, PLAIN, Limit, Way, fit, wide_bounds
from perpupil.drafting.quantities import Batch, Quantity
from perpupil.drafting.rules import Rule, Unknown, literal, rounding_bits, spoken, toml_value, unknown_bits
from perpupil.drafting.screening import most_met, promising, sample
from perpupil.drafting.simplest import bits
from perpupil.drafting.splits import Split, by_misses, whole
from perpupil.drafting.table import Known, Target
from perpupil.exact.rounding import Mode, Rounding, digits_in_words

KEPT = 5
"""Candidates of a batch that are tried exactly."""


def limits(target: Target) -> Iterator[Limit]:
    """Give the limits that the amounts themselves suggest: none, and an amount that stands at several units."""
    yield PLAIN
    often = Counter(value for value, known in zip(target.values, target.is_known, strict=True) if known and value)
    count = len(target.values)
    for value, times in often.most_common(2):
        if 1 < times < target.count_above_zero:
            for way in (Way.LEAST, Way.MOST):
                yield Limit(way, (value,) * count, literal(value), bits(value) + 6)


def allowed_misses(target: Target) -> int:
    """Say how many units may stand outside a rule that is still worth a look."""
    return max(1, target.count_above_zero * 2 // 5)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quantity that is worth trying exactly, and how many units it could serve under each rounding."""

    quantity: Quantity
    limit: Limit
    met: Mapping[int, int]


def candidates(target: Target, batch: Batch, chosen: Iterable[Limit]) -> Iterator[Candidate]:
    """Choose by estimates which quantities of a batch are tried exactly."""
    units = sample(target.estimate)
    rows = batch.estimate if batch.is_sampled else batch.estimate[:, units]
    scale = len(target.estimate)
    for limit in chosen if len(rows) else ():
        met = {}
        low, high = wide_bounds(target, limit, target.digits[-1])
        likely = promising(rows, low[units], high[units])
        for digits in target.digits:
            low, high = wide_bounds(target, limit, digits)
            met[digits] = np.zeros(len(rows), np.int64)
            met[digits][likely] = most_met(rows[likely], low[units], high[units])
        most = np.max(list(met.values()), axis=0)
        for place in np.argsort(-most, kind="stable")[:KEPT]:
            missed = (len(units) - int(most[place])) * scale // len(units)
            if missed <= allowed_misses(target) and is_worth_it(target, missed, limit.bits):
                served = {digits: int(one[place]) for digits, one in met.items()}
                yield Candidate(batch.make(int(place)), limit, served)


def is_worth_it(target: Target, missed: int, cost: int = 0) -> bool:
    """Whether a rule with so many exceptions can still be the simplest, or nearly so."""
    return target.best.allows(missed * target.least_exception_bits + cost)


@dataclass(frozen=True, slots=True)
class Form:
    """What is multiplied, how it is limited, and which units share a number."""

    quantity: Quantity
    limit: Limit
    split: Split


def rules_of_batch(target: Target, known: Known, batch: Batch, chosen: Sequence[Limit]) -> Iterator[Rule]:
    """Give the rules of one rate over a batch of quantities."""
    for one in candidates(target, batch, chosen):
        yield from rules_of(target, known, Form(one.quantity, one.limit, whole(len(known.units))), one.met)


def rules_of(target: Target, known: Known, form: Form, met: Mapping[int, int] | None = None) -> Iterator[Rule]:
    """Give the rules of one rate, or of one for each kind of units, a rounding each where it helps.

    Where it is known how many units a rounding could serve, one that serves no more than a finer one is not tried.
    """
    if not target.best.allows(form.quantity.bits + form.limit.bits + form.split.bits):
        return
    best_met = -1
    for digits in target.digits:
        if met is not None and met[digits] <= best_met:
            continue
        best_met = met[digits] if met is not None else -1
        fewest: tuple[int, ...] | None = None
        for mode in MODES:
            rule = _rule(target, known, form, Rounding(digits, mode))
            if rule is None:
                continue
            misses = target.misses(rule.gives)
            if fewest is None or len(misses) < len(fewest):
                yield rule
                fewest = misses
            if not misses:
                break
        if fewest and not form.split.column and form.quantity.columns:
            yield from _with_a_sort_apart(target, known, form, fewest, Rounding(digits))


def _with_a_sort_apart(
    target: Target, known: Known, form: Form, misses: Sequence[int], rounding: Rounding
) -> Iterator[Rule]:
    """Give one sort of units a number of its own, where a rule misses just these."""
    if len(misses) <= allowed_misses(target):
        for split in by_misses(known, misses):
            rule = _rule(target, known, replace(form, split=split), rounding)
            if rule is not None:
                yield rule


def _rule(target: Target, known: Known, form: Form, rounding: Rounding) -> Rule | None:
    required = form.limit.required(target, rounding)
    names = [_what(form.quantity, name) for name in form.split.names]
    found = fit(required, form.quantity.values, form.split.groups, names)
    if found is None or all(one.value == 0 for one in found) or any(one.value and not one.support for one in found):
        return None
    return written_rate(target, known, form, rounding, found)


def _what(quantity: Quantity, name: str) -> str:
    if name:
        return name
    return "amount" if not quantity.columns else f"rate for {quantity.expression}"


def written_rate(target: Target, known: Known, form: Form, rounding: Rounding, found: Sequence[Unknown]) -> Rule:
    """Write a rule of one rate, whose numbers are found."""
    quantity, limit, split = form.quantity, form.limit, form.split
    gives = tuple(
        limit.applied(rounding.of(value * found[split.groups[place]].value), place)
        for place, value in enumerate(quantity.values)
    )
    number, lists = split.written(found, f"{target.name}_by_{split.column}")
    keys, shape = _keys(target, known, quantity, limit, number)
    unknowns = (
        *(one for one in found if one.support),
        *split.thresholds,
        *quantity.thresholds,
        *_limit_unknown(target, limit, gives),
    )
    cost = quantity.bits + limit.bits + split.bits + unknown_bits(found) + rounding_bits(rounding, target) + 4
    return Rule(
        shape=f"{shape}{' by ' + split.column if split.column else ''}",
        words=_words(form, found) + rounded_in_words(rounding, is_line=target.is_line),
        keys=keys,
        unknowns=unknowns,
        rounding=rounding,
        gives=gives,
        columns=quantity.columns + split.columns + _names_in(limit),
        bits=cost,
        lists=lists,
        rate=found[0].value if shape == "amount per student" and not split.column else None,
        counts=quantity.values if shape == "amount per student" and not split.column else (),
    )


def _limit_unknown(target: Target, limit: Limit, gives: Sequence[Fraction]) -> tuple[Unknown, ...]:
    if limit.way not in {Way.LEAST, Way.MOST}:
        return ()
    value = limit.amounts[0]
    support = sum(one == value == given for one, given in zip(target.values, gives, strict=True))
    return (Unknown("minimum" if limit.way is Way.LEAST else "maximum", value, None, support),)


def _names_in(limit: Limit) -> tuple[str, ...]:
    return tuple(limit.expression.split(" + ")) if limit.way is Way.ABOVE else ()


def _keys(
    target: Target, known: Known, quantity: Quantity, limit: Limit, number: str
) -> tuple[tuple[tuple[str, str], ...], str]:
    """Write the keys of the line, and name the shape."""
    uses_lines = any(one.is_line for one in known.numbers if one.name in quantity.columns)
    if target.is_line and limit.way is Way.PLAIN:
        if quantity.component:
            rate = toml_value(number)
            return tuple((key, rate if value == "{}" else value) for key, value in quantity.component), quantity.shape
        if not quantity.columns:
            return (("kind", '"foundation"'), ("amount", toml_value(number))), "amount for every unit"
        if not uses_lines and not set("*-(") & set(quantity.expression):
            students, rate = toml_value(quantity.expression), toml_value(number)
            return (("kind", '"per_student"'), ("students", students), ("rate", rate)), "amount per student"
    bare = {"1": quantity.factor, "-1": f"-{quantity.factor}"}
    product = number if not quantity.columns else bare.get(number, f"{quantity.factor} * {_factor(number)}")
    shape = quantity.shape or ("share of other lines" if uses_lines else "rate")
    return (("value", toml_value(limit.written(product))),), _shape(shape, limit)


def _factor(number: str) -> str:
    """Write a number so that it can stand behind `*`."""
    return f"({number})" if number.startswith("-") else number


def _shape(shape: str, limit: Limit) -> str:
    named = {Way.LEAST: ", at least a minimum", Way.MOST: ", at most a maximum", Way.ABOVE: ", what is missing to it"}
    return f"{shape}{named.get(limit.way, '')}"


def _words(form: Form, found: Sequence[Unknown]) -> str:
    amount = form.split.words(found)
    if form.quantity.columns:
        amount = form.quantity.expression if amount == "1" else f"{form.quantity.factor} × {amount}"
    match form.limit.way:
        case Way.LEAST:
            amount += f", at least {spoken(form.limit.amounts[0])}"
        case Way.MOST:
            amount += f", at most {spoken(form.limit.amounts[0])}"
        case Way.ABOVE:
            amount = f"what is missing to {amount}"
        case _:
            pass
    return amount


def rounded_in_words(rounding: Rounding, *, is_line: bool) -> str:
    """Say how a rule rounds, where it is not to the cent with a half up."""
    place = {2: "the cent", 0: "the dollar", -1: "ten dollars", -2: "a hundred dollars", -3: "a thousand dollars"}
    way = {
        Mode.HALF_UP: "rounded",
        Mode.UP: "rounded up",
        Mode.DOWN: "rounded down",
        Mode.HALF_EVEN: "rounded half to even",
        Mode.HALF_DOWN: "rounded half down",
    }[rounding.mode]
    if not is_line:
        return f", {way} {digits_in_words(rounding.digits)}"
    return "" if rounding == Rounding(2) else f", {way} to {place[rounding.digits]}"
