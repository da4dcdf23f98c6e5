"""What must hold for any services and choices: no cent is made or lost, order does not matter, and nobody pays for another's choice."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perpupil.calendar.notice import whole_months
from perpupil.services.catalogue import Approach, Below
from perpupil.services.choices import Choice
from perpupil.services.notice import share_freed
from perpupil.services.price import Price
from perpupil.services.receipt import receipt
from perpupil.services.settlement import Settled, settle
from tests.services.worlds import SCHOOLS, World, worlds


def settled(world: World, choices: tuple[Choice, ...] | None = None) -> tuple[Settled, ...]:
    made, _ = settle(world.catalogue, world.prices, world.choices if choices is None else choices)
    return made.services


def central_cost(price: Price) -> Fraction:
    """What the district spends on a service today, worked out from its text alone."""
    service = price.service
    quantity = {
        "participant": sum(service.placed.values(), Fraction(0)),
        "days": sum(service.placed.values(), Fraction(0)),
        "flat": Fraction(len(SCHOOLS)),
    }
    units = service.units or quantity.get(str(service.driver), price.quantity)
    variable = service.variable_cents or 0
    return variable + 100 * (service.rate or 0) * units + service.fixed_cents


@given(worlds())
def test_the_prices_of_all_schools_are_the_central_cost(world: World) -> None:
    for price in world.prices:
        # A rate in whole cents times half days can end on half a cent at each school.
        assert abs(price.cost_cents - central_cost(price)) <= Fraction(len(SCHOOLS) + 1, 2)
        if price.service.rate is None or str(price.service.driver) != "days":
            assert price.cost_cents == central_cost(price)


@given(worlds())
def test_credits_and_retained_cost_and_bought_services_are_the_cost_before(world: World) -> None:
    for one in settled(world):
        before = one.price.cost_cents
        assert before == one.money_cents + one.service_cents + one.stays_cents + one.retained_cents + one.spare_cents
        for outcome in one.outcomes:
            assert outcome.price_cents == outcome.service_cents + outcome.money_cents + outcome.stays_cents
            if one.price.service.approach is Approach.OPT_OUT:
                assert (outcome.credit_cents, outcome.paid_cents) == (outcome.money_cents, 0)
            elif not outcome.has:
                assert outcome.paid_cents == 0
            assert outcome.stays_cents >= 0


@given(worlds())
def test_what_the_district_spends_after_and_what_schools_get_are_what_it_spent_before(world: World) -> None:
    """An oracle that knows no outcome: it follows the money school by school, from rates, notice and schedule."""
    for one in settled(world):
        service = one.price.service
        if not one.price.is_offered or one.held_back_cents or not one.runs or service.rate is None:
            continue
        chosen = {choice.school: choice for choice in world.choices if choice.service == service.name}
        for outcome in one.outcomes:
            share = one.price.share(outcome.school)
            choice = chosen.get(outcome.school)
            if choice is None:
                assert outcome.money_cents == 0
                continue
            months = whole_months(choice.when, world.catalogue.starts)
            if choice.kept == 0:
                enough = months >= service.notice_months
                freed = int(share.fixed_cents * share_freed(service.freed, months))
                assert outcome.money_cents == (share.variable_cents + freed if enough else 0)
            elif choice.kept == share.quantity:
                assert outcome.money_cents == 0
            elif choice.kept > share.quantity:
                more = 100 * service.rate * (choice.kept - share.quantity)
                assert abs(outcome.money_cents + more) <= Fraction(1, 2)


@given(worlds(), st.data())
def test_the_order_of_choices_changes_nothing(world: World, data: st.DataObject) -> None:
    order = data.draw(st.permutations(world.choices))
    assert settled(world, tuple(order)) == settled(world)


@given(worlds(), st.integers(0, len(SCHOOLS) - 1))
def test_a_school_that_chose_nothing_sees_no_change_because_another_left(world: World, number: int) -> None:
    school = SCHOOLS[number]
    without = tuple(choice for choice in world.choices if choice.school != school)
    alone, together = settled(world, ()), settled(world, without)
    for before, after in zip(alone, together, strict=True):
        if after.runs and before.runs:
            assert before.outcome(school) == after.outcome(school)


@given(worlds())
def test_another_school_s_choice_changes_no_money_but_below_viability_or_a_contract(world: World) -> None:
    everyone = settled(world)
    for number, one in enumerate(everyone):
        if one.held_back_cents or not one.runs:
            continue
        for school in SCHOOLS:
            only = settled(world, tuple(choice for choice in world.choices if choice.school == school))[number]
            if only.runs and not only.held_back_cents:
                assert only.outcome(school) == one.outcome(school)


@given(worlds())
def test_a_contract_is_paid_in_full_and_no_more_is_held_back(world: World) -> None:
    for one in settled(world):
        contract = one.price.service.commitment
        if contract is None or one.price.rate is None:
            continue
        left = one.has + one.price.spare
        assert (one.held_back_cents > 0) <= (left < contract.units)
        held = max(contract.units - left, Fraction(0)) * one.price.rate * 100
        assert one.held_back_cents <= held + Fraction(1, 2)
        for outcome in one.outcomes:
            if outcome.choice is None:
                assert outcome.money_cents == 0


@given(worlds())
def test_below_viability_all_who_wanted_it_get_what_it_frees_or_all_keep_it(world: World) -> None:
    for one in settled(world):
        viability = one.price.service.viability
        assert one.runs == (viability is None or not one.price.is_offered or one.wanted >= viability.units)
        if one.runs or viability is None:
            continue
        kept = viability.below is Below.KEEP
        assert all(outcome.has == (outcome.quantity if kept else 0) for outcome in one.outcomes)
        assert not kept or one.money_cents == 0


@given(worlds())
def test_buy_back_puts_the_money_in_first_and_comes_to_the_same_as_opt_out(world: World) -> None:
    within = tuple(
        choice
        for choice in world.choices
        if choice.kept
        <= next(one for one in world.prices if one.service.name == choice.service).share(choice.school).quantity
    )
    sides = []
    for approach in (Approach.OPT_OUT, Approach.BUY_BACK):
        catalogue = world.catalogue.with_approach(approach)
        by_name = {service.name: service for service in catalogue.services}
        prices = tuple(replace(price, service=by_name[price.service.name]) for price in world.prices)
        sides.append(settle(catalogue, prices, within)[0])
    for declined, bought in zip(sides[0].services, sides[1].services, strict=True):
        for one, other in zip(declined.outcomes, bought.outcomes, strict=True):
            assert (one.money_cents, one.stays_cents, one.service_cents) == (
                other.money_cents,
                other.stays_cents,
                other.service_cents,
            )
            assert one.credit_cents == one.money_cents
            assert other.paid_cents >= 0


@given(worlds())
def test_a_receipt_adds_up(world: World) -> None:
    made, _ = settle(world.catalogue, world.prices, world.choices)
    receipts = [receipt(world.catalogue, made, school, school) for school in SCHOOLS]
    for one in receipts:
        assert one.value_cents == one.service_cents + one.money_cents + one.stays_cents + one.not_chosen_cents
    spent = sum(price.cost_cents for price in world.prices if price.is_offered)
    spare = sum(price.spare_cents for price in world.prices if price.is_offered)
    assert sum(one.value_cents for one in receipts) == spent - spare
    assert made.left_over_cents == 0
