"""What can lie between two allocations, and worlds that are partly the one and partly the other.

A *hybrid* takes some causes from the first allocation and the others from the second: the students of this year under the rules of last year.
Columns are matched by the name that the formula gives them, so that two files may head them differently.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from graphlib import CycleError
from typing import TYPE_CHECKING

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.facts.binding import Binding
from perpupil.facts.facts import Facts
from perpupil.facts.table import TextTable
from perpupil.formula.ordering import reordered
from perpupil.formula.records import ByText

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from fractions import Fraction

    from perpupil.allocation.allocation import Allocation
    from perpupil.exact.columns import Column
    from perpupil.facts.headcount import Headcount
    from perpupil.formula.records import Count, Definition, Formula, Parameter


class Cause(StrEnum):
    """Something that two allocations can differ in."""

    UNITS = "units"
    STUDENTS = "students"
    FACTS = "facts"
    PARAMETERS = "parameters"
    POOL = "pool"
    RULES = "rules"
    PRIOR = "prior"
    NAMED = "named"

    def words(self, noun: str) -> str:
        """Say what it is, for a table."""
        return {
            "units": f"{noun.capitalize()}s opened, closed or merged",
            "students": "Students",
            "facts": "Other facts",
            "parameters": "Amounts and weights",
            "pool": "The pool",
            "rules": "The rules",
            "prior": "Earlier years",
            "named": f"Amounts given to a {noun} by name",
        }[self]


DECIDED = (Cause.PARAMETERS, Cause.POOL, Cause.RULES)
OBSERVED = (Cause.STUDENTS, Cause.FACTS, Cause.PRIOR)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of the names that a formula reads are students, and which are of earlier years; the rest are other facts."""

    students: frozenset[str]
    prior: frozenset[str]

    def cause(self, name: str) -> Cause:
        """Give the cause that a name belongs to."""
        return Cause.STUDENTS if name in self.students else Cause.PRIOR if name in self.prior else Cause.FACTS


def columns_of(formulas: Collection[Formula], students: Collection[str] = ()) -> Columns:
    """Sort the names that formulas read.

    Args:
        formulas: The formulas.
        students: Names that are counts of students although no line says so.

    Students are the counts, and every number that rests below a key which says what students a line counts.
    """
    counted = set(students)
    prior: set[str] = set()
    for formula in formulas:
        texts = formula.text_columns
        prior |= {column for listed in formula.prior_columns.values() for column in listed}
        counted |= {*formula.counts, "students", "days", "fte"}
        for line in formula.lines.values():
            for name in line.students:
                counted |= {one for one in formula.rests_on(name) if one in formula.columns and one not in texts}
    return Columns(frozenset(counted - prior), frozenset(prior))


