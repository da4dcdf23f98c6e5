r"""A rule put in the place of another, in the text of a formula: what is not touched stays as it is written, comments and order too.

>>> from perpupil.formula.source import read_source
>>> text = "[line.a]  # first\nvalue = 1\n\n# about b\n[line.b]\nvalue = 2\n"
>>> print(edited(read_source(text.encode(), "formula.toml"), "[line.a]\nvalue = 3"), end="")
[line.a]
value = 3
<BLANKLINE>
# about b
[line.b]
value = 2
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perpupil.formula.source import SourceError, read_source
from perpupil.notebook.refusal import Refused, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.formula.source import Path, Source

_SHELVES = ("parameters", "counts", "prior", "step", "line", "pool")
"""Sections whose members are changed one by one."""

_VALUE_ENDS = re.compile(r"[,}\]\n#]|\Z")


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of a text that holds one thing."""

    start: int
    end: int
    is_table: bool
    """Whether it begins with a header; else it is a key with its value."""


def edited(source: Source, text: str) -> str:
    """Put tables and keys in the place of those of the same name; what is not there yet is added behind its kind.

    Args:
        source: The formula.
        text: Tables as a formula holds them. Parameters, counts, steps, lines and pools are changed one by one; an expectation is added.

    Raises:
        Refused: The text is not TOML, or it cannot be put into the formula.

    """
    change = _read(text, "the change")
    told: list[tuple[Path, str]] = [
        (path, change.text[span.start : span.end].rstrip()) for path in _things(change) if (span := _span(change, path))
    ]
    if not told:
        raise Refused("The change holds no table and no key. Write [line.NAME] with its keys below.")
    for path, part in told:
        source = _read(_placed(source, path, part), source.label)
    return source.text


def without(source: Source, path: Path) -> str:
    """Take one thing out of a formula.

    Raises:
        KeyError: It is not there.

    """
    span = _span(source, path)
    if span is None:
        raise KeyError(path)
    rest = source.text[span.end :]
    return source.text[: span.start] + rest.lstrip(" \t").removeprefix("\n").removeprefix("\n")


def with_value(source: Source, path: Path, value: str) -> str:
    """Put a value in the place of that of one key.

    Raises:
        KeyError: There is no such key.

    """
    start = source.text.index("=", source.keys[path]) + 1
    end = _value_end(source.text, start)
    return f"{source.text[:start]} {value}{source.text[end:]}"


def text_of(source: Source, path: Path) -> str:
    """Give the text of one thing as it is written.

    Raises:
        KeyError: It is not there.

    """
    span = _span(source, path)
    if span is None:
        raise KeyError(path)
    return source.text[span.start : span.end]


def _read(text: str, label: str) -> Source:
    try:
        return read_source(text.encode(), label)
    except SourceError as mistake:
        raise refuse((mistake.finding,), "The formula cannot be changed so.") from None


def _things(source: Source) -> Iterator[Path]:
    """Give what a text holds, each once, in its order."""
    seen = set()
    for path in sorted(source.keys, key=source.keys.__getitem__):
        depth = 2 if path[0] in (*_SHELVES, "expect") else 1
        thing = path[:depth]
        if len(thing) == depth and thing not in seen:
            seen.add(thing)
            yield thing


def _placed(source: Source, path: Path, part: str) -> str:
    """Put one thing into a formula's text."""
    text = source.text
    span = None if path[0] == "expect" else _span(source, path)
    is_table = part.startswith("[")
    if span is not None and span.is_table == is_table:
        return text[: span.start] + part + text[span.end :]
    if span is not None and span.is_table:
        raise Refused(f"The formula writes [{'.'.join(path)}] as a table of its own. Write the change in the same way.")
    if span is not None:
        return _placed(_read(without(source, path), source.label), path, part)
    if not is_table and len(path) == 1:
        return f"{part}\n{text}"
    at = _end_of_kind(source, path[0])
    if is_table:
        return _between(text, at, part)
    shelf = _span(source, path[:1])
    if shelf is None:
        return _between(text, at, f"[{path[0]}]\n{part}")
    return f"{text[: shelf.end]}\n{part}{text[shelf.end :]}"


def _between(text: str, at: int, part: str) -> str:
    """Set a table between what stands before and after a place, with an empty line on either side."""
    before, after = text[:at].rstrip("\n"), text[at:].lstrip("\n")
    return f"{before}\n\n{part}\n" + (f"\n{after}" if after else "")


def _end_of_kind(source: Source, section: str) -> int:
    """Find where the last thing of a section ends; where there is none, the end of the text."""
    spans = [_span(source, path) for path in _things(source) if path[0] == section]
    return max((span.end for span in spans if span is not None), default=len(source.text))


def _headers(source: Source) -> list[tuple[int, Path]]:
    """Give where each table begins, in the order of the text."""
    return sorted((start, path) for path, start in source.keys.items() if source.text[start] == "[")


def _span(source: Source, path: Path) -> _Span | None:
    """Find where a thing stands; None when it is not there.

    Raises:
        Refused: It is there, but not in one piece.

    """
    start = source.keys.get(path)
    if start is None:
        is_shelf = len(path) == 1 and path[0] in _SHELVES
        if not is_shelf and any(one[: len(path)] == path for one in source.keys):
            raise Refused(f"{'.'.join(path)} stands in parts in the formula. Write it as one table to change it.")
        return None
    if source.text[start] != "[":
        return _Span(start, _value_end(source.text, source.text.index("=", start) + 1), is_table=False)
    following = [at for at, one in _headers(source) if at > start and one[: len(path)] != path]
    end = min(following, default=len(source.text))
    return _Span(start, start + len(_without_what_follows(source.text[start:end])), is_table=True)


def _without_what_follows(block: str) -> str:
    """Leave the comments and empty lines at the end of a table to the table that follows."""
    lines = block.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "\n".join(lines)


def _value_end(text: str, start: int) -> int:
    """Find where the value ends that begins here: at the first place before which it can be read."""
    for found in _VALUE_ENDS.finditer(text, start):
        value = text[start : found.start()].rstrip()
        try:
            tomllib.loads(f"value = {value}")
        except tomllib.TOMLDecodeError:
            continue
        return start + len(value)
    return len(text)
