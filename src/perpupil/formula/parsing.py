"""Reading an expression: text in, tree out, or one mistake with its position.

A small recursive-descent parser over the grammar of docs/reference/language.md, section 4; one function a rule. Depth is
bounded by counting brackets, so no text can exhaust the stack.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from perpupil.exact.numerals import read_number
from perpupil.formula import syntax
from perpupil.formula.functions import FUNCTIONS, Function, closest
from perpupil.limits import EXPRESSION_BRACKETS, EXPRESSION_CHARACTERS, EXPRESSION_DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from perpupil.formula.syntax import Node

COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
_WORDS = ("and", "or", "not", "true", "false")
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>(?:\d[\d_]*)(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)
      | (?P<name>[^\W\d]\w*(?:\.quantity\b)?)
      | (?P<text>"[^"\n]*"|'[^'\n]*')
      | (?P<sign>==|!=|<=|>=|<>|[-+*/(),\[\]<>=])""",
    re.VERBOSE,
)


class ExpressionError(Exception):
    """A mistake in an expression: what is wrong, what to write instead, where it begins, and the finding's code."""

    def __init__(self, what: str, fix: str, at: int, code: str = "bad-expression") -> None:
        """Take the parts of the finding it will become."""
        super().__init__(what)
        self.what, self.fix, self.at, self.code = what, fix, at, code


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Node:
    """Read an expression.

    >>> syntax.written(parse("-a * (b - 0.50) / max(c,1)"))
    '-a * (b - 0.5) / max(c, 1)'

    Raises:
        ExpressionError: The text is not an expression of the language.

    """
    if len(text) > EXPRESSION_CHARACTERS:
        raise ExpressionError(
            f"The expression has {len(text):,} characters; at most {EXPRESSION_CHARACTERS:,} are read.",
            "Split it into steps with names of their own.",
            0,
        )
    text = unicodedata.normalize("NFC", text)
    parser = _Parser(_tokens(text), len(text))
    node = parser.either()
    if parser.ahead.kind != "end":
        parser.fail_at_leftover()
    _require_depth(node)
    return node


def _tokens(text: str) -> list[_Token]:
    """Cut a text into numbers, names, texts and signs."""
    tokens, position, depth = [], 0, 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            _fail_at_character(text, position)
        kind, token = match.lastgroup or "", match.group()
        depth += (token in {"(", "["}) - (token in {")", "]"})
        if depth > EXPRESSION_BRACKETS:
            raise ExpressionError(
                f"Brackets stand more than {EXPRESSION_BRACKETS} deep.", "Split the expression into steps.", position
            )
        if kind != "space":
            tokens.append(_Token(kind, token, position))
        position = match.end()
    return tokens


def _fail_at_character(text: str, position: int) -> NoReturn:
    """Explain a character that cannot stand in an expression."""
    character = text[position]
    hints = {
        "%": "Write a share as a decimal: 0.2 for 20 percent.",
        "^": "There is no power; write the product out: x * x.",
        "$": "Write the number without its currency.",
        "&": "Write the word `and`.",
        "|": "Write the word `or`.",
        "!": "Write the word `not`, or `!=` for unequal.",
        '"': "Close the text with the same quote on the same line.",
        "'": "Close the text with the same quote on the same line.",
        ".": "Write a digit before the point (0.5); only `.quantity` may follow a name.",
        "{": "Write round brackets.",
        "}": "Write round brackets.",
        "×": "Write `*`.",
        "÷": "Write `/`.",
        "\N{MINUS SIGN}": "Write the ordinary hyphen `-`.",
        "≤": "Write `<=`.",
        "≥": "Write `>=`.",
    }
    fix = hints.get(character, "Take it out; docs/reference/language.md lists what an expression may hold.")
    raise ExpressionError(f"`{character}` cannot stand here.", fix, position)


def _require_arguments(function: Function, count: int, named: list[str], at: int) -> None:
    """Refuse a call with too few, too many or repeated arguments."""
    by_place = max(0, count - len(function.arguments)) if not function.repeats else 0
    names = [*function.option_names[:by_place], *named]
    if count < len(function.arguments) or by_place > len(function.options) or len(set(names)) < len(names):
        raise ExpressionError(
            f"`{function.name}` is not called in this way.", f"Write {function.call}.", at, "wrong-arguments"
        )


