"""Who talked about what stands out, and when: one small file in the district's folder, put in place whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from perpupil.equity.district.records import Mark
from perpupil.formula.typed import plain_text
from perpupil.workspace.district import alone
from perpupil.workspace.files import NoSuchFile, read, write

MARKS = "discussed.json"
VERSION = 1


def marks_of(district: Path) -> dict[str, Mark]:
    """Give what was marked as discussed, by what stands out.

    Raises:
        NoSuchFile: The file is damaged.

    """
    path = district / MARKS
    if not path.is_file():
        return {}
    try:
        content = json.loads(read(path))
        _require_version(content["version"])
        return {name: _mark(one) for name, one in content["discussed"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"{path} is damaged. Put it right, or take it away and mark again what was discussed."
        raise NoSuchFile(message) from None


def _require_version(version: object) -> None:
    if version != VERSION:
        raise ValueError


def _mark(one: Mapping[str, object]) -> Mark:
    """Read one mark; texts are texts, and an amount is whole cents."""
    amount = one.get("amount_cents")
    texts = (one["by"], one["on"], one.get("note", ""))
    if (
        not all(isinstance(text, str) for text in texts)
        or not isinstance(amount, int | None)
        or isinstance(amount, bool)
    ):
        raise TypeError
    by, on, note = map(str, texts)
    return Mark(plain_text(by), dt.date.fromisoformat(on).isoformat(), plain_text(note), amount)


def keep_marks(district: Path, changed: Mapping[str, Mark | None]) -> None:
    """Mark what stands out as discussed; what has no mark is taken back.

    Raises:
        Busy: Another process is at work in the folder.
        NoSuchFile: The file is damaged or cannot be written.

    """
    with alone(district):
        marks = {name: one for name, one in {**marks_of(district), **changed}.items() if one is not None}
        content = {
            "version": VERSION,
            "discussed": {
                key: {"by": one.by, "on": one.on, "note": one.note, "amount_cents": one.amount_cents}
                for key, one in sorted(marks.items())
            },
        }
        write(district / MARKS, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
