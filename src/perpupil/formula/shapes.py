"""What kind of value each expression gives, worked out before any fact is read.

A value is a number, a truth, a text or a table; one for the district or one a unit; and a number may be a *quotient*, with a denominator
at every unit. Mixing kinds is a finding, and so is adding a quotient up before it is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.exact.rounding import WRITTEN_MODES
from perpupil.formula.keys import MEASURES
from perpupil.formula.records import ByText
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
    Table,
    Text,
    Truth,
    names,
    walk,
)
from perpupil.formula.typed import Reader
from perpupil.limits import ROUNDING_DIGITS, YEARS_BACK

if TYPE_CHECKING:
    from perpupil.formula.records import Definition, Formula


class Kind(StrEnum):
    """What a value is."""

    NUMBER = "a number"
    TRUTH = "a truth"
    TEXT = "a text"
    TABLE = "a table"


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a value before any fact is read."""

    kind: Kind
    is_by_unit: bool = False
    is_quotient: bool = False


_DISTRICT = Shape(Kind.NUMBER)
_UNIT = Shape(Kind.NUMBER, is_by_unit=True)


def check_shapes(formula: Formula, reader: Reader) -> Formula:
    """Find what does not fit together, and give the formula with the columns that hold text."""
    texts = formula.text_columns | _columns_used_as_text(formula)
    formula = replace(formula, text_columns=frozenset(texts))
    checker = _Checker(formula, Reader(reader.source), {})
    # `prior` may ask for a name that is worked out later: look again until nothing new is learned.
    while True:
        before, checker = checker.known, _Checker(formula, Reader(reader.source), checker.known)
        for definition in formula.definitions.values():
            checker.check_definition(definition)
        if checker.known == before:
            break
    reader.findings += checker.reader.findings
    checker.reader = reader
    for expectation in formula.expectations:
        checker.check_truth(expectation.that, expectation.path)
    return formula


def _columns_used_as_text(formula: Formula) -> set[str]:
    """Give the undeclared names that are compared with a text or used to group."""
    found: set[str] = set()
    trees = [one.expression for one in formula.definitions.values()]
    trees += [one.when for one in formula.definitions.values() if one.when is not None]
    trees += [one.that for one in formula.expectations]
    compared: list[tuple[Node, ...]] = []
    for part in (part for tree in trees for part in walk(tree)):
        if isinstance(part, Comparison):
            compared.append((part.first, *(operand for _, operand in part.rest)))
        elif (
            isinstance(part, Call)
            and part.function in {"total", "share"}
            and isinstance(by := part.option("by", 1), Name)
        ):
            found.add(by.name)
    before = -1
    while len(found) > before:
        before = len(found)
        for operands in compared:
            if any(_is_text(operand, found | formula.text_columns) for operand in operands):
                found.update(operand.name for operand in operands if isinstance(operand, Name))
    return found & set(formula.columns)


def _is_text(node: Node, texts: set[str] | frozenset[str]) -> bool:
    """Whether an expression is plainly a text: written out, a column known to be one, or an `if` between texts."""
    if isinstance(node, Call) and node.function == "if":
        return _is_text(node.arguments[1], texts) or _is_text(node.arguments[2], texts)
    return isinstance(node, Text) or (isinstance(node, Name) and node.name in texts)


