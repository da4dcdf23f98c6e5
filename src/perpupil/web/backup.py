"""Everything that a district keeps, in one file, and out of it again into an empty folder.

The database is written as rows of JSON, so that a backup of SQLite can be restored into PostgreSQL and the other way round. Sessions stay
out: whoever was signed in signs in again. So does the key that signs them.

Files that wait stay out too: nobody could open them elsewhere, and a day later they would be gone here. With them stay out the jobs on them
and what was seen in them; the upload itself comes back as one whose day is over.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from perpupil import __version__
from perpupil.web.environment import DATABASE, FOLDER, KEY
from perpupil.web.store.chain import check
from perpupil.web.store.models import Chain, Job, Looked, Person, Upload
from perpupil.web.store.uploads import HAS_FILES, OPEN, UploadState
from perpupil.web.uploads.handing_over import WORKER
from perpupil.workspace.archive import FOLDER as OF_THE_FOLDER
from perpupil.workspace.archive import Damaged, hash_of, pack, unpack
from perpupil.workspace.district import alone
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.waiting import WAITING

ROWS = "database.jsonl"
APPS = ("store", "account", "mfa", "socialaccount")
EVERYTHING = 1 << 62
"""More events than there will be."""
_LEFT_OUT = (
    *(f"{FOLDER}/{name}" for name in (DATABASE, KEY, "static/", "first-link", WORKER)),
    f"{WAITING}/",
)
_ENDED_ONLY: dict[type[models.Model], models.Q] = {
    Looked: ~models.Q(upload__state__in=HAS_FILES),
    Job: ~models.Q(state__in=OPEN) & ~models.Q(upload__state__in=HAS_FILES),
}
"""Kinds of rows of which only some are kept: those of uploads that wait no longer."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds."""

    people: int
    events: int
    sha256: str
    """The hash of the file."""


def back_up(district: Path, out: Path) -> Kept:
    """Write a backup of a district's folder and of its database, both as they are at one moment.

    Raises:
        NoSuchFile: The folder is at work, the file is there already or cannot be written.

    """
    with alone(district), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = "".join(f"{json.dumps(row, default=_written, ensure_ascii=False)}\n" for row in _rows()).encode()
        chain = Chain.objects.first()
        people, events = Person.objects.count(), chain.sequence if chain is not None else 0
        told = {
            "made_by": __version__,
            "people": people,
            "events": events,
            "chain": chain.hash if chain is not None else "",
            "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        }
        sealed = pack(district, out, {ROWS: rows}, told, lambda name: name.startswith(_LEFT_OUT))
    return Kept(people, events, sealed)


def bring_back(archive: Path, staged: Path) -> Kept:
    """Unpack a backup into the folder that is served, fill the empty database, and check every hash on the way.

    Raises:
        Damaged: The file is not what was packed.
        NoSuchFile: The database holds people already, or this version is too old for the backup.

    """
    with tempfile.TemporaryDirectory(prefix=".unpacked.", dir=staged) as place:
        told = unpack(archive, Path(place))
        call_command("migrate", interactive=False, verbosity=0)
        known = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
        if not set(told["migrations"]) <= known:
            message = f"{archive} was made by PerPupil {told['made_by']}, which is newer than this one."
            raise NoSuchFile(message)
        if Person.objects.exists():
            message = "The database holds people already. Name an empty one, so that nothing is overwritten."
            raise NoSuchFile(message)
        for path in sorted((Path(place) / OF_THE_FOLDER).iterdir()):
            _move(path, staged / path.name)
        with transaction.atomic():
            _load(Path(place) / ROWS)
            Upload.objects.filter(state__in=HAS_FILES).update(state=UploadState.EXPIRED)
            checked = check(EVERYTHING)
            chain = Chain.objects.first()
            if not checked.holds or (chain.hash if chain is not None else "") != told["chain"]:
                message = f"{archive} was changed: its chain of events does not hold."
                raise Damaged(message)
    return Kept(Person.objects.count(), checked.events, hash_of(archive))


def _move(path: Path, target: Path) -> None:
    """Move a file, or a folder into the one that is there."""
    if path.is_dir() and target.is_dir():
        for one in sorted(path.iterdir()):
            _move(one, target / one.name)
    else:
        path.replace(target)


def _kinds() -> list[type[models.Model]]:
    """Give the kinds of rows that are kept, those first that others name."""
    found = [
        (apps.get_app_config(label), None)
        for label in APPS
        if apps.is_installed(f"allauth.{label}") or label == "store"
    ]
    return [one for one in serializers.sort_dependencies(found) if not one._meta.proxy]  # noqa: SLF001  Django's own name


def _rows() -> Iterator[dict[str, Any]]:
    for kind in _kinds():
        rows = kind._default_manager.order_by("pk").filter(_ENDED_ONLY.get(kind, models.Q()))  # noqa: SLF001  Django's own name
        yield from serializers.serialize("python", rows)


def _load(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        for row in serializers.deserialize("python", map(json.loads, file)):
            row.save()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _kinds()):
            cursor.execute(statement)


def _written(value: object) -> str:
    """Write what JSON has no word for; a moment to the microsecond, because the hash of an event has it so."""
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)
