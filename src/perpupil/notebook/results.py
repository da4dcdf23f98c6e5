"""A run in an analyst's hand: what every unit gets, as tables, with its reasons, its seal, and quick what-ifs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, TypeAlias

import perpupil
from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.seals import Seals, seals
from perpupil.allocation.world import World
from perpupil.exact.numerals import read_number
from perpupil.facts.revenue import read_revenue
from perpupil.findings import has_errors
from perpupil.formula.funding import fund, statements_of
from perpupil.money import amount_of, plain, spoken
from perpupil.notebook import amounts
from perpupil.notebook.explanations import Explanation, explained
from perpupil.notebook.facts import Facts, Headcount, earlier_records, facts_record, headcount_record
from perpupil.notebook.formulas import Formula, GivenPool, read_formula, require_number
from perpupil.notebook.numbers import Number, ending, exact
from perpupil.notebook.refusal import Refused, refuse, require_known
from perpupil.notebook.shown import Shown
from perpupil.notebook.sources import Given, table_of
from perpupil.notebook.tables import Table

if TYPE_CHECKING:
    from fractions import Fraction

    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.page import Page
    from perpupil.findings import Finding
    from perpupil.formula.records import Formula as FormulaRecord

PoolGiven: TypeAlias = Number | Mapping[str, Number] | Given
"""An amount of the only pool, amounts by pool, or the file of a pool by its path, its bytes or as a frame."""

FormulaGiven: TypeAlias = Formula | str | PathLike[str] | bytes
"""A formula that was read, or whatever `read_formula` reads."""


@dataclass(frozen=True, eq=False, repr=False)
class Result(Shown):
    """What a formula gives every unit. It never changes: every what-if gives another result."""

    allocation: Allocation = field(repr=False)
    """The allocation as the engine has it."""
    findings: tuple[Finding, ...]
    """Everything that was found on the way: expectations that do not hold, warnings, notes."""
    _formula: Formula = field(repr=False)
    _memory: Memory = field(repr=False)
    _changes: tuple[tuple[str, str, Fraction], ...] = ()
    """What what-ifs changed since the formula was read."""

    @property
    def title(self) -> str:
        """The title of the formula."""
        return self.allocation.formula.title

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of the units, in their order."""
        return self.allocation.units

    @property
    def total(self) -> Decimal:
        """What is allocated in all."""
        return Decimal(plain(self.allocation.total_cents))

    @property
    def total_cents(self) -> int:
        """What is allocated in all, in cents."""
        return self.allocation.total_cents

    @cached_property
    def formula(self) -> Formula:
        """The formula that was worked, with what what-ifs changed written into it."""
        formula = self._formula
        for kind, name, value in self._changes:
            formula = formula.with_parameter(name, value) if kind == "parameter" else formula.with_pool(name, value)
        return formula

    @cached_property
    def lines(self) -> Table:
        """Every line of every unit: unit, name, line, title, quantity, rate, amount, fund, use."""
        return self._table("Lines", amounts.line_cells)

    @cached_property
    def totals(self) -> Table:
        """What each unit gets in all: unit, name, amount."""
        return self._table("Totals", amounts.total_cells)

    @cached_property
    def wide(self) -> Table:
        """One row a unit: every line and the total."""
        return self._table("Lines by unit", amounts.wide_cells)

    @cached_property
    def steps(self) -> Table:
        """One row a unit: what every step of the formula comes to."""
        return self._table("Steps by unit", amounts.step_cells)

    @cached_property
    def pools(self) -> Table:
        """One row a pool: amount, kept back, allocated, left, factor."""
        return self._table("Pools", amounts.pool_cells)

    @cached_property
    def seals(self) -> Seals:
        """The three seals: of the inputs, of the result, and of both with the version of the engine."""
        return seals(replace(self.allocation, formula=self._sealed_formula))

    @property
    def seal(self) -> str:
        """The seal to cite: whoever works the same formula on the same facts gets the same."""
        return self.seals.record

    def cite(self) -> str:
        """Give one line for a paper: title, year, what was allocated, engine and seal."""
        record = self.allocation.formula
        year = "" if record.year is None or str(record.year) in self.title else f", {record.year}"
        count = len(self.units)
        what = f"{spoken(self.total_cents, record.currency)} to {count:,} {record.noun}{'' if count == 1 else 's'}"
        return f"{self.title}{year}: {what}. PerPupil {perpupil.__version__}, seal {self.seal}."

    def amount(self, unit: str, line: str = "") -> Decimal:
        """Give what a unit gets, in all or by one line.

        Raises:
            Refused: There is no such unit or line.

        """
        require_known(self.allocation.formula.noun, unit, self.units)
        position = self.units.index(unit)
        if not line:
            return Decimal(plain(int(self.allocation.totals_cents[position])))
        require_known("line", line, self.allocation.lines_cents)
        return Decimal(plain(int(self.allocation.lines_cents[line][position])))

    def value(self, name: str, unit: str) -> Fraction:
        """Give the exact value of a step, a line or a working such as `base.quantity` at one unit, before pools.

        Raises:
            Refused: There is no such name or unit.

        """
        require_known("step or line", name, self.allocation.values)
        require_known(self.allocation.formula.noun, unit, self.units)
        return self.allocation.value_at(name, self.units.index(unit))

    def explain(self, unit: str, line: str = "") -> Explanation:
        """Say why a unit gets what it gets; see `perpupil.explain`."""
        return explained(self.allocation, unit, line)

    def with_parameter(self, name: str, value: Number) -> Result:
        """Work the formula again with another value of a parameter; only what depends on it is worked again.

        Args:
            name: The parameter.
            value: The new value; never a float.

        Raises:
            Refused: There is no such parameter, or nothing can be handed out so.

        """
        require_number(self.allocation.formula, name)
        number = ending(value, f"Parameter {name!r}")
        return self._again(self.allocation.formula.with_parameter(name, number), ("parameter", name, number))

    def with_pool(self, name: str, amount: Number) -> Result:
        """Work the formula again with another amount of a pool, in dollars.

        Raises:
            Refused: There is no such pool, or nothing can be handed out so.

        """
        require_known("pool", name, self.allocation.pools)
        number = exact(amount, f"The amount of pool {name!r}")
        return self._again(self.allocation.formula.with_pool(name, number, "given"), ("pool", name, number))

    def with_formula(self, formula: FormulaGiven) -> Result:
        """Work another formula, or the same with another rule, on the same facts; see `Formula.with_line`.

        Raises:
            Refused: The formula has mistakes, or nothing can be handed out by it.

        """
        other = taken(formula)
        if other.record.binding == self.allocation.world.facts.binding:
            return worked(other, other.record, self._memory)
        world = self.allocation.world
        earlier = {year: Facts(one) for year, one in world.priors.items()}
        read = Facts(world.facts).read_for(other.record)
        again = World(read, world.headcount, earlier_records(earlier, other.record), world.absent)
        return worked(other, other.record, Memory(again))

    @property
    def _sealed_formula(self) -> FormulaRecord:
        """The formula that the seal is of: a what-if is sealed as if its formula had been written so."""
        return self.formula.record if self._changes else self.allocation.formula

    def _again(self, record: FormulaRecord, change: tuple[str, str, Fraction]) -> Result:
        kept = tuple(one for one in self._changes if one[:2] != change[:2])
        return worked(self._formula, record, self._memory, (*kept, change))

    def _table(self, what: str, make: object) -> Table:
        return Table(f"{what}, {self.title}", lambda: make(self.allocation))  # type: ignore[operator]

    def _page(self) -> Page:
        from perpupil.notebook.pages import result_page  # noqa: PLC0415  only when somebody looks

        return result_page(self)


