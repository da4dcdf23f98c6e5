"""Cells out of Arrow's own buffers, for the layouts that nanoarrow 0.9 does not read.

It loses the sign of a decimal and its place in a slice, and it stops the whole process at a text of more than twelve bytes in the view layout,
which is what Polars hands out. The layouts are those of the Arrow C data interface; every function gives None where a cell is null.
"""

from __future__ import annotations

import ctypes
import struct
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_VIEW_BYTES = 16
_INLINE_BYTES = 12
_BYTE_BITS = 8


def decimals(array: Any, width: int, scale: int) -> Iterator[Fraction | None]:  # noqa: ANN401  nanoarrow says nothing of its types
    """Give decimals, each of so many bytes, the lowest first."""
    unit = Fraction(10) ** -scale
    validity, numbers = array.buffers
    for at in _places(array):
        content = ctypes.string_at(numbers + at * width, width)
        yield int.from_bytes(content, "little", signed=True) * unit if _is_valid(validity, at) else None


def texts_in_views(array: Any) -> Iterator[str | None]:  # noqa: ANN401  as above
    """Give texts in the view layout: short ones stand in the view, a longer one in the buffer that the view names."""
    validity, views, *data = array.buffers
    for at in _places(array):
        if not _is_valid(validity, at):
            yield None
            continue
        view = ctypes.string_at(views + at * _VIEW_BYTES, _VIEW_BYTES)
        length, _, number, offset = struct.unpack("<iIii", view)
        if length <= _INLINE_BYTES:
            yield view[4 : 4 + length].decode()
        else:
            yield ctypes.string_at(data[number] + offset, length).decode()


def codes(array: Any, width: int) -> Iterator[int | None]:  # noqa: ANN401  as above
    """Give the numbers by which cells name the entries of a dictionary, each of so many bytes."""
    validity, numbers = array.buffers
    for at in _places(array):
        content = ctypes.string_at(numbers + at * width, width)
        yield int.from_bytes(content, "little") if _is_valid(validity, at) else None


def _places(array: Any) -> range:  # noqa: ANN401  as above
    return range(array.offset, array.offset + array.length)


def _is_valid(validity: int, at: int) -> bool:
    """Whether the bit of a cell is set; without bits every cell is there."""
    return not validity or bool(ctypes.string_at(validity + at // _BYTE_BITS, 1)[0] >> at % _BYTE_BITS & 1)
