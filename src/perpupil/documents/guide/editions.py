"""Editions of a guide: what is kept of one, and in words what the next one says otherwise."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from perpupil.documents.data import as_data
from perpupil.documents.differences import listed
from perpupil.documents.page import Block, Heading, Listing, Page, Paragraph
from perpupil.seal import seal
from perpupil.services.amounts import day

CHANGES = "What has changed"


@dataclass(frozen=True, slots=True)
class Edition:
    """One guide as it was kept."""

    number: int
    """From 1, of one school or of the district."""
    school: str
    """Empty for the guide of the district."""
    on: dt.date
    settings: str
    """The seal of the settings that it was made from."""
    page: Mapping[str, Any]
    """The page as data."""

    @property
    def seal(self) -> str:
        """The seal of the edition."""
        return seal(self.as_data())

    def as_data(self) -> dict[str, Any]:
        """Give it for keeping."""
        return {
            "number": self.number,
            "school": self.school,
            "on": self.on.isoformat(),
            "settings": self.settings,
            "page": dict(self.page),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Edition:
        """Take an edition from what was kept."""
        on = dt.date.fromisoformat(kept["on"])
        return cls(kept["number"], kept["school"], on, kept["settings"], kept["page"])


def next_edition(page: Page, school: str, on: dt.date, settings: str, last: Edition | None) -> Edition:
    """Give the edition that follows the last one that was kept."""
    return Edition(1 if last is None else last.number + 1, school, on, settings, as_data(page))


def changes_page(page: Page, last: Edition | None) -> Page:
    """Write what has changed since the last edition, and nothing else."""
    return replace(page, blocks=(Heading(CHANGES), *_told(page, last)))


def with_changes(page: Page, last: Edition | None) -> Page:
    """Put what has changed since the last edition before everything else."""
    return replace(page, blocks=(Heading(CHANGES), *_told(page, last), Heading("The guide"), *page.blocks))


def _told(page: Page, last: Edition | None) -> tuple[Block, ...]:
    if last is None:
        return (Paragraph("No earlier edition was kept."),)
    since = f"since edition {last.number} of {day(last.on)}"
    now = as_data(page)
    found = changes(last.page, now)
    if not found:
        # What differs and is no text nor row is a heading, a caption, or the order in which things stand.
        what = "Nothing has" if now == last.page else "Only its order or its headings have"
        return (Paragraph(f"{what} changed {since}."),)
    return Paragraph(f"Changed {since}:"), Listing(found)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Say in words what a page says otherwise than another: rows of tables by their first cell, texts as they stand.

    Args:
        before: The earlier page, as data.
        after: The later page, as data.

    """
    rows = _row_changes(_rows(before), _rows(after))
    return (*_text_changes(_texts(before), _texts(after)), *rows)


_Key = tuple[str, str, int]
"""The caption of a table, the first cell of a row, and the how-manyth row it is that begins so."""


def _rows(page: Mapping[str, Any]) -> dict[_Key, dict[str, str]]:
    """Give each row of every table: the title of a column → what the cell holds."""
    found: dict[_Key, dict[str, str]] = {}
    for block in page["blocks"]:
        if block["kind"] == "table":
            titles = [one["title"] for one in block["columns"]]
            seen = Counter[str]()
            for row in block["rows"]:
                found[block["caption"], row[0], seen[row[0]]] = dict(zip(titles[1:], row[1:], strict=True))
                seen[row[0]] += 1
    return found


def _texts(page: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give the texts under each heading, points of lists among them."""
    found: dict[str, list[str]] = {}
    heading = ""
    for block in page["blocks"]:
        if block["kind"] == "heading":
            heading = block["text"]
        elif block["kind"] in {"paragraph", "note"}:
            found.setdefault(heading, []).append(block["text"])
        elif block["kind"] == "list":
            found.setdefault(heading, []).extend(block["items"])
    return found


def _row_changes(before: Mapping[_Key, Mapping[str, str]], after: Mapping[_Key, Mapping[str, str]]) -> Iterator[str]:
    for key in dict.fromkeys((*after, *before)):
        caption, first, _ = key
        if key not in before:
            yield f"{caption}. New: {first}. {_cells(after[key])}"
        elif key not in after:
            yield f"{caption}. No longer there: {first}. {_cells(before[key])}"
        else:
            titles = dict.fromkeys((*after[key], *before[key]))
            for title in titles:
                old, new = before[key].get(title, ""), after[key].get(title, "")
                if old != new:
                    yield f"{caption}. {first}, {title}: was “{old}”, is “{new}”."


def _cells(row: Mapping[str, str]) -> str:
    return f"{listed([f'{title}: {cell}' for title, cell in row.items() if cell], 12)}." if any(row.values()) else ""


def _text_changes(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for heading in dict.fromkeys((*after, *before)):
        old, new = Counter(before.get(heading, ())), Counter(after.get(heading, ()))
        gone, come = list((old - new).elements()), list((new - old).elements())
        where = f"{heading}. " if heading else ""
        if len(gone) == len(come):
            yield from (f"{where}Was “{was}”, is “{now}”." for was, now in zip(gone, come, strict=True))
            continue
        yield from (f"{where}No longer there: “{one}”." for one in gone)
        yield from (f"{where}New: “{one}”." for one in come)
