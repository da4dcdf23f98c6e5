"""Working out beforehand what every page rests on, so that nobody's first page waits for it: at the start, and again when the figures are new."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

from django.db import connections

from perpupil.web import autonomies, figures, formulas, grants, school_budgets, services, standings
from perpupil.web.frame import today
from perpupil.web.school import facts
from perpupil.web.school.beside import beside
from perpupil.workspace.files import NoSuchFile


def _formula() -> None:
    with suppress(NoSuchFile):  # its page says what to do where there is none
        formulas.worked(formulas.text_in_place())


_WORK = (
    ("allocation", figures.now),
    ("budgets and spending", school_budgets.now),
    ("services", services.now),
    ("beside the allocation", beside),
    ("similar schools", facts.prepare),
    ("where we stand", figures.standing),
    ("its page", lambda: standings.standing(standings.Filters())),
    ("the formula in words", _formula),
    ("grants", grants.page),
    ("autonomy", lambda: autonomies.seen(today())),
)
"""In the order in which people ask for it."""

_lock, _turn = threading.Lock(), threading.Lock()
_warmed: list[str] = []
"""The mark of the figures for which it was done last."""


def warm() -> Iterator[tuple[str, float, float]]:
    """Work everything out, part by part; give the name of each with the seconds it took, by the clock and of the processor."""
    # What is worked out stays for months and holds millions of objects, none of them garbage: looking through them again and again would cost
    # more than the work, and later a second in the middle of somebody's page.
    gc.unfreeze()
    gc.disable()
    try:
        for name, work in _WORK:
            wall, cpu = time.perf_counter(), time.thread_time()
            work()
            yield name, time.perf_counter() - wall, time.thread_time() - cpu
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()


def warm_when_new() -> None:
    """Begin to work everything out where the figures are new, beside whatever is asked meanwhile."""
    mark = figures.mark()
    with _lock:
        if _warmed == [mark]:
            return
        _warmed[:] = [mark]
    _begin()


def _begin() -> None:
    threading.Thread(target=_warm_quietly, name="warming", daemon=True).start()


def _warm_quietly() -> None:
    """Work everything out; whoever asks for a page is told what is wrong with the figures, so nothing is told here but to the log."""
    try:
        with _turn:
            for _ in warm():
                pass
    except Exception:  # the page that needs it tells it in words
        logging.getLogger(__name__).exception("The figures could not be worked out beforehand.")
    finally:
        connections.close_all()
