"""Two results, two units or two formulas side by side, in an analyst's hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.world import World
from perpupil.comparison.compare import Comparison as ComparisonRecord
from perpupil.comparison.compare import compare as compare_records
from perpupil.comparison.difference import Difference as DifferenceRecord
from perpupil.comparison.difference import Effect
from perpupil.comparison.difference import difference as difference_of
from perpupil.comparison.mixtures import words_of
from perpupil.comparison.units import UnitComparison as UnitRecord
from perpupil.comparison.units import compare_units as compare_unit_records
from perpupil.money import plain
from perpupil.notebook.amounts import stacked
from perpupil.notebook.columns import Cells, Counts, Decimals, Texts, integers, money
from perpupil.notebook.facts import Facts, Headcount, earlier_records, facts_record, headcount_record
from perpupil.notebook.refusal import Refused, require_known
from perpupil.notebook.results import FormulaGiven, Result, taken
from perpupil.notebook.shown import Shown
from perpupil.notebook.sources import Given
from perpupil.notebook.tables import Table

if TYPE_CHECKING:
    from perpupil.documents.page import Page


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Shown):
    """Why amounts changed from one result to another: over causes the changes add up, to the cent."""

    record: ComparisonRecord = field(repr=False)
    """The comparison as the engine has it."""

    @property
    def causes(self) -> tuple[str, ...]:
        """What changed, in words, as the column `cause` has it."""
        return tuple(self.record.words(number) for number in range(len(self.record.causes)))

    @property
    def change(self) -> Decimal:
        """What changed in all."""
        return Decimal(plain(self.record.change_cents()))

    @cached_property
    def table(self) -> Table:
        """What each cause did to every line of every unit that both have: unit, line, cause, change."""
        return Table("Changes by cause", self._cells)

    @cached_property
    def by_unit(self) -> Table:
        """What each unit that both have got before and gets after: unit, name, before, after, change."""
        return Table("Changes by unit", self._unit_cells)

    @cached_property
    def settled(self) -> Table:
        """Units that opened, closed or merged: kind, before, after, amounts and change."""
        return Table("Units that opened, closed or merged", self._settled_cells)

    def _cells(self) -> list[Cells]:
        record = self.record
        units, lines, causes = record.units, record.lines, self.causes
        parts = [[record.parts_cents[number][line] for number in range(len(causes))] for line in lines]
        # line × cause × unit, to be read unit by unit.
        cents = stacked(part for of_line in parts for part in of_line).reshape(len(lines), len(causes), -1)
        return [
            Texts("unit", units, each=len(lines) * len(causes)),
            Texts("line", lines, each=len(causes), times=len(units)),
            Texts("cause", causes, times=len(lines) * len(units)),
            money("change", cents.transpose(2, 0, 1).ravel()),
        ]

    def _unit_cells(self) -> list[Cells]:
        record = self.record
        names = dict(zip(record.after.units, record.after.world.facts.names, strict=True))
        before, after = (
            integers([paid[unit] for unit in record.units])
            for paid in (
                dict(zip(side.units, side.totals_cents.tolist(), strict=True)) for side in (record.before, record.after)
            )
        )
        return [
            Texts("unit", record.units),
            Texts("name", [names[unit] for unit in record.units]),
            money("before", before),
            money("after", after),
            money("change", integers([now - was for was, now in zip(before.tolist(), after.tolist(), strict=True)])),
        ]

    def _settled_cells(self) -> list[Cells]:
        every = self.record.settled
        return [
            Texts("kind", [one.kind for one in every]),
            Texts("units_before", [", ".join(one.before) for one in every]),
            Texts("units_after", [", ".join(one.after) for one in every]),
            money("before", integers([one.before_cents for one in every])),
            money("after", integers([one.after_cents for one in every])),
            money("change", integers([one.change_cents for one in every])),
        ]

    def _page(self) -> Page:
        from perpupil.notebook.comparison_pages import comparison_page  # noqa: PLC0415  only when somebody looks

        return comparison_page(self)


@dataclass(frozen=True, eq=False, repr=False)
class UnitComparison(Shown):
    """Why one unit gets another amount than another by the same formula."""

    record: UnitRecord = field(repr=False)
    """The comparison as the engine has it."""

    @property
    def causes(self) -> tuple[str, ...]:
        """What is different, in words."""
        noun = self.record.allocation.formula.noun
        return tuple(words_of(causes, noun) for causes in self.record.causes)

    @property
    def change(self) -> Decimal:
        """How much more the other unit gets."""
        return Decimal(plain(self.record.change_cents))

    @cached_property
    def table(self) -> Table:
        """What each cause makes of the difference, line by line: line, cause, change."""
        rows = [
            (line, cause, cents)
            for cause, parts in zip(self.causes, self.record.parts_cents, strict=True)
            for line, cents in parts.items()
        ]
        return Table(
            f"From {self.record.one} to {self.record.other}",
            lambda: [
                Texts("line", [line for line, _, _ in rows]),
                Texts("cause", [cause for _, cause, _ in rows]),
                money("change", integers([cents for _, _, cents in rows])),
            ],
        )

    def _page(self) -> Page:
        from perpupil.notebook.comparison_pages import unit_comparison_page  # noqa: PLC0415  only when somebody looks

        return unit_comparison_page(self)


@dataclass(frozen=True, eq=False, repr=False)
class Difference(Shown):
    """What one formula says otherwise than another, change by change, and what each change alone does."""

    record: DifferenceRecord = field(repr=False)
    """The difference as the engine has it."""

    @cached_property
    def table(self) -> Table:
        """One row a change: kind, name, title, before, after; on facts also total, gained, gaining, lost, losing."""
        return Table("Changes of the formula", self._cells)

    def _cells(self) -> list[Cells]:
        changes = self.record.changes
        effects = [one.effect for one in changes]
        texts: list[Cells] = [
            Texts(name, [getattr(one.revision, name) for one in changes])
            for name in ("kind", "name", "title", "before", "after")
        ]
        if self.record.together is None:
            return texts
        known = np.array([one is not None for one in effects], np.bool_)
        sums = {
            "total": [one.total_cents if one else 0 for one in effects],
            "gained": [one.gained_cents if one else 0 for one in effects],
            "lost": [one.lost_cents if one else 0 for one in effects],
        }
        amounts = [Decimals(name, integers(cents), 2, known) for name, cents in sums.items()]
        counts = [
            Counts("gaining", [one.count_gaining if one else 0 for one in effects]),
            Counts("losing", [one.count_losing if one else 0 for one in effects]),
        ]
        return [*texts, *amounts, *counts]

    @property
    def together(self) -> Effect | None:
        """What all changes do together; None without facts, or when one of the formulas cannot be worked on them."""
        return self.record.together

    def _page(self) -> Page:
        from perpupil.notebook.comparison_pages import difference_page  # noqa: PLC0415  only when somebody looks

        return difference_page(self)


def compare(
    before: Result, after: Result, *, merged: Mapping[str, Sequence[str]] | None = None, students: Sequence[str] = ()
) -> Comparison:
    """Say why amounts changed from one result to another.

    Args:
        before: The first.
        after: The second.
        merged: For a unit of the second the units of the first that became it.
        students: Names of columns that count students although no line of either formula says so.

    Raises:
        Refused: A merged unit is not there, or is named twice.

    """
    _require_merged(before, after, merged or {})
    return Comparison(compare_records(before.allocation, after.allocation, merged, students))


def compare_units(result: Result, one: str, other: str, *, students: Sequence[str] = ()) -> UnitComparison:
    """Say why one unit gets another amount than another.

    Args:
        result: What both get.
        one: The unit that the comparison starts from.
        other: The unit that it ends at.
        students: Names of columns that count students although no line of the formula says so.

    Raises:
        Refused: There is no such unit.

    """
    for unit in (one, other):
        require_known(result.allocation.formula.noun, unit, result.units)
    return UnitComparison(compare_unit_records(result.allocation, one, other, students))


def difference(
    before: FormulaGiven,
    after: FormulaGiven,
    facts: Facts | Given | None = None,
    *,
    headcount: Headcount | Given | None = None,
    priors: Mapping[int, Facts | Given] | None = None,
) -> Difference:
    """Say what one formula says otherwise than another and, on facts, what each change alone does.

    Args:
        before: The first formula.
        after: The second.
        facts: The facts on which each change is worked; without them only the words are compared.
        headcount: Students by unit, grade and needs.
        priors: Facts of earlier years, by year.

    Raises:
        Refused: One of them cannot be read.

    """
    first, second = taken(before), taken(after)
    world = None
    if facts is not None:
        read = facts_record(facts, first.record)
        world = World(read, headcount_record(headcount), earlier_records(priors, first.record))
    return Difference(difference_of(first.record, second.record, world))


def _require_merged(before: Result, after: Result, merged: Mapping[str, Sequence[str]]) -> None:
    noun = after.allocation.formula.noun
    olds = [old for many in merged.values() for old in many]
    for new in merged:
        require_known(f"{noun} after", new, after.units)
    for old in olds:
        require_known(f"{noun} before", old, before.units)
    if len(set(olds)) < len(olds):
        raise Refused(f"A {noun} can become one other only; one of them is named twice in `merged`.")
