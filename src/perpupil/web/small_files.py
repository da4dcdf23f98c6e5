"""Files that come with a form are small, and held in memory: none of them ever lies on a disk. The data desk receives large ones in its own way."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

from perpupil.limits import FORMULA_BYTES

MOST_BYTES = 2 * FORMULA_BYTES
"""Twice what a form takes, so that its page can say in words what is too large."""


class InMemory(MemoryFileUploadHandler):
    """Holds a file in memory; one that is far too large ends the request."""

    def handle_raw_input(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401, ARG002  Django's own
        """Hold whatever comes, however long the whole form says it is."""
        self.activated, self._held = True, 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece.

        Raises:
            RequestDataTooBig: There is more than a form ever holds.

        """
        self._held += len(raw_data)
        if self._held > MOST_BYTES:
            message = f"a file of more than {MOST_BYTES:,} bytes"
            raise RequestDataTooBig(message)
        return super().receive_data_chunk(raw_data, start)
