"""The text of a formula file, with bounds on what is read and the position of every key.

`tomllib` reads the values and knows no positions. This module walks the text once beforehand: it refuses what could
exhaust a reader (nesting, long numbers, endless dotted keys) and notes where each key and each value begins.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from perpupil.exact.numerals import read_number
from perpupil.findings import Finding, Place, finding
from perpupil.limits import FORMULA_BYTES, FORMULA_TABLES, NESTING, NUMBER_DIGITS, NUMBER_EXPONENT

Path = tuple[str, ...]

_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]*?)[ \t]*\]")
_KEY_PART = re.compile(r"""[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_NUMBER = re.compile(r"[+-]?[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9_]+)?")
_MESSAGE_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


_MESSAGE_TABLE = re.compile(r"\('[^)]*\)")
_NUMBER_AS_PRINTED = re.compile(r"=\s*[$£€]?\s*\d[\d_]*(?:[.,]\d+)*\s*%|=\s*[$£€]\s*\d|=\s*\d+,\d")
_EXPONENT_CHARACTERS = 4


class SourceError(Exception):
    """The text cannot be read at all; carries the finding."""

    def __init__(self, mistake: Finding) -> None:
        """Take the finding."""
        super().__init__(mistake.what)
        self.finding = mistake


@dataclass(frozen=True, slots=True)
class Source:
    """A formula file as read: its label, its text, its values and where they stand."""

    label: str
    text: str
    values: dict[str, Any]
    keys: dict[Path, int] = field(repr=False)
    """Where each key begins, counted in characters from the start of the text."""
    content: dict[Path, int] = field(repr=False)
    """Where each text value's first character stands, after its quote; only where the text has no escapes."""
    _lines: list[int] = field(repr=False)

    def place(self, path: Path, offset: int | None = None) -> Place:
        """Give the place of a key, or of a character inside its text value."""
        position = self._position(path, offset)
        if position is None:
            return Place(self.label, path=".".join(path))
        line = bisect_right(self._lines, position)
        return Place(self.label, line, position - self._lines[line - 1] + 1, ".".join(path))

    def place_of_name(self, path: Path, offset: int, name: str) -> Place:
        """Give the place where a name is written: at an offset of a text, or somewhere in the texts of a table."""
        if path in self.content:
            return self.place(path, offset)
        for inside, start in self.content.items():
            if inside[: len(path)] == path:
                match = re.search(rf"\b{re.escape(name)}\b", self.text[start : self.text.find("\n", start)])
                if match is not None:
                    return self.place(inside, match.start())
        return self.place(path)

    def _position(self, path: Path, offset: int | None) -> int | None:
        if offset is not None and path in self.content:
            return self.content[path] + offset
        while path:
            if path in self.keys:
                return self.keys[path]
            below = [position for key, position in self.keys.items() if key[: len(path)] == path]
            if below:
                return min(below)
            path = path[:-1]
        return None


def read_source(
    content: bytes, label: str, *, bytes_maximum: int = FORMULA_BYTES, tables_maximum: int = FORMULA_TABLES
) -> Source:
    """Read the text of a formula, or of another file of the same kind with bounds of its own.

    Raises:
        SourceError: It is too large, not UTF-8, out of bounds or not TOML.

    """
    if len(content) > bytes_maximum:
        what = f"The file has {len(content):,} bytes; at most {bytes_maximum:,} are read."
        raise SourceError(
            finding("too-large", Place(label), what, "Check that this is the formula and not a file of facts.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        what = "The file is not UTF-8 text."
        raise SourceError(finding("not-text", Place(label, line), what, "Save it as UTF-8.")) from None
    text = text.replace("\r\n", "\n")
    walk = _Walk(text, label, tables_maximum)
    walk.run()
    return Source(label, text, _load(text, label), walk.keys, walk.content, walk.lines)


def _load(text: str, label: str) -> dict[str, Any]:
    """Let tomllib read the values; decimals stay exact."""
    try:
        return tomllib.loads(text, parse_float=_exact)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        match = _MESSAGE_PLACE.search(message)
        line, column = (int(match[1]), int(match[2])) if match and match[1] else (text.count("\n") + 1, None)
        told = _MESSAGE_TABLE.sub(
            lambda one: ".".join(re.findall(r"'([^']*)'", one[0])), _MESSAGE_PLACE.sub("", message)
        )
        what = f"This is not TOML: {told}."
        fix = "Texts stand in quotes, each key once, a table begins with [its.name]."
        if _NUMBER_AS_PRINTED.search(text.split("\n")[line - 1 : line][0] if line <= text.count("\n") + 1 else ""):
            fix = "Write numbers without percent sign, currency or commas: 0.25 for 25 percent, 5_000 for 5,000."
        raise SourceError(finding("not-toml", Place(label, line, column), what, fix)) from None
    except (ValueError, RecursionError):
        what = "The file holds a number or a nesting that is too long to read."
        raise SourceError(finding("bad-number", Place(label), what, "Write shorter numbers.")) from None


def _exact(text: str) -> Fraction | Decimal:
    """Read a TOML float exactly; nan and inf stay Decimals, which no key accepts."""
    value = read_number(text.replace("_", ""))
    return Decimal("nan") if value is None else value


class _Walk:
    """One pass over the text: headers, keys, nesting and the length of numbers."""

    def __init__(self, text: str, label: str, tables_maximum: int) -> None:
        self.text, self.label, self.tables_maximum = text, label, tables_maximum
        self.keys: dict[Path, int] = {}
        self.content: dict[Path, int] = {}
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.position = 0
        self.table: Path = ()
        self.arrays: dict[Path, int] = {}
        self.tables = 0

    def run(self) -> None:
        while self.position < len(self.text):
            self._skip(" \t\n\r")
            if self.position >= len(self.text):
                return
            if self.text[self.position] == "#":
                self._to_line_end()
            elif self.text[self.position] == "[":
                self._header()
            else:
                self._pair(self.table, 0)
                self._to_line_end()

    def _header(self) -> None:
        match = _HEADER.match(self.text, self.position)
        if match is None:
            self._to_line_end()
            return
        self._count_table()
        start = self.position + len(match.group()) - len(match.group().lstrip())
        path = self._dotted(match[2])
        if match[1] == "[[":
            number = self.arrays.get(path, 0)
            self.arrays[path] = number + 1
            path = (*path, str(number))
        self.table = path
        self.keys.setdefault(path, start)
        self._to_line_end()

    def _count_table(self) -> None:
        self.tables += 1
        if self.tables > self.tables_maximum:
            what = f"The file has more than {self.tables_maximum:,} tables."
            self._fail(
                "too-large", what, "Split the formula: a state's over districts and a district's over schools are two."
            )

    def _pair(self, inside: Path, depth: int) -> None:
        start = self.position
        parts: list[str] = []
        while True:
            match = _KEY_PART.match(self.text, self.position)
            if match is None:
                break
            parts.append(next(part for part in match.groups() if part is not None))
            self.position = match.end()
            self._bound(len(parts) + depth)
            if not self._accept("."):
                break
        path = (*inside, *parts)
        self.keys.setdefault(path, start)
        if self._accept("="):
            self._skip(" \t")
            self._value(path, depth)

    def _value(self, path: Path, depth: int) -> None:
        self._bound(depth)
        here = self.text[self.position : self.position + 3]
        if here[:1] in {'"', "'"}:
            self._text(path, here)
        elif here[:1] == "[":
            self._array(path, depth + 1)
        elif here[:1] == "{":
            self._inline(path, depth + 1)
        else:
            self._bare()

    def _text(self, path: Path, here: str) -> None:
        quote = here if here in {'"""', "'''"} else here[0]
        start = self.position + len(quote)
        if len(quote) > 1 and self.text[start : start + 1] == "\n":
            start += 1
        end = start
        while end < len(self.text) and not self.text.startswith(quote, end):
            if len(quote) == 1 and self.text[end] == "\n":
                break
            end += 2 if quote[0] == '"' and self.text[end] == "\\" else 1
        if "\\" not in self.text[start:end] or quote[0] == "'":
            self.content[path] = start
        self.position = min(end + len(quote), len(self.text))

    def _array(self, path: Path, depth: int) -> None:
        self.position += 1
        number = 0
        while self._more("]"):
            before = self.position
            self._value((*path, str(number)), depth)
            number += 1
            self._past(before)

    def _inline(self, path: Path, depth: int) -> None:
        self._count_table()
        self.position += 1
        self._skip(" \t\n")
        self.keys.setdefault(
            path, self.position
        )  # a table in a list has no key of its own; it stands where its first key does
        while self._more("}"):
            before = self.position
            self._pair(path, depth)
            self._past(before)

    def _more(self, closing: str) -> bool:
        """Move to the next part of a bracketed value; False when it is closed."""
        while self.position < len(self.text):
            self._skip(" \t\n\r,")
            if self.text[self.position : self.position + 1] != "#":
                break
            self._to_line_end()
        return self.position < len(self.text) and not self._accept(closing)

    def _past(self, before: int) -> None:
        """Move on in any case, also over text that is not TOML; tomllib will say so."""
        if self.position == before:
            self.position += 1

    def _bare(self) -> None:
        match = _NUMBER.match(self.text, self.position)
        if match is not None:
            digits, _, exponent = match.group().replace("_", "").lower().partition("e")
            if sum(c.isdigit() for c in digits) > NUMBER_DIGITS or (
                any(c.isdigit() for c in exponent)
                and (len(exponent) > _EXPONENT_CHARACTERS or abs(int(exponent.strip("_"))) > NUMBER_EXPONENT)
            ):
                self._fail(
                    "bad-number",
                    f"`{match.group()[:40]}` has too many digits or too large an exponent.",
                    f"Write at most {NUMBER_DIGITS} digits.",
                )
        while self.position < len(self.text) and self.text[self.position] not in ",]}\n#":
            self.position += 1

    def _dotted(self, text: str) -> Path:
        parts, position = [], 0
        while (match := _KEY_PART.match(text, position)) is not None:
            parts.append(next(part for part in match.groups() if part is not None))
            self._bound(len(parts))
            position = match.end() + 1
        return tuple(parts)

    def _bound(self, depth: int) -> None:
        if depth > NESTING:
            self._fail(
                "too-large", f"Values or keys nest more than {NESTING} deep.", "A formula needs at most four levels."
            )

    def _fail(self, code: str, what: str, fix: str) -> None:
        line = bisect_right(self.lines, self.position)
        place = Place(self.label, line, self.position - self.lines[line - 1] + 1)
        raise SourceError(finding(code, place, what, fix))

    def _accept(self, character: str) -> bool:
        if self.text.startswith(character, self.position):
            self.position += 1
            return True
        return False

    def _skip(self, characters: str) -> None:
        while self.position < len(self.text) and self.text[self.position] in characters:
            self.position += 1

    def _to_line_end(self) -> None:
        end = self.text.find("\n", self.position)
        self.position = len(self.text) if end < 0 else end + 1
