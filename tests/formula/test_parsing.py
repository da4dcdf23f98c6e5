"""How an expression is read: what binds tighter, what is refused, and where."""

from fractions import Fraction

import pytest

from perpupil.formula.parsing import ExpressionError, parse
from perpupil.formula.syntax import (
    Both,
    Call,
    Comparison,
    Either,
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
    walk,
    written,
)
from perpupil.formula.syntax import names as names_in

SAME = [
    # + - and * / from left to right
    ("a - b + c", "(a - b) + c"),
    ("a - b - c", "(a - b) - c"),
    ("a / b * c", "(a / b) * c"),
    ("a / b / c", "(a / b) / c"),
    # * before +, - before *
    ("a + b * c", "a + (b * c)"),
    ("a * b + c", "(a * b) + c"),
    ("a - b / c", "a - (b / c)"),
    ("-a * b", "(-a) * b"),
    ("a * -b", "a * (-b)"),
    ("-a + b", "(-a) + b"),
    ("a - -b", "a - (-b)"),
    # comparisons after sums, not after comparisons, and after not, or after and
    ("a + b < c * d", "(a + b) < (c * d)"),
    ("not a < b", "not (a < b)"),
    ("not a == b and c == d", "(not (a == b)) and (c == d)"),
    ("a < b and c < d", "(a < b) and (c < d)"),
    ("p or q and r", "p or (q and r)"),
    ("p and q or r", "(p and q) or r"),
    ("not p or q", "(not p) or q"),
    ("not not p", "not (not p)"),
    # spaces, digits and brackets that say nothing
    ("a+b*c", "a  +  b *\tc"),
    ("((a))", "a"),
    ("512_000_000", "512000000"),
    ("0.50", "0.5"),
    ("\n a\n+ b", "a + b"),
    ("round(a, 2)", "round( a,2 )"),
    ("max(a,b,)", "max(a, b)"),
    ("tier(a, [[0, 1], [5, -2]])", "tier(a,[[0,1],[5,-2],])"),
]

