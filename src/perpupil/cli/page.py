"""How a page looks on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from perpupil.cli.printing import console, table
from perpupil.documents.page import Chart, Heading, Listing, Note, Paragraph, Table, shown

if TYPE_CHECKING:
    from rich.console import Console

    from perpupil.documents.page import Block, Page

WIDTH = 110
"""Characters a line at most: a sentence that is longer is not read."""


def print_page(page: Page) -> None:
    """Print a page as text."""
    out = console()
    out.width = min(out.width, WIDTH)
    out.print(Text(shown(page.title), style="bold"))
    for block in page.blocks:
        out.print()
        _print_block(out, block)


def _print_block(out: Console, block: Block) -> None:
    match block:
        case Heading(text=text, level=level):
            out.print(Text(shown(text), style="bold underline" if level == 2 else "bold"))  # noqa: PLR2004  below the title
        case Paragraph(text=text, is_lead=is_lead):
            out.print(Text(shown(text), style="italic" if is_lead else ""))
        case Note(text=text):
            out.print(Text(f"! {shown(text)}", style="yellow"))
        case Listing(items=items):
            for item in items:
                out.print(Text(f"- {shown(item)}"))
        case Chart(finding=finding):
            out.print(Text(shown(finding)))
        case Table():
            made = table("", *(f"{'>' if one.is_figure else ''}{shown(one.title)}" for one in block.columns))
            for number, row in enumerate(block.rows, 1):
                is_total = block.has_total and number == len(block.rows)
                made.add_row(*(Text(shown(cell)) for cell in row), style="bold" if is_total else "")
            out.print(made)
