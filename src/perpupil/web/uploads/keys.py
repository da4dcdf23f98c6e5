"""The key under which a person's files wait: it lives in a cookie of her browser, and nowhere else.

What opens the files is made of the cookie and of who shows it, so that another person at the same browser opens nothing.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from perpupil import limits
from perpupil.web.store.models import Person
from perpupil.workspace.waiting import KEY_BYTES

COOKIE, PATH = "data_key", "/data/"
_SECONDS = limits.WAITING_HOURS * 3600


def key_of(request: HttpRequest) -> bytes | None:
    """Give the key of the person who asks; None where the browser has none, or has had it for too long."""
    secret = _secret_of(request)
    return _key(secret, request.user) if secret is not None else None


def begin_key(request: HttpRequest) -> bytes:
    """Give the key of the person who asks, or make one; whoever answers calls `hand_out` with the same request."""
    request._data_secret = secret = _secret_of(request) or secrets.token_bytes(KEY_BYTES)  # type: ignore[attr-defined]  # noqa: SLF001  kept with the request that it is of
    return _key(secret, request.user)


def hand_out(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser the key that was begun, for as long as files wait."""
    secret: bytes | None = getattr(request, "_data_secret", None)
    if secret is not None:
        text = base64.urlsafe_b64encode(secret).decode()
        response.set_cookie(
            COOKIE, text, max_age=_SECONDS, path=PATH, secure=settings.HTTPS, httponly=True, samesite="Strict"
        )


def take_back(response: HttpResponse) -> None:
    """Take the key from the browser, as when somebody signs out: nothing opens what waits any more."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def _secret_of(request: HttpRequest) -> bytes | None:
    begun: bytes | None = getattr(request, "_data_secret", None)
    if begun is not None:
        return begun
    try:
        secret = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, "").encode())
    except ValueError:
        return None
    return secret if len(secret) == KEY_BYTES else None


def _key(secret: bytes, person: object) -> bytes:
    if not isinstance(person, Person):
        message = "only somebody who is signed in has a key"
        raise TypeError(message)
    return HKDF(SHA256(), KEY_BYTES, None, f"perpupil data {person.pk}".encode()).derive(secret)
