"""Two methods that hand out different sums: how much of what changes is the rule, and how much is the money.

A method that fits its lines to a pool can be worked with the sum that the other one hands out. Then both hand out the same, and what is left
between them is the rule alone: it moves dollars from one unit to another and adds up to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.comparison.shapley import attribute
from perpupil.money import CENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.comparison.shapley import Coalition
    from perpupil.exact.columns import Integers


class Terms(StrEnum):
    """On which sum the two methods are compared as rules."""

    SAME = "same"
    """Both hand out the same sum as they are."""
    BEFORE = "before"
    """The second is worked with the sum of the first."""
    AFTER = "after"
    """The first is worked with the sum of the second."""
    MEAN = "mean"
    """Each is worked with the sum of the other, and the mean of both is taken."""
    UNKNOWN = "unknown"
    """Neither can be worked with the sum of the other."""


@dataclass(frozen=True, slots=True)
class MoneyAndRule:
    """What changes at each unit, in two parts that add up to it; arrays are in the order of `units`, in cents."""

    terms: Terms
    units: tuple[str, ...] = field(repr=False)
    rule_cents: Integers = field(repr=False)
    """What changes although both hand out the same sum."""
    money_cents: Integers = field(repr=False)
    """What the other sum adds or takes; where `terms` is unknown all is in the rule, and nobody can tell."""


def money_and_rule(before: Allocation, after: Allocation, units: Sequence[str]) -> MoneyAndRule:
    """Part what changes between two methods on the same students into rule and money.

    Args:
        before: What the first method gives.
        after: What the second gives.
        units: In which order to give the parts; a unit that a method does not have gets nothing of it.

    """
    first, last = _paid(before, units), _paid(after, units)
    nothing = np.zeros_like(first)
    if before.total_cents == after.total_cents:
        return MoneyAndRule(Terms.SAME, tuple(units), last - first, nothing)
    ruled = with_total(after, before.total_cents)
    funded = with_total(before, after.total_cents)
    if ruled is not None and funded is not None:
        amounts: dict[Coalition, Integers] = {
            frozenset(): first,
            frozenset({0}): _paid(ruled, units),
            frozenset({1}): _paid(funded, units),
            frozenset({0, 1}): last,
        }
        rule, money = attribute(2, amounts)
        return MoneyAndRule(Terms.MEAN, tuple(units), rule, money)
    if ruled is not None:
        same = _paid(ruled, units)
        return MoneyAndRule(Terms.BEFORE, tuple(units), same - first, last - same)
    if funded is not None:
        same = _paid(funded, units)
        return MoneyAndRule(Terms.AFTER, tuple(units), last - same, same - first)
    return MoneyAndRule(Terms.UNKNOWN, tuple(units), last - first, nothing)


def with_total(allocation: Allocation, total_cents: int) -> Allocation | None:
    """Work a method with as much in its pool as makes it hand out a certain sum; None where there is no such pool, or more than one.

    It is the pool that is handed out whole; one that only shrinks its lines is taken where there is no other.
    """
    methods = {name: allocation.formula.pools[name].method for name, pool in allocation.pools.items() if pool.fit}
    fitted = [name for name, method in methods.items() if method == "scale"] or list(methods)
    if len(fitted) != 1:
        return None
    change = Fraction(total_cents - allocation.total_cents, CENTS)
    formula = replace(allocation.formula.with_pool_changed(fitted[0], change), expectations=())
    worked, _ = run_again(formula, Memory(allocation.world))
    return worked if worked is not None and worked.total_cents == total_cents else None


def _paid(allocation: Allocation, units: Sequence[str]) -> Integers:
    """Give what each of some units gets; Python integers, which no sum can overflow."""
    paid = dict(zip(allocation.units, allocation.totals_cents.tolist(), strict=True))
    return np.array([paid.get(unit, 0) for unit in units], object)
