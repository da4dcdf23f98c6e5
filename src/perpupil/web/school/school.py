"""A school: what it has, and why."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perpupil.web import figures
from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right


@require_safe
@asks(Right.SEE_SCHOOLS)
def listing(request: HttpRequest) -> HttpResponse:
    """List the schools with what each is allocated."""
    in_force = figures.now()
    totals = in_force.allocation.totals_cents.tolist() if in_force.allocation is not None else []
    rows = [(unit, name, cents) for (unit, name), cents in zip(in_force.schools, totals, strict=True)]
    return render(request, "school/listing.html", {"rows": rows, "total_cents": in_force.allocated_cents})


@require_safe
@asks(Right.SEE_SCHOOL, unit="unit")
def show(request: HttpRequest, unit: str) -> HttpResponse:
    """Show a school, its allocation line by line, each with its reason."""
    in_force = figures.now()
    names = dict(in_force.schools)
    if unit not in names:
        raise Http404
    lines = in_force.lines(unit)
    return render(
        request,
        "school/school.html",
        {"unit": unit, "name": names[unit], "lines": lines, "total_cents": sum(one.amount_cents for one in lines)},
    )
