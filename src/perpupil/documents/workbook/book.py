"""A whole allocation as the contents of a workbook: every definition in cells, the pools, and what could not be written live."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.seals import Seals, seals
from perpupil.documents.workbook.compiling import Compiler
from perpupil.documents.workbook.leaves import Input, Leaves
from perpupil.documents.workbook.numbers import Atom, NotLive, Number, of_cell, scaled, text_of, values_of
from perpupil.documents.workbook.pooling import Fitted, PoolWriter
from perpupil.documents.workbook.sheets import (
    LINES,
    POOL,
    ROW,
    STEPS,
    WORKINGS,
    Bound,
    Column,
    Grid,
    Look,
    Row,
    range_of,
)
from perpupil.documents.workbook.workings import Workings
from perpupil.exact.columns import Column as Exact
from perpupil.exact.rounding import Rounding
from perpupil.formula.syntax import Call, written
from perpupil.formula.syntax import Number as Written
from perpupil.limits import WORKBOOK_WHOLE
from perpupil.money import CENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.allocation.allocation import Allocation
    from perpupil.formula.records import Definition

CENT_DIGITS = 2


@dataclass(frozen=True, slots=True)
class AsValues:
    """Something that the cells cannot work out exactly and that is written as values."""

    name: str
    title: str
    sheet: str
    why: str


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that a workbook holds, before it is laid out."""

    allocation: Allocation
    seals: Seals
    inputs: tuple[Input, ...]
    grids: Mapping[str, Grid]
    rows: tuple[Row, ...]
    bounds: tuple[Bound, ...]
    before: Mapping[str, Atom]
    """Each line's cells before any pool."""
    final: Mapping[str, Atom]
    """Each line's cells as finally allocated."""
    pools: Mapping[str, Fitted]
    as_values: tuple[AsValues, ...]


def book_of(allocation: Allocation) -> Book:
    """Write an allocation into cells."""
    return _Writer(allocation).written()


