"""A register of autonomies for a script; amounts are decimals in text, days are written 2027-01-19."""

from __future__ import annotations

from typing import Any

from perpupil.budget.autonomy.exercise import Exercise
from perpupil.budget.autonomy.overview import Overview, Seen
from perpupil.budget.autonomy.records import Agreement, Fund, Granted, Move, Request, Signature, Training, Used
from perpupil.budget.autonomy.requests import Sum, YearOfRequests
from perpupil.exact.numerals import write_decimal_text
from perpupil.money import plain


def autonomy_as_data(seen: Overview) -> dict[str, Any]:
    """Give all of it."""
    register = seen.register
    return {
        "title": register.title,
        "purpose": register.purpose,
        "definition": register.definition or None,
        "source": register.source,
        "year": register.year,
        "today": seen.today.isoformat(),
        "currency": register.currency,
        "areas": {
            str(area): {
                "about": terms.about,
                "levels": {str(level): text for level, text in terms.levels.items()},
                "examples": list(terms.examples),
                "checklist": list(terms.checklist),
            }
            for area, terms in register.areas.items()
        },
        "funds": {one.name: _fund(one) for one in register.funds},
        "positions": {
            one.name: {
                "title": one.title,
                "legal": str(one.legal),
                "rule": one.rule or None,
                "condition": one.condition or None,
            }
            for one in register.positions
        },
        "training": {name: _training(one) for name, one in register.trainings.items()},
        "ladder": {
            str(step): {"decides": rung.decides, "training": list(rung.training)}
            for step, rung in register.ladder.items()
        },
        "schools": {school: _school(seen, school) for school in register.schools},
        "precedents": [
            {
                "question": one.question,
                "decision": one.decision,
                "reason": one.reason,
                "decided": one.decided.isoformat(),
                "by": one.by,
                "applies_to": list(one.applies_to),
            }
            for one in register.precedents
        ],
        "requests": [_request(one) for one in register.requests],
        "requests_by_year": [_year(one) for one in seen.years],
        "procedures": [
            {
                "title": one.title,
                "owner": one.owner,
                "due": one.due.isoformat(),
                "done": one.done.isoformat() if one.done else None,
                "why": one.why,
                "areas": [str(area) for area in one.areas],
            }
            for one in register.procedures
        ],
    }


def _fund(one: Fund) -> dict[str, Any]:
    return {
        "title": one.title,
        "pot": str(one.pot),
        "owner": one.owner,
        "use": one.use,
        "schools": {school: plain(cents) for school, cents in one.amounts_cents.items()},
        "schools_control": plain(one.controlled_cents),
        "district_controls": None if one.central_cents is None else plain(one.central_cents),
        "keeps": write_decimal_text(one.keeps),
        "keeps_at_most": None if one.keeps_at_most_cents is None else plain(one.keeps_at_most_cents),
        "rule": one.rule or None,
    }


def _training(one: Training) -> dict[str, Any]:
    return {"title": one.title, "by": one.by, "kind": "support" if one.is_support else "training"}


def _school(seen: Overview, school: str) -> dict[str, Any]:
    register = seen.register
    agreement, one = register.agreement(school), seen.school(school)
    return {
        "name": register.schools[school],
        "controls": plain(register.controlled_cents(school)),
        "agreement": _agreement(agreement, one) if agreement is not None and one is not None else None,
    }


def _agreement(agreement: Agreement, one: Seen) -> dict[str, Any]:
    standing = one.standing
    return {
        "innovation": agreement.is_innovation,
        "principal_since": agreement.principal_since.isoformat() if agreement.principal_since else None,
        "two_year_choice": agreement.two_year_choice.isoformat() if agreement.two_year_choice else None,
        "by_school": _signature(agreement.by_school),
        "by_district": _signature(agreement.by_district),
        "granted": [_granted(each) for each in agreement.granted],
        "step": str(standing.step) if standing.step else None,
        "next_step": str(standing.next_step) if standing.next_step else None,
        "wanted_for_next": [each.name for each in one.wanted_for_next],
        "outdated": [each.name for each in one.outdated],
        "moves": [_move(each) for each in standing.history],
        "training": [
            {"training": each.training, "on": each.on.isoformat(), "who": each.who} for each in agreement.taken
        ],
        "exercised": [_exercise(each) for each in one.exercised],
    }


def _signature(one: Signature | None) -> dict[str, Any] | None:
    return {"who": one.who, "on": one.on.isoformat()} if one is not None else None


def _granted(one: Granted) -> dict[str, Any]:
    return {
        "area": str(one.area),
        "level": str(one.level),
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "use": one.use or None,
        "funds": list(one.funds),
        "ready": list(one.ready),
    }


def _move(one: Move) -> dict[str, Any]:
    return {"to": str(one.to), "on": one.on.isoformat(), "who": one.who, "reason": one.reason}


def _exercise(one: Exercise) -> dict[str, Any]:
    return {
        "area": str(one.granted.area),
        "controls": plain(one.controlled_cents),
        "used": plain(one.used_cents),
        "missing": list(one.missing),
        "did": [_used(each) for each in one.used],
    }


def _used(one: Used) -> dict[str, Any]:
    return {"on": one.on.isoformat(), "what": one.what, "fund": one.fund or None, "amount": plain(one.amount_cents)}


def _request(one: Request) -> dict[str, Any]:
    return {
        "school": one.school,
        "amount": plain(one.amount_cents),
        "what": one.what,
        "since": one.since,
        "until": one.until,
        "answer": str(one.answer),
        "who": one.who or None,
        "why": one.why or None,
        "note": one.note or None,
    }


def _year(one: YearOfRequests) -> dict[str, Any]:
    sums = {
        "asked": one.asked,
        "refused": one.refused,
        "ended": one.ended,
        "paid": one.paid,
        "without_reason": one.without_reason,
    }
    return {"year": one.year} | {name: _sum(each) for name, each in sums.items()}


def _sum(one: Sum) -> dict[str, Any]:
    return {"count": one.count, "dollars": plain(one.cents)}
