"""The count on a real Spark cluster, of a master and two workers, is the count in this process."""
# ruff: noqa: S608  the files and tables are our own

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from perpupil.facts.headcount import headcount_seal
from perpupil.intake.counting.cluster import Cluster
from perpupil.intake.counting.count import count_enrollment, count_roster
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.ledger import ledger_seal, sum_ledger
from perpupil.intake.counting.rules import CountRule, TwoSchools, every_day
from perpupil.workspace import clusters
from perpupil.workspace.rosters import open_parquet, read_headcount_file
from tests import project
from tests.intake.counting import canary, oracle, rosters
from tests.intake.counting.oracle import Program, Spell
from tests.spark import standalone

pytestmark = [  # pyspark leaves closing its sockets to chance
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
STUDENTS, PARTS = 1_500, 3
RULES = [
    CountRule(rosters.GRADES, rosters.NEEDS, rosters.DAY, way, membership)
    for way, membership in (
        (TwoSchools.PRIMARY, None),
        (TwoSchools.SPLIT, every_day(date(2026, 9, 1), date(2026, 10, 4))),
    )
]


def made_up(chance: Random) -> tuple[list[Spell], list[Program], list[rosters.Row]]:
    """Make up a district in which every value that goes wrong occurs."""
    days = [
        "2026-08-31",
        "2026-09-10",
        "2026-09-30",
        "2026-10-01",
        "2026-10-02",
        "2027-01-10",
        "",
        "10/01/2026",
        "2026",
    ]
    spells, programs, rows = [], [], []
    for number in range(STUDENTS):
        student = f"KanarienId{number}"
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            school = chance.choice(["0010", "10", "020", "Ä1", "z", "it's \\ here"])
            grade = chance.choice([*rosters.GRADES, "", "13", None])
            share = chance.choice([None, "", "1", "0.5", "0.25", "0.3333", "1.5", "half"])
            spells.append(
                Spell(
                    student,
                    school,
                    grade,
                    chance.choice(days),
                    chance.choice(days[3:]),
                    chance.choice(["true", "N", ""]),
                    share,
                )
            )
        values = {
            "frl": chance.choice(["Y", "N", "F", "", None, "?"]),
            "el": chance.choice(["true", "false", "", "M2"]),
            "el_level": chance.choice(["1", "2", "3", "", None, "9"]),
            "tier": chance.choice(["1", "2", "", None, "x"]),
        }
        dates = [chance.choice([None, "2026-09-01", "2026-10-05"]) for _ in range(chance.choice([0, 1, 1, 1, 2]))]
        programs += [Program(student, day, values | {"frl": chance.choice(["Y", "N"])}) for day in dates]
        rows.append(
            rosters.Row(
                student if number % 50 else "twice",
                chance.choice(["0010", "z", ""]),
                "1",
                values["frl"],
                values["el"],
                values["el_level"],
                values["tier"],
            )
        )
    return spells, programs, rows


DISTRICT = made_up(Random(20261001))  # noqa: S311  made-up students


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, list[Path]]:
    """Write each table in some parts, as a large one is."""
    spells, programs, rows = DISTRICT
    with rosters.connection_with(spells, programs) as connection:
        rosters.make_table(connection, "roster", rosters.Row._fields, rows)
        connection.execute(
            """CREATE TABLE ledger AS SELECT 'school ' || (i % 97) AS school, CASE WHEN i % 5 > 0 THEN CAST(1000 + i % 11 AS VARCHAR) END AS function,
                 9007199254740993 + (hash(i) % 1000000)::BIGINT * CASE WHEN i % 3 = 0 THEN -1 ELSE 1 END AS amount_cents FROM range(50000) AS numbers(i)"""
        )
        return {table: written(connection, table, folder) for table in ("enrollment", "programs", "roster", "ledger")}


def written(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> list[Path]:
    paths = [folder / f"{table}{part}.parquet" for part in range(PARTS)]
    for part, path in enumerate(paths):
        connection.execute(f"COPY (SELECT * FROM {table} WHERE rowid % {PARTS} = {part}) TO '{path}' (FORMAT parquet)")
    return paths


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def cluster(files: dict[str, list[Path]], place: Path) -> Iterator[Cluster]:
    with (
        standalone.cluster(place) as address,
        clusters.spark(address, files, {**standalone.SETTINGS, "spark.local.dir": str(place / "driver")}) as engine,
    ):
        yield engine


@pytest.fixture(scope="module")
def embedded(files: dict[str, list[Path]]) -> Iterator[Embedded]:
    with duckdb.connect() as connection:
        for table, paths in files.items():
            open_parquet(connection, table, paths)
        yield Embedded(connection)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.two_schools.value)
