"""Workbooks: .xlsx, .xls and .ods, one sheet as a table of text, with what does not show on the sheet said.

The values come from calamine, as the workbook last worked them out; nothing is worked out again and nothing is run. What calamine
does not tell (hidden rows and columns, cells whose formula has failed) is read from the XML, and there is none in an .xls.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import python_calamine

from perpupil import limits
from perpupil.facts.sheets import Cell, cell_text
from perpupil.facts.table import TextTable
from perpupil.intake.bounds import PIECE_BYTES, check_size
from perpupil.intake.formats.heading import SAMPLE_ROWS, Merge, find_heading, mend_names
from perpupil.intake.formats.injection import tell_formulas
from perpupil.intake.formats.markup import (
    Broken,
    Forbidden,
    LongestText,
    Markup,
    NamesOfSheets,
    OpenDocumentElements,
    SheetElements,
    Targets,
    TooMany,
    read_markup,
)
from perpupil.intake.formats.recognise import Kind
from perpupil.intake.reading import Asked, Reading, Told, counted, refused

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PROGRAMS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
_PROGRAM_FILES = ("vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/", "xl/dialogsheets/")
_DIGITS = 10**15
_FAILURES = {"#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"}
_SAVE = "Open it, take off any password and save it as .xlsx."
_SHOWN = python_calamine.SheetVisibleEnum.Visible
_TABLES = python_calamine.SheetTypeEnum.WorkSheet


_NOT_TOLD = Markup()
"""Stands for a sheet of which nothing but its values is known."""


class _Refused(Exception):
    """The reason has been told."""


def read_workbook(stream: IO[bytes], kind: Kind, archive: zipfile.ZipFile | None, told: Told, asked: Asked) -> Reading:
    """Read one sheet of a workbook into one table.

    Args:
        stream: The file.
        kind: Which of the three kinds it is.
        archive: The same file as a zip that was looked through, unless it is an .xls.
        told: Where findings go.
        asked: What is known of the file: the sheet, the row of headers.

    """
    too_large = check_size(stream, told.source, limits.WORKBOOK_BYTES)
    if too_large is not None:
        return refused((*told.all(), too_large))
    try:
        _refuse_locked_and_programs(stream, archive, told)
        markups = _Markups(archive, kind, told)
        stream.seek(0)
        with python_calamine.CalamineWorkbook.from_filelike(stream) as book:
            name, sheet = _sheet(book, markups, told, asked)
            return _table(name, sheet, markups.of(name), told, asked)
    except _Refused:
        return refused(told.all())
    except python_calamine.PasswordError:
        told.say("locked-file", "The workbook is locked by a password.", _SAVE)
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        told.say("not-a-workbook", "The workbook cannot be read: it is damaged, or of a kind that is not known.", _SAVE)
    return refused(told.all())


def _refuse_locked_and_programs(stream: IO[bytes], archive: zipfile.ZipFile | None, told: Told) -> None:
    if archive is not None:
        names = [name.casefold() for name in archive.namelist()]
        has_program = any(name.startswith(_PROGRAM_FILES) or name.endswith(_PROGRAM_FILES[0]) for name in names)
        is_locked = "META-INF/manifest.xml" in archive.namelist() and _holds(
            archive.open("META-INF/manifest.xml"), (b"encryption-data",)
        )
    else:
        is_locked, has_program = _holds(stream, (_ENCRYPTED,)), _holds(stream, _PROGRAMS)
    if is_locked:
        told.say("locked-file", "The workbook is locked by a password.", _SAVE)
        raise _Refused
    if has_program:
        told.say("macro-workbook", "The workbook holds macros.", "Save it as .xlsx, which holds none.")
        raise _Refused


def _holds(stream: IO[bytes], wanted: tuple[bytes, ...]) -> bool:
    """Whether a file holds any of some bytes, a piece at a time."""
    stream.seek(0)
    tail = b""
    while piece := stream.read(PIECE_BYTES):
        if any(one in tail + piece for one in wanted):
            return True
        tail = piece[-64:]
    return False


@dataclass(slots=True)
class _Markups:
    """What the XML of a workbook says of its sheets, read when it is asked for."""

    archive: zipfile.ZipFile | None
    kind: Kind
    told: Told
    _known: dict[str, Markup] = field(default_factory=dict)
    _files: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._files = self._files_of_sheets() if self.kind is Kind.WORKBOOK else {}
        if self.kind is Kind.OPEN_DOCUMENT:
            elements = OpenDocumentElements()
            self._read("content.xml", elements)
            self._known = elements.found
            if len(self._known) > limits.SHEETS:
                self._refuse("too-large", f"The workbook has {len(self._known):,} sheets.", "Save the sheet alone.")

    def of(self, sheet: str) -> Markup:
        """Give what is known of a sheet; nothing of an .xls."""
        if sheet in self._files and sheet not in self._known:
            elements = SheetElements()
            self._read(self._files[sheet], elements)
            self._known[sheet] = elements.found
        return self._known.get(sheet, _NOT_TOLD if self.archive is None else Markup())

    def _files_of_sheets(self) -> dict[str, str]:
        names, targets = NamesOfSheets(), Targets()
        self._read("xl/workbook.xml", names)
        self._read("xl/_rels/workbook.xml.rels", targets)
        if self.archive is not None and "xl/sharedStrings.xml" in self.archive.namelist():
            self._read("xl/sharedStrings.xml", LongestText())
        return {name: targets.files.get(part, "") for name, part in names.parts.items()}

    def _read(
        self, file: str, elements: SheetElements | OpenDocumentElements | NamesOfSheets | Targets | LongestText
    ) -> None:
        if self.archive is None or file not in self.archive.namelist():
            return  # calamine says it when the part is needed
        try:
            read_markup(_pieces(self.archive, file), elements)
        except Forbidden:
            self._refuse("unsafe-file", "The XML declares entities, which no table needs.", "Do not open it.")
        except Broken:
            self._refuse("damaged-file", "The XML of the workbook is damaged.", "Save it again.")
        except TooMany:
            what = f"A sheet covers more than {limits.SHEET_AREA:,} cells, or a cell holds more than {limits.CELL_CHARACTERS:,} characters."
            self._refuse("too-large", what, "Delete what stands far below or beside the table, or save it as CSV.")

    def _refuse(self, code: str, what: str, fix: str) -> None:
        self.told.say(code, what, fix)
        raise _Refused


def _pieces(archive: zipfile.ZipFile, file: str) -> Iterator[bytes]:
    with archive.open(file) as part:
        while piece := part.read(PIECE_BYTES):
            yield piece


def _sheet(
    book: python_calamine.CalamineWorkbook, markups: _Markups, told: Told, asked: Asked
) -> tuple[str, python_calamine.CalamineSheet]:
    """Choose the sheet that was asked for, or the first that shows and has two rows; the others are told."""
    sheets = [one for one in book.sheets_metadata if one.typ == _TABLES]
    names = [one.name for one in sheets]
    if asked.sheet and asked.sheet not in names:
        told.say("missing-sheet", "The workbook has no sheet of that name.", f"It has {len(names):,} sheets.")
        raise _Refused
    wanted = [asked.sheet] if asked.sheet else [one.name for one in sheets if one.visible == _SHOWN]
    least_rows = 1 if asked.sheet or len(wanted) == 1 else 2
    for name in wanted:
        markups.of(name)  # refuses a sheet that is too large before it is unpacked
        sheet = book.get_sheet_by_name(name)
        height, width = _size(sheet)
        if height * width > limits.SHEET_AREA:
            told.say("too-large", f"The sheet covers more than {limits.SHEET_AREA:,} cells.", "Save the table as CSV.")
            raise _Refused
        if height >= least_rows:
            _tell_other_sheets(sheets, name, told)
            return name, sheet
    told.say("bad-header", "No sheet that shows holds a table.", "Name the sheet that holds the table.")
    raise _Refused


def _size(sheet: python_calamine.CalamineSheet) -> tuple[int, int]:
    """Give rows and columns up to the last filled cell."""
    return (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)


def _tell_other_sheets(sheets: list[python_calamine.SheetMetadata], chosen: str, told: Told) -> None:
    for position, one in enumerate(sheets, 1):
        if one.name != chosen:
            hidden = "" if one.visible == _SHOWN else ", which is hidden,"
            told.say("sheet-not-read", f"Sheet {position}{hidden} is not read.", "Name it if it holds the table.")


def _table(name: str, sheet: python_calamine.CalamineSheet, markup: Markup, told: Told, asked: Asked) -> Reading:
    told.source = f"{told.source}, sheet {name}"
    width = _size(sheet)[1]
    if width > limits.FACTS_COLUMNS:
        what = f"The sheet has {width:,} columns; at most {limits.FACTS_COLUMNS:,} are read."
        told.say("too-large", what, "Delete the columns that nobody needs.")
        raise _Refused
    rows = _rows(sheet, markup)
    first = list(itertools.islice(rows, SAMPLE_ROWS))
    merges = [(*one, *other) for one, other in sheet.merged_cell_ranges or []]
    heading = find_heading([_texts(row) for row in first], told, asked.header_row, merges)
    if heading is None:
        raise _Refused
    columns = [_Column() for _ in range(width)]
    numbers: list[int] = []
    for at, row in enumerate(itertools.chain(first, rows)):
        if at > heading.row and any(cell != "" for cell in row):
            numbers.append(at + 1)
            for column, cell in zip(columns, row, strict=True):
                column.add(cell)
        if len(numbers) > asked.rows_maximum:
            told.say("too-large", f"The sheet has more than {asked.rows_maximum:,} rows.", "Split it.")
            raise _Refused
    kept = [at for at, header in enumerate(heading.names) if header or any(columns[at].cells)]
    names = mend_names([heading.names[at] for at in kept], told, heading.row + 1, [at + 1 for at in kept])
    table = TextTable(told.source, {header: columns[at].cells for header, at in zip(names, kept, strict=True)}, numbers)
    _tell_unseen(markup, merges, heading.row, told)
    if markup is _NOT_TOLD:
        what = "Of an .xls nobody can tell here which cells are hidden or have failed; failed ones are blank."
        told.say("hidden-cells", what, "Open it, and save it as .xlsx.")
    for at in kept:
        columns[at].tell(at + 1, told)
    tell_formulas(table, told)
    return Reading((table,), told.all())


def _rows(sheet: python_calamine.CalamineSheet, markup: Markup) -> Iterator[list[Cell]]:
    """Give the sheet's rows from the first row on, with the text of failed cells in their place."""
    width = _size(sheet)[1]
    left = sheet.start[1] if sheet.start else 0
    failed: dict[int, dict[int, str]] = {}
    for (line, column), text in markup.errors.items():
        failed.setdefault(line, {})[column] = text
    blank: list[Cell] = [""]
    for at, row in enumerate(sheet.iter_rows()):  # from the first row of the sheet, but from its first filled column
        cells: list[Cell] = [*blank * left, *row]
        for column, text in failed.get(at, {}).items():
            if column < width:
                cells[column] = text
        yield cells


