"""The search for one line: every kind of rule, the simplest that gives most units their amount to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perpupil.drafting.fitting import Limit
from perpupil.drafting.pairs import pair_rules
from perpupil.drafting.pools import pool_rules
from perpupil.drafting.positions import staffing_rules
from perpupil.drafting.products import product_rules, triple_rules
from perpupil.drafting.quantities import singles, sums
from perpupil.drafting.rates import limits, rules_of_batch
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


def choose(target: Target, known: Known, above: Limit | None = None) -> Choice | None:
    """Choose the simplest rule for a line; None when nothing explains it.

    Args:
        target: The amounts.
        known: What a rule may use.
        above: For a line that may be a hold-harmless: what all other lines give.

    """
    lines = {one.name for one in known.numbers if one.is_line}
    found: dict[tuple[tuple[str, str], ...], Rule] = {}
    for rules in (simple_rules(target, known, above), further_rules(target, known)):
        for rule in rules:
            cost = rule.cost(target)
            if not is_evident(rule, target, lines) or not target.best.allows(cost):
                continue
            if rule.keys not in found or cost < found[rule.keys].cost(target):
                found[rule.keys] = rule
            target.best.cost = min(target.best.cost, cost)
        if target.best.cost < _ENOUGH:
            break
    if not found:
        return None
    ranked = sorted(found.values(), key=lambda rule: rule.cost(target))
    return Choice(ranked[0], tuple(rule for rule in ranked[1:] if is_another(rule, ranked[0], target, lines))[:3])


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
"""Units that may stand outside a rule; beyond that it is no rule of the district but of a part of it."""
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
    most_missed = _MISSED_PERCENT if lines.isdisjoint(rule.columns) else _MISSED_BY_LINES_PERCENT
    if len(missed) * 100 > len(target.values) * most_missed:
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
    kinds = [tiered_rules, slide_rules, pair_rules, product_rules, triple_rules, several_rules]
    if len(known.units) > _DISTRICT_UNITS:
        kinds = [product_rules, pair_rules, triple_rules, tiered_rules, slide_rules, several_rules]
    for rules in kinds:
        if is_good(target):
            return
        yield from rules(target, known)


def is_good(target: Target) -> bool:
    """Whether the best rule so far is short and has so few exceptions that no other kind of rule is looked for."""
    allowed = max(1, len(target.values) // 50)
    return target.best.cost < _ENOUGH + allowed * target.least_exception_bits


_DISTRICT_UNITS = 200
"""Tables of more units are states; what states write, products, is tried first there."""
