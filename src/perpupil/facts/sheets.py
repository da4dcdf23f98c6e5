"""Workbooks as tables of text: a sheet of an Excel or OpenDocument file, its cells written as a person would type them.

A workbook holds numbers as binary floats. Each is written with the fewest digits that give the same float again, which is what was typed:
0.1 comes back as 0.1 and 412.0 as 412.
"""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from decimal import Decimal

import python_calamine

from perpupil.facts.table import TextTable, check_headers, without_controls
from perpupil.findings import Finding, Place, finding
from perpupil.limits import CELL_CHARACTERS, FACTS_COLUMNS, UNITS, WORKBOOK_BYTES

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""Endings of the names of files that are workbooks."""

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta  # estimate: as the file holds it


def read_sheet(
    content: bytes, source: str, sheet: str = "", wanted: str = "", rows_maximum: int = UNITS
) -> tuple[TextTable, tuple[Finding, ...]]:
    """Read one sheet of a workbook: the first row that is filled holds the headers.

    Args:
        content: The file.
        source: What to call it in findings.
        sheet: The sheet's name; without it the first sheet that has the column `wanted`, or else the first with rows.
        wanted: A header to look for.
        rows_maximum: How many rows are read at most.

    """
    empty = TextTable(source, {}, ())
    if len(content) > WORKBOOK_BYTES:
        what = f"The workbook has {len(content):,} bytes; at most {WORKBOOK_BYTES:,} are read."
        return empty, (finding("too-large", Place(source), what, "Save the sheet alone, or as CSV."),)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            if sheet and sheet not in book.sheet_names:
                what = f"The workbook has no sheet {sheet!r}."
                return empty, (finding("missing-sheet", Place(source), what, f"It has {', '.join(book.sheet_names)}."),)
            tables = (_table(book, name, source, rows_maximum) for name in ([sheet] if sheet else book.sheet_names))
            return _chosen(list(tables), wanted, empty)
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError, ValueError) as error:
        what = f"The file is not a workbook that can be read: {str(error)[:120]}."
        return empty, (
            finding("not-a-workbook", Place(source), what, "Open it, take off any password and save it as .xlsx."),
        )


def _chosen(
    tables: list[tuple[TextTable, tuple[Finding, ...]]], wanted: str, empty: TextTable
) -> tuple[TextTable, tuple[Finding, ...]]:
    """Choose the first sheet that has the column, or else the first that has rows."""
    for table, found in tables:
        if not found and wanted and wanted in table.columns:
            return table, found
    for table, found in tables:
        if len(table) and not found:
            return table, found
    return tables[0] if tables else (empty, (_no_rows(empty.source),))


def _table(
    book: python_calamine.CalamineWorkbook, name: str, source: str, rows_maximum: int
) -> tuple[TextTable, tuple[Finding, ...]]:
    place = f"{source}, sheet {name}"
    empty = TextTable(place, {}, ())
    sheet = book.get_sheet_by_name(name)
    height, width = sheet.total_height, sheet.total_width
    if height > rows_maximum + 1 or width > FACTS_COLUMNS:
        what = f"The sheet has {height:,} rows and {width:,} columns; at most {rows_maximum:,} and {FACTS_COLUMNS:,} are read."
        return empty, (finding("too-large", Place(place), what, "Delete the columns that nobody needs, or split it."),)
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    first = next((at for at, row in enumerate(rows) if any(row)), None)
    if first is None:
        return empty, (_no_rows(place),)
    filled = [at for at in range(len(rows[first])) if any(row[at] for row in rows[first:])]
    headers = [rows[first][at] for at in filled]
    found = check_headers(headers, place)
    if found:
        return empty, found
    kept = [at for at in range(first + 1, len(rows)) if any(rows[at])]
    columns = {header: [rows[row][at] for row in kept] for header, at in zip(headers, filled, strict=True)}
    return TextTable(place, columns, [row + 1 for row in kept]), ()


def _no_rows(source: str) -> Finding:
    return finding("bad-header", Place(source, 1), "The sheet is empty.", "Name the sheet that holds the table.")


def cell_text(cell: Cell) -> str:
    """Write a cell as text.

    >>> [cell_text(one) for one in (412.0, 0.1, 1e-7, True, " 0010 ", dt.date(2026, 6, 30))]
    ['412', '0.1', '0.0000001', 'yes', '0010', '2026-06-30']
    """
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float():  # estimate: written with the fewest digits that give it again
            number = Decimal(repr(cell))
            if not number.is_finite():
                return ""
            text = format(number, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case dt.datetime() if cell.time() == dt.time():
            return cell.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return cell.isoformat()
        case _:
            text = unicodedata.normalize("NFC", str(cell)).strip()[:CELL_CHARACTERS]
            return without_controls(text)
