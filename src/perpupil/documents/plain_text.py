"""A page as plain text: numbered headings and wrapped lines, to be pasted into a plan or a letter."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from perpupil.documents.page import HIGHEST_LEVEL, Chart, Heading, Listing, Note, Paragraph, Table, shown

if TYPE_CHECKING:
    from perpupil.documents.page import Block, Page

_WIDTH = 78


def as_plain_text(page: Page) -> str:
    """Write a page as plain text; a row of a table is a point, with the title of each column before what it holds."""
    title = shown(page.title)
    numbers: list[int] = []
    parts = [f"{_wrapped(title)}\n{'=' * min(len(title), _WIDTH)}"]
    for block in page.blocks:
        if isinstance(block, Heading):
            depth = block.level - HIGHEST_LEVEL
            numbers = [*numbers[:depth], (numbers[depth] if len(numbers) > depth else 0) + 1]
            parts.append(_wrapped(f"{'.'.join(map(str, numbers))}. {shown(block.text)}"))
        else:
            parts += _block(block)
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text) | Paragraph(text=text) | Note(text=text):
            yield _wrapped(shown(text))
        case Listing(items=items):
            yield "\n".join(_point(shown(item)) for item in items)
        case Chart(finding=finding):
            yield _wrapped(shown(finding))
        case Table():
            yield _wrapped(f"{shown(block.caption).rstrip(':.')}:")
            yield "\n".join(_point(_row(block, row)) for row in block.rows)


def _row(table: Table, row: tuple[str, ...]) -> str:
    first, *others = map(shown, row)
    titles = [shown(column.title) for column in table.columns[1:]]
    told = [f"{title}: {cell}" if title else cell for title, cell in zip(titles, others, strict=True) if cell]
    if len(others) == 1:
        told = [cell for cell in others if cell]
    return " ".join(map(_ended, (first, *told))) if told else first


def _ended(text: str) -> str:
    """End a text as a sentence ends."""
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."


def _point(text: str) -> str:
    return "\n".join(wrap(text, _WIDTH, initial_indent="- ", subsequent_indent="  ")) or "-"


def _wrapped(text: str) -> str:
    return "\n".join(wrap(text, _WIDTH))
