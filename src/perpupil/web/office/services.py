"""Services for the office: what they cost, what schools want of each, what is freed and what stays."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perpupil.documents.page import Page
from perpupil.documents.services.choices import choices_page, demand_page
from perpupil.documents.services.price_list import price_list_page
from perpupil.web import services
from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right
from perpupil.web.listing import shortened
from perpupil.web.once import once


@require_safe
@asks(Right.SEE_SERVICES)
def show(request: HttpRequest) -> HttpResponse:
    """Show the price list, the demand, and what the choices free."""
    known = services.now()
    pages = _pages(known)
    if pages is None or known.services is None:
        return render(request, "office/services.html", {"why": known.why})
    lists = {name: shortened(request, page.blocks) for name, page in pages.items()}
    told = {"catalogue": known.services.catalogue, "list": next((one for one in lists.values() if one.is_long), None)}
    return render(request, "office/services.html", told | lists)


@once(most=2)
def _pages(known: services.Known) -> dict[str, Page] | None:
    """Make the pages of what is known, until a school chooses otherwise; None where there are no services."""
    if known.services is None:
        return None
    catalogue, students, prices = known.services.catalogue, known.services.students, known.services.prices
    settled = known.settlement
    made = {"prices": price_list_page(catalogue, prices, students)}
    if settled is not None:
        made |= {"demand": demand_page(catalogue, settled), "choices": choices_page(catalogue, settled, students)}
    return made
