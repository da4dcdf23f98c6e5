"""Tables as an .xlsx file: one sheet a table, figures as numbers that can be sorted and added, texts as texts whatever they begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeAlias

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from perpupil.documents.page import Heading, Listing, Note, Page, Paragraph, Table, shown
from perpupil.limits import CELL_CHARACTERS

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]

MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date in every file: the same tables give the same bytes on every day."""

TEXT_SHEET = "Text"
_NAME_MAX, _TITLE_MAX = 31, 255
_WIDEST, _NARROWEST, _ALONE = 44, 10, 110
"""Characters a column: at most, at least, and of a sheet that has only text."""
_LINE_POINTS = 13.5
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FIGURE = re.compile(
    r"(?P<sign>[-+−]?)(?P<dollar>\$?)(?P<digits>\d{1,3}(?:,\d{3})*|\d+)(?P<rest>\.\d{1,9})?(?P<percent>%?)"
)
_EXACT_DIGITS = 15
"""Digits that a spreadsheet keeps of a number."""


class Look(StrEnum):
    """How a number is shown; what the cell holds is not rounded."""

    WHOLE = "#,##0"
    DOLLARS = "$#,##0;-$#,##0"
    CENTS = "$#,##0.00;-$#,##0.00"
    SHARE = "0.0%"
    DECIMAL = "#,##0.000"
    GENERAL = "General"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a cell."""

    value: float | Decimal
    look: Look = Look.GENERAL


Cell: TypeAlias = str | Figure | None
"""A text, a number, or nothing where nothing is known."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name, and lines of text that stand above it."""

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    above: tuple[str, ...] = ()
    """Lines above the table, the first one in bold; a sheet without any can be sorted and filtered from its first row on."""
    has_total: bool = False


def page_sheets(page: Page) -> tuple[Sheet, ...]:
    """Give the tables of a page, each on a sheet of its own, behind one with the texts."""
    texts = Sheet(TEXT_SHEET, above=(page.title, *_texts(page)))
    tables = [block for block in page.blocks if isinstance(block, Table)]
    return (texts, *map(_sheet, tables))


def _texts(page: Page) -> Iterator[str]:
    for block in page.blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text) | Note(text=text):
                yield text
            case Listing(items=items):
                yield from items
            case _:
                pass


def _sheet(table: Table) -> Sheet:
    rows = tuple(
        tuple(_read(cell) if column.is_figure else cell for column, cell in zip(table.columns, row, strict=True))
        for row in table.rows
    )
    return Sheet(table.caption or "Table", tuple(one.title for one in table.columns), rows, has_total=table.has_total)


def _read(text: str) -> Cell:
    """Read a figure as it is written for people; what is no number, and what a spreadsheet would round, stays text.

    >>> _read("-$1,234.50"), _read("12.5%"), _read("$5 to $7")
    (Figure(value=Decimal('-1234.50'), look=<Look.CENTS: '$#,##0.00;-$#,##0.00'>), Figure(value=Decimal('0.125'), look=<Look.SHARE: '0.0%'>), '$5 to $7')
    """
    found = _FIGURE.fullmatch(text)
    if found is None or len(found["digits"].replace(",", "") + (found["rest"] or "")) > _EXACT_DIGITS:
        return text
    value = Decimal(found["digits"].replace(",", "") + (found["rest"] or ""))
    value = -value if found["sign"] in {"-", "−"} else value
    if found["percent"]:
        return Figure(value / 100, Look.SHARE)
    if found["dollar"]:
        return Figure(value, Look.CENTS if found["rest"] else Look.DOLLARS)
    return Figure(value, Look.GENERAL if found["rest"] else Look.WHOLE)


