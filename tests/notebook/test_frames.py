"""Frames of every library are read as the same text as a file would be."""

import datetime as dt
from decimal import Decimal
from typing import Any

import duckdb
import nanoarrow as na  # type: ignore[import-untyped]
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import perpupil
from perpupil.notebook.frames import read_frame
from tests.notebook.districts import FACTS, FORMULA

SHORT, LONG = "Oak", "Élémentaire “North” of the river, 3rd"
COLUMNS: dict[str, Any] = {
    "id": ["0010", "a,\"b'", None, LONG],
    "long": [LONG, None, LONG * 3, SHORT],
    "whole": [1, -(2**62) - 1, None, 0],
    "small": pl.Series([1, -128, None, 127], dtype=pl.Int8),
    "large": pl.Series([1, 2**64 - 1, None, 0], dtype=pl.UInt64),
    "money": [Decimal("1.50"), Decimal("-2.25"), None, Decimal(0)],
    "float": [0.1, 1e22, None, -412.0],
    "narrow": pl.Series([0.1, -2, None, 16777216], dtype=pl.Float32),
    "kind": pl.Series([SHORT, LONG, None, SHORT], dtype=pl.Categorical),
    "closed": pl.Series([SHORT, LONG, None, SHORT], dtype=pl.Enum([SHORT, LONG])),
    "truth": [True, False, None, True],
    "day": [dt.date(2027, 7, 1), None, dt.date(1969, 12, 31), dt.date(2000, 2, 29)],
    "nothing": [None, None, None, None],
}
WRITTEN = {
    "id": ["0010", "a,\"b'", "", LONG],
    "long": [LONG, "", LONG * 3, SHORT],
    "whole": ["1", "-4611686018427387905", "", "0"],
    "small": ["1", "-128", "", "127"],
    "large": ["1", "18446744073709551615", "", "0"],
    "money": ["1.5", "-2.25", "", "0"],
    "float": ["0.1", "1e+22", "", "-412"],
    "narrow": ["0.1", "-2", "", "16777216"],
    "kind": [SHORT, LONG, "", SHORT],
    "closed": [SHORT, LONG, "", SHORT],
    "truth": ["true", "false", "", "true"],
    "day": ["2027-07-01", "", "1969-12-31", "2000-02-29"],
    "nothing": ["", "", "", ""],
}


def cells(frame: Any) -> dict[str, list[str]]:  # noqa: ANN401  a frame of any library
    table, findings = read_frame(frame, "frame", 1_000_000)
    assert findings == ()
    return table.columns


@pytest.mark.parametrize("cut", [slice(0, 4), slice(1, 3), slice(3, 4), slice(2, 2)])
def test_polars_is_read_exactly_also_in_part(cut: slice) -> None:
    frame = pl.DataFrame(COLUMNS)[cut]
    table, findings = read_frame(frame, "frame", 10)
    assert findings == ()
    # A row in which nothing stands at all is as good as none, as in a file.
    kept = [at for at in range(4)[cut] if any(column[at] for column in WRITTEN.values())]
    assert table.columns == {name: [column[at] for at in kept] for name, column in WRITTEN.items()}


def test_polars_is_read_exactly_in_pieces() -> None:
    frame = pl.concat([pl.DataFrame(COLUMNS), pl.DataFrame(COLUMNS)[1:3]], rechunk=False)
    assert cells(frame) == {name: [*column, *column[1:3]] for name, column in WRITTEN.items()}


def test_duckdb_is_read_exactly() -> None:
    query = duckdb.sql(
        "select '0010' as a, -1::integer as b, -1.5::decimal(10, 2) as c, 0.1::float as d, 'x'::enum('x', 'y') as e, "
        "-12345678901234567890123::hugeint as f, date '2027-07-01' as g, null as h"
    )
    wanted = ["0010", "-1", "-1.5", "0.1", "x", "-12345678901234567890123", "2027-07-01", ""]
    assert [column[0] for column in cells(query).values()] == wanted


def test_pandas_is_read_exactly_without_pyarrow() -> None:
    frame = pd.DataFrame(
        {
            "id": ["0010", LONG, None],
            "whole": pd.array([1, None, -(2**62) - 1], dtype="Int64"),
            "float": [0.1, float("nan"), 412.0],
            "narrow": np.array([0.1, 2, np.nan], np.float32),
            "money": [Decimal("1.50"), None, Decimal("-2.25")],
            "kind": pd.Categorical(["a", "b", None]),
            7: [True, False, True],
        }
    )
    assert cells(frame) == {
        "id": ["0010", LONG, ""],
        "whole": ["1", "", "-4611686018427387905"],
        "float": ["0.1", "", "412"],
        "narrow": ["0.1", "2", ""],
        "money": ["1.50", "", "-2.25"],
        "kind": ["a", "b", ""],
        "7": ["true", "false", "true"],
    }


