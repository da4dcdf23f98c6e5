"""Things in the text of a formula: taken out or changed, and the rest as it is written."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.formula.source import read_source
from perpupil.formula.spans import Edit, InParts, edited, span_of, text_of, value_span, with_value, without

TEXT = """\
# A formula.
title = "Maple"   # its name, = and all

[parameters]
base = { value = 4_000, owner = "B" }  # decided
[parameters.scale]  # a table
value = 2

# Of the arts.
# Agreed for one year.
[line.arts]  # ends
value = 1
note = "until = never # really"  # not here either

# About the base.
[line.base]
value = "base"

[line.base.extra]
of = 1
"""


def test_a_table_goes_with_the_comment_right_above_it_and_leaves_the_next_ones() -> None:
    left = without(read_source(TEXT.encode(), "f"), ("line", "arts"), with_comment=True)
    assert left == TEXT[: TEXT.index("# Of the arts.")] + TEXT[TEXT.index("# About the base.") :]


def test_without_its_comment_only_the_table_goes() -> None:
    left = without(read_source(TEXT.encode(), "f"), ("line", "arts"))
    assert "# Agreed for one year.\n" in left
    assert "[line.arts]" not in left


def test_a_comment_that_an_empty_line_parts_from_the_table_is_about_something_else() -> None:
    text = "title = 1\n\n# All adjustments.\n\n# The arts.\n[line.arts]\nvalue = 1\n\n[line.b]\nvalue = 2\n"
    left = without(read_source(text.encode(), "f"), ("line", "arts"), with_comment=True)
    assert left == "title = 1\n\n# All adjustments.\n\n[line.b]\nvalue = 2\n"


def test_the_last_table_leaves_no_empty_lines_behind() -> None:
    text = "title = 1\n\n# The last.\n[line.a]\nvalue = 1  # and its end\n\n"
    assert without(read_source(text.encode(), "f"), ("line", "a"), with_comment=True) == "title = 1\n"


def test_a_table_goes_with_the_tables_in_it() -> None:
    left = without(read_source(TEXT.encode(), "f"), ("line", "base"), with_comment=True)
    assert tomllib.loads(left)["line"].keys() == {"arts"}


def test_what_stands_in_parts_is_not_changed_as_one() -> None:
    text = read_source(b"[line]\na.value = 1\na.note = 'x'\n", "f")
    with pytest.raises(InParts, match=r"line\.a stands in parts"):
        without(text, ("line", "a"))
    with pytest.raises(KeyError):
        text_of(text, ("line", "b"))
    assert span_of(text, ("line", "b")) is None


def test_edits_are_about_the_text_as_it_was() -> None:
    assert edited("abcd", [Edit(3, 4, "D!"), Edit(0, 1, ""), Edit(2, 2, "+")]) == "b+cD!"


@given(
    st.sampled_from(
        ["1", "-3", '"a # b"', "'x = y'", "[1, 2]", "{ a = 1, b = [2] }", "2026-10-01", '["#", "]"]', "true"]
    ),
    st.sampled_from(["", "  ", "\t", "   # about it", "# close"]),
    st.sampled_from(["7", '"new"', "[]"]),
)
def test_a_value_is_replaced_and_nothing_else(before: str, behind: str, after: str) -> None:
    text = f"# top\nfirst = 0\nit ={' ' if before else ''}{before}{behind}\nlast = 9  # end\n"
    read = read_source(text.encode(), "f")
    start, end = value_span(read, ("it",))
    assert text[start:end] == before
    assert with_value(read, ("it",), after) == text[:start] + after + text[end:]
    assert tomllib.loads(with_value(read, ("it",), after)) == {
        "first": 0,
        "it": tomllib.loads(f"it = {after}")["it"],
        "last": 9,
    }
