"""A formula in words: the one place where its expressions and names become sentences for people."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.exact.rounding import WORDS, Mode, Rounding, digits_in_words
from perpupil.formula.components import COMPONENTS
from perpupil.formula.components.declaration import MARKED, Form, listed, money_place
from perpupil.formula.denominations import denominations, dollar_factor, number_of, part_of
from perpupil.formula.figures import capital, day, figure, inside, is_plural, percent, plain, readable
from perpupil.formula.keys import Denomination
from perpupil.formula.parsing import ExpressionError, parse
from perpupil.formula.records import ALLOCATION, ByText
from perpupil.formula.shapes import whole_number
from perpupil.formula.syntax import (
    Both,
    ByUnit,
    Call,
    Comparison,
    Either,
    HighestOf,
    Name,
    Negative,
    Not,
    Number,
    Product,
    Sum,
    Table,
    Text,
    Truth,
)
from perpupil.limits import ROUNDING_DIGITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.formula.records import Count, Formula, Line, Need, Parameter, Rows, Step
    from perpupil.formula.syntax import Node

_SIGNS = {"+": "+", "-": "\N{MINUS SIGN}", "*": "\N{MULTIPLICATION SIGN}", "/": "\N{DIVISION SIGN}"}
_COMPARED = {"==": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_COUNTED = {
    "==": "exactly",
    "!=": "other than",
    "<": "fewer than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}
_TEXTS_SHOWN = 8
_LONG_WORDS = 5
_NUMBER, _DOLLARS, _SHARE = Denomination.NUMBER, Denomination.DOLLARS, Denomination.SHARE


@dataclass(frozen=True, slots=True)
class Wording:
    """Says a formula's rules, expressions and names in words."""

    formula: Formula
    denominations: Mapping[str, Denomination]
    is_by_title: bool = False
    """Whether parameters are said with their titles beside their values."""
    units: Mapping[str, str] = field(default_factory=dict)
    """What people call the units, by id."""

    @classmethod
    def of(cls, formula: Formula, units: Mapping[str, str] | None = None) -> Wording:
        """Prepare the words of a formula."""
        named = {unit: name for unit, name in (units or {}).items() if name != unit}
        return cls(formula, denominations(formula), units=named)

    # Whole sentences

    def rule(self, line: Line) -> str:
        """Say how a line comes about, where it is paid, until when and why."""
        said = [self.amount(line)]
        if line.until is not None:
            said.append(f"It ends on {day(line.until)}.")
        if line.why:
            said.append(f"The reason given: {line.why}")
        return " ".join(said)

    def amount(self, line: Line) -> str:
        """Say how a line comes about and where it is paid."""
        said = self.sentence(line.sentence) if line.kind else self._value(line)
        when = self.formula.definitions[line.name].when
        where = "" if when is None else f" It is paid only where {self.phrase(when)}."
        return " ".join(f"{said}{where}".split())

    def working(self, step: Step) -> str:
        """Say how a step comes about, and how it rounds."""
        definition, denomination = self.formula.definitions[step.name], self.denominations.get(step.name, _NUMBER)
        said = replace(self, is_by_title=True).phrase(definition.expression, denomination)
        rounding = definition.rounding
        how = "" if rounding is None else f"; rounded {rounding_in_words(rounding, denomination)}"
        return f"{capital(said)}{how}."

    def sentence(self, text: str) -> str:
        """Put words in the place of the marked expressions of a sentence."""
        return capital(MARKED.sub(lambda match: self._marked(Form(match[1]), match[2]), text))

    def _value(self, line: Line) -> str:
        node = self.formula.definitions[line.name].expression
        return f"This line is {replace(self, is_by_title=True).phrase(node, _DOLLARS)}."

    def _marked(self, form: Form, text: str) -> str:
        if form is Form.NOUN:
            return self.formula.noun
        if form is Form.UNIT:
            return self.units.get(text, f"{self.formula.noun} {text}")
        try:
            node = parse(text)
        except ExpressionError:  # a number too long to be read again
            return readable(text)
        match form:
            case Form.EACH | Form.EACH_STUDENT:
                return self._each(node, is_student=form is Form.EACH_STUDENT)
            case Form.MANY:
                return self._many(node)
            case Form.PART_OF:
                return self._part_of(node)
            case Form.POSITIONS:
                return self._positions(node)
            case Form.SIZES | Form.LEVELS:
                return self._table(node, _SHARE if form is Form.LEVELS else _NUMBER)
            case _:
                return self.phrase(node, {Form.DOLLARS: _DOLLARS, Form.SHARE: _SHARE}.get(form, _NUMBER))

    def _each(self, node: Node, *, is_student: bool) -> str:
        phrase = self.phrase(node)
        if phrase == "students":
            return "student"
        if isinstance(node, Name):
            of = f"of the {phrase}" if is_plural(phrase) else f"of “{phrase}”"
            return f"student counted as “{phrase}”" if is_student and not is_plural(phrase) else of
        return f"student counted ({phrase})" if is_student else f"of ({phrase})"

    def _many(self, node: Node) -> str:
        phrase = self.phrase(node)
        if isinstance(node, Name):
            return phrase if is_plural(phrase) else f"of “{phrase}”"
        return f"of ({phrase})"

    def _part_of(self, node: Node) -> str:
        value = number_of(self.formula, node)
        if value is None:
            return f"{self._factor(node, _SHARE)} ×"
        if value == 1:
            return ""
        return f"{percent(value)} of" if value < 1 else f"{plain(value)} times"

    def _positions(self, node: Node) -> str:
        value = number_of(self.formula, node)
        if value is not None:
            return f"{plain(value)} position{'' if value == 1 else 's'}"
        if isinstance(node, Call) and node.function == "if":
            return f"positions as follows: {self.phrase(node)}"
        return f"as many positions as {self.phrase(node)}"

    def _table(self, node: Node, denomination: Denomination) -> str:
        rows = self._rows(node)
        return rows_in_words(rows, denomination) if rows else self.phrase(node)

    def _rows(self, node: Node) -> Rows:
        """Give the rows of a table that is written out or a parameter."""
        if isinstance(node, Table):
            return node.rows
        if isinstance(node, Name) and node.name in self.formula.parameters:
            value = self.formula.parameters[node.name].value
            return value if isinstance(value, tuple) else ()
        return ()

    # Names and decided values

    def title(self, name: str) -> str:
        """Give what people call a name, as a heading."""
        whole, _, part = name.partition(".")
        title = self.formula.title_of(whole)
        words = capital(readable(whole)) if title == whole else title
        return f"{words}: {self._part_title(whole, part)}" if part else words

    def name(self, name: str) -> str:
        """Give what people call a name, inside a sentence."""
        whole, _, part = name.partition(".")
        if whole == ALLOCATION:
            return f"what the {self.formula.noun} gets"
        title = self.formula.title_of(whole)
        words = readable(whole) if title == whole else inside(title)
        return f"the {self._part_title(whole, part)} of “{self.title(whole)}”" if part else words

    def _part_title(self, line: str, part: str) -> str:
        """Give what people call a working of a line."""
        if part != "quantity":
            return readable(part)
        if self.denominations.get(f"{line}.quantity") is _DOLLARS:
            return "amount that is multiplied"
        kind = self.formula.lines[line].kind if line in self.formula.lines else ""
        return "positions" if kind and COMPONENTS[kind].pays_for == "positions" else "number counted"

    def value(self, parameter: Parameter) -> str:
        """Write the value of a parameter, whatever its kind."""
        value = parameter.value
        denomination = self.denominations.get(parameter.name, _NUMBER)
        if isinstance(value, Fraction):
            return self.figure(value, denomination)
        if isinstance(value, ByText):
            return self._by_text(value, denomination)
        return rows_in_words(value, denomination)

    def figure(self, value: Fraction, denomination: Denomination) -> str:
        """Write a number with its sign, in the formula's currency."""
        return figure(value, denomination, self.formula.currency)

    def _by_text(self, listed_values: ByText, denomination: Denomination) -> str:
        said = [f"{readable(text)}: {self.figure(one, denomination)}" for text, one in listed_values.values.items()]
        if listed_values.otherwise is not None:
            said.append(f"any other: {self.figure(listed_values.otherwise, denomination)}")
        return "; ".join(said)

    # Expressions

    def phrase(self, node: Node, denomination: Denomination = _NUMBER) -> str:
        """Say an expression in words."""
        match node:
            case Number(value=value):
                return self.figure(value, denomination if value else _NUMBER)
            case Text(value=text):
                return f"“{text}”"
            case Truth(value=truth):
                return "always" if truth else "never"
            case Table(rows=rows):
                return rows_in_words(rows, denomination)
            case Name(name=name):
                return self._named(name, denomination)
            case Negative(operand=Number(value=value)):
                return f"\N{MINUS SIGN}{self.figure(value, denomination)}"
            case Negative(operand=operand):
                return f"minus {self._factor(operand, denomination)}"
            case Sum(terms=terms):
                return self._joined(terms, denomination)
            case Product(factors=factors):
                return self._product(factors, denomination)
            case Call():
                return self._call(node, denomination)
            case HighestOf(line=line):
                return f"students whose highest weight is that of “{self.title(line)}”"
            case ByUnit():
                return f"a sum for {self.formula.noun}s by name"
            case _:
                return self._condition(node)

    def _named(self, name: str, denomination: Denomination) -> str:
        parameter = self.formula.parameters.get(name)
        if parameter is None:
            is_column = name in self.formula.columns and denomination is _DOLLARS
            return f"the {self.name(name)}" if is_column else self.name(name)
        known = self.denominations.get(name, denomination)
        if isinstance(parameter.value, ByText):
            what = {_DOLLARS: "an amount", _SHARE: "a share"}.get(known, "a number")
            by = f"{what} by {readable(parameter.value.column)}"
            short = len(parameter.value.values) <= _TEXTS_SHOWN
            return f"{by} ({self._by_text(parameter.value, known)})" if short else by
        if not isinstance(parameter.value, Fraction):
            return self.name(name)
        value = self.figure(parameter.value, known)
        return f"{self.name(name)} ({value})" if self.is_by_title and parameter.title else value

    def _joined(self, pairs: tuple[tuple[str, Node], ...], denomination: Denomination) -> str:
        (_, first), *rest = pairs
        said = self._factor(first, denomination)
        return said + "".join(f" {_SIGNS[sign]} {self._factor(part, denomination)}" for sign, part in rest)

    def _product(self, factors: tuple[tuple[str, Node], ...], denomination: Denomination) -> str:
        part = part_of(self.formula, factors)
        if part is not None and self._is_dollars(part[1]):
            share = number_of(self.formula, part[0]) or Fraction(0)
            return f"{percent(share)} of {self._factor(part[1], _DOLLARS)}"
        money = dollar_factor(self.denominations, factors) if denomination is _DOLLARS else []
        said = [(sign, self._factor(one, _DOLLARS if one in money else _NUMBER)) for sign, one in factors]
        return said[0][1] + "".join(f" {_SIGNS[sign]} {one}" for sign, one in said[1:])

    def _is_dollars(self, node: Node) -> bool:
        match node:
            case Name(name=name):
                return self.denominations.get(name) is _DOLLARS
            case Sum(terms=terms):
                return all(self._is_dollars(term) for _, term in terms)
            case Call(function="min" | "max" | "round" | "prior" | "average" | "total", arguments=arguments):
                return any(self._is_dollars(one) for one in arguments)
            case _:
                return False

    def _factor(self, node: Node, denomination: Denomination) -> str:
        """Say a part of a product, sum or comparison, in quotes or brackets where it could be read wrongly."""
        phrase = self.phrase(node, denomination)
        if isinstance(node, Name):
            is_title = node.name not in self.formula.parameters
            return f"“{self.title(node.name)}”" if is_title and _is_long(phrase) else phrase
        is_simple = isinstance(node, Number | Text | Truth | Product) or " " not in phrase
        return phrase if is_simple else f"({phrase})"

    def _call(self, node: Call, denomination: Denomination) -> str:
        first = node.arguments[0]
        noun = self.formula.noun
        match node.function:
            case "if":
                condition, then, otherwise = node.arguments
                values = [self._factor(one, denomination) for one in (then, otherwise)]
                return f"{values[0]} where {self.phrase(condition)}, otherwise {values[1]}"
            case "min" | "max":
                return self._extreme(node, denomination)
            case "round" | "floor" | "ceil":
                return f"{self._factor(first, denomination)}, {_rounded(node, denomination)}"
            case "abs":
                return f"{self._factor(first, denomination)} without its sign"
            case "total" | "share":
                by = node.option("by", 1)
                over = f"all {noun}s" + (f" with the same {self.phrase(by)}" if by is not None else "")
                said = self._factor(first, denomination)
                return (
                    f"the sum of {said} over {over}"
                    if node.function == "total"
                    else f"the {noun}'s part in the sum of {said} over {over}"
                )
            case "tier":
                steps = self._table(node.arguments[1], denomination)
                return f"what {self.phrase(first)} has reached of these steps ({steps})"
            case "interpolate":
                return f"the value at {self.phrase(first)} on a straight line through {self._points(node.arguments[1], denomination)}"
            case "prior" | "average":
                return self._earlier(node, denomination)
            case "apportion":
                return f"the {noun}'s part of {self._factor(first, denomination)}, in proportion to {self.phrase(node.arguments[1])}"
            case _:
                return f"{self._what_is_known(first)} is known"

    def _what_is_known(self, node: Node) -> str:
        """Say what may be known: of things that can be counted, their number."""
        said = self.phrase(node)
        return f"the number of {said}" if isinstance(node, Name) and is_plural(said) else said

    def _points(self, node: Node, denomination: Denomination) -> str:
        points = [f"{self.figure(value, denomination)} at {plain(at)}" for at, value in self._rows(node)]
        return listed(points) if points else self.phrase(node)

    def _extreme(self, node: Call, denomination: Denomination) -> str:
        bound, word = ("never less than", "greatest") if node.function == "max" else ("never more than", "least")
        numbers = [one for one in node.arguments if isinstance(one, Number)]
        others = [one for one in node.arguments if not isinstance(one, Number)]
        if len(numbers) == len(others) == 1:
            limit = self.figure(numbers[0].value, denomination)
            return f"{self.phrase(others[0], denomination)}, but {bound} {limit}"
        return f"the {word} of {listed([self._factor(one, denomination) for one in node.arguments])}"

    def _earlier(self, node: Call, denomination: Denomination) -> str:
        years = node.option("years", 1)
        count = int(years.value) if isinstance(years, Number) else {"prior": 1, "average": 3}[node.function]
        said = self._factor(node.arguments[0], denomination)
        if node.function == "average":
            return f"the average of {said} over {count} years"
        return f"{said} {'a year' if count == 1 else f'{count} years'} ago"

    def _condition(self, node: Node) -> str:
        match node:
            case Both(operands=operands):
                return " and ".join(map(self._operand, operands))
            case Either(operands=operands):
                return " or ".join(map(self._operand, operands))
            case Not(operand=Call(function="known", arguments=(one,))):
                return f"{self._what_is_known(one)} is not known"
            case Not(operand=Comparison(first=left, rest=((sign, right),))):
                return self._comparison(left, _OPPOSITE[sign], right)
            case Not(operand=operand):
                return f"this does not hold: {self.phrase(operand)}"
            case Comparison(first=first, rest=rest):
                return self._compared(first, rest)
            case _:
                message = f"no words for {node}"
                raise TypeError(message)

    def _operand(self, node: Node) -> str:
        phrase = self.phrase(node)
        return f"({phrase})" if isinstance(node, Both | Either) else phrase

    def _compared(self, first: Node, rest: tuple[tuple[str, Node], ...]) -> str:
        said, left = [], first
        for sign, right in rest:
            said.append(self._comparison(left, sign, right))
            left = right
        return " and ".join(said)

    def _comparison(self, left: Node, sign: str, right: Node) -> str:
        value = number_of(self.formula, right)
        if isinstance(left, Name) and value is not None and self._is_count(left.name):
            how = {"==": "no", ">": "any", "!=": "any"}.get(sign, "") if value == 0 else ""
            return f"there are {how or f'{_COUNTED[sign]} {plain(value)}'} {self.name(left.name)}"
        denomination = self._denomination(left, right)
        the = "the " if isinstance(right, Text) and isinstance(left, Name) else ""
        said = [
            self._factor(one, denomination) if isinstance(one, Name) else self.phrase(one, denomination)
            for one in (left, right)
        ]
        return f"{the}{said[0]} {_COMPARED[sign]} {said[1]}"

    def _is_count(self, name: str) -> bool:
        return name in (*self.formula.counts, "students") and is_plural(self.name(name))

    def _denomination(self, *nodes: Node) -> Denomination:
        """Give what a comparison is in, as far as one of its sides says."""
        known = (self.denominations.get(one.name) for one in nodes if isinstance(one, Name))
        return next((one for one in known if one is not None), _NUMBER)

    # Student counts

    def count(self, rule: Count) -> str:
        """Say which students are counted."""
        measured = {"days": "the days of membership of ", "fte": "the full-time share of "}.get(rule.measure, "")
        said = [f"{measured}students"]
        if rule.grades:
            said.append(f"in grade{'s' if len(rule.grades) > 1 else ''} {listed(rule.grades, 'or')}")
        if rule.needs:
            levels = [need.level for need in rule.needs if need.level is not None]
            at = f", at the level {listed([f'“{readable(level)}”' for level in levels], 'or')}" if levels else ""
            said.append(f"with the need “{readable(rule.needs[0].name)}”{at}")
        for needs, words in (
            (rule.any, "with at least one of"),
            (rule.all, "with all of"),
            (rule.none, "with none of"),
        ):
            if needs:
                said.append(f"{words}: {', '.join(map(_need, needs))}")
        first, *rest = said
        return capital(f"{first} {', '.join(rest)}".strip())


