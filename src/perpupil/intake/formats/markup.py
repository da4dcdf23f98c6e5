"""What the XML of a workbook says that no reader of cells tells: how many cells there are, which are hidden, which have failed.

The XML is read as a stream of beginnings of elements, and nothing of it is kept but counts and places.
"""

from __future__ import annotations

import xml.parsers.expat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perpupil import limits

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = {chr(ord("A") + at): at + 1 for at in range(26)}
_ERRORS_KEPT = 100_000
_PLACE_DIGITS = 8
_ERROR_CHARACTERS = 50


class Forbidden(Exception):
    """The XML declares a kind of document or an entity."""


class Broken(Exception):
    """The XML is not well-formed."""


class TooMany(Exception):
    """A sheet covers more cells, or a text has more characters, than are read."""


@dataclass(slots=True)
class Markup:
    """What is known of a sheet besides the values of its cells.

    Attributes:
        height: The last row that has a filled cell, from 1.
        width: The last column that has a filled cell, from 1.
        cells: How many cells are filled.
        hidden_rows: Rows that do not show, from 0.
        hidden_columns: Columns that do not show, from 0.
        errors: The text of each cell whose formula has failed, by row and column from 0.
        formulas: How many cells hold a formula.
        unworked: How many of these have no value that was worked out.

    """

    height: int = 0
    width: int = 0
    cells: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: int = 0
    unworked: int = 0

    def fill(self, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Count a block of filled cells; a sheet that covers too much is not looked at any further."""
        self.height = max(self.height, row + rows)
        self.width = max(self.width, column + columns)
        self.cells += rows * columns
        if self.height * self.width > limits.SHEET_AREA or self.cells > limits.SHEET_AREA:
            raise TooMany


class _Elements:
    """A handler of the elements of one part of a workbook."""

    __slots__ = ()
    hears_ends = True

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Meet the beginning of an element."""

    def end(self, name: str) -> None:
        """Meet its end."""

    def text(self, characters: str) -> None:
        """Meet the text in it."""

    def close(self) -> None:
        """Meet the end of the part."""


def read_markup(pieces: Iterable[bytes], elements: _Elements) -> None:
    """Hand the elements of an XML file to a handler; names are without their prefix.

    Raises:
        Forbidden: It declares a kind of document or an entity; none of it is expanded.
        Broken: It is not well-formed.
        TooMany: The handler has seen enough.

    """
    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True

    def forbid(*_: object) -> None:
        raise Forbidden

    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    parser.StartElementHandler = elements.begin
    if elements.hears_ends:
        parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = elements.text
    try:
        for piece in pieces:
            parser.Parse(piece, False)  # noqa: FBT003 - the parser's own way
        parser.Parse(b"", True)  # noqa: FBT003
    except (
        xml.parsers.expat.ExpatError,
        LookupError,
        ValueError,
    ) as error:  # an encoding of no name, or letters out of it
        raise Broken from error
    elements.close()


@dataclass(slots=True)
class SheetElements(_Elements):
    """Reads the XML of one sheet of an Excel workbook; a cell is done with when the next one begins."""

    hears_ends = False

    found: Markup = field(default_factory=Markup)
    _row: int = -1
    _row_digits: str = ""
    _column: int = -1
    _kind: str = ""
    _value: str = ""
    _is_in_value: bool = False
    _has_formula: bool = False
    _columns: dict[str, int] = field(default_factory=dict)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Meet a cell, a row, a value or a formula."""
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "is"):
            self.found.fill(max(self._row, 0), max(self._column, 0))
            self._is_in_value = name == "v" and (self._has_formula or self._kind == "e")
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self.close()
            self._row = _number(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._row_digits, self._column = str(self._row + 1), -1
            if attributes.get("hidden") in ("1", "true"):
                self.found.hidden_rows.add(self._row)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _number(attributes.get("min", "")), _number(attributes.get("max", ""))
            self.found.hidden_columns.update(range(first - 1, min(last, limits.WORKBOOK_COLUMNS)))

    def _cell(self, attributes: dict[str, str]) -> None:
        self.close()
        place = attributes.get("r", "")
        if not place:
            self._column += 1
        else:
            letters = place.rstrip("0123456789")
            known = self._columns.get(letters)
            if known is None:
                known = self._columns[letters] = _column(letters)
            self._column = known
            digits = place[len(letters) :]
            if digits != self._row_digits:
                self._row, self._row_digits = _number(digits) - 1, digits
        self._kind = attributes.get("t", "n")

    def text(self, characters: str) -> None:
        """Keep the text of a failed cell or of a formula's value, and no other."""
        if self._is_in_value and len(self._value) < _ERROR_CHARACTERS:
            self._value += characters

    def close(self) -> None:
        """Be done with a cell."""
        if self._kind == "e" and self._value and len(self.found.errors) < _ERRORS_KEPT:
            self.found.errors[self._row, self._column] = self._value.strip()
        if self._has_formula:
            self.found.formulas += 1
            self.found.unworked += not self._value and self._kind != "str"
        self._kind, self._value, self._has_formula, self._is_in_value = "", "", False, False


@dataclass(slots=True)
class OpenDocumentElements(_Elements):
    """Reads the XML of all sheets of an OpenDocument spreadsheet, whose cells may stand for blocks of thousands."""

    found: dict[str, Markup] = field(default_factory=dict)
    _sheet: Markup = field(default_factory=Markup)
    _row: int = 0
    _rows: int = 1
    _column: int = 0
    _hidden_column: int = 0
    _error: tuple[int, int] | None = None
    _value: str = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Meet a sheet, a column, a row or a cell."""
        match name.rpartition(":")[2]:
            case "table":
                self._sheet = self.found[attributes.get("table:name", "")] = Markup()
                self._row = self._column = self._hidden_column = 0
            case "table-column":
                repeated = _repeated(attributes, "table:number-columns-repeated")
                if attributes.get("table:visibility", "visible") != "visible":
                    last = min(self._hidden_column + repeated, limits.WORKBOOK_COLUMNS)
                    self._sheet.hidden_columns.update(range(self._hidden_column, last))
                self._hidden_column += repeated
            case "table-row":
                self._rows, self._column = _repeated(attributes, "table:number-rows-repeated"), 0
                if attributes.get("table:visibility", "visible") != "visible" and self._rows < limits.UNITS:
                    self._sheet.hidden_rows.update(range(self._row, self._row + self._rows))
            case "table-cell" | "covered-table-cell":
                self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = _repeated(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes:
            self._sheet.fill(self._row, self._column, self._rows, repeated)
            self._sheet.formulas += "table:formula" in attributes
            if attributes.get("calcext:value-type") == "error":
                self._error, self._value = (self._row, self._column), ""
        self._column += repeated

    def text(self, characters: str) -> None:
        """Keep the text of a failed cell, and no other."""
        if self._error is not None and len(self._value) < _ERROR_CHARACTERS:
            self._value += characters

    def end(self, name: str) -> None:
        """Leave a cell or a row."""
        match name.rpartition(":")[2]:
            case "table-cell" if self._error is not None:
                if len(self._sheet.errors) < _ERRORS_KEPT:
                    self._sheet.errors[self._error] = self._value.strip()
                self._error = None
            case "table-row":
                self._row += self._rows


@dataclass(slots=True)
class NamesOfSheets(_Elements):
    """Reads which sheets a workbook has, and by which number each one's part is known."""

    parts: dict[str, str] = field(default_factory=dict)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Meet a sheet."""
        if name.rpartition(":")[2] == "sheet":
            numbers = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
            self.parts[attributes.get("name", "")] = numbers[0] if numbers else ""
            if len(self.parts) > limits.SHEETS:
                raise TooMany


@dataclass(slots=True)
class Targets(_Elements):
    """Reads which file of the zip each part of a workbook is."""

    files: dict[str, str] = field(default_factory=dict)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Meet a relation from a part to a file."""
        if name.rpartition(":")[2] == "Relationship" and len(self.files) <= limits.ARCHIVE_ENTRIES:
            target = attributes.get("Target", "")
            self.files[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"


@dataclass(slots=True)
class LongestText(_Elements):
    """Sees that no text that cells share is longer than a cell: a million cells may point to it."""

    _length: int = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - the handler's shape
        """Begin a text anew."""
        if name.rpartition(":")[2] == "si":
            self._length = 0

    def text(self, characters: str) -> None:
        """Count what it holds."""
        self._length += len(characters)
        if self._length > limits.CELL_CHARACTERS:
            raise TooMany


def _column(letters: str) -> int:
    """Give the number of a column from its letters, from 0.

    >>> [_column(letters) for letters in ("A", "Z", "AA", "XFD")]
    [0, 25, 26, 16383]
    """
    number = 0
    for letter in letters[:4]:
        number = number * 26 + _LETTERS.get(letter, 1)
    return number - 1


def _number(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _PLACE_DIGITS else 1


def _repeated(attributes: dict[str, str], key: str) -> int:
    return max(1, _number(attributes.get(key, "1")))
