"""A worksheet that takes a whole column at once: a large district has a million formulas, and most differ in their row only.

XlsxWriter looks through every formula for functions that need a prefix, and for letters that XML does not allow. Here both are done once a column. This
uses parts of XlsxWriter that are not promised to stay (`table`, `_write_cell`, `_check_dimensions`, `_prepare_formula`): its version is locked, and
tests read the files back.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from perpupil.documents.workbook.sheets import ROW, letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format  # type: ignore[import-untyped]


class Ready(NamedTuple):
    """A cell as it stands in the file, but for its place and its look."""

    kind: str
    inside: str
    format: Format


class ColumnSheet(Worksheet):  # type: ignore[misc]  # it comes without types
    """A worksheet with columns."""

    def write_column_of(
        self, column: int, first_row: int, formula: str, values: Sequence[object], look: Format
    ) -> None:
        """Write a column: values, or a formula with `#` for the row and the values that it gives."""
        if not formula:
            self._values(column, first_row, values, look)
            return
        self._check_dimensions(first_row, column)
        self._check_dimensions(first_row + len(values) - 1, column)
        pieces = escape(formula, quote=False).split(ROW)
        table = self.table
        for row, value in enumerate(values, first_row):
            kind = ' t="str"' if isinstance(value, str) else ""
            shown = escape(value, quote=False) if isinstance(value, str) else value
            table[row][column] = Ready(kind, f"<f>{str(row + 1).join(pieces)}</f><v>{shown}</v>", look)

    def _values(self, column: int, first_row: int, values: Sequence[object], look: Format) -> None:
        """Write values; texts go the usual way, which knows what XML does not allow."""
        self._check_dimensions(first_row, column)
        self._check_dimensions(first_row + len(values) - 1, column)
        table = self.table
        for row, value in enumerate(values, first_row):
            if isinstance(value, str):
                self.write_string(row, column, value, look)
            else:
                table[row][column] = Ready("", f"<v>{value}</v>", look)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401  XlsxWriter's own tuples
        if isinstance(cell, Ready):
            look = cell.format._get_xf_index()  # noqa: SLF001  a format knows its number only so
            self.fh.write(f'<c r="{letter(col)}{row + 1}" s="{look}"{cell.kind}>{cell.inside}</c>')
        else:
            super()._write_cell(row, col, cell)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        """Leave a formula as it is: ours use no function that needs a prefix, and none begins with `=`."""
        return formula
