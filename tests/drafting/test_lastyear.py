"""Last year's tables as they really come: what is guessed, and what is said of tables that cannot be read."""

import pytest

from perpupil.drafting.lastyear import Asked, LastYear, read_last_year
from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.limits import DRAFT_COLUMNS, DRAFT_UNITS, FACTS_COLUMNS
from tests.drafting.recovery import drafted


def read(text: str, asked: Asked | None = None, facts: str | None = None) -> tuple[LastYear | None, list[Finding]]:
    table, told = read_csv(text.encode(), "last_year.csv")
    beside, told_facts = read_csv(facts.encode(), "facts.csv") if facts is not None else (None, ())
    if told or told_facts:
        return None, [*told, *told_facts]
    last, found = read_last_year(table, beside, asked or Asked())
    return last, list(found)


SIMPLE = "school,name,students,base $,nurse $\n" + "".join(
    f'{place:04},School {place},{300 + 7 * place},"${(300 + 7 * place) * 5000:,}.00","$95,000"\n'
    for place in range(1, 9)
)


def test_columns_are_guessed_and_the_guess_is_told() -> None:
    last, found = read(SIMPLE)
    assert found == []
    assert last is not None
    assert (last.unit_header, last.names and last.names.header) == ("school", "name")
    assert [one.header for one in last.lines] == ["base $", "nurse $"]
    assert [one.name for one in last.facts] == ["students"]
    assert any("school" in one for one in last.guesses)
    assert any("base $" in one for one in last.guesses)


def test_where_some_columns_name_a_currency_no_other_is_a_line_but_their_total_is_found() -> None:
    """Weighted students and a tax base are large numbers too; as lines they would each be searched for a rule."""
    text = "id,students,tax_base,usd_base,usd_aid,total\n" + "".join(
        f"{n},{5 + n},{90_000 + n},{100 * n},{7 * n},{107 * n}\n" for n in range(1, 9)
    )
    last, found = read(text)
    assert (last is not None, found) == (True, [])
    assert last is not None
    assert [one.header for one in last.lines] == ["usd_base", "usd_aid"]
    assert [one.header for one in last.facts] == ["students", "tax_base"]
    assert last.total is not None
    assert last.total.header == "total"


def test_amounts_as_people_type_them_are_read() -> None:
    last, _ = read('id,students,paid $\n1,5,"$1,234.56"\n2,6,($500)\n3,7,\n4,8,-£3\n')
    assert last is not None
    assert [str(one) for one in last.lines[0].values] == ["30864/25", "-500", "0", "-3"]
    assert last.lines[0].is_known == (True, True, True, True)


def test_a_blank_beside_zeros_is_not_known() -> None:
    last, _ = read("id,students,paid $\n1,5,100\n2,6,0\n3,7,\n")
    assert last is not None
    assert last.lines[0].is_known == (True, True, False)


FAULTS = {
    "no rows": ("id,paid $\n", "no-units"),
    "repeated id": ("id,paid $\n1,5\n1,6\n2,7\n", "repeated-id"),
    "id left out": ("id,paid $\n1,5\n,6\n", "missing-id"),
    "text in a column of money": ("id,paid $\n1,5\n2,see note\n3,7\n", "bad-cell"),
    "no money": ("id,students\n1,5\n2,6\n", "no-lines"),
    "no column of ids": ("a,paid $\nx,5\nx,5\n", "missing-column"),
    "too many columns": (",".join(f"c{n}" for n in range(FACTS_COLUMNS + 1)) + "\n", "too-large"),
    "too many rows": ("id,paid $\n" + "".join(f"{n},1\n" for n in range(DRAFT_UNITS + 1)), "too-large"),
    "too many numbers": (
        ",".join(["id", "paid $", *(f"c{n}" for n in range(DRAFT_COLUMNS + 1))])
        + "\n"
        + "1,5"
        + ",3" * (DRAFT_COLUMNS + 1)
        + "\n",
        "too-large",
    ),
    "empty": ("", "bad-header"),
}


@pytest.mark.parametrize(("text", "code"), FAULTS.values(), ids=FAULTS)
def test_a_table_that_cannot_be_read_is_a_finding(text: str, code: str) -> None:
    unit = "id" if code in {"repeated-id", "missing-id"} else ""
    last, found = read(text, Asked(unit=unit))
    assert last is None
    assert {one.code for one in found} == {code}


def test_units_that_the_facts_lack_are_a_finding() -> None:
    _, found = read("id,paid $\n1,5\n2,6\n", facts="id,students\n1,10\n")
    assert [(one.code, "2" in one.what) for one in found] == [("unknown-published-unit", True)]


def test_a_column_that_is_asked_for_and_not_there_is_a_finding() -> None:
    _, found = read(SIMPLE, Asked(lines=("base",)))
    assert [one.code for one in found] == ["missing-column"]


ODD = {
    "one unit": "id,students,paid $\n1,5,100\n",
    "two units": "id,students,paid $\n1,5,100\n2,7,140\n",
    "nothing paid": "id,students,paid $,other $\n1,5,0,0\n2,6,0,0\n3,7,0,0\n",
    "negative": "id,students,paid $\n" + "".join(f"{n},{n * 3},-{n * 30}\n" for n in range(1, 9)),
    "no facts": "id,paid $\n1,5\n2,9\n3,12345.67\n",
    "names that are words of the language": "id,total,if,2nd,Ümlaut,paid $\n"
    + "".join(f"{n},{n * 3},{n % 4},{n % 5},{n % 7},{n * 30}\n" for n in range(1, 12)),
    "texts with quotes": 'id,"the ""level""",paid $\n'
    + "".join(f'{n},"a ""{n % 2}"" \\",{100 + n % 2}\n' for n in range(1, 12)),
    "half a cent": "id,students,paid $\n" + "".join(f"{n},{n},{n}.005\n" for n in range(1, 9)),
    "large": "id,students,paid $\n" + "".join(f"{n},{n * 10**9},{n * 10**14}\n" for n in range(1, 9)),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_table_still_gives_a_formula_that_the_engine_confirms(text: str) -> None:
    draft = drafted(text, Asked())
    assert [one.code for one in draft.findings] == []
    assert draft.is_confirmed
