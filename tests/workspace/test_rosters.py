import stat
from pathlib import Path

import duckdb
import pytest

from perpupil.facts.headcount import headcount_seal
from perpupil.intake.counting.count import count_enrollment
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.ledger import ledger_seal, sum_ledger
from perpupil.intake.counting.packed import count_packed, pack_enrollment
from perpupil.intake.counting.rules import CountRule
from perpupil.workspace.rosters import count_files, counting_connection, counting_engine, open_parquet, write_packed
from tests.intake.counting import rosters
from tests.intake.counting.oracle import Program, Spell

RULE = CountRule(rosters.GRADES, rosters.NEEDS, rosters.DAY)
SPELLS = [Spell(f"s{number}", "it's", "1", "2026-09-01", None, None, None) for number in range(5)]
PROGRAMS = [Program(f"s{number}", None, {"frl": "Y", "el": "N", "el_level": "", "tier": ""}) for number in range(5)]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, list[Path]]:
    folder = tmp_path / "it's here"
    folder.mkdir()
    with rosters.connection_with(SPELLS, PROGRAMS) as connection:
        rosters.make_table(connection, "roster", rosters.Row._fields, [rosters.Row("a", "10", "1", "Y", "N", "", "")])
        for table in ("enrollment", "programs", "roster"):
            path = str(folder / f"{table}.parquet").replace("'", "''")
            connection.execute(f"COPY {table} TO '{path}' (FORMAT parquet)")
    return {table: [folder / f"{table}.parquet"] for table in ("enrollment", "programs", "roster")}


def test_files_count_as_tables_do(files: dict[str, list[Path]]) -> None:
    counted = count_files({table: files[table] for table in ("enrollment", "programs")}, RULE)
    want = count_enrollment(Embedded(rosters.connection_with(SPELLS, PROGRAMS)), RULE)
    assert headcount_seal(counted.headcount) == headcount_seal(want.headcount)
    assert counted.findings == want.findings == ()


def test_a_roster_counts_by_itself(files: dict[str, list[Path]]) -> None:
    assert count_files({"roster": files["roster"]}, RULE).headcount.units == ("10",)


def test_packed_rows_are_their_owners_and_gone_afterwards(files: dict[str, list[Path]], tmp_path: Path) -> None:
    parent = tmp_path / "private"
    parent.mkdir()
    with counting_connection(parent) as (connection, place):
        for table in ("enrollment", "programs"):
            open_parquet(connection, table, files[table])
        packing = pack_enrollment(connection, RULE)
        file = write_packed(connection, place, packing)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE((place / "spill").stat().st_mode) == stat.S_IMODE(place.stat().st_mode) == 0o700
        assert sum(count_packed(connection, packing).headcount.measures["students"].fractions()) == len(SPELLS)
    assert list(parent.iterdir()) == []


def test_columns_are_taken_by_their_names_in_the_file(files: dict[str, list[Path]]) -> None:
    with duckdb.connect() as connection:
        open_parquet(connection, "roster", files["roster"], {"student": "school", "school": "student"})
        assert connection.execute("SELECT student, school FROM roster").fetchall() == [("10", "a")]


def test_a_ledger_is_added_up_from_its_files(tmp_path: Path) -> None:
    path = tmp_path / "ledger.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE ledger AS SELECT '1' AS school, '1000' AS function, 5::BIGINT AS amount_cents")
        connection.execute(f"COPY ledger TO '{path}' (FORMAT parquet)")
        want = ledger_seal(sum_ledger(Embedded(connection)))
    with counting_engine({"ledger": [path]}) as engine:
        assert ledger_seal(sum_ledger(engine)) == want


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="duckdb and spark"), counting_engine({}, engine="abacus"):
        raise AssertionError
