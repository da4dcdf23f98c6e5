"""The expression tree: what an expression says, without the text it was written in.

The tree is data. The engine runs it, the explainer says it in words, `written` writes it back as text; none of them
is known here. `at` is where the part begins in the text of its expression; it does not count when two trees are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from perpupil.exact.numerals import write_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is written out."""

    value: Fraction
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of two numbers: thresholds and values, or points of a line."""

    rows: tuple[tuple[Fraction, Fraction], ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A column, count, parameter, step or line; `teachers.quantity` is the quantity of a component line."""

    name: str
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """The opposite of a number."""

    operand: Node
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms added and subtracted from left to right; the first sign is always `+`."""

    terms: tuple[tuple[str, Node], ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Product:
    """Factors multiplied and divided from left to right; the first sign is always `*`."""

    factors: tuple[tuple[str, Node], ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain of comparisons; holds when each neighboring pair does."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """A denial."""

    operand: Node
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Both:
    """`and`: all operands hold."""

    operands: tuple[Node, ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Either:
    """`or`: at least one operand holds."""

    operands: tuple[Node, ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the closed list, with its arguments in the order of its declaration.

    An option that was left out is not there, so `arguments` may be shorter than the declaration; options given
    by name follow in `options`.
    """

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()
    at: int = field(default=0, compare=False, repr=False)

    def option(self, name: str, place: int | None = None) -> Node | None:
        """Give an option that was written by its name, or in its place among the arguments; None when it was left out."""
        if place is not None and len(self.arguments) > place:
            return self.arguments[place]
        return next((value for key, value in self.options if key == name), None)


@dataclass(frozen=True, slots=True)
class HighestOf:
    """The students of a count whose highest weight in a group of weight lines is this line's; made by components."""

    line: str
    group: tuple[tuple[str, str], ...]
    """Each line of the group with the name of its count, in the order of the file."""
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ByUnit:
    """A sum fixed by name for some units, zero for the others; made by components."""

    amounts: tuple[tuple[str, Fraction], ...]
    at: int = field(default=0, compare=False, repr=False)


Node: TypeAlias = (
    Number
    | Text
    | Truth
    | Table
    | Name
    | Negative
    | Sum
    | Product
    | Comparison
    | Not
    | Both
    | Either
    | Call
    | HighestOf
    | ByUnit
)


def children(node: Node) -> tuple[Node, ...]:
    """Give the parts of a tree, one level down, in reading order."""
    match node:
        case Negative(operand=operand) | Not(operand=operand):
            return (operand,)
        case Sum(terms=pairs) | Product(factors=pairs):
            return tuple(part for _, part in pairs)
        case Comparison(first=first, rest=rest):
            return (first, *(part for _, part in rest))
        case Both(operands=operands) | Either(operands=operands):
            return operands
        case Call(arguments=arguments, options=options):
            return (*arguments, *(value for _, value in options))
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Give a tree and all its parts."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def names(node: Node, *, this_year: bool = False) -> tuple[str, ...]:
    """Give every name that a tree refers to, each once; with `this_year`, without those asked of earlier years only."""
    found: dict[str, None] = {}
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if this_year and isinstance(part, Call) and part.function == "prior":
            continue
        waiting.extend(reversed(children(part)))
        if isinstance(part, Name):
            found[part.name] = None
        elif isinstance(part, HighestOf):
            for line, count in part.group:
                found.update({f"{line}.weight": None, count: None})
    return tuple(found)


# How tightly each kind binds; a part that binds more loosely than its place needs brackets.
_EITHER, _BOTH, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGNED, _ATOM = range(8)


def is_true(node: Node | None) -> bool:
    """Whether an option was written as `true`."""
    return isinstance(node, Truth) and node.value


def written(node: Node) -> str:
    """Write a tree back as text that reads to the same tree, with only the brackets that are needed.

    >>> written(Product((("*", Name("a")), ("*", Sum((("+", Name("b")), ("-", Name("c"))))))))
    'a * (b - c)'
    """
    return _write(node)[0]


def _write(node: Node) -> tuple[str, int]:
    """Write a tree, and say how tightly it binds."""
    match node:
        case Number(value=value):
            return write_number(value), _ATOM if value >= 0 else _SIGNED
        case Text(value=text):
            return (f'"{text}"' if '"' not in text else f"'{text}'"), _ATOM
        case Truth(value=truth):
            return ("true" if truth else "false"), _ATOM
        case Table(rows=rows):
            return "[" + ", ".join(f"[{write_number(x)}, {write_number(y)}]" for x, y in rows) + "]", _ATOM
        case Name(name=name):
            return name, _ATOM
        case HighestOf(line=line):
            return f"highest_of_group({line})", _ATOM
        case ByUnit(amounts=amounts):
            return "by_unit(" + ", ".join(f"{unit}: {write_number(amount)}" for unit, amount in amounts) + ")", _ATOM
        case Call(function=function, arguments=arguments, options=options):
            parts = [written(argument) for argument in arguments]
            parts += [f"{key}={written(value)}" for key, value in options]
            return f"{function}({', '.join(parts)})", _ATOM
        case _:
            return _write_operation(node)


def _write_operation(node: Negative | Sum | Product | Comparison | Not | Both | Either) -> tuple[str, int]:
    """Write an operation with signs or words between its parts."""
    match node:
        case Negative(operand=operand):
            return "-" + _inside(operand, _SIGNED), _SIGNED
        case Not(operand=operand):
            return "not " + _inside(operand, _NOT), _NOT
        case Sum(terms=pairs):
            return _joined(pairs, _PRODUCT), _SUM
        case Product(factors=pairs):
            return _joined(pairs, _SIGNED), _PRODUCT
        case Comparison(first=first, rest=rest):
            return _joined((("", first), *rest), _SUM), _COMPARISON
        case Both(operands=operands):
            return " and ".join(_inside(part, _NOT) for part in operands), _BOTH
        case Either(operands=operands):
            return " or ".join(_inside(part, _BOTH) for part in operands), _EITHER


def _joined(pairs: tuple[tuple[str, Node], ...], least: int) -> str:
    """Write operands with their signs between them; the first sign is understood."""
    first, *rest = pairs
    return _inside(first[1], least) + "".join(f" {sign} {_inside(part, least)}" for sign, part in rest)


def _inside(node: Node, least: int) -> str:
    """Write a part, in brackets where it binds too loosely for its place."""
    text, tightness = _write(node)
    return text if tightness >= least else f"({text})"
