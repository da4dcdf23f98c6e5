"""Files that change together: written beside in one folder, then moved into their places; what a killed process began is finished later."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from perpupil.workspace.files import NoSuchFile

PART = ".part-"
"""How the name of a folder begins that is not whole yet."""
PENDING = ".pending"
"""The folder of files that only wait to be moved: once it is there, the change is made."""


def replace_together(folder: Path, texts: Mapping[str, bytes]) -> None:
    """Put several files of a folder in place, so that after a kill there are all of the old ones or all of the new ones.

    Args:
        folder: Where the files are, all of them directly in it; nobody else writes there meanwhile.
        texts: Name of each file and what is in it.

    Raises:
        NoSuchFile: They cannot be written.

    """
    try:
        part = Path(tempfile.mkdtemp(prefix=PART, dir=folder))
        for name, content in texts.items():
            (part / name).write_bytes(content)
            (part / name).chmod(0o644)
            sync(part / name)
        sync(part)
        part.replace(folder / PENDING)
        sync(folder)
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror}."
        raise NoSuchFile(message) from None
    finish(folder)


def is_pending(folder: Path) -> bool:
    """Whether files wait to be moved into their places."""
    return (folder / PENDING).is_dir()


def finish(folder: Path) -> None:
    """Move what waits into its place; nothing happens where nothing waits.

    Raises:
        NoSuchFile: The folder cannot be written.

    """
    if not is_pending(folder):
        return
    try:
        for path in sorted((folder / PENDING).iterdir()):
            path.replace(folder / path.name)
        sync(folder)
        (folder / PENDING).rmdir()
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror}."
        raise NoSuchFile(message) from None


def sync(path: Path) -> None:
    """Let a file, or the names in a folder, reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
