"""Where a table begins: rows above its headers, headers over several columns, and headers that are blank or repeated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perpupil import limits
from perpupil.intake.reading import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from perpupil.intake.reading import Told

SAMPLE_ROWS = 60
"""Rows in which the headers are looked for."""

_VALUE = re.compile(
    r"[-+(]?\$?\s?\d[\d,]*(\.\d+)?[)%-]?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|(?i:true|false|yes|no)"
)
_NAME = re.compile(r"(19|20)\d\d(-\d\d(\d\d)?)?|\d\d?")
"""Years and grades are numbers that name columns."""

Merge = tuple[int, int, int, int]
"""A block of cells joined into one: first row, first column, last row, last column, from 0."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The headers of a table and the row, from 0, that they end in."""

    row: int
    names: tuple[str, ...]


def find_heading(
    rows: Sequence[Sequence[str]],
    told: Told,
    asked_row: int = 0,
    merges: Iterable[Merge] = (),
    lines: Sequence[int] = (),
) -> Heading | None:
    """Find the headers among the first rows of a table; a table without any is told.

    The headers are the first row that is filled nearly as widely as the rows below it and that holds names, not values. Names in
    merged cells above it, or over headers that repeat, are put before them: `Students` over `K` is `Students K`.

    Args:
        rows: The first rows, cells without spaces around them.
        told: Where findings go.
        asked_row: The row that holds the headers, from 1, if somebody said so.
        merges: Blocks of cells that are joined into one.
        lines: The line of the file on which each row stands; without it the rows are counted from 1.

    """
    lines = lines or range(1, len(rows) + 1)
    merges = tuple(merges)
    row = lines.index(asked_row) if asked_row in lines else None if asked_row else _first_wide(rows, merges)
    if row is None or row >= len(rows) or not any(rows[row]):
        told.say("bad-header", "The file has no row of headers.", "Write the names of the columns in the first row.", 1)
        return None
    if not asked_row and _is_data(rows[row]):
        what = "The row that should hold the headers holds values."
        told.say("bad-header", what, "Write the names of the columns in the first row.", lines[row])
        return None
    names = _joined(rows, row, merges)
    if row and not asked_row:
        told.say(
            "guessed-layout",
            f"{counted(row, 'row')} above the headers, passed over.",
            "Say which row holds the headers if it is another.",
            lines[row],
        )
    return Heading(row, names)


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def _first_wide(rows: Sequence[Sequence[str]], merges: tuple[Merge, ...]) -> int | None:
    """Find the first row that is filled nearly as widely as rows below usually are."""
    widths = sorted(filter(None, map(_filled, rows)))
    if not widths:
        return None
    usual = widths[len(widths) // 2]
    enough = max(1, usual - usual // 3)
    for at, row in enumerate(rows):
        if _filled(row) >= enough and not (usual > 1 and _filled(row) == 1):
            over = [one for one in merges if one[0] <= at <= one[2]]
            return _below_merged(rows, at, over) if over else _lowest_header(rows, at)
    return None


def _below_merged(rows: Sequence[Sequence[str]], at: int, over: Sequence[Merge]) -> int:
    """Step down from merged headers to the last row of them, or to the row that they stand over."""
    width = len(rows[at])
    last = max(
        last_row + (last > first and not (first == 0 and last >= width - 1)) for _, first, last_row, last in over
    )
    return min(last, len(rows) - 1)


def _lowest_header(rows: Sequence[Sequence[str]], at: int) -> int:
    """Step down from a row of titles to a row right below it that is filled more widely, holds names only, and has values below."""
    while at + 2 < len(rows):
        below = [name for name in rows[at + 1] if name]
        is_named_better = len(below) > _filled(rows[at]) or len(set(rows[at])) < len(rows[at]) == len(below)
        if not is_named_better or any(map(_is_value, below)) or not any(map(_is_value, rows[at + 2])):
            return at
        at += 1
    return at


def _is_value(text: str) -> bool:
    return _VALUE.fullmatch(text) is not None and _NAME.fullmatch(text) is None


def _is_data(row: Sequence[str]) -> bool:
    """Whether a third of what a row holds are numbers, dates and truths; years and grades may be headers."""
    values = sum(_is_value(cell) for cell in row if cell)
    return values * 3 >= max(1, _filled(row))


def _joined(rows: Sequence[Sequence[str]], row: int, merges: tuple[Merge, ...]) -> tuple[str, ...]:
    """Put what stands above a header, over several columns, before it."""
    width = len(rows[row])
    merges = tuple(one for one in merges if one[0] < len(rows) and one[1] < width)
    names = list(rows[row])
    for first_row, first, last_row, _ in merges:
        if first_row <= row <= last_row and first_row != last_row:
            names[first] = names[first] or rows[first_row][first]
    over = _groups(rows, row, merges, width)
    return tuple(
        f"{group} {name}".strip() if group and group != name else name for group, name in zip(over, names, strict=True)
    )


def _groups(rows: Sequence[Sequence[str]], row: int, merges: tuple[Merge, ...], width: int) -> list[str]:
    """Give the name over each header: of the merged cells in the row above, or, where headers repeat, of the nearest on the left."""
    over = [""] * width
    if not row:
        return over
    above = [*rows[row - 1], *[""] * width][:width]
    for first_row, first, last_row, last in merges:
        if first_row <= row - 1 <= last_row and last > first and not (first == 0 and last >= width - 1):
            over[first : last + 1] = [rows[first_row][first]] * (min(last, width - 1) - first + 1)
    if any(over):
        return over
    repeated = (
        {name for name in rows[row] if name and rows[row].count(name) > 1} if width <= limits.FACTS_COLUMNS else set()
    )
    if repeated and _filled(above) > 1:
        last_seen = ""
        for at, name in enumerate(above):
            last_seen = name or last_seen
            over[at] = last_seen if rows[row][at] in repeated else name if not rows[row][at] else ""
    return over


def mend_names(names: Sequence[str], told: Told, line: int, positions: Sequence[int]) -> list[str]:
    """Give a name of its own to each column that is blank or repeated; the position of the column stands in the finding."""
    taken = {name for name in names if name}
    seen: set[str] = set()
    mended = []
    for position, name in zip(positions, names, strict=True):
        fitting = name
        if not name or name in seen:
            number = position if not name else 2
            fitting = f"column {position}" if not name else f"{name} (2)"
            while fitting in taken or fitting in seen:
                number += 1
                fitting = f"{name or 'column'} ({number})"
            what = f"The header of column {position} is {'repeated' if name else 'blank'}."
            fix = f"Write a name of its own; until then it is {'the name with a number behind' if name else repr(fitting)}."
            told.say("header-mended", what, fix, line)
        seen.add(fitting)
        mended.append(fitting)
    return mended
