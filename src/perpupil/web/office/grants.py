"""Grants: what the district gets, what schools have of it, and what they propose."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perpupil.documents.grants import spending_page, worksheet_page
from perpupil.documents.page import Page
from perpupil.grants.grant_year import GrantYear
from perpupil.web import grants
from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right
from perpupil.web.listing import Shortened, shortened


@require_safe
@asks(Right.SEE_GRANTS)
def show(request: HttpRequest) -> HttpResponse:
    """Show every grant with its parts, and the proposals that wait."""
    known = grants.now()
    if known.year is None:
        return render(request, "office/grants.html", {"why": known.why})
    told = {"known": known, "year": known.year, "list": _shortened(request, grants.page()), "reviews": known.reviews()}
    return render(request, "office/grants.html", told)


@require_safe
@asks(Right.SEE_GRANTS)
def worksheet(request: HttpRequest, name: str) -> HttpResponse:
    """Show one grant school by school."""
    year = _year()
    if name not in year.devolutions:
        raise Http404
    return _document(request, worksheet_page(year, name))


@require_safe
@asks(Right.SEE_GRANTS)
def spending(request: HttpRequest) -> HttpResponse:
    """Show what was spent of what was approved."""
    return _document(request, spending_page(_year()))


def _year() -> GrantYear:
    year = grants.now().year
    if year is None:
        raise Http404
    return year


def _document(request: HttpRequest, page: Page) -> HttpResponse:
    return render(request, "office/grant_page.html", {"page": page, "list": _shortened(request, page)})


def _shortened(request: HttpRequest, page: Page | None) -> Shortened:
    return shortened(request, page.blocks if page is not None else ())