class _Writer:
    """Writes the definitions in the order of work, then the pools."""

    def __init__(self, allocation: Allocation) -> None:
        self.allocation, self.formula = allocation, allocation.formula
        self.workings = Workings(len(allocation.units))
        self.leaves = Leaves(allocation, self.workings)
        self.to = Compiler(allocation, self.workings, self.leaves)
        self.before: dict[str, Atom] = {}
        self.as_values: list[AsValues] = []

    def written(self) -> Book:
        for definition in self.formula.definitions.values():
            self._define(definition)
        self._show_steps()
        final, pools = dict(self.before), {}
        for pool in self.formula.pools.values():
            try:
                with self.workings.undone_when_not_live():
                    fitted = PoolWriter(self.to, pool, self.before).written()
            except NotLive as reason:
                title = pool.title or pool.name
                self.as_values.append(AsValues(pool.name, f"Pool {title}", POOL, str(reason)))
                final.update({line: self._final_values(line) for line in pool.lines})
                continue
            pools[pool.name] = fitted
            final.update(fitted.lines)
        return Book(
            allocation=self.allocation,
            seals=seals(self.allocation),
            inputs=self.leaves.inputs,
            grids=self.workings.grids,
            rows=tuple(self.workings.rows),
            bounds=tuple(self.workings.bounds),
            before={line: self.before[line] for line in self.formula.lines},
            final=final,
            pools=pools,
            as_values=tuple(self.as_values),
        )

    def _define(self, definition: Definition) -> None:
        """Write one definition live, or as values where the cells cannot work it out exactly."""
        name = definition.name
        title = self._title(name)
        self.workings.at_work = (name, title)
        sheet = LINES if name in self.formula.lines else WORKINGS
        try:
            with self.workings.undone_when_not_live():
                number = self._live(definition)
                self._require_equal(definition, number)
        except NotLive as reason:
            self.as_values.append(AsValues(name, title, sheet, str(reason)))
            instead = self._values(name, str(reason))
            if instead is None:
                return
            number = instead
        self.to.defined[name] = number

    def _live(self, definition: Definition) -> Number:
        node = definition.expression
        if definition.when is not None:
            node = Call("if", (definition.when, node, Written(Fraction(0))), (), definition.when.at)
        number = self.to.number(node)
        if definition.name in self.formula.lines:
            return self._line(definition.name, number, definition.rounding)
        if definition.rounding is not None:
            number = self.workings.rounded(number, definition.rounding)
        return self.workings.tidy(number)

    def _line(self, name: str, number: Number, rounding: Rounding | None) -> Number:
        """Write a line in whole cents."""
        if rounding is None:
            raise TypeError(name)
        cents = scaled(number, Fraction(CENTS))
        rounding = Rounding(rounding.digits - CENT_DIGITS, rounding.mode)
        sheet = LINES if rounding.digits == 0 else WORKINGS
        cents = self.workings.rounded(cents, rounding, sheet)
        atom = self.workings.formula(cents)
        if not (atom.is_cell and atom.text.startswith(LINES)):
            atom = self._on_lines(name, atom)
        self.before[name] = atom
        return of_cell(atom, CENTS)

    def _on_lines(self, name: str, atom: Atom) -> Atom:
        """Give a line a column on the sheet of lines."""
        values = np.empty(self.workings.count, object)
        values[:] = np.broadcast_to(atom.values, (self.workings.count,))
        title = self._title(name)
        place = self.workings.grids[LINES].add(Column(title, name, "cents", values.tolist(), atom.text))
        cells = range_of(LINES, place, self.workings.count)
        size = self.workings.greatest(f"{LINES}, {title}", cells)
        self.workings.bounds.append(Bound(title, atom.size or "0", WORKBOOK_WHOLE))
        return Atom(f"{LINES}!{place}{ROW}", values, is_district=False, size=size, cells=cells)

    def _values(self, name: str, why: str) -> Number | None:
        """Write what the engine gave; None where no cell can hold it."""
        value = self.allocation.values[name]
        if name in self.formula.lines:
            cents = self.allocation.before_cents[name].astype(object)
            atom = self.workings.value_column(LINES, self._title(name), name, cents, CENTS)
            self.before[name] = atom
            return of_cell(atom, CENTS)
        if isinstance(value, Fraction):
            if max(abs(value.numerator), value.denominator) >= WORKBOOK_WHOLE:
                self.to.missing[name] = f"is not in the workbook: {why}"
                return None
            return of_cell(
                self.workings.district_value(f"{self._title(name)} (value)", name, value.numerator, value.denominator),
                value.denominator,
            )
        return self._quotient_values(name, value, why)

    def _quotient_values(self, name: str, value: Exact, why: str) -> Number | None:
        tops, belows = value.numerators.astype(object), value.denominator
        parts = [value.at(position) for position in range(len(value))] if not isinstance(belows, int) else []
        if parts:
            tops = np.array([part.numerator for part in parts], object)
        below_values = np.array([part.denominator for part in parts], object) if parts else np.array([belows], object)
        largest = max(0, *map(abs, tops.tolist()), *below_values.tolist())
        if largest >= WORKBOOK_WHOLE:
            self.to.missing[name] = f"is not in the workbook: {why}"
            return None
        title = f"{self._title(name)} (values, not live)"
        if isinstance(belows, int):
            return of_cell(self.workings.value_column(WORKINGS, title, name, tops, belows), belows)
        top = self.workings.value_column(WORKINGS, title, name, tops)
        over = self.workings.value_column(WORKINGS, f"{title}, divided by", name, below_values)
        return Number(of_cell(top).terms, 1, (over,))

    def _final_values(self, line: str) -> Atom:
        values = self.allocation.lines_cents[line].astype(object)
        return self.workings.value_column(POOL, f"{self._title(line)}, fitted (values, not live)", line, values, CENTS)

    def _require_equal(self, definition: Definition, number: Number) -> None:
        """Hold what was written against the engine: a workbook that differs from it is never handed out."""
        exact = self.allocation.values[definition.name]
        tops, belows = values_of(number), np.array([number.below], object)
        for atom in number.over:
            belows = belows * atom.values
        if isinstance(exact, Fraction):
            same = tops * exact.denominator == exact.numerator * belows
        else:
            below = exact.denominator if isinstance(exact.denominator, int) else exact.denominator.astype(object)
            same = tops * below == exact.numerators.astype(object) * belows
        if not np.all(same):
            message = f"the workbook and the engine differ at {definition.name}: {written(definition.expression)}"
            raise ArithmeticError(message)

    def _title(self, name: str) -> str:
        """Name a definition for people."""
        if name in self.formula.lines or name in self.formula.steps:
            return self.formula.title_of(name)
        owner, _, part = name.rpartition(".")
        if owner in self.formula.lines:
            return f"{self.formula.title_of(owner)}: {part}"
        return name

    def _show_steps(self) -> None:
        """Write each step as people read it."""
        for step in self.formula.steps:
            number = self.to.defined.get(step)
            title = self._title(step)
            shown = [_shown(value) for value in self._exact_values(step)]
            if number is None:
                column = Column(title, step, "values, not live", shown, look=Look.NUMBER)
            else:
                over = "".join(f"/{atom.text}" for atom in number.over)
                below = f"/{number.below}" if number.below != 1 else ""
                text = f"({text_of(number)}){below}{over}"
                column = Column(title, step, "as written", shown, text, Look.NUMBER)
            self.workings.grids[STEPS].add(column)

    def _exact_values(self, name: str) -> list[Fraction]:
        value = self.allocation.values[name]
        return [value] * len(self.allocation.units) if isinstance(value, Fraction) else value.fractions()


def _shown(value: Fraction) -> float:
    """Give a number as a cell shows it."""
    return value.numerator / value.denominator
