"""Money down the levels, in an analyst's hand: from a state over districts to schools."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from perpupil.allocation.cascade import Depth, Node, depths, leaves
from perpupil.allocation.cascade import Level as LevelRecord
from perpupil.allocation.cascade import cascade as hand_out
from perpupil.allocation.world import World
from perpupil.facts.revenue import read_revenue
from perpupil.findings import has_errors
from perpupil.formula.funding import statements_of
from perpupil.limits import LEVELS
from perpupil.notebook.columns import Cells, Texts, integers, money
from perpupil.notebook.facts import Facts, Headcount, facts_record, headcount_record
from perpupil.notebook.formulas import read_formula
from perpupil.notebook.refusal import Refused, files_refused, refuse
from perpupil.notebook.results import FormulaGiven, taken
from perpupil.notebook.shown import Shown
from perpupil.notebook.sources import Given, table_of
from perpupil.notebook.tables import Table
from perpupil.workspace.files import folders_of_units

if TYPE_CHECKING:
    from perpupil.documents.page import Page
    from perpupil.findings import Finding
    from perpupil.formula.funding import Statements
    from perpupil.formula.records import Formula as FormulaRecord

_SUMS = ("received", "added", "unpooled", "kept", "handed_out", "left")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a cascade before it is worked."""

    formula: FormulaGiven
    facts: Facts | Given
    headcount: Headcount | Given | None = None
    pool: Given | None = None
    """The file of its pool: revenue of its own, and what is kept here."""
    below: Mapping[str, Level] = field(default_factory=dict)
    """The level below a unit, by the unit's id."""


@dataclass(frozen=True, eq=False, repr=False)
class Cascade(Shown):
    """Every level worked, the sum of each reconciled to the cent."""

    record: Node = field(repr=False)
    """The uppermost level as the engine has it."""
    findings: tuple[Finding, ...]
    """Everything that was found; a level that could not be worked is named here, and holds its money back."""

    @property
    def depths(self) -> tuple[Depth, ...]:
        """All levels that lie equally deep, added up."""
        return depths(self.record)

    @property
    def currency(self) -> str:
        """The currency of the uppermost level."""
        return "USD" if self.record.allocation is None else self.record.allocation.formula.currency

    @cached_property
    def table(self) -> Table:
        """One row a level: path, name, received, added, unpooled, kept, handed_out, left."""
        return Table(f"Levels below {self.record.name}", self._level_cells)

    @cached_property
    def ends(self) -> Table:
        """What every unit gets that hands on to no other: path, unit, name, amount."""
        return Table(f"Where the money of {self.record.name} ends", self._end_cells)

    def _level_cells(self) -> list[Cells]:
        nodes = list(self.record.nodes())
        sums = {name: integers([getattr(one, f"{name}_cents") for one in nodes]) for name in _SUMS}
        return [
            Texts("path", ["/".join(one.path) for one in nodes]),
            Texts("name", [one.name for one in nodes]),
            *(money(name, cents) for name, cents in sums.items()),
        ]

    def _end_cells(self) -> list[Cells]:
        every = list(leaves(self.record))
        return [
            Texts("path", ["/".join(one.path) for one in every]),
            Texts("unit", [one.path[-1] for one in every]),
            Texts("name", [one.name for one in every]),
            money("amount", integers([one.amount_cents for one in every])),
        ]

    def _page(self) -> Page:
        from perpupil.notebook.comparison_pages import cascade_page  # noqa: PLC0415  only when somebody looks

        return cascade_page(self)


def cascade(top: Level | str | PathLike[str], *, year: int | None = None) -> Cascade:
    """Hand money down the levels; what a unit gets is what its own level hands out.

    Args:
        top: The uppermost level, or the folder that holds it: `formula.toml`, `facts.csv`, perhaps `pool.csv`, and in `units` a folder
            for each unit that hands its money on, named by the unit's id.
        year: The year of the pool files; each formula's own when it is left out.

    Raises:
        Refused: A level cannot be read, or the uppermost one cannot be worked.

    """
    given = top if isinstance(top, Level) else _folder(Path(top), 0)
    findings: list[Finding] = []
    node, told = hand_out(_level(given, year, findings, is_given=False))
    findings += told
    if node is None:
        raise refuse(findings, "Nothing is handed out.")
    return Cascade(node, tuple(findings))


def _folder(folder: Path, depth: int) -> Level:
    """Find the files of a level and of those below it."""
    with files_refused():
        below = folders_of_units(folder)
    if below and depth + 1 >= LEVELS:
        raise Refused(f"{folder} lies deeper than {LEVELS} levels.")
    formula = read_formula(folder)
    if formula.files is None or formula.files.facts is None:
        raise Refused(f"There are no facts beside {folder}.")
    if any(one.is_symlink() for one in below):
        raise Refused(f"A folder below {folder} is a link, and links are not followed.")
    files = formula.files
    levels = {unicodedata.normalize("NFC", one.name): _folder(one, depth + 1) for one in below}
    return Level(formula, formula.files.facts, files.headcount, files.pool, levels)


def _level(given: Level, year: int | None, findings: list[Finding], *, is_given: bool) -> LevelRecord:
    """Read a level and those below it; `is_given` where money comes from above."""
    formula = taken(given.formula).record
    world = World(facts_record(given.facts, formula), headcount_record(given.headcount))
    statements = _statements(given.pool, formula, year, findings, is_given=is_given)
    below = {unit: _level(one, year, findings, is_given=True) for unit, one in given.below.items()}
    return LevelRecord(formula, world, statements, below)


def _statements(
    given: Given | None, formula: FormulaRecord, year: int | None, findings: list[Finding], *, is_given: bool
) -> Statements:
    """Read how the pools of a level come about."""
    if given is None:
        return {}
    table, told = table_of(given, "pool")
    revenue, told_revenue = (None, ()) if has_errors(told) else read_revenue(table, is_given=is_given)
    statements, told_pools = ({}, ()) if revenue is None else statements_of(formula, revenue, year)
    every = (*told, *told_revenue, *told_pools)
    if has_errors(every):
        raise refuse(every, "The pool cannot be read.")
    findings += every
    return statements
