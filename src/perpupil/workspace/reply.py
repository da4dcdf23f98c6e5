"""How a reading crosses from the process that made it: bytes that can only become numbers and texts.

A reply is frames, each its length and its bytes: one of JSON that says what follows, then for each table the numbers of its rows and a
frame a column, and last the cells of the rows that were set aside. A frame of cells is their text with a zero byte between, which no
cell holds. Nothing in it names a class or a function, as in a pickle; whoever reads it checks every count, and takes only findings
whose code is known.
"""

from __future__ import annotations

import array
import json
import struct
from typing import IO, TYPE_CHECKING, Any

from perpupil import limits
from perpupil.facts.table import TextTable, without_controls
from perpupil.findings import MEANINGS, Finding, Place, finding
from perpupil.intake.reading import Reading, SetAside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LENGTH = struct.Struct(">Q")
_BETWEEN = "\0"
_HEAD_BYTES = 16_000_000
_SAID_CHARACTERS = 1_000


class Garbled(Exception):
    """The reply does not hold together; nothing of it is taken."""


def write_reply(reading: Reading, stream: IO[bytes]) -> None:
    """Write a reading as frames."""
    head = {
        "tables": [{"source": one.source, "headers": [*one.columns], "rows": len(one)} for one in reading.tables],
        "findings": [
            [one.code, one.where.source, one.where.line, one.where.column, one.where.path, one.what, one.fix]
            for one in reading.findings
        ],
        "aside": [[one.source, one.row, len(one.cells)] for one in reading.aside],
    }
    _write(stream, json.dumps(head).encode())
    for table in reading.tables:
        _write(stream, array.array("q", table.rows).tobytes())
        for cells in table.columns.values():
            _write(stream, _joined(cells))
    _write(stream, _joined([cell for one in reading.aside for cell in one.cells]))
    stream.flush()


def _write(stream: IO[bytes], frame: bytes) -> None:
    stream.write(_LENGTH.pack(len(frame)))
    stream.write(frame)


def _joined(cells: Sequence[str]) -> bytes:
    return _BETWEEN.join(cells).encode("utf-8", "replace")


def read_reply(stream: IO[bytes]) -> Reading:
    """Read a reading from frames, and believe none of them.

    Raises:
        Garbled: A frame is too long or too short, or is not what it should be.

    """
    frames = _Frames(stream)
    try:
        head = json.loads(frames.take(_HEAD_BYTES))
        findings = tuple(_finding(one) for one in head["findings"])
        tables = tuple(_table(one, frames) for one in head["tables"])
        aside = tuple(_aside(head["aside"], frames))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Garbled from error
    if stream.read(1):
        raise Garbled
    return Reading(tables, findings, aside)


class _Frames:
    """The frames of a stream, as long as they stay within what a reader may hand back."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left_bytes = limits.READER_ANSWER_BYTES

    def take(self, bytes_maximum: int | None = None) -> bytes:
        """Take the next frame."""
        length = _LENGTH.unpack(self._read(_LENGTH.size))[0]
        if length > min(self._left_bytes, self._left_bytes if bytes_maximum is None else bytes_maximum):
            raise Garbled
        self._left_bytes -= length
        return self._read(length)

    def cells(self, count: int) -> list[str]:
        """Take a frame of so many cells."""
        text = self.take().decode()
        cells = text.split(_BETWEEN) if count else []
        if len(cells) != count or (text and not count):
            raise Garbled
        return cells

    def _read(self, length: int) -> bytes:
        content = self._stream.read(length)
        if len(content) != length:
            raise Garbled
        return content


def _table(head: Any, frames: _Frames) -> TextTable:  # noqa: ANN401 - whatever JSON gave
    source, headers, count = _text(head["source"]), head["headers"], _number(head["rows"])
    if not isinstance(headers, list) or not 0 <= count <= limits.INTAKE_ROWS or len(headers) > limits.FACTS_COLUMNS:
        raise Garbled
    rows = array.array("q")
    rows.frombytes(frames.take())
    columns = {_text(header): frames.cells(count) for header in headers}
    if len(rows) != count or len(columns) != len(headers):
        raise Garbled
    return TextTable(source, columns, rows)


def _finding(said: Any) -> Finding:  # noqa: ANN401
    code, source, line, column, path, what, fix = said
    if code not in MEANINGS:
        raise Garbled
    place = Place(_text(source), _optional(line), _optional(column), _text(path))
    return finding(code, place, _text(what), _text(fix))


def _aside(said: Any, frames: _Frames) -> Iterator[SetAside]:  # noqa: ANN401
    entries = [(_text(source), _number(row), _number(count)) for source, row, count in said]
    cells = iter(frames.cells(sum(count for _, _, count in entries)))
    for source, row, count in entries:
        yield SetAside(source, row, tuple(next(cells) for _ in range(count)))


def _text(said: Any) -> str:  # noqa: ANN401
    if not isinstance(said, str):
        raise Garbled
    return without_controls(said)[:_SAID_CHARACTERS]


def _number(said: Any) -> int:  # noqa: ANN401
    if not isinstance(said, int) or isinstance(said, bool) or said < 0:
        raise Garbled
    return said


def _optional(said: Any) -> int | None:  # noqa: ANN401
    return None if said is None else _number(said)
