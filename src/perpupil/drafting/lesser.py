"""The lesser or the greater of two amounts: an increase, but no more than what is still lacking; a cut, but no more than there was.

One of the two is looked for among columns and differences: it is nowhere on the wrong side of the amounts, and is the amount itself at some
units. At the others the second amount must be paid, which is a sum or difference of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from perpupil.drafting.quantities import LINE_BITS, Quantity, excess, single
from perpupil.drafting.rates import rounded_in_words
from perpupil.drafting.relations import Terms, terms_of
from perpupil.drafting.rules import Rule, rounding_bits, toml_value
from perpupil.drafting.table import Estimates, Known, NumberColumn, Places, Target
from perpupil.exact.rounding import Rounding

_PAID_LEAST, _REACHED_LEAST = 9, 2
"""Units that must get something; and those that must get something by each of the two amounts."""
_STRANGERS_PERCENT = 2
_TRIED = 4
_CLOSE = 0.01  # estimate: a place to look
_CHOICE_BITS = 4


@dataclass(frozen=True, slots=True)
class Edge:
    """An amount beyond which a line does not go."""

    of: Quantity
    is_most: bool
    rows: Places
    """The units that do not get it, where the second amount must be paid."""


def lesser_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules of the lesser or the greater of two amounts."""
    if target.count_above_zero < _PAID_LEAST:
        return
    columns = [one for one in known.numbers if one.estimate.any()]
    for edge in _edges(target, known):
        terms = _alone(target, columns, edge) or terms_of(target, columns, edge.rows, fewest=1)
        if terms is not None and all(abs(one) == 1 for one in terms.numbers):
            yield _written(target, known, edge, terms)


def _alone(target: Target, columns: Sequence[NumberColumn], edge: Edge) -> Terms | None:
    """Find the one column, or its opposite, that is paid where the edge is not."""
    amounts = target.estimate[edge.rows]
    least = len(amounts) - len(amounts) * _STRANGERS_PERCENT // 100
    for column in columns:
        for sign in (1, -1):
            met = np.abs(sign * column.estimate[edge.rows] - amounts) <= _CLOSE
            if met.sum() >= least and (met & (amounts != 0)).sum() >= _REACHED_LEAST:
                return Terms((column,), (Fraction(sign),), is_limited=False)
    return None


def _edges(target: Target, known: Known) -> Iterator[Edge]:
    """Give the amounts beyond which the line goes at hardly any unit, and that it reaches at some, those that it reaches most first."""
    parts = [single(known, one) for one in known.numbers]
    parts += [_opposite(one) for one in parts]
    rows = np.array([one.estimate for one in parts])
    for is_most in (True, False):
        ranked: list[tuple[int, int, Callable[[], Quantity]]] = [
            (count, parts[place].bits, partial(_itself, parts[place]))
            for place, count in _reached(target, rows, is_most=is_most)
        ]
        # What the first lacks to the second, which is nothing where it lacks nothing, can only be a most.
        for one in parts[: len(known.numbers)] if is_most else ():
            for place, count in _reached(
                target, np.maximum(0, one.estimate - rows[: len(known.numbers)]), is_most=True
            ):
                cost = one.bits + parts[place].bits
                ranked.append((count, cost, partial(excess, one, parts[place], is_limited=True)))
        ranked.sort(key=lambda each: (-each[0], each[1]))
        for _, _, make in ranked[:_TRIED]:
            quantity = make()
            away = np.abs(quantity.estimate - target.estimate) > _CLOSE
            yield Edge(quantity, is_most, np.flatnonzero(away & np.array(target.is_known)))


def _opposite(of: Quantity) -> Quantity:
    return Quantity(f"-{of.expression}", tuple(-one for one in of.values), of.columns, of.bits + 1)


def _itself(quantity: Quantity) -> Quantity:
    return quantity


def _reached(target: Target, rows: Estimates, *, is_most: bool) -> Iterator[tuple[int, int]]:
    """Give the rows that the amounts are hardly anywhere beyond, and at how many units each is the amount."""
    known, amounts = np.array(target.is_known), target.estimate
    beyond = (rows - amounts if is_most else amounts - rows) < -_CLOSE
    is_there = (np.abs(rows - amounts) <= _CLOSE) & known
    wrong, reached, paid = (each.sum(axis=1) for each in (beyond & known, is_there, is_there & (amounts != 0)))
    allowed = len(amounts) * _STRANGERS_PERCENT // 100
    fine = (wrong <= allowed) & (paid >= _REACHED_LEAST) & (target.count_above_zero - paid >= _REACHED_LEAST)
    yield from ((int(place), int(reached[place])) for place in np.flatnonzero(fine))


def _written(target: Target, known: Known, edge: Edge, terms: Terms) -> Rule:
    choose, rounding = (min if edge.is_most else max), Rounding(target.digits[0])
    gives = tuple(rounding.of(choose(a, b)) for a, b in zip(terms.values(), edge.of.values, strict=True))
    name = "min" if edge.is_most else "max"
    words = "lesser" if edge.is_most else "greater"
    lines = LINE_BITS * any(one.is_line for one in terms.columns)
    return Rule(
        shape=f"the {words} of two amounts",
        words=f"the {words} of {terms.written('×', 'spoken')} and {edge.of.expression}"
        + rounded_in_words(rounding, is_line=target.is_line),
        keys=(("value", toml_value(f"{name}({terms.written('*', 'literal')}, {edge.of.expression})")),),
        unknowns=(),
        rounding=rounding,
        gives=gives,
        columns=tuple(dict.fromkeys((*(one.name for one in terms.columns), *edge.of.columns))),
        bits=known.bits_a_column * len(terms.columns)
        + lines
        + edge.of.bits
        + rounding_bits(rounding, target)
        + _CHOICE_BITS,
    )