def run(  # noqa: PLR0913  what a run rests on, each by its name
    formula: FormulaGiven,
    facts: Facts | Given | None = None,
    *,
    headcount: Headcount | Given | None = None,
    priors: Mapping[int, Facts | Given] | None = None,
    pool: PoolGiven | None = None,
    year: int | None = None,
) -> Result:
    """Work a formula on facts.

    Args:
        formula: The formula, or its path, its folder or its text.
        facts: The facts of units; without them `facts.csv` beside the formula, and `headcount.csv` if there is one.
        headcount: Students by unit, grade and needs.
        priors: Facts of earlier years, by year.
        pool: An amount for the only pool, amounts by pool, or the file of a pool; without it `pool.csv` beside the formula if there is one.
        year: The year of the pool file; the formula's own when it is left out.

    Raises:
        Refused: Something that was given is wrong, or nothing can be handed out; everything that was found is told.

    """
    read = taken(formula)
    if facts is None:
        if read.files is None or read.files.facts is None:
            raise Refused("There are no facts beside the formula. Give them: run(formula, facts).")
        facts = read.files.facts
        headcount = read.files.headcount if headcount is None else headcount
    if pool is None and read.files is not None and not read.given:
        pool = read.files.pool
    funded, told = funded_by(read, pool, year)
    world = World(
        facts_record(facts, funded.record),
        headcount_record(headcount),
        earlier_records(priors, funded.record),
    )
    return worked(funded, funded.record, Memory(world), told=told)


