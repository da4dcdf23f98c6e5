"""Grants for a script: every figure of the pages, amounts in whole cents."""

from __future__ import annotations

from typing import Any

from perpupil.exact.numerals import write_number
from perpupil.grants.devolution import Devolution
from perpupil.grants.grant_year import GrantYear
from perpupil.grants.proposals.review import Review


def grant_year_as_data(year: GrantYear) -> dict[str, Any]:
    """Give a year's grants as plain values."""
    return {
        "title": year.grants.title,
        "year": year.grants.year,
        "currency": year.grants.currency,
        "grants": {name: devolution_as_data(one) for name, one in year.devolutions.items()},
        "proposals": [proposal_as_data(one) for one in year.reviews],
        "spending": [
            {
                "date": one.on.isoformat(), "grant": one.grant, "school": one.school, "proposal": one.proposal,
                "line": one.line, "amount_cents": one.amount_cents, "what": one.what,
            }
            for one in year.spending
        ],
        "road_map": [
            {"grant": one.grant, "step": str(one.step), "gates": {gate.name: gate.holds for gate in one.gates}}
            for one in year.road
        ],
    }  # fmt: skip


def devolution_as_data(one: Devolution) -> dict[str, Any]:
    """Give one grant."""
    return {
        "title": one.grant.title,
        "program": one.grant.program.name,
        "direct": str(one.grant.direct),
        "award": [
            {"kind": str(each.kind), "amount_cents": each.amount_cents, "on": each.on.isoformat(), "source": each.source}
            for each in one.grant.award.amounts
        ],
        "available_cents": one.grant.award.available_cents,
        "begins": one.grant.period.begins.isoformat(),
        "ends": one.grant.period.ends.isoformat(),
        "private_least_cents": one.private_least_cents,
        "rate_cents": write_number(one.rate_cents),
        "students": one.students,
        "parts": [
            {
                "kind": str(each.kind), "name": each.name, "title": each.title, "amount_cents": each.amount_cents,
                "why": each.why, "citation": each.citation,
            }
            for each in one.parts
        ],
        "schools": [
            {
                "unit": each.unit, "name": each.name, "is_served": each.is_served, "is_targeted": each.is_targeted,
                "rank": each.rank, "students": each.students, "enrolled": each.enrolled,
                "allocated_cents": each.allocated_cents, "taken_cents": each.taken_cents,
                "central_cents": each.central_cents, "open_cents": each.open_cents,
            }
            for each in one.schools
        ],
        "offers": [
            {
                "set_aside": each.set_aside, "school": each.school, "amount_cents": each.amount_cents,
                "worth_cents": each.worth_cents, "answer": str(each.answer), "refused": each.refused or None,
            }
            for each in one.offers
        ],
    }  # fmt: skip


def proposal_as_data(one: Review) -> dict[str, Any]:
    """Give one proposal with its review."""
    proposal = one.proposal
    return {
        "name": proposal.name,
        "title": proposal.title,
        "grant": proposal.grant,
        "school": proposal.school,
        "state": str(proposal.state),
        "purpose": proposal.purpose,
        "evidence": proposal.evidence,
        "amount_cents": proposal.amount_cents,
        "share_cents": one.share_cents,
        "left_cents": one.left_cents,
        "lines": [
            {
                "number": each.number, "what": each.what, "kind": str(each.kind), "for_whom": str(each.for_whom),
                "amount_cents": each.amount_cents, "fte": write_number(each.fte) if each.fte is not None else None,
                "vendor": each.vendor, "paid_before": str(each.paid_before),
            }
            for each in proposal.lines
        ],
        "judgements": [
            {
                "rule": each.rule, "verdict": str(each.verdict), "line": each.line.number if each.line else None,
                "says": each.says, "citation": str(each.citation), "fix": each.fix,
            }
            for each in one.judgements
        ],
        "history": [
            {"to": str(each.to), "on": each.on.isoformat(), "by": each.by, "reason": each.reason}
            for each in proposal.history
        ],
    }  # fmt: skip
