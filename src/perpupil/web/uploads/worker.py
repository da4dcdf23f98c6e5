"""The worker of a district's folder: does what the pages ask for, and forgets what has waited for a day.

python -m perpupil.web.uploads.worker FOLDER    as a child of `perpupil serve`: it ends when its parent does

`perpupil worker` is the same for whoever runs it apart.
"""

from __future__ import annotations

import logging
import os
import resource
import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perpupil.workspace.files import NoSuchFile

if TYPE_CHECKING:
    from django_tasks_db.management.commands.db_worker import Worker

    from perpupil.web.uploads.handing_over import Desk

QUEUE, INTERVAL_SECONDS, TIDY_SECONDS = "default", 0.5, 180.0
AGAIN_SECONDS, WATCH_SECONDS, STOPPED = 2.0, 1.0, 1
_LOG = logging.getLogger(__name__)


def work_at(district: Path, begun: Callable[[], None] = lambda: None, tasks_most: int | None = None) -> None:
    """Be the worker of a district's folder, until somebody stops it.

    Args:
        district: The folder; its database is open.
        begun: Called when it is ready to be asked.
        tasks_most: After how many tasks it ends; None for never.

    Raises:
        Busy: Another worker is at work there.

    """
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415  Django is set up first

    from perpupil.web.mail.reminding import keep_reminding  # noqa: PLC0415
    from perpupil.web.uploads.handing_over import at_the_desk  # noqa: PLC0415
    from perpupil.web.uploads.tidying import clear_away, tidy  # noqa: PLC0415

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what is in memory here goes into no file, however this ends
    with at_the_desk(district) as desk:
        clear_away()
        tidy(desk)
        stop = threading.Event()
        threading.Thread(target=_keep_tidy, args=(desk, stop), daemon=True).start()
        threading.Thread(target=keep_reminding, args=(stop,), daemon=True).start()
        worker = Worker(
            queue_names=[QUEUE],
            interval=INTERVAL_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=tasks_most,
            worker_id=secrets.token_hex(16),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        begun()
        try:
            _keep_working(worker)
        finally:
            stop.set()


def _keep_working(worker: Worker) -> None:
    """Work; a database that is locked or gone for a while is asked again: another worker could not open what this one was given."""
    from django.db import OperationalError  # noqa: PLC0415

    while True:
        try:
            worker.run()
        except OperationalError as error:
            _LOG.warning("the database does not answer: %s", error)
            time.sleep(AGAIN_SECONDS)
        else:
            return


def _keep_tidy(desk: Desk, stop: threading.Event) -> None:
    """Tidy every few minutes, beside the work."""
    from django.db import OperationalError, connections  # noqa: PLC0415

    from perpupil.web.uploads.tidying import tidy  # noqa: PLC0415

    while not stop.wait(TIDY_SECONDS):
        try:
            tidy(desk)
        except (OperationalError, OSError) as error:
            _LOG.warning("tidying has to wait: %s", error)
        finally:
            connections.close_all()


def end_with_parent() -> None:
    """End soon after the process that started this one, however that ended; a job that is being done is lost then."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        os._exit(STOPPED)

    threading.Thread(target=watch, daemon=True).start()


def main() -> int:
    """Work as a child of the server."""
    from perpupil.web.serving import open_folder  # noqa: PLC0415

    district = Path(sys.argv[1])
    end_with_parent()
    try:
        open_folder(district)
        work_at(district)
    except NoSuchFile as error:
        sys.stderr.write(f"{error}\n")
        return STOPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
