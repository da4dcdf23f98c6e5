"""Home: is the money enough, fair and wisely used; where the year stands; what waits for whoever asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from perpupil.web import calendars, cycle, figures
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.frame import today
from perpupil.web.waiting import waiting


@require_safe
@asks(Right.SEE_HOME)
def show(request: HttpRequest) -> HttpResponse:
    """Show the district's home; somebody of a school begins at the school."""
    access = access_of(request)
    if access.own_unit and not access.may(Right.SEE_SCHOOLS):
        return HttpResponseRedirect(reverse("school", kwargs={"unit": access.own_unit}))
    standing = figures.standing() if access.may(Right.SEE_STANDING) else None
    calendar = calendars.now()[0] if access.may(Right.SEE_CALENDAR) else None
    shown = {
        "waiting": waiting(request),
        "standing": standing,
        "cycle": cycle.cycle(calendar, today()) if calendar is not None else None,
    }
    return render(request, "office/home.html", shown)
