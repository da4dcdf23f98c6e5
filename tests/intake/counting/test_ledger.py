from collections import defaultdict

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.ledger import ledger_seal, sum_ledger

_codes = st.sampled_from(["0214", "214", "", None, "Ä"])
lines = st.lists(st.tuples(_codes, _codes, st.integers(-(2**60), 2**60)), max_size=7)


def ledger(rows: list[tuple[str | None, str | None, int]]) -> Embedded:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE ledger (school VARCHAR, function VARCHAR, amount_cents BIGINT)")
    if rows:
        connection.executemany("INSERT INTO ledger VALUES (?, ?, ?)", rows)
    return Embedded(connection)


@given(lines)
def test_sums_are_those_of_python_and_nothing_is_left_out(rows: list[tuple[str | None, str | None, int]]) -> None:
    want: dict[tuple[str, str], int] = defaultdict(int)
    for school, function, cents in rows:
        want[school or "", function or ""] += cents
    got = sum_ledger(ledger(rows)).execute("SELECT school, function, amount_cents FROM ledger_sums").fetchall()
    assert {(school, function): cents for school, function, cents in got} == want
    assert len(got) == len(want)


@given(lines)
def test_the_seal_knows_no_order(rows: list[tuple[str | None, str | None, int]]) -> None:
    assert ledger_seal(sum_ledger(ledger(rows))) == ledger_seal(sum_ledger(ledger(rows[::-1])))


def test_a_sum_beyond_64_bits_is_an_error() -> None:
    with pytest.raises(duckdb.ConversionException, match="out of range"):
        sum_ledger(ledger([("a", "1", 2**62)] * 2))


def test_sums_by_one_column() -> None:
    connection = sum_ledger(ledger([("a", "1", 2), ("a", "2", 3), ("b", "1", -5)]), by=("school",))
    assert sorted(connection.execute("SELECT * FROM ledger_sums").fetchall()) == [("a", 5), ("b", -5)]
