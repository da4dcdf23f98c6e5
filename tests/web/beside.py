"""A program that a server keeps going beside itself: it says its number and waits.

python -m tests.web.beside SERVER    a server that keeps one going
python -m tests.web.beside FOLDER    the one that is kept going
"""

import os
import signal
import sys
from pathlib import Path

from perpupil.web.uploads import beside
from perpupil.web.uploads.worker import end_with_parent

if __name__ == "__main__":
    if sys.argv[1] == "SERVER":
        beside._PROGRAM = "tests.web.beside"  # noqa: SLF001  what is kept going is ours
        with beside.worker_beside(Path("FOLDER")):
            sys.stdin.read()
    else:
        end_with_parent()
        sys.stdout.write(f"{os.getpid()}\n")
        sys.stdout.flush()
        signal.pause()
