"""The expression grammar of the reference, section 4, read by plain recursive descent."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))


class Refused(Exception):
    """The reference calls this an error; the message is a short reason."""


@dataclass(frozen=True, eq=False)
class Node:
    """A piece of an expression; two pieces are equal only when they are the same piece."""


@dataclass(frozen=True, eq=False)
class Number(Node):
    """A literal number."""

    value: Fraction


@dataclass(frozen=True, eq=False)
class Text(Node):
    """A literal text."""

    value: str


@dataclass(frozen=True, eq=False)
class Truth(Node):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, eq=False)
class Name(Node):
    """A name, or `line.quantity`."""

    name: str


@dataclass(frozen=True, eq=False)
class Table(Node):
    """Rows `[from, value]`."""

    rows: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, eq=False)
class Call(Node):
    """A function with its arguments and its `option=` arguments."""

    function: str
    arguments: tuple[Node, ...]
    options: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Negate(Node):
    """`-x`."""

    operand: Node


@dataclass(frozen=True, eq=False)
class Denial(Node):
    """`not x`."""

    operand: Node


@dataclass(frozen=True, eq=False)
class Chain(Node):
    """Operands joined by `+ -`, by `* /`, or by comparisons, in the order written."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, eq=False)
class Comparison(Chain):
    """A chain of comparisons."""


@dataclass(frozen=True, eq=False)
class Both(Node):
    """`x and y and …`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Either(Node):
    """`x or y or …`."""

    parts: tuple[Node, ...]


TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?)
  | (?P<name>[^\W\d]\w*(?:\.quantity\b)?)
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<sign>==|!=|<=|>=|[-+*/<>=(),\[\]])
)""",
    re.VERBOSE,
)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def tokens_of(text: str) -> list[tuple[str, str]]:
    """The (sort, text) tokens of an expression, closed by an `end` token."""
    found: list[tuple[str, str]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise Refused(f"cannot read {text[position : position + 10]!r}")
        found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return [*found, ("end", "")]


class Parser:
    """One pass over the tokens; one method for each rule of the grammar, with its name."""

    def __init__(self, text: str) -> None:
        """Start at the first token."""
        self.tokens = tokens_of(text)
        self.at = 0

    def peek(self) -> tuple[str, str]:
        """The token that comes next."""
        return self.tokens[self.at]

    def take(self) -> tuple[str, str]:
        """The next token, passed over."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def next_is(self, *words: str) -> bool:
        """Whether the next token is one of these signs or words."""
        sort, text = self.peek()
        return sort in ("sign", "name") and text in words

    def expect(self, word: str) -> None:
        """Pass over this sign or refuse."""
        if not self.next_is(word):
            raise Refused(f"expected {word!r}, found {self.peek()[1]!r}")
        self.take()

    def expression(self) -> Node:
        """either = both { "or" both }."""
        parts = [self.both()]
        while self.next_is("or"):
            self.take()
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Node:
        """both = denial { "and" denial }."""
        parts = [self.denial()]
        while self.next_is("and"):
            self.take()
            parts.append(self.denial())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def denial(self) -> Node:
        """denial = "not" denial | comparison; a run of `not` is folded to one or two."""
        count = 0
        while self.next_is("not"):
            self.take()
            count += 1
        node = self.comparison()
        for _ in range(count if count < 3 else 2 - count % 2):
            node = Denial(node)
        return node

    def comparison(self) -> Node:
        """comparison = sum { comparison sign sum }."""
        first = self.sum()
        rest: list[tuple[str, Node]] = []
        while self.next_is(*COMPARISONS):
            rest.append((self.take()[1], self.sum()))
        return Comparison(first, tuple(rest)) if rest else first

    def sum(self) -> Node:
        """sum = product { ("+" | "-") product }."""
        first = self.product()
        rest: list[tuple[str, Node]] = []
        while self.next_is("+", "-"):
            rest.append((self.take()[1], self.product()))
        return Chain(first, tuple(rest)) if rest else first

    def product(self) -> Node:
        """product = signed { ("*" | "/") signed }."""
        first = self.signed()
        rest: list[tuple[str, Node]] = []
        while self.next_is("*", "/"):
            rest.append((self.take()[1], self.signed()))
        return Chain(first, tuple(rest)) if rest else first

    def signed(self) -> Node:
        """signed = "-" signed | atom; a run of `-` is folded to one or two."""
        count = 0
        while self.next_is("-"):
            self.take()
            count += 1
        node = self.atom()
        for _ in range(count if count < 3 else 2 - count % 2):
            node = Negate(node)
        return node

    def atom(self) -> Node:
        """A number, text, truth, name, call, table or an expression in brackets."""
        sort, text = self.take()
        if sort == "number":
            return Number(fraction_of(text))
        if sort == "text":
            return Text(text[1:-1])
        if sort == "sign" and text == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        if sort == "sign" and text == "[":
            return self.table()
        if sort == "name" and text in ("true", "false"):
            return Truth(text == "true")
        if sort == "name" and text not in ("and", "or", "not"):
            if self.next_is("("):
                return self.call(text)
            return Name(text)
        raise Refused(f"unexpected {text!r}")

    def call(self, function: str) -> Node:
        """call = function "(" [ argument { "," argument } ] ")"."""
        self.expect("(")
        arguments: list[Node] = []
        options: dict[str, Node] = {}
        while not self.next_is(")"):
            if arguments or options:
                self.expect(",")
            if self.peek()[0] == "name" and self.tokens[self.at + 1] == ("sign", "="):
                option = self.take()[1]
                self.take()
                if option in options:
                    raise Refused(f"{option} is given twice")
                options[option] = self.expression()
            elif options:
                raise Refused("an argument after an option")
            else:
                arguments.append(self.expression())
        self.take()
        return Call(function, tuple(arguments), options)

    def table(self) -> Node:
        """The rows of a table, after its opening bracket."""
        rows: list[tuple[Fraction, Fraction]] = []
        while True:
            self.expect("[")
            start = self.table_number()
            self.expect(",")
            rows.append((start, self.table_number()))
            self.expect("]")
            if self.next_is("]"):
                self.take()
                return Table(tuple(rows))
            self.expect(",")

    def table_number(self) -> Fraction:
        """A number that may have a "-"."""
        negative = self.next_is("-")
        if negative:
            self.take()
        sort, text = self.take()
        if sort != "number":
            raise Refused(f"{text!r} is not a number of a table")
        return -fraction_of(text) if negative else fraction_of(text)


def fraction_of(digits: str) -> Fraction:
    """The exact number that these digits write."""
    return Fraction(Decimal(digits.replace("_", "")))


def parse(text: str) -> Node:
    """The tree of an expression, or Refused."""
    parser = Parser(text)
    node = parser.expression()
    if parser.peek()[0] != "end":
        raise Refused(f"left over: {parser.peek()[1]!r}")
    return node


def children(node: Node) -> list[Node]:
    """The pieces right inside a piece."""
    if isinstance(node, Negate | Denial):
        return [node.operand]
    if isinstance(node, Chain):
        return [node.first, *(part for _, part in node.rest)]
    if isinstance(node, Both | Either):
        return list(node.parts)
    if isinstance(node, Call):
        return [*node.arguments, *node.options.values()]
    return []


def walk(node: Node) -> Iterator[Node]:
    """A piece and all pieces inside it."""
    yield node
    for part in children(node):
        yield from walk(part)
