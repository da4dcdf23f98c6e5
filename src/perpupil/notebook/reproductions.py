"""Published figures beside what a formula gives, in an analyst's hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from perpupil.allocation.reproduce import Reproduction as Record
from perpupil.allocation.reproduce import reproduce as reproduce_record
from perpupil.exact.columns import from_fractions
from perpupil.facts.facts import read_facts
from perpupil.findings import has_errors
from perpupil.formula.records import ALLOCATION
from perpupil.money import amount_of
from perpupil.notebook.columns import Cells, Texts, exact_decimals
from perpupil.notebook.refusal import refuse
from perpupil.notebook.results import FormulaGiven, PoolGiven, Result, run, taken
from perpupil.notebook.shown import Shown
from perpupil.notebook.sources import Given, table_of
from perpupil.notebook.tables import Table

if TYPE_CHECKING:
    from perpupil.documents.page import Page
    from perpupil.facts.table import TextTable
    from perpupil.findings import Finding
    from perpupil.notebook.facts import Facts, Headcount

_Row = tuple[str, str, Fraction, Fraction]


@dataclass(frozen=True, eq=False, repr=False)
class Reproduction(Shown):
    """A run beside what was published."""

    record: Record = field(repr=False)
    """The comparison as the engine has it: for each column how many figures match, and which do not."""
    result: Result
    """The run; change one rule of it to see what that does."""
    findings: tuple[Finding, ...]
    """Everything that was found on the way."""
    _published: TextTable = field(repr=False)

    @property
    def matched(self) -> int:
        """How many published figures are reproduced."""
        return self.record.matched

    @property
    def total(self) -> int:
        """How many figures were published."""
        return self.record.total

    @cached_property
    def table(self) -> Table:
        """Every published figure: unit, line, published, computed, difference."""
        return Table(f"Published figures, {self.result.title}", lambda: _cells(list(self._rows())))

    @cached_property
    def mismatches(self) -> Table:
        """The figures that lie further from the published one than the formula allows."""
        rows = [
            (each.unit, one.name, each.published, each.computed)
            for one in self.record.compared
            for each in one.mismatches
        ]
        return Table(f"Not reproduced, {self.result.title}", lambda: _cells(rows))

    def _rows(self) -> Iterator[_Row]:
        """Give every figure that was compared, column by column."""
        allocation = self.result.allocation
        formula, table = allocation.formula, self._published
        where = {column: texts for column, texts in formula.binding.where.items() if column in table.columns}
        facts, _ = read_facts(table, replace(formula.binding, where=where, columns={}, blank={}, name_column=""))
        positions = {unit: position for position, unit in enumerate(allocation.units)}
        for one in self.record.compared if facts is not None else ():
            numbers = facts.numbers(one.column) if facts is not None else None
            for place, unit in enumerate(facts.units if facts is not None else ()):
                if numbers is not None and numbers.known[place] and unit in positions:
                    yield unit, one.name, numbers.values.at(place), self._computed(one.name, positions[unit])

    def _computed(self, name: str, position: int) -> Fraction:
        """Give a total or a line as allocated, anything else as worked out."""
        allocation = self.result.allocation
        cents = allocation.totals_cents if name == ALLOCATION else allocation.lines_cents.get(name)
        return allocation.value_at(name, position) if cents is None else amount_of(int(cents[position]))

    def _page(self) -> Page:
        from perpupil.notebook.comparison_pages import reproduction_page  # noqa: PLC0415  only when somebody looks

        return reproduction_page(self)


def reproduce(  # noqa: PLR0913  as run
    formula: FormulaGiven,
    facts: Facts | Given | None = None,
    published: Given | None = None,
    *,
    headcount: Headcount | Given | None = None,
    priors: Mapping[int, Facts | Given] | None = None,
    pool: PoolGiven | None = None,
    year: int | None = None,
) -> Reproduction:
    """Work a formula and hold it against published figures.

    Args:
        formula: The formula, or its path, its folder or its text.
        facts: The facts of units; without them those beside the formula.
        published: The published figures; without them `published.csv` beside the formula, else the facts themselves.
        headcount: Students by unit, grade and needs.
        priors: Facts of earlier years, by year.
        pool: As for `run`.
        year: As for `run`.

    Raises:
        Refused: Something that was given is wrong, or nothing can be compared.

    """
    read = taken(formula)
    result = run(read, facts, headcount=headcount, priors=priors, pool=pool, year=year)
    if published is None and facts is None and read.files is not None:
        published = read.files.published
    table, told = (
        (result.allocation.world.facts.table, ()) if published is None else table_of(published, "published figures")
    )
    if has_errors(told):
        raise refuse(told, "The published figures cannot be read.")
    record, found = reproduce_record(result.allocation, table)
    if has_errors(found):
        raise refuse(found, "The published figures cannot be compared.")
    return Reproduction(record, result, (*result.findings, *found), table)


def _cells(rows: list[_Row]) -> list[Cells]:
    count = len(rows)
    return [
        Texts("unit", [row[0] for row in rows]),
        Texts("line", [row[1] for row in rows]),
        exact_decimals("published", from_fractions([row[2] for row in rows]), count),
        exact_decimals("computed", from_fractions([row[3] for row in rows]), count),
        exact_decimals("difference", from_fractions([row[3] - row[2] for row in rows]), count),
    ]
