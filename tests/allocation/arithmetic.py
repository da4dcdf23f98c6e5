"""Working a written expression out by hand: Fractions, the oracle's parser, and values for the parts that are known."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor

from tests.laws.oracle import parser

Value = Fraction | bool | str
Rows = tuple[tuple[Fraction, Fraction], ...]
Shape = tuple[object, ...]

COMPARED = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


WORKING = re.compile(r"([^\W\d]\w*)\.([a-z_]+)")


class Unknown(Exception):
    """A part of the expression is neither written out nor among the known ones."""


@cache
def tree_of(text: str) -> parser.Node:
    """Give the tree of an expression; the workings of a component, such as `base.rate`, get names the parser knows."""
    return parser.parse(WORKING.sub(r"\1__\2", text))


@cache
def shape_of(text: str) -> Shape:
    """Give an expression's shape, which does not depend on how it is spaced or bracketed."""
    return shape(tree_of(text))


def shape(node: parser.Node) -> Shape:
    """Give a tree as nested tuples, so that two can be compared."""
    match node:
        case parser.Number(value=value) | parser.Text(value=value) | parser.Truth(value=value):
            return type(node).__name__, value
        case parser.Name(name=name):
            return "Name", name
        case parser.Table(rows=rows):
            return "Table", rows
        case parser.Call(function=function, arguments=arguments, options=options):
            return (
                "Call",
                function,
                tuple(map(shape, arguments)),
                tuple((key, shape(one)) for key, one in sorted(options.items())),
            )
        case parser.Chain(first=first, rest=rest):
            return type(node).__name__, shape(first), tuple((sign, shape(part)) for sign, part in rest)
        case _:
            return type(node).__name__, tuple(map(shape, parser.children(node)))


class Arithmetic:
    """Works expressions out over parts whose values are known, each by how it is written."""

    def __init__(self, known: Mapping[str, Value], tables: Mapping[str, Rows]) -> None:
        self.known = {shape_of(text): value for text, value in known.items()}
        self.tables = tables

    def value(self, text: str) -> Value:
        """Give the value of an expression."""
        return self._of(tree_of(text))

    def _of(self, node: parser.Node) -> Value:
        key = shape(node)
        if key in self.known:
            return self.known[key]
        match node:
            case parser.Number(value=number):
                return number
            case parser.Text(value=text):
                return text
            case parser.Truth(value=truth):
                return truth
            case parser.Negate(operand=operand):
                return -self._number(operand)
            case parser.Denial(operand=operand):
                return not self._of(operand)
            case parser.Both(parts=parts):
                return all(self._of(part) for part in parts)
            case parser.Either(parts=parts):
                return any(self._of(part) for part in parts)
            case parser.Comparison(first=first, rest=rest):
                return self._compared(first, rest)
            case parser.Chain(first=first, rest=rest):
                return self._chained(first, rest)
            case parser.Call():
                return self._called(node)
            case _:
                raise Unknown(key)

    def _number(self, node: parser.Node) -> Fraction:
        value = self._of(node)
        assert isinstance(value, Fraction), node
        return value

    def _compared(self, first: parser.Node, rest: tuple[tuple[str, parser.Node], ...]) -> bool:
        left = self._of(first)
        for sign, part in rest:
            right = self._of(part)
            if not COMPARED[sign](left, right):
                return False
            left = right
        return True

    def _chained(self, first: parser.Node, rest: tuple[tuple[str, parser.Node], ...]) -> Fraction:
        value = self._number(first)
        for sign, part in rest:
            other = self._number(part)
            value = (
                value + other
                if sign == "+"
                else value - other
                if sign == "-"
                else value * other
                if sign == "*"
                else value / other
            )
        return value

    def _called(self, node: parser.Call) -> Value:
        first, *others = node.arguments
        match node.function:
            case "if":
                return self._of(others[0]) if self._of(first) else self._of(others[1])
            case "min":
                return min(self._number(one) for one in node.arguments)
            case "max":
                return max(self._number(one) for one in node.arguments)
            case "abs":
                return abs(self._number(first))
            case "floor":
                return Fraction(floor(self._number(first)))
            case "ceil":
                return Fraction(ceil(self._number(first)))
            case "round":
                digits = self._option(node, 1, "digits", Fraction(0))
                return rounded(self._number(first), int(digits), str(self._option(node, 2, "mode", "half_up")))
            case "tier":
                return self._tier(node)
            case "interpolate":
                return interpolated(self._number(first), self._rows(others[0]))
            case "share":
                return self._number(first) / self._number(parser.Call("total", node.arguments, node.options))
            case _:
                raise Unknown(node.function)

    def _option(self, node: parser.Call, place: int, name: str, default: Value) -> Value:
        given = node.arguments[place] if len(node.arguments) > place else node.options.get(name)
        return default if given is None else self._of(given)

    def _rows(self, node: parser.Node) -> Rows:
        return node.rows if isinstance(node, parser.Table) else self.tables[str(shape(node)[1])]

    def _tier(self, node: parser.Call) -> Fraction:
        x, rows = self._number(node.arguments[0]), self._rows(node.arguments[1])
        if self._option(node, 2, "marginal", default=False):
            ends = [*(start for start, _ in rows[1:]), max(x, rows[-1][0])]
            return sum(
                (rate * max(Fraction(0), min(x, end) - start) for (start, rate), end in zip(rows, ends, strict=True)),
                Fraction(0),
            )
        above = self._option(node, 3, "above", default=False)
        reached = [y for start, y in rows if (x > start if above else x >= start)]
        return reached[-1] if reached else Fraction(0)


def interpolated(x: Fraction, points: Rows) -> Fraction:
    """Give the height at x of straight lines between points."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def rounded(value: Fraction, digits: int, mode: str) -> Fraction:
    """Round by the table of the reference, section 5; floor and ceiling go to the lesser and the greater number."""
    scaled = value * Fraction(10) ** digits
    below, above = Fraction(floor(scaled)), Fraction(ceil(scaled))
    towards, away = (below, above) if scaled >= 0 else (above, below)
    half = scaled - below == above - scaled
    nearest = below if scaled - below < above - scaled else above
    chosen = {
        "half_up": away if half else nearest,
        "half_down": towards if half else nearest,
        "half_even": (below if below % 2 == 0 else above) if half else nearest,
        "up": away,
        "down": towards,
        "floor": below,
        "ceiling": above,
    }[mode]
    return chosen / Fraction(10) ** digits
