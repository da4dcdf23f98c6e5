"""Serving a district's folder: its database brought up to date, its static files gathered, and the pages answered."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perpupil.web.environment import FOLDER
from perpupil.workspace.district import FACTS, RUNS, SOURCES
from perpupil.workspace.files import NoSuchFile

if TYPE_CHECKING:
    from perpupil.web.backup import Kept

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
    has_worker: bool = True
    """Whether the worker of the data desk is started beside the pages."""

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://{self.host}:{self.port}/"


def prepare(served: Served) -> int:
    """Bring the database and the static files up to date; give how many people of the demo there are."""
    if served.demo is not None:
        os.environ["PERPUPIL_DEMO"] = str(served.demo.resolve())
    if served.today:
        os.environ["PERPUPIL_TODAY"] = served.today
    if not os.environ.get("PERPUPIL_HOSTS"):
        os.environ.setdefault("PERPUPIL_ADDRESS", served.address.rstrip("/"))
    open_folder(served.district)
    from django.core.management import call_command  # noqa: PLC0415  Django is set up first

    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if served.demo is None:
        return 0
    from django.utils import timezone  # noqa: PLC0415

    from perpupil.web.demonstrated_vote import record_vote  # noqa: PLC0415
    from perpupil.web.demonstration import load_people  # noqa: PLC0415
    from perpupil.workspace.schools import ids_by_code  # noqa: PLC0415

    people = load_people(served.demo, ids_by_code(served.district), timezone.now())
    record_vote(served.district, timezone.now())
    return people


def open_folder(district: Path) -> None:
    """Open a folder's database, its tables brought up to date."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "perpupil.web.settings"
    os.environ["PERPUPIL_DISTRICT"] = str(district.resolve())
    (district / FOLDER).mkdir(mode=0o700, exist_ok=True)
    import django  # noqa: PLC0415  it reads the settings when it is loaded
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    try:
        settings.INSTALLED_APPS  # noqa: B018  the settings are read here, and what is wrong with them is told in words
    except ValueError as wrong:
        raise NoSuchFile(str(wrong)) from None
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from perpupil.web.store.events import begin_outside  # noqa: PLC0415

    begin_outside()


def restored(archive: Path, folder: Path) -> Kept:
    """Put a backup into a folder, wholly or not at all; give what it held.

    Raises:
        NoSuchFile: The folder holds something, or the backup was changed.

    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        message = f"{folder} is there already. Name a folder that is not, so that nothing is overwritten."
        raise NoSuchFile(message)
    parent = folder.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=parent))
    try:
        open_folder(staged)
        from django.db import connections  # noqa: PLC0415  Django is set up first

        from perpupil.web.backup import bring_back  # noqa: PLC0415

        kept = bring_back(archive, staged)
        connections.close_all()
        for name in (SOURCES, FACTS, RUNS, FOLDER):
            (staged / name).mkdir(exist_ok=True)
            (staged / name).chmod(0o700)
        staged.chmod(0o755)
        staged.replace(folder)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return kept


def link_of_the_first(served: Served) -> str:
    """Give the link that makes the first administrator; blank where somebody is there already."""
    from perpupil.web.access.links import first_link  # noqa: PLC0415  Django is set up first
    from perpupil.web.store.models import Person  # noqa: PLC0415

    return "" if Person.objects.exists() else f"{served.address}first/{first_link(served.district)}/"


def serve(served: Served) -> None:
    """Answer until somebody stops it."""
    from granian import Granian  # noqa: PLC0415  only who serves needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    from perpupil.web.uploads.beside import worker_beside  # noqa: PLC0415

    server = Granian(
        "perpupil.web.wsgi:application",
        address=served.host,
        port=served.port,
        interface=Interfaces.WSGI,
        workers=served.workers,
        blocking_threads=THREADS,
        log_access=False,
    )
    with worker_beside(served.district) if served.has_worker else contextlib.nullcontext():
        server.serve()
