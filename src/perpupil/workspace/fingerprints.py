"""Whether a file is still the one that was read: its hash, which is not worked out again as long as the file has not been touched."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

FRESH_NS = 2_000_000_000
"""A file that was written so shortly ago may be written again within the same tick of its clock, so its time proves nothing yet."""

_Touched = tuple[int, ...]
_known: dict[Path, tuple[_Touched, str]] = {}


def fingerprint(path: Path) -> str:
    """Give the hash of a file's content; empty where there is none."""
    try:
        there = path.stat()
        touched = (there.st_mtime_ns, there.st_ctime_ns, there.st_size, there.st_ino)
        known = _known.get(path)
        if known is not None and known[0] == touched:
            return known[1]
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
    if time.time_ns() - max(there.st_mtime_ns, there.st_ctime_ns) > FRESH_NS:
        _known[path] = touched, found
    return found


def fingerprint_all(paths: Iterable[Path]) -> str:
    """Give one text that changes whenever one of some files does."""
    return " ".join(fingerprint(path) for path in paths)
