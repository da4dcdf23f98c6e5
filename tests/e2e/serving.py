"""The demo district made anew and served by the command that everybody uses."""

import contextlib
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

TODAY = "2027-01-19"


@contextlib.contextmanager
def serving(place: Path, district: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[str]:
    """Serve a district's folder until it is no longer wanted; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = place / "served.txt"
    command = [sys.executable, "-m", "perpupil", "serve", str(district), "--port", str(port), *options]
    with told.open("wb") as out:
        server = subprocess.Popen(  # noqa: S603  our own command
            command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answers(address):
            if server.poll() is not None:
                raise RuntimeError(told.read_text(encoding="utf-8"))
        yield address
    finally:
        server.terminate()
        server.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/up/", timeout=1) as answer:  # noqa: S310  this machine
            return bool(answer.status == 200)
    except OSError:
        return False
