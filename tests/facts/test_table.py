"""A file of cells is read as what every program that writes such files means, and nothing more."""

import pytest

from perpupil.facts.table import TextTable, read_csv


def table(text: str) -> TextTable:
    read, told = read_csv(text.encode(), "facts.csv")
    assert told == ()
    return read


def told(text: bytes | str) -> list[tuple[str, int | None]]:
    content = text if isinstance(text, bytes) else text.encode()
    return [(one.code, one.where.line) for one in read_csv(content, "facts.csv")[1]]


def test_cells_are_read_under_their_headers() -> None:
    assert table("school,students\n0010,400\n0020,500\n").columns == {
        "school": ["0010", "0020"],
        "students": ["400", "500"],
    }


def test_leading_zeros_stay() -> None:
    assert table("school\n0010\n").columns["school"] == ["0010"]


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends() -> None:
    assert table('a,b\n"1,000","say ""yes""\nor no"\n').columns == {"a": ["1,000"], "b": ['say "yes"\nor no']}


def test_a_row_is_placed_on_the_line_on_which_it_begins() -> None:
    read = table('a,b\n1,"x\ny"\n2,z\n\n3,w\n')
    assert list(read.rows) == [2, 4, 6]
    assert str(read.place(1, "b")) == "facts.csv:4 (column b)"


def test_letters_composed_and_decomposed_are_one() -> None:
    assert table("cafe\u0301\n1\n").columns == {"caf\u00e9": ["1"]}


def test_spaces_around_cells_are_dropped_and_those_within_stay() -> None:
    assert table(" a ,b\n  1 , x y \n").columns == {"a": ["1"], "b": ["x y"]}


def test_an_empty_row_is_passed_over_and_a_row_of_one_blank_cell_among_others_is_not() -> None:
    assert table("a,b\n1,2\n\n,\n3,\n").columns == {"a": ["1", "3"], "b": ["2", ""]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", [("bad-header", 1)]),
        (b"\n\n", [("bad-header", 1)]),
        (b"a,,b\n1,2,3\n", [("bad-header", 1)]),
        (b"a,a\n1,2\n", [("bad-header", 1)]),
        (b"a, a\n1,2\n", [("bad-header", 1)]),
        (b"a,,\n", [("bad-header", 1), ("bad-header", 1)]),
        (b"a,b\n1\n2,3\n4,5,6\n", [("ragged-row", 2), ("ragged-row", 4)]),
        (b'a,b\n1,"2\n', [("ragged-row", 2)]),
        (b'a,b\n1,2\n3,"4" 5\n', [("ragged-row", 3)]),
        (b"a\n1\n\xff\n", [("not-text", 3)]),
        ("a\n1\n".encode("utf-16"), [("not-text", 1)]),
    ],
)
def test_a_file_that_is_no_table_is_told_with_its_lines(text: bytes, expected: list[tuple[str, int]]) -> None:
    assert told(text) == expected


def test_every_ragged_row_is_told_at_once() -> None:
    assert len(told("a,b\n" + "1\n" * 70)) == 70
