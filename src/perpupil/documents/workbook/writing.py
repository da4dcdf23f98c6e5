"""Setting a book out as an .xlsx file: sheets in the order in which a budget director reads them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from perpupil.documents.spreadsheet import MADE
from perpupil.documents.workbook import pages
from perpupil.documents.workbook.book import book_of
from perpupil.documents.workbook.columns import ColumnSheet
from perpupil.documents.workbook.sheets import (
    ALLOCATION,
    BOUNDS,
    CHECK,
    COUNTS,
    DISTRICT,
    FIRST,
    FIRST_ROW,
    LINES,
    PARAMETERS,
    POOL,
    STEPS,
    WORKINGS,
    Column,
    Grid,
    Look,
    letter,
)
from perpupil.findings import Finding, finding
from perpupil.limits import CELL_CHARACTERS, WORKBOOK_CELLS, WORKBOOK_COLUMNS

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]

    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.workbook.book import Book

SHEETS = (FIRST, PARAMETERS, ALLOCATION, LINES, POOL, STEPS, COUNTS, CHECK, WORKINGS, DISTRICT, BOUNDS)

_BASIC = {"font_name": "Arial", "font_size": 10, "valign": "top"}
DECIMALS = "#,##0.00##########"
_LINE_POINTS, _CHARACTERS_A_LINE = 14, 105
_COLUMNS_A_PAGE = 14
_WIDTHS = {Look.WHOLE: 16, Look.MONEY: 16, Look.NUMBER: 16, Look.WORDS: 18}


def write_workbook(allocation: Allocation) -> tuple[bytes | None, tuple[Finding, ...]]:
    """Write an allocation as a workbook with live formulas.

    Args:
        allocation: What was allocated.

    Returns:
        The bytes of an .xlsx file, or None when it is larger than a spreadsheet can hold; and what was found.

    """
    book = book_of(allocation)
    too_large = _too_large(book)
    if too_large is not None:
        return None, (too_large,)
    return lay_out(book), ()


def _too_large(book: Book) -> Finding | None:
    columns = max(pages.CHECK_COLUMNS * (len(book.final) + 1), *(len(grid.columns) for grid in book.grids.values()))
    cells = sum(len(grid.columns) for grid in book.grids.values()) + (1 + pages.CHECK_COLUMNS) * (len(book.final) + 1)
    cells *= len(book.allocation.units)
    if columns <= WORKBOOK_COLUMNS and cells <= WORKBOOK_CELLS:
        return None
    place = book.allocation.formula.origin.place(())
    what = f"The workbook would have {cells:,} cells, up to {columns:,} columns on a sheet."
    fix = f"A workbook holds {WORKBOOK_CELLS:,} cells and {WORKBOOK_COLUMNS:,} columns; write FILE.csv, or fewer {book.allocation.formula.noun}s."
    return finding("too-large", place, what, fix)


def lay_out(book: Book) -> bytes:
    """Give the bytes of the file."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": book.allocation.formula.title[:255], "created": MADE})
        workbook.set_calc_mode("auto")
        _Setting(book, workbook).set_all()
    return out.getvalue()


