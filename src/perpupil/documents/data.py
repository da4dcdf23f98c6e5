"""A page as data for a script: dictionaries, lists and texts that JSON can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perpupil.documents.page import Chart, Heading, Listing, Note, Paragraph, Table, shown

if TYPE_CHECKING:
    from perpupil.documents.page import Block, Page


def as_data(page: Page) -> dict[str, Any]:
    """Give a page for a script."""
    return {
        "title": shown(page.title),
        "language": page.language,
        "blocks": [_block(block) for block in page.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    """Give one block; `kind` says which."""
    match block:
        case Heading(text=text, level=level):
            return {"kind": "heading", "level": level, "text": shown(text)}
        case Paragraph(text=text, is_lead=is_lead):
            return {"kind": "paragraph", "text": shown(text), "lead": is_lead}
        case Note(text=text):
            return {"kind": "note", "text": shown(text)}
        case Listing(items=items):
            return {"kind": "list", "items": [shown(item) for item in items]}
        case Chart(specification=specification, finding=finding):
            return {"kind": "chart", "finding": finding, "specification": specification}
        case Table():
            return {
                "kind": "table",
                "caption": shown(block.caption),
                "columns": [{"title": shown(one.title), "figure": one.is_figure} for one in block.columns],
                "rows": [[shown(cell) for cell in row] for row in block.rows],
                "total": block.has_total,
            }
