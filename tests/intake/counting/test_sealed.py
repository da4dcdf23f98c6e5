import stat
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.headcount import Headcount, headcount_seal, read_headcount
from perpupil.facts.table import read_csv
from perpupil.intake.counting.count import count_enrollment
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.rules import CountRule
from perpupil.intake.counting.sealed import CONFIDENTIAL, SEAL, headcount_of_table, headcount_table
from perpupil.workspace.rosters import read_headcount_file, write_headcount
from tests.intake.counting import rosters
from tests.intake.counting.oracle import Program, Spell


@given(rosters.rules, rosters.spells, rosters.programs)
def test_a_headcount_comes_back_as_it_was(rule: CountRule, spells: list[Spell], programs: list[Program]) -> None:
    headcount = count_enrollment(Embedded(rosters.connection_with(spells, programs)), rule).headcount
    with duckdb.connect() as connection:
        metadata = headcount_table(connection, headcount)
        again, findings = headcount_of_table(connection, metadata, "headcount")
    assert findings == ()
    assert again is not None
    assert rosters.rows_of(again) == rosters.rows_of(headcount)
    assert headcount_seal(again) == headcount_seal(headcount) == metadata[SEAL]


def read(text: str) -> Headcount:
    table, _ = read_csv(text.encode(), "headcount.csv", 1_000_000)
    assert table is not None
    headcount, findings = read_headcount(table)
    assert headcount is not None, findings
    return headcount


def test_a_file_is_its_owners_and_says_that_it_is_confidential(tmp_path: Path) -> None:
    headcount = read("unit,grade,needs,students,fte\n0010,3,low_income;ell=2,1,0.5\n9,K,,12,12\n")
    path = tmp_path / "headcount.parquet"
    write_headcount(path, headcount)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["headcount.parquet"]
    with duckdb.connect() as connection:
        pairs = dict(connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall())
    assert b"never publish" in pairs[CONFIDENTIAL.encode()]
    again, findings = read_headcount_file(path)
    assert findings == ()
    assert again is not None
    assert headcount_seal(again) == headcount_seal(headcount)


@given(st.integers(min_value=1 << 61, max_value=10**39))
def test_numbers_wider_than_a_word_keep_every_digit(number: int) -> None:
    headcount = read(f"unit,grade,needs,students,days\na,1,,1,{number}e-30\nb,1,,{10**39},{10**39}\n")
    with duckdb.connect() as connection:
        again, _ = headcount_of_table(connection, headcount_table(connection, headcount), "headcount")
    assert again is not None
    assert rosters.rows_of(again) == rosters.rows_of(headcount)


def test_equal_rows_have_one_seal_however_they_are_cut() -> None:
    cut = read("unit,grade,needs,students\na,1,x;y,1\nb,1,,2\na,1,y;x,3\n")
    whole = read("unit,grade,needs,students\nb,1,,2\na,1,x;y,4\n")
    other = read("unit,grade,needs,students\nb,1,,2\na,1,x;y,5\n")
    assert headcount_seal(cut) == headcount_seal(whole) != headcount_seal(other)


def test_a_headcount_that_was_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "headcount.parquet"
    write_headcount(path, read("unit,grade,needs,students\na,1,,4\n"))
    with duckdb.connect() as connection:
        metadata = headcount_table(connection, read("unit,grade,needs,students\na,1,,4\n"))
        connection.execute("UPDATE headcount SET students = 5")
        headcount, [told] = headcount_of_table(connection, metadata, "headcount")
    assert headcount is None
    assert told.code == "not-a-headcount"
    assert "sealed" in told.what


@pytest.mark.parametrize("content", [b"", b"PAR1", b"unit,grade,needs,students\n", "half"])
def test_a_file_that_is_no_headcount_is_a_finding(tmp_path: Path, content: bytes | str) -> None:
    path = tmp_path / "headcount.parquet"
    if isinstance(content, str):
        write_headcount(path, read("unit,grade,needs,students\na,1,,4\n"))
        content = path.read_bytes()[:-20]
    path.write_bytes(content)
    assert [one.code for one in read_headcount_file(path)[1]] == ["not-a-headcount"]


def test_parquet_of_something_else_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS students) TO '{path}' (FORMAT parquet)")
    assert [one.code for one in read_headcount_file(path)[1]] == ["not-a-headcount"]


def test_a_headcount_of_nobody_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "headcount.parquet"
    rule = CountRule(rosters.GRADES, rosters.NEEDS, rosters.DAY)
    nobody = count_enrollment(Embedded(rosters.connection_with([], [])), rule).headcount
    write_headcount(path, nobody)
    again, _ = read_headcount_file(path)
    assert again is not None
    assert again.units == ()
