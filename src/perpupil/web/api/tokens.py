"""One's own tokens: made, shown once, revoked."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import Conflict, Done, Refused
from perpupil.web.actions.sent import sent
from perpupil.web.store.models import Person
from perpupil.web.store.tokens import hash_of, tokens

PREFIX = "pp_"
"""By which whoever finds a token in a file knows what it is."""


@require_safe
@asks(Right.HOLD_TOKENS)
def listing(request: HttpRequest) -> HttpResponse:
    """List one's tokens."""
    return _shown(request, {})


@require_POST
@asks(Right.HOLD_TOKENS)
def make(request: HttpRequest) -> HttpResponse:
    """Make a token and show it: this once, in this answer, and nowhere after."""
    person, token = _person(request), PREFIX + secrets.token_urlsafe(32)
    given = {"title": request.POST.get("title", ""), "hash": hash_of(token)}
    subject = f"{person.pk}:{request.POST.get('key', '')}"
    answer = sent(request, "tokens.make", subject, given)
    if isinstance(answer, Done):
        is_first = not answer.is_repeat
        return _shown(request, {"token": token if is_first else "", "was_shown": not is_first}, status=201)
    return _shown(request, {"wrong": _wrong(answer), "title": given["title"]}, status=422)


@require_POST
@asks(Right.HOLD_TOKENS)
def revoke(request: HttpRequest) -> HttpResponse:
    """Revoke a token."""
    answer = sent(request, "tokens.revoke", request.POST.get("subject", "")[:200], {})
    if isinstance(answer, Done):
        return HttpResponseRedirect(reverse("tokens"))
    return _shown(request, {"wrong": _wrong(answer)}, status=409 if isinstance(answer, Conflict) else 422)


def _wrong(answer: Conflict | Refused) -> tuple[Any, ...]:
    return answer.wrong if isinstance(answer, Refused) else ()


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _shown(request: HttpRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "account/tokens.html", {"tokens": tokens(_person(request)), **more}, status=status)
