"""A journey as data for a script: amounts as decimal text, what is not known as null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perpupil.equity.journey.generated import Parts
from perpupil.equity.journey.slopes import Slope
from perpupil.equity.sample import Undefined
from perpupil.exact.numerals import write_decimal
from perpupil.exact.rounding import Rounding
from perpupil.money import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from perpupil.equity.journey.journey import District, Journey, SchoolStop
    from perpupil.equity.journey.stops import Stop
    from perpupil.equity.verdict import Verdict


def journey_as_data(found: Journey, district: District | None = None) -> dict[str, Any]:
    """Give a journey for a script; of one district where it is named."""
    chosen = found.districts if district is None else (district,)
    return {
        "title": found.title,
        "year": found.year,
        "currency": found.currency,
        "amount": found.amount_title,
        "levels": [
            {
                "level": one.number + 1, "to": one.noun, "places": one.places, "came": plain(one.came_cents),
                "own": plain(one.own_cents), "stays": plain(one.stays_cents), "went": plain(one.went_cents),
                "schools_not_known": None if one.noun == "school" else plain(one.ends_cents),
                "unexplained": plain(one.unexplained_cents),
            }
            for one in found.levels
        ],
        "stops": [_stop(one) for one in found.stops],
        "needs": [
            {
                "name": one.need.name, "title": one.need.title, "students": _number(one.students),
                "generated": _cents(one.generated_cents), "where_schools_are_not_known": _cents(one.beyond_cents),
                "delivered": _cents(one.delivered_cents),
            }
            for one in found.needs
        ],
        "generated": _generated(found),
        "slope": _slope(found.slope),
        "verdict": _verdict(found.state),
        "districts": [_district(one) for one in chosen],
    }  # fmt: skip


def _stop(one: Stop) -> dict[str, Any]:
    return {
        "path": "/".join(one.path),
        "name": one.name,
        "came": plain(one.came_cents),
        "own": [{"name": each.name, "amount": plain(each.amount_cents)} for each in one.own],
        "stays": [{"name": each.name, "why": str(each.why), "amount": plain(each.amount_cents)} for each in one.stays],
        "went": plain(one.went_cents),
        "worked": one.is_worked,
        "unexplained": plain(one.unexplained_cents),
    }


def _generated(found: Journey) -> dict[str, Any]:
    """Give what each unit of the top is paid because of each need."""
    if isinstance(found.parts, Undefined):
        return {"reason": found.parts.reason}
    parts = found.parts
    return {
        unit: {
            "every_student": plain(parts.every_student_cents[at]),
            **{need: plain(cents[at]) for need, cents in parts.by_need_cents.items()},
        }
        for at, unit in enumerate(parts.units)
    }


def _district(one: District) -> dict[str, Any]:
    delivered = one.delivered_cents
    return {
        "path": "/".join(one.stop.path),
        "name": one.stop.name,
        "generated": _each(one.generated_cents),
        "delivered": _each(delivered),
        "every_student": plain(sum(one.parts.every_student_cents)) if isinstance(one.parts, Parts) else None,
        "reason": one.parts.reason if isinstance(one.parts, Undefined) else None,
        "students_above": _number(one.students_above),
        "students_here": _number(one.students_here),
        "case": None
        if one.case is None
        else {"state": str(one.case.place[0]), "district": str(one.case.place[1]), "reasons": list(one.case.reasons)},
        "verdict": _verdict(one.case.district) if one.case is not None else None,
        "decisions": [
            {"choice": str(each.choice), "what": each.what, "amount": plain(each.amount_cents)}
            for each in one.decisions
        ],
        "schools": [_school(each) for each in one.schools],
    }


def _school(one: SchoolStop) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "name": one.name,
        "amount": plain(one.amount_cents),
        "students": _number(one.students),
        "every_student": _cents(one.every_student_cents),
        "needs": {
            need: {
                "students": _number(each.students),
                "generated": _cents(each.generated_cents),
                "delivered": _cents(each.delivered_cents),
            }
            for need, each in one.by_need.items()
        },
    }


def _slope(one: Slope | Undefined) -> dict[str, Any]:
    """Give the slope and its pieces, exact: as fractions, and in dollars to the cent."""
    if isinstance(one, Undefined):
        return {"reason": one.reason}
    return {
        "whole": _exact(one.whole),
        "pieces": [{"level": each.number + 1, "name": each.name, **_exact(each.slope)} for each in one.pieces],
        "districts": {"/".join(path): _exact(part) for path, part in one.by_place.items()},
        "schools": one.schools,
        "left_out": ["/".join(path) for path in one.left_out],
    }


def _exact(number: Fraction) -> dict[str, str]:
    return {"fraction": str(number), "dollars": write_decimal(Rounding(2).of(number), 2)}


def _verdict(one: Verdict | None) -> dict[str, str] | None:
    return None if one is None else {"pattern": str(one.pattern), "sentence": one.sentence}


def _each(amounts: Mapping[str, int] | None) -> dict[str, str] | None:
    return None if amounts is None else {need: plain(cents) for need, cents in amounts.items()}


def _cents(cents: int | None) -> str | None:
    return None if cents is None else plain(cents)


def _number(number: Fraction | None) -> str | None:
    return None if number is None else str(number)
