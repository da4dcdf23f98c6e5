"""Delimited text: CSV with any delimiter, encoding and line end, rows above its headers, and rows that do not fit.

A row that does not fit is set aside with its reason, and reading goes on with the next line: one open quote does not swallow a file.
"""

from __future__ import annotations

import csv
import itertools
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, NamedTuple

from perpupil import limits
from perpupil.facts.table import TextTable
from perpupil.intake.bounds import Refusal, check_lines
from perpupil.intake.formats.heading import SAMPLE_ROWS, Heading, find_heading, mend_names
from perpupil.intake.formats.injection import tell_formulas
from perpupil.intake.formats.lettering import Lines, find_lettering
from perpupil.intake.reading import Asked, Reading, SetAside, Told, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE_CHARACTERS = 500_000
_BLOCK_ROWS = 4_096


class Record(NamedTuple):
    """A row as the file holds it: its line, its cells, and what is wrong with its quotes."""

    line: int
    cells: list[str]
    fault: str = ""


def keep_all(_: str) -> bool:
    """Keep every column."""
    return True


def read_delimited(stream: IO[bytes], told: Told, asked: Asked, keeps: Callable[[str], bool] = keep_all) -> Reading:
    """Read delimited text into one table.

    Args:
        stream: The file; it is read more than once.
        told: Where findings go.
        asked: What is known of the file.
        keeps: Which columns are kept, by their headers. Cells of the others are let go row by row, and rows that are set aside
            come without their cells, which might be any.

    """
    lettering = find_lettering(stream, told, asked.encoding)
    too_long = check_lines(stream, told.source, lettering.unit_bytes)
    if too_long is not None:
        return refused((*told.all(), too_long))
    lines = Lines(stream, lettering, told.source)
    try:
        return _read(lines, told, asked, keeps)
    except Refusal as refusal:
        return refused((*told.all(), refusal.finding))
    finally:
        lines.release()


def _read(lines: Lines, told: Told, asked: Asked, keeps: Callable[[str], bool]) -> Reading:
    sample = _sample(lines)
    delimiter = asked.delimiter
    if sample and sample[0][1].lower().startswith("sep=") and len(sample[0][1]) == len("sep=;"):
        delimiter = delimiter or sample[0][1][-1]
        sample = sample[1:]
    if not delimiter:
        delimiter = guess_delimiter([text for _, text in sample])
        if delimiter != ",":
            told.say(
                "guessed-layout",
                f"The columns seem to be parted by {DELIMITERS[delimiter]}.",
                "Say so if they are not.",
            )
    records = _Records(sample, lines, delimiter)
    first = list(itertools.islice(records, SAMPLE_ROWS))
    wide = next((one.line for one in first if len(one.cells) > limits.FACTS_COLUMNS), None)
    if wide is not None:
        what = f"The file has more than {limits.FACTS_COLUMNS:,} columns."
        told.say("too-large", what, "Leave out the columns that nobody needs.", wide)
        return refused(told.all())
    heading = find_heading([one.cells for one in first], told, asked.header_row, lines=[one.line for one in first])
    if heading is None:
        return refused(told.all())
    kept = tuple(at for at, name in enumerate(heading.names) if keeps(name))
    rows = _Rows(told, len(heading.names), asked.rows_maximum, kept, keeps_cells_aside=keeps is keep_all)
    for record in first[heading.row + 1 :]:
        rows.take(record)
    for record in records:
        rows.take(record)
    lines.tell(told)
    return rows.reading(heading, first[heading.row].line)


def _sample(lines: Lines) -> list[tuple[int, str]]:
    """Take the first lines, enough to see how the table is written."""
    sample: list[tuple[int, str]] = []
    characters = 0
    while len(sample) < SAMPLE_ROWS and characters < _SAMPLE_CHARACTERS:
        text = next(lines, None)
        if text is None:
            break
        sample.append((lines.number, text))
        characters += len(text)
    return sample


def guess_delimiter(sample: list[str]) -> str:
    """Take the sign by which most lines have the same number of columns, and the most columns among equals.

    >>> guess_delimiter(["school;students", "0010;400,5", "0020;500,0"])
    ';'
    """
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        counts = Counter(_columns(text, delimiter) for text in sample if text.strip())
        del counts[1]
        if not counts:
            continue
        usual, agreeing = max(counts.items(), key=lambda one: (one[1], one[0]))
        if (agreeing, usual) > best_score:
            best, best_score = delimiter, (agreeing, usual)
    return best


def _columns(text: str, delimiter: str) -> int:
    """Count a line's columns without taking it apart when it has very many."""
    plain = text.count(delimiter) + 1
    if '"' not in text or plain > limits.FACTS_COLUMNS:
        return plain
    try:
        return len(next(csv.reader([text], delimiter=delimiter), []))
    except csv.Error:
        return plain


