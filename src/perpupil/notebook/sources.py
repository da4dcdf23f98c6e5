"""What analysts hand in: paths, bytes, or tables of any library; all end as the text tables that every reader begins with."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from perpupil.facts.table import read_csv
from perpupil.limits import UNITS
from perpupil.notebook.frames import ArrowTable, is_frame, read_frame
from perpupil.notebook.refusal import Refused, files_refused
from perpupil.workspace.files import read

if TYPE_CHECKING:
    from perpupil.facts.table import TextTable
    from perpupil.findings import Finding

Given: TypeAlias = Union[str, "PathLike[str]", bytes, ArrowTable]
"""A file by its path, the bytes of a file, or a table of pandas, Polars, DuckDB, pyarrow or any library that speaks Arrow."""


def table_of(given: Given, what: str, rows_maximum: int = UNITS) -> tuple[TextTable, tuple[Finding, ...]]:
    """Read a table as text.

    Args:
        given: A path, bytes of CSV, or a frame.
        what: What it is, which names it in findings where it has no path: `facts`.
        rows_maximum: How many rows are read at most.

    Raises:
        Refused: There is no such file, or it is nothing that holds a table.

    """
    if isinstance(given, bytes):
        return read_csv(given, what, rows_maximum)
    if isinstance(given, str | PathLike):
        with files_refused():
            return read_csv(read(Path(given)), fspath(given), rows_maximum)
    if is_frame(given):
        return read_frame(given, what, rows_maximum)
    kind = type(given).__name__
    raise Refused(
        f"The {what} cannot be read from a {kind}. Give a path, the bytes of a CSV file, or a frame of pandas, Polars or DuckDB; a lazy one collected."
    )
