"""How things look: in a notebook as plain HTML that reads without style and runs nothing, elsewhere as text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape
from typing import TYPE_CHECKING

from perpupil.documents.page import Chart, Column, Heading, Listing, Note, Paragraph, shown
from perpupil.documents.page import Table as PageTable
from perpupil.findings import Severity
from perpupil.limits import FINDINGS_SHOWN
from perpupil.notebook.refusal import ranked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from perpupil.documents.page import Block, Page
    from perpupil.findings import Finding

_CELL = "padding:.2em .7em;vertical-align:top;"
_LEFT, _RIGHT = (
    f"{_CELL}text-align:left",
    f"{_CELL}text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap",
)
_GAP = 2
_CELL_CHARACTERS = 60


class Shown(ABC):
    """Something that looks like a page: whoever inherits says which."""

    @abstractmethod
    def _page(self) -> Page:
        """Give the page."""

    def __repr__(self) -> str:
        """Write the page as text."""
        return page_as_text(self._page())

    def _repr_html_(self) -> str:
        """Show the page in a notebook."""
        return page_as_html(self._page())


def page_as_html(page: Page) -> str:
    """Write a page as a part of a notebook."""
    return f"<div><p><b>{text_as_html(page.title)}</b></p>{''.join(part for block in page.blocks for part in _block(block))}</div>"


def findings_as_html(findings: Iterable[Finding]) -> str:
    """Write findings as a list, errors first; what is beyond the first fifty is counted."""
    order = ranked(findings)
    items = [
        f"<li><b>{one.severity}</b> {text_as_html(str(one.where))} <code>{one.code}</code><br>{text_as_html(one.what)} {text_as_html(one.fix)}</li>"
        for one in order[:FINDINGS_SHOWN]
    ]
    if len(order) > FINDINGS_SHOWN:
        items.append(f"<li>… and {len(order) - FINDINGS_SHOWN:,} more findings.</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""


def text_as_html(text: str) -> str:
    """Write a text so that it marks nothing up."""
    return escape(shown(text), quote=True)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield f"<p><b>{text_as_html(text)}</b></p>"
        case Paragraph(text=text, is_lead=is_lead):
            yield f"<p><i>{text_as_html(text)}</i></p>" if is_lead else f"<p>{text_as_html(text)}</p>"
        case Note(text=text):
            yield f"<p><small>{text_as_html(text)}</small></p>"
        case Listing(items=items):
            yield "<ul>" + "".join(f"<li>{text_as_html(item)}</li>" for item in items) + "</ul>"
        case PageTable():
            yield from _table(block)
        case Chart():
            yield chart_as_html(block)


def chart_as_html(chart: Chart) -> str:
    """Draw a chart; read aloud it is its finding."""
    from perpupil.documents.drawing import as_svg  # noqa: PLC0415  few pages have a chart

    finding = text_as_html(chart.finding)
    drawn = f'<div role="img" aria-label="{finding}"><div aria-hidden="true">{as_svg(chart.specification)}</div></div>'
    return f'<figure style="margin:.8em 0;max-width:56em"><figcaption>{finding}</figcaption>{drawn}</figure>'


def _table(table: PageTable) -> Iterator[str]:
    yield f'<table style="border-collapse:collapse;margin:.8em 0"><caption style="text-align:left">{text_as_html(table.caption)}</caption>'
    if any(column.title for column in table.columns):
        heads = (
            f'<th scope="col" style="{_style(column)};border-bottom:1px solid">{text_as_html(column.title)}</th>'
            for column in table.columns
        )
        yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for number, row in enumerate(table.rows, 1):
        is_total = table.has_total and number == len(table.rows)
        rule = ";border-top:1px solid;font-weight:bold" if is_total else ";font-weight:normal"
        styles = [f"{_style(column)}{rule}" for column in table.columns]
        first, *rest = (text_as_html(cell) for cell in row)
        cells = "".join(f'<td style="{style}">{cell}</td>' for style, cell in zip(styles[1:], rest, strict=True))
        yield f'<tr><th scope="row" style="{styles[0]}">{first}</th>{cells}</tr>'
    yield "</tbody></table>"


def _style(column: Column) -> str:
    return _RIGHT if column.is_figure else _LEFT


def page_as_text(page: Page) -> str:
    """Write a page for a screen."""
    parts = [shown(page.title), *("\n".join(_lines(block)) for block in page.blocks)]
    return "\n\n".join(part for part in parts if part)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Listing(items=items):
            yield from (f"- {shown(item)}" for item in items)
        case PageTable():
            yield from table_lines(block)
        case Chart(finding=finding):
            yield shown(finding)
        case _:
            yield shown(block.text)


def table_lines(table: PageTable) -> Iterator[str]:
    """Write a table in columns, figures to the right."""
    titles = tuple(column.title for column in table.columns)
    rows = [titles, *table.rows] if any(titles) else list(table.rows)
    cut = [[_cut(shown(cell)) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cut) for at in range(len(table.columns))]
    for row in cut:
        cells = [
            cell.rjust(width) if column.is_figure else cell.ljust(width)
            for cell, width, column in zip(row, widths, table.columns, strict=True)
        ]
        yield (" " * _GAP).join(cells).rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= _CELL_CHARACTERS else f"{text[: _CELL_CHARACTERS - 1]}…"


def findings_blocks(findings: Iterable[Finding]) -> Iterator[Block]:
    """Say what was found, errors and warnings in words and notes by their number."""
    every = ranked(findings)
    told = [one for one in every if one.severity is not Severity.NOTE]
    if told:
        yield Listing(tuple(f"{one.severity.capitalize()}: {one.what}" for one in told[:FINDINGS_SHOWN]))
    beyond = len(every) - min(len(told), FINDINGS_SHOWN)
    if beyond:
        yield Note(f"{beyond:,} more {'findings are' if beyond != 1 else 'finding is'} at .findings.")
