"""Who decides what, in the district and at one school: agreements, ladder, precedents, requests, changes that are owed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from perpupil.budget.autonomy.records import ALL, AREA_TITLES, Register
from perpupil.documents.autonomy.lists import ladder_page, owed_page, precedents_page, requests_page
from perpupil.documents.autonomy.page import autonomy_page
from perpupil.documents.autonomy.school import school_page
from perpupil.web import autonomies, figures
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import Conflict, Done, Refused
from perpupil.web.actions.door import KEY_LENGTH
from perpupil.web.actions.sent import sent
from perpupil.web.frame import today
from perpupil.web.listing import shortened
from perpupil.web.school.empty import nothing_yet
from perpupil.web.store.autonomy import BY_DISTRICT, BY_SCHOOL
from perpupil.web.store.models import Event

VIEWS = {"ladder": ladder_page, "requests": requests_page, "precedents": precedents_page, "owed": owed_page}

SIGNING = ("autonomy.sign_for_school", "autonomy.sign_for_district")
"""The two signatures under an agreement."""


@require_safe
@asks(Right.SEE_AUTONOMY)
def show(request: HttpRequest) -> HttpResponse:
    """Show the register, or one of its lists."""
    seen, why = autonomies.seen(today())
    if seen is None:
        return render(request, "office/autonomy.html", {"why": why})
    view = request.GET.get("show", "")
    page = VIEWS.get(view, autonomy_page)(seen)
    may_settle = access_of(request).may(Right.SET_PRECEDENT)
    told = {
        "page": page,
        "list": shortened(request, page.blocks),
        "view": view if view in VIEWS else "",
        "kept": {"show": view} if view in VIEWS else {},
        "findings": seen.findings,
        "may_settle": may_settle,
    }
    return render(request, "office/autonomy.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.SET_PRECEDENT)
def settle(request: HttpRequest) -> HttpResponse:
    """Show the form that settles a question, or settle it; each form is a question of its own."""
    register, _ = autonomies.register()
    if register is None:
        raise Http404
    if request.method != "POST":
        return _settling(request, register, {}, 200)
    key = request.POST.get("key", "")
    if len(key) not in KEY_LENGTH:
        return HttpResponse(status=400)
    given = {name: request.POST.get(name, "") for name in ("question", "decision", "reason", "applies_to")}
    answer = sent(request, "autonomy.settle", f"p{sha256(key.encode()).hexdigest()[:10]}", given)
    if isinstance(answer, Done):
        messages.success(request, gettext("The question is settled."))
        return HttpResponseRedirect(f"{reverse('autonomy')}?show=precedents")
    return _settling(request, register, {"given": given, "wrong": _wrong(answer)}, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.SEE_AUTONOMY, unit="unit")
def school(request: HttpRequest, unit: str) -> HttpResponse:
    """Show what a school decides; whoever may sign its agreement signs here."""
    seen, why = autonomies.seen(today())
    if seen is None or unit not in seen.register.schools:
        empty = nothing_yet(request, unit) if request.method != "POST" else None
        if empty is not None:
            return empty
        if seen is not None or unit not in dict(figures.now().schools):
            raise Http404
        return render(request, "office/autonomy.html", {"why": why})
    name = _action(request, seen.register, unit)
    more: dict[str, Any] = {}
    if request.method == "POST":
        name = name or _signed_before(request)
        if not name:
            raise Http404
        subject = BY_SCHOOL if name.endswith("school") else BY_DISTRICT
        answer = sent(request, name, subject, {"agreed": request.POST.get("agreed", "")}, unit)
        if isinstance(answer, Done):
            messages.success(request, gettext("You have signed."))
            return HttpResponseRedirect(request.path)
        more = {"wrong": _wrong(answer)}
    told = {"unit": unit, "page": school_page(seen, unit), "findings": seen.findings_of(unit), "may_sign": bool(name)}
    return render(request, "office/autonomy_school.html", told | more, status=422 if more else 200)


def _action(request: HttpRequest, register: Register, unit: str) -> str:
    """Name the signature that whoever asks may give and that is not given yet; nothing where there is none."""
    agreement, access = register.agreement(unit), access_of(request)
    if agreement is None:
        return ""
    for_school, for_district = SIGNING
    if agreement.by_school is None and access.may(Right.SIGN_AGREEMENT, unit):
        return for_school
    if agreement.by_district is None and access.may(Right.SIGN_FOR_DISTRICT, unit):
        return for_district
    return ""


def _signed_before(request: HttpRequest) -> str:
    """Name the signature that the same form has given already; nothing where it has given none."""
    key, person = request.POST.get("key", ""), request.user.pk or 0
    if not key.isprintable():
        return ""
    return (
        Event.objects.filter(key=key, person_id=person, action__in=SIGNING).values_list("action", flat=True).first()
        or ""
    )


def _wrong(answer: Conflict | Refused) -> tuple[Any, ...]:
    return answer.wrong if isinstance(answer, Refused) else ()


def _settling(request: HttpRequest, register: Register, more: dict[str, Any], status: int) -> HttpResponse:
    whom = [
        (ALL, gettext("Every school")),
        *((str(area), title) for area, title in AREA_TITLES.items()),
        *register.schools.items(),
    ]
    return render(request, "office/precedent.html", {"whom": whom, **more}, status=status)