def as_workbook(title: str, sheets: Iterable[Sheet]) -> bytes:
    """Write sheets as an .xlsx file.

    Args:
        title: What the file is called in its properties.
        sheets: In their order; names that a spreadsheet does not allow, or that stand twice, are changed.

    Returns:
        The bytes of the file; the same for the same sheets.

    """
    out = BytesIO()
    given = list(sheets)
    with Workbook(out, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": shown(title)[:_TITLE_MAX], "created": MADE})
        looks = _Looks(workbook)
        for name, sheet in zip(_names([one.name for one in given]), given, strict=True):
            _set(workbook.add_worksheet(name), sheet, looks)
    return out.getvalue()


def _names(wanted: Sequence[str]) -> list[str]:
    """Give each sheet a name that a spreadsheet allows, and no two the same."""
    names: list[str] = []
    taken = {"history"}  # Excel keeps this name for itself
    for one in wanted:
        name = " ".join(_FORBIDDEN.sub(" ", shown(one)).split()).strip("'")[:_NAME_MAX].strip("' ") or "Sheet"
        number, plain = 1, name
        while name.casefold() in taken:
            number += 1
            name = f"{plain[: _NAME_MAX - len(str(number)) - 1]} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


class _Looks:
    """The formats of one file, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        basic = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        head = basic | {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "valign": "bottom", "text_wrap": True}
        total = basic | {"bold": True, "top": 1}
        words = {"text_wrap": True, "num_format": "@"}
        beside = {"align": "left", "indent": 1}  # keeps a text off the figure to its left
        self.title: Format = workbook.add_format(basic | {"bold": True, "font_size": 14})
        self.line: Format = workbook.add_format(basic | words)
        self.first_head: Format = workbook.add_format(head | {"align": "left"})
        self.heads = {
            is_figure: workbook.add_format(head | ({"align": "right"} if is_figure else beside))
            for is_figure in (False, True)
        }
        self.texts = {
            (is_first, is_total): workbook.add_format(
                (total if is_total else basic) | words | ({} if is_first else beside)
            )
            for is_first in (False, True)
            for is_total in (False, True)
        }
        self.figures = {
            (look, is_total): workbook.add_format(
                (total if is_total else basic) | {"num_format": str(look), "align": "right"}
            )
            for look in Look
            for is_total in (False, True)
        }
        self.blank = workbook.add_format(basic | {"align": "right", "font_color": "#565C65"})


def _set(sheet: Any, given: Sheet, looks: _Looks) -> None:  # noqa: ANN401  the library says nothing of its types
    widths = _widths(given)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    first = _set_above(sheet, given, widths, looks)
    is_figure = [any(isinstance(row[at], Figure) for row in given.rows) for at in range(len(given.columns))]
    if given.columns:
        sheet.set_row(first, _LINE_POINTS * _tallest(given.columns, [width - 2 for width in widths]))
    for at, title in enumerate(given.columns):
        look = looks.heads[is_figure[at]] if at or is_figure[at] else looks.first_head
        sheet.write_string(first, at, _cut(title), look)
    for number, row in enumerate(given.rows, first + 1):
        is_total = given.has_total and number == first + len(given.rows)
        sheet.set_row(number, _LINE_POINTS * _tallest(row, widths))
        for at, cell in enumerate(row):
            _write(sheet, (number, at), cell, looks, is_total=is_total)
    if given.columns:
        last = first + max(len(given.rows) - given.has_total, 1)
        sheet.autofilter(first, 0, last, len(given.columns) - 1)
        sheet.freeze_panes(first + 1, 1)
        sheet.repeat_rows(first)
        sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:XFD{last + 1}"})
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8&F&C&8&A&R&8page &P of &N")


def _tallest(row: Sequence[Cell], widths: Sequence[int]) -> int:
    return max(_lines(cell, width) if isinstance(cell, str) else 1 for cell, width in zip(row, widths, strict=True))


def _set_above(sheet: Any, given: Sheet, widths: Sequence[int], looks: _Looks) -> int:  # noqa: ANN401  as above
    """Write the lines above the table, each over its whole width; give the row of the headings."""
    whole = sum(widths)
    for number, line in enumerate(given.above):
        look = looks.line if number else looks.title
        sheet.set_row(number, _LINE_POINTS * _lines(line, whole) if number else _LINE_POINTS + 9)
        if len(widths) > 1 and number:
            sheet.merge_range(number, 0, number, len(widths) - 1, "", look)
        sheet.write_string(number, 0, _cut(line), look)
    return len(given.above) + 1 if given.above else 0


def _write(sheet: Any, at: tuple[int, int], cell: Cell, looks: _Looks, *, is_total: bool) -> None:  # noqa: ANN401  as above
    match cell:
        case Figure(value=value, look=look):
            sheet.write_number(*at, value, looks.figures[look, is_total])
        case str():
            sheet.write_string(*at, _cut(cell), looks.texts[at[1] == 0, is_total])
        case None:
            sheet.write_blank(*at, None, looks.blank)


def _widths(given: Sheet) -> list[int]:
    """Give the width of each column in characters; a sheet of texts alone has one wide column."""
    if not given.columns:
        return [_ALONE]
    return [
        max(
            _NARROWEST,
            *(min(_length(cell), _WIDEST) + 2 for cell in (_longest_word(title), *(row[at] for row in given.rows))),
        )
        for at, title in enumerate(given.columns)
    ]


def _lines(text: str, width: int) -> int:
    """Say on how many lines a text stands in a column."""
    return max(1, len(wrap(shown(text), max(width - 1, 1))))


def _longest_word(title: str) -> str:
    return max(title.split(), key=len, default="")


def _length(cell: Cell) -> int:
    match cell:
        case Figure(value=value, look=look):
            return len(f"{value:,.0f}") + {Look.CENTS: 4, Look.DECIMAL: 4, Look.SHARE: 4, Look.GENERAL: 6}.get(look, 1)
        case str():
            return len(cell)
        case None:
            return 1


def _cut(text: str) -> str:
    """Give a text as a cell can hold it."""
    return shown(text)[: CELL_CHARACTERS - 1]
