"""What does not fit: lines that do not add up to what schools get, and amounts of the ledger under codes that nobody has explained."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perpupil.web import figures, school_budgets
from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right


@require_safe
@asks(Right.SEE_SCHOOLS)
def show(request: HttpRequest) -> HttpResponse:
    """Show both parts of the unexplained amount."""
    in_force, booked = figures.now(), school_budgets.now()
    shown = {
        "lines_cents": in_force.unexplained_cents,
        "booked_cents": booked.unexplained_cents,
        "codes": booked.unexplained,
    }
    return render(request, "office/unexplained.html", shown)
