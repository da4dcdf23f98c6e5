"""Every operation there is."""

from __future__ import annotations

from django.urls import path

from perpupil.web.api import choosing, reading
from perpupil.web.api.entry import api

api.add_router("", reading.router)
api.add_router("", choosing.router)
urlpatterns = [path("", api.urls)]
