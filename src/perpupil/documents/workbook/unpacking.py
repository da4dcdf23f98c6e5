"""Opening a workbook that came back from somebody: bounded before anything is read, and its formulas told from its values."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

import python_calamine

from perpupil.findings import Finding, Place, finding
from perpupil.limits import WORKBOOK_BYTES, WORKBOOK_CELLS, WORKBOOK_UNPACKED

_FAULTS = (
    *(python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, EOFError),
    NotImplementedError,  # what zipfile raises for a way of packing that it does not know
    *(OSError, ValueError, KeyError, IndexError, RuntimeError),
)
"""What broken and hostile workbooks make the readers raise."""

_CHUNK = 1 << 20
_CELL_PLACE = re.compile(rb"\sr\s*=\s*([\"'])(.*?)\1")
_PLACE = re.compile(rb"([A-Z]{0,3})([0-9]{1,7})")
_FORMULA = re.compile(rb"<c\b[^>]*?\sr\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^>]*>\s*<f\b")
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ROWS_A_SHEET, _COLUMNS_A_SHEET = 1_048_576, 16_384

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet by place, those that are filled."""

    cells: dict[str, Value]
    formulas: frozenset[str]
    """The places of cells that hold a formula."""


class Unreadable(Exception):
    """A file that is not read; carries what to say."""

    def __init__(self, mistake: Finding) -> None:
        """Take the finding."""
        super().__init__(mistake.what)
        self.finding = mistake


def open_workbook(content: bytes, source: str) -> dict[str, Sheet]:
    """Read every sheet of an .xlsx file.

    Raises:
        Unreadable: It is no such file, or larger than is read.

    """
    if len(content) > WORKBOOK_BYTES:
        raise _too_large(source, f"The workbook has {len(content):,} bytes; at most {WORKBOOK_BYTES:,} are read.")
    try:
        parts = _parts(content, source)
        formulas = _formulas_by_sheet(parts)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return {
                name: Sheet(_cells(book.get_sheet_by_name(name)), formulas.get(name, frozenset()))
                for name in book.sheet_names
            }
    except _FAULTS as error:
        raise _not_a_workbook(source, str(error)) from None


def _parts(content: bytes, source: str) -> dict[str, bytes]:
    """Unpack every part, no further than is allowed, and look at how far its cells reach."""
    parts: dict[str, bytes] = {}
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(item.file_size for item in packed.infolist()) > WORKBOOK_UNPACKED:
            raise _too_large(source, f"Unpacked, the workbook has more than {WORKBOOK_UNPACKED:,} bytes.")
        for item in packed.infolist():
            with packed.open(item) as part:
                pieces = []
                while piece := part.read(_CHUNK):
                    unpacked += len(piece)
                    if unpacked > WORKBOOK_UNPACKED:
                        raise _too_large(source, f"Unpacked, the workbook has more than {WORKBOOK_UNPACKED:,} bytes.")
                    pieces.append(piece)
            if item.filename in parts:
                raise _not_a_workbook(source, f"the part {item.filename[:60]} stands twice")
            parts[item.filename] = b"".join(pieces)
    for text in parts.values():
        _require_small(text, source)
    return parts


def _require_small(text: bytes, source: str) -> None:
    """Refuse a sheet whose cells reach far out: a reader makes room for all that lie between."""
    if b"<sheetData" not in text and b":sheetData" not in text:
        if b"s\0h\0e\0e\0t\0D\0a\0t\0a" in text:
            raise _not_a_workbook(source, "a sheet is not written in UTF-8")
        return
    columns, rows = 1, 1
    for match in _CELL_PLACE.finditer(text):
        place = _PLACE.fullmatch(match[2])
        if place is None:
            raise _not_a_workbook(source, f"a cell stands at {match[2][:20]!r}")
        columns, rows = max(columns, _column_number(place[1])), max(rows, int(place[2]))
    columns = max(columns, text.count(b"<c ") // max(text.count(b"<row"), 1))
    if columns * rows > WORKBOOK_CELLS or rows > _ROWS_A_SHEET or columns > _COLUMNS_A_SHEET:
        raise _too_large(
            source,
            f"A sheet reaches to row {rows:,} and column {columns:,}; at most {WORKBOOK_CELLS:,} cells are read.",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for one in letters:
        number = number * 26 + one - ord("A") + 1
    return number


def _formulas_by_sheet(parts: dict[str, bytes]) -> dict[str, frozenset[str]]:
    """Find which cells of each sheet hold a formula; the reader of values does not say."""
    paths = {}
    for tag in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b"")):
        given = dict(_ATTRIBUTE.findall(tag))
        target = given.get(b"Target", b"").decode(errors="replace")
        paths[given.get(b"Id", b"")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    found = {}
    for tag in _SHEET.findall(parts.get("xl/workbook.xml", b"")):
        given = dict(_ATTRIBUTE.findall(tag))
        text = parts.get(paths.get(given.get(b"r:id", b""), ""), b"")
        name = given.get(b"name", b"").decode(errors="replace").replace("&amp;", "&")
        found[name] = frozenset(place.decode() for place in _FORMULA.findall(text))
    return found


def _cells(sheet: Any) -> dict[str, Value]:  # noqa: ANN401  the reader's class says nothing about its methods
    from perpupil.documents.workbook.sheets import letter  # noqa: PLC0415

    found: dict[str, Value] = {}
    for row, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(cells):
            if value != "":
                found[f"{letter(column)}{row}"] = value if isinstance(value, str | int | float | bool) else str(value)
    return found


def _too_large(source: str, what: str) -> Unreadable:
    return Unreadable(
        finding("too-large", Place(source), what, "Send back the workbook that was handed out, with nothing added.")
    )


def _not_a_workbook(source: str, why: str) -> Unreadable:
    what = f"The file is not a workbook that can be read: {why[:120]}."
    return Unreadable(
        finding("not-a-workbook", Place(source), what, "Open it, take off any password and save it as .xlsx.")
    )
