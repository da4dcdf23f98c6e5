"""How a page is handed out: on a terminal, or as files of whatever form their endings say."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.sources import Misuse
from perpupil.documents.forms import ENDINGS_TOLD, Form, form_of, set_as

if TYPE_CHECKING:
    from rich.console import Console

    from perpupil.documents.page import Block, Page
    from perpupil.documents.spreadsheet import Sheet

WIDTH = 110
"""Characters a line at most: a sentence that is longer is not read."""


def add_out(parser: ArgumentParser) -> None:
    """Add the argument that names the files in which a page is written."""
    parser.add_argument(
        "--out",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help=f"write it to a file: {ENDINGS_TOLD}; may be given again",
    )


def forms_of(outs: Sequence[Path]) -> dict[Path, Form]:
    """Say as what each file is written.

    Raises:
        Misuse: The ending of a name does not say it.

    """
    forms: dict[Path, Form] = {}
    for out in outs:
        form = form_of(out.name)
        if form is None:
            message = f"{out} does not say by its ending how it is to be written; name it {ENDINGS_TOLD}."
            raise Misuse(message)
        forms[out] = form
    return forms


def write_page(
    page: Page,
    forms: Mapping[Path, Form],
    data: Callable[[], Mapping[str, Any]] | None = None,
    sheets: Callable[[], Sequence[Sheet]] | None = None,
) -> None:
    """Write a page to files; all are made before the first one is written.

    Args:
        page: The page.
        forms: As what each file is written.
        data: What JSON holds, where a script needs more than the page.
        sheets: What a workbook holds, where there are more numbers than on the page.

    """
    from perpupil.workspace.files import write

    made = {out: set_as(form, page, data, sheets) for out, form in forms.items()}
    for out, content in made.items():
        write(out, content)


def print_page(page: Page) -> None:
    """Print a page as text."""
    from rich.text import Text

    from perpupil.cli.printing import console
    from perpupil.documents.page import shown

    out = console()
    out.width = min(out.width, WIDTH)
    out.print(Text(shown(page.title), style="bold"))
    for block in page.blocks:
        out.print()
        _print_block(out, block)


def _print_block(out: Console, block: Block) -> None:
    from rich.text import Text

    from perpupil.cli.printing import table
    from perpupil.documents.page import Chart, Heading, Listing, Note, Paragraph, Table, shown

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
