"""How fast students are counted, and lines of a ledger added up, beside the same work written by hand.

    .venv/bin/python bench/counting.py            1 million students, 10 million lines
    .venv/bin/python bench/counting.py --fifty    50 million students; takes some 10 GB of disk and half an hour

Students are made up. Every need is drawn by itself, which gives more different profiles than real students have.
"""

# ruff: noqa: S608  the files and columns are our own

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
from timing import Times, met, timed

from perpupil.facts.headcount import Headcount
from perpupil.intake.counting.count import count_roster
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.ledger import sum_ledger
from perpupil.intake.counting.packed import PACKED, Packing, count_packed, pack_roster
from perpupil.intake.counting.rules import YES_OR_NO, CountRule, Need
from perpupil.workspace.rosters import counting_connection, open_parquet, write_packed

GRADES = ("PK", "KG", *(f"{grade:02d}" for grade in range(1, 13)))
PANDAS_STUDENTS = 2_000_000
"""pandas counts no more than these: it takes ten times as long and as much memory."""
TARGETS = {"raw": 1.1, "packed": 3.5, "ledger": 1.2, "pandas, raw": 4, "pandas, packed": 8, "kilobytes": 3_000_000}
FLAGS = ("homeless", "foster", "migrant", "s504", "gifted")
KEYS = ("school", "grade", "frl", "ell", "tier", *FLAGS)
RULE = CountRule(
    grades={grade: grade for grade in GRADES},
    needs=(
        Need("low_income", "frl", {"Y": "", "N": None}),
        Need("english_learner", "ell", {"": None} | {str(level): str(level) for level in range(1, 6)}),
        Need("iep", "tier", {"": None, "1": "1", "2": "2", "3": "3"}),
        *(Need(flag, flag, YES_OR_NO) for flag in FLAGS),
    ),
)


def make_students(folder: Path, students: int, schools: int) -> Path:
    """Write a roster as a student system exports it: texts and truths, in no order; a school is elementary, middle or high."""
    listed = ", ".join(f"'{grade}'" for grade in GRADES)
    of_school = (
        "CASE hash(i, 11) % 3 WHEN 0 THEN 8 + hash(i, 12) % 3 WHEN 1 THEN 10 + hash(i, 12) % 4 ELSE hash(i, 12) % 8 END"
    )
    flags = ", ".join(
        f"hash(i, {5 + place}) % 100 < {percent} AS {flag}"
        for place, (flag, percent) in enumerate(zip(FLAGS, (3, 1, 1, 5, 8), strict=True))
    )
    file = folder / f"students_{students}.parquet"
    with duckdb.connect(
        config={"memory_limit": "3GB", "preserve_insertion_order": "false", "temp_directory": str(folder / "spill")}
    ) as connection:
        connection.execute(
            f"""COPY (SELECT printf('S%09d', i) AS student, printf('%06d', 3 * (hash(i, 14) % {schools // 3}) + hash(i, 11) % 3) AS school,
                  ([{listed}])[CAST(1 + {of_school} AS INTEGER)] AS grade,
                  CASE WHEN hash(i, 1) % 100 < 50 THEN 'Y' ELSE 'N' END AS frl,
                  CASE WHEN hash(i, 2) % 100 < 17 THEN CAST(1 + hash(i, 3) % 5 AS VARCHAR) ELSE '' END AS ell,
                  CASE WHEN hash(i, 4) % 100 < 15 THEN CAST(1 + hash(i, 13) % 3 AS VARCHAR) ELSE '' END AS tier, {flags}
                FROM range({students}) AS numbers(i)) TO '{file}' (FORMAT parquet)"""
        )
    return file


def make_ledger(folder: Path, lines: int, schools: int) -> Path:
    """Write a ledger of lines in cents, some of them negative."""
    file = folder / f"ledger_{lines}.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT printf('%06d', hash(i, 1) % {schools}) AS school, CAST(1000 + 10 * (hash(i, 2) % 40) AS VARCHAR) AS function,
                  CAST(hash(i, 3) % 2000000 AS BIGINT) - 300000 AS amount_cents FROM range({lines}) AS numbers(i)) TO '{file}' (FORMAT parquet)"""
        )
    return file


def by_hand_duckdb(connection: duckdb.DuckDBPyConnection, file: Path) -> int:
    """Count as one would in a DuckDB shell."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE by_hand AS SELECT {', '.join(KEYS)}, count(*) AS students FROM '{file}' GROUP BY ALL"
    )
    [(students,)] = connection.execute("SELECT sum(students) FROM by_hand").fetchall()
    return int(students)