class _Checker:
    """Works out shapes from the leaves up; each definition's once, in the order of work."""

    def __init__(self, formula: Formula, reader: Reader, known: dict[str, Shape]) -> None:
        self.formula, self.reader = formula, reader
        self.known: dict[str, Shape] = dict(known)
        self.seen: dict[int, Shape] = {}
        self.path: tuple[str, ...] = ()

    def check_definition(self, definition: Definition) -> None:
        self.path = definition.path
        shape = self._number(definition.expression)
        if definition.when is not None:
            self.path = ("line", definition.name.partition(".")[0], "when")
            self._require(definition.when, Kind.TRUTH)
            shape = replace(shape, is_by_unit=shape.is_by_unit or self._of(definition.when).is_by_unit)
        if definition.rounding is not None:
            shape = replace(shape, is_quotient=False)
        if definition.path[0] == "pool" and shape.is_by_unit:
            self._say(
                "wrong-kind-of-value",
                definition.expression,
                "A pool's amount is one value for the district, not one a unit.",
                "Write total(…) around it.",
            )
        self.known[definition.name] = shape

    def check_truth(self, node: Node, path: tuple[str, ...]) -> None:
        self.path = path
        self._require(node, Kind.TRUTH)

    def _of(self, node: Node) -> Shape:
        """Give the shape of an expression; each part is looked at once, so that a mistake is told once."""
        if id(node) not in self.seen:
            self.seen[id(node)] = self._find(node)
        return self.seen[id(node)]

    def _find(self, node: Node) -> Shape:
        match node:
            case Number():
                return _DISTRICT
            case Text():
                return Shape(Kind.TEXT)
            case Truth():
                return Shape(Kind.TRUTH)
            case Table():
                return Shape(Kind.TABLE)
            case ByUnit() | HighestOf():
                return _UNIT
            case Name(name=name):
                return self._of_name(name)
            case Negative(operand=operand):
                return self._number(operand)
            case Sum(terms=pairs):
                return _merged(*(self._number(part) for _, part in pairs))
            case Product(factors=pairs):
                return self._product(pairs)
            case Not() | Both() | Either() | Comparison():
                return self._truth(node)
            case Call():
                return self._call(node)

    def _of_name(self, name: str) -> Shape:
        if name in self.known:
            return self.known[name]
        parameter = self.formula.parameters.get(name)
        if parameter is not None:
            if isinstance(parameter.value, Fraction):
                return _DISTRICT
            return _UNIT if isinstance(parameter.value, ByText) else Shape(Kind.TABLE)
        return Shape(Kind.TEXT, is_by_unit=True) if name in self.formula.text_columns else _UNIT

    def _product(self, pairs: tuple[tuple[str, Node], ...]) -> Shape:
        shapes = [(sign, self._number(part)) for sign, part in pairs]
        merged = _merged(*(shape for _, shape in shapes))
        divided = any(sign == "/" and shape.is_by_unit for sign, shape in shapes)
        return replace(merged, is_quotient=merged.is_quotient or divided)

    def _truth(self, node: Not | Both | Either | Comparison) -> Shape:
        if isinstance(node, Comparison):
            return self._comparison(node)
        operands = (node.operand,) if isinstance(node, Not) else node.operands
        for operand in operands:
            self._require(operand, Kind.TRUTH)
        return Shape(Kind.TRUTH, is_by_unit=any(self._of(operand).is_by_unit for operand in operands))

    def _comparison(self, node: Comparison) -> Shape:
        left = self._of(node.first)
        by_unit = left.is_by_unit
        for sign, part in node.rest:
            right = self._of(part)
            by_unit = by_unit or right.is_by_unit
            if left.kind is not right.kind or left.kind is Kind.TABLE:
                self._say(
                    "wrong-kind-of-value",
                    part,
                    f"`{sign}` compares {left.kind} with {right.kind}.",
                    "Compare two numbers, two texts or two truths.",
                )
            elif left.kind is not Kind.NUMBER and sign not in {"==", "!="}:
                self._say(
                    "wrong-kind-of-value", part, f"`{sign}` compares numbers only, not {left.kind}.", "Use == or !=."
                )
            left = right
        return Shape(Kind.TRUTH, is_by_unit=by_unit)

    def _call(self, node: Call) -> Shape:
        match node.function:
            case "if":
                self._require(node.arguments[0], Kind.TRUTH)
                then, otherwise = self._of(node.arguments[1]), self._of(node.arguments[2])
                if then.kind is not otherwise.kind:
                    self._say(
                        "wrong-kind-of-value",
                        node,
                        f"`if` gives {then.kind} or {otherwise.kind}.",
                        "Let both be of one kind.",
                    )
                return replace(
                    _merged(then, otherwise),
                    kind=then.kind,
                    is_by_unit=then.is_by_unit or otherwise.is_by_unit or self._of(node.arguments[0]).is_by_unit,
                )
            case "min" | "max" | "abs":
                return _merged(*(self._number(argument) for argument in node.arguments))
            case "floor" | "ceil":
                return replace(self._number(node.arguments[0]), is_quotient=False)
            case "round":
                return self._round(node)
            case "total" | "share":
                return self._total(node)
            case "tier" | "interpolate":
                return self._table_function(node)
            case "prior" | "average":
                return self._earlier(node)
            case "apportion":
                return self._apportion(node)
            case _:
                return self._known(node)

    def _round(self, node: Call) -> Shape:
        shape = replace(self._number(node.arguments[0]), is_quotient=False)
        digits = node.option("digits", 1)
        mode = node.option("mode", 2)
        if digits is not None and whole_number(digits, *ROUNDING_DIGITS) is None:
            self._say(
                "wrong-arguments",
                node,
                "The digits of `round` are not a whole number in bounds.",
                f"Write a number from {ROUNDING_DIGITS[0]} to {ROUNDING_DIGITS[1]}.",
            )
        if mode is not None and not (isinstance(mode, Text) and mode.value in WRITTEN_MODES):
            self._say(
                "wrong-arguments",
                node,
                "The mode of `round` is not known.",
                f"Write one of {', '.join(WRITTEN_MODES)}, in quotes.",
            )
        return shape

    def _total(self, node: Call) -> Shape:
        self._addable(node, node.arguments[0])
        by = node.option("by", 1)
        if by is not None and not (isinstance(by, Name) and by.name in self.formula.text_columns):
            self._say(
                "wrong-arguments",
                node,
                f"`by` in `{node.function}` is not a column of facts.",
                "Write the name of a column that holds text: by=region.",
            )
        if node.function == "total":
            return _UNIT if by is not None else _DISTRICT
        return Shape(Kind.NUMBER, is_by_unit=True, is_quotient=by is not None)

    def _table_function(self, node: Call) -> Shape:
        shape = self._number(node.arguments[0])
        table = node.arguments[1]
        rows = self._rows(table)
        least = 2 if node.function == "interpolate" else 1
        if rows is None:
            self._say(
                "wrong-arguments",
                table,
                f"`{node.function}` needs a table.",
                "Write [[0, 1], [300, 2]], or the name of a table parameter.",
            )
        elif len(rows) < least or any(rows[i][0] >= rows[i + 1][0] for i in range(len(rows) - 1)):
            self._say(
                "wrong-value",
                table,
                f"The table needs {least} or more rows with rising first numbers.",
                "Order the rows by their first number, each once.",
            )
        for option in ("marginal", "above"):
            value = node.option(option)
            if value is not None and not isinstance(value, Truth):
                self._say("wrong-arguments", node, f"`{option}` must be true or false.", f"Write {option}=true.")
        if any(not isinstance(argument, Truth) for argument in node.arguments[2:]):
            self._say("wrong-arguments", node, "The options of `tier` are true or false.", "Write marginal=true.")
        return shape

    def _rows(self, node: Node) -> tuple[tuple[Fraction, Fraction], ...] | None:
        if isinstance(node, Table):
            return node.rows
        value = (
            self.formula.parameters[node.name].value
            if isinstance(node, Name) and node.name in self.formula.parameters
            else None
        )
        return value if isinstance(value, tuple) else None

    def _earlier(self, node: Call) -> Shape:
        if node.function == "average":
            shape = self._number(node.arguments[0])
        else:
            undeclared = [
                name for name in names(node.arguments[0]) if name in self.formula.definitions and name not in self.known
            ]
            shape = _UNIT if undeclared else self._number(node.arguments[0])
        years = node.option("years", 1)
        if years is not None and whole_number(years, 1, YEARS_BACK) is None:
            self._say(
                "wrong-arguments",
                node,
                "`years` is not a whole number of years.",
                f"Write a number from 1 to {YEARS_BACK}.",
            )
        if self.formula.year is None and not (
            isinstance(node.arguments[0], Name) and node.arguments[0].name in self.formula.prior_columns
        ):
            self._say(
                "missing-key",
                node,
                f"`{node.function}` needs the formula's `year`.",
                "Write year = 2027 at the top of the file, or list the columns in `prior`.",
            )
        return replace(shape, is_by_unit=True)

    def _apportion(self, node: Call) -> Shape:
        pool, weights = node.arguments[0], node.arguments[1]
        if self._number(pool).is_by_unit:
            self._say(
                "wrong-kind-of-value",
                pool,
                "The pool of `apportion` is one value for the district, not one a unit.",
                "Write total(…) around it.",
            )
        self._addable(node, weights)
        digits = node.option("digits", 2)
        if digits is not None and whole_number(digits, *ROUNDING_DIGITS) is None:
            self._say(
                "wrong-arguments",
                node,
                "The digits of `apportion` are not a whole number in bounds.",
                "Write digits=2 for cents.",
            )
        return _UNIT

    def _known(self, node: Call) -> Shape:
        column = node.arguments[0]
        formula = self.formula
        if not (isinstance(column, Name) and column.name in {*formula.columns, *formula.counts, *MEASURES}):
            self._say("wrong-arguments", node, "`known` asks for a column of facts.", "Write known(column).")
        return Shape(Kind.TRUTH, is_by_unit=True)

    def _addable(self, node: Call, argument: Node) -> None:
        if self._number(argument).is_quotient:
            what = f"`{node.function}` adds up quotients that are not rounded."
            self._say(
                "unrounded-quotient",
                argument,
                what,
                f"Round first: {node.function}(round(…, 4)), or a step with round = 4.",
            )

    def _number(self, node: Node) -> Shape:
        shape = self._of(node)
        if shape.kind is not Kind.NUMBER:
            what = f"A number is wanted here, and this is {shape.kind}."
            fix = (
                "A truth becomes a number with if(…, 1, 0)."
                if shape.kind is Kind.TRUTH
                else "Use a number, or compare the text with ==."
            )
            self._say("wrong-kind-of-value", node, what, fix)
        return replace(shape, kind=Kind.NUMBER)

    def _require(self, node: Node, kind: Kind) -> None:
        shape = self._of(node)
        if shape.kind is not kind:
            self._say(
                "wrong-kind-of-value",
                node,
                f"{str(kind).capitalize()} is wanted here, and this is {shape.kind}.",
                "Compare it: n > 0.",
            )

    def _say(self, code: str, node: Node, what: str, fix: str) -> None:
        self.reader.say(code, self.path, what, fix, node.at)


def whole_number(node: Node, least: int, greatest: int) -> int | None:
    """Give a whole number that is written out, within bounds; else None."""
    sign = 1
    if isinstance(node, Negative):
        sign, node = -1, node.operand
    if isinstance(node, Number) and node.value.denominator == 1 and least <= sign * node.value <= greatest:
        return int(sign * node.value)
    return None


def _merged(*shapes: Shape) -> Shape:
    """Give the shape of numbers put together."""
    return Shape(Kind.NUMBER, any(one.is_by_unit for one in shapes), any(one.is_quotient for one in shapes))
