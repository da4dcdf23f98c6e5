"""A page as one HTML file: no script, no other file, readable aloud, on a phone and on paper."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from perpupil.documents.drawing import as_svg
from perpupil.documents.page import Chart, Column, Heading, Listing, Note, Paragraph, Table, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.documents.page import Block, Page

_STYLE = """
:root { color-scheme: light; }
body { margin: 0; color: #1b1b1b; background: #fff; font: 1.0625rem/1.55 "Source Sans Pro", "Source Sans 3", "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums; }
main { max-width: 64rem; margin: 0 auto; padding: 2rem 2rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 2.75rem 0 .75rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
h1, h2, h3, h4, p, li { max-width: 68ch; overflow-wrap: anywhere; }
p, ul { margin: .5rem 0; }
ul { padding-left: 1.25rem; }
li { margin: .35rem 0; }
.lead { font-size: 1.15rem; border-left: 4px solid #005ea2; padding: .25rem 0 .25rem 1rem; margin: 1rem 0; }
.note { border-left: 4px solid #c2850c; background: #faf3d1; padding: .75rem 1rem; margin: 1rem 0; max-width: 64ch; }
figure { margin: 1.25rem 0; max-width: 60rem; }
figcaption { max-width: 68ch; margin-bottom: .5rem; }
figure svg { display: block; width: 100%; height: auto; }
.wide { overflow-x: auto; margin: 1rem 0; }
.wide:focus { outline: 3px solid #2491ff; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { text-align: left; color: #565c65; font-size: .85rem; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; overflow-wrap: break-word; }
tbody th { font-weight: 400; }
thead th { font-size: .82rem; color: #3d4551; border-bottom: 1px solid #71767a; vertical-align: bottom; }
tbody tr:nth-child(odd) { background: #f7f9fa; }
.figure { text-align: right; white-space: nowrap; }
.total th, .total td { border-top: 2px solid #1b1b1b; font-weight: 700; background: #fff; }
@media (max-width: 40rem) {
  main { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.6rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, caption, tbody, tr, th, td { display: block; }
  tr { border-top: 1px solid #dfe1e2; padding: .6rem; }
  th, td, .figure { padding: .1rem 0; text-align: left; white-space: normal; }
  tbody th { font-weight: 700; }
  td:empty { display: none; }
  .drawing { overflow-x: auto; }
  .drawing:focus { outline: 3px solid #2491ff; }
  .drawing svg { width: 40rem; }
  td::before { content: attr(data-label) ": "; color: #565c65; }
}
@media print {
  html { font-size: 8.5pt; }
  main { max-width: none; padding: 0; }
  h1, h2, h3, h4, p, li, figcaption, .note { max-width: none; }
  h2, h3, h4 { break-after: avoid; }
  thead { display: table-header-group; }
  tr, li, .note, .lead, figure { break-inside: avoid; }
  .wide, .drawing { overflow: visible; }
  @page { margin: 18mm; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def as_html(page: Page) -> str:
    """Write a page as an HTML document that stands alone."""
    title = _text(page.title)
    body = "\n".join(part for block in page.blocks for part in _block(block))
    return (
        f'<!doctype html>\n<html lang="{_text(page.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_text(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block) -> Iterator[str]:
    """Give the lines of one block."""
    match block:
        case Heading(text=text, level=level):
            yield f"<h{level}>{_text(text)}</h{level}>"
        case Paragraph(text=text, is_lead=is_lead):
            yield f'<p class="lead">{_text(text)}</p>' if is_lead else f"<p>{_text(text)}</p>"
        case Note(text=text):
            yield f'<p class="note" role="note">{_text(text)}</p>'
        case Listing(items=items):
            yield "<ul>"
            yield from (f"<li>{_text(item)}</li>" for item in items)
            yield "</ul>"
        case Table():
            yield from _table(block)
        case Chart():
            yield from _chart(block)


def _chart(chart: Chart) -> Iterator[str]:
    """Draw a chart; read aloud it is its finding, and the table follows."""
    finding = _text(chart.finding)
    yield f"<figure><figcaption>{finding}</figcaption>"
    # On a phone a drawing keeps a size at which its words can be read, and is moved by finger or keyboard.
    yield f'<div class="drawing" role="region" tabindex="0" aria-label="{finding}">'
    yield f'<div role="img" aria-label="{finding} The numbers are in the table {_text(chart.table)}."><div aria-hidden="true">'
    yield as_svg(chart.specification)
    yield "</div></div></div></figure>"


def _table(table: Table) -> Iterator[str]:
    caption = _text(table.caption)
    # A table wider than a phone is scrolled by itself, and can be reached by the keyboard.
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{caption}">'
    # The roles hold also where a phone shows each row as a block of labelled lines.
    yield f'<table role="table">\n<caption>{caption}</caption>'
    heads = "".join(
        f'<th scope="col" role="columnheader"{_class(column)}>{_text(column.title)}</th>' for column in table.columns
    )
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n<tbody role="rowgroup">'
    for number, row in enumerate(table.rows, 1):
        first, *rest = zip(table.columns, row, strict=True)
        cells = "".join(
            f'<td role="cell" data-label="{_text(column.title)}"{_class(column)}>{_text(cell)}</td>'
            for column, cell in rest
        )
        total = ' class="total"' if table.has_total and number == len(table.rows) else ""
        yield f'<tr role="row"{total}><th scope="row" role="rowheader"{_class(first[0])}>{_text(first[1])}</th>{cells}</tr>'
    yield "</tbody>\n</table>\n</div>"


def _class(column: Column) -> str:
    return ' class="figure"' if column.is_figure else ""


def _text(text: str) -> str:
    return escape(shown(text), quote=True)
