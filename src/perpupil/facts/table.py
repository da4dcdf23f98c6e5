"""A table of text cells, as a file gives them, before anybody decided what they mean.

Every reader of files ends here and every use of facts begins here: this is the seam that other formats are added behind.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perpupil.findings import Finding, Place, finding
from perpupil.limits import CELL_CHARACTERS, FACTS_BYTES, FACTS_COLUMNS, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r"}
"""Characters that no reader sees and a terminal obeys; a mark that can be seen stands in their place."""


def without_controls(text: str) -> str:
    """Put a mark that can be seen in place of each character that only a terminal obeys."""
    return text.translate(_CONTROLS)


class _Rows:
    """Rows of cells, and the line of the file on which the last one began."""

    def __init__(self, text: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        self.line = 1

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        self.line = self._reader.line_num + 1
        return next(self._reader)


@dataclass(frozen=True, slots=True)
class TextTable:
    """Columns of text cells under their headers, and the row of the file in which each stood."""

    source: str
    columns: dict[str, list[str]]
    rows: Sequence[int]

    def __len__(self) -> int:
        """How many rows of data."""
        return len(self.rows)

    def place(self, position: int, column: str = "") -> Place:
        """Give the place of a cell: the line of the file and the header of the column."""
        return Place(self.source, self.rows[position], path=f"column {column}" if column else "")


def write_csv(table: TextTable) -> str:
    """Write a table as comma-separated text: its headers, then its rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*table.columns.values(), strict=True))
    return out.getvalue()


def read_csv(content: bytes, source: str, rows_maximum: int = UNITS) -> tuple[TextTable, tuple[Finding, ...]]:
    """Read a comma-separated file: a row of headers, then rows of cells.

    A byte-order mark, either kind of line end and empty rows at the end are as good as none. Cells lose the spaces around them.
    """
    empty = TextTable(source, {}, ())
    if len(content) > FACTS_BYTES:
        what = f"The file has {len(content):,} bytes; at most {FACTS_BYTES:,} are read."
        return empty, (finding("too-large", Place(source), what, "Split the file."),)
    try:
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig")).translate(_CONTROLS)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return empty, (finding("not-text", Place(source, line), "The file is not UTF-8 text.", "Save it as UTF-8."),)
    csv.field_size_limit(CELL_CHARACTERS)
    reader = _Rows(text)
    try:
        headers = [cell.strip() for cell in next(reader, [])]
        findings = check_headers(headers, source)
        if findings:
            return empty, findings
        return _read_rows(reader, headers, source, rows_maximum)
    except csv.Error as error:
        what = f"The file is not comma-separated text here: {error}."
        return empty, (
            finding("ragged-row", Place(source, reader.line), what, "Close every quote, and keep cells short."),
        )


def check_headers(headers: list[str], source: str) -> tuple[Finding, ...]:
    """Say what is wrong with a row of headers: blank, repeated, too many, or not parted by commas."""
    if not any(headers):
        return (
            finding(
                "bad-header",
                Place(source, 1),
                "The file has no row of headers.",
                "Write the names of the columns in the first row.",
            ),
        )
    if len(headers) > FACTS_COLUMNS:
        return (
            finding(
                "too-large",
                Place(source, 1),
                f"The file has {len(headers):,} columns.",
                f"At most {FACTS_COLUMNS:,} are read.",
            ),
        )
    separators = [name for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")) if sign in headers[0]]
    if len(headers) == 1 and separators:
        what = f"The columns seem to be separated by {separators[0]}."
        return (finding("bad-header", Place(source, 1), what, "Save the file with commas between its columns."),)
    seen: set[str] = set()
    findings = []
    for position, header in enumerate(headers, 1):
        if header in seen or not header:
            what = f"The header of column {position} is {'blank' if not header else f'{header[:60]!r} again'}."
            findings.append(finding("bad-header", Place(source, 1), what, "Give every column a name of its own."))
        seen.add(header)
    return tuple(findings)


def _read_rows(
    reader: _Rows, headers: list[str], source: str, rows_maximum: int
) -> tuple[TextTable, tuple[Finding, ...]]:
    kept: list[list[str]] = []
    rows: list[int] = []
    findings: list[Finding] = []
    width = len(headers)
    for cells in reader:
        line = reader.line
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == width:
            kept.append(cells)
            rows.append(line)
        else:
            what = f"The row has {len(cells)} cells, and there are {width} headers."
            findings.append(finding("ragged-row", Place(source, line), what, "Put cells that hold a comma in quotes."))
        if len(rows) > rows_maximum:
            what = f"The file has more than {rows_maximum:,} rows."
            return TextTable(source, {}, ()), (finding("too-large", Place(source), what, "Split the file."),)
    columns = (
        [[cell.strip() for cell in column] for column in zip(*kept, strict=True)] if kept else [[] for _ in headers]
    )
    return TextTable(source, dict(zip(headers, columns, strict=True)), rows), tuple(findings)
