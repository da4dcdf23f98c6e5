"""Where each key and each piece of text of a formula file stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.formula.source import SourceError, read_source


def place(text: str, *path: str, offset: int | None = None) -> tuple[int | None, int | None]:
    found = read_source(text.encode(), "formula.toml").place(path, offset)
    return found.line, found.column


def test_a_key_of_a_table_is_placed_at_its_first_letter() -> None:
    assert place('[line.base]\n  value = "n"\n', "line", "base", "value") == (2, 3)
    assert place("[line.base]\n", "line", "base") == (1, 1)
    assert place("line.base.value = 5\n", "line", "base", "value") == (1, 1)
    assert place("line = { base = { value = 5 } }\n", "line", "base", "value") == (1, 19)
    assert place("[[expect]]\nthat = 'a'\n[[expect]]\nthat = 'b'\n", "expect", "1", "that") == (4, 1)


def test_a_character_of_a_text_is_placed_within_it() -> None:
    assert place('a = "n + m"\n', "a", offset=4) == (1, 10)
    assert place("a = '''\nn +\nm'''\n", "a", offset=4) == (3, 1)
    assert place('a = ["x", "n + m"]\n', "a", "1", offset=4) == (1, 16)


def test_a_character_of_a_text_with_an_escape_is_placed_at_its_key() -> None:
    assert place('a = "level == \\"x\\" + m"\n', "a", offset=15) == (1, 1)


def test_a_path_that_is_not_there_is_placed_at_what_stands_above_it() -> None:
    assert place("[line.base]\nvalue = 5\n", "line", "base", "nosuch") == (1, 1)
    assert place("a = 1\n", "nosuch") == (None, None)


@pytest.mark.parametrize(
    "before",
    [
        "# [x]\n",
        "# a = 1\n",
        'b = "# a = 1"\n',
        "b = '''\na = 1\n'''\n",
        'b = """\n[a]\n"""\n',
        "b = [ # a = 1\n1,\n]\n",
        "\n\n",
        "b = '\"'\n",
        'b = "\\""\n',
        "b = 1979-05-27T07:32:00Z\n",
        "b = { c = [1, { d = '}' }] }\n",
    ],
)
def test_comments_texts_and_lists_before_a_key_do_not_move_it(before: str) -> None:
    assert place(f"{before}a = 1\n", "a") == (before.count("\n") + 1, 1)


@given(st.lists(st.sampled_from(["a", "é", "日本", "😀", " ", "\t"]), max_size=5).map("".join))
def test_the_column_counts_characters_whatever_they_are(title: str) -> None:
    assert place(f"b = {{ t = '{title}', a = 1 }}\n", "b", "a") == (1, 13 + len(title) + 3 - 1)


def test_numbers_are_read_exactly() -> None:
    values = read_source(b"a = 0.1\nb = 4_028.47\nc = 1e-30\nd = [1.10]\n", "formula.toml").values
    assert [str(values[key]) for key in "abc"] == ["1/10", "402847/100", "1/" + "1" + "0" * 30]


@pytest.mark.parametrize(
    "text", ["a = ", "a", "[a", "a = 'x", "= 1", "a = 1 b = 2", "a = [1", "a = {b = 1", "a = 'x'\na = 'y'"]
)
def test_what_is_not_toml_is_a_finding_with_a_line(text: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_source(text.encode(), "formula.toml")
    assert refused.value.finding.code == "not-toml"
    assert refused.value.finding.where.line
