"""Rules of products and differences: a count times a share times a rate of the place, what a cost has above what is raised at home.

They are looked for where nothing simpler gives the amounts; states write such rules more often than districts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from perpupil.drafting.fitting import PLAIN
from perpupil.drafting.quantities import (
    Batch,
    Quantity,
    Waiting,
    differences,
    multiplied,
    products,
    quotients,
    runs,
    sides,
    single,
)
from perpupil.drafting.rates import rules_of_batch
from perpupil.drafting.rules import Rule
from perpupil.drafting.screening import sample
from perpupil.drafting.table import Known, Target

_EXCEPTIONS_MOST = 3
"""With a rule at hand that has so few exceptions, nothing further is looked for."""
_RUNS_MOST, _TRIPLED_MOST = 300, 50


def difference_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules of one rate over what is above nothing or below it, and over differences of two columns."""
    if _is_good(target):
        return
    yield from rules_of_batch(target, known, sides(known), [PLAIN])
    if _is_good(target):
        return
    for is_limited in (False, True):
        for batch in differences(known, is_limited=is_limited):
            yield from rules_of_batch(target, known, batch, [PLAIN])


def product_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules of one rate over products of two columns."""
    if _is_good(target):
        return
    first = runs(known)[:_RUNS_MOST]
    for batch in products(first, [single(known, one) for one in known.numbers]):
        yield from rules_of_batch(target, known, batch, [PLAIN])


def quotient_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules of one rate over one column divided by another."""
    if _is_good(target):
        return
    for batch in quotients(known):
        yield from rules_of_batch(target, known, batch, [PLAIN])


def triple_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules of one rate over products of three columns."""
    if _is_good(target):
        return
    for batch in _triples(target, known.facts_alone()):
        yield from rules_of_batch(target, known, batch, [PLAIN])


def _is_good(target: Target) -> bool:
    return target.best.cost < 60 + _EXCEPTIONS_MOST * target.least_exception_bits


def _triples(target: Target, known: Known) -> Iterator[Batch]:
    """Multiply each column, or short sum of columns, with every two others."""
    columns = [single(known, one) for one in known.numbers if _may_be_factor(target, one.estimate)][:_TRIPLED_MOST]
    if len(columns) < 3:  # noqa: PLR2004  three factors
        return
    units = sample(target.estimate)
    chosen = list(combinations(range(len(columns)), 2))
    rows = np.array([columns[a].estimate[units] * columns[b].estimate[units] for a, b in chosen])
    for one in runs(known)[:_RUNS_MOST]:
        if not _may_be_factor(target, one.estimate):
            continue

        def make(place: int, one: Waiting = one) -> Quantity:
            a, b = chosen[place]
            return multiplied(multiplied(one.make(), columns[a]), columns[b])

        yield Batch(rows * one.estimate[units], make, is_sampled=True)


def _may_be_factor(
    target: Target, estimate: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> bool:  # estimate: screening
    """Whether a column is nowhere zero where there is an amount, but for a few units."""
    paid = target.estimate != 0
    return bool((paid & (estimate == 0)).sum() * 10 <= paid.sum())
