"""A dataset on its way in: a table under the names of its schema, and the values that its cells stand for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from perpupil.facts.table import TextTable
from perpupil.findings import Place
from perpupil.intake.cells import UNKNOWN, Unreadable, Value, read_cell, tidy, write_cell
from perpupil.intake.dates import Order, order_of
from perpupil.intake.schemas.declaration import Column, Schema, Type

CHARACTERS_SHOWN = 24
CHARACTERS_OF_A_CODE, ROWS_ALIKE = 4, 3
"""Of a person a text is shown that is as short as a code, or that stands in as many rows."""
Found = TypeVar("Found")
MOSTLY = 2
"""More than one cell in two."""


@dataclass(frozen=True, slots=True)
class Read:
    """A column as values, row by row; None where a cell is blank or cannot be read."""

    values: Sequence[Value | None]
    unreadable: Mapping[int, Unreadable]
    """By position, why a cell has no value."""

    def at(self, positions: Sequence[int]) -> Read:
        """Give some of the rows, in their order."""
        values = self.values
        unreadable = {to: self.unreadable[at] for to, at in enumerate(positions) if at in self.unreadable}
        return Read([values[at] for at in positions], unreadable if self.unreadable else {})


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table whose columns have the names that the schema declares."""

    schema: Schema
    table: TextTable
    orders: Mapping[str, Order] = field(default_factory=dict)
    """By column of dates: which of day and month comes first, where a person has said it."""
    _read: dict[str, Read] = field(default_factory=dict, repr=False, compare=False)
    _found: dict[str, list[Any]] = field(default_factory=dict, repr=False, compare=False)
    _words: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.table)

    @property
    def name(self) -> str:
        """The dataset, as `students`."""
        return self.schema.dataset

    @property
    def columns(self) -> tuple[Column, ...]:
        """The declared columns that the table has, in the order in which they are declared."""
        return tuple(one for one in self.schema.columns if one.name in self.table.columns)

    def has(self, *columns: str) -> bool:
        """Whether the table has every one of these columns."""
        return all(column in self.table.columns for column in columns)

    def texts(self, column: str) -> list[str]:
        """Give the cells of a column as they stand; blanks where there is no such column."""
        return self.table.columns.get(column) or [""] * len(self)

    def values(self, column: str) -> Sequence[Value | None]:
        """Give a column as values."""
        return self.read(column).values

    def read(self, column: str) -> Read:
        """Read a column by its type, each distinct cell once."""
        if column not in self._read:
            self._read[column] = self._reading(column)
        return self._read[column]

    def words(self, column: str) -> list[str]:
        """Give the values as text, written in one way; where a cell cannot be read, as it stands."""
        if column not in self._words:
            declared, read, texts = self.schema.column(column), self.read(column), self.texts(column)
            known: dict[tuple[str, bool], str] = {}
            for position, text in enumerate(texts):
                key = (text, position in read.unreadable)
                if key not in known:
                    known[key] = _word(declared, read.values[position], *key)
            self._words[column] = [known[text, position in read.unreadable] for position, text in enumerate(texts)]
        return self._words[column]

    def once(self, name: str, find: Callable[[Dataset], list[Found]]) -> list[Found]:
        """Find something in the rows, once for each dataset however many checks ask and however often it is cleaned."""
        if name not in self._found:
            self._found[name] = find(self)
        return self._found[name]

    def place(self, position: int, column: str = "") -> Place:
        """Give the place of a cell: the row of the file and the name of the column."""
        return self.table.place(position, column)

    def shown(self, position: int, column: str) -> str:
        """Give a cell as it may be shown; empty where it could tell who somebody is."""
        if not self.schema.shows(column):
            return ""
        text = self.texts(column)[position]
        if self.schema.is_about_people:
            if MOSTLY * len(self.read(column).unreadable) > len(self):
                return ""  # the column holds something else than it should, perhaps names
            if not self._is_of_no_one(position, column, text):
                return ""
        return text[:CHARACTERS_SHOWN]

    def _is_of_no_one(self, position: int, column: str, text: str) -> bool:
        """Whether a cell says nothing of one person alone, though it may have slipped into the wrong column.

        An amount has only digits and signs. A word that the dataset knows, a code of a few letters and a text that several rows have
        are no names; any other text may be one.
        """
        declared = self.schema.column(column)
        if declared.type is Type.MONEY and not any(character.isalpha() for character in text):
            return True
        if declared.type in {Type.GRADE, Type.FLAG} and position not in self.read(column).unreadable:
            return True
        is_word = text in declared.allowed or text in dict(declared.meanings)
        return is_word or len(text) <= CHARACTERS_OF_A_CODE or self.texts(column).count(text) >= ROWS_ALIKE

    def keep(self, positions: Sequence[int]) -> Dataset:
        """Give the same dataset with some of its rows, in their order."""
        columns = {name: [cells[position] for position in positions] for name, cells in self.table.columns.items()}
        rows = [self.table.rows[position] for position in positions]
        kept = Dataset(self.schema, TextTable(self.table.source, columns, rows), self.orders)
        for name, read in self._read.items():
            if (
                name in columns and self.schema.column(name).type is not Type.DATE
            ):  # dates are read by all that are there
                kept._read[name] = read.at(positions)
                if name in self._words:
                    kept._words[name] = [self._words[name][position] for position in positions]
        return kept

    def without(self, positions: Collection[int]) -> Dataset:
        """Give the same dataset without some of its rows."""
        return self.keep([position for position in range(len(self)) if position not in positions])

    def changed(self, columns: Mapping[str, list[str]]) -> Dataset:
        """Give the same dataset with other cells in some columns."""
        table = TextTable(self.table.source, {**self.table.columns, **columns}, self.table.rows)
        read = {name: one for name, one in self._read.items() if name not in columns}
        words = {name: one for name, one in self._words.items() if name not in columns}
        return Dataset(self.schema, table, self.orders, read, {}, words)

    def _reading(self, column: str) -> Read:
        declared, texts = self.schema.column(column), self.texts(column)
        distinct = dict.fromkeys(texts)
        order = self.orders.get(column) or (order_of(distinct) if declared.type is Type.DATE else None)
        known = {text: read_cell(declared, text, order) for text in distinct}
        bad = {text: value for text, value in known.items() if isinstance(value, Unreadable)}
        unreadable = {at: bad[text] for at, text in enumerate(texts) if text in bad} if bad else {}
        good = {text: None if isinstance(value, Unreadable) else value for text, value in known.items()}
        return Read([good[text] for text in texts], unreadable)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that checks may look at together."""

    datasets: Mapping[str, Dataset]
    year: int
    """The fiscal year that the files are about, by the year in which it ends."""
    count_date: dt.date
    """The day on which students are counted."""
    earlier: Mapping[str, Dataset] = field(default_factory=dict)
    """The same datasets of the year before, where they are there."""
    picture: str = ""
    """How the district's accounts are cut into segments, such as `{fund}.{function}.{object}.{location}.{project}`."""

    def get(self, name: str, *columns: str) -> Dataset | None:
        """Give a dataset if it is there and has the columns."""
        dataset = self.datasets.get(name)
        return dataset if dataset is not None and dataset.has(*columns) else None

    def with_datasets(self, datasets: Mapping[str, Dataset]) -> Material:
        """Give the same material with other datasets."""
        return replace(self, datasets=datasets)


def repeated(values: Sequence[object]) -> set[object]:
    """Give what stands more than once."""
    return {value for value, count in Counter(values).items() if count > 1}


def _word(column: Column, value: Value | None, text: str, unreadable: bool) -> str:  # noqa: FBT001  one of two ways to write
    if unreadable:
        return tidy(text)
    if value is None and tidy(text).lower() in column.not_known:
        return tidy(text)
    if value is None:
        return UNKNOWN if column.type is Type.FLAG and tidy(text).lower() == UNKNOWN else ""
    return write_cell(column, value)
