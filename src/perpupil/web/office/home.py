"""Home: is the money enough, fair and wisely used; where the year stands; what waits for whoever asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from perpupil.web import figures
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.store.models import Person
from perpupil.web.store.reads import waiting_for


@require_safe
@asks(Right.SEE_HOME)
def show(request: HttpRequest) -> HttpResponse:
    """Show the district's home; somebody of a school begins at the school."""
    access = access_of(request)
    if access.own_unit and not access.may(Right.SEE_SCHOOLS):
        return HttpResponseRedirect(reverse("school", kwargs={"unit": access.own_unit}))
    waiting = waiting_for(request.user) if isinstance(request.user, Person) else []
    standing = figures.standing() if access.may(Right.SEE_STANDING) else None
    return render(request, "office/home.html", {"waiting": waiting, "standing": standing})
