"""Services for the office: what they cost, what schools want of each, what is freed and what stays."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perpupil.documents.services.choices import choices_page, demand_page
from perpupil.documents.services.price_list import price_list_page
from perpupil.web import services
from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right


@require_safe
@asks(Right.SEE_SERVICES)
def show(request: HttpRequest) -> HttpResponse:
    """Show the price list, the demand, and what the choices free."""
    known = services.now()
    if known.services is None:
        return render(request, "office/services.html", {"why": known.why})
    catalogue, students, prices = known.services.catalogue, known.services.students, known.services.prices
    settled = known.settlement
    told = {
        "catalogue": catalogue,
        "demand": demand_page(catalogue, settled) if settled is not None else None,
        "choices": choices_page(catalogue, settled, students) if settled is not None else None,
        "prices": price_list_page(catalogue, prices, students),
    }
    return render(request, "office/services.html", told)
