"""The application as a server of web pages takes it."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perpupil.web.settings")
_answered = get_wsgi_application()

from perpupil.web import ending, warming  # noqa: E402  Django is set up first

ending.end_with_server()
warming.warm_when_new()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a page; where the figures are new, begin to work out what every page rests on."""
    warming.warm_when_new()
    return _answered(environ, start_response)
