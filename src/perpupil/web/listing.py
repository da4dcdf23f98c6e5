"""Long lists, a page at a time: found by words, without a script. A district may have two thousand schools, and nobody reads so many rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from django.core.paginator import Page as Part
from django.core.paginator import Paginator
from django.http import HttpRequest

from perpupil.documents.page import Block, Table

ROWS = 100
"""Rows of a list on one page."""
FIND_CHARACTERS = 100
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """A part of a list."""

    part: Part[Row]
    find: str
    """The words that are looked for; blank for all."""
    whole: int
    """How many rows there are in all."""

    @property
    def is_long(self) -> bool:
        """Whether the list does not fit one page, so that looking for words in it helps."""
        return self.whole > ROWS


def listed(request: HttpRequest, rows: Sequence[Row], words: Callable[[Row], str]) -> Listed[Row]:
    """Give the part of a list that is asked for.

    Args:
        request: Says which words and which page.
        rows: All of it.
        words: What a row is found by.

    """
    find = find_of(request)
    found = [row for row in rows if find.casefold() in words(row).casefold()] if find else rows
    return Listed(Paginator(found, ROWS).get_page(request.GET.get("page", "")), find, len(rows))


def find_of(request: HttpRequest) -> str:
    """Give the words that are looked for."""
    return request.GET.get("find", "").strip()[:FIND_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Shortened:
    """Blocks of a document of which the long tables are cut."""

    blocks: tuple[Block, ...]
    find: str
    is_long: bool
    """Whether a table does not fit."""


def shortened(request: HttpRequest, blocks: Iterable[Block]) -> Shortened:
    """Leave of each long table the rows that hold the words, so many as fit a page; a total stays."""
    find, every = find_of(request), tuple(blocks)
    is_long = any(isinstance(one, Table) and len(one.rows) > ROWS for one in every)
    return Shortened(tuple(_cut(one, find) if isinstance(one, Table) else one for one in every), find, is_long)


def _cut(table: Table, find: str) -> Table:
    if len(table.rows) <= ROWS:
        return table
    total = table.rows[-1:] if table.has_total else ()
    rows = table.rows[: len(table.rows) - len(total)]
    found = tuple(row for row in rows if any(find.casefold() in cell.casefold() for cell in row)) if find else rows
    caption = f"{table.caption}: {min(len(found), ROWS):,} of {len(rows):,} rows"
    return replace(table, caption=caption, rows=(*found[:ROWS], *total))