def by_hand_polars(file: Path) -> int:
    """Count with Polars' streaming engine."""
    counted = pl.scan_parquet(file).group_by(KEYS).agg(pl.len().alias("students")).collect(engine="streaming")
    return int(counted["students"].sum())


def by_hand_pandas(frame: pd.DataFrame) -> int:
    """Count with pandas."""
    return int(frame.groupby(list(KEYS), sort=False, observed=True).size().sum())


def read_for_pandas(connection: duckdb.DuckDBPyConnection, file: Path) -> pd.DataFrame:
    """Read the columns into a frame; DuckDB reads for pandas, which reads no Parquet by itself."""
    return connection.execute(f"SELECT {', '.join(KEYS)} FROM '{file}'").df()


def bare_scan(connection: duckdb.DuckDBPyConnection, file: Path) -> int:
    """Read the columns and do nothing with them: no count is faster."""
    texts = "school", "grade", "frl", "ell", "tier"
    touched = ", ".join(
        [f"sum(length({text}))" for text in texts] + [f"sum(CAST({flag} AS INTEGER))" for flag in FLAGS]
    )
    connection.execute(f"SELECT {touched} FROM '{file}'").fetchall()
    return 0


def packed_scan(connection: duckdb.DuckDBPyConnection) -> int:
    """Read the packed columns and do nothing with them."""
    connection.execute(f"SELECT sum(school), sum(packed) FROM {PACKED}").fetchall()
    return 0


def raw(connection: duckdb.DuckDBPyConnection, file: Path, *, check_once: bool = False) -> int:
    """Count the export with PerPupil, as far as a headcount in memory."""
    open_parquet(connection, "roster", [file])
    return _students(count_roster(Embedded(connection), RULE, check_once=check_once).headcount)


def packed(connection: duckdb.DuckDBPyConnection, packing: Packing) -> int:
    """Count the packed students with PerPupil, as far as a headcount in memory."""
    return _students(count_packed(connection, packing).headcount)


def _students(headcount: Headcount) -> int:
    return int(headcount.measures["students"].numerators.sum())


def take_turns(work: Mapping[str, Callable[[], int]], rounds: int, want: int) -> dict[str, Times]:
    """Let the engines take turns; one round before, not measured, warms them up and checks that all count the same students."""
    times = {name: Times() for name in work}
    for number in range(rounds + 1):
        for name, one in work.items():
            elapsed, students = timed(one)
            if students not in {0, want}:
                raise SystemExit(f"{name} counts {students:,} students and not {want:,}.")
            if number:
                times[name].all.append(elapsed)
    return times


def tell(times: Mapping[str, Times], against: str) -> None:
    """Print each engine's time, and as a multiple of one of them."""
    for name, one in times.items():
        print(f"  {name:<42}{one!s:>24} ms  {one.over(times[against]):>16}")