def _texts(row: list[Cell]) -> list[str]:
    return [cell_text(cell) for cell in row]


@dataclass(slots=True)
class _Column:
    """A column's cells as text, and what kinds of cells they were."""

    cells: list[str] = field(default_factory=list)
    numbers: int = 0
    numeric_texts: int = 0
    long_numbers: int = 0

    def add(self, cell: Cell) -> None:
        """Add a cell."""
        text = cell_text(cell)
        self.cells.append(text)
        if isinstance(cell, str):
            self.numeric_texts += text.isdecimal()
        elif isinstance(cell, int | float) and not isinstance(cell, bool):  # estimate: as the file holds it
            self.numbers += 1
            self.long_numbers += abs(cell) >= _DIGITS and cell == cell // 1

    def tell(self, position: int, told: Told) -> None:
        """Say what may have been lost in it, and where one kind stands among the other."""
        if self.numbers and self.numeric_texts:
            what = (
                f"Column {position}: {counted(self.numeric_texts, 'number')} kept as text, {self.numbers:,} as numbers."
            )
            told.say("numbers-as-text", what, "Ids belong in text, amounts in numbers.")
        if self.long_numbers:
            what = f"Column {position}: {counted(self.long_numbers, 'number')} of sixteen digits or more."
            told.say("digits-lost", what, "Make the column text, and fill it in again from where the ids come from.")


