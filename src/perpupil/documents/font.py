"""The font that printed pages are set in: which characters it can show, and how wide each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from struct import unpack_from
from types import MappingProxyType
from typing import Final

FAMILY: Final = "Source Sans 3"
FOLDER: Final = files("perpupil.documents") / "fonts"
MARK: Final = "\N{WHITE SQUARE}"
"""Stands for a character that the font does not have."""

_REGULAR, _SEMIBOLD = "SourceSans3-Regular.otf", "SourceSans3-Semibold.otf"
_SEGMENTS = 4
"""The format of a table of characters that reaches the whole plane in which names are written."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font, by its characters."""

    widths: Mapping[str, float]
    """The width of each character, in parts of the font's size."""

    def showable(self, text: str) -> str:
        """Put a mark in the place of every character that the font does not have."""
        return text if text.isascii() else "".join(one if one in self.widths else MARK for one in text)

    def width(self, text: str) -> float:
        """Measure a text that the font can show, in parts of the font's size; letters that move together are not looked at."""
        widths, mark = self.widths, self.widths[MARK]
        return sum(widths.get(one, mark) for one in text)


def regular() -> Font:
    """Give the font of the text."""
    return _font(_REGULAR)


def semibold() -> Font:
    """Give the font of headings and totals."""
    return _font(_SEMIBOLD)


@lru_cache(maxsize=2)
def _font(name: str) -> Font:
    return read_font((FOLDER / name).read_bytes())


def read_font(content: bytes) -> Font:
    """Read which characters an OpenType font has, and how wide they are.

    Raises:
        ValueError: It has no table of characters that can be read here.

    """
    tables = _tables(content)
    size = float(unpack_from(">H", content, tables["head"] + 18)[0])
    (told,) = unpack_from(">H", content, tables["hhea"] + 34)
    advances = unpack_from(">" + "Hh" * told, content, tables["hmtx"])[::2]
    glyphs = _glyphs(content, tables["cmap"])
    widths = {chr(code): advances[min(glyph, told - 1)] / size for code, glyph in glyphs.items()}
    return Font(MappingProxyType(widths))


def _tables(content: bytes) -> dict[str, int]:
    """Find where each table begins."""
    (count,) = unpack_from(">H", content, 4)
    records = (unpack_from(">4sIII", content, 12 + 16 * at) for at in range(count))
    return {tag.decode("ascii"): start for tag, _, start, _ in records}


def _glyphs(content: bytes, start: int) -> dict[int, int]:
    """Read the number of the glyph of each character, from the table of segments."""
    (count,) = unpack_from(">H", content, start + 2)
    subtables = [start + unpack_from(">HHI", content, start + 4 + 8 * at)[2] for at in range(count)]
    found = [at for at in subtables if unpack_from(">H", content, at)[0] == _SEGMENTS]
    if not found:
        raise ValueError("the font has no table of characters in segments")
    at = found[0]
    segments = unpack_from(">H", content, at + 6)[0] // 2
    lasts = unpack_from(f">{segments}H", content, at + 14)
    firsts = unpack_from(f">{segments}H", content, at + 16 + 2 * segments)
    shifts = unpack_from(f">{segments}H", content, at + 16 + 4 * segments)
    offsets_at = at + 16 + 6 * segments
    glyphs: dict[int, int] = {}
    for number, (first, last, shift) in enumerate(zip(firsts, lasts, shifts, strict=True)):
        (offset,) = unpack_from(">H", content, offsets_at + 2 * number)
        for code in range(first, last + 1):
            glyph = code
            if offset:
                (glyph,) = unpack_from(">H", content, offsets_at + 2 * number + offset + 2 * (code - first))
            if glyph and (moved := (glyph + shift) & 0xFFFF):
                glyphs[code] = moved
    glyphs.pop(0xFFFF, None)
    return glyphs