class Pair:
    """Two allocations, and the units that both have."""

    def __init__(self, before: Allocation, after: Allocation, units: frozenset[str], students: Collection[str]) -> None:
        """Take two allocations, the units whose change is asked for, and further names that count students."""
        self.before, self.after, self.units = before, after, units
        formulas = (before.formula, after.formula)
        self.columns = columns_of(formulas, students)
        self._shared = _shared_parameters(*formulas)
        self._pooled = _pool_parameters(formulas)
        self._amounts = _pool_amounts(*formulas)
        self._memories: dict[tuple[bool, ...], Memory] = {}
        self._facts: dict[tuple[bool, bool, int | None], Facts] = {}
        self._headcounts = {
            is_after: side.world.headcount and side.world.headcount.only(units)
            for is_after, side in ((False, before), (True, after))
        }
        self._reads_otherwise = _blanks(before.formula) != _blanks(after.formula)
        self._kept: tuple[dict[bytes, Fraction | Column], dict[bytes, Column], set[bytes]] = ({}, {}, set())
        self._counted: dict[bool, dict[tuple[object, ...], Column]] = {False: {}, True: {}}

    def side(self, *, is_after: bool) -> Allocation:
        """Give one of the two."""
        return self.after if is_after else self.before

    def differing(self) -> tuple[Cause, ...]:
        """Give the causes in which the two differ, for the units that both have."""
        one, other = self.before.formula, self.after.formula
        changed = {name for name in self._shared if one.parameters[name].value != other.parameters[name].value}
        found = {
            Cause.STUDENTS: self._facts_differ(Cause.STUDENTS) or self._headcounts_differ(),
            Cause.FACTS: self._facts_differ(Cause.FACTS),
            Cause.PARAMETERS: bool(changed - self._pooled),
            Cause.POOL: bool(changed & self._pooled)
            or any(_rule(one.definitions[name]) != _rule(other.definitions[name]) for name in self._amounts),
            Cause.RULES: self._rules(one) != self._rules(other),
            Cause.PRIOR: self._facts_differ(Cause.PRIOR) or self._earlier_years_differ(),
        }
        return tuple(cause for cause, differs in found.items() if differs)

    def hybrid(self, taken: Collection[Cause]) -> Allocation | None:
        """Work the formula with these causes as they are after, and the others as before; None when it cannot be worked."""
        after = {cause: cause in taken for cause in Cause}
        try:
            formula = self._formula(after)
        except CycleError:
            return None
        key = (after[Cause.RULES], *(after[cause] for cause in OBSERVED))
        if key not in self._memories:
            self._memories[key] = self._memory(formula, after)
        memory = self._memories[key]
        allocation, _ = run_again(replace(formula, binding=memory.world.facts.binding, expectations=()), memory)
        return allocation

    def _formula(self, after: Mapping[Cause, bool]) -> Formula:
        """Take the rules of one side, the parameters and the amounts of pools of others."""
        formula = self.side(is_after=after[Cause.RULES]).formula
        parameters: dict[str, Parameter] = dict(formula.parameters)
        for name in self._shared:
            cause = Cause.POOL if name in self._pooled else Cause.PARAMETERS
            value = self.side(is_after=after[cause]).formula.parameters[name].value
            parameters[name] = replace(parameters[name], value=value)
        definitions: Mapping[str, Definition] = formula.definitions
        amounts = self.side(is_after=after[Cause.POOL]).formula.definitions
        if after[Cause.POOL] != after[Cause.RULES]:
            definitions = reordered({**definitions, **{name: amounts[name] for name in self._amounts}})
        return replace(formula, parameters=parameters, definitions=definitions)

    def _memory(self, formula: Formula, after: Mapping[Cause, bool]) -> Memory:
        """Work in a world of its own, with the values of all mixtures in one memory: a column bears the mark of its side."""
        reads = after[Cause.RULES] and self._reads_otherwise
        stamps = {name: f" {after[self.columns.cause(name)]:d}{reads:d}" for name in formula.reads()}
        memory = Memory(self._world(formula, after), stamps=stamps, kept_times=1 << len(Cause))
        memory.values, memory.cents, memory.wide = self._kept
        return memory

    def _world(self, formula: Formula, after: Mapping[Cause, bool]) -> World:
        """Take each column from the side of its cause, for the units that both have."""
        parts = {
            is_after: self._read(formula, after[Cause.RULES], is_after=is_after, year=None)
            for is_after in (False, True)
        }
        cells: dict[str, list[str]] = {}
        numbers = {}
        for name in formula.reads():
            facts = parts[after[self.columns.cause(name)]]
            if facts.has(name):
                cells[name] = facts.table.columns[name]
                if name not in formula.text_columns:
                    numbers[name] = facts.numbers(name)
        any_side = parts[after[Cause.RULES]]
        facts = replace(any_side, table=replace(any_side.table, columns=cells), _numbers=numbers)
        return World(
            facts,
            self._headcounts[after[Cause.STUDENTS]],
            self._priors(formula, after),
            frozenset({*self.before.units, *self.after.units} - self.units),
            _counted=self._counted[after[Cause.STUDENTS]],
        )

    def _read(self, formula: Formula, rules: bool, *, is_after: bool, year: int | None) -> Facts:  # noqa: FBT001  whose rules
        """Give the facts of one side under the names of a formula, for the units that both have."""
        key = (rules, is_after, year)
        if key not in self._facts:
            world = self.side(is_after=is_after).world
            facts = world.facts.only(self.units) if year is None else world.priors[year]
            self._facts[key] = under_names_of(facts, formula)
        return self._facts[key]

    def _priors(self, formula: Formula, after: Mapping[Cause, bool]) -> dict[int, Facts]:
        """Give the earlier years of one side, counted back from the year of the formula."""
        is_after = after[Cause.PRIOR]
        side = self.side(is_after=is_after)
        moved = (formula.year or 0) - (side.formula.year or 0)
        return {
            year + moved: self._read(formula, after[Cause.RULES], is_after=is_after, year=year)
            for year in side.world.priors
        }

    def _facts_differ(self, cause: Cause) -> bool:
        return any(
            _cells(self.before, name, self.units) != _cells(self.after, name, self.units)
            for name in {*self.before.formula.reads(), *self.after.formula.reads()}
            if self.columns.cause(name) is cause
        )

    def _headcounts_differ(self) -> bool:
        one, other = (headcount and _rows(headcount) for headcount in self._headcounts.values())
        return one != other

    def _earlier_years_differ(self) -> bool:
        one, other = (
            {(side.formula.year or 0) - year: facts for year, facts in side.world.priors.items()}
            for side in (self.before, self.after)
        )
        names = {*self.before.formula.reads(), *self.after.formula.reads()}
        return one.keys() != other.keys() or any(
            one[back].units != other[back].units
            or any(_texts(one[back], name) != _texts(other[back], name) for name in names)
            for back in one
        )

    def _rules(self, formula: Formula) -> object:
        """Give what is decided apart from the values of shared parameters and the amounts of shared pools."""
        return (
            {name: _rule(one) for name, one in formula.definitions.items() if name not in self._amounts},
            {name: _counted(one) for name, one in formula.counts.items()},
            {name: (one.limit, one.until) for name, one in formula.lines.items()},
            {name: (one.lines, one.protect, one.method) for name, one in formula.pools.items()},
            {name: one.value for name, one in formula.parameters.items() if name not in self._shared},
            (_blanks(formula), formula.prior_columns, formula.new_unit),
        )


