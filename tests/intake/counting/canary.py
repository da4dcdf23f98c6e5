"""A roster with names, ids and birth dates that occur nowhere else, and a search for them in everything that a count leaves."""
# ruff: noqa: S608  the files and tables are our own

import random
import sys
from datetime import date
from pathlib import Path

import duckdb

from perpupil.intake.counting.count import count_enrollment
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.packed import count_packed, pack_enrollment
from perpupil.intake.counting.rules import YES_OR_NO, CountRule, Need, every_day
from perpupil.workspace.rosters import counting_connection, open_parquet, write_headcount, write_packed

STUDENTS = 60_000
MARKS = ("KanarienId", "Zephyrine", "1907-07-")
"""The beginning of every planted id, name and birth date."""
RULE = CountRule(
    {"1": "1", "2": "2"},
    (Need("low_income", "low_income", YES_OR_NO), Need("iep", "birth", {"2": "2"})),
    date(2026, 10, 1),
    membership=every_day(date(2026, 9, 1), date(2026, 10, 1)),
)


def plant(folder: Path) -> tuple[Path, Path]:
    """Write enrollment and programs with the canaries, in no order; one column is mapped wrongly, so that birth dates are read as needs."""
    enrollment, programs = folder / "enrollment.parquet", folder / "programs.parquet"
    chance = random.Random(7)  # noqa: S311  made-up students
    seed = chance.random()
    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(?)", [seed])
        rows = f"SELECT 'KanarienId' || i AS student, 'Zephyrine' || i AS name, '1907-07-' || lpad(CAST(1 + i % 31 AS VARCHAR), 2, '0') AS birth, i FROM range({STUDENTS}) AS numbers(i)"
        connection.execute(
            f"""COPY (SELECT student, name, birth, 'school ' || (hash(i) % 300) AS school, CAST(1 + i % 2 AS VARCHAR) AS grade,
                  '2026-08-31' AS entry_date, '' AS exit_date FROM ({rows}) ORDER BY random()) TO '{enrollment}' (FORMAT parquet)"""
        )
        connection.execute(
            f"COPY (SELECT student, name, birth, i % 3 = 0 AS low_income FROM ({rows}) ORDER BY random()) TO '{programs}' (FORMAT parquet)"
        )
    return enrollment, programs


def count(enrollment: Path, programs: Path, parent: Path, out: Path) -> list[str]:
    """Count raw and packed with little memory, so that rows are put aside on disk; write the headcount."""
    with counting_connection(parent, memory="60MB") as (connection, place):
        connection.execute("SET threads = 1")
        open_parquet(connection, "enrollment", [enrollment])
        open_parquet(connection, "programs", [programs])
        raw = count_enrollment(Embedded(connection), RULE)
        packing = pack_enrollment(connection, RULE)
        write_packed(connection, place, packing)
        packed = count_packed(connection, packing)
        write_headcount(out, packed.headcount)
    return [str(one) for one in (*raw.findings, *packed.findings)]


def marks_in(folder: Path, besides: tuple[Path, ...] = ()) -> list[str]:
    """Name the files below a folder that hold a canary."""
    return [
        f"{path.relative_to(folder)}: {mark}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in besides
        for mark in MARKS
        if mark.encode() in path.read_bytes()
    ]


if __name__ == "__main__":
    for line in count(*(Path(each) for each in sys.argv[1:5])):
        sys.stdout.write(line + "\n")
