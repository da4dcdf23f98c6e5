"""What programs read: schools, lines with their reasons, the verdict, the price list, events."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from perpupil.exact.numerals import write_number
from perpupil.services.wording import price_arithmetic
from perpupil.web import figures, services
from perpupil.web.access.guard import access_of
from perpupil.web.access.rights import Right
from perpupil.web.api import answers
from perpupil.web.api.entry import name_of, require
from perpupil.web.store.models import Event

router = Router()


@router.get("/me", response={200: answers.Me, **answers.ELSE}, summary="Who am I?")
def me(request: HttpRequest) -> dict[str, Any]:
    """Say who asks: the roles held, and the school of somebody who is of one."""
    person, access = require(request, Right.HOLD_TOKENS), access_of(request)
    return {"name": person.name, "roles": [one.role for one in access.holdings], "school": access.own_unit}


@router.get("/schools", response={200: answers.Schools, **answers.ELSE}, summary="What is each school allocated?")
def schools(request: HttpRequest, part: Query[answers.Part]) -> dict[str, Any]:
    """List the schools with what each is allocated; the district's people only."""
    require(request, Right.SEE_SCHOOLS)
    in_force = figures.now()
    found = in_force.schools
    chosen = found[part.offset : part.offset + part.limit]
    return {"count": len(found), "items": [_school(in_force, unit, name) for unit, name in chosen]}


@router.get("/schools/{unit}", response={200: answers.School, **answers.ELSE}, summary="What is a school allocated?")
def school(request: HttpRequest, unit: str) -> dict[str, Any]:
    """Give a school and what it is allocated."""
    require(request, Right.SEE_SCHOOL, unit)
    in_force = figures.now()
    return _school(in_force, unit, name_of(in_force, unit))


@router.get("/schools/{unit}/lines", response={200: answers.Lines, **answers.ELSE}, summary="Why does a school get it?")
def lines(request: HttpRequest, unit: str) -> dict[str, Any]:
    """Give every line of a school with its reason; they add up to its allocation."""
    require(request, Right.SEE_SCHOOL, unit)
    in_force = figures.now()
    name_of(in_force, unit)
    found = in_force.explainer.explain(unit)
    items = [
        {"line": one.line, "title": one.title, "amount_cents": one.amount_cents, "reason": one.sentence}
        for one in found
    ]
    total = sum(one.amount_cents for one in found)
    return {"school": unit, "year": in_force.year, "total_cents": total, "items": items}


@router.get("/verdict", response={200: answers.Verdict, **answers.ELSE}, summary="Do dollars follow need?")
def verdict(request: HttpRequest) -> dict[str, Any]:
    """Say where the district stands; absent where its folder does not say what is asked."""
    require(request, Right.SEE_STANDING)
    standing = figures.standing()
    if standing is None:
        raise Http404
    found = standing.verdict
    return {
        "pattern": found.pattern,
        "sentence": found.sentence,
        "why": found.reason,
        "need": found.need,
        "schools": found.schools,
    }


@router.get("/services", response={200: answers.Prices, **answers.ELSE}, summary="What do services cost?")
def prices(request: HttpRequest) -> dict[str, Any]:
    """Give the price list; the district's people only."""
    require(request, Right.SEE_SERVICES)
    offered = services.offered()
    if offered is None:
        raise Http404
    catalogue = offered.catalogue
    items = [
        {
            "service": one.service.name,
            "title": one.service.title,
            "approach": one.service.approach,
            "unit": one.service.unit_noun,
            "units": write_number(one.quantity),
            "cost_cents": one.cost_cents,
            "no_choice": one.no_choice,
            "arithmetic": price_arithmetic(one, catalogue.currency),
        }
        for one in offered.prices
    ]
    return {"year": catalogue.year, "deadline": catalogue.deadline, "items": items}


@router.get("/events", response={200: answers.Events, **answers.ELSE}, summary="What happened?")
def events(request: HttpRequest, part: Query[answers.After]) -> dict[str, Any]:
    """Give the chain of events in its order, as it is kept: whoever holds an earlier end can check that nothing before it was changed."""
    require(request, Right.SEE_EVENTS)
    rows = Event.objects.filter(sequence__gt=part.after).select_related("person").order_by("sequence")[: part.limit]
    return {"count": Event.objects.count(), "items": [_event(one) for one in rows]}


def _school(in_force: figures.InForce, unit: str, name: str) -> dict[str, Any]:
    allocation = in_force.allocation
    if allocation is None:
        raise Http404
    cents = int(allocation.totals_cents[allocation.units.index(unit)])
    return {"id": unit, "name": name, "year": in_force.year, "stage": "in force", "allocated_cents": cents}


def _event(one: Event) -> dict[str, Any]:
    return {
        "sequence": one.sequence,
        "at": one.at,
        "person": one.person_id,
        "name": one.person.name if one.person is not None else "",
        "action": one.action,
        "unit": one.unit,
        "subject": one.subject,
        "content": one.content,
        "key": one.key,
        "before": one.before,
        "hash": one.hash,
    }
