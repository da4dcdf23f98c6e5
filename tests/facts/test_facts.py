"""Facts: which rows count, in what order, and what a cell means."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from perpupil.facts.binding import Binding
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.table import read_csv

SCHOOLS = (
    "school,name,level,students,ELL (count)\n0030,Fir High,high,600,\n0010,Oak,elementary,400,12\n0020,,middle,500,NA\n"
)


def facts(text: str = SCHOOLS, binding: Binding | None = None) -> Facts:
    read, told = read_facts(read_csv(text.encode(), "facts.csv")[0], binding or Binding("school", "name"))
    assert read is not None, told
    return read


def told(text: str, binding: Binding) -> list[tuple[str, int | None]]:
    read, findings = read_facts(read_csv(text.encode(), "facts.csv")[0], binding)
    assert read is None
    return [(one.code, one.where.line) for one in findings]


def numbers(column: str, **more: object) -> tuple[list[int | Fraction], list[bool]]:
    columns: Mapping[str, str] = {"ell": "ELL (count)"}
    read = facts(binding=Binding("school", columns=columns, **more)).numbers(column)  # type: ignore[arg-type]
    return list(read.values.fractions()), read.known.tolist()


def test_units_stand_in_the_order_of_their_ids() -> None:
    assert facts().units == ("0010", "0020", "0030")
    assert facts().texts("level") == ("elementary", "middle", "high")


def test_a_unit_without_a_name_is_called_by_its_id() -> None:
    assert facts().names == ("Oak", "0020", "Fir High")


def test_ids_are_text_and_sorted_as_text() -> None:
    assert facts("school,name\n9,a\n10,b\n010,c\n").units == ("010", "10", "9")


def test_rows_are_chosen_by_text() -> None:
    assert facts(binding=Binding("school", where={"level": ("high", "middle")})).units == ("0020", "0030")
    assert facts(binding=Binding("school", where={"level": ("high",), "students": ("600",)})).units == ("0030",)


def test_a_column_has_its_name_and_its_header() -> None:
    read = facts(binding=Binding("school", columns={"ell": "ELL (count)"}))
    assert read.has("ell")
    assert read.has("ELL (count)")
    assert not read.has("nosuch")
    assert read.column_names() == ("ell", "school", "name", "level", "students", "ELL (count)")


def test_a_blank_is_not_known_until_it_is_said_what_it_means() -> None:
    unknown = frozenset({"NA"})
    assert numbers("ell", unknown=unknown) == ([12, 0, 0], [True, False, False])
    assert numbers("ell", unknown=unknown, blank={"ell": Fraction(5)}) == ([12, 0, 5], [True, False, True])
    assert numbers("ell", unknown=unknown, blank={"ELL (count)": Fraction(5)}) == ([12, 0, 5], [True, False, True])


def test_a_cell_that_is_no_number_is_told_with_its_place_and_how_to_write_it() -> None:
    (one,) = facts().numbers("ELL (count)").findings
    assert (one.code, str(one.where)) == ("bad-cell", "facts.csv:4 (column ELL (count))")


@pytest.mark.parametrize(
    ("cell", "fix"),
    [
        ("1,020", "Write 1020."),
        ("$5", "Write 5."),
        ("£5.50", "Write 5.50."),
        ("1 020", "Write 1020."),
        ("12%", "Write it without the sign: 12"),
        ("n/a", "list the text under `unknown`"),
        ("1/2", "Write digits"),
        ("٣", "Write digits"),
    ],
)
def test_it_is_said_how_a_cell_should_have_been_written(cell: str, fix: str) -> None:
    (one,) = facts(f'school,name,n\n0010,Oak,"{cell}"\n').numbers("n").findings
    assert fix in one.fix
    assert cell in one.what


def test_every_bad_cell_is_told_at_once() -> None:
    assert len(facts("school,name,n\n1,a,x\n2,b,5\n3,c,y\n").numbers("n").findings) == 2


@pytest.mark.parametrize(
    ("text", "binding", "expected"),
    [
        (SCHOOLS, Binding("code"), [("missing-column", 1)]),
        (SCHOOLS, Binding(""), [("missing-key", None)]),
        (SCHOOLS, Binding("school", "called"), [("missing-column", 1)]),
        (SCHOOLS, Binding("school", where={"YEAR": ("2026",)}), [("missing-column", 1)]),
        (SCHOOLS, Binding("school", columns={"a": "A", "b": "B"}), [("missing-column", 1), ("missing-column", 1)]),
        (SCHOOLS, Binding("school", where={"level": ("college",)}), [("no-units", None)]),
        (
            "school,n\n0010,1\n,2\n0010,3\n,4\n",
            Binding("school"),
            [("missing-id", 3), ("repeated-id", 4), ("missing-id", 5)],
        ),
    ],
)
def test_what_is_missing_or_repeated_is_told(
    text: str, binding: Binding, expected: list[tuple[str, int | None]]
) -> None:
    assert told(text, binding) == expected


def test_an_id_may_be_repeated_among_the_rows_that_are_not_chosen() -> None:
    text = "school,name,year\n0010,a,2026\n0010,a,2027\n"
    assert facts(text, Binding("school", where={"year": ("2027",)})).units == ("0010",)
    assert told(text, Binding("school")) == [("repeated-id", 3)]
