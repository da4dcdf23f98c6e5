"""Tables come to pandas, Polars and DuckDB without losing a cent."""

import sys
from decimal import Context, Decimal
from fractions import Fraction

import duckdb
import nanoarrow as na  # type: ignore[import-untyped]
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import perpupil
from perpupil.exact.columns import from_fractions, from_integers
from perpupil.notebook.columns import Counts, Decimals, Texts, exact_decimals, integers, joined, money
from perpupil.notebook.tables import Table
from tests.notebook.districts import FACTS, FORMULA, UNPOOLED, plain_facts

amounts = st.one_of(
    st.integers(-(10**6), 10**6),
    st.sampled_from([2**53 + 1, -(2**53) - 1, 2**62, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**38 - 1, 1 - 10**38]),
    st.integers(1 - 10**38, 10**38 - 1),
)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


def read_back(table: Table) -> dict[str, list[list[object]]]:
    """What each library reads, column by column."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    rows = duckdb.from_arrow(table).select(names).fetchall()
    framed, polared = table.to_pandas(), pl.DataFrame(table)
    return {
        "pandas": [[None if cell is None else cell for cell in framed[name].tolist()] for name in table.columns],
        "polars": [polared[name].to_list() for name in table.columns],
        "duckdb": [[row[at] for row in rows] for at in range(len(table.columns))],
    }


@given(st.lists(st.tuples(texts, amounts, st.integers(0, 2**62))))
def test_every_library_reads_every_cell_as_it_is(rows: list[tuple[str, int, int]]) -> None:
    table = Table(
        "t",
        lambda: [
            Texts("unit", [row[0] for row in rows]),
            money("amount", integers([row[1] for row in rows])),
            Counts("count", [row[2] for row in rows]),
        ],
    )
    wanted = [[row[0] for row in rows], [dollars(row[1]) for row in rows], [row[2] for row in rows]]
    for library, found in read_back(table).items():
        assert found == wanted, library
    assert [table.column(name) for name in table.columns] == wanted


def dollars(cents: int) -> Decimal:
    """Cents as dollars, without the 28 digits that Python's decimals keep unless told otherwise."""
    return Decimal(cents).scaleb(-2, Context(prec=60))


@given(st.lists(st.integers(-(10**30), 10**30), max_size=30))
def test_sums_are_equal_to_the_cent(cents: list[int]) -> None:
    paid = Table("t", lambda: [money("amount", integers(cents))])
    wanted = dollars(sum(cents))
    assert (pl.DataFrame(paid)["amount"].sum() or 0) == wanted
    assert duckdb.sql("select coalesce(sum(amount), 0) from paid").fetchall() == [(wanted,)]


def test_the_largest_decimal_is_read_and_one_more_is_refused() -> None:
    most = 10**38 - 1
    table = Table("t", lambda: [money("amount", integers([most, -most]))])
    assert pl.DataFrame(table)["amount"].to_list() == table.column("amount")
    beyond = Table("t", lambda: [money("amount", integers([most + 1]))])
    with pytest.raises(perpupil.Refused, match="more than 38 digits"):
        pl.DataFrame(beyond)


@given(st.lists(st.fractions(-(10**12), 10**12, max_denominator=40), max_size=12))
def test_numbers_that_end_are_exact_and_others_are_cut_and_say_so(values: list[Fraction]) -> None:
    column = exact_decimals("q", from_fractions(values), len(values))
    table = Table("t", lambda: [column])
    found = [Fraction(cell) for cell in pl.DataFrame(table)["q"].to_list()]
    ends = [not _without_twos_and_fives(value.denominator) > 1 for value in values]
    assert table.cut == (() if all(ends) else ("q",))
    for value, cell, is_ending in zip(values, found, ends, strict=True):
        assert cell == value if is_ending else 0 < abs(value - cell) < Fraction(1, 10**20)
        assert abs(cell) <= abs(value)


def _without_twos_and_fives(number: int) -> int:
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    return number


def test_a_number_too_long_for_its_digits_keeps_those_before_the_point() -> None:
    values = from_fractions([Fraction(10**37), Fraction(1, 1000)])
    column = exact_decimals("q", values, 2)
    assert (column.scale, column.is_cut) == (0, True)
    assert column.python() == [Decimal(10**37), Decimal(0)]


def test_columns_of_different_scale_are_joined_at_the_finest() -> None:
    column = joined("q", [exact_decimals("q", from_integers([1, 3], 2), 2), 1, exact_decimals("q", Fraction(1, 8), 1)])
    assert column.python() == [Decimal("0.500"), Decimal("1.500"), None, Decimal("0.125")]
    assert joined("q", []).python() == []


