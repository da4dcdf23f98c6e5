"""The search for one line: every kind of rule, the simplest that gives most units their amount to the cent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from perpupil.drafting.fitting import Limit
from perpupil.drafting.lesser import lesser_rules
from perpupil.drafting.nearest import given, nearest_rule
from perpupil.drafting.pairs import pair_rules
from perpupil.drafting.pools import pool_rules
from perpupil.drafting.positions import staffing_rules
from perpupil.drafting.products import difference_rules, product_rules, quotient_rules, triple_rules
from perpupil.drafting.quantities import singles, sums
from perpupil.drafting.ramps import ramp_rules
from perpupil.drafting.rates import limits, rules_of_batch
from perpupil.drafting.relations import relation_rules
from perpupil.drafting.rules import Rule
from perpupil.drafting.several import several_rules
from perpupil.drafting.slides import slide_rules
from perpupil.drafting.table import Known, Target
from perpupil.drafting.tiers import constant_rules, tiered_rules

WORTH_PERCENT = 75
"""A rule must take at most this part of what it takes to write the amounts out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The rule chosen for a line, and the others that fit as well."""

    rule: Rule
    others: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search came to."""

    choice: Choice | None
    nearest: Rule | None
    """Where no rule is good enough: the one that gives most units."""
    tried: tuple[str, ...]
    """The kinds of rules that were tried, in words."""


def choose(target: Target, known: Known, above: Limit | None = None) -> Outcome:
    """Choose the simplest rule for a line, or say which comes nearest.

    Args:
        target: The amounts.
        known: What a rule may use.
        above: For a line that may be a hold-harmless: what all other lines give.

    """
    lines = {one.name for one in known.numbers if one.is_line}
    found: dict[tuple[tuple[str, str], ...], Rule] = {}
    rejected: list[Rule] = []
    kinds = [simple_rules(target, known, above), further_rules(target, known)]
    for rules in kinds[: 1 if target.count_above_zero < FEW else 2]:
        for rule in rules:
            cost = rule.cost(target)
            if not is_evident(rule, target, lines):
                rejected = _nearer(target, rejected, rule)
            elif target.best.allows(cost):
                if rule.keys not in found or cost < found[rule.keys].cost(target):
                    found[rule.keys] = rule
                target.best.cost = min(target.best.cost, cost)
        if target.best.cost < _ENOUGH:
            break
    if not found:
        near = nearest_rule(target, known) if target.count_above_zero >= FEW else None
        nearest = _nearer(target, rejected, near) if near is not None else rejected
        tried = _tried(target, known) if target.count_above_zero >= FEW else ()
        return Outcome(None, nearest[0] if nearest else None, tried)
    ranked = sorted(found.values(), key=lambda rule: rule.cost(target))
    others = tuple(rule for rule in ranked[1:] if is_another(rule, ranked[0], target, lines))
    return Outcome(Choice(ranked[0], others[:3]), None, ())


def _nearer(target: Target, kept: list[Rule], rule: Rule) -> list[Rule]:
    """Keep of two rules the one that gives more units; among equals the shorter."""
    return [min([*kept, rule], key=lambda one: (-given(target, one), one.bits))]


def is_another(rule: Rule, best: Rule, target: Target, lines: set[str]) -> bool:
    """Whether a rule is worth telling of beside the best: as good, nearly as simple, and not the same in other words."""
    if not target.best.allows(rule.cost(target)) or len(target.misses(rule.gives)) > len(target.misses(best.gives)):
        return False
    if not lines.isdisjoint(rule.columns) and lines.isdisjoint(best.columns):
        return False
    return not set(best.columns) <= set(rule.columns) or (
        set(best.columns) == set(rule.columns)
        and rule.shape != best.shape
        and rule.bits <= best.bits + _SAME_FACTS_BITS
    )


_MISSED_PERCENT, _MISSED_BY_LINES_PERCENT = 25, 10
"""Units that may stand outside a rule, of all units; and of those that get something, for a rule by other lines."""
_SAME_FACTS_BITS = 5
_ENOUGH = 48
"""A rule that costs less than this has no exception and few digits; nothing more complicated can beat it."""


