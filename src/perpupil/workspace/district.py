"""A district's folder: what stands where in it, how it is made, and the lock that lets one write at a time.

    perpupil.toml    what the district says of itself
    formula.toml     the formula as somebody drafts it
    formulas/        formulas of earlier years and drafts, each under its seal
    sources/         by dataset: what the columns of each source mean, and the repairs that are applied to every upload
    facts/           fact sets, each in a folder of its seal; in-force.json says which one counts for each year
    runs/            allocations that were kept, each in a folder of its seal
    steady_state.toml, discussed.json   what is asked of where the district stands, and who talked about what stands out

Nothing in `facts` or `runs` is ever changed: what is new stands beside what was, and the one small file that points to it is put in place whole.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from perpupil.findings import Finding
from perpupil.intake.settings import STARTER, Settings, no_settings, read_settings
from perpupil.intake.writing import quoted
from perpupil.workspace.files import FORMULA, NoSuchFile, read, write
from perpupil.workspace.together import PART, finish, is_pending, sync

SETTINGS, SOURCES, FACTS, RUNS, FORMULAS = "perpupil.toml", "sources", "facts", "runs", "formulas"
_LOCK = ".lock"
_BESIDE = ".*.????????"
"""A file that was being written beside its place; in these folders nobody writes without the lock."""

EXAMPLE = "an example, to be replaced"
"""The source of an amount that nobody has decided yet."""
_FORMULA = """\
# The formula of {district}, as it is being drafted. `perpupil check` finds mistakes before they cost money.
language = 1
title = {title}
# The district's own definition of equity; it heads every description.
equity = "We give every school what its students need to do well."
source = "draft, not adopted by the board"
year = {year}

[facts]
unit = {{ column = "schoolId", noun = "school", name = "name" }}

[parameters]
base = {{ title = "Base amount per student", value = 1000, owner = "Budget office", source = "{example}" }}

[line.base_amount]
title = "Base amount"
kind = "per_student"
rate = "base"
students = "students"
"""


class Busy(NoSuchFile):
    """Somebody else is at work in the folder; the sentence says so."""


def is_district(folder: Path) -> bool:
    """Whether a folder is a district's."""
    return (folder / SETTINGS).is_file()


def find_district(folder: Path) -> Path:
    """Give the district's folder that a path is or lies in.

    Raises:
        NoSuchFile: There is none.

    """
    for one in (folder, *folder.resolve().parents):
        if is_district(one):
            return one
    message = f"There is no {SETTINGS} in {folder} or above it. Make a district's folder with perpupil new FOLDER."
    raise NoSuchFile(message)


def new_district(folder: Path, district: str, year: int, count_date: dt.date) -> tuple[str, ...]:
    """Make a district's folder, whole or not at all; give the names of what is in it.

    Raises:
        NoSuchFile: It is there already and holds something, or cannot be made.

    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        message = f"{folder} is there already. Name a folder that is not, so that nothing is overwritten."
        raise NoSuchFile(message)
    parent = folder.resolve().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=parent))
    except OSError as error:
        message = f"{folder} cannot be made: {error.strerror}."
        raise NoSuchFile(message) from None
    texts = {
        SETTINGS: STARTER.format(district=quoted(district), year=year, count_date=count_date.isoformat()),
        FORMULA: starter_formula(district, year).decode(),
    }
    try:
        for name, text in texts.items():
            write(made / name, text.encode())
        for name in (SOURCES, FACTS, RUNS):
            (made / name).mkdir(mode=0o700)
        made.chmod(0o755)
        made.replace(folder)
    except OSError as error:
        message = f"{folder} cannot be made: {error.strerror}."
        raise NoSuchFile(message) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return (*texts, SOURCES, FACTS, RUNS)


def starter_formula(district: str, year: int) -> bytes:
    """Give the formula that a new district's folder holds, to be drafted further."""
    title = quoted(f"{district}: draft formula")
    return _FORMULA.format(district=district, title=title, year=year, example=EXAMPLE).encode()


def settings_of(folder: Path) -> tuple[Settings | None, tuple[Finding, ...]]:
    """Read what the district says of itself."""
    path = folder / SETTINGS
    if not path.is_file():
        return None, (no_settings(str(path)),)
    return read_settings(read(path), str(path))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a district's folder, after putting right what a process that was killed has left.

    What it left half-written is removed; what it had only to move into place is moved.

    Raises:
        Busy: Another process holds it.

    """
    with _locked(folder / _LOCK, folder):
        for room in (folder, folder / FACTS, folder / RUNS):
            for part in room.glob(f"{PART}*"):
                shutil.rmtree(part, ignore_errors=True)
        for part in (one for room in (FACTS, FORMULAS) for one in (folder / room).glob(_BESIDE)):
            part.unlink(missing_ok=True)
        finish(folder)
        yield


def settle(folder: Path) -> None:
    """Finish what a process that was killed had begun; whoever only reads asks for it first.

    Raises:
        Busy: Another process is at it.

    """
    if is_pending(folder):
        with alone(folder):
            pass


@contextmanager
def _locked(path: Path, folder: Path) -> Iterator[None]:
    import fcntl  # noqa: PLC0415  not on Windows, where whoever only reads needs no lock

    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror}."
        raise NoSuchFile(message) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        message = f"Another perpupil is at work in {folder}. Try again when it has ended."
        raise Busy(message) from None
    try:
        yield
    finally:
        os.close(handle)


def keep_folder(place: Path, texts: Mapping[str, bytes], fill: Callable[[Path], None] | None = None) -> bool:
    """Write a folder that is never changed afterwards: beside its place first, then in it; False if it is there already.

    Args:
        place: Where it stands in the end; the folder above it is there.
        texts: Name of each file and what is in it. Only their owner reads them.
        fill: Writes further files into the folder that it is given.

    Raises:
        NoSuchFile: It cannot be written.

    """
    if place.exists():
        return False
    try:
        part = Path(tempfile.mkdtemp(prefix=PART, dir=place.parent))
        for name, content in texts.items():
            _write_private(part / name, content)
        if fill is not None:
            fill(part)
        for one in (*part.iterdir(), part):
            sync(one)
        part.replace(place)
        sync(place.parent)
    except OSError as error:
        message = f"{place} cannot be written: {error.strerror}."
        raise NoSuchFile(message) from None
    return True


def _write_private(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