def _tell_unseen(markup: Markup, merges: list[Merge], header_row: int, told: Told) -> None:
    """Say what stands in the sheet that nobody sees, and what a cell only seems to hold."""
    for places, noun in ((markup.hidden_rows, "row"), (markup.hidden_columns, "column")):
        within = [at for at in places if at < (markup.height if noun == "row" else markup.width)]
        if within:
            what = f"{counted(len(within), noun)} hidden, and read like any other: {_listed(within)}."
            told.say("hidden-cells", what, "Show them, and delete what is not meant.")
    kinds: dict[str, list[tuple[int, int]]] = {}
    for place, text in markup.errors.items():
        kinds.setdefault(text if text in _FAILURES else "an error", []).append(place)
    for text, failed in kinds.items():
        row, column = failed[0]
        what = f"{counted(len(failed), 'cell')} in which a formula gave {text}, first in column {column + 1}."
        told.say("error-cell", what, "Mend the formula in the workbook.", row + 1)
    within_table = [one for one in merges if one[2] > header_row]
    if within_table:
        what = f"{counted(len(within_table), 'block')} of cells merged into one."
        told.say("merged-cells", what, "Take them apart, and fill in each cell.", within_table[0][0] + 1)
    if markup.formulas:
        unworked = f", {markup.unworked:,} of them without a value" if markup.unworked else ""
        what = f"{counted(markup.formulas, 'cell')} with a formula{unworked}."
        told.say("stored-values", what, "Open the workbook, let it work out its values, and save it.")


def _listed(positions: list[int]) -> str:
    """Name the first few rows or columns, from 1."""
    shown = sorted(positions)[: limits.UNITS_NAMED]
    more = " and more" if len(positions) > len(shown) else ""
    return ", ".join(str(one + 1) for one in shown) + more