OTHER = [
    ("a - b + c", "a - (b + c)"),
    ("a / b * c", "a / (b * c)"),
    ("a - (b - c)", "a - b - c"),
    ("not (p and q)", "not p and q"),
    ("(p or q) and r", "p or q and r"),
    ("a < b < c", "a < b and b < c"),
    ("round(a, 2)", "round(a, digits=2)"),
    ("-(a * b)", "-a * b"),
    ("--a", "a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_to_write_the_same(one: str, other: str) -> None:
    assert grouped(parse(one)) == grouped(parse(other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_expressions_that_are_not_the_same(one: str, other: str) -> None:
    assert parse(one) != parse(other)


def grouped(node: Node) -> str:
    """Write a tree with a bracket around every two operands, as it is worked."""
    match node:
        case Sum(terms=pairs) | Product(factors=pairs):
            text = grouped(pairs[0][1])
            for sign, part in pairs[1:]:
                text = f"({text} {sign} {grouped(part)})"
            return text
        case Negative(operand=operand):
            return f"(-{grouped(operand)})"
        case Not(operand=operand):
            return f"(not {grouped(operand)})"
        case Both(operands=operands):
            return f"({' and '.join(map(grouped, operands))})"
        case Either(operands=operands):
            return f"({' or '.join(map(grouped, operands))})"
        case Comparison(first=first, rest=rest):
            return f"({grouped(first)}{''.join(f' {sign} {grouped(part)}' for sign, part in rest)})"
        case _:
            return written(node)


def test_a_chain_of_comparisons_is_one_piece() -> None:
    assert written(parse("0 < n <= 5")) == "0 < n <= 5"
    assert written(parse("(0 < n) == (n <= 5)")) == "(0 < n) == (n <= 5)"


def test_atoms_are_read_as_what_they_are() -> None:
    assert parse("4_028.470") == Number(Fraction("4028.47"))
    assert parse("'it is'") == Text("it is")
    assert parse("\"say 'no'\"") == Text("say 'no'")
    assert parse("true") == Truth(value=True)
    assert parse("école_2") == Name("école_2")
    assert parse("teachers.quantity") == Name("teachers.quantity")
    assert parse("tier(n, [[-1, 2.5]])") == Call("tier", (Name("n"), Table(((Fraction(-1), Fraction("2.5")),))))


def test_composed_and_decomposed_letters_are_one_name() -> None:
    assert parse("cafe\u0301") == parse("caf\u00e9") == Name("caf\u00e9")


def test_options_are_read_in_any_order() -> None:
    assert parse("round(a, mode='up', digits=2)") == parse("round(a, digits=2, mode='up')")


def test_every_part_knows_where_it_begins() -> None:
    text = "  base * (students - 5)"
    places = {written(part): part.at for part in walk(parse(text))}
    assert {piece: places[piece] for piece in ("base", "students", "5", "students - 5", "base * (students - 5)")} == {
        "base": 2,
        "students": 10,
        "5": 21,
        "students - 5": 10,
        "base * (students - 5)": 2,
    }


def test_the_names_of_an_expression_are_each_given_once() -> None:
    tree = parse("a + b * a - total(c, by=d) + prior(e)")
    assert names_in(tree) == ("a", "b", "c", "d", "e")
    assert names_in(tree, this_year=True) == ("a", "b", "c", "d")


REFUSED = [
    ("", 0, "ends too early"),
    ("a +", 3, "ends too early"),
    ("a b", 2, "follows a finished"),
    ("(a", 2, "`)` is missing"),
    ("a)", 1, "no opening"),
    ("a]", 1, "no opening"),
    ("a = b", 2, "not a comparison"),
    ("a <> b", 2, "not a comparison"),
    ("a === b", 4, "cannot stand"),
    ("a ! b", 2, "cannot stand"),
    ("1,000", 1, "comma"),
    ("20%", 2, "cannot stand"),
    ("$5", 0, "cannot stand"),
    ("a ^ 2", 2, "cannot stand"),
    ("a ** 2", 3, "cannot stand"),
    ("a × b", 2, "cannot stand"),
    ("a ÷ b", 2, "cannot stand"),
    ("a \N{MINUS SIGN} b", 2, "cannot stand"),
    ("a ≤ b", 2, "cannot stand"),
    ("a & b", 2, "cannot stand"),
    (".5", 0, "cannot stand"),
    ("5.", 1, "cannot stand"),
    ("+a", 0, "cannot stand"),
    ("*a", 0, "cannot stand"),
    ("a and", 5, "ends too early"),
    ("and a", 0, "cannot stand"),
    ("not", 3, "ends too early"),
    ("'abc", 0, "cannot stand"),
    ("a.rate", 1, "cannot stand"),
    ("a.quantity_of", 1, "cannot stand"),
    ("[]", 0, "no row"),
    ("[[1]]", 3, "`,` is missing"),
    ("[[1, 2, 3]]", 6, "`]` is missing"),
    ("[[a, 1]]", 2, "plain numbers"),
    ("[[1, 2 * 3]]", 7, "`]` is missing"),
    ("max(a, b", 8, "`)` is missing"),
    ("max(a; b)", 5, "cannot stand"),
    ("max a", 4, "follows a finished"),
    ("{a}", 0, "cannot stand"),
    ("a\\b", 1, "cannot stand"),
    ("a @ b", 2, "cannot stand"),
    ("import os", 7, "follows a finished"),
    ("__import__('os')", 0, "no function"),
    ("lambda: 1", 6, "cannot stand"),
]


@pytest.mark.parametrize(("text", "at", "what"), REFUSED)
def test_what_is_not_an_expression_is_refused_where_it_goes_wrong(text: str, at: int, what: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert (refused.value.at, what in refused.value.what) == (at, True), refused.value.what
    assert refused.value.fix


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("maximum(a, b)", "unknown-function"),
        ("if(a)", "wrong-arguments"),
        ("if(a, b, c, d)", "wrong-arguments"),
        ("min(a)", "wrong-arguments"),
        ("abs()", "wrong-arguments"),
        ("round(a, 2, 'up', 3)", "wrong-arguments"),
        ("round(a, 2, digits=2)", "wrong-arguments"),
        ("round(a, digits=2, digits=2)", "wrong-arguments"),
        ("round(digits=2, a)", "wrong-arguments"),
        ("total(a, of=b)", "wrong-arguments"),
        ("9" * 41, "bad-number"),
        ("1e5", "bad-number"),
        ("٣", "bad-number"),
    ],
)
def test_a_refusal_has_the_code_of_its_kind(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert refused.value.code == code