def count_students(folder: Path, students: int, schools: int, rounds: int) -> None:
    """Measure the counts of students."""
    file = make_students(folder, students, schools)
    print(
        f"\n{students:,} students at {schools:,} schools, {file.stat().st_size / 1e6:,.0f} MB; shortest time (median)"
    )
    small = students <= PANDAS_STUDENTS
    with (
        duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(folder / "spill")}) as other,
        counting_connection(folder, "2GB") as (connection, place),
    ):
        open_parquet(connection, "roster", [file])
        elapsed, path = timed(lambda: _pack(connection, place))
        packing = path[0]
        print(
            f"  packing, once: {elapsed:,.0f} ms, {path[1].stat().st_size / 1e6:,.0f} MB; {len(packing.schools):,} schools"
        )
        work: dict[str, Callable[[], int]] = {
            "DuckDB by hand": partial(by_hand_duckdb, other, file),
            "PerPupil, raw": partial(raw, connection, file),
            "PerPupil, raw, looking for doubles": partial(raw, connection, file, check_once=True),
            "PerPupil, packed": partial(packed, connection, packing),
            "Polars by hand, streaming": partial(by_hand_polars, file),
            "a bare scan of the raw columns": partial(bare_scan, other, file),
            "a bare scan of the packed columns": partial(packed_scan, connection),
        }
        if small:
            frame = read_for_pandas(other, file)
            work["pandas by hand"] = lambda: by_hand_pandas(read_for_pandas(other, file))
            work["pandas by hand, reading not measured"] = lambda: by_hand_pandas(frame)
        times = take_turns(work, rounds, students)
    tell(times, "DuckDB by hand")
    if small:
        for form in ("raw", "packed"):
            least = TARGETS[f"pandas, {form}"]
            _judge(
                f"{form}, faster than pandas, {least} times",
                times["pandas by hand"].least / times[f"PerPupil, {form}"].least,
                least,
            )
    else:
        by_hand = times["DuckDB by hand"].least
        ratio = times["PerPupil, raw"].least / by_hand
        print(f"  raw, within 1.1 times of DuckDB by hand: {ratio:.2f}, {met(ratio <= TARGETS['raw'])}")
        _judge(
            "packed, faster than DuckDB by hand on raw, 3.5 times",
            by_hand / times["PerPupil, packed"].least,
            TARGETS["packed"],
        )
        for form in ("raw", "pack"):
            peak = int(
                subprocess.run(  # noqa: S603  this file
                    [sys.executable, __file__, "--peak", form, str(file)], check=True, capture_output=True, text=True
                ).stdout
            )
            print(
                f"  peak memory of a process that counts {form}: {peak / 1e6:.2f} GB, under 3: {met(peak < TARGETS['kilobytes'])}"
            )


def _pack(connection: duckdb.DuckDBPyConnection, place: Path) -> tuple[Packing, Path]:
    packing = pack_roster(connection, RULE, check_once=False)
    return packing, write_packed(connection, place, packing)


def _judge(what: str, ratio: float, least: float) -> None:
    print(f"  {what}: {ratio:.1f}, {met(ratio >= least)}")


def print_peak(form: str, file: Path) -> None:
    """Count in this process, and print the most memory it had, in kilobytes."""
    with counting_connection(file.parent, "1500MB") as (connection, place):
        open_parquet(connection, "roster", [file])
        if form == "raw":
            raw(connection, file)
        else:
            packing, _ = _pack(connection, place)
            packed(connection, packing)
    # Not getrusage: its peak is that of the process which started this one, where that was larger.
    [peak] = [
        line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    ]
    print(peak)


def add_ledger(folder: Path, lines: int, schools: int, rounds: int) -> None:
    """Measure the sums of a ledger."""
    file = make_ledger(folder, lines, schools)
    print(f"\n{lines:,} lines of a ledger by school and function, {file.stat().st_size / 1e6:,.0f} MB")
    with duckdb.connect() as connection:
        open_parquet(connection, "ledger", [file])

        def by_hand() -> int:
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE by_hand AS SELECT school, function, sum(amount_cents) AS cents FROM '{file}' GROUP BY ALL"
            )
            return int(connection.execute("SELECT sum(cents) FROM by_hand").fetchall()[0][0])

        def perpupil() -> int:
            return int(
                sum_ledger(Embedded(connection)).execute("SELECT sum(amount_cents) FROM ledger_sums").fetchall()[0][0]
            )

        times = take_turns({"DuckDB by hand": by_hand, "PerPupil": perpupil}, rounds, by_hand())
    tell(times, "DuckDB by hand")
    ratio = times["PerPupil"].least / times["DuckDB by hand"].least
    print(f"  within 1.2 times of DuckDB by hand: {ratio:.2f}, {met(ratio <= TARGETS['ledger'])}")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fifty", action="store_true", help="50 million students; for a quiet machine")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peak", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        print_peak(asked.peak[0], Path(asked.peak[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        if asked.fifty:
            count_students(Path(name), 50_000_000, 100_000, min(asked.rounds, 2))
        else:
            count_students(Path(name), 1_000_000, 1_600, asked.rounds)
            add_ledger(Path(name), 10_000_000, 100_000, asked.rounds)


if __name__ == "__main__":
    main()