@pytest.mark.parametrize("numbers", [[], [0], [2**62, -(2**62)], [2**64]])
def test_wide_and_narrow_integers_become_the_same_bytes(numbers: list[int]) -> None:
    wide = np.empty(len(numbers), object)
    wide[:] = numbers
    narrow = Table("t", lambda: [Decimals("a", integers(numbers), 2)])
    assert pl.DataFrame(narrow).equals(pl.DataFrame(Table("t", lambda: [Decimals("a", wide, 2)])))


def test_a_table_can_be_asked_again_and_has_a_schema() -> None:
    lines = perpupil.run(FORMULA.encode(), FACTS.encode()).lines
    assert pl.DataFrame(lines).equals(pl.DataFrame(lines))
    assert str(pl.DataFrame(lines).schema["amount"]) == "Decimal(precision=38, scale=2)"
    assert [field.name for field in na.schema(lines).fields] == list(lines.columns)


def test_lines_are_those_of_the_engine_in_every_library() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    lines = result.lines
    assert lines.columns == ("unit", "name", "line", "title", "quantity", "rate", "amount", "fund", "use")
    first = next(lines.rows())
    assert (first["unit"], first["name"], first["line"]) == ("0010", "Alder Creek", "base_amount")
    assert (first["quantity"], first["rate"]) == (Decimal(412), Decimal("4028.47"))
    frames = [lines.to_pandas(), lines.to_polars().to_dict(as_series=False)]
    for frame in frames:
        assert sum(frame["amount"]) == result.total == Decimal(5_000_000)
    assert duckdb.sql("select sum(amount), count(distinct unit) from lines").fetchall() == [(Decimal(5_000_000), 2)]
    assert sum(result.totals.column("amount")) == sum(result.wide.column("total")) == result.total
    assert result.wide.columns == ("unit", "name", "base_amount", "poverty", "total")


def test_quantities_are_not_known_where_a_line_counts_nothing() -> None:
    result = perpupil.run(UNPOOLED.encode(), plain_facts([("1", 7, 5), ("2", 0, "-3.25")]))
    assert result.lines.column("quantity") == [Decimal(7), None, Decimal(0), None]
    assert result.lines.column("amount") == [Decimal("7.00"), Decimal("5.00"), Decimal("0.00"), Decimal("-3.25")]
    assert pl.DataFrame(result.lines)["quantity"].null_count() == 2


def test_workings_that_never_end_are_cut_in_the_table_and_whole_beside_it() -> None:
    result = perpupil.run(UNPOOLED.encode(), plain_facts([("1", 7, 5)]))
    assert result.steps.cut == ("third", "one_third")
    assert result.steps.column("third") == [Decimal("2.33333333333333333333")]
    assert result.value("third", "1") == Fraction(7, 3)
    assert "Cut after the last digit shown: third, one_third." in str(result.steps)


def test_amounts_beyond_64_bits_are_exact_to_the_cent() -> None:
    most = "123456789012345678901234567890.12"
    result = perpupil.run(UNPOOLED.encode(), plain_facts([("1", 1, most), ("2", 1, f"-{most}"), ("3", 2**60, 0)]))
    for read in (result.lines.to_pandas()["amount"].tolist(), pl.DataFrame(result.lines)["amount"].to_list()):
        assert read[1] == Decimal(most)
        assert read[3] == Decimal(f"-{most}")
        assert read[4] == Decimal(2**60)


def test_lines_that_are_called_like_a_column_keep_apart() -> None:
    text = (
        UNPOOLED.replace("[line.a]", "[line.name_]").replace("[line.b]", "[line.name]") + '[line.unit]\nvalue = "5"\n'
    )
    wide = perpupil.run(text.encode(), plain_facts([("1", 1, 2)])).wide
    assert wide.columns == ("unit", "name", "name_", "name__", "unit_", "total")
    assert pl.DataFrame(wide).row(0)[2:] == (Decimal(1), Decimal(2), Decimal(5), Decimal(8))


def test_a_table_without_rows_is_a_table() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    settled = perpupil.compare(result, result).settled
    assert len(settled) == 0
    assert pl.DataFrame(settled).shape == (0, 6)
    assert settled.to_pandas().shape == (0, 6)
    assert duckdb.sql("select count(*) from settled").fetchall() == [(0,)]


def test_pandas_keeps_text_as_text_and_ids_with_their_zeros() -> None:
    frame = perpupil.run(FORMULA.encode(), FACTS.encode()).totals.to_pandas()
    assert frame["unit"].tolist() == ["0010", "0020"]
    assert isinstance(frame["unit"].dtype, pd.StringDtype)


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    totals = perpupil.run(FORMULA.encode(), FACTS.encode()).totals
    for library in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(perpupil.Refused, match=f"pip install {library}"):
            getattr(totals, f"to_{library}")()


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(perpupil.Refused, match="Did you mean 'amount'"):
        perpupil.run(FORMULA.encode(), FACTS.encode()).totals.column("amout")
