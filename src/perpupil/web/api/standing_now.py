"""What programs read before they decide: drafts of the formula, days of the calendar, proposals for grants, each with its version."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from perpupil.web import calendars, grants
from perpupil.web.access.guard import access_of
from perpupil.web.access.rights import Right
from perpupil.web.api import answers
from perpupil.web.api.entry import require
from perpupil.web.store import dates, drafts, proposals

router = Router()


@router.get("/formula/drafts", response={200: answers.Drafts, **answers.ELSE}, summary="Which drafts are there?")
def formula_drafts(request: HttpRequest, part: Query[answers.Part]) -> dict[str, Any]:
    """List the drafts of the formula that are for whoever asks, the newest first."""
    require(request, Right.SEE_FORMULA)
    sees_all = access_of(request).may(Right.SEE_FORMULA_DRAFTS)
    found = drafts.drafts(None if sees_all else drafts.OFFICIAL)
    items = [
        {
            "number": int(one.subject),
            "title": one.content["title"],
            "state": one.content["state"],
            "year": one.content["year"],
            "seal": one.content["seal"],
            "signed_by": [each["by"] for each in one.content["signatures"]],
            "version": one.version,
        }
        for one in found[part.offset : part.offset + part.limit]
    ]
    return {"count": len(found), "items": items}


@router.get("/calendar", response={200: answers.Days, **answers.ELSE}, summary="What is decided when?")
def calendar(request: HttpRequest, part: Query[answers.Part]) -> dict[str, Any]:
    """List the days of the calendar, in their order; absent where the district has none."""
    require(request, Right.SEE_CALENDAR)
    found, _ = calendars.now()
    if found is None:
        raise Http404
    versions = {one.subject: one.version for one in dates.dates()}
    items = [
        {
            "name": one.name,
            "title": one.title,
            "year": one.year,
            "on": one.on,
            "owner": one.owner,
            "done": one.done,
            "version": versions.get(one.name, 0),
        }
        for one in found.decisions[part.offset : part.offset + part.limit]
    ]
    return {"count": len(found.decisions), "items": items}


@router.get(
    "/schools/{unit}/proposals",
    response={200: answers.Proposals, **answers.ELSE},
    summary="What does a school propose?",
)
def of_school(request: HttpRequest, unit: str, part: Query[answers.Part]) -> dict[str, Any]:
    """List a school's proposals for grants, those that wait for a decision first; its drafts are for itself alone."""
    require(request, Right.SEE_GRANTS, unit)
    is_own = access_of(request).may(Right.PROPOSE_GRANT_USE, unit)
    known = grants.now(unit if is_own else "")
    if not known.shares(unit):
        raise Http404
    found = known.reviews(unit)
    versions = {one.subject: one.version for one in proposals.proposals() if one.unit == unit}
    items = [
        {
            "name": one.proposal.name,
            "title": one.proposal.title,
            "grant": one.proposal.grant,
            "state": one.proposal.state,
            "amount_cents": one.proposal.amount_cents,
            "left_cents": one.left_cents,
            "version": versions.get(one.proposal.name, 0),
        }
        for one in found[part.offset : part.offset + part.limit]
    ]
    return {"count": len(found), "items": items}