def is_evident(rule: Rule, target: Target, lines: set[str]) -> bool:
    """Whether a rule explains clearly more than it takes to say it.

    It must give more than twice as many units an amount as it has numbers, and be clearly shorter than the list of amounts. A rule that
    rests on other lines must give nearly all: lines of one district are always alike, and half of them may agree to the cent by chance.
    """
    missed = set(target.misses(rule.gives))
    given = sum(
        value != 0 and is_known and place not in missed
        for place, (value, is_known) in enumerate(zip(target.values, target.is_known, strict=True))
    )
    if len(missed) * 100 > len(target.values) * _MISSED_PERCENT:
        return False
    if not lines.isdisjoint(rule.columns) and len(missed) * 100 > target.count_above_zero * _MISSED_BY_LINES_PERCENT:
        return False
    return given > 2 * len(rule.unknowns) and rule.cost(target) * 100 <= target.bits * WORTH_PERCENT


def simple_rules(target: Target, known: Known, above: Limit | None = None) -> Iterator[Rule]:
    """Give the rules that districts use most."""
    yield from constant_rules(target, known)
    if not known.numbers:
        return
    chosen = list(limits(target))
    if above is not None:
        yield from rules_of_batch(target, known, singles(known), [above])
    for batch in (singles(known), sums(known)):
        yield from rules_of_batch(target, known, batch, chosen)
        yield from pool_rules(target, batch)
    yield from staffing_rules(target, known)


def further_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules with tiers, thresholds, two rates, products and several rates, as long as none is good enough."""
    if not known.numbers:
        return
    for kind in _DISTRICT_KINDS if len(known.units) <= _DISTRICT_UNITS else _STATE_KINDS:
        if is_good(target):
            return
        yield from _KINDS[kind](target, known)


def _tried(target: Target, known: Known) -> tuple[str, ...]:
    """Say which kinds of rules were tried."""
    simple = [*_SIMPLE_KINDS, *(_STAFFING_KINDS if target.is_line else ())] if known.numbers else _SIMPLE_KINDS[:1]
    return (*simple, *(_KINDS if known.numbers else ()))


_SIMPLE_KINDS = ("one amount, or one by a text or a size", "a rate for a column or a sum of columns")
_STAFFING_KINDS = ("a sum shared out", "positions by a ratio at a price")
_KINDS: dict[str, Callable[[Target, Known], Iterator[Rule]]] = {
    "a rate by a text or a size": tiered_rules,
    "what is above a threshold": slide_rules,
    "a straight line between two levels": ramp_rules,
    "two rates, also with each part rounded": pair_rules,
    "what one column has above another, or above nothing": difference_rules,
    "products of two columns": product_rules,
    "one column divided by another": quotient_rules,
    "sums and differences of several columns": relation_rules,
    "the lesser or the greater of two amounts": lesser_rules,
    "products of three columns": triple_rules,
    "neighbors, each with a rate": several_rules,
}
_DISTRICT_KINDS = tuple(_KINDS)
_STATE_KINDS = (
    "what one column has above another, or above nothing",
    "sums and differences of several columns",
    "products of two columns",
    "one column divided by another",
    "two rates, also with each part rounded",
    "a straight line between two levels",
    "the lesser or the greater of two amounts",
    "products of three columns",
    "a rate by a text or a size",
    "what is above a threshold",
    "neighbors, each with a rate",
)


def is_good(target: Target) -> bool:
    """Whether the best rule so far is short and has so few exceptions that no other kind of rule is looked for."""
    allowed = max(1, len(target.values) // _UNITS_AN_EXCEPTION)
    return target.best.cost < _ENOUGH + allowed * target.least_exception_bits


FEW = 4
"""Units with an amount: of fewer only the simple rules are asked, and hardly ever evident."""
_UNITS_AN_EXCEPTION = 150
_DISTRICT_UNITS = 200
"""Tables of more units are states; what states write, products, is tried first there."""
