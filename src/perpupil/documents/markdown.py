"""A page as Markdown: CommonMark with tables; whatever a text holds is shown as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perpupil.documents.page import Chart, Heading, Listing, Note, Paragraph, Table, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.documents.page import Block, Page

_SPECIAL = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?<=\w):(?=//)|#(?=#*$)")
"""What marks text up inside a line; `_` between letters does not, an address is not to become a link, and `#` ends a heading."""

_AT_START = re.compile(r"(?:[#+=-]|(?<!\d)\d{1,9}(?=[.)](?:\s|$)))")
"""What makes a line a heading, a point, a number of a list or an underline."""


def as_markdown(page: Page) -> str:
    """Write a page as Markdown."""
    parts = [f"# {_inline(page.title)}", *(part for block in page.blocks for part in _block(block))]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    """Give one block as lines."""
    match block:
        case Heading(text=text, level=level):
            yield f"{'#' * level} {_inline(text)}"
        case Paragraph(text=text, is_lead=is_lead):
            yield f"> {_begun(text)}" if is_lead else _begun(text)
        case Note(text=text):
            yield f"> {_begun(text)}"
        case Listing(items=items):
            yield "\n".join(f"- {_begun(item)}" for item in items)
        case Chart(finding=finding, table=caption):
            yield f"> {_begun(finding)} (The numbers are in the table: {_inline(caption)}.)"
        case Table():
            yield _begun(table_caption(block))
            yield "\n".join(_rows(block))


def table_caption(table: Table) -> str:
    """Give the line above a table."""
    caption = table.caption.strip()
    return caption if caption.endswith((".", "?", "!", ":")) else f"{caption}:"


def _rows(table: Table) -> Iterator[str]:
    yield _row(column.title for column in table.columns)
    yield _row_of(["---:" if column.is_figure else "---" for column in table.columns])
    for number, row in enumerate(table.rows, 1):
        is_total = table.has_total and number == len(table.rows)
        cells = [_inline(cell) for cell in row]
        yield _row_of([f"**{cell}**" if is_total and cell else cell for cell in cells])


def _row(cells: Iterator[str]) -> str:
    return _row_of([_inline(cell) for cell in cells])


def _row_of(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _inline(text: str) -> str:
    """Write a text inside a line."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", shown(text))


def _begun(text: str) -> str:
    """Write a text that begins a line."""
    inline = _inline(text)
    found = _AT_START.match(inline)
    if found is None:
        return inline
    start = found[0]
    return f"{start}\\{inline[len(start) :]}" if start[0].isdigit() else f"\\{inline}"
