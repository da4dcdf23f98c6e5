"""Pots as data for a script: amounts in whole cents."""

from __future__ import annotations

from typing import Any

from perpupil.exact.numerals import write_number
from perpupil.pots.central import Fates, ServiceAtSchool
from perpupil.pots.granted import GrantAtSchool, GrantOfDistrict
from perpupil.pots.own_budget import OwnBudget
from perpupil.pots.three_pots import DistrictPots, Known, SchoolPots


def school_pots_as_data(known: Known, pots: SchoolPots) -> dict[str, Any]:
    """Give the pots of a school; null where a pot is not known."""
    return {
        "school": pots.school,
        "name": pots.name,
        "years": {pot.name.lower(): year for pot, year in known.years.items()},
        "missing": {pot.name.lower(): why for pot, why in known.missing.items()},
        "own": _own(pots.own) if pots.own is not None else None,
        "services": [_service(one) for one in pots.services] if pots.services is not None else None,
        "grants": [_grant(one) for one in pots.grants] if pots.grants is not None else None,
        "balances": {
            pot.name.lower(): {
                "there_cents": one.there_cents,
                "decided_cents": one.decided_cents,
                "others_cents": one.others_cents,
            }
            for pot, one in pots.balances.items()
        },
    }


def district_pots_as_data(known: Known, pots: DistrictPots) -> dict[str, Any]:
    """Give the pots of all schools and what they add up to."""
    services, grants = pots.services, pots.grants
    return {
        "allocated_cents": pots.allocated_cents,
        "controlled_cents": pots.controlled_cents,
        "others_cents": pots.others_cents,
        "services_cents": pots.services_cents,
        "available_cents": pots.available_cents,
        "left_over_cents": pots.left_over_cents,
        "services": [
            {
                "service": one.price.service.name,
                "cost_cents": one.price.cost_cents,
                "no_choice": one.price.no_choice or None,
                "fates": _fates(one.fates),
            }
            for one in services
        ]
        if services is not None
        else None,
        "grants": list(map(_grant_of_district, grants)) if grants is not None else None,
        "schools": [school_pots_as_data(known, one) for one in pots.schools],
    }


def _own(own: OwnBudget) -> dict[str, Any]:
    return {
        "named": own.is_named,
        "allocated_cents": own.allocated_cents,
        "controlled_cents": own.controlled_cents,
        "others_cents": own.others_cents,
        "funds": [{"fund": fund.name, "amount_cents": cents} for fund, cents in own.funds],
        "lines": [{"title": title, "amount_cents": cents} for title, cents in own.lines],
    }


def _service(one: ServiceAtSchool) -> dict[str, Any]:
    outcome = one.outcome
    return {
        "service": one.price.service.name,
        "cost_cents": one.cost_cents,
        "choice": str(outcome.standing) if outcome is not None else None,
        "units": write_number(outcome.has) if outcome is not None else None,
        "no_choice": one.price.no_choice or None,
        "fates": _fates(one.fates),
    }


def _fates(fates: Fates) -> dict[str, int]:
    return {fate.name.lower(): cents for fate, cents in fates.items()}


def _grant(one: GrantAtSchool) -> dict[str, Any]:
    return {
        "grant": one.grant.name,
        "step": str(one.grant.step),
        "directs": str(one.grant.direct),
        "share_cents": one.share.cash_cents,
        "directed_cents": one.directed_cents,
        "waiting_cents": one.waiting_cents,
        "central_cents": one.share.central_cents,
        "open_cents": one.share.open_cents,
    }


def _grant_of_district(one: GrantOfDistrict) -> dict[str, Any]:
    return {
        "grant": one.devolution.grant.name,
        "available_cents": one.available_cents,
        "directed_cents": one.directed_cents,
        "waiting_cents": one.waiting_cents,
        "kept": [
            {"kind": str(part.kind), "name": part.name, "amount_cents": part.amount_cents, "why": part.why}
            for part in one.kept
        ],
    }
