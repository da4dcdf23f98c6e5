"""Blocks of a document, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from perpupil.documents.page import Block, Table
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
def links_to_schools(schools: Iterable[tuple[str, str]]) -> SafeString:
    """Write the names of schools, each a link to its page; there may be thousands."""
    begin, end = reverse("school", kwargs={"unit": "-"}).rsplit("-", 1)
    return format_html_join(
        ", ", '<a href="{}{}{}">{}</a>', ((begin, quote(unit), end, name) for unit, name in schools)
    )


@register.filter
def rows(table: Table) -> SafeString:
    """Write the rows of a table: the first cell heads its row, each other names its column. Not by a template, which takes ten times as long."""
    heads = [
        format_html(' data-head="{}"{}', column.title, mark_safe(' class="is-figure"') if column.is_figure else "")
        for column in table.columns
    ]
    last = len(table.rows) - 1 if table.has_total else -1
    written = []
    for at, (first, *others) in enumerate(table.rows):
        own = "".join(f"<td{head}>{escape(shown(text))}</td>" for head, text in zip(heads[1:], others, strict=True))
        total = ' class="is-total"' if at == last else ""
        written.append(f'<tr{total}><th scope="row">{escape(shown(first))}</th>{own}</tr>\n')
    return mark_safe("".join(written))  # noqa: S308  every text in it is escaped above


@register.filter
def laid_out(value: object) -> str:
    """Write what an event holds in one line, as people write it; what is empty as a dash.

    >>> laid_out({"on": "2027-06-08", "votes": [5, 2]})
    'on: 2027-06-08, votes: 5; 2'
    >>> laid_out([])
    '–'
    """
    if isinstance(value, dict):
        return ", ".join(f"{str(name).replace('_', ' ')}: {laid_out(part)}" for name, part in value.items()) or "–"
    if isinstance(value, list):
        return "; ".join(laid_out(part) for part in value) or "–"
    return "–" if value is None or value == "" else str(value)
