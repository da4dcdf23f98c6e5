"""Files that wait in a district's folder: encrypted as they arrive, opened in memory, forgotten after a day.

    web/waiting/<mark>/       one upload, under a name that chance gave; only its owner opens it
    web/waiting/<mark>/key    nothing, encrypted: tells whether a key is the right one, and since when the upload waits
    web/waiting/<mark>/1      its first file, in pieces of a mebibyte, each AES-256-GCM under a nonce of its own
    web/waiting/.<mark>/      an upload that is still arriving

A piece is bound to the upload, the file, its place in it, and whether it is the last. So one that was changed, cut off, moved or put in the
place of another is refused. The key is never here: whoever has the folder alone has nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from perpupil.workspace.files import NoSuchFile

WAITING = "web/waiting"
KEY_BYTES, PIECE_BYTES = 32, 1 << 20
_NONCE_BYTES, _TAG_BYTES = 12, 16
_CHECK = "key"
_FORM = b"perpupil waiting 1"


class NotOpened(NoSuchFile):
    """A file that waits cannot be opened: the key is of another session, or the file was changed."""


class Closing:
    """A file that is encrypted while it is written, and holds no more than a piece of it in memory."""

    def __init__(self, folder: Path, name: str, key: bytes) -> None:
        self._cipher, self._folder, self._name = AESGCM(key), folder, name
        self._rest, self._place = bytearray(), 0
        self.size_bytes = 0
        """Of what was written so far, before it was encrypted."""
        try:
            handle = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _not_written(error) from None
        self._file = os.fdopen(handle, "wb", buffering=0)

    def write(self, content: bytes) -> None:
        """Write some of it."""
        self._rest += content
        self.size_bytes += len(content)
        while len(self._rest) > PIECE_BYTES:  # the last piece is known only by what does not follow it
            self._piece(bytes(self._rest[:PIECE_BYTES]), is_last=False)
            del self._rest[:PIECE_BYTES]

    def close(self) -> None:
        """Write the last piece, without which the file is refused."""
        with self._file:
            self._piece(bytes(self._rest), is_last=True)

    def give_up(self) -> None:
        """Leave it as it is: it will be refused."""
        self._file.close()

    def _piece(self, content: bytes, *, is_last: bool) -> None:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        bound_to = _bound_to(self._folder, self._name, self._place, is_last=is_last)
        piece = nonce + self._cipher.encrypt(nonce, content, bound_to)
        try:
            while piece:
                piece = piece[self._file.write(piece) :]
        except OSError as error:
            raise _not_written(error) from None
        self._place += 1


def stage(district: Path, key: bytes) -> Path:
    """Make a folder for an upload that begins to arrive.

    Raises:
        NoSuchFile: It cannot be written.

    """
    folder = district / WAITING / f".{secrets.token_hex(16)}"
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise _not_written(error) from None
    try:
        keep(folder, _CHECK, key, ())
    except NoSuchFile:
        forget(folder)
        raise
    return folder


def settle_staged(staged: Path) -> Path:
    """Let an upload that has arrived whole stand under its name; give its folder."""
    folder = staged.with_name(_mark_of(staged))
    try:
        return staged.replace(folder)
    except OSError as error:
        raise _not_written(error) from None


def keep(folder: Path, name: str, key: bytes, content: Iterable[bytes]) -> int:
    """Write a file into an upload's folder, encrypted as it comes; give how many bytes it had.

    Raises:
        NoSuchFile: It is there already, or cannot be written.

    """
    file = Closing(folder, name, key)
    try:
        for some in content:
            file.write(some)
        file.close()
    finally:
        file.give_up()
    return file.size_bytes


def fits(folder: Path, key: bytes) -> bool:
    """Whether a key is the one under which an upload was kept; False as well where nothing waits."""
    try:
        return not any(_pieces(folder, _CHECK, key))
    except NoSuchFile:
        return False


def is_there(folder: Path, name: str) -> bool:
    """Whether a file waits."""
    return (folder / name).is_file()


@contextmanager
def opened(folder: Path, name: str, key: bytes) -> Iterator[IO[bytes]]:
    """Give a file as it was before it was encrypted, in memory: it has a descriptor, and no name on any disk.

    Raises:
        NotOpened: The key is of another session, or the file was changed.
        NoSuchFile: It is not there.

    """
    with _nameless() as file:
        for piece in _pieces(folder, name, key):
            file.write(piece)
        file.seek(0)
        yield file


def take(folder: Path, name: str, key: bytes) -> bytes | None:
    """Give what a file holds and remove it, so that nobody gets it twice; None where it is not there.

    Raises:
        NotOpened: The key is of another session, or the file was changed; it stays.

    """
    if not is_there(folder, name):
        return None
    content = b"".join(_pieces(folder, name, key))
    try:
        (folder / name).unlink()  # of two who take it at once the second finds nothing to remove
    except FileNotFoundError:
        return None
    return content


def drop(folder: Path, names: Iterable[str]) -> None:
    """Remove some files of an upload."""
    for name in names:
        (folder / name).unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Remove an upload with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def forget_older_than(district: Path, moment: dt.datetime) -> tuple[str, ...]:
    """Remove what has waited since before a moment, arrived whole or not; give the names of those that had."""
    forgotten = []
    for folder in sorted((district / WAITING).glob("*")):
        if _since(folder) < moment.timestamp():
            forget(folder)
            forgotten.append(folder.name)
    return tuple(name for name in forgotten if not name.startswith("."))


def waiting_bytes(district: Path) -> int:
    """Give how much all that waits takes on the disk."""
    return sum(_size_of(path) for path in (district / WAITING).glob("*/*"))


def _pieces(folder: Path, name: str, key: bytes) -> Iterator[bytes]:
    """Open a file piece by piece; each is whole, and in its place, before it is given."""
    cipher = AESGCM(key)
    try:
        with (folder / name).open("rb") as file:
            place, piece, is_last = 0, _next(file), False
            while not is_last:
                following = _next(file)
                is_last = not following
                yield cipher.decrypt(
                    piece[:_NONCE_BYTES], piece[_NONCE_BYTES:], _bound_to(folder, name, place, is_last=is_last)
                )
                place, piece = place + 1, following
    except (InvalidTag, ValueError):
        message = (
            "A file that waits cannot be opened: it was sent in another session, or it was changed. Send it again."
        )
        raise NotOpened(message) from None
    except OSError as error:
        message = f"A file that waits cannot be read: {error.strerror}."
        raise NoSuchFile(message) from None


def _next(file: IO[bytes]) -> bytes:
    return file.read(_NONCE_BYTES + PIECE_BYTES + _TAG_BYTES)


def _bound_to(folder: Path, name: str, place: int, *, is_last: bool) -> bytes:
    """Say what a piece is, so that it opens nowhere else."""
    named = (_FORM, _mark_of(folder).encode(), name.encode(), str(place).encode(), b"last" if is_last else b"more")
    return b"\0".join(named)


def _mark_of(folder: Path) -> str:
    return folder.name.removeprefix(".")


@contextmanager
def _nameless() -> Iterator[IO[bytes]]:
    """Give a file that only who holds it can reach: in memory, or where the system has none such, without a name on the disk."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("waiting", os.MFD_CLOEXEC), "w+b") as file:
            yield file
    else:
        with tempfile.TemporaryFile() as file:  # mode 0600, and removed before anything is in it
            yield file


def _since(folder: Path) -> float:
    """Give when an upload began to wait; one that somebody else removes meanwhile waits no longer."""
    for path in (folder / _CHECK, folder):
        try:
            return path.stat().st_mtime
        except OSError:
            continue
    return float("inf")


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _not_written(error: OSError) -> NoSuchFile:
    return NoSuchFile(f"The files cannot be kept: {error.strerror}.")
