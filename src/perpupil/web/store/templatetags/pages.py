"""Blocks of a document, as a page shows them."""

from __future__ import annotations

from django import template

from perpupil.documents.page import Block
from perpupil.documents.page import shown as as_one_line

register = template.Library()


@register.filter
def kind(block: Block) -> str:
    """Name the kind of a block: paragraph, table, listing."""
    return type(block).__name__.lower()


@register.filter
def shown(text: str) -> str:
    """Give a text as one line, with a true minus."""
    return as_one_line(text).replace("-$", "−\u2060$")


@register.filter
def cells(table: object) -> list[list[tuple[str, str, bool]]]:
    """Give the rows of a table; each cell with its head, and whether it is a figure."""
    columns, rows = table.columns, table.rows  # type: ignore[attr-defined]  # a table of a document
    return [[(cell, column.title, column.is_figure) for column, cell in zip(columns, row, strict=True)] for row in rows]
