r"""Where a thing stands in the text of a formula, so that it can be changed or taken out and the rest stay as it is written.

>>> from perpupil.formula.source import read_source
>>> source = read_source(b"year = 2027  # fiscal\n\n# about a\n[line.a]\nvalue = 1\n\n# about b\n[line.b]\nvalue = 2\n", "formula.toml")
>>> print(without(source, ("line", "a"), with_comment=True), end="")
year = 2027  # fiscal
<BLANKLINE>
# about b
[line.b]
value = 2
>>> print(with_value(source, ("year",), "2028").splitlines()[0])
year = 2028  # fiscal
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perpupil.formula.source import Path, Source

SHELVES = ("parameters", "counts", "prior", "step", "line", "pool")
"""Sections whose members are changed one by one."""

_VALUE_ENDS = re.compile(r"[,}\]\n#]|\Z")
_COMMENT_BEHIND = re.compile(r"[ \t]*#[^\n]*")
_COMMENTS_ABOVE = re.compile(r"(?:(?<=\n)|\A)(?:[ \t]*#[^\n]*\n)+\Z")


class InParts(ValueError):
    """A thing does not stand in one piece, so it cannot be changed as one."""

    def __init__(self, path: Path) -> None:
        """Take its path."""
        super().__init__(f"{'.'.join(path)} stands in parts in the formula. Write it as one table to change it.")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text that holds one thing."""

    start: int
    end: int
    is_table: bool
    """Whether it begins with a header; else it is a key with its value."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that takes the place of what stands between two places."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Carry out edits that do not lie over each other; each is about the text as it is given."""
    for one in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text


def span_of(source: Source, path: Path) -> Span | None:
    """Find where a thing stands; None when it is not there.

    Raises:
        InParts: It is there, but not in one piece.

    """
    start = source.keys.get(path)
    if start is None:
        is_shelf = len(path) == 1 and path[0] in SHELVES
        if not is_shelf and any(one[: len(path)] == path for one in source.keys):
            raise InParts(path)
        return None
    if source.text[start] != "[":
        return Span(start, value_span(source, path)[1], is_table=False)
    following = [at for at, one in headers(source) if at > start and one[: len(path)] != path]
    end = min(following, default=len(source.text))
    return Span(start, start + len(_without_what_follows(source.text[start:end])), is_table=True)


def headers(source: Source) -> list[tuple[int, Path]]:
    """Give where each table begins, in the order of the text."""
    return sorted((start, path) for path, start in source.keys.items() if source.text[start] == "[")


def value_span(source: Source, path: Path) -> tuple[int, int]:
    """Find where the value of a key begins and ends.

    Raises:
        KeyError: There is no such key.

    """
    text = source.text
    start = text.index("=", source.keys[path]) + 1
    start += len(text[start:]) - len(text[start:].lstrip(" \t"))
    for found in _VALUE_ENDS.finditer(text, start):
        value = text[start : found.start()].rstrip()
        try:
            tomllib.loads(f"value = {value}")
        except tomllib.TOMLDecodeError:
            continue
        return start, start + len(value)
    return start, len(text)


def text_of(source: Source, path: Path) -> str:
    """Give the text of one thing as it is written.

    Raises:
        KeyError: It is not there.
        InParts: It is there, but not in one piece.

    """
    span = _there(source, path)
    return source.text[span.start : span.end]


def with_value(source: Source, path: Path, value: str) -> str:
    """Put a value in the place of that of one key.

    Raises:
        KeyError: There is no such key.

    """
    return edited(source.text, [Edit(*value_span(source, path), value)])


def without(source: Source, path: Path, *, with_comment: bool = False) -> str:
    """Take one thing out of a formula.

    Args:
        source: The formula.
        path: The thing.
        with_comment: Whether the comment right above it, and one behind its last value, go with it.

    Raises:
        KeyError: It is not there.
        InParts: It is there, but not in one piece.

    """
    span, text = _there(source, path), source.text
    before, rest = text[: span.start], text[span.end :]
    if with_comment:
        above = _COMMENTS_ABOVE.search(before)
        before = before[: above.start()] if above is not None else before
        behind = _COMMENT_BEHIND.match(rest)
        rest = rest[behind.end() :] if behind is not None else rest
        if not rest.strip():
            return before.rstrip("\n") + "\n"
    return before + rest.lstrip(" \t").removeprefix("\n").removeprefix("\n")


def _there(source: Source, path: Path) -> Span:
    span = span_of(source, path)
    if span is None:
        raise KeyError(path)
    return span


def _without_what_follows(block: str) -> str:
    """Leave the comments and empty lines at the end of a table to the table that follows."""
    lines = block.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "\n".join(lines)
