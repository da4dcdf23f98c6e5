"""A page: a title and blocks of plain text and figures, without a word of how it will look.

Every page for people is made as one of these and then set as PDF, HTML, Markdown, a workbook or data. Texts are plain: whatever they hold is shown
as it is, and can neither mark text up nor run anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from perpupil.formula.typed import plain_text

HIGHEST_LEVEL, LOWEST_LEVEL = 2, 4


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading under the title; level 2 stands below the title, 3 below 2."""

    text: str
    level: int = HIGHEST_LEVEL


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; the lead is the one that a reader in a hurry should see."""

    text: str
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Points, each a sentence or two."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be seen beside the text: what is missing, or how to read it."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    is_figure: bool = False
    """Whether it holds figures, which are set to the right."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first cell of a row says what the row is about."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False
    """Whether the last row adds the others up."""

    def __post_init__(self) -> None:
        """Refuse a row that does not fit the headings."""
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            message = f"the rows of the table {self.caption!r} do not fit its columns"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers, with what it shows in words; its numbers stand in a table of the same page."""

    specification: Mapping[str, Any]
    """In Vega-Lite."""
    finding: str
    """The caption: what there is to see."""
    table: str
    """The caption of the table that holds the numbers."""


Block: TypeAlias = Chart | Heading | Paragraph | Listing | Note | Table


@dataclass(frozen=True, slots=True)
class Page:
    """A page for people."""

    title: str
    blocks: tuple[Block, ...]
    language: str = "en"
    foot: str = ""
    """What stands at the foot of each printed page, beside its number: the stage and the year of what it says."""

    def __post_init__(self) -> None:
        """Refuse headings that skip a level, by which a screen reader would lose its way."""
        level = HIGHEST_LEVEL - 1
        for block in self.blocks:
            if isinstance(block, Heading):
                if not HIGHEST_LEVEL <= block.level <= min(level + 1, LOWEST_LEVEL):
                    message = f"heading {block.text!r} of level {block.level} follows level {level}"
                    raise ValueError(message)
                level = block.level


def shown(text: str) -> str:
    r"""Give a text as one line that can be shown: composed, each run of spaces one, and a mark for every character of control.

    >>> shown("Oak\n Elementary\x1b[2J")
    'Oak Elementary�[2J'
    """
    return plain_text(" ".join(text.split()))
