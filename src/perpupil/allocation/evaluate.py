"""Working an expression out: the tree of a formula over the columns of a world, exactly.

A value of the district is a `Fraction`, a `bool` or a text; a value a unit is a `Column`, an array of truths or an array of texts. `index` holds the
units that are asked for, or None for all: a branch is worked out only for the units that take it.
"""

from __future__ import annotations

import operator
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from perpupil.allocation import functions
from perpupil.allocation.allocation import Quantity
from perpupil.allocation.world import Trouble, World
from perpupil.exact import columns
from perpupil.exact.columns import Column, Index, Texts, Truths
from perpupil.exact.numerals import write_number
from perpupil.exact.rounding import Rounding
from perpupil.findings import Finding, finding
from perpupil.formula.keys import MEASURES
from perpupil.formula.records import ByText, Definition, Formula
from perpupil.formula.syntax import (
    Both,
    ByUnit,
    Call,
    Comparison,
    Either,
    HighestOf,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Product,
    Sum,
    Text,
    Truth,
    names,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value: TypeAlias = Fraction | Column | bool | Truths | str | Texts

_TESTS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Evaluator:
    """Works out a formula's definitions in one world, each once."""

    def __init__(self, formula: Formula, world: World, whole: Evaluator | None = None) -> None:
        """Take a formula and a world; `whole` is the real district when this world is a made-up unit."""
        self.formula, self.world = formula, world
        self.whole = whole or self
        self.values: dict[str, Quantity] = {}
        self.failed: dict[str, tuple[Finding, ...]] = {}
        self.definition: Definition | None = None
        self._earlier: dict[int, Evaluator] = {}

    def define(self, definition: Definition) -> Quantity:
        """Work out one definition, rounded as it says.

        Raises:
            Trouble: It has no value at some unit; the findings say where.

        """
        outer, self.definition = self.definition, definition
        try:
            node = definition.expression
            if definition.when is not None:
                node = Call("if", (definition.when, node, Number(Fraction(0))), (), definition.when.at)
            value = self.quantity(node)
            if definition.rounding is not None:
                value = self._rounded(value, definition.rounding)
        except Trouble as trouble:
            self.failed[definition.name] = trouble.findings
            raise
        finally:
            self.definition = outer
        self.values[definition.name] = value
        return value

    def quantity(self, node: Node, index: Index | None = None) -> Quantity:
        """Work out a number."""
        return cast("Quantity", self.value(node, index))

    def value(self, node: Node, index: Index | None = None) -> Value:
        """Work out any expression for some units."""
        try:
            return self._value(node, index)
        except columns.TooLong:
            raise self._too_long(node.at) from None

    def _rounded(self, value: Quantity, rounding: Rounding) -> Quantity:
        try:
            return functions.rounded(value, rounding)
        except columns.TooLong:
            raise self._too_long(0) from None

    def _too_long(self, at: int) -> Trouble:
        return self.trouble(
            "number-too-long",
            at,
            "The value grows longer than 600 digits.",
            "Round it on the way, or take a factor out.",
        )

    def _value(self, node: Node, index: Index | None) -> Value:
        match node:
            case Name(name=name):
                return _taken(self.named(name, node.at, index), index)
            case Number(value=number):
                return number
            case Text(value=text):
                return text
            case Truth(value=truth):
                return truth
            case Negative(operand=operand):
                value = self.quantity(operand, index)
                return -value if isinstance(value, Fraction) else columns.negate(value)
            case Sum(terms=pairs):
                return self._sum(pairs, index)
            case Product(factors=pairs):
                return self._product(node, pairs, index)
            case Comparison():
                return self._comparison(node, index)
            case Not(operand=operand):
                denied = cast("bool | Truths", self.value(operand, index))
                return not denied if isinstance(denied, bool) else ~denied
            case Both(operands=operands):
                return self._chain(operands, index, stops_at=False)
            case Either(operands=operands):
                return self._chain(operands, index, stops_at=True)
            case Call():
                return functions.call(self, node, index)
            case HighestOf():
                return _taken(self._highest(node), index)
            case ByUnit(amounts=amounts):
                return _taken(self._by_unit(dict(amounts)), index)
            case _:
                message = f"{node} has no value"
                raise TypeError(message)

    def named(self, name: str, at: int = 0, index: Index | None = None) -> Value:
        """Give the value of a name for all units; where a cell is blank, only units outside the index may have it."""
        if name in self.values:
            return self.values[name]
        if name in self.formula.definitions:
            self._define_with_what_it_needs(name)
            if name in self.failed:
                raise Trouble(*self.failed[name])
            return self.values[name]
        if name in self.formula.parameters:
            return self._parameter(name, at, index)
        if name in self.formula.counts and self.world.headcount is not None:
            return self.world.counted(self.formula.counts[name])
        if name in MEASURES and self.world.headcount is not None:
            return self.world.everyone(name)
        return self._column(name, at, index)

    def _define_with_what_it_needs(self, name: str) -> None:
        """Work a definition out after those it refers to, one by one, so that no chain is too long for the stack."""
        needed, waiting = set(), [name]
        while waiting:
            one = waiting.pop()
            if one in self.formula.definitions and not (one in needed or one in self.values or one in self.failed):
                needed.add(one)
                waiting.extend(self.formula.definitions[one].references)
        for one in self.formula.definitions if needed else ():
            if one in needed:
                with suppress(Trouble):
                    self.define(self.formula.definitions[one])

    def earlier(self, years: int, at: int) -> Evaluator:
        """Give the same formula in the world of so many years before."""
        if years not in self._earlier:
            year = (self.formula.year or 0) - years
            facts = self.world.priors.get(year)
            if facts is None:
                raise self.trouble(
                    "no-prior-facts",
                    at,
                    f"There are no facts of {year}.",
                    f"Give them with --prior {year}=FACTS.csv, or list the columns in `prior`.",
                )
            before = World(facts)
            formula = self.formula
            self._earlier[years] = _EarlierEvaluator(formula, before, years, self)
        self._earlier[years].definition = self.definition
        return self._earlier[years]

    def trouble(self, code: str, at: int, what: str, fix: str, name: str = "") -> Trouble:
        """Make the exception for a mistake in the definition at work."""
        return Trouble(self.finding(code, at, what, fix, name))

    def finding(self, code: str, at: int, what: str, fix: str, name: str = "") -> Finding:
        """Make a finding that points at the definition at work."""
        definition = self.definition
        place = self.formula.place(definition, at, name) if definition else self.formula.origin.place(())
        return finding(code, place, what, fix)

    def positions(self, failing: Truths, index: Index | None) -> list[int]:
        """Give the positions of the units where something fails."""
        found = np.flatnonzero(failing)
        return [int(position) for position in (found if index is None else index[found])]

    def count(self, index: Index | None) -> int:
        """Give how many units are asked for."""
        return len(self.world) if index is None else len(index)

    def column(self, value: Quantity, index: Index | None) -> Column:
        """Give a number as a column."""
        return columns.constant(value, self.count(index)) if isinstance(value, Fraction) else value

    def _sum(self, pairs: tuple[tuple[str, Node], ...], index: Index | None) -> Quantity:
        number, parts = Fraction(0), []
        for sign, part in pairs:
            value = self.quantity(part, index)
            if isinstance(value, Fraction):
                number = _bounded(number + value if sign == "+" else number - value)
            else:
                parts.append(value if sign == "+" else columns.negate(value))
        if not parts:
            return _bounded(number)
        if number:
            parts.append(columns.constant(number, self.count(index)))
        return columns.add_all(parts)

    def _product(self, node: Product, pairs: tuple[tuple[str, Node], ...], index: Index | None) -> Quantity:
        number, column = Fraction(1), None
        for sign, part in pairs:
            value = self.quantity(part, index)
            if sign == "/":
                self._require_not_zero(node, part, value, index)
            if isinstance(value, Fraction):
                number = _bounded(number * value if sign == "*" else Fraction(number, value))
            elif sign == "*":
                column = value if column is None else columns.multiply(column, value)
            else:
                column = columns.divide(self.column(Fraction(1), index) if column is None else column, value)
        if column is None:
            return number
        return column if number == 1 else columns.scale(column, number)

    def _require_not_zero(self, node: Product, part: Node, value: Quantity, index: Index | None) -> None:
        if isinstance(value, Fraction):
            if value == 0:
                raise self.trouble(
                    "division-by-zero", part.at, f"`{written(part)}` is zero.", "Guard it: if(x > 0, a / x, 0)."
                )
            return
        zero = np.asarray(value.numerators == 0, np.bool_)
        if not zero.any():
            return
        positions = self.positions(zero, index)
        known = ", ".join(f"{name} = {self.shown(name, positions[0])}" for name in names(node)[:8])
        noun = f"{len(positions)} {self.formula.noun}s" if len(positions) > 1 else f"{self.formula.noun}"
        what = f"`{written(part)}` is zero at {noun} {self.world.named(positions)}; at {self.world.unit(positions[0])} {known}."
        raise self.trouble(
            "division-by-zero", part.at, what, f"Guard it: if({written(part)} > 0, …, 0).", next(iter(names(part)), "")
        )

    def shown(self, name: str, position: int) -> str:
        """Write the value of a name at one unit, for a finding."""
        try:
            value = self.named(name, 0, np.array([position]))
        except Trouble:
            return "not known"
        if isinstance(value, Column):
            return write_number(value.at(position))
        return (
            write_number(value)
            if isinstance(value, Fraction)
            else str(value if isinstance(value, bool | str) else value[position])
        )

    def _comparison(self, node: Comparison, index: Index | None) -> bool | Truths:
        """Compare neighbors from left to right, each only where all before it held."""
        asked = index
        left = self.value(node.first, index)
        holds: bool | Truths = True
        for number, (sign, part) in enumerate(node.rest):
            right = self.value(part, asked)
            found = _compared(left, right, sign)
            last = number == len(node.rest) - 1
            holds = found if number == 0 else _narrowed(holds, found)
            if last or found is False or (not isinstance(found, bool) and not found.any()):
                return holds
            if not isinstance(found, bool):
                asked = np.flatnonzero(found) if asked is None else asked[found]
                left = _taken(right, np.flatnonzero(found))
            else:
                left = right
        return holds

    def _chain(self, operands: tuple[Node, ...], index: Index | None, *, stops_at: bool) -> bool | Truths:
        """Work out `and` or `or`: each operand only for the units that are not decided yet."""
        undecided = np.arange(self.count(index))
        result: bool | Truths = not stops_at
        for operand in operands:
            asked = undecided if index is None else index[undecided]
            whole = len(undecided) == self.count(index)
            truth = cast("bool | Truths", self.value(operand, index if whole else asked))
            if isinstance(truth, bool):
                if truth is stops_at:
                    truth = np.full(len(undecided), truth)
                else:
                    continue
            if isinstance(result, bool):
                result = np.full(self.count(index), not stops_at)
            decided = truth if stops_at else ~truth
            result[undecided[decided]] = stops_at
            undecided = undecided[~decided]
            if not len(undecided):
                break
        return result

    def _parameter(self, name: str, at: int, index: Index | None) -> Quantity:
        value = self.formula.parameters[name].value
        if isinstance(value, Fraction):
            return value
        if not isinstance(value, ByText):
            raise self.trouble(
                "wrong-kind-of-value", at, f"`{name}` is a table, not a number.", f"Use it in tier(x, {name}).", name
            )
        self._require_column(value.column, at)
        texts = self.world.facts.texts(value.column)
        # Thousands of units have a few texts among them, so each text is looked up once.
        distinct, (group, _) = dict.fromkeys(texts), self.world.groups(value.column)
        missing = np.array([text not in value.values for text in distinct], np.bool_)[group]
        if value.otherwise is None and (missing if index is None else missing[index]).any():
            positions = self.positions(missing if index is None else missing[index], index)
            what = f"`{name}` lists no value for {texts[positions[0]]!r} in column `{value.column}`, at {self.world.named(positions)}."
            raise self.trouble("not-listed", at, what, "Add it to `values`, or write `otherwise`.", name)
        other = value.otherwise or Fraction(0)
        return columns.choose([value.values.get(text, other) for text in distinct], group)

    def _require_column(self, name: str, at: int) -> None:
        if not self.world.facts.has(name):
            what = f"The facts have no column `{self.world.facts.header(name)}`."
            raise self.trouble("missing-column", at, what, "Check its spelling, or give it a name in [facts].", name)

    def _column(self, name: str, at: int, index: Index | None) -> Value:
        facts = self.world.facts
        self._require_column(name, at)
        if name in self.formula.text_columns:
            return self.world.words(name)
        numbers = facts.numbers(name)
        if numbers.findings:
            raise Trouble(*numbers.findings)
        blank = ~numbers.known if index is None else ~numbers.known[index]
        if blank.any():
            positions = self.positions(blank, index)
            what = f"Column `{facts.header(name)}` is blank at {self.world.named(positions)}."
            fix = f"Fill it in, ask with if(known({name}), …), or say what a blank means: blank = {{ {name} = 0 }} in [facts]."
            raise self.trouble("blank-cell", at, what, fix, name)
        return numbers.values

    def _highest(self, node: HighestOf) -> Quantity:
        """Count the students for whom this line's weight is the highest of its group."""
        weights = {line: self.named(f"{line}.weight") for line, _ in node.group}
        for line, weight in weights.items():
            if not isinstance(weight, Fraction):
                raise self.trouble(
                    "wrong-kind-of-value",
                    node.at,
                    f"In a group, the weight of `{line}` must be one value for the district.",
                    "Use a parameter.",
                )
        order = [line for line, _ in node.group]
        rank = {line: (-cast("Fraction", weights[line]), order.index(line)) for line in order}
        counts = dict(node.group)
        missing = [name for name in counts.values() if name not in self.formula.counts]
        if missing:
            raise self.trouble(
                "no-headcount",
                node.at,
                f"`{missing[0]}` is not a count of the headcount.",
                "In a group every `students` is declared in [counts].",
            )
        ahead = tuple(self.formula.counts[counts[line]] for line in order if rank[line] < rank[node.line])
        return self.world.counted(self.formula.counts[counts[node.line]], ahead)

    def _by_unit(self, amounts: Mapping[str, Fraction]) -> Quantity:
        known = {*self.whole.world.facts.units, *self.whole.world.absent}
        unknown = [unit for unit in amounts if unit not in known]
        if unknown:
            raise self.trouble(
                "unknown-unit",
                0,
                f"There is no {self.formula.noun} {', '.join(unknown[:5])} in the facts.",
                "Check the id, with its leading zeros.",
            )
        return columns.from_fractions([amounts.get(unit, Fraction(0)) for unit in self.world.facts.units])


class _EarlierEvaluator(Evaluator):
    """The same formula in an earlier year; further years are counted from the formula's own."""

    def __init__(self, formula: Formula, world: World, years: int, later: Evaluator) -> None:
        super().__init__(formula, world)
        self._years, self._later = years, later
        self.definition = later.definition

    def earlier(self, years: int, at: int) -> Evaluator:
        return self._later.earlier(self._years + years, at)


def _bounded(number: Fraction) -> Fraction:
    """Give a number back, or refuse it when it is too long."""
    columns.bounded(number.numerator)
    columns.bounded(number.denominator)
    return number


def _taken(value: Value, index: Index | None) -> Value:
    """Give a value for some units."""
    if index is None or isinstance(value, Fraction | bool | str):
        return value
    return value.take(index) if isinstance(value, Column) else value[index]


def _compared(a: Value, b: Value, sign: str) -> bool | Truths:
    """Compare two values of one kind."""
    test = _TESTS[sign]
    if isinstance(a, Fraction | bool | str) and isinstance(b, Fraction | bool | str):
        return bool(test(a, b))
    if isinstance(a, Column) or isinstance(b, Column):
        count = len(a) if isinstance(a, Column) else len(cast("Column", b))
        left, right = (
            one if isinstance(one, Column) else columns.constant(cast("Fraction", one), count) for one in (a, b)
        )
        return columns.compare(left, right, test)
    truths: Truths = np.asarray(test(a, b), np.bool_)
    return truths


def _narrowed(holds: Truths | bool, found: Truths | bool) -> Truths | bool:  # noqa: FBT001  values, not options
    """Where something held so far, take what was found there since."""
    if isinstance(holds, bool):
        return found
    result = holds.copy()
    result[holds] = found
    return result
