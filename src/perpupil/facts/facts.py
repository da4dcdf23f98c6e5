"""Facts: units in the order of their ids, and what is known of each, as exact numbers or as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact.columns import Column, Truths, from_fractions, from_integers
from perpupil.exact.numerals import read_number
from perpupil.findings import Finding, Place, finding
from perpupil.limits import UNITS_NAMED

if TYPE_CHECKING:
    from collections.abc import Collection

    from perpupil.facts.binding import Binding
    from perpupil.facts.table import TextTable


_PLAIN = re.compile(r"[0-9]{1,18}").fullmatch
"""A whole number as most cells are, which needs no closer look."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of facts as numbers; where a unit's is not known, 0 stands in and `known` is false."""

    values: Column
    known: Truths
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so, unit by unit; units stand in the order of their ids."""

    units: tuple[str, ...]
    names: tuple[str, ...]
    """What people call each unit; its id where the file has no name."""
    table: TextTable
    binding: Binding
    _rows: tuple[int, ...] = field(repr=False)
    """The row of the table in which each unit stands."""
    _numbers: dict[str, Numbers] = field(default_factory=dict, repr=False, compare=False)
    _texts: dict[str, tuple[list[str], tuple[int, ...], tuple[str, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """By name: the cells and rows that were read, and what they gave; facts with other cells read their own."""

    def header(self, name: str) -> str:
        """Give the header of the column that a name stands for."""
        return self.binding.columns.get(name, name)

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return self.header(name) in self.table.columns

    def column_names(self) -> tuple[str, ...]:
        """Give every name that an expression could use: the aliases and the headers."""
        return (*self.binding.columns, *self.table.columns)

    def only(self, units: Collection[str]) -> Facts:
        """Give the facts of some units."""
        kept = [position for position, unit in enumerate(self.units) if unit in units]
        units_kept, names_kept = (tuple(texts[position] for position in kept) for texts in (self.units, self.names))
        rows = tuple(self._rows[position] for position in kept)
        return replace(self, units=units_kept, names=names_kept, _rows=rows, _numbers={})

    def again(self, unit: str, units: tuple[str, ...]) -> Facts:
        """Let one unit stand several times, under other ids."""
        at = self.units.index(unit)
        count = len(units)
        return replace(self, units=units, names=(self.names[at],) * count, _rows=(self._rows[at],) * count, _numbers={})

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a column as text, unit by unit."""
        cells = self.table.columns[self.header(name)]
        kept = self._texts.get(name)
        if kept is None or kept[0] is not cells or kept[1] is not self._rows:
            kept = cells, self._rows, tuple(cells[row] for row in self._rows)
            self._texts[name] = kept
        return kept[2]

    def filled(self, name: str) -> Truths:
        """Say at which units a cell is filled, whatever a blank means."""
        unknown = self.binding.unknown
        return np.array([cell != "" and cell not in unknown for cell in self.texts(name)], np.bool_)

    def numbers(self, name: str) -> Numbers:
        """Give a column as exact numbers, unit by unit."""
        if name not in self._numbers:
            self._numbers[name] = self._read(name)
        return self._numbers[name]

    def place(self, position: int, name: str = "") -> Place:
        """Give the place of a unit's cell."""
        return self.table.place(self._rows[position], self.header(name) if name else "")

    def _read(self, name: str) -> Numbers:
        cells = self.texts(name)
        unknown = self.binding.unknown
        blank = self.binding.blank.get(name, self.binding.blank.get(self.header(name)))
        if unknown.isdisjoint(cells) and all(_PLAIN(cell) for cell in cells):
            return Numbers(from_integers([int(cell) for cell in cells]), np.ones(len(cells), np.bool_), ())
        known = np.array([cell != "" and cell not in unknown for cell in cells], np.bool_)
        values: list[Fraction] = []
        findings = []
        for position, cell in enumerate(cells):
            value = read_number(cell) if known[position] else blank if not cell and blank is not None else Fraction(0)
            if value is None:
                findings.append(self._bad_cell(position, name, cell))
                value = Fraction(0)
            values.append(value)
        if blank is not None:
            known |= np.array([not cell for cell in cells], np.bool_)
        whole = all(value.denominator == 1 for value in values)
        column = from_integers([value.numerator for value in values]) if whole else from_fractions(values)
        return Numbers(column, known, tuple(findings))

    def _bad_cell(self, position: int, name: str, cell: str) -> Finding:
        what = f"`{cell[:40]}` in column `{self.header(name)}` of {self.units[position]} is not a number."
        return finding("bad-cell", self.place(position, name), what, _how_to_write(cell))


def read_facts(table: TextTable, binding: Binding) -> tuple[Facts | None, tuple[Finding, ...]]:
    """Bind a table to a formula: keep the rows it asks for and put the units in the order of their ids."""
    findings = [
        _missing(table, column)
        for column in (
            binding.unit_column,
            *([binding.name_column] if binding.name_column else []),
            *binding.where,
            *binding.columns.values(),
        )
        if column not in table.columns
    ]
    if findings:
        return None, tuple(findings)
    kept = _rows_asked_for(table, binding)
    ids = table.columns[binding.unit_column]
    first_at: dict[str, int] = {}
    for row in kept:
        if not ids[row]:
            findings.append(
                finding(
                    "missing-id",
                    table.place(row, binding.unit_column),
                    "The row has no id.",
                    "Fill it in, or take the row out.",
                )
            )
        elif ids[row] in first_at:
            what = f"The id {ids[row]!r} stands again; it first stood in row {table.rows[first_at[ids[row]]]}."
            findings.append(
                finding(
                    "repeated-id",
                    table.place(row, binding.unit_column),
                    what,
                    "Keep one row for each unit, or choose rows with `where`.",
                )
            )
        else:
            first_at[ids[row]] = row
    if not first_at:
        findings.append(
            finding(
                "no-units",
                Place(table.source),
                "No row is left to read.",
                "Check `where`, and that the file holds rows.",
            )
        )
    if findings:
        return None, tuple(findings)
    units = tuple(sorted(first_at))
    rows = tuple(first_at[unit] for unit in units)
    called = table.columns[binding.name_column] if binding.name_column else ids
    return Facts(units, tuple(called[row] or ids[row] for row in rows), table, binding, rows), ()


def _rows_asked_for(table: TextTable, binding: Binding) -> list[int]:
    kept = list(range(len(table)))
    for column, texts in binding.where.items():
        cells, wanted = table.columns[column], set(texts)
        kept = [row for row in kept if cells[row] in wanted]
    return kept


def _missing(table: TextTable, column: str) -> Finding:
    if not column:
        return finding(
            "missing-key",
            Place(table.source),
            "The formula does not name the column of ids.",
            'Write unit = { column = "…" } in [facts].',
        )
    headers = ", ".join(list(table.columns)[:UNITS_NAMED])
    return finding(
        "missing-column",
        Place(table.source, 1),
        f"There is no column {column!r}.",
        f"The headers begin with {headers}; check spelling and case.",
    )


def _how_to_write(cell: str) -> str:
    """Say how a number should have been written."""
    bare = cell.replace(",", "").replace("$", "").replace("£", "").replace(" ", "")
    if read_number(bare) is not None:
        return f"Write {bare}."
    if bare.endswith("%") and (share := read_number(bare[:-1])) is not None:
        return f"Write it without the sign: {bare[:-1]}, or as a share." if share else "Write 0."
    return "Write digits with a point, leave it blank, or list the text under `unknown` in [facts]."
