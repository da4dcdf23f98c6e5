"""A district's folder in one file: every file with its hash, so that what comes out is what went in, or nothing does."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any

from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.together import PART

VERSION = 1
MANIFEST, FOLDER = "backup.json", "folder"
_PIECE = 1 << 20
_MANIFEST_MAXIMUM = 64 << 20


class Damaged(NoSuchFile):
    """An archive is not what was packed; the sentence says where, and nothing of it was kept."""


def pack(
    folder: Path, out: Path, beside: Mapping[str, bytes], told: Mapping[str, Any], is_left_out: Callable[[str], bool]
) -> str:
    """Pack a folder that nobody changes meanwhile; give the hash of the archive, which only its owner reads.

    Args:
        folder: The folder.
        out: The archive to write; it must not be there.
        beside: What goes in beside the folder, by name.
        told: What the archive says of itself.
        is_left_out: Whether a file stays out, by its path in the folder.

    Raises:
        NoSuchFile: The archive is there already, or something cannot be read or written.

    """
    if out.exists():
        message = f"{out} is there already. Name a file that is not, so that no backup is lost."
        raise NoSuchFile(message)
    paths = {f"{FOLDER}/{name}": folder / name for name in _names(folder) if not is_left_out(name)}
    try:
        files: dict[str, dict[str, Any]] = {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in beside.items()
        }
        files |= {name: {"bytes": path.stat().st_size, "sha256": _hash_of(path)} for name, path in paths.items()}
        manifest = json.dumps({"perpupil_backup": VERSION, **told, "files": files}, indent=1, sort_keys=True).encode()
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        message = f"{folder} cannot be packed: {error}."
        raise NoSuchFile(message) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for name, content in {MANIFEST: manifest, **beside}.items():
                    tar.addfile(_member(name, len(content)), io.BytesIO(content))
                for name, path in paths.items():
                    with path.open("rb") as source:
                        tar.addfile(_member(name, files[name]["bytes"]), source)
            file.flush()
            os.fsync(file.fileno())
        sealed = _hash_of(part)
        part.replace(out)
    except OSError as error:
        message = f"{out} cannot be written: {error}."
        raise NoSuchFile(message) from None
    finally:
        part.unlink(missing_ok=True)
    return sealed


def unpack(archive: Path, into: Path) -> Mapping[str, Any]:
    """Unpack an archive into an empty folder; give what it says of itself.

    Raises:
        Damaged: It is no archive of ours, or not what was packed.

    """
    try:
        with archive.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            manifest = _manifest_of(tar)
            waiting = dict(manifest["files"])
            while (member := tar.next()) is not None:
                expected = waiting.pop(member.name, None)
                if expected is None or not member.isreg() or not _is_within(member.name):
                    message = f"{archive} holds {member.name!r}, which it does not list."
                    raise Damaged(message)
                source = tar.extractfile(member)
                if source is None or _copy(source, into / member.name) != expected["sha256"]:
                    message = f"{archive} was changed: {member.name} is not what was packed."
                    raise Damaged(message)
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{archive} cannot be read as a backup: {error}."
        raise Damaged(message) from None
    if waiting:
        message = f"{archive} was changed: {min(waiting)} is missing."
        raise Damaged(message)
    return manifest


def hash_of(archive: Path) -> str:
    """Give the hash of an archive, to be compared with the one that was told when it was made."""
    try:
        return _hash_of(archive)
    except OSError as error:
        message = f"{archive} cannot be read: {error.strerror}."
        raise NoSuchFile(message) from None


def _manifest_of(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    source = (
        tar.extractfile(first)
        if first is not None and first.name == MANIFEST and first.size < _MANIFEST_MAXIMUM
        else None
    )
    content = json.loads(source.read()) if source is not None else {}
    if content.get("perpupil_backup") != VERSION:
        message = "it is none, or one of another version"
        raise ValueError(message)
    return dict(content)


def _names(folder: Path) -> Iterator[str]:
    """Give the files of a folder by their paths in it; locks and what a killed process left stay out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_passing = any(part == ".lock" or part.startswith(PART) for part in path.relative_to(folder).parts)
        if path.is_file() and not path.is_symlink() and not is_passing:
            yield name


def _is_within(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and ".." not in parts and not name.startswith("/") and "\\" not in name


def _member(name: str, size: int) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size, made.mode = size, 0o600
    return made


def _copy(source: IO[bytes], target: Path) -> str:
    """Copy a file; give its hash."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while piece := source.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
