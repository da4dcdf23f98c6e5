"""Serving a district's folder: its database brought up to date, its static files gathered, and the pages answered."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

THREADS = 4
"""Pages that one process answers at once; each holds a connection to the database."""


@dataclass(frozen=True, slots=True)
class Served:
    """How a folder is served."""

    district: Path
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    demo: Path | None = None
    today: str = ""

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://{self.host}:{self.port}/"


def prepare(served: Served) -> int:
    """Bring the database and the static files up to date; give how many people of the demo there are."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "perpupil.web.settings"
    os.environ["PERPUPIL_DISTRICT"] = str(served.district.resolve())
    if served.demo is not None:
        os.environ["PERPUPIL_DEMO"] = str(served.demo.resolve())
    if served.today:
        os.environ["PERPUPIL_TODAY"] = served.today
    import django  # noqa: PLC0415  it reads the settings when it is loaded
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if served.demo is None:
        return 0
    from django.utils import timezone  # noqa: PLC0415

    from perpupil.web.demonstration import load_people  # noqa: PLC0415
    from perpupil.workspace.schools import ids_by_code  # noqa: PLC0415

    return load_people(served.demo, ids_by_code(served.district), timezone.now())


def serve(served: Served) -> None:
    """Answer until somebody stops it."""
    from granian import Granian  # noqa: PLC0415  only who serves needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian(
        "perpupil.web.wsgi:application",
        address=served.host,
        port=served.port,
        interface=Interfaces.WSGI,
        workers=served.workers,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()