def test_a_table_of_our_own_is_read_again() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    assert cells(result.totals) == {
        "unit": ["0010", "0020"],
        "name": ["Alder Creek", "Bridge Street"],
        "amount": [str(cell).rstrip("0").rstrip(".") for cell in result.totals.column("amount")],
    }


def test_a_stream_that_begins_in_the_middle_of_its_columns_is_read_from_there() -> None:
    numbers = na.c_array_from_buffers(na.int64(), 4, [None, np.array([1, 2, 3, 4])])
    part = na.c_array_from_buffers(na.struct({"n": na.int64()}), 2, [None], children=[numbers], offset=1)
    assert cells(part) == {"n": ["2", "3"]}


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)
rows = st.lists(st.tuples(texts, st.integers(-(2**63), 2**63 - 1), st.decimals(-(10**9), 10**9, places=4)), min_size=1)


@given(rows, st.integers(0, 3))
def test_polars_and_pandas_are_read_alike(found: list[tuple[str, int, Decimal]], start: int) -> None:
    columns = {name: [row[at] for row in found] for at, name in enumerate(("text", "whole", "money"))}
    polared = pl.DataFrame(columns, schema={"text": pl.String, "whole": pl.Int64, "money": pl.Decimal(38, 4)})[start:]
    framed = pd.DataFrame({name: pd.Series(column[start:], dtype=object) for name, column in columns.items()})
    one, other = cells(polared), cells(framed)
    assert (one["text"], one["whole"]) == (other["text"], other["whole"])
    assert [*map(Decimal, one["money"])] == [*map(Decimal, other["money"])]


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"odd": [[1]]}),
        pl.DataFrame({"odd": [{"a": 1}]}),
        pl.DataFrame({"odd": [b"x"]}),
        pl.DataFrame({"odd": [dt.timedelta(days=1)]}),
        pd.DataFrame({"odd": [[1]]}),
        pd.DataFrame({"odd": [b"x"]}),
    ],
)
def test_a_column_that_is_neither_text_nor_number_is_refused_by_name(frame: Any) -> None:  # noqa: ANN401  as above
    with pytest.raises(perpupil.Refused, match=r"Column 'odd' .*Leave it out"):
        read_frame(frame, "frame", 10)


def test_a_frame_without_columns_or_with_a_column_twice_is_refused_like_a_file() -> None:
    formula = perpupil.read_formula(FORMULA)
    for frame in (pl.DataFrame(), pd.DataFrame([["1", "2"]], columns=["school", "school"])):
        with pytest.raises(perpupil.Refused) as refused:
            perpupil.read_facts(frame, formula)
        assert {one.code for one in refused.value.findings} == {"bad-header"}


def test_a_mistake_in_a_frame_names_the_row_as_the_library_counts_it() -> None:
    frame = pl.DataFrame({"school": ["0010", "0020", "0010"], "name": ["a", "b", "c"], "students": [1, 2, 3]})
    with pytest.raises(perpupil.Refused) as refused:
        perpupil.read_facts(frame, perpupil.read_formula(FORMULA))
    (found,) = refused.value.findings
    assert (found.code, found.where.line) == ("repeated-id", 2)
    assert frame[2]["name"].item() == "c"


def test_a_frame_and_its_file_have_one_seal() -> None:
    formula = perpupil.read_formula(FORMULA)
    text = pl.read_csv(FACTS.encode(), infer_schema=False)
    typed = pl.read_csv(FACTS.encode(), schema_overrides={"school": pl.String})
    framed = pd.DataFrame(typed.to_dict(as_series=False))
    query = duckdb.sql("select * from framed")
    assert len({perpupil.run(formula, facts).seal for facts in (FACTS.encode(), text, typed, framed, query)}) == 1


def test_one_column_and_a_frame_that_is_not_there_yet_are_refused() -> None:
    with pytest.raises(perpupil.Refused, match="one column, not a table"):
        read_frame(pl.Series([1, 2]), "frame", 10)
    formula = perpupil.read_formula(FORMULA)
    with pytest.raises(perpupil.Refused, match=r"cannot be read from a LazyFrame\..*collected"):
        perpupil.read_facts(pl.LazyFrame({"a": [1]}), formula)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "width"), [(na.decimal128(38, 3), 16), (na.decimal256(76, 3), 32)])
def test_decimals_of_any_width_and_a_gap_are_read_exactly(kind: Any, width: int) -> None:  # noqa: ANN401  as above
    numbers = [1, -1, 10**30 + 1, 0, 1 - 10**37]
    content = b"".join(number.to_bytes(width, "little", signed=True) for number in numbers)
    column = na.c_array_from_buffers(kind, 5, [np.array([0b10111], np.uint8), content], null_count=1)
    frame = na.c_array_from_buffers(
        na.struct({"n": kind, "id": na.string()}), 5, [None], children=[column, na.c_array(list("abcde"), na.string())]
    )
    assert cells(frame)["n"] == ["0.001", "-0.001", f"{10**27}.001", "", f"-{'9' * 34}.999"]
