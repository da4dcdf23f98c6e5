"""Rules of several rates: a sum of counts, each with a rate of its own, each part rounded or only the sum; and all times one factor.

A state pays by grade spans so. Which rates they are is guessed by least squares, over the units that fit best; each guess is then made a
simple number and tried exactly. What is not exact is not proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from perpupil.drafting.fitting import fit
from perpupil.drafting.intervals import Interval, before_rounding, meetings
from perpupil.drafting.quantities import Quantity, single
from perpupil.drafting.rates import rounded_in_words
from perpupil.drafting.rules import Rule, Unknown, literal, rounding_bits, spoken, toml_value, unknown_bits
from perpupil.drafting.simplest import simplest
from perpupil.drafting.slides import above_thresholds
from perpupil.drafting.table import Estimates, Known, NumberColumn, Target
from perpupil.exact.rounding import Rounding

_FEWEST, _MOST = 2, 6
_TRIED_MOST = 2_000
_TRIMMED = (1, 10, 20, 25, 30)
"""Percent of the units, those that fit worst, that are left out of the guess, more at each turn."""
_TURNS = 8
_CLOSE, _TELLING = 3, 4
"""A guess is worth trying when the units that fit lie within so many roundings of a part, and much nearer than units lie to each other."""


@dataclass(frozen=True, slots=True)
class Several:
    """Counts, each with a rate, and one factor for all."""

    counts: tuple[Quantity, ...]
    factor: Quantity | None

    @property
    def parts(self) -> list[tuple[Fraction, ...]]:
        """What each rate is multiplied by."""
        if self.factor is None:
            return [one.values for one in self.counts]
        by = self.factor.values
        return [tuple(a * b for a, b in zip(one.values, by, strict=True)) for one in self.counts]

    @property
    def estimate(self) -> Estimates:
        """Give the same as estimates, a column each."""
        matrix: Estimates = np.column_stack([one.estimate for one in self.counts])
        return matrix if self.factor is None else matrix * self.factor.estimate[:, None]


def several_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules of several rates that give most of the amounts."""
    facts = known.facts_alone()
    if target.best.cost < 60 + 3 * target.least_exception_bits:
        return
    runs = list(_runs(facts.numbers))
    factors = [(one.name, single(known, one)) for one in facts.numbers]
    factors += [(one.name, each) for one in facts.numbers for each in above_thresholds(target, known, one)]
    if len(runs) * len(factors) > _TRIED_MOST:
        factors = []
    for counts in runs:
        if len(facts.units) < 3 * len(counts):
            continue
        taken = {one.name for one in counts}
        chosen = tuple(single(known, one) for one in counts)
        yield from _tried(target, Several(chosen, None), known)
        for name, factor in factors:
            if name not in taken:
                yield from _tried(target, Several(chosen, factor), known)


def _runs(columns: Sequence[NumberColumn]) -> Iterator[tuple[NumberColumn, ...]]:
    """Give neighbors, the longest runs first."""
    for length in range(min(_MOST, len(columns)), _FEWEST - 1, -1):
        for start in range(len(columns) - length + 1):
            yield tuple(columns[start : start + length])


def _tried(target: Target, several: Several, known: Known) -> Iterator[Rule]:
    digits = max(target.digits[-1], 0)
    guess = _guess(target, several.estimate, digits)
    if guess is None:
        return
    rates = [simplest(one) for one in guess]
    if any(one is None or not one for one in rates):
        return
    simple = [one for one in rates if one is not None]
    for is_rounded in (False, True):
        for start in (simple, *_in_proportion(guess, several, known)):
            found = settled(target, several, start, Rounding(digits), is_rounded=is_rounded)
            if found is not None:
                yield written(target, several, found, Rounding(digits), is_rounded=is_rounded)


def _in_proportion(guess: Sequence[Interval], several: Several, known: Known) -> Iterator[list[Fraction]]:
    """Give the rates that are as large to each other as those of an earlier line, where the guess allows it."""
    names = tuple(one.expression for one in several.counts)
    for counts, rates in known.rates:
        if counts != names:
            continue
        says = [one.divided_by(rate) for one, rate in zip(guess, rates, strict=True)]
        for meeting in meetings(says):
            share = simplest(meeting.stretch)
            if meeting.count == len(rates) and share:
                yield [rate * share for rate in rates]


