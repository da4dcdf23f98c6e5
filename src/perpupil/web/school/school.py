"""A school: what it has, and why."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perpupil.web import calendars, cycle, figures
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.frame import today
from perpupil.web.listing import listed
from perpupil.web.school.empty import nothing_yet
from perpupil.web.school.facts import difference, school
from perpupil.web.school.figure import LINE, questions_of
from perpupil.web.school.stage import stage
from perpupil.web.waiting import waiting

PRINCIPALS = "Principals"
"""The role under which the calendar says what schools decide."""


@require_safe
@asks(Right.SEE_SCHOOLS)
def listing(request: HttpRequest) -> HttpResponse:
    """List the schools with what each is allocated."""
    in_force = figures.now()
    totals = in_force.allocation.totals_cents.tolist() if in_force.allocation is not None else []
    rows = [(unit, name, cents) for (unit, name), cents in zip(in_force.schools, totals, strict=True)]
    found = listed(request, rows, lambda row: f"{row[1]} {row[0]}")
    return render(request, "school/listing.html", {"list": found, "total_cents": in_force.allocated_cents})


@require_safe
@asks(Right.SEE_SCHOOL, unit="unit")
def show(request: HttpRequest, unit: str) -> HttpResponse:
    """Show a school: five numbers, its allocation line by line, similar schools, five years, and what it may not know."""
    access, found = access_of(request), school(unit)
    if found is None:
        empty = nothing_yet(request, unit)
        if empty is None:
            raise Http404
        return empty
    asked = questions_of(unit)
    calendar = calendars.now()[0]
    shown = {
        "school": found,
        "is_own": unit == access.own_unit,
        "stage": stage(),
        "lines": [(one, LINE + one.line, asked.get(LINE + one.line)) for one in found.lines],
        "next": cycle.next_for(calendar, PRINCIPALS, today()) if calendar is not None else None,
        "may_ask": access.may(Right.ASK_QUESTION, unit),
        "may_compare": access.may(Right.SEE_SCHOOLS),
        "waiting": waiting(request) if unit == access.own_unit else [],
        "nearest": next((bar.unit for bar in found.similar.bars if not bar.is_own), "") if found.similar else "",
    }
    return render(request, "school/school.html", shown)


@require_safe
@asks(Right.SEE_SCHOOLS)
def compare(request: HttpRequest, unit: str, other: str) -> HttpResponse:
    """Say why two schools do not get the same, by cause; for whoever sees both."""
    access, one, another = access_of(request), school(unit), school(other)
    causes = difference(unit, other)
    may_see_both = access.may(Right.SEE_SCHOOL, unit) and access.may(Right.SEE_SCHOOL, other)
    if one is None or another is None or causes is None or unit == other or not may_see_both:
        raise Http404
    ours = {line.line: line for line in (*one.lines, *one.nothing)}
    rows = [
        (line.title, ours[line.line].amount_cents, line.amount_cents, line.amount_cents - ours[line.line].amount_cents)
        for line in (*another.lines, *another.nothing)
    ]
    shown = {
        "one": one,
        "other": another,
        "causes": [(words, cents) for words, cents in causes if cents],
        "difference_cents": another.total_cents - one.total_cents,
        "less_cents": one.total_cents - another.total_cents,
        "rows": [row for row in rows if row[1] or row[2]],
    }
    return render(request, "school/compare.html", shown)
