"""A server that is killed: nothing of it goes on, and the next one has its port."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.project import ROOT
from tests.web.district import make_district

MOST_SECONDS = 60
"""After so long something is wrong; nothing waits for it otherwise."""


def test_with_a_server_that_is_killed_all_its_processes_end(tmp_path: Path) -> None:
    district = make_district(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "perpupil", "serve", str(district), "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True) as server:  # noqa: S603  our own command
        try:
            while not answers(port):
                assert server.poll() is None, "it came up"
            os.kill(server.pid, signal.SIGKILL)
            server.communicate(timeout=MOST_SECONDS)  # ends when the last process that could write has ended
            assert not answers(port)
            with socket.socket() as other:
                other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                other.bind(("127.0.0.1", port))
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/up/", timeout=1) as answer:
        return bool(answer.status == 200)
    return False
