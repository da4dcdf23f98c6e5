"""Service choices of a school: keep the service or take the money; and the receipt of what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from perpupil.documents.pdf import as_pdf
from perpupil.documents.services.receipt import receipt_page
from perpupil.web import figures, services
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import ACTIONS, Asked, Conflict, Done, NotAllowed, Refused, act
from perpupil.web.actions.door import KEY_LENGTH
from perpupil.web.choosing import Choosing, Row, Written, as_written, changed, choosing, history, words
from perpupil.web.frame import today
from perpupil.web.school.empty import nothing_yet
from perpupil.web.store.choices import ACTION, choices, saves, subject_of
from perpupil.web.store.models import Person

SHOWN_SAVES = 12


@dataclass(frozen=True, slots=True)
class Both:
    """Two choices about one service: the one that was saved, and the one that was not."""

    row: Row
    conflict: Conflict
    written: Written
    theirs: str
    yours: str


@require_safe
@asks(Right.SEE_SERVICES, unit="unit")
def show(request: HttpRequest, unit: str) -> HttpResponse:
    """Show what a school may choose, what it chose, and what that comes to."""
    empty = nothing_yet(request, unit)
    if empty is not None:
        return empty
    page = _page(unit)
    if page is None:
        return render(
            request, "school/no_services.html", {"unit": unit, "name": _name(unit), "why": services.now().why}
        )
    return _shown(request, page, unit)


@require_POST
@asks(Right.CHOOSE_SERVICES, unit="unit")
def choose(request: HttpRequest, unit: str) -> HttpResponse:
    """Save what is changed, each service by itself: one that cannot be saved keeps none of the others back."""
    page, key, person = _page(unit), request.POST.get("key", ""), request.user
    if page is None or not isinstance(person, Person):
        raise Http404
    if len(key) not in KEY_LENGTH:
        raise SuspiciousOperation
    answers = [(one, _ask(person, unit, page.catalogue.year, one, key)) for one in changed(page, request.POST.dict())]
    saved = sum(1 for _, answer in answers if isinstance(answer, Done))
    if saved:
        told = ngettext("%(count)s choice is saved.", "%(count)s choices are saved.", saved) % {"count": saved}
        messages.success(request, told)
    refused = [(one, answer) for one, answer in answers if isinstance(answer, Refused)]
    conflicts = [(one, answer) for one, answer in answers if isinstance(answer, Conflict)]
    if not refused and not conflicts:
        return HttpResponseRedirect(reverse("service_choices", kwargs={"unit": unit}))
    after = _page(unit) or page
    rows = {row.name: row for row in after.rows}
    wrong = [(rows[one.service], one, answer.wrong) for one, answer in refused]
    both = [_both(rows[one.service], one, answer) for one, answer in conflicts]
    trouble = {"wrong": wrong, "both": both}
    kept = as_written(after, [one for one, _ in refused])
    return _shown(request, kept, unit, trouble, status=409 if conflicts else 422)


@require_safe
@asks(Right.SEE_SERVICES, unit="unit")
def paper(request: HttpRequest, unit: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Give the receipt as PDF."""
    page = _page(unit)
    if page is None:
        raise Http404
    content = as_pdf(receipt_page(page.catalogue, page.receipt))
    name = f"service-choices-FY{page.catalogue.year}-{unit}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _ask(person: Person, unit: str, year: int, written: Written, key: str) -> Done | Conflict | Refused:
    """Ask for one choice; each service of a form has a key of its own, made of the form's."""
    subject = subject_of(year, written.service)
    own = sha256(f"{key} {subject}".encode()).hexdigest()
    asked = Asked(person, ACTIONS[ACTION], unit, subject, written.given, written.version, own, timezone.now(), today())
    try:
        return act(asked)
    except NotAllowed:
        raise Http404 from None


def _name(unit: str) -> str:
    names = dict(figures.now().schools)
    if unit not in names:
        raise Http404
    return names[unit]


def _page(unit: str) -> Choosing | None:
    """Give the page of a school; None where there are no services yet."""
    known = services.now()
    receipt = known.receipt(unit)
    if known.services is None or receipt is None:
        _name(unit)
        return None
    catalogue = known.services.catalogue
    return choosing(catalogue, receipt, choices(catalogue.year, unit), today())


def _shown(
    request: HttpRequest, page: Choosing, unit: str, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    events = saves(page.catalogue.year, unit)
    may_choose = access_of(request).may(Right.CHOOSE_SERVICES, unit) and page.is_open
    told = {
        "page": page,
        "unit": unit,
        "may_choose": may_choose,
        "history": history(page, events[:SHOWN_SAVES]),
        "number": len(events),
        **(more or {}),
    }
    return render(request, "school/services.html", told, status=status)


def _both(row: Row, written: Written, conflict: Conflict) -> Both:
    approach = row.line.price.service.approach
    return Both(row, conflict, written, words(approach, conflict.theirs.content), words(approach, conflict.yours))
