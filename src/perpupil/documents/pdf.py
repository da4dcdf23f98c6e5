"""A page as PDF for paper and for screen readers: tagged by PDF/UA-1, the same bytes for the same page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, cast

from perpupil.documents.drawing import as_svg
from perpupil.documents.font import FAMILY, FOLDER, regular, semibold
from perpupil.documents.page import Chart, Column, Heading, Listing, Note, Paragraph, Table, shown
from perpupil.documents.paper import INSET, PORTRAIT, Fitted, broken, fitted

if TYPE_CHECKING:
    import typst

    from perpupil.documents.page import Block, Page

STANDARD: Final = "ua-1"
UNNAMED = "–"
"""Stands for a title or a heading without a word, which the standard does not allow."""
_OF = {"en": "of", "es": "de"}
"""Between the number of a page and how many there are."""
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([A-Z]{2}))?(?![A-Za-z])")
_PAGE = re.compile(rb"/Type\s*/Page(?![a-z])")
_TITLE, _LARGEST, _TEXT = 21.0, 15.0, 12.5
"""Points of the title, of the largest heading, and of the largest text."""
_INDENT = 24.0
"""Points by which a note or a point of a list is narrower than the page."""
_RUNNING = 8.5
"""Points of the title where it stands, on one line, at the head of each further page."""


def as_pdf(page: Page, *, dated: date | None = None) -> bytes:
    """Set a page on letter paper.

    Every text is handed to the typesetter as data, so that none can mark anything up. A character that the font does not have is shown as
    a square.

    Args:
        page: The page.
        dated: The day that the file says it was made on; it says none if None.

    Returns:
        A PDF that keeps to PDF/UA-1: its headings, lists, tables and charts can be read aloud.

    """
    import typst  # noqa: PLC0415  80 MB that no other document needs

    data = json.dumps(_page(page, dated), ensure_ascii=False).encode()
    source = {"main.typ": _template(), "page.json": data}
    # The compiler takes files in memory, which its types do not say.
    content = typst.compile(cast("bytes", source), format="pdf", pdf_standards=[STANDARD], font_paths=_fonts())
    return bytes(content)


def pages_of(content: bytes) -> int:
    """Count the pages of what `as_pdf` gave."""
    return len(_PAGE.findall(content))


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("perpupil.documents") / "page.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Give the fonts that come with the package alone, so that every machine sets the same page."""
    import typst  # noqa: PLC0415  as above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def _page(page: Page, dated: date | None) -> dict[str, Any]:
    """Give a page as the template reads it."""
    found = _LANGUAGE.match(page.language)
    language, region = found.groups() if found else ("en", None)
    title = _plain(page.title) or UNNAMED
    return {
        "name": title,
        "title": _lines(title, _TITLE),
        "running": _cut(title, PORTRAIT - _INDENT, _RUNNING),
        "foot": _plain(page.foot),
        "of": _OF.get(language, _OF["en"]),
        "language": language,
        "region": region,
        "font": FAMILY,
        "date": [dated.year, dated.month, dated.day] if dated else None,
        "sections": [
            {"wide": any(one.get("wide", False) for one in section), "blocks": section} for section in _sections(page)
        ],
    }


def _sections(page: Page) -> Iterator[list[dict[str, Any]]]:
    """Give the page from heading to heading; a heading that another follows at once goes with it."""
    section: list[dict[str, Any]] = []
    for block in page.blocks:
        if isinstance(block, Heading) and any(one["kind"] != "heading" for one in section):
            yield section
            section = []
        section += _block(block)
    yield section


def _block(block: Block) -> Iterator[dict[str, Any]]:
    match block:
        case Heading(text=text, level=level):
            # The title stands apart from the headings, which begin with the first level.
            yield {"kind": "heading", "level": level - 1, "text": _lines(_plain(text) or UNNAMED, _LARGEST)}
        case Paragraph(text=text, is_lead=is_lead):
            yield {"kind": "lead" if is_lead else "paragraph", "text": _lines(_plain(text), _TEXT)}
        case Note(text=text):
            yield {"kind": "note", "text": _lines(_plain(text), _TEXT)}
        case Listing(items=items):
            yield {"kind": "listing", "items": [_lines(_plain(item), _TEXT) for item in items]}
        case Chart():
            yield _chart(block)
        case Table():
            yield from map(_table, fitted(_plain_table(block)))


def _chart(chart: Chart) -> dict[str, Any]:
    finding = _plain(chart.finding)
    return {
        "kind": "chart",
        # The markup of a drawing is ASCII, so only its texts can change.
        "svg": regular().showable(as_svg(chart.specification)),
        "caption": _lines(finding, _TEXT),
        "alt": f"{finding} The numbers are in the table {_plain(chart.table)}.",
    }


def _table(table: Fitted) -> dict[str, Any]:
    titles = [column.title for column in table.columns]
    return {
        "kind": "table",
        "wide": table.is_wide,
        "caption": _lines(table.caption, _TEXT),
        "titles": titles if any(titles) else None,
        "figures": [column.is_figure for column in table.columns],
        "rows": table.rows,
        "widths": table.widths,
        "size": table.size,
        "inset": INSET / 2,
        "total": table.has_total,
        "keeps": table.keeps,
    }


def _plain_table(table: Table) -> Table:
    columns = tuple(Column(_plain(one.title), one.is_figure) for one in table.columns)
    rows = tuple(tuple(map(_plain, row)) for row in table.rows)
    return Table(_plain(table.caption), columns, rows, table.has_total)


def _plain(text: str) -> str:
    """Give a text as one line in characters that the font has."""
    return regular().showable(shown(text))


def _lines(text: str, size: float) -> str:
    """Let words go on in the next line that are longer than one."""
    return broken(text, PORTRAIT - _INDENT, size, semibold())


def _cut(text: str, room: float, size: float) -> str:
    """Cut a text to one line."""
    widths = accumulate(regular().width(one) * size for one in text)
    fitting = sum(width <= room for width in widths)
    return text if fitting == len(text) else f"{text[:fitting].rstrip()}…"
