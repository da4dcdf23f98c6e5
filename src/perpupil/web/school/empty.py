"""A page of a school in a district whose budgets are not worked out yet: what will be here, and what comes first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from perpupil.web import figures
from perpupil.web.access.guard import access_of
from perpupil.web.waiting import waiting


def nothing_yet(request: HttpRequest, unit: str) -> HttpResponse | None:
    """Give that page to the people of a school; None where there is more to show, and for others, to whom there is no such school."""
    if unit != access_of(request).own_unit or figures.now().allocation is not None:
        return None
    return render(request, "school/empty.html", {"waiting": waiting(request)})
