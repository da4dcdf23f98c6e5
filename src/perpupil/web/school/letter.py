"""The letter of a school: one page for families, the school council and the board, on the screen and as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perpupil.web import figures
from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right
from perpupil.web.frame import today
from perpupil.web.school.facts import school
from perpupil.web.school.stage import stage
from perpupil.web.school.writing import Dated, letter, letter_as_pdf


@require_safe
@asks(Right.SEE_SCHOOL, unit="unit")
def show(request: HttpRequest, unit: str) -> HttpResponse:
    """Show the letter."""
    found = school(unit)
    if found is None:
        raise Http404
    return render(
        request,
        "school/letter.html",
        {"school": found, "letter": letter(found, figures.now(), Dated(stage().words, today()))},
    )


@require_safe
@asks(Right.SEE_SCHOOL, unit="unit")
def as_file(request: HttpRequest, unit: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Give the letter as PDF."""
    found = school(unit)
    if found is None:
        raise Http404
    content = letter_as_pdf(found, figures.now(), Dated(stage().words, today()))
    headers = {"Content-Disposition": f'inline; filename="letter-{figures.now().fiscal_year}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
