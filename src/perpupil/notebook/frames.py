"""Frames of any library as text, as if they had been read from a file: what a cell is, is said by the formula and by nothing else.

Whole numbers and decimals come over exactly, floats by the shortest text that stands for them, ids with their zeros, and what is missing as blank.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import nanoarrow as na  # type: ignore[import-untyped]
import numpy as np

from perpupil.exact.numerals import write_number
from perpupil.facts.table import read_csv
from perpupil.notebook.buffers import codes, decimals, texts_in_views
from perpupil.notebook.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from perpupil.facts.table import TextTable
    from perpupil.findings import Finding

_HEADER_LINES = 2
"""The line of a file on which its first row stands."""

_DECIMAL_BYTES = {na.Type.DECIMAL128: 16, na.Type.DECIMAL256: 32}
_CODE_BYTES = {
    na.Type.INT8: 1,
    na.Type.UINT8: 1,
    na.Type.INT16: 2,
    na.Type.UINT16: 2,
    na.Type.INT32: 4,
    na.Type.UINT32: 4,
    na.Type.INT64: 8,
    na.Type.UINT64: 8,
}
_NARROW = {na.Type.FLOAT: np.float32, na.Type.HALF_FLOAT: np.float16}
_PLAIN = {
    *_CODE_BYTES,
    *(na.Type.HALF_FLOAT, na.Type.FLOAT, na.Type.DOUBLE),
    *(na.Type.STRING, na.Type.LARGE_STRING, na.Type.BOOL, na.Type.DATE32, na.Type.DATE64, na.Type.TIMESTAMP),
}
_WHOLE_BELOW = 10**15


class ArrowTable(Protocol):
    """A table of any library that speaks Arrow: Polars, DuckDB, pyarrow, and pandas where pyarrow is installed."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the table as a stream of Arrow."""
        ...


def is_frame(given: object) -> bool:
    """Whether something is a table of a library."""
    return hasattr(given, "__arrow_c_stream__")


def read_frame(frame: ArrowTable, source: str, rows_maximum: int) -> tuple[TextTable, tuple[Finding, ...]]:
    """Read a frame as text, with the checks that a file goes through; its rows are counted from 0, as the library counts them."""
    columns = list(_columns(frame))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_on_one_line(name) for name, _ in columns])
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    table, findings = read_csv(text.getvalue().encode(), source, rows_maximum)
    return replace(table, rows=[line - _HEADER_LINES for line in table.rows]), findings


def _columns(frame: ArrowTable) -> Iterator[tuple[str, list[str]]]:
    """Give every column of a frame as text."""
    try:
        stream = na.c_array_stream(frame)
    except ImportError:
        # pandas speaks Arrow only with pyarrow; its columns can be read one by one.
        yield from _pandas_columns(frame)
        return
    schema = na.schema(stream.get_schema())
    if schema.type != na.Type.STRUCT:
        raise Refused("This is one column, not a table. Give a frame that has it and the others.")
    names = [str(one.name) for one in schema.fields]
    chunks = list(stream)
    for number, name in enumerate(names):
        cells: list[str] = []
        for chunk in chunks:
            part = [_text(value, name) for value in _values(chunk.child(number), name)]
            cells += part[chunk.offset : chunk.offset + chunk.length]
        yield name, cells


def _values(array: Any, name: str) -> list[Any]:  # noqa: ANN401  nanoarrow says nothing of its types
    """Give a chunk of a column as Python has it; None where there is nothing."""
    schema = na.schema(array.schema)
    kind = schema.type
    if array.dictionary is not None:
        entries = _values(array.dictionary, name)
        numbers = codes(array, _CODE_BYTES[na.schema(schema.index_type).type])
        return [None if number is None else entries[number] for number in numbers]
    if kind in _DECIMAL_BYTES:
        return list(decimals(array, _DECIMAL_BYTES[kind], schema.scale))
    if kind == na.Type.STRING_VIEW:
        return list(texts_in_views(array))
    if kind == na.Type.NULL:
        return [None] * array.length
    if kind not in _PLAIN:
        raise Refused(
            f"Column {name!r} is {kind.name.lower()}, which is neither text nor a number. Leave it out, or make it text."
        )
    values = list(na.Array(array).iter_py())
    narrow = _NARROW.get(kind)
    return values if narrow is None else [None if value is None else narrow(value) for value in values]


def _pandas_columns(frame: Any) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401  a pandas frame, whose library need not be here
    for position, name in enumerate(frame.columns):
        series = frame.iloc[:, position]
        missing: Iterable[bool] = series.isna().tolist()
        values = series.to_numpy() if series.dtype in {np.dtype(np.float32), np.dtype(np.float16)} else series.tolist()
        yield (
            str(name),
            ["" if is_missing else _text(value, str(name)) for value, is_missing in zip(values, missing, strict=True)],
        )


def _text(value: object, name: str) -> str:
    """Write one cell.

    >>> [_text(value, "n") for value in ("0010", 412, 412.0, 0.1, Decimal("1.50"), True, None)]
    ['0010', '412', '412', '0.1', '1.50', 'true', '']
    """
    match value:
        case None:
            return ""
        case str():
            return _on_one_line(value)
        case bool() | np.bool_():
            return "true" if value else "false"
        case int() | np.integer():
            return str(value)
        case float() | np.floating():
            return _float_text(value)
        case Fraction():
            return write_number(value)
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case list() | dict() | tuple() | set() | bytes():
            raise Refused(f"Column {name!r} holds a {type(value).__name__} in a cell. Leave it out, or make it text.")
        case _:
            return _on_one_line(str(value))


def _float_text(value: Any) -> str:  # noqa: ANN401  a float of Python or of NumPy, of any width
    """Write a float by the shortest text that stands for it in its own width; a whole one without a point."""
    is_whole = np.isfinite(value) and abs(value) < _WHOLE_BELOW and value == int(value)
    return str(int(value)) if is_whole else str(value)


def _on_one_line(text: str) -> str:
    """Keep a cell on one line, so that lines can be counted as rows."""
    return " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
