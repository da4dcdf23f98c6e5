"""Grants of a school: what it has, what it proposes to do with it, and what became of that."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perpupil.grants.proposals.records import CostKind, ForWhom, PaidBefore
from perpupil.grants.proposals.review import Review
from perpupil.grants.proposals.states import DECISIONS, MOVES, State
from perpupil.web import figures, grants
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import Conflict, Done, Refused
from perpupil.web.actions.door import KEY_LENGTH
from perpupil.web.actions.grant_proposals import LINES_MOST
from perpupil.web.actions.sent import sent
from perpupil.web.school.empty import nothing_yet
from perpupil.web.store import proposals as kept

_EMPTY_LINE = dict.fromkeys((*grants.LINE_WORDS, *grants.LINE_NUMBERS), "")


@require_safe
@asks(Right.SEE_GRANTS, unit="unit")
def show(request: HttpRequest, unit: str) -> HttpResponse:
    """Show what a school has of each grant, and its proposals."""
    empty = nothing_yet(request, unit)
    if empty is not None:
        return empty
    known = _known(request, unit)
    told = {
        "unit": unit,
        "name": _name(unit),
        "known": known,
        "shares": known.shares(unit),
        "directs_cents": sum(one.row.cash_cents for one in known.shares(unit)),
        "reviews": known.reviews(unit),
        "may_propose": access_of(request).may(Right.PROPOSE_GRANT_USE, unit),
    }
    return render(request, "school/grants.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.PROPOSE_GRANT_USE, unit="unit")
def begin(request: HttpRequest, unit: str) -> HttpResponse:
    """Show the form of a new proposal, or keep it; each form is a proposal of its own."""
    if not _known(request, unit).shares(unit):
        raise Http404
    if request.method != "POST":
        return _form(request, unit, "", {})
    key = request.POST.get("key", "")
    if len(key) not in KEY_LENGTH:
        return HttpResponse(status=400)
    return _proposed(request, unit, f"p{sha256(key.encode()).hexdigest()[:10]}", "")


@require_safe
@asks(Right.SEE_GRANTS, unit="unit")
def proposal(request: HttpRequest, unit: str, name: str) -> HttpResponse:
    """Show a proposal: what it buys, what the rules say, what became of it."""
    return _shown(request, unit, name, {})


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.PROPOSE_GRANT_USE, unit="unit")
def change(request: HttpRequest, unit: str, name: str) -> HttpResponse:
    """Show the form of a proposal that is there, or change it, hand it in, withdraw it."""
    if _known(request, unit).review(unit, name) is None:
        raise Http404
    return _proposed(request, unit, name, name) if request.method == "POST" else _form(request, unit, name, {})


@require_POST
@asks(Right.REVIEW_GRANT_USE, unit="unit")
def review(request: HttpRequest, unit: str, name: str) -> HttpResponse:
    """Decide about a proposal."""
    if _known(request, unit).review(unit, name) is None:
        raise Http404
    given = {field: request.POST.get(field, "") for field in ("move", "reason")}
    answer = sent(request, "grants.review", name, given, unit)
    if isinstance(answer, Done):
        messages.success(request, gettext("The decision is saved."))
        return HttpResponseRedirect(reverse("proposal", kwargs={"unit": unit, "name": name}))
    return _shown(request, unit, name, {**_trouble(answer), "given": given}, status=_status(answer))


def _proposed(request: HttpRequest, unit: str, name: str, shown: str) -> HttpResponse:
    given = {field: text for field, text in request.POST.items() if isinstance(text, str)}
    answer = sent(request, "grants.propose", name, given, unit)
    if isinstance(answer, Done):
        messages.success(request, gettext("The proposal is saved."))
        return HttpResponseRedirect(reverse("proposal", kwargs={"unit": unit, "name": name}))
    return _form(request, unit, shown, {**_trouble(answer), "given": given}, status=_status(answer))


def _trouble(answer: Conflict | Refused) -> dict[str, Any]:
    return {"wrong": answer.wrong} if isinstance(answer, Refused) else {"theirs": answer.theirs}


def _status(answer: Conflict | Refused) -> int:
    return 409 if isinstance(answer, Conflict) else 422


def _known(request: HttpRequest, unit: str) -> grants.Known:
    """Give the grants; a school sees its own drafts, and nobody else does."""
    return grants.now(unit if access_of(request).may(Right.PROPOSE_GRANT_USE, unit) else "")


def _name(unit: str) -> str:
    names = dict(figures.now().schools)
    if unit not in names:
        raise Http404
    return names[unit]


def _shown(request: HttpRequest, unit: str, name: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    known = _known(request, unit)
    found = known.review(unit, name)
    if found is None or known.year is None:
        raise Http404
    access, here = access_of(request), kept.proposal(unit, name)
    state = found.proposal.state
    told = {
        "unit": unit,
        "name": _name(unit),
        "review": found,
        "grant": known.year.grants.grants[found.proposal.grant],
        "people": here.content["people"] if here is not None else "",
        "version": here.version if here is not None else 0,
        "may_change": access.may(Right.PROPOSE_GRANT_USE, unit) and bool(MOVES[state]),
        "decisions": sorted(MOVES[state] & DECISIONS) if access.may(Right.REVIEW_GRANT_USE, unit) else [],
        **more,
    }
    return render(request, "school/proposal.html", told, status=status)


def _form(request: HttpRequest, unit: str, name: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    known = _known(request, unit)
    here = kept.proposal(unit, name) if name else None
    found = known.review(unit, name) if name else None
    content = here.content if here is not None else grants.as_content(found.proposal) if found is not None else {}
    given = more.pop("given", None)
    told = {
        "unit": unit,
        "name": _name(unit),
        "proposal": name,
        "shares": known.shares(unit),
        "written": given if given is not None else content,
        "lines": _lines(given, content),
        "version": here.version if here is not None else 0,
        "kinds": [(str(one), _words(one)) for one in CostKind],
        "whom": [(str(one), _words(one)) for one in ForWhom],
        "payers": [(str(one), _words(one)) for one in PaidBefore],
        "may_withdraw": _may_withdraw(found),
        **more,
    }
    return render(request, "school/propose.html", told, status=status)


def _may_withdraw(found: Review | None) -> bool:
    return found is not None and State.WITHDRAWN in MOVES[found.proposal.state]


def _lines(given: dict[str, str] | None, content: dict[str, Any]) -> list[tuple[int, dict[str, str]]]:
    """Give every line of the form, filled as far as there is something to fill it with."""
    if given is not None:
        rows = [{part: given.get(f"line-{at}-{part}", "") for part in _EMPTY_LINE} for at in range(1, LINES_MOST + 1)]
    else:
        filled = [_EMPTY_LINE | one for one in content.get("lines", [])]
        rows = [*filled, *([_EMPTY_LINE] * LINES_MOST)][:LINES_MOST]
    return list(enumerate(rows, start=1))


def _words(value: str) -> str:
    return gettext(str(value).replace("_", " "))
