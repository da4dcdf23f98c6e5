"""The program of the process that reads one file: it takes its bounds before it loads anything, reads, answers and ends."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

_DESCRIPTORS = 64


def _take_bounds(memory_bytes: int, cpu_seconds: int, seconds: int) -> None:
    """Bound memory and time; write no file and leave no image of the memory behind."""
    if sys.platform == "win32":
        return  # the starting process still bounds the time
    import resource  # noqa: PLC0415 - not on Windows

    for kind, bound, hard in (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),  # a second in which the signal says what it died of
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, _DESCRIPTORS, _DESCRIPTORS),
    ):
        try:
            resource.setrlimit(kind, (bound, hard))
        except (OSError, ValueError):
            continue  # a system that does not know the bound, or has a lower one
    signal.alarm(seconds)


def main() -> None:
    """Read the file on standard input as the arguments say, and answer on standard output."""
    request: dict[str, Any] = json.loads(sys.argv[1])
    _take_bounds(**json.loads(sys.argv[2]))
    from perpupil.intake.door import read_file  # noqa: PLC0415 - after the bounds
    from perpupil.intake.reading import Asked, Field  # noqa: PLC0415
    from perpupil.workspace.reply import write_reply  # noqa: PLC0415

    asked = request["asked"]
    asked["layout"] = tuple(Field(**one) for one in asked["layout"])
    with os.fdopen(0, "rb", closefd=False) as file, os.fdopen(1, "wb", closefd=False) as answer:
        reading = read_file(file, request["source"], Asked(**asked), request["address"])
        write_reply(reading, answer)
    # Nothing is left to tidy up, and taking apart a table of a million rows takes longer than reading some.
    os._exit(0)


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        os._exit(77)
