"""The worker beside the server: a child process, started again when it dies, gone when the server is, however that ends."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAM = "perpupil.web.uploads.worker"
_PAUSE_SECONDS, _PAUSE_MOST_SECONDS, _GOOD_SECONDS = 0.5, 60.0, 30.0
"""A worker that dies at once is started ever more slowly; one that has worked for a while, at once."""
_PATIENCE_SECONDS = 5.0


class Beside:
    """Keeps one worker going."""

    def __init__(self, district: Path) -> None:
        self._command = [sys.executable, "-m", _PROGRAM, str(district)]
        self._stopping = threading.Event()
        # The first is there before the server parts into processes, which must not happen while a program is being started.
        self._child = self._started()
        threading.Thread(target=self._keep_going, daemon=True).start()

    def stop(self) -> None:
        """Let the worker end what it is at, if that is soon; a job that is not is lost."""
        self._stopping.set()
        self._child.terminate()
        try:
            self._child.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C ends the server, and the server ends the worker.
        return subprocess.Popen(self._command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  our own program

    def _keep_going(self) -> None:
        pause, began = _PAUSE_SECONDS, time.monotonic()
        while True:
            self._child.wait()
            lived = time.monotonic() - began
            pause = _PAUSE_SECONDS if lived > _GOOD_SECONDS else min(2 * pause, _PAUSE_MOST_SECONDS)
            if self._stopping.wait(pause):
                return
            began = time.monotonic()
            self._child = self._started()


@contextmanager
def worker_beside(district: Path) -> Iterator[None]:
    """Keep a worker at a district's folder going, until this is left."""
    beside = Beside(district)
    try:
        yield
    finally:
        beside.stop()
