"""What every answer says to the browser: nothing runs or loads that is not ours."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
_A_FILE = frozenset({200, 206, 304})
"""Answers that hold a static file, or say that it is still the same."""


def security_headers(get_response: Answer) -> Answer:
    """Set the policy of contents and of what a page may ask of the machine; pages with a person's figures are not kept by anybody."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if response.status_code not in _A_FILE or not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
