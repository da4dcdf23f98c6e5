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

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from perpupil.formula import spans
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.spans import SHELVES, InParts, Span
from perpupil.notebook.refusal import Refused, refuse

if TYPE_CHECKING:
    from perpupil.formula.source import Path, Source


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
        Refused: It is there, but not in one piece.

    """
    with _in_one_piece():
        return spans.without(source, path)


def text_of(source: Source, path: Path) -> str:
    """Give the text of one thing as it is written.

    Raises:
        KeyError: It is not there.
        Refused: It is there, but not in one piece.

    """
    with _in_one_piece():
        return spans.text_of(source, path)


@contextmanager
def _in_one_piece() -> Iterator[None]:
    """Refuse in words what does not stand in one piece."""
    try:
        yield
    except InParts as mistake:
        raise Refused(str(mistake)) from None


def _read(text: str, label: str) -> Source:
    try:
        return read_source(text.encode(), label)
    except SourceError as mistake:
        raise refuse((mistake.finding,), "The formula cannot be changed so.") from None


def _things(source: Source) -> Iterator[Path]:
    """Give what a text holds, each once, in its order."""
    seen = set()
    for path in sorted(source.keys, key=source.keys.__getitem__):
        depth = 2 if path[0] in (*SHELVES, "expect") else 1
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


def _span(source: Source, path: Path) -> Span | None:
    with _in_one_piece():
        return spans.span_of(source, path)
