"""Every operation there is."""

from __future__ import annotations

from django.urls import path

from perpupil.web.api import choosing, data_desk, deciding, reading
from perpupil.web.api.entry import api

api.add_router("", reading.router)
api.add_router("", choosing.router)
api.add_router("", data_desk.router)
api.add_router("", deciding.router)
__all__ = ["api", "urlpatterns"]
urlpatterns = [path("", api.urls)]
