"""What became of a file that follows a record: the record stands in any case, and a page can ask for the file again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of it."""

    level: int
    """How a page shows it: success, information or warning."""
    sentence: str