class _Records:
    """The rows of a text, each from the line on which it begins."""

    def __init__(self, waiting: list[tuple[int, str]], lines: Lines, delimiter: str) -> None:
        self._waiting = waiting[::-1]
        self._lines = lines
        self._delimiter = delimiter
        self._taken: list[tuple[int, str]] = []
        csv.field_size_limit(limits.CELL_CHARACTERS)

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        number, text = self._line()
        if text.count(self._delimiter) >= 2 * limits.FACTS_COLUMNS:
            return Record(
                number, [""] * (limits.FACTS_COLUMNS + 1), f"it has more than {limits.FACTS_COLUMNS:,} columns"
            )
        if '"' not in text and len(text) <= limits.CELL_CHARACTERS:
            return Record(number, [cell.strip() for cell in text.split(self._delimiter)] if text else [])
        return self._quoted(number, text)

    def _line(self) -> tuple[int, str]:
        if self._waiting:
            return self._waiting.pop()
        text = next(self._lines)
        return self._lines.number, text

    def _quoted(self, number: int, text: str) -> Record:
        """Read a row that has quotes; when they do not fit, only its first line is given up."""
        self._taken = [(number, text)]
        try:
            cells = next(csv.reader(self._following(), delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            self._waiting.extend(reversed(self._taken[1:]))
            is_long = "field limit" in str(error)
            fault = (
                f"a cell has more than {limits.CELL_CHARACTERS:,} characters" if is_long else "its quotes do not fit"
            )
            return Record(number, [text], fault)
        return Record(number, [cell.strip() for cell in cells])

    def _following(self) -> Iterator[str]:
        yield self._taken[0][1] + "\n"
        while len(self._taken) < limits.RECORD_LINES:
            try:
                self._taken.append(self._line())
            except StopIteration:
                return
            yield self._taken[-1][1] + "\n"


@dataclass(slots=True)
class _Rows:
    """The rows that fit the headers, and those that are set aside."""

    told: Told
    width: int
    rows_maximum: int
    kept: tuple[int, ...]
    keeps_cells_aside: bool
    columns: list[list[str]] = field(init=False)
    numbers: list[int] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    _block: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = [[] for _ in self.kept]

    def take(self, record: Record) -> None:
        """Take a row, or set it aside."""
        cells = record.cells
        if record.fault:
            self._set_aside(record, f"The row cannot be read: {record.fault}.")
        elif len(cells) == self.width:
            if any(cells):
                self._keep(record.line, cells)
        elif any(cells[self.width :]) or (any(cells) and len(cells) < self.width):
            self._set_aside(record, f"The row has {len(cells):,} cells, and there are {self.width:,} headers.")
        elif any(cells):
            self._keep(record.line, cells[: self.width])

    def _keep(self, line: int, cells: list[str]) -> None:
        self.numbers.append(line)
        if len(self.numbers) > self.rows_maximum:
            what = f"The file has more than {self.rows_maximum:,} rows."
            raise Refusal(self.told.made("too-large", what, "Split the file."))
        self._block.append(cells if len(self.kept) == self.width else [cells[at] for at in self.kept])
        if len(self._block) == _BLOCK_ROWS:
            self._flush()

    def _flush(self) -> None:
        for column, cells in zip(self.columns, zip(*self._block, strict=True), strict=False):
            column.extend(cells)
        self._block.clear()

    def _set_aside(self, record: Record, what: str) -> None:
        if len(self.aside) >= limits.ROWS_SET_ASIDE:
            what = f"More than {limits.ROWS_SET_ASIDE:,} rows do not fit the headers."
            fix = "See that the columns are parted by the sign that you expect."
            raise Refusal(self.told.made("too-large", what, fix, record.line))
        self.aside.append(
            SetAside(self.told.source, record.line, tuple(record.cells) if self.keeps_cells_aside else ())
        )
        fix = "Put cells that hold the delimiter in quotes, close every quote, or take the row out."
        self.told.say("row-set-aside", what, fix, record.line)

    def reading(self, heading: Heading, header_line: int) -> Reading:
        """Give the table, without columns that have neither header nor content."""
        self._flush()
        shown = [
            (at, cells) for at, cells in zip(self.kept, self.columns, strict=True) if heading.names[at] or any(cells)
        ]
        names = mend_names([heading.names[at] for at, _ in shown], self.told, header_line, [at + 1 for at, _ in shown])
        columns = {_composed(name): cells for name, (_, cells) in zip(names, shown, strict=True)}
        for header, column in columns.items():
            if not all(map(str.isascii, column)):
                columns[header] = [_composed(cell) for cell in column]
        table = TextTable(self.told.source, columns, self.numbers)
        tell_formulas(table, self.told)
        return Reading((table,), self.told.all(), tuple(self.aside))


def _composed(text: str) -> str:
    """Write accented letters as one character each, as everywhere in facts."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
