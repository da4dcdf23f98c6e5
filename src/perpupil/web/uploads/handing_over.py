"""How the session's key reaches the worker: sealed (HPKE) to a key pair of which the worker holds one half in its memory alone.

What lies in the database meanwhile opens with nothing that is on any disk, and with nothing at all once the worker has ended. One worker
works on a district's folder at a time; the lock on the file that names it goes with its process, however that ends.
"""

from __future__ import annotations

import base64
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from perpupil.web.environment import FOLDER
from perpupil.workspace.district import Busy

WORKER = "worker"
"""The file that names the worker: its public key."""
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PUBLIC_BYTES = 32
_HERE: list[Desk] = []
"""The worker that this process is: what its tasks open keys with."""
_TRIES, _PAUSE_SECONDS = 10, 0.05


class NotMine(Exception):
    """A key was sealed for another worker, or for another upload."""


@dataclass(frozen=True, slots=True)
class At:
    """A worker, as others know it."""

    public: bytes

    @property
    def mark(self) -> str:
        """What a job says of the worker that it is for."""
        return sha256(self.public).hexdigest()

    def seal(self, key: bytes, about: str) -> str:
        """Seal a key for this worker; it opens for the same upload only."""
        public = X25519PublicKey.from_public_bytes(self.public)
        return base64.b64encode(_SUITE.encrypt(key, public, info=_info(about))).decode()


class Desk:
    """The worker itself, with what opens the keys that are sealed for it."""

    def __init__(self) -> None:
        self._private = X25519PrivateKey.generate()
        self.doing = 0
        """The number of the job that it is at; 0 for none."""

    @property
    def at(self) -> At:
        """How others know it."""
        return At(self._private.public_key().public_bytes_raw())

    def open(self, sealed: str, about: str) -> bytes:
        """Open a key.

        Raises:
            NotMine: It was sealed for another worker, or for another upload.

        """
        try:
            return _SUITE.decrypt(base64.b64decode(sealed), self._private, info=_info(about))
        except (InvalidTag, ValueError):
            raise NotMine from None


@contextmanager
def at_the_desk(district: Path) -> Iterator[Desk]:
    """Be the worker of a district's folder, until the process ends.

    Raises:
        Busy: Another one is.

    """
    handle = os.open(district / FOLDER / WORKER, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        if not any(_is_held(handle) for _ in range(_TRIES)):
            message = f"Another worker is at work in {district}. One is enough."
            raise Busy(message)
        _HERE.append(desk := Desk())
        os.ftruncate(handle, 0)
        os.pwrite(handle, desk.at.public, 0)
        yield desk
    finally:
        _HERE.clear()
        os.close(handle)


def mine() -> Desk | None:
    """Give the worker that this process is; None where it is none."""
    return _HERE[0] if _HERE else None


def worker_of(district: Path) -> At | None:
    """Give the worker that is there; None where none is."""
    try:
        handle = os.open(district / FOLDER / WORKER, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if _is_free(handle):
            return None
        public = os.pread(handle, _PUBLIC_BYTES, 0)
    finally:
        os.close(handle)
    return At(public) if len(public) == _PUBLIC_BYTES else None


def _is_held(handle: int) -> bool:
    """Take the lock; somebody who only looks whether a worker is there has it for an instant, so it is asked for again."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        time.sleep(_PAUSE_SECONDS)
        return False
    return True


def _is_free(handle: int) -> bool:
    """Whether nobody holds the file: shared locks of those who look do not meet."""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _info(about: str) -> bytes:
    return f"perpupil job {about}".encode()
