"""A formula as it was read: frozen records, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from perpupil.exact.rounding import Rounding
from perpupil.formula.keys import MEASURES, Denomination
from perpupil.formula.syntax import Name, Node, Number, Sum, names, written

if TYPE_CHECKING:
    from datetime import date

    from perpupil.facts.binding import Binding
    from perpupil.findings import Place
    from perpupil.formula.source import Path, Source

LANGUAGE = 1

ALLOCATION = "allocation"
"""The name that stands for a unit's total."""

Rows: TypeAlias = tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class ByText:
    """A number for each text of a column."""

    column: str
    values: Mapping[str, Fraction]
    otherwise: Fraction | None


ParameterValue: TypeAlias = Fraction | Rows | ByText


@dataclass(frozen=True, slots=True)
class FormerValue:
    """A value that a parameter had, until the year or the day on which the next took its place."""

    value: Fraction
    until: str
    source: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that was decided: a number, a table, or a number for each text; with who answers for it."""

    name: str
    value: ParameterValue
    title: str
    owner: str
    source: str
    note: str
    place: Place
    was: tuple[FormerValue, ...] = ()
    """What it was before, the oldest first; no result depends on it."""
    confirm: bool = False
    """Whether it was carried over from another year, and nobody has confirmed it yet; no result depends on it."""


@dataclass(frozen=True, slots=True)
class Need:
    """A need a student has, at any level or at one."""

    name: str
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Which students of the headcount are counted, and by what measure."""

    name: str
    grades: tuple[str, ...]
    needs: tuple[Need, ...]
    """The need asked for, once for each level that will do; none asked for when empty."""
    any: tuple[Need, ...]
    all: tuple[Need, ...]
    none: tuple[Need, ...]
    measure: str
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Definition:
    """One named value: a step, a line's amount, or one of the workings a component made for its line."""

    name: str
    expression: Node
    rounding: Rounding | None
    path: Path
    """Where the expression stands in the file, so that a mistake can be pointed at."""
    when: Node | None = None
    references: tuple[str, ...] = ()
    text: str = ""
    identity: str = ""
    """The whole tree as text, so that two that differ anywhere differ here."""


@dataclass(frozen=True, slots=True)
class Step:
    """A named working, for reports."""

    name: str
    title: str
    note: str
    published: str
    within: Fraction