def _guess(target: Target, matrix: Estimates, digits: int) -> list[Interval] | None:
    """Guess the rates by least squares over the units that fit best, with the margin of the guess."""
    amounts = target.estimate
    kept = np.flatnonzero(np.array(target.is_known) & ((matrix != 0).any(axis=1) | (amounts != 0)))
    every = len(kept)
    if every < 3 * matrix.shape[1] or np.linalg.matrix_rank(matrix[kept]) < matrix.shape[1]:
        return None
    solution = np.zeros(matrix.shape[1])
    for percent in _TRIMMED:
        solution = np.linalg.lstsq(matrix[kept], amounts[kept], rcond=None)[0]
        away = np.abs(amounts - matrix @ solution)
        away[(matrix == 0).all(axis=1)] = np.inf
        kept = np.argsort(away, kind="stable")[: every - every * percent // 100]
    solution = np.linalg.lstsq(matrix[kept], amounts[kept], rcond=None)[0]
    rest = np.abs(amounts[kept] - matrix[kept] @ solution)
    unit = 10.0**-digits  # estimate: a place to look
    if rest.max() > min(_CLOSE * unit * matrix.shape[1], amounts[kept].std() / _TELLING):  # estimate: a place to look
        return None
    spread = np.diag(np.linalg.pinv(matrix[kept].T @ matrix[kept])) * matrix.shape[1]
    if (spread < 0).any():  # Columns nearly alike: their rates cannot be told apart.
        return None
    margin = 4 * unit * np.sqrt(spread)
    return [Interval(Fraction(a - b), Fraction(a + b)) for a, b in zip(solution, margin, strict=True)]


def settled(
    target: Target, several: Several, guess: list[Fraction], rounding: Rounding, *, is_rounded: bool
) -> list[Unknown] | None:
    """Fit each rate exactly with the others given, until none moves."""
    parts, rates = several.parts, list(guess)
    found: list[Unknown] = []
    for _ in range(_TURNS):
        before = list(rates)
        turned = _turn(target, (parts, several), rates, rounding, is_rounded=is_rounded)
        if turned is None:
            return None
        found = turned
        if rates == before:
            break
    return found


def _turn(
    target: Target,
    form: tuple[list[tuple[Fraction, ...]], Several],
    rates: list[Fraction],
    rounding: Rounding,
    *,
    is_rounded: bool,
) -> list[Unknown] | None:
    """Fit each rate once, one after the other."""
    parts, several = form
    found = []
    for place, part in enumerate(parts):
        required = []
        for at, (value, is_known) in enumerate(zip(target.values, target.is_known, strict=True)):
            others = sum(
                (
                    _part(each[at] * rate, rounding, is_rounded=is_rounded)
                    for other, (each, rate) in enumerate(zip(parts, rates, strict=True))
                    if other != place
                ),
                Fraction(0),
            )
            there = before_rounding(value - others, rounding) if is_rounded else before_rounding(value, rounding)
            if there is not None and not is_rounded:
                there = there.shifted(-others)
            required.append(there if is_known else Interval(None, None))
        one = fit(required, part, what=(f"rate for {several.counts[place].expression}",))
        if one is None or not one[0].value:
            return None
        rates[place] = one[0].value
        found.append(one[0])
    return found


def _part(value: Fraction, rounding: Rounding, *, is_rounded: bool) -> Fraction:
    return rounding.of(value) if is_rounded else value


def written(
    target: Target, several: Several, found: Sequence[Unknown], rounding: Rounding, *, is_rounded: bool
) -> Rule:
    """Write a rule of several rates that were found."""
    parts = several.parts
    gives = tuple(
        rounding.of(
            sum(
                (
                    _part(part[at] * one.value, rounding, is_rounded=is_rounded)
                    for part, one in zip(parts, found, strict=True)
                ),
                Fraction(0),
            )
        )
        for at in range(len(target.values))
    )
    by, by_bits = (f" * {several.factor.factor}", several.factor.bits) if several.factor is not None else ("", 0)
    pairs = list(zip(several.counts, found, strict=True))
    texts = [f"{one.factor}{by}{'' if each.value == 1 else f' * {literal(each.value)}'}" for one, each in pairs]
    ending = f", {rounding.digits})" if rounding.digits else ")"
    text = " + ".join(f"round({one}{ending}" if is_rounded else one for one in texts)
    words = " + ".join(one.expression + ("" if each.value == 1 else f" × {spoken(each.value)}") for one, each in pairs)
    words = f"({words}) × {several.factor.expression}" if several.factor is not None else words
    columns = tuple(name for one in (*several.counts, several.factor) if one is not None for name in one.columns)
    thresholds = several.factor.thresholds if several.factor is not None else ()
    return Rule(
        shape="several counts, each with a rate",
        words=words
        + rounded_in_words(rounding, is_line=target.is_line)
        + (", each part by itself" if is_rounded else ""),
        keys=(("value", toml_value(text)),),
        unknowns=(*found, *thresholds),
        rounding=rounding,
        gives=gives,
        columns=columns,
        several=(tuple(one.expression for one in several.counts), tuple(one.value for one in found)),
        bits=sum(one.bits for one in several.counts)
        + by_bits
        + unknown_bits(found)
        + rounding_bits(rounding, target)
        + 8,
    )
