"""Enough and wise: a few figures beside the verdict, which is about neither. What is not known is said to be so."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.equity.district.records import Answer
from perpupil.equity.situation import Nature
from perpupil.equity.stages import Stage
from perpupil.equity.wording import tenths, whole_dollars
from perpupil.money import CENTS, spoken

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.equity.district.booking import Booked
    from perpupil.equity.district.records import Ledger
    from perpupil.equity.situation import Situation


def enough(allocation: Allocation | None, adequacy: Fraction | None) -> tuple[Answer, ...]:
    """Hold the cost of the district's own standard, or the state's adequacy amount, against the pool."""
    pool = _pool_cents(allocation)
    return (_standard(allocation, pool), _adequacy(adequacy, pool))


def _pool_cents(allocation: Allocation | None) -> int | None:
    """Give what the pools have for schools."""
    if allocation is None or not allocation.pools:
        return None
    return sum(one.amount_cents - one.reserve_cents for one in allocation.pools.values())


def _standard(allocation: Allocation | None, pool: int | None) -> Answer:
    title = "The district's own standard against the pool"
    if allocation is None:
        return Answer(title, "", "No formula of the year can be run, so its cost is not known.")
    cost = sum(sum(cents.tolist()) for cents in allocation.before_cents.values())
    if pool is None:
        return Answer(
            title, "", f"The formula's rules cost {whole_dollars(cost)}; it has no pool to hold that against."
        )
    about = f"The formula's rules cost {whole_dollars(cost)} before any pool is fitted; the pool has {whole_dollars(pool)} for schools."
    return Answer(title, _beside(pool, cost), about)


def _beside(pool: int, cost: int) -> str:
    """Say whether a pool covers a cost."""
    if pool == cost:
        return "just enough"
    return f"{spoken(abs(pool - cost))} {'short' if pool < cost else 'to spare'}"


def _adequacy(adequacy: Fraction | None, pool: int | None) -> Answer:
    title = "The state's adequacy amount against the pool"
    if adequacy is None:
        return Answer(
            title, "", "What the state reckons the schools need is not said: `adequacy` in steady_state.toml."
        )
    cents = round(adequacy * CENTS)
    if pool is None:
        return Answer(
            title, "", f"The state reckons {whole_dollars(cents)}; the formula has no pool to hold that against."
        )
    return Answer(
        title, _beside(pool, cents), f"The state reckons {whole_dollars(cents)}; the pool has {whole_dollars(pool)}."
    )


def wise(booked: tuple[Booked, ...], ledger: Ledger, controlled: Mapping[str, tuple[str, ...]]) -> tuple[Answer, ...]:
    """Say what part of the money reaches schools, is theirs to decide on, was not spent, and serves a strategy that somebody named."""
    by_stage = {one.stage: one for one in booked}
    last = by_stage.get(Stage.SPENT) or by_stage.get(Stage.BUDGETED)
    return (
        _reaching(last),
        _controlled(last, ledger, controlled),
        _unspent(by_stage, ledger),
        Answer(
            "Share tagged with the strategy it serves",
            "",
            "No amount carries a strategy yet, so that nobody can say what a strategy has cost.",
        ),
    )


def outside_any_rule(situation: Situation) -> Answer:
    """Say what part of what is allocated stands outside any rule."""
    title = "Share of what is allocated that follows no rule"
    money = [one for one in situation.question.money if one.stage is Stage.ALLOCATED]
    known = [[situation.cents(at, [one.name]) for at in situation.kept] for one in money]
    amounts = [sum(cents or 0 for cents in each) for each in known]
    whole = sum(amounts)
    if whole <= 0:
        return Answer(title, "", "What is allocated is not known.")
    outside = sum(cents for one, cents in zip(money, amounts, strict=True) if one.nature is Nature.OUTSIDE_RULE)
    if not any(one.nature is Nature.OUTSIDE_RULE for one in money):
        return Answer(title, "", 'No amount is said to be outside the rules: nature = "outside_rule" in [money].')
    return Answer(
        title,
        _share(outside, whole),
        f"{whole_dollars(outside)} of {whole_dollars(whole)} that is allocated to the schools compared.",
    )


def _reaching(last: Booked | None) -> Answer:
    title = "Share that reaches schools"
    if last is None or last.total_cents <= last.excluded_in_all_cents:
        return Answer(title, "", "There is no ledger of the year.")
    whole = last.total_cents - last.excluded_in_all_cents
    there = sum(last.at_schools.values()) + last.spread_cents + last.at_other_schools_cents
    return Answer(
        title,
        _share(there, whole),
        f"{whole_dollars(there)} of {whole_dollars(whole)} that was {last.stage}, all funds.",
    )


def _controlled(last: Booked | None, ledger: Ledger, controlled: Mapping[str, tuple[str, ...]]) -> Answer:
    title = "Share of schools' money that schools decide on"
    there = 0 if last is None else sum(last.at_schools.values()) + last.spread_cents
    if last is None or there <= 0 or not controlled:
        about = (
            "Which accounts schools decide on is not said: `controlled` in [ledger]." if last else "There is no ledger."
        )
        return Answer(title, "", about)
    cents = sum(
        cost.cents
        for cost in ledger.costs[last.stage]
        if cost.school
        and not cost.excluded
        and any(cost.codes.get(name) in codes for name, codes in controlled.items())
    )
    return Answer(
        title,
        _share(cents, there),
        f"{whole_dollars(cents)} of {whole_dollars(there)} that was {last.stage} for schools.",
    )


def _unspent(by_stage: Mapping[Stage, Booked], ledger: Ledger) -> Answer:
    title = "Unspent at the end of the year"
    budgeted, spent = by_stage.get(Stage.BUDGETED), by_stage.get(Stage.SPENT)
    if budgeted is None or spent is None or budgeted.total_cents <= 0:
        return Answer(title, "", "The ledger has no budget, or nothing that was spent.")
    if not ledger.is_closed:
        return Answer(title, "", f"The year has to be closed for it; the ledger has {ledger.periods[Stage.SPENT]}.")
    left = budgeted.total_cents - spent.total_cents
    return Answer(
        title, _share(left, budgeted.total_cents), f"{whole_dollars(left)} of {whole_dollars(budgeted.total_cents)}."
    )


def _share(part: int, whole: int) -> str:
    return f"{tenths(Fraction(part * 100, whole))}%"
