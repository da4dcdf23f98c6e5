"""A process that answers pages ends when the server that started it does, however that ended: otherwise it would keep the port."""

from __future__ import annotations

import multiprocessing
import os
import threading

ENDED = 1


def end_with_server() -> None:
    """End as soon as the server has: a thread sleeps until the system says so, on every system.

    Whoever answers pages without a server of ours above it, as in a test, goes on.
    """
    server = multiprocessing.parent_process()
    if server is None:
        return

    def watch() -> None:
        server.join()
        os._exit(ENDED)  # whatever was being written is wholly there or not at all

    threading.Thread(target=watch, name="ending with the server", daemon=True).start()
