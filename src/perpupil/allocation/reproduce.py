"""Reproducing published figures: what the model gives beside what was published, every mismatch shown.

This is how a district proves that a formula is its own: it first reproduces last year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.allocation.names import place_of
from perpupil.facts.facts import Facts, read_facts
from perpupil.findings import Finding, Place, finding
from perpupil.formula.records import ALLOCATION
from perpupil.money import amount_of

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.facts.table import TextTable
    from perpupil.formula.records import Formula


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A figure that lies further from the published one than the tolerance."""

    unit: str
    published: Fraction
    computed: Fraction

    @property
    def difference(self) -> Fraction:
        """Computed less published."""
        return self.computed - self.published


@dataclass(frozen=True, slots=True)
class Compared:
    """One line or step beside its published column; blank cells are not counted."""

    name: str
    title: str
    column: str
    within: Fraction
    total: int
    exact: int
    """How many agree to the last digit."""
    mismatches: tuple[Mismatch, ...]

    @property
    def matched(self) -> int:
        """How many lie within the tolerance."""
        return self.total - len(self.mismatches)


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Everything that was compared."""

    compared: tuple[Compared, ...]

    @property
    def matched(self) -> int:
        """Figures that match."""
        return sum(one.matched for one in self.compared)

    @property
    def total(self) -> int:
        """Figures compared."""
        return sum(one.total for one in self.compared)


def published_columns(formula: Formula) -> tuple[tuple[str, str, Fraction], ...]:
    """Give each line, quantity or step that names a published column, with the column and the tolerance, in report order."""
    found = [(name, one.published, one.within) for name, one in formula.steps.items() if one.published]
    for name, line in formula.lines.items():
        if line.published_quantity:
            found.append(
                (f"{name}.quantity", line.published_quantity, line.within if not line.published else Fraction(0))
            )
        if line.published:
            found.append((name, line.published, line.within))
    if formula.published:
        found.append((ALLOCATION, formula.published, formula.within))
    return tuple(found)


def reproduce(allocation: Allocation, published: TextTable) -> tuple[Reproduction, tuple[Finding, ...]]:
    """Compare an allocation with a table of published figures."""
    formula = allocation.formula
    wanted = published_columns(formula)
    if not wanted:
        what = "No step or line of the formula names a published column."
        return Reproduction(()), (
            finding(
                "nothing-published",
                Place(formula.origin.label),
                what,
                'Write published = "column" on the lines to compare.',
            ),
        )
    facts, findings = _read_published(formula, published)
    if facts is None:
        return Reproduction(()), findings
    told = list(findings)
    compared = []
    for name, column, within in wanted:
        if column not in facts.table.columns:
            what = f"The published figures have no column {column!r}, which `{name}` is to be compared with."
            told.append(
                finding("missing-column", place_of(formula, name.partition(".")[0]), what, "Check its spelling.")
            )
            continue
        numbers = facts.numbers(column)
        told += numbers.findings
        if not numbers.findings:
            compared.append(_compare(allocation, facts, name, column, within))
    known = set(allocation.units)
    strangers = [unit for unit in facts.units if unit not in known]
    if strangers:
        what = f"{len(strangers)} published units are not in the facts: {', '.join(strangers[:5])}."
        told.append(
            finding("unknown-published-unit", Place(published.source), what, "Add their facts, or leave them out.")
        )
    if not told and not any(one.total for one in compared):
        what = "None of the published cells is filled for a unit of the facts."
        told.append(
            finding(
                "nothing-published",
                Place(published.source),
                what,
                "Check the ids, and the columns that `published` names.",
            )
        )
    return Reproduction(tuple(compared)), tuple(told)


def _read_published(formula: Formula, table: TextTable) -> tuple[Facts | None, tuple[Finding, ...]]:
    """Bind published figures by their own headers; rows are chosen as in the facts where the columns are there."""
    where = {column: texts for column, texts in formula.binding.where.items() if column in table.columns}
    name = formula.binding.name_column if formula.binding.name_column in table.columns else ""
    return read_facts(table, replace(formula.binding, where=where, columns={}, blank={}, name_column=name))


def _compare(allocation: Allocation, facts: Facts, name: str, column: str, within: Fraction) -> Compared:
    """Compare one column."""
    numbers = facts.numbers(column)
    positions = {unit: position for position, unit in enumerate(allocation.units)}
    mismatches, exact, total = [], 0, 0
    for place, unit in enumerate(facts.units):
        if not numbers.known[place] or unit not in positions:
            continue
        published, computed = numbers.values.at(place), _computed(allocation, name, positions[unit])
        total += 1
        exact += computed == published
        if abs(computed - published) > within:
            mismatches.append(Mismatch(unit, published, computed))
    return Compared(name, allocation.formula.title_of(name), column, within, total, exact, tuple(mismatches))


def _computed(allocation: Allocation, name: str, position: int) -> Fraction:
    """Give a line as allocated, or a step or quantity as worked out."""
    if name == ALLOCATION:
        return amount_of(int(allocation.totals_cents[position]))
    if name in allocation.lines_cents:
        return amount_of(int(allocation.lines_cents[name][position]))
    return allocation.value_at(name, position)