def rows_in_words(rows: Rows, denomination: Denomination) -> str:
    """Say a table by size.

    >>> rows_in_words(((Fraction(1), Fraction("0.5")), (Fraction(500), Fraction(1))), Denomination.NUMBER)
    'from 1: 0.5; from 500: 1'
    """
    of_key = _SHARE if denomination is _SHARE else _NUMBER
    return "; ".join(f"from {figure(at, of_key)}: {figure(value, denomination)}" for at, value in rows)


def _rounded(node: Call, denomination: Denomination) -> str:
    if node.function in {"floor", "ceil"}:
        return f"rounded {'down' if node.function == 'floor' else 'up'} to a whole number"
    digits, mode = node.option("digits", 1), node.option("mode", 2)
    shown = (whole_number(digits, *ROUNDING_DIGITS) if digits is not None else 0) or 0
    way = Mode(mode.value) if isinstance(mode, Text) else Mode.HALF_UP
    return f"rounded {rounding_in_words(Rounding(shown, way), denomination)}"


def rounding_in_words(rounding: Rounding, denomination: Denomination = _DOLLARS) -> str:
    """Say to which place a number is rounded; the way only where it is not the usual one.

    >>> rounding_in_words(Rounding(2)), rounding_in_words(Rounding(0, Mode.DOWN))
    ('to the cent', 'to the dollar (always towards zero)')
    """
    place = money_place(rounding) if denomination is _DOLLARS else digits_in_words(rounding.digits)
    return place if rounding.mode is Mode.HALF_UP else f"{place} ({WORDS[rounding.mode]})"


def _is_long(phrase: str) -> bool:
    """Whether a name has to be kept together by quotes between signs."""
    return "," in phrase or len(phrase.split()) >= _LONG_WORDS


def _need(need: Need) -> str:
    level = f" at the level “{readable(need.level)}”" if need.level is not None else ""
    return f"“{readable(need.name)}”{level}"
