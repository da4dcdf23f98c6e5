"""Rows that were set aside, written where the user names, for nobody else to read: the only place where a row about a student may go."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from perpupil.facts.table import TextTable, write_csv
from perpupil.intake.answers import with_marks
from perpupil.intake.reading import SetAside
from perpupil.workspace.files import NoSuchFile


def write_aside(path: Path, rows: Mapping[str, Sequence[TextTable]], unreadable: Sequence[SetAside]) -> list[Path]:
    """Write rows that were set aside, one file for each file that they came from; give the files.

    Args:
        path: The file that the user names; where rows come from several files, the data set or the source is put into its name.
        rows: By dataset the rows as they stood, with the reasons.
        unreadable: Rows that had too many cells or too few.

    Raises:
        NoSuchFile: A file cannot be written, or is there already.

    """
    texts = aside_texts(rows, unreadable)
    if len(texts) == 1:
        return [_write(path, texts[0][1])]
    return [_write(path.with_stem(f"{path.stem}-{name}"), text) for name, text in texts]


def aside_texts(rows: Mapping[str, Sequence[TextTable]], unreadable: Sequence[SetAside]) -> list[tuple[str, str]]:
    """Give rows that were set aside as texts: a name for each file that they came from, and the rows with the reasons."""
    tables = [(name, table) for name, some in rows.items() for table in some]
    named = [name for name, _ in tables]
    texts: list[tuple[str, str]] = [
        (name if named.count(name) == 1 else f"{name}-{Path(table.source).stem}", write_csv(with_marks(table)))
        for name, table in tables
    ]
    if unreadable:
        texts.append(("unreadable", _unreadable(unreadable)))
    return texts


def _unreadable(rows: Sequence[SetAside]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "row of the file", "cells"])
    writer.writerows([one.source, one.row, *one.cells] for one in rows)
    return out.getvalue()


def _write(path: Path, text: str) -> Path:
    """Write a file that is not there yet, readable by its owner alone from its first byte on."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        message = f"{path} is there already. Name another file, so that nothing is overwritten."
        raise NoSuchFile(message) from None
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise NoSuchFile(message) from None
    return path
