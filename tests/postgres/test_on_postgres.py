"""The room of the pages on PostgreSQL: its own tests again, and processes that write at once."""

import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.postgres.conftest import Python
from tests.web.district import make_district
from tests.web.test_backup import run
from tests.web.test_killed import OF_FILES, told_of_data, told_of_kills
from tests.web.test_worker import MARK
from tests.web.whole import make_whole_district

WRITERS, TIMES = 4, 6
OF_THE_ROOM = [
    f"tests/web/test_{name}.py" for name in ("door", "rights", "people", "first_person", "events", "uploads")
]
"""Tests of who may, what is written, and what is told of it."""


def said(process: "subprocess.Popen[str]") -> str:
    told, _ = process.communicate()
    assert process.returncode == 0, told
    return told.strip()


def wait_until_both_wait(watching: "psycopg.Connection[tuple[int]]") -> None:
    """Until two processes wait for what we hold."""
    waiting = 0
    while waiting < 2:
        row = watching.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone()
        assert row is not None
        waiting = row[0]


def test_the_tests_of_the_room_hold(python: Python) -> None:
    told = said(python("-m", "pytest", "--quiet", "--no-header", "-p", "no:cacheprovider", *OF_THE_ROOM))
    assert " passed" in told


def test_of_two_who_write_at_once_the_second_is_shown_both(migrated: Python, address: str) -> None:
    assert said(migrated("-m", "tests.postgres.writer", "ask", "arts")) == "done 1"
    with psycopg.connect(address) as holding, psycopg.connect(address, autocommit=True) as watching:
        holding.execute("SELECT * FROM chain FOR UPDATE")
        both = [
            migrated("-m", "tests.postgres.writer", "answer", str(place), "arts", "1", text)
            for place, text in enumerate(("history", "nobody"))
        ]
        wait_until_both_wait(watching)
        holding.commit()
        told = sorted(said(one) for one in both)
    assert told in (["conflict history nobody", "done 2"], ["conflict nobody history", "done 2"])


@pytest.mark.parametrize("subject", ["first", "second"])
def test_no_mark_is_lost(migrated: Python, subject: str) -> None:
    writers = [
        migrated("-m", "tests.postgres.writer", "mark", str(place % 2), subject, str(TIMES)) for place in range(WRITERS)
    ]
    assert all(said(one).startswith("marked") for one in writers)
    assert said(migrated("-m", "tests.postgres.writer", "count", subject)) == f"{WRITERS * TIMES} marks, broken at None"


def test_killed_at_any_step_nothing_stands_half_done(python: Python, address: str, tmp_path: Path) -> None:
    district = make_whole_district(tmp_path)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE killing")
    some = ("questions.ask=0", "people.invite=4", "formula.adopt=6", "services.choose=4")
    told = told_of_kills(said(python("-m", "tests.web.killing", str(district), *some, database="killing")))
    assert len(told) == len(some)
    assert all(nothing and everything for _, nothing, everything in told.values())


def test_files_are_received_and_put_in_force_or_not_wherever_it_is_killed(
    python: Python, address: str, tmp_path: Path
) -> None:
    district = make_whole_district(tmp_path)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE killing_data")
    some = [f"{name}={steps}" for name, steps in OF_FILES.items()]
    told = told_of_data(said(python("-m", "tests.web.killing_data", str(district), *some, database="killing_data")))
    assert told.keys() == OF_FILES.keys()
    assert all(sum(counts) == OF_FILES[name] and all(counts) for name, (_, *counts) in told.items())


def test_a_backup_of_sqlite_is_restored_into_postgresql(tmp_path: Path, address: str) -> None:
    district, archive, restored = make_district(tmp_path), tmp_path / "kept.tar", tmp_path / "restored"
    run("tests.web.two_folders", str(district), "make")
    run("perpupil", "backup", str(district), "--out", str(archive))
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE restored")
    database = address.removesuffix("postgres") + "restored"
    told = run("perpupil", "restore", str(archive), str(restored), database=database)
    assert "3 people and 5 events; every hash holds" in told
    assert not (restored / "web/perpupil.sqlite3").exists()
    here = run("tests.web.two_folders", str(restored), "show", database=database)
    assert here == run("tests.web.two_folders", str(district), "show")
    assert "so that nothing is overwritten" in run(
        "perpupil", "restore", str(archive), str(tmp_path / "again"), code=2, database=database
    )
    assert not (tmp_path / "again").exists()
    told = run("perpupil", "backup", str(restored), "--out", str(tmp_path / "back.tar"), database=database)
    assert "3 people and 5 events" in told
    run("perpupil", "restore", str(tmp_path / "back.tar"), str(tmp_path / "home"))
    assert run("tests.web.two_folders", str(tmp_path / "home"), "show") == here


def test_a_job_is_lost_with_its_worker_and_done_by_the_next(python: Python, address: str, tmp_path: Path) -> None:
    district = make_district(tmp_path)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE losing")
    told = said(python("-m", "tests.web.losing", str(district), database="losing"))
    ends = [line for line in told.splitlines() if line.startswith(("queued", "lost", "failed"))]
    assert [line.partition(":")[0] for line in ends] == [
        *("queued, looking", "lost, looking", "lost, waiting", "queued, looking", "failed, waiting")
    ]
    assert MARK not in told
    with psycopg.connect(f"{address.removesuffix('postgres')}losing") as kept:
        rows = [
            str(row)
            for (table,) in kept.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for row in kept.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608  a name of the database's own
        ]
    assert any("roster.csv" in row for row in rows)
    assert not any(MARK in row for row in rows)
