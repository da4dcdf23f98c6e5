"""Closed by default: a page says which right it asks for; one that says nothing is not shown to anybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from perpupil.web.access.rights import RIGHTS, Access, Held, Reach, Right, Role
from perpupil.web.store.models import Holding, Person

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
ASKS, OPEN = "asks", "is_open"


def asks(right: Right, unit: str = "") -> Callable[[Page[P]], Page[P]]:
    """Let a page be seen by whoever has a right; by others it is as if it were not there.

    Args:
        right: The right.
        unit: The name of the argument that holds the school, where the right is one at a school.

    """

    def decorate(page: Page[P]) -> Page[P]:
        @wraps(page)
        def guarded(request: HttpRequest, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not access_of(request).may(right, str(named.get(unit, ""))):
                raise Http404
            return page(request, *arguments, **named)

        setattr(guarded, ASKS, right)
        return cast("Page[P]", guarded)

    return decorate


def is_open(page: Page[P]) -> Page[P]:
    """Let a page be seen by anybody: to sign in, to see that the application is up."""
    setattr(page, OPEN, True)
    return page


def access_of(request: HttpRequest) -> Access:
    """Give what the person who asks may; asked of the database once a request."""
    found: Access | None = getattr(request, "_access", None)
    if found is None:
        person = request.user
        held = held_by(person) if isinstance(person, Person) else ()
        found = Access(held)
        request._access = found  # type: ignore[attr-defined]  # noqa: SLF001  kept with the request that it is about
    return found


def held_by(person: Person) -> tuple[Held, ...]:
    """Give the roles that a person holds now."""
    if not person.is_active:
        return ()
    now = [one for one in person.holdings.all() if one.ends is None]
    held = tuple(Held(Role(one.role), one.unit) for one in now if one.role in set(Role))
    if settings.TWO_STEPS and any(one.role is Role.ADMINISTRATOR for one in held) and not is_mfa_enabled(person):
        return tuple(one for one in held if one.role is not Role.ADMINISTRATOR)
    return held


def who_may(right: Right) -> list[Person]:
    """Give the people who have a right in the whole district, by name: two queries, however many people there are."""
    roles = [role for role, reach in RIGHTS[right].items() if reach is Reach.EVERYWHERE]
    holding = Holding.objects.filter(ends=None, role__in=roles).values("person")
    people = Person.objects.filter(is_active=True, pk__in=holding).prefetch_related("holdings").order_by("name")
    return [one for one in people if Access(held_by(one)).may(right)]


def closed_by_default(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a page of ours that says neither what it asks for nor that it is open."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def look(request: HttpRequest, page: Callable[..., HttpResponse], arguments: Any, named: Any) -> None:  # noqa: ANN401, ARG001  Django's signature
        if page.__module__.startswith("perpupil.") and not (hasattr(page, ASKS) or hasattr(page, OPEN)):
            message = f"{page.__module__}.{page.__qualname__} does not say who may see it"
            raise RuntimeError(message)

    answer.process_view = look  # type: ignore[attr-defined]
    return answer
