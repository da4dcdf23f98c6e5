"""Facts and student counts in an analyst's hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from perpupil.facts.facts import read_facts as bind
from perpupil.facts.headcount import read_headcount as read_record
from perpupil.findings import has_errors
from perpupil.limits import HEADCOUNT_ROWS
from perpupil.notebook.refusal import refuse
from perpupil.notebook.shown import Shown
from perpupil.notebook.sources import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.documents.page import Page
    from perpupil.facts.facts import Facts as FactsRecord
    from perpupil.facts.headcount import Headcount as HeadcountRecord
    from perpupil.facts.table import TextTable
    from perpupil.formula.records import Formula as FormulaRecord
    from perpupil.notebook.formulas import Formula
    from perpupil.notebook.sources import Given

"""A nation's headcount has some ten million rows."""


@dataclass(frozen=True, eq=False, repr=False)
class Facts(Shown):
    """What is so, unit by unit, as one formula reads it."""

    record: FactsRecord = field(repr=False)
    """The facts as the engine has them."""

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of the units, in their order."""
        return self.record.units

    def __len__(self) -> int:
        """How many units."""
        return len(self.record.units)

    def read_for(self, formula: FormulaRecord) -> FactsRecord:
        """Give the facts as a formula reads them; bound again when its `[facts]` say otherwise than those they were read for."""
        return self.record if self.record.binding == formula.binding else _bound(self.record.table, formula)

    def _page(self) -> Page:
        from perpupil.notebook.pages import facts_page  # noqa: PLC0415  only when somebody looks

        return facts_page(self)


@dataclass(frozen=True, eq=False, repr=False)
class Headcount(Shown):
    """How many students of each grade and profile of needs a unit has. It is confidential, so no row of it is ever shown."""

    record: HeadcountRecord = field(repr=False)
    """The headcount as the engine has it."""

    def _page(self) -> Page:
        from perpupil.notebook.pages import headcount_page  # noqa: PLC0415  only when somebody looks

        return headcount_page(self)


def read_facts(source: Given, formula: Formula) -> Facts:
    """Read the facts of units for a formula.

    Args:
        source: A path, the bytes of a CSV file, or a frame of pandas, Polars, DuckDB or any library that speaks Arrow.
        formula: The formula, which says which column is the id and which rows count.

    Raises:
        Refused: There is no such file, or the facts have mistakes; all of them are told.

    """
    return Facts(facts_record(source, formula.record))


def read_headcount(source: Given) -> Headcount:
    """Read student counts: `unit,grade,needs,students[,days][,fte]`.

    Args:
        source: A path, the bytes of a CSV file, or a frame.

    Raises:
        Refused: There is no such file, or it has mistakes; all of them are told.

    """
    table, findings = table_of(source, "headcount", HEADCOUNT_ROWS)
    record, told = (None, ()) if has_errors(findings) else read_record(table)
    if record is None:
        raise refuse((*findings, *told), "The headcount cannot be read.")
    return Headcount(record)


def facts_record(given: Given | Facts, formula: FormulaRecord) -> FactsRecord:
    """Read facts for a formula, or take those that were read."""
    return given.read_for(formula) if isinstance(given, Facts) else _bound(_table(given, "facts"), formula)


def headcount_record(given: Given | Headcount | None) -> HeadcountRecord | None:
    """Read a headcount, or take one that was read."""
    if given is None:
        return None
    return (given if isinstance(given, Headcount) else read_headcount(given)).record


def earlier_records(
    given: Mapping[int, Facts | Given] | Mapping[int, Facts] | None, formula: FormulaRecord
) -> dict[int, FactsRecord]:
    """Read the facts of earlier years; `where` and the column of names are for this year's file only."""
    earlier = replace(formula, binding=replace(formula.binding, where={}, name_column=""))
    return {year: facts_record(one, earlier) for year, one in (given or {}).items()}


def _table(given: Given, what: str) -> TextTable:
    table, findings = table_of(given, what)
    if has_errors(findings):
        raise refuse(findings, f"The {what} cannot be read.")
    return table


def _bound(table: TextTable, formula: FormulaRecord) -> FactsRecord:
    record, findings = bind(table, formula.binding)
    if record is None:
        raise refuse(findings, "The facts cannot be read.")
    return record
