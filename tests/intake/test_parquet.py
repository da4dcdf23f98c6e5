"""Values of a Parquet file come as exact text."""

import datetime as dt
from decimal import Decimal

import pytest

from perpupil.intake.formats.parquet import read_parquet
from perpupil.intake.reading import Asked, Told
from tests.intake.hostile import parquet
from tests.intake.reading import codes, read, table

VALUES = {
    "'0010'": "0010",
    "400": "400",
    "9223372036854775807": "9223372036854775807",
    "12345678901234567890123456789012345.678::DECIMAL(38, 3)": "12345678901234567890123456789012345.678",
    "1234.50::DECIMAL(10, 2)": "1234.50",
    "0.1::DOUBLE": "0.1",
    "0.1::FLOAT": "0.1",
    "412::DOUBLE": "412",
    "1e20::DOUBLE": "100000000000000000000",
    "1e-7::DOUBLE": "0.0000001",
    "'nan'::DOUBLE": "",
    "NULL::INTEGER": "",
    "true": "yes",
    "DATE '2026-10-01'": "2026-10-01",
    "TIMESTAMP '2026-10-01 00:00:00'": "2026-10-01",
    "TIMESTAMP '2026-10-01 08:30:00'": "2026-10-01T08:30:00",
    "' caf' || chr(233) || chr(27) || ' '": "caf\u00e9\N{REPLACEMENT CHARACTER}",
    "''": "",
}


@pytest.mark.parametrize(("value", "text"), VALUES.items())
def test_a_value_comes_as_exact_text(value: str, text: str) -> None:
    assert table(parquet(f"SELECT 'x' AS school, {value} AS value"), "a.parquet").columns["value"] == [text]


def test_many_rows_come_in_order() -> None:
    read_ = table(parquet("SELECT range AS n, range % 7 AS m FROM range(10000)"), "a.parquet")
    assert read_.columns["n"] == [str(n) for n in range(10_000)]
    assert read_.columns["m"] == [str(n % 7) for n in range(10_000)]


def test_columns_that_are_no_single_values_are_left_out_and_told() -> None:
    reading = read(parquet("SELECT 1 AS a, [1, 2] AS b, {'x': 1} AS c, 'x'::BLOB AS d"), "a.parquet")
    assert reading.tables[0].columns == {"a": ["1"]}
    assert codes(reading) == ["columns-dropped"] * 3


def test_a_column_may_have_any_name() -> None:
    assert table(parquet("""SELECT 1 AS "it's a ""name"" ; DROP" """), "a.parquet").columns == {
        'it\'s a "name" ; DROP': ["1"]
    }


def test_no_other_file_is_opened_whatever_the_address_says() -> None:
    """The address is a glob over a folder; only a file of that very name would be allowed."""
    import io  # noqa: PLC0415

    content = parquet("SELECT 1 AS a")
    for address in ("/etc/*", "https://example.org/a.parquet", "a') UNION SELECT 1 --", "s3://b/a.parquet"):
        told = Told("a.parquet")
        reading = read_parquet(io.BytesIO(content), address, told, Asked())
        assert reading.tables == ()
        assert codes(reading) == ["damaged-file"]


def test_a_cut_file_is_damaged_wherever_it_is_cut() -> None:
    content = parquet("SELECT range AS school, range * 2 AS students FROM range(50)")
    for cut in range(1, len(content) - 1, 37):
        reading = read(content[:cut] if cut > 3 else b"PAR1", "a.parquet")
        assert codes(reading) == ["damaged-file"]


def test_values_of_python_agree() -> None:
    amounts = [Decimal("1234.50"), Decimal("-0.01"), Decimal("99999999.99")]
    rows = ", ".join(
        f"({amount}::DECIMAL(10, 2), DATE '{dt.date(2026, 1, at + 1)}')" for at, amount in enumerate(amounts)
    )
    columns = table(parquet(f"SELECT * FROM (VALUES {rows}) AS t(amount, day)"), "a.parquet").columns  # noqa: S608 - made here
    assert [Decimal(cell) for cell in columns["amount"]] == amounts
    assert columns["day"] == ["2026-01-01", "2026-01-02", "2026-01-03"]
