"""A form that was sent, as what somebody asks to be done."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest
from django.utils import timezone

from perpupil.web.actions import ACTIONS, Asked, Conflict, Done, NotAllowed, Refused, act
from perpupil.web.actions.door import KEY_LENGTH
from perpupil.web.frame import today
from perpupil.web.store.models import Person

_VERSION_DIGITS = 9


def written(request: HttpRequest) -> dict[str, str]:
    """Give what was written in a form, field by field."""
    return {name: str(request.POST.get(name, "")) for name in request.POST}


def sent(
    request: HttpRequest, name: str, subject: str, given: Mapping[str, str], unit: str = ""
) -> Done | Conflict | Refused:
    """Ask for what a form says, by its own key and the version that it showed.

    Raises:
        Http404: The person has no right to; to them it is not there.
        SuspiciousOperation: The form is not one of ours.

    """
    person, key, version = request.user, request.POST.get("key", ""), request.POST.get("version", "0")
    if not isinstance(person, Person):
        raise Http404
    if len(key) not in KEY_LENGTH or not (version.isascii() and version.isdigit() and len(version) <= _VERSION_DIGITS):
        raise SuspiciousOperation
    asked = Asked(person, ACTIONS[name], unit, subject, given, int(version), key, timezone.now(), today())
    try:
        return act(asked)
    except NotAllowed:
        raise Http404 from None