def under_names_of(facts: Facts, *formulas: Formula) -> Facts:
    """Give facts with a column for each name that some formulas read, whatever their file calls it; what a blank means is theirs."""
    found: dict[str, list[str]] = {}
    blank = {}
    for formula in formulas:
        binding = formula.binding
        for name in formula.reads():
            cells = _texts(facts, name, formula)
            if cells is None or name in found:
                continue
            found[name] = list(cells)
            meaning = binding.blank.get(name, binding.blank.get(binding.columns.get(name, name)))
            if meaning is not None:
                blank[name] = meaning
    unknown = facts.binding.unknown.union(*(formula.binding.unknown for formula in formulas))
    positions = range(len(facts.units))
    table = TextTable(facts.table.source, found, positions)
    return Facts(
        facts.units, facts.names, table, Binding(unit_column="unit", blank=blank, unknown=unknown), tuple(positions)
    )


def _texts(facts: Facts, name: str, formula: Formula | None = None) -> tuple[str, ...] | None:
    """Give a column by the name that its own formula has for it, else by the header that another formula gives."""
    if facts.has(name):
        return facts.texts(name)
    header = formula.binding.columns.get(name, name) if formula else name
    return facts.texts(header) if facts.has(header) else None


def _cells(side: Allocation, name: str, units: frozenset[str]) -> list[str] | None:
    """Give a column for the units that both have; None where there is none."""
    texts = _texts(side.world.facts, name)
    if texts is None:
        return None
    return [text for unit, text in zip(side.units, texts, strict=True) if unit in units]


def _rows(headcount: Headcount) -> object:
    """Give a headcount in a form that can be compared."""
    return (
        headcount.units,
        headcount.starts.tolist(),
        [headcount.profiles[profile] for profile in headcount.profile_of_row.tolist()],
        {name: (column.denominator, column.numerators.tolist()) for name, column in headcount.measures.items()},
    )


def _shared_parameters(one: Formula, other: Formula) -> set[str]:
    """Give the parameters of both formulas that are of one kind, so that the value of the one can stand in the other."""
    a, b = one.parameters, other.parameters
    return {name for name in a.keys() & b.keys() if _kind(a[name]) == _kind(b[name])}


def _kind(parameter: Parameter) -> object:
    """Give what kind of value a parameter has, and the column that chooses it."""
    value = parameter.value
    return (type(value), value.column if isinstance(value, ByText) else "")


def _pool_amounts(one: Formula, other: Formula) -> tuple[str, ...]:
    """Give the names of what pools hold and keep back, where both formulas have the same ones."""
    a, b = ({name for name in formula.definitions if name.startswith("pool.")} for formula in (one, other))
    return tuple(sorted(a)) if a == b else ()


def _pool_parameters(formulas: Collection[Formula]) -> set[str]:
    """Give the parameters on which pools rest and no line does."""
    pools: set[str] = set()
    lines: set[str] = set()
    for formula in formulas:
        for name in formula.definitions:
            if name.startswith("pool."):
                pools |= formula.rests_on(name)
        for name in formula.lines:
            lines |= formula.rests_on(name)
    return (pools - lines) & {name for formula in formulas for name in formula.parameters}


def _blanks(formula: Formula) -> object:
    """Give what a formula takes a blank cell for."""
    return (formula.binding.blank, formula.binding.unknown)


def _rule(definition: Definition) -> object:
    return (definition.identity, definition.rounding)


def _counted(count: Count) -> object:
    """Give what a count counts, without what it is called and where it stands."""
    return (count.grades, count.needs, count.any, count.all, count.none, count.measure)
