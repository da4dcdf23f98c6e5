"""The letter of a school: one page for families, the school council and the board, on the screen and as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perpupil.documents.pdf import as_pdf
from perpupil.web import figures
from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right
from perpupil.web.frame import today
from perpupil.web.school.facts import school
from perpupil.web.school.writing import letter


@require_safe
@asks(Right.SEE_SCHOOL, unit="unit")
def show(request: HttpRequest, unit: str) -> HttpResponse:
    """Show the letter."""
    found = school(unit)
    if found is None:
        raise Http404
    return render(request, "school/letter.html", {"school": found, "letter": letter(found, figures.now(), today())})


@require_safe
@asks(Right.SEE_SCHOOL, unit="unit")
def as_file(request: HttpRequest, unit: str) -> HttpResponse:
    """Give the letter as PDF."""
    found = school(unit)
    if found is None:
        raise Http404
    page = letter(found, figures.now(), today())
    headers = {"Content-Disposition": f'inline; filename="letter-{figures.now().fiscal_year}.pdf"'}
    return HttpResponse(as_pdf(page, dated=today()), content_type="application/pdf", headers=headers)
