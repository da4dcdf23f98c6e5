"""Text of fixed width: each column takes the same characters of every line, as a layout says."""

from __future__ import annotations

from typing import IO

from perpupil import limits
from perpupil.facts.table import TextTable
from perpupil.intake.bounds import Refusal, check_lines
from perpupil.intake.formats.injection import tell_formulas
from perpupil.intake.formats.lettering import Lines, find_lettering
from perpupil.intake.reading import Asked, Reading, SetAside, Told, refused


def read_fixed_width(stream: IO[bytes], told: Told, asked: Asked) -> Reading:
    """Read text of fixed width into one table; the layout is in what was asked.

    A line that ends before its last column begins is set aside; one that ends within it is taken, since programs cut blanks at the end.
    """
    lettering = find_lettering(stream, told, asked.encoding)
    too_long = check_lines(stream, told.source, lettering.unit_bytes)
    if too_long is not None:
        return refused((*told.all(), too_long))
    lines = Lines(stream, lettering, told.source)
    try:
        return _read(lines, told, asked)
    except Refusal as refusal:
        return refused((*told.all(), refusal.finding))
    finally:
        lines.release()


def _read(lines: Lines, told: Told, asked: Asked) -> Reading:
    columns: dict[str, list[str]] = {one.name: [] for one in asked.layout}
    numbers: list[int] = []
    aside: list[SetAside] = []
    last_start = max(one.start for one in asked.layout)
    for line in lines:
        if lines.number <= asked.header_row or not line.strip():
            continue
        if len(line) < last_start:
            aside.append(SetAside(told.source, lines.number, (line,)))
            told.say("row-set-aside", "The line ends before its last column begins.", "Export it again.", lines.number)
            if len(aside) > limits.ROWS_SET_ASIDE:
                what = f"More than {limits.ROWS_SET_ASIDE:,} lines do not fit the layout."
                raise Refusal(told.made("too-large", what, "See that the layout is that of this file."))
            continue
        numbers.append(lines.number)
        if len(numbers) > asked.rows_maximum:
            raise Refusal(told.made("too-large", f"The file has more than {asked.rows_maximum:,} rows.", "Split it."))
        for one in asked.layout:
            columns[one.name].append(line[one.start - 1 : one.start - 1 + one.width].strip())
    lines.tell(told)
    table = TextTable(told.source, columns, numbers)
    tell_formulas(table, told)
    return Reading((table,), told.all(), tuple(aside))
