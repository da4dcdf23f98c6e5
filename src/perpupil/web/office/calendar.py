"""The calendar of two years: what is decided when, by whom, and after what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from perpupil.documents.appointments import as_icalendar
from perpupil.web import calendars
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import Conflict, Done, Refused
from perpupil.web.actions.calendar_dates import look_at
from perpupil.web.actions.sent import sent
from perpupil.web.frame import today
from perpupil.web.store import dates
from perpupil.web.store.dates import ACTION


@require_safe
@asks(Right.SEE_CALENDAR)
def show(request: HttpRequest) -> HttpResponse:
    """Show every day, or those that one role has to do with."""
    calendar, why = calendars.now()
    if calendar is None:
        return render(request, "office/calendar.html", {"why": why})
    role = _role(request, calendar.roles)
    told = {
        "shown": calendars.shown(calendar, role, today()),
        "roles": calendar.roles,
        "role": role,
        "may_set": access_of(request).may(Right.SET_CALENDAR),
        "otherwise": calendars.closes_otherwise(calendar),
    }
    return render(request, "office/calendar.html", told)


@require_safe
@asks(Right.SEE_CALENDAR)
def download(request: HttpRequest) -> HttpResponse:
    """Give the days for a calendar program; without a calendar, an empty page of it is not made."""
    calendar, _ = calendars.now()
    if calendar is None:
        return HttpResponseRedirect(reverse("calendar"))
    content = as_icalendar(calendar.only(role=_role(request, calendar.roles)), calendar, today())
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.SET_CALENDAR)
def set_date(request: HttpRequest, name: str) -> HttpResponse:
    """Show a day with the form that sets it, or set it."""
    dated = look_at(name)
    if dated is None:
        raise Http404
    if request.method != "POST":
        return _form(request, name, {})
    given = {field: request.POST.get(field, "") for field in ("on", "done", "reason")}
    answer = sent(request, ACTION, name, given)
    match answer:
        case Done():
            messages.success(request, gettext("The day of “%(title)s” is set.") % {"title": dated.decision.title})
            return HttpResponseRedirect(reverse("calendar"))
        case Conflict(theirs, yours):
            return _form(request, name, {"given": given, "theirs": theirs, "yours": yours}, status=409)
        case Refused(wrong):
            return _form(request, name, {"given": given, "wrong": wrong}, status=422)


def _role(request: HttpRequest, roles: tuple[str, ...]) -> str:
    role = request.GET.get("role", "")
    return role if role in roles else ""


def _form(request: HttpRequest, name: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    dated, here = look_at(name), dates.date(name)
    if dated is None:
        raise Http404
    done = dated.decision.done.isoformat() if dated.decision.done is not None else ""
    given = {"on": dated.decision.on.isoformat(), "done": done, "reason": ""}
    told = {
        "decision": dated.decision,
        "version": here.version if here is not None else 0,
        "given": given,
        "earlier": dates.earlier(name),
        **more,
    }
    return render(request, "office/calendar_date.html", told, status=status)