class _Setting:
    """Sets one book."""

    def __init__(self, book: Book, workbook: Workbook) -> None:
        self.book, self.workbook = book, workbook
        self.units = book.allocation.units
        self.last = FIRST_ROW + len(self.units) - 1
        add = self.workbook.add_format
        head = _BASIC | {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E8EEF4", "valign": "bottom"}
        self.formats: dict[str, Format] = {
            "title": add(_BASIC | {"bold": True, "font_size": 14}),
            "lead": add(_BASIC | {"italic": True, "font_color": "#444444"}),
            "head": add(head),
            "head_in": add(head | {"align": "left", "indent": 1}),
            "head_right": add(head | {"align": "right"}),
            "name": add(_BASIC | {"font_color": "#666666", "align": "right", "text_wrap": True, "font_size": 8}),
            "words": add(_BASIC | {"num_format": "@"}),
            "wrapped": add(_BASIC | {"text_wrap": True, "num_format": "@", "align": "left", "indent": 1}),
            "strong": add(_BASIC | {"bold": True}),
            "link": add(_BASIC | {"font_color": "#1F5FA8", "underline": 1}),
            "input": add(
                _BASIC
                | {
                    "bg_color": "#FFF4C2",
                    "border": 1,
                    "border_color": "#C9B458",
                    "align": "right",
                    "num_format": DECIMALS,
                }
            ),
            "decided": add(_BASIC | {"align": "right", "num_format": DECIMALS}),
            "verdict": add(_BASIC | {"bold": True, "align": "left", "text_wrap": True}),
            Look.WHOLE: add(_BASIC | {"num_format": "#,##0", "align": "right"}),
            Look.MONEY: add(_BASIC | {"num_format": '#,##0.00;-#,##0.00;"–"', "align": "right"}),
            Look.NUMBER: add(_BASIC | {"align": "right"}),
            Look.WORDS: add(_BASIC | {"num_format": "@"}),
            "beside": add(_BASIC | {"num_format": "@", "align": "left", "indent": 1}),
            "total": add(_BASIC | {"num_format": "#,##0.00", "align": "right", "bold": True, "top": 1}),
            "total_whole": add(_BASIC | {"num_format": "#,##0", "align": "right", "bold": True, "top": 1}),
            "total_words": add(_BASIC | {"bold": True, "top": 1}),
        }
        self.whole = add({"num_format": "#,##0"})
        self.bad = add({"bg_color": "#F8D7DA", "bold": True})

    def set_all(self) -> None:
        """Set every sheet; those that would be empty are left out."""
        grids = dict(self.book.grids)
        grids[ALLOCATION], grids[CHECK] = pages.allocation_grid(self.book), pages.check_grid(self.book)
        sheets = {
            name: self.workbook.add_worksheet(name, ColumnSheet)
            for name in SHEETS
            if name not in grids or grids[name].columns
        }
        self._first(sheets[FIRST])
        self._parameters(sheets[PARAMETERS])
        for name, grid in grids.items():
            if grid.columns:
                self._grid(sheets[name], grid)
        self._list(sheets[DISTRICT], pages.district_list(self.book))
        self._list(sheets[BOUNDS], pages.bounds_list(self.book))
        for name in (WORKINGS, DISTRICT, BOUNDS):
            if name in sheets:
                sheets[name].set_tab_color("#B0B0B0")
        sheets[PARAMETERS].set_tab_color("#C9B458")
        sheets[FIRST].activate()

    def _first(self, sheet: Any) -> None:  # noqa: ANN401  the library's classes say nothing about their methods
        page = pages.first_page(self.book)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 96)
        sheet.hide_gridlines(2)
        for number, line in enumerate(page):
            lines = max(1, -(-len(line.text) // _CHARACTERS_A_LINE))
            sheet.set_row(number, _LINE_POINTS * lines + (8 if number == 0 else 0))
            look = self.formats["title" if number == 0 else "strong"]
            sheet.write_string(number, 0, _cut(line.label), look)
            if line.link:
                sheet.write_url(number, 0, f"internal:'{line.link}'!A1", self.formats["link"], _cut(line.label))
            if line.formula:
                sheet.write_formula(number, 1, line.formula, self.formats["verdict"], line.text)
                bad = {"type": "text", "criteria": "begins with", "value": "no:", "format": self.bad}
                sheet.conditional_format(number, 1, number, 1, bad)
            elif line.text:
                sheet.write_string(number, 1, _cut(line.text), self.formats["wrapped"])
            if line.name:
                self.workbook.define_name(line.name, f"='{FIRST}'!$B${number + 1}")
        self._print(sheet, 2, 0)

    def _parameters(self, sheet: Any) -> None:  # noqa: ANN401  as above
        headings, rows, names = pages.parameter_rows(self.book)
        sheet.write_string(0, 0, "Parameters", self.formats["title"])
        sheet.write_string(
            1,
            0,
            "The yellow cells may be changed; everything follows. No other cell is read when the workbook comes back.",
            self.formats["lead"],
        )
        for place, (heading, width) in enumerate(headings):
            right = heading in pages.NUMBERS_OF_PARAMETERS
            look = "head_right" if right else "head_in" if place else "head"
            sheet.write_string(4, place, heading, self.formats[look])
            sheet.set_column(place, place, width)
        for number, row in enumerate(rows, 5):
            for place, cell in enumerate(row):
                self._cell(sheet, (number, place), cell)
        for name, at in names:
            self.workbook.define_name(name, f"={PARAMETERS}!$C${at}")
        if rows:
            whole = {"type": "formula", "criteria": "=C6=INT(C6)", "format": self.whole}
            sheet.conditional_format(5, 2, 4 + len(rows), 2, whole)
            sheet.conditional_format(5, 6, 4 + len(rows), 6, whole | {"criteria": "=G6=INT(G6)"})
            rule = {"validate": "decimal", "criteria": "between", "minimum": -1e14, "maximum": 1e14}
            words = {
                "error_title": "A number",
                "error_message": "A parameter is a plain number, such as 0.25 or 4028.47.",
            }
            sheet.data_validation(5, 2, 4 + len(rows), 2, rule | words)
        sheet.freeze_panes(5, 2)
        self._print(sheet, len(headings), 4)
        sheet.print_area(0, 0, 4 + max(len(rows), 1), pages.PRINTED_OF_PARAMETERS - 1)

    def _cell(self, sheet: Any, at: tuple[int, int], cell: pages.Cell) -> None:  # noqa: ANN401  as above
        look = self.formats[cell.look]
        if cell.formula:
            sheet.write_formula(*at, cell.formula, look, cell.value)
        elif isinstance(cell.value, str):
            sheet.write_string(*at, _cut(cell.value), look)
        elif cell.value is not None:
            sheet.write_number(*at, cell.value, look)

    def _grid(self, sheet: Any, grid: Grid) -> None:  # noqa: ANN401  as above
        sheet.write_string(0, 0, f"{grid.name}: {self.book.allocation.formula.title}"[:200], self.formats["title"])
        sheet.write_string(1, 0, grid.lead, self.formats["lead"])
        names = self.book.allocation.world.facts.names
        noun = self.book.allocation.formula.noun
        for place, heading in enumerate(("Id", noun.capitalize())):
            sheet.write_string(FIRST_ROW - 2, place, heading, self.formats["head"])
        sheet.set_column(0, 0, min(max(6, *map(len, self.units)) + 2, 24))
        sheet.set_column(1, 1, min(max(8, *map(len, names)) + 2, 36))
        for row, (unit, name) in enumerate(zip(self.units, names, strict=True), FIRST_ROW - 1):
            sheet.write_string(row, 0, _cut(unit), self.formats["words"])
            sheet.write_string(row, 1, _cut(name), self.formats["words"])
        sheet.set_row(FIRST_ROW - 2, 54)
        for place, column in enumerate(grid.columns, 2):
            self._column(sheet, place, column)
        if any(column.total for column in grid.columns):
            sheet.write_string(self.last, 0, "Total", self.formats["total_words"])
            sheet.write_string(self.last, 1, "", self.formats["total_words"])
        sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:{letter(len(grid.columns) + 1)}{self.last}"})
        sheet.freeze_panes(FIRST_ROW - 1, 2)
        self._print(sheet, len(grid.columns) + 2, FIRST_ROW - 2)
        sheet.repeat_columns(0, 1)

    def _column(self, sheet: Any, place: int, column: Column) -> None:  # noqa: ANN401  as above
        sheet.set_column(place, place, _WIDTHS[column.look])
        sheet.write_string(FIRST_ROW - 4, place, column.unit, self.formats["name"])
        sheet.write_string(FIRST_ROW - 3, place, _cut(column.name), self.formats["name"])
        sheet.write_string(
            FIRST_ROW - 2,
            place,
            _cut(column.title),
            self.formats["head" if column.look is Look.WORDS else "head_right"],
        )
        look = self.formats[column.look]
        sheet.write_column_of(place, FIRST_ROW - 1, column.formula, [*map(_cut_any, column.values)], look)
        if column.total:
            name = letter(place)
            cells = f"{name}{FIRST_ROW}:{name}{self.last}"
            numbers: list[Any] = [value for value in column.values if not isinstance(value, str)]
            if column.look is Look.MONEY:
                sheet.write_formula(
                    self.last, place, f"ROUND(SUM({cells}),2)", self.formats["total"], round(sum(numbers), 2)
                )
            elif column.title == pages.DIFFERENCE:
                sheet.write_formula(self.last, place, f"SUMPRODUCT(--({cells}<>0))", self.formats["total_whole"], 0)
            else:
                sheet.write_formula(self.last, place, f"SUM({cells})", self.formats["total_whole"], sum(numbers))

    def _list(self, sheet: Any, page: pages.ListPage) -> None:  # noqa: ANN401  as above
        sheet.write_string(0, 0, page.title, self.formats["title"])
        sheet.write_string(1, 0, page.lead, self.formats["lead"])
        for place, (heading, width) in enumerate(page.headings):
            sheet.write_string(
                3,
                place,
                heading,
                self.formats["head_right" if place in page.right else "head_in" if place - 1 in page.right else "head"],
            )
            sheet.set_column(place, place, width)
        for number, row in enumerate(page.rows, 4):
            for place, cell in enumerate(row):
                self._cell(sheet, (number, place), cell)
        sheet.freeze_panes(4, 1)
        self._print(sheet, len(page.headings), 3)

    def _print(self, sheet: Any, columns: int, heading: int) -> None:  # noqa: ANN401  as above
        """Set up for paper: landscape, as wide as can be read, headings on every page."""
        sheet.set_row(0, _LINE_POINTS + 8)
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.fit_to_pages(max(1, -(-(columns - 2) // _COLUMNS_A_PAGE)), 0)
        sheet.repeat_rows(0 if heading == 0 else heading - (2 if heading == FIRST_ROW - 2 else 0), heading)
        sheet.set_footer("&L&8&F&C&8&A&R&8page &P of &N")


def _cut_any(value: object) -> object:
    return _cut(value) if isinstance(value, str) else value


def _cut(text: str) -> str:
    """Cut a text to what a cell holds."""
    return text[: CELL_CHARACTERS - 1]
