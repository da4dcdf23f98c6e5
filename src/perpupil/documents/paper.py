"""How a table is fitted to paper: columns as wide as what they hold, smaller type, a page turned on its side, and last of all several tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt
from unicodedata import combining

from perpupil.documents.font import Font, semibold
from perpupil.documents.page import Column, Table

PORTRAIT, LANDSCAPE = 504.0, 684.0
"""Points between the margins of a letter page, upright and on its side."""
INSET = 10.0
"""Points beside the text of a cell, both sides together."""
LONGEST_WORD, LONGEST_FIGURE = 110.0, 170.0
"""Points that a word of a text column, or a whole figure, may take in one line; what is longer is broken."""
BREAK = "\N{ZERO WIDTH SPACE}"
HEAD = 0.92
"""The size of a heading, in parts of the size of the table."""
LINES_OF_TITLE = 2.6
"""Lines that the title of a column should take at most; the last one is seldom full."""
LINES_KEPT = 18
"""Lines of a row that is not broken between two pages."""
SLACK = 0.6
"""Points added to a column, so that rounding never breaks a figure."""
_KEPT = 32
"""Tables that are remembered as they were fitted: a page that must not be longer than one is set again without a part, its tables the same."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A size of type and a side of the page."""

    size: float
    is_wide: bool

    @property
    def room(self) -> float:
        """Points between the margins."""
        return LANDSCAPE if self.is_wide else PORTRAIT


FITTINGS = (
    Fitting(9.0, is_wide=False), Fitting(8.0, is_wide=False), Fitting(8.5, is_wide=True), Fitting(7.5, is_wide=True),
)  # fmt: skip
"""From the best to the last."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table as it is set."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    size: float
    is_wide: bool
    has_total: bool
    keeps: tuple[bool, ...]
    """Which rows stay on one page; a very tall one may go on on the next."""


@lru_cache(maxsize=_KEPT)
def fitted(table: Table) -> tuple[Fitted, ...]:
    """Fit a table to paper, so that nothing is cut; one that is too wide even on its side becomes several, each with the first column."""
    for fitting in FITTINGS:
        least = [_least(column, cells, fitting.size) for column, cells in _columns(table)]
        if sum(least) <= fitting.room:
            return (_set(table, fitting),)
    parts = list(_parts([_least(column, cells, FITTINGS[-1].size) for column, cells in _columns(table)]))
    return tuple(_set(_part(table, chosen, number, len(parts)), FITTINGS[-1]) for number, chosen in enumerate(parts, 1))


def broken(text: str, room: float, size: float, font: Font) -> str:
    """Let a word that is longer than its line go on in the next one."""
    words = text.split(" ")
    return " ".join(word if font.width(word) * size <= room else _broken(word, room / size, font) for word in words)


def _broken(word: str, room: float, font: Font) -> str:
    parts, width = [""], 0.0
    for one in word:
        wide = font.width(one)
        if width + wide > room and not combining(one):
            parts.append("")
            width = 0.0
        parts[-1] += one
        width += wide
    return BREAK.join(parts)


def _columns(table: Table) -> Iterator[tuple[Column, tuple[str, ...]]]:
    """Give each column with its cells."""
    cells = zip(*table.rows, strict=True) if table.rows else (() for _ in table.columns)
    return zip(table.columns, cells, strict=True)


def _least(column: Column, cells: Sequence[str], size: float) -> float:
    """Give the points below which a column would break a word or a figure."""
    most = LONGEST_FIGURE if column.is_figure else LONGEST_WORD
    pieces = cells if column.is_figure else (word for cell in cells for word in cell.split(" "))
    words = (_width(word, size * HEAD) for word in column.title.split(" "))
    third = _width(column.title, size * HEAD) / LINES_OF_TITLE
    widest = max((third, *words, *(_width(piece, size) for piece in set(pieces))), default=0.0)
    return min(widest, most) + INSET + SLACK


def _width(text: str, size: float) -> float:
    """Measure a text in the wider of the two fonts."""
    return semibold().width(text) * size


def _set(table: Table, fitting: Fitting) -> Fitted:
    """Break what is too long for its column."""
    widths = _widths(table, fitting)
    columns = tuple(
        Column(broken(one.title, width - INSET, fitting.size * HEAD, semibold()), one.is_figure)
        for one, width in zip(table.columns, widths, strict=True)
    )
    rows = tuple(
        tuple(broken(cell, width - INSET, fitting.size, semibold()) for cell, width in zip(row, widths, strict=True))
        for row in table.rows
    )
    keeps = tuple(_lines(row, widths, fitting.size) <= LINES_KEPT for row in table.rows)
    return Fitted(table.caption, columns, rows, widths, fitting.size, fitting.is_wide, table.has_total, keeps)


def _lines(row: Sequence[str], widths: Sequence[float], size: float) -> int:
    """Guess how many lines a row takes; a line is seldom full to its end."""
    return max(ceil(_width(cell, size) / (width - INSET) * 1.2) for cell, width in zip(row, widths, strict=True))


def _widths(table: Table, fitting: Fitting) -> tuple[float, ...]:
    """Share the width of the page out: each column its least; of what is left what its cells lack to one line, then its title; the rest to all evenly."""
    pairs, size = list(_columns(table)), fitting.size
    widths = [_least(column, cells, size) for column, cells in pairs]
    for wanted in (
        [max((_width(cell, size) for cell in cells), default=0.0) for _, cells in pairs],
        [_width(column.title, size * HEAD) for column, _ in pairs],
    ):
        lacking = [max(0.0, most + INSET + SLACK - width) for most, width in zip(wanted, widths, strict=True)]
        given = _shared(fitting.room - sum(widths), lacking)
        widths = [width + more for width, more in zip(widths, given, strict=True)]
    over = max(0.0, fitting.room - sum(widths)) / len(widths)
    return tuple(width + over for width in widths)


def _shared(room: float, lacking: list[float]) -> list[float]:
    """Share room out by the root of what each column lacks, and no column more than that.

    A long text so gets more than a short one, which still does not have to wrap for the last few points.

    >>> _shared(12, [1, 64, 9]), _shared(10, [1, 2, 1])
    ([1, 8.0, 3.0], [1, 2, 1])
    """
    given, left = [0.0] * len(lacking), room
    roots = [sqrt(one) for one in lacking]
    order = sorted(range(len(lacking)), key=lacking.__getitem__)
    for number, at in enumerate(order):
        waiting = sum(roots[one] for one in order[number:])
        given[at] = max(0.0, min(lacking[at], left * roots[at] / waiting)) if waiting else 0.0
        left -= given[at]
    return given


def _parts(least: list[float]) -> Iterator[tuple[int, ...]]:
    """Choose the columns of each table: the first one, and as many more as there is room for."""
    chosen, taken = [0], least[0]
    for at, width in enumerate(least[1:], 1):
        if taken + width > LANDSCAPE:
            yield tuple(chosen)
            chosen, taken = [0], least[0]
        chosen.append(at)
        taken += width
    yield tuple(chosen)


def _part(table: Table, chosen: tuple[int, ...], number: int, count: int) -> Table:
    return Table(
        f"{table.caption} ({number} of {count})",
        tuple(table.columns[at] for at in chosen),
        tuple(tuple(row[at] for at in chosen) for row in table.rows),
        has_total=table.has_total,
    )