def _require_depth(node: Node) -> None:
    """Refuse a tree so deep that reading it would exhaust the stack."""
    layer, depth = [node], 0
    while layer:
        depth += 1
        if depth > EXPRESSION_DEPTH:
            raise ExpressionError(f"The expression nests more than {EXPRESSION_DEPTH} deep.", "Split it into steps.", 0)
        layer = [part for above in layer for part in syntax.children(above)]


class _Parser:
    """One function a rule of the grammar; `ahead` is the next token."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = [*tokens, _Token("end", "", length)]
        self._position = 0

    @property
    def ahead(self) -> _Token:
        return self._tokens[self._position]

    def either(self) -> Node:
        return self._chain("or", self._both, syntax.Either)

    def _both(self) -> Node:
        return self._chain("and", self._denial, syntax.Both)

    def _chain(self, word: str, part: Callable[[], Node], made: Callable[[tuple[Node, ...], int], Node]) -> Node:
        at, operands = self.ahead.at, [part()]
        while self._accept(word):
            operands.append(part())
        return operands[0] if len(operands) == 1 else made(tuple(operands), at)

    def _denial(self) -> Node:
        at, denials = self.ahead.at, 0
        while self._accept("not"):
            denials += 1
            self._bound_signs(denials, at)
        node = self._comparison()
        for _ in range(denials):
            node = syntax.Not(node, at)
        return node

    def _comparison(self) -> Node:
        at, first = self.ahead.at, self._sum()
        rest: list[tuple[str, Node]] = []
        while self.ahead.text in COMPARISONS and self.ahead.kind == "sign":
            rest.append((self._next().text, self._sum()))
        if self.ahead.kind == "sign" and self.ahead.text in {"=", "<>"}:
            right = {"=": "==", "<>": "!="}[self.ahead.text]
            raise ExpressionError(f"`{self.ahead.text}` is not a comparison.", f"Write `{right}`.", self.ahead.at)
        return syntax.Comparison(first, tuple(rest), at) if rest else first

    def _sum(self) -> Node:
        at, terms = self.ahead.at, [("+", self._product())]
        while self.ahead.kind == "sign" and self.ahead.text in {"+", "-"}:
            terms.append((self._next().text, self._product()))
        return terms[0][1] if len(terms) == 1 else syntax.Sum(tuple(terms), at)

    def _product(self) -> Node:
        at, factors = self.ahead.at, [("*", self._signed())]
        while self.ahead.kind == "sign" and self.ahead.text in {"*", "/"}:
            factors.append((self._next().text, self._signed()))
        return factors[0][1] if len(factors) == 1 else syntax.Product(tuple(factors), at)

    def _signed(self) -> Node:
        at, signs = self.ahead.at, 0
        while self._accept("-"):
            signs += 1
            self._bound_signs(signs, at)
        node = self._atom()
        for _ in range(signs):
            node = syntax.Negative(node, at)
        return node

    def _atom(self) -> Node:
        token = self._next()
        if token.kind == "number":
            return syntax.Number(self._number(token), token.at)
        if token.kind == "text":
            return syntax.Text(token.text[1:-1].strip(), token.at)
        if token.kind == "name" and token.text in {"true", "false"}:
            return syntax.Truth(token.text == "true", token.at)
        if token.kind == "name" and token.text not in _WORDS:
            return (
                self._call(token)
                if self.ahead.text == "(" and self.ahead.kind == "sign"
                else syntax.Name(token.text, token.at)
            )
        if token.text == "(":
            node = self.either()
            self._expect(")")
            return node
        if token.text == "[":
            return self._table(token)
        if token.kind == "end":
            raise ExpressionError(
                "The expression ends too early.", "Write a number, a name or a bracket after the last sign.", token.at
            )
        raise ExpressionError(
            f"`{token.text}` cannot stand here.", "Write a number, a name or an opening bracket.", token.at
        )

    def _call(self, name: _Token) -> Node:
        if name.text not in FUNCTIONS:
            near = closest(name.text, FUNCTIONS)
            fix = f"Did you mean `{near}`?" if near else f"The functions are {', '.join(sorted(FUNCTIONS))}."
            raise ExpressionError(f"There is no function `{name.text}`.", fix, name.at, "unknown-function")
        self._expect("(")
        arguments: list[Node] = []
        options: list[tuple[str, Node]] = []
        while not (self.ahead.text == ")" and self.ahead.kind == "sign"):
            self._argument(name.text, arguments, options)
            if not self._accept(","):
                break
        self._expect(")")
        _require_arguments(FUNCTIONS[name.text], len(arguments), [key for key, _ in options], name.at)
        return syntax.Call(name.text, tuple(arguments), tuple(sorted(options, key=lambda pair: pair[0])), name.at)

    def _argument(self, function: str, arguments: list[Node], options: list[tuple[str, Node]]) -> None:
        token, after = self.ahead, self._tokens[min(self._position + 1, len(self._tokens) - 1)]
        if token.kind == "name" and after.kind == "sign" and after.text == "=":
            if token.text not in FUNCTIONS[function].option_names:
                raise ExpressionError(
                    f"`{function}` has no option `{token.text}`.",
                    f"To compare, write `{token.text} == …`."
                    if not FUNCTIONS[function].option_names
                    else f"Its options are {', '.join(FUNCTIONS[function].option_names)}; to compare, write `==`.",
                    token.at,
                    "wrong-arguments",
                )
            self._position += 2
            options.append((token.text, self.either()))
            return
        if options:
            raise ExpressionError(
                "A plain argument follows one with a name.",
                "Write the plain arguments first.",
                token.at,
                "wrong-arguments",
            )
        arguments.append(self.either())

    def _table(self, opening: _Token) -> Node:
        rows = []
        while self._accept("["):
            x = self._signed_number()
            self._expect(",")
            rows.append((x, self._signed_number()))
            self._expect("]")
            if not self._accept(","):
                break
        self._expect("]")
        if not rows:
            raise ExpressionError("The table has no row.", "Write rows of two numbers: [[0, 1], [300, 2]].", opening.at)
        return syntax.Table(tuple(rows), opening.at)

    def _signed_number(self) -> Fraction:
        negative = self._accept("-")
        token = self._next()
        if token.kind != "number":
            raise ExpressionError(
                "A table holds plain numbers only.", "Write rows of two numbers: [[0, 1], [300, 2]].", token.at
            )
        value = self._number(token)
        return -value if negative else value

    def _number(self, token: _Token) -> Fraction:
        value = None if "e" in token.text.lower() else read_number(token.text.replace("_", ""))
        if value is None:
            raise ExpressionError(
                f"`{token.text[:60]}` is not a number that can be read.",
                "Write at most 40 digits, with a point and without an exponent.",
                token.at,
                "bad-number",
            )
        return value

    def _bound_signs(self, count: int, at: int) -> None:
        if count > EXPRESSION_BRACKETS:
            raise ExpressionError("There are too many signs in a row.", "Take the double signs out.", at)

    def _next(self) -> _Token:
        token = self.ahead
        if token.kind != "end":
            self._position += 1
        return token

    def _accept(self, text: str) -> bool:
        if self.ahead.text == text and self.ahead.kind in {"sign", "name"}:
            self._position += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            found = f"`{self.ahead.text}`" if self.ahead.text else "the end"
            raise ExpressionError(
                f"`{text}` is missing before {found}.",
                f"Write `{text}`; every bracket needs its partner.",
                self.ahead.at,
            )

    def fail_at_leftover(self) -> NoReturn:
        """Explain what follows a finished expression."""
        token = self.ahead
        if token.text == ",":
            raise ExpressionError("A comma stands between numbers.", "Group digits with `_`: 512_000_000.", token.at)
        if token.text in {")", "]"}:
            raise ExpressionError(f"`{token.text}` has no opening bracket.", "Take it out or open it.", token.at)
        raise ExpressionError(
            f"`{token.text}` follows a finished expression.", "Write a sign such as `*` or `+` before it.", token.at
        )
