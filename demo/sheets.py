"""Workbooks as people keep them: a merged title, a header below it, hidden columns. The same rows give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

_CREATED = datetime(2027, 1, 15, 8, 0, tzinfo=UTC).replace(tzinfo=None)
HEADER_ROW = 3
"""The row of the header, counted from one: two rows of titles stand above it."""


@dataclass(frozen=True, slots=True)
class Calculated:
    """A cell with a formula, and what it showed when it was saved."""

    formula: str
    shown: float | str


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[object]], hidden: Sequence[str] = ()) -> bytes:
    """Write one sheet: a title merged over all columns, a line below it, the header, the rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Sheet1")
    sheet.merge_range(0, 0, 0, len(header) - 1, title, bold)
    sheet.merge_range(1, 0, 1, len(header) - 1, "Calder Falls Public Schools. Confidential.", bold)
    sheet.write_row(HEADER_ROW - 1, 0, header, bold)
    for number, row in enumerate(rows, HEADER_ROW):
        for column, value in enumerate(row):
            _write(sheet, number, column, value)
    for name in hidden:
        sheet.set_column(header.index(name), header.index(name), None, None, {"hidden": True})
    book.close()
    return out.getvalue()


def cell(row: int, column: int) -> str:
    """Name a cell, both counted from one."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _write(sheet: Any, row: int, column: int, value: object) -> None:  # noqa: ANN401  the library has no type for a sheet
    match value:
        case Calculated(formula=formula, shown=shown):
            sheet.write_formula(row, column, formula, None, shown)
        case int() | float():
            sheet.write_number(row, column, value)
        case None | "":
            pass
        case _:
            sheet.write_string(row, column, str(value))