def worked(
    formula: Formula,
    record: FormulaRecord,
    memory: Memory,
    changes: tuple[tuple[str, str, Fraction], ...] = (),
    told: tuple[Finding, ...] = (),
) -> Result:
    """Work a formula in a world.

    Raises:
        Refused: Nothing can be handed out.

    """
    allocation, found = run_again(record, memory)
    findings = (*formula.findings, *told, *found)
    if allocation is None:
        raise refuse(findings, "Nothing is handed out.")
    return Result(allocation, findings, formula, memory, changes)


def taken(formula: FormulaGiven) -> Formula:
    """Take a formula, or read it."""
    return formula if isinstance(formula, Formula) else read_formula(formula)


def funded_by(formula: Formula, pool: PoolGiven | None, year: int | None) -> tuple[Formula, tuple[Finding, ...]]:
    """Put amounts into the pools of a formula."""
    match pool:
        case None:
            return formula, ()
        case Mapping():
            for name, amount in pool.items():
                formula = formula.with_pool(name, amount)
            return formula, ()
        case str() if read_number(pool.strip().replace("_", "")) is None:
            return _funded_by_file(formula, pool, year)
        case bytes() | PathLike():
            return _funded_by_file(formula, pool, year)
        case _ if hasattr(pool, "__arrow_c_stream__"):
            return _funded_by_file(formula, pool, year)
        case amount:
            return funded_by(formula, {_only_pool(formula): amount}, year)


def _only_pool(formula: Formula) -> str:
    pools = tuple(formula.record.pools)
    if len(pools) != 1:
        known = f"the pools {', '.join(pools)}" if pools else "no pool"
        raise Refused(f"The formula has {known}. Say which amount is for which: pool={{'name': amount}}.")
    return pools[0]


def _funded_by_file(formula: Formula, given: Given, year: int | None) -> tuple[Formula, tuple[Finding, ...]]:
    table, findings = table_of(given, "pool")
    revenue, told = (None, ()) if has_errors(findings) else read_revenue(table)
    if revenue is None:
        raise refuse((*findings, *told), "The pool cannot be read.")
    statements, _ = statements_of(formula.record, revenue, year)
    _, told_pools = fund(formula.record, revenue, year)
    if has_errors(told_pools):
        raise refuse(told_pools, "The pool cannot be filled.")
    filled = (GivenPool(name, amount_of(one.pool_cents), f"pool file, {one.year}") for name, one in statements.items())
    return formula.with_given(tuple(filled)), (*told, *told_pools)


def explain(result: Result, unit: str, line: str = "") -> Explanation:
    """Say why a unit gets what it gets.

    Args:
        result: The run.
        unit: The unit's id, with its leading zeros.
        line: One line; all of them when it is left out.

    Raises:
        Refused: There is no such unit or line.

    """
    return explained(result.allocation, unit, line)
