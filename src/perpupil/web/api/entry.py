"""The way in for programs: who asks, what they may, how often, and what an answer says that is not there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from perpupil.web.access.guard import access_of
from perpupil.web.access.rights import Right
from perpupil.web.figures import InForce
from perpupil.web.frame import today
from perpupil.web.store.models import Person, Token
from perpupil.web.store.tokens import good

RATE = "120/m"
"""Requests of one token in a minute."""
NOT_THERE = {"detail": "There is no such thing, or it is not for you to see."}


class ByToken(HttpBearer):
    """Whoever shows a good token is the person who made it."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Give the token; None where it is good for nothing."""
        found = good(token, today())
        if found is None:
            return None
        request.user = found.person
        return found if access_of(request).may(Right.HOLD_TOKENS) else None


class ByRate(SimpleRateThrottle):
    """So many requests a minute of each token, whatever machine they come from."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """Name the token."""
        found = getattr(request, "auth", None)
        return f"api-token-{found.pk}" if isinstance(found, Token) else None


api = NinjaAPI(
    title="PerPupil",
    version="1",
    urls_namespace="api",
    description="Amounts are whole cents, quantities exact decimals in text. A token is made on /account/tokens/ and shown as `Authorization: Bearer …`.",
    docs_url=None,
    auth=ByToken(),
    throttle=[ByRate(RATE)],
)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001  ninja's signature
    """Say the same of what is absent and of what is somebody else's."""
    return api.create_response(request, NOT_THERE, status=404)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say what of a request cannot be read, in the form in which the rules say what is wrong."""
    wrong = [
        {
            "field": ".".join(str(part) for part in one["loc"]),
            "what": str(one["msg"]),
            "fix": "Read /api/v1/openapi.json.",
        }
        for one in error.errors
    ]
    return api.create_response(request, {"wrong": wrong}, status=422)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say in a sentence why there is no answer: too many requests, a body that is no JSON."""
    return api.create_response(request, {"detail": str(error)}, status=error.status_code)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001  ninja's signature
    """Say that a body is too large."""
    most = f"A request holds at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes."
    return api.create_response(request, {"detail": most}, status=413)


def require(request: HttpRequest, right: Right, unit: str = "") -> Person:
    """Let only those on who have a right, as pages do; give who it is.

    Raises:
        Http404: They have it not; to them it is not there.

    """
    person = request.user
    if not isinstance(person, Person) or not access_of(request).may(right, unit):
        raise Http404
    return person


def name_of(in_force: InForce, unit: str) -> str:
    """Give a school's name.

    Raises:
        Http404: There is no such school.

    """
    names: dict[str, Any] = dict(in_force.schools)
    if unit not in names:
        raise Http404
    return str(names[unit])
