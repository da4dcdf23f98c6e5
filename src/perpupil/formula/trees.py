"""Short ways to write expression trees, for the components."""

from __future__ import annotations

from fractions import Fraction

from perpupil.formula.syntax import Call, Comparison, Name, Node, Number, Product, Sum, Text, Truth

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))


def number(value: int | Fraction) -> Number:
    """Make a number."""
    return Number(Fraction(value))


def times(*factors: Node) -> Node:
    """Make a product, without the factors that are one."""
    kept = [factor for factor in factors if factor != ONE]
    if not kept:
        return ONE
    return kept[0] if len(kept) == 1 else Product(tuple(("*", factor) for factor in kept))


def over(a: Node, b: Node) -> Node:
    """Make a quotient."""
    return Product((("*", a), ("/", b)))


def plus(*terms: Node) -> Node:
    """Make a sum, without the terms that are zero."""
    kept = [term for term in terms if term != ZERO]
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else Sum(tuple(("+", term) for term in kept))


def minus(a: Node, b: Node) -> Node:
    """Make a difference."""
    return a if b == ZERO else Sum((("+", a), ("-", b)))


def least(a: Node, b: Node) -> Node:
    """Take the lesser of two."""
    return Call("min", (a, b))


def greatest(a: Node, b: Node) -> Node:
    """Take the greater of two."""
    return Call("max", (a, b))


def when(condition: Node, then: Node, otherwise: Node = ZERO) -> Node:
    """Take one value where a condition holds, the other where not."""
    return Call("if", (condition, then, otherwise))


def positive(node: Node) -> Node:
    """Ask whether a number is above zero."""
    return Comparison(node, ((">", ZERO),))


def below(a: Node, b: Node) -> Node:
    """Ask whether one number is less than another."""
    return Comparison(a, (("<", b),))


def rounded(node: Node, digits: int = 0, mode: str = "half_up") -> Node:
    """Round a number."""
    return Call("round", (node, number(digits), Text(mode)))


def tier(node: Node, table: Node, *, marginal: bool = False) -> Node:
    """Give the value of the tier a number has reached."""
    return Call("tier", (node, table), (("marginal", Truth(value=True)),) if marginal else ())


def sum_of(lines: tuple[str, ...]) -> Node:
    """Add some lines up."""
    return plus(*(Name(line) for line in lines))
