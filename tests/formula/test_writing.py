"""What is written back reads to the same tree."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    written,
)
from tests.project import ROOT

NUMBERS = st.decimals(0, 10**9, places=4).map(Fraction)
SIGNED = st.decimals(-(10**9), 10**9, places=2).map(Fraction)
NAMES = st.sampled_from(["a", "students", "école", "x_2", "teachers.quantity", "notable", "orders", "iffy", "e5"])
TEXTS = st.text("abc xyz'é=,()[]+-*/#%\\", max_size=6).map(str.strip) | st.text('ab"', max_size=3)
ROWS = st.lists(st.tuples(SIGNED, SIGNED), min_size=1, max_size=3).map(tuple)


def atoms() -> st.SearchStrategy[Node]:
    return st.one_of(
        NUMBERS.map(Number),
        NAMES.map(Name),
        TEXTS.map(Text),
        st.booleans().map(lambda truth: Truth(value=truth)),
        ROWS.map(Table),
    )


def pairs(parts: st.SearchStrategy[Node], signs: str, first: str) -> st.SearchStrategy[tuple[tuple[str, Node], ...]]:
    """Give two or more operands with their signs; a chain inside a chain stands in brackets."""
    rest = st.lists(st.tuples(st.sampled_from(signs.split()), parts), min_size=1, max_size=3)
    return st.tuples(parts, rest).map(lambda both: ((first, both[0]), *both[1]))


def larger(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        parts.map(Negative),
        parts.map(Not),
        pairs(parts, "+ -", "+").map(Sum),
        pairs(parts, "* /", "*").map(Product),
        pairs(parts, "== != < <= > >=", "").map(lambda chain: Comparison(chain[0][1], chain[1:])),
        several.map(Both),
        several.map(Either),
        several.map(lambda given: Call("max", given)),
        st.tuples(parts, parts, parts).map(lambda given: Call("if", given)),
        parts.map(lambda part: Call("round", (part,), (("digits", Number(Fraction(2))), ("mode", Text("up"))))),
        parts.map(lambda part: Call("total", (part,), (("by", Name("region")),))),
    )


TREES = st.recursive(atoms(), larger, max_leaves=12)


@given(TREES)
def test_a_tree_that_is_written_reads_to_the_same_tree(tree: Node) -> None:
    assert parse(written(tree)) == tree


@given(TREES)
def test_what_is_written_twice_is_written_alike(tree: Node) -> None:
    assert written(parse(written(tree))) == written(tree)


@given(st.text("ab1.5+-*/()<>=!,[]'\" notandorif", max_size=30))
def test_whatever_can_be_read_is_written_back(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError:
        return
    assert parse(written(tree)) == tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("((a + b)) * c", "(a + b) * c"),
        ("a + (b * c)", "a + b * c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a / (b * c)", "a / (b * c)"),
        ("-(a + b)", "-(a + b)"),
        ("--a", "--a"),
        ("not (a < b)", "not a < b"),
        ("(p or q) and r", "(p or q) and r"),
        ("(a < b) == (c < d)", "(a < b) == (c < d)"),
        ("if(p,a,b)", "if(p, a, b)"),
        ("'high'", '"high"'),
        ("'say \"no\"'", "'say \"no\"'"),
        ("0.500", "0.5"),
        ("4_028.47", "4028.47"),
    ],
)
def test_only_the_brackets_that_are_needed_are_written(text: str, expected: str) -> None:
    assert written(parse(text)) == expected


def test_every_expression_of_the_catalogue_is_written_back() -> None:
    from perpupil.formula.reading import read_formula  # noqa: PLC0415  only this test reads files

    for path in sorted((ROOT / "formulas").glob("*/formula.toml")):
        formula, _ = read_formula(path.read_bytes())
        assert formula is not None
        for name in (*formula.steps, *(line for line, one in formula.lines.items() if not one.kind)):
            tree = formula.definitions[name].expression
            assert parse(written(tree)) == tree
