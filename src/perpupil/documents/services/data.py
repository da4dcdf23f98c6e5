"""Services as data for a script: amounts in whole cents, quantities as exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from perpupil.exact.numerals import write_number
from perpupil.services.catalogue import Catalogue
from perpupil.services.demand import Demand, demand
from perpupil.services.gains import Gains
from perpupil.services.price import Price, deadline_months
from perpupil.services.receipt import Receipt
from perpupil.services.settlement import Outcome, Settlement
from perpupil.services.wording import below_sentence, gains_sentences, offer_sentence, price_arithmetic


def prices_as_data(catalogue: Catalogue, prices: Sequence[Price]) -> dict[str, Any]:
    """Give the price list."""
    titles = {service.name: service.title for service in catalogue.services}
    return {
        "title": catalogue.title,
        "year": catalogue.year,
        "starts": str(catalogue.starts),
        "deadline": str(catalogue.deadline),
        "source": catalogue.source,
        "services": [_price(catalogue, price, titles) for price in prices],
        "excluded": [{"title": one.title, "reason": one.reason} for one in catalogue.exclusions],
    }


def _price(catalogue: Catalogue, price: Price, titles: dict[str, str]) -> dict[str, Any]:
    service, months = price.service, deadline_months(catalogue)
    freed, stays = price.unit_offer(months)
    return {
        "name": service.name,
        "title": service.title,
        "category": str(service.category),
        "owner": service.owner,
        "aim": service.aim,
        "evidence": service.evidence,
        "approach": str(service.approach),
        "driver": str(service.driver),
        "unit": service.unit_noun,
        "units": write_number(price.quantity),
        "spare_units": write_number(price.spare),
        "cost_cents": price.cost_cents,
        "fixed_cents": service.fixed_cents,
        "freed_a_unit": write_number(freed),
        "stays_a_unit": write_number(stays),
        "no_choice": price.no_choice or None,
        "arithmetic": price_arithmetic(price, catalogue.currency),
        "offer": offer_sentence(catalogue, price),
        "below": below_sentence(price, titles) or None,
        "schools": [
            {
                "school": share.school,
                "units": write_number(share.quantity),
                "price_cents": share.price_cents,
                "money_cents": price.offer(share, Fraction(0), months).money_cents,
                "stays_cents": price.offer(share, Fraction(0), months).stays_cents,
            }
            for share in price.shares
        ],
    }


def choices_as_data(catalogue: Catalogue, settlement: Settlement) -> dict[str, Any]:
    """Give what follows from the choices, a service and school."""
    return {
        "year": catalogue.year,
        "cost_cents": settlement.cost_cents,
        "left_over_cents": settlement.left_over_cents,
        "services": [
            {
                "service": one.price.service.name,
                "cost_cents": one.price.cost_cents,
                "service_cents": one.service_cents,
                "money_cents": one.money_cents,
                "stays_cents": one.stays_cents + one.spare_cents,
                "no_choice_cents": one.retained_cents,
                "runs": one.runs,
                "held_back_cents": one.held_back_cents,
                "schools": [_outcome(outcome) for outcome in one.outcomes],
            }
            for one in settlement.services
        ],
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "school": one.school,
        "service": one.service,
        "units": write_number(one.quantity),
        "wanted": write_number(one.wanted),
        "has": write_number(one.has),
        "price_cents": one.price_cents,
        "service_cents": one.service_cents,
        "money_cents": one.money_cents,
        "stays_cents": one.stays_cents,
        "credit_cents": one.credit_cents,
        "paid_cents": one.paid_cents,
        "standing": str(one.standing),
        "who": one.choice.who if one.choice else None,
        "when": str(one.choice.when) if one.choice else None,
    }


def demand_as_data(catalogue: Catalogue, settlement: Settlement) -> dict[str, Any]:
    """Give what all schools want."""
    return {"year": catalogue.year, "services": [_demand(one) for one in demand(settlement)]}


def _demand(one: Demand) -> dict[str, Any]:
    viability = one.settled.price.service.viability
    positions = (one.positions_today, one.positions_wanted)
    today, wanted = (write_number(number) if number is not None else None for number in positions)
    return {
        "service": one.settled.price.service.name,
        "units_today": write_number(one.today),
        "units_wanted": write_number(one.wanted),
        "units_needed": write_number(viability.units) if viability else None,
        "runs": one.settled.runs,
        "schools_today": one.schools_today,
        "schools_wanting": one.schools_wanting,
        "schools_not_chosen": one.not_chosen,
        "positions_today": today,
        "positions_wanted": wanted,
    }


def receipt_as_data(catalogue: Catalogue, receipt: Receipt) -> dict[str, Any]:
    """Give a school's receipt."""
    return {
        "year": catalogue.year,
        "school": receipt.school,
        "name": receipt.name,
        "value_cents": receipt.value_cents,
        "service_cents": receipt.service_cents,
        "money_cents": receipt.money_cents,
        "stays_cents": receipt.stays_cents,
        "not_chosen_cents": receipt.not_chosen_cents,
        "credit_cents": receipt.credit_cents,
        "paid_cents": receipt.paid_cents,
        "services": [
            _outcome(line.outcome)
            | {
                "if_declined": {
                    "money_cents": line.if_declined.money_cents,
                    "stays_cents": line.if_declined.stays_cents,
                }
            }
            for line in receipt.lines
        ],
    }


def gains_as_data(catalogue: Catalogue, found: Sequence[Gains]) -> dict[str, Any]:
    """Give who gains, by quarters of need."""
    return {
        "year": catalogue.year,
        "need": catalogue.need,
        "services": [
            {
                "service": one.price.service.name,
                "money_cents": one.money_cents,
                "relevant_grades": list(one.grades),
                "relevant_needs": list(one.needs),
                "sentences": list(gains_sentences(one, catalogue)),
                "quarters": [
                    {
                        "schools": list(quarter.schools),
                        "students": write_number(quarter.students),
                        "today_cents": quarter.today_cents,
                        "by_student_cents": quarter.by_student_cents,
                        "by_relevant_cents": quarter.by_relevant_cents,
                    }
                    for quarter in one.quarters
                ],
            }
            for one in found
        ],
    }