def test_students_are_counted_as_in_this_process_and_by_hand(
    rule: CountRule, cluster: Cluster, embedded: Embedded
) -> None:
    there, here = count_enrollment(cluster, rule), count_enrollment(embedded, rule)
    assert headcount_seal(there.headcount) == headcount_seal(here.headcount)
    assert rosters.rows_of(there.headcount) == oracle.count(rule, DISTRICT[0], DISTRICT[1])
    assert there.findings == here.findings
    assert there.findings


def test_a_roster_with_doubles_is_counted_as_in_this_process_and_by_hand(cluster: Cluster, embedded: Embedded) -> None:
    rule = CountRule(rosters.GRADES, rosters.NEEDS)
    there, here = count_roster(cluster, rule), count_roster(embedded, rule)
    assert rosters.rows_of(there.headcount) == rosters.by_hand(rule, DISTRICT[2])
    assert headcount_seal(there.headcount) == headcount_seal(here.headcount)
    assert there.findings == here.findings


def test_a_ledger_is_added_up_as_in_this_process(cluster: Cluster, embedded: Embedded) -> None:
    there, here = sum_ledger(cluster), sum_ledger(embedded)
    assert ledger_seal(there) == ledger_seal(here)
    [(whole,)] = here.execute("SELECT sum(amount_cents) FROM ledger").fetchall()
    assert there.execute("SELECT sum(amount_cents) FROM ledger_sums").fetchall() == [(whole,)]


@pytest.mark.parametrize("engine", ["cluster", "embedded"])
def test_a_sum_beyond_64_bits_is_an_error(engine: str, request: pytest.FixtureRequest) -> None:
    one: Cluster | Embedded = request.getfixturevalue(engine)
    listed = " UNION ALL ".join(f"SELECT 'a' AS school, {2**62} AS amount_cents" for _ in range(3))
    query = f"SELECT school, CAST(sum(amount_cents) AS BIGINT) AS cents FROM ({listed}) AS ledger GROUP BY school"
    with pytest.raises(Exception, match=r"(?i)overflow|out of range"):
        one.rows(query)


def test_both_workers_work(cluster: Cluster, place: Path) -> None:
    rows = cluster.rows("SELECT school FROM enrollment")
    assert len(rows) == len(DISTRICT[0])
    assert len(list((place / "work0").rglob("stderr"))) == len(list((place / "work1").rglob("stderr"))) == 1


def test_no_student_is_left_on_the_cluster(files: dict[str, list[Path]], tmp_path: Path) -> None:
    with (
        standalone.cluster(tmp_path) as address,
        clusters.spark(address, files, {**standalone.SETTINGS, "spark.local.dir": str(tmp_path / "driver")}) as engine,
    ):
        count_enrollment(engine, RULES[0])
    assert canary.marks_in(tmp_path) == []


SETTINGS = """\
perpupil = 1
district = "Maple"
year = 2027
count_date = 2026-10-01
[count]
two_schools = "split"
membership = [2026-09-01, 2026-10-04]
[need.low_income]
from = "frl"
yes = ["Y", "F"]
no = ["N"]
[need.iep]
from = "tier"
levels = { "1" = "one", "2" = "two" }
"""


def test_the_command_counts_on_the_cluster_as_in_this_process(files: dict[str, list[Path]], tmp_path: Path) -> None:
    """Its settings of the cluster stand where Spark looks for them, as an administrator would write them."""
    (tmp_path / "perpupil.toml").write_text(SETTINGS)
    lines = {**standalone.SETTINGS, "spark.local.dir": str(tmp_path / "driver")}.items()
    (tmp_path / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in lines))
    students = [*files["enrollment"], "--programs", *files["programs"], "--settings", tmp_path / "perpupil.toml"]
    ledger = ["--ledger", *files["ledger"]]
    here = [said(tmp_path, *students, "--out", "here.parquet"), said(tmp_path, *ledger, "--out", "here.csv")]
    with standalone.cluster(tmp_path) as address:
        engine = ["--engine", "spark", "--master", address]
        there = [
            said(tmp_path, *students, *engine, "--out", "there.parquet"),
            said(tmp_path, *ledger, *engine, "--out", "there.csv"),
        ]
    assert there == here
    assert here[0]["students"] > 0
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    one, other = (read_headcount_file(tmp_path / f"{name}.parquet")[0] for name in ("here", "there"))
    assert one is not None
    assert other is not None
    assert rosters.rows_of(one) == rosters.rows_of(other)


def said(folder: Path, *words: object) -> dict[str, Any]:
    """Run the command in a process of its own; give what it says to a script."""
    environment = {
        **os.environ,
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONPATH": str(project.ROOT),
    }
    command = [sys.executable, "-m", "perpupil", "count", *map(str, words), "--json"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found
