"""Where we stand today: the verdict, the schools, what stands out and who talked about it, and the diagnosis."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from perpupil.equity.matters import Matter
from perpupil.web import standings
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import Conflict, Refused
from perpupil.web.actions.diagnosis import runs, withholds
from perpupil.web.actions.sent import sent
from perpupil.web.frame import today
from perpupil.web.standings import Filters
from perpupil.web.store.drafts import drafts
from perpupil.web.store.models import Decision
from perpupil.web.store.standing import DIAGNOSIS, diagnosis, discussions, latest_marks

FORMS = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_safe
@asks(Right.SEE_STANDING)
def show(request: HttpRequest) -> HttpResponse:
    """Show where the district stands."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  what a template takes
    """Show the page, and beside it what became of a form."""
    filters = _filters(request)
    found = standings.standing(filters)
    about = {
        "standing": found,
        "filters": filters,
        "spans": [(span, _address(filters, span=span), span == filters.span) for span in standings.spans()],
        "needs": [
            (title, _address(filters, need=name), _is_need(filters, name)) for name, title in standings.needs().items()
        ],
        "all_spans": _address(filters, span=""),
        "findings": _findings(request),
        "may_mark": access_of(request).may(Right.MARK_DISCUSSED),
        **_about_diagnosis(request),
        **more,
    }
    return render(request, "office/standing.html", about, status=status)


def _filters(request: HttpRequest) -> Filters:
    """Read the filters; one that there is not leads nowhere."""
    filters = Filters(request.GET.get("schools", ""), request.GET.get("need", ""))
    if (filters.span and filters.span not in standings.spans()) or (
        filters.need and filters.need not in standings.needs()
    ):
        raise Http404
    return filters


def _is_need(filters: Filters, name: str) -> bool:
    return name == (filters.need or next(iter(standings.needs()), ""))


def _address(filters: Filters, *, span: str | None = None, need: str | None = None) -> str:
    """Give the address of the page with one filter changed."""
    chosen = {"schools": filters.span if span is None else span, "need": filters.need if need is None else need}
    asked = urlencode({name: value for name, value in chosen.items() if value})
    return f"{reverse('standing')}?{asked}" if asked else reverse("standing")


def _private(request: HttpRequest) -> bool:
    return access_of(request).may(Right.SEE_PRIVATE_FINDINGS)


def _findings(request: HttpRequest) -> list[dict[str, Any]]:
    """Give what stands out, each with who talked about it, here and in the folder."""
    kept = discussions()
    found = standings.matters(private=_private(request))
    return [_finding(one, kept.get(one.key)) for one in found]


def _finding(one: Matter, decision: Decision | None) -> dict[str, Any]:
    marks = [
        {**mark, "on": dt.date.fromisoformat(mark["on"])} for mark in (decision.content["marks"] if decision else ())
    ]
    return {
        "matter": one,
        "amount": standings.amount_of(one),
        "students": standings.students_of(one),
        "schools": list(zip(one.units, one.names, strict=True)),
        "what": standings.shown(one.what),
        "means": standings.shown(one.means),
        "marks": marks,
        "version": decision.version if decision is not None else 0,
        "id": slugify(one.key),
    }


def _about_diagnosis(request: HttpRequest) -> dict[str, Any]:
    """Say whether a diagnosis runs, and what is recommended where it may be shown."""
    decision, access, day = diagnosis(), access_of(request), today()
    content = decision.content if decision is not None else None
    hides = withholds(content, day)
    about: dict[str, Any] = {
        "diagnosis": decision,
        "runs": runs(content, day),
        "hides": hides,
        "recommended": [] if hides else drafts({"recommended"}),
        "may_set": access.may(Right.SET_DIAGNOSIS),
        "may_override": access.may(Right.OVERRIDE_DIAGNOSIS),
    }
    if content is not None:
        about["members"] = "\n".join(content["members"])
        about["begins"], about["ends"] = (dt.date.fromisoformat(content[name]) for name in ("begins", "ends"))
    return about


@require_safe
@asks(Right.SEE_STANDING)
def report(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand out the report of all schools."""
    made = (
        standings.report_as(ending, private=_private(request), marks=latest_marks(discussions()))
        if ending in FORMS
        else None
    )
    if made is None:
        raise Http404
    return _file(made, FORMS[ending], f"where-we-stand.{ending}")


@require_safe
@asks(Right.SEE_STANDING)
def table(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out one table of the report."""
    made = standings.table_as_csv(name, private=_private(request), marks=latest_marks(discussions()))
    if made is None:
        raise Http404
    return _file(made, "text/csv; charset=utf-8", f"where-we-stand-{name}.csv")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@asks(Right.MARK_DISCUSSED)
def mark(request: HttpRequest) -> HttpResponse:
    """Mark what stands out as discussed."""
    one = _matter(request)
    given = {
        "group": request.POST.get("group", ""),
        "note": request.POST.get("note", ""),
        "amount_cents": str(one.amount_cents),
    }
    return _answer(request, "discussed.mark", one.key, given)


@require_POST
@asks(Right.MARK_DISCUSSED)
def unmark(request: HttpRequest) -> HttpResponse:
    """Take the last mark back."""
    return _answer(request, "discussed.undo", _matter(request).key, {})


def _matter(request: HttpRequest) -> Matter:
    """Find what a form is about among what its reader may see."""
    key = request.POST.get("finding", "")
    found = next((one for one in standings.matters(private=_private(request)) if one.key == key), None)
    if found is None:
        raise Http404
    return found


@require_POST
@asks(Right.SET_DIAGNOSIS)
def set_diagnosis(request: HttpRequest) -> HttpResponse:
    """Set the time and the group of the diagnosis."""
    given = {name: request.POST.get(name, "") for name in ("begins", "ends", "members")}
    return _answer(request, "diagnosis.set", DIAGNOSIS, given)


@require_POST
@asks(Right.OVERRIDE_DIAGNOSIS)
def override_diagnosis(request: HttpRequest) -> HttpResponse:
    """Show recommendations while it runs, with a reason."""
    return _answer(request, "diagnosis.override", DIAGNOSIS, {"reason": request.POST.get("reason", "")})


@require_POST
@asks(Right.OVERRIDE_DIAGNOSIS)
def keep_to_diagnosis(request: HttpRequest) -> HttpResponse:
    """Show no recommendation again."""
    return _answer(request, "diagnosis.keep_to", DIAGNOSIS, {})


def _answer(request: HttpRequest, action: str, subject: str, given: dict[str, str]) -> HttpResponse:
    """Do it and go back to the page; or show the page with what stands in the way."""
    outcome = sent(request, action, subject, given)
    if isinstance(outcome, Refused):
        return _page(request, 422, refused=action, subject=subject, wrong=outcome.wrong, given=given)
    if isinstance(outcome, Conflict):
        return _page(request, 409, conflict=outcome, subject=subject, given=given)
    messages.success(request, gettext("It is saved."))
    return HttpResponseRedirect(f"{reverse('standing')}#{'diagnosis' if subject == DIAGNOSIS else slugify(subject)}")
