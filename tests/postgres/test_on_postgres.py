"""The room of the pages on PostgreSQL: its own tests again, and processes that write at once."""

import subprocess

import psycopg
import pytest

from tests.postgres.conftest import Python

WRITERS, TIMES = 4, 6


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
    told = said(python("-m", "pytest", "--quiet", "--no-header", "-p", "no:cacheprovider", "tests/web"))
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