@dataclass(frozen=True, slots=True)
class Limit:
    """A floor or a ceiling of the sum of some lines; `bound` names the working that holds it."""

    is_floor: bool
    bound: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Money that a unit gets, for reports; its workings are definitions: `line`, `line.quantity` and so on."""

    name: str
    title: str
    note: str
    kind: str
    fund: str
    use: str
    published: str
    within: Fraction
    published_quantity: str
    has_quantity: bool
    limit: Limit | None
    sentence: str
    reason_column: str
    students: tuple[str, ...]
    """The names in the keys that say which students it counts."""
    until: date | None
    place: Place
    why: str = ""
    said: tuple[tuple[Denomination, Node], ...] = ()
    """What the keys of its component hold that is in dollars or a share."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A sum that its lines are fitted to; amount and reserve are definitions named `pool.NAME.amount` and `pool.NAME.reserve`."""

    name: str
    title: str
    lines: tuple[str, ...]
    protect: tuple[str, ...]
    method: str
    place: Place
    given: str = ""
    """The amount that was put in the place of the formula's own, as text; empty where it is the formula's own."""
    owner: str = ""
    source: str = ""
    note: str = ""
    confirm: bool = False
    """Whether the amount was carried over from another year, and nobody has confirmed it yet."""

    @property
    def amount(self) -> str:
        """The name of the working that holds its amount."""
        return f"pool.{self.name}.amount"

    @property
    def reserve(self) -> str:
        """The name of the working that holds what is kept back."""
        return f"pool.{self.name}.reserve"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold after every run."""

    that: Node
    unit: str
    given: Mapping[str, Fraction | str]
    title: str
    path: Path


@dataclass(frozen=True, slots=True)
class Formula:
    """What a district decided."""

    title: str
    equity: str
    source: str
    note: str
    year: int | None
    published: str
    """The column that a unit's total is compared with."""
    within: Fraction
    new_unit: str
    currency: str
    noun: str
    binding: Binding
    prior_columns: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Parameter]
    counts: Mapping[str, Count]
    steps: Mapping[str, Step]
    lines: Mapping[str, Line]
    pools: Mapping[str, Pool]
    expectations: tuple[Expectation, ...]
    definitions: Mapping[str, Definition]
    """Every named value, in an order in which each can be worked out after those it refers to."""
    columns: tuple[str, ...]
    """Names that no table declares: they must be columns of facts."""
    text_columns: frozenset[str]
    origin: Source = field(repr=False)

    def with_parameter(self, name: str, value: Fraction) -> Formula:
        """Give the same formula with one parameter changed, as a what-if.

        Raises:
            KeyError: The formula has no parameter of this name that is a number.

        """
        parameter = self.parameters[name]
        if not isinstance(parameter.value, Fraction):
            raise KeyError(name)
        return replace(self, parameters={**self.parameters, name: replace(parameter, value=value)})

    def with_pool(self, name: str, amount: Fraction, source: str = "") -> Formula:
        """Give the same formula with another amount of a pool.

        Where the amount is a parameter of no other pool, the parameter takes it, so that whatever else asks for it follows.

        Args:
            name: The pool.
            amount: Dollars.
            source: Where the amount comes from, for explanations.

        Raises:
            KeyError: The formula has no pool of this name.

        """
        parameter = self.pool_parameter(name)
        if parameter is None:
            return self._with_amount(name, Number(amount))
        changed = replace(parameter, value=amount, source=source or parameter.source)
        return replace(self, parameters={**self.parameters, parameter.name: changed})

    def with_pool_changed(self, name: str, change: Fraction) -> Formula:
        """Give the same formula with so many dollars more in a pool, or fewer, whatever its amount rests on.

        Raises:
            KeyError: The formula has no pool of this name.

        """
        parameter = self.pool_parameter(name)
        if parameter is not None and isinstance(parameter.value, Fraction):
            return self.with_pool(name, parameter.value + change)
        sign = "-" if change < 0 else "+"
        amount = self.definitions[self.pools[name].amount].expression
        return self._with_amount(name, Sum((("+", amount), (sign, Number(abs(change))))))

    def pool_parameter(self, name: str) -> Parameter | None:
        """Give the parameter that a pool's amount is, if it is nothing else and no other pool's too."""
        amounts = {pool: self.definitions[one.amount].expression for pool, one in self.pools.items()}
        match amounts.pop(name):
            case Name(name=named) if named in self.parameters and isinstance(self.parameters[named].value, Fraction):
                return None if any(named in names(other) for other in amounts.values()) else self.parameters[named]
            case _:
                return None

    def _with_amount(self, name: str, amount: Node) -> Formula:
        """Put an expression in the place of a pool's amount."""
        pool = self.pools[name]
        before = self.definitions[pool.amount]
        references = names(amount, this_year=True)
        after = replace(before, expression=amount, references=references, text=written(amount), identity=repr([amount]))
        return replace(
            self,
            pools={**self.pools, name: replace(pool, given=after.text)},
            definitions={**self.definitions, pool.amount: after},
        )

    def reads(self) -> tuple[str, ...]:
        """Give the names that may be read of the facts: columns, counts and measures, and columns of earlier years."""
        earlier = (column for listed in self.prior_columns.values() for column in listed)
        return tuple(dict.fromkeys((*self.columns, *self.counts, *MEASURES, *earlier)))

    def rests_on(self, name: str) -> set[str]:
        """Give every name that a definition rests on this year, down to facts, counts and parameters, itself included."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.definitions[one].references if one in self.definitions else ())
        return found

    def place(self, definition: Definition, at: int, name: str = "") -> Place:
        """Give the place of a part of a definition's expression; for a component, of the key that holds a name."""
        return (
            self.origin.place(definition.path, at) if not name else self.origin.place_of_name(definition.path, at, name)
        )

    def title_of(self, name: str) -> str:
        """Give the name for people of anything that has one."""
        if name == ALLOCATION:
            return "Total"
        for table in (self.lines, self.steps, self.parameters, self.counts):
            if name in table:
                title: str = table[name].title
                return title or name
        return name
