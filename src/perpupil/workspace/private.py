"""A private place for the rows of students while they are counted: nobody else reads it, and nothing of it stays.

It is a folder of mode 0700 with a lock that its process holds. The lock goes with the process, however that ends; so whoever begins next
knows which places are left over from a process that was killed, and removes them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "perpupil-private-"
_LOCK = "lock"


@contextmanager
def private_place(parent: Path | None = None) -> Iterator[Path]:
    """Make a private folder, and remove it with all that is in it at the end; remove first what a killed process left.

    Args:
        parent: Where the folder stands; the system's folder for temporary files if None.

    """
    parent = parent or Path(tempfile.gettempdir())
    remove_left_over(parent)
    place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))  # mode 0700
    handle = os.open(place / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)


def remove_left_over(parent: Path) -> tuple[str, ...]:
    """Remove the private places whose process is gone; give their names."""
    removed = []
    for place in sorted(parent.glob(f"{_PREFIX}*")):
        if place.is_symlink() or not place.is_dir() or place.stat().st_uid != os.geteuid():
            continue
        if not _is_held(place):
            shutil.rmtree(place, ignore_errors=True)
            removed.append(place.name)
    return tuple(removed)


def private_file(path: Path) -> Path:
    """Make an empty file that only its owner reads, for a writer that keeps the mode of a file that is there."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


def _is_held(place: Path) -> bool:
    """Whether the process that made a place still lives."""
    try:
        handle = os.open(place / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(handle)
