"""Reading files apart: a process of its own, with bounds on memory and time, whose death is a finding and nothing more.

The process is started anew for each file, so that it shares no memory with this one. It has the file as its standard input, a pipe as its
standard output and no other descriptor, and is the leader of its own group. What it gives back is read as data and checked.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO

from perpupil import limits
from perpupil.findings import Finding, Place, finding
from perpupil.intake.reading import Asked, Reading, refused
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.reply import Garbled, read_reply

OUT_OF_MEMORY = 77
"""What the reading process ends with when its memory does not suffice."""

_PROGRAM = "perpupil.workspace.reader"
_FIX = "Split the file, or save the table as CSV."


def read_path(path: Path, asked: Asked | None = None) -> Reading:
    """Read a file of any format in a process of its own.

    Raises:
        NoSuchFile: It is not there, cannot be read, or is no file.

    """
    try:
        # Opened without waiting: a pipe with nobody at its other end would hold up everything.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        message = f"{path} cannot be read: {reason}."
        raise NoSuchFile(message) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        message = f"{path} is no file."
        raise NoSuchFile(message)
    with os.fdopen(descriptor, "rb") as file:
        return read_opened(file, path.name, asked, str(path.resolve()))


def read_opened(file: IO[bytes], source: str, asked: Asked | None = None, path: str = "") -> Reading:
    """Read an opened file in a process of its own.

    Args:
        file: A file of the file system, which the process is handed as it is.
        source: What to call it in findings.
        asked: What is known of it.
        path: Where it stands; only Windows needs it, for Parquet.

    """
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    address = "/dev/fd/0" if Path("/dev/fd").exists() else path
    request = json.dumps({"source": source, "asked": asdict(asked or Asked()), "address": address})
    with subprocess.Popen(  # noqa: S603 - this Python, and arguments that are data to it
        [sys.executable, "-I", "-B", "-m", _PROGRAM, request, json.dumps(_bounds())],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
        cwd=Path(sys.executable).anchor,
        env={"LC_ALL": "C.UTF-8", **{name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}},
    ) as process:
        return _answer(process, source)


def _bounds() -> dict[str, int]:
    return {
        "memory_bytes": limits.READER_MEMORY_BYTES,
        "cpu_seconds": limits.READER_CPU_SECONDS,
        "seconds": limits.READER_SECONDS,
    }


def _answer(process: subprocess.Popen[bytes], source: str) -> Reading:
    """Take the process's answer, or say how it ended."""
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        _end(process)

    deadline = threading.Timer(limits.READER_SECONDS, end)
    deadline.daemon = True
    deadline.start()
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        reading = read_reply(process.stdout)
    except Garbled:
        reading = None
    finally:
        deadline.cancel()
        _end(process)
        process.wait()
    if reading is not None:
        return reading
    return refused([_death(process.returncode, source, is_late=is_late.is_set())])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started.

    It is not asked before whether it has ended: until it is waited for, its number stays taken, and what it started may live on.
    """
    if process.returncode is not None:
        return
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _death(code: int, source: str, *, is_late: bool) -> Finding:
    """Say in a sentence how the process ended."""
    if is_late or -code in (getattr(signal, "SIGXCPU", None), getattr(signal, "SIGALRM", None)):
        what = "Reading the file took too long, and was ended."
    elif code in (OUT_OF_MEMORY, -getattr(signal, "SIGABRT", 6)):
        what = (
            f"Reading the file needs more than {limits.READER_MEMORY_BYTES // 1_000_000:,} MB of memory, and was ended."
        )
    elif code == -getattr(signal, "SIGKILL", 9):
        # By us, since its answer did not hold together, or by a system that was short of memory.
        what = "Reading the file was ended: there was no answer that holds together."
    elif code < 0:
        what = f"Reading the file ended by signal {-code}."
    else:
        what = "Reading the file ended without an answer."
    return finding("reader-stopped", Place(source), what, _FIX)
