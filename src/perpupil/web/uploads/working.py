"""What a job has in its hands while it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from perpupil.web.store.models import Job
from perpupil.workspace.importing import Order

Step = Callable[[str, int, int], None]
"""Told what comes next, how much is done, and of how much; it raises `Cancelled` where somebody asked for that."""


class Cancelled(Exception):
    """Somebody cancelled the job."""


class NotDone(Exception):
    """The job cannot be done; the sentence says why, and quotes no cell."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job that is being done."""

    job: Job
    key: bytes = field(repr=False)
    """The session's key; nothing that outlives the job may hold it."""
    folder: Path
    """Where the files wait."""
    ordering: Callable[[], Order] = field(repr=False)
    """Gives the order as it is at that moment; it holds the key."""
    step: Step

    @property
    def order(self) -> Order:
        """The files, opened as they are read, with what is decided about them now."""
        return self.ordering()
