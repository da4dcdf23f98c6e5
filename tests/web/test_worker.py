"""The worker as a process: killed while it works, kept going by the server, gone with it; and what is on the disk of all that."""

import os
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.project import ROOT
from tests.web.district import make_district
from tests.web.test_backup import run

MARK = "Kanarienvogel"
LOST = "The worker was started anew, and nothing was changed. Press “Look again”."
BROKEN = "It did not work, and nothing was changed. The log of the server says where it went wrong, without any data."


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder in which a worker was killed, what was told, and what was logged."""
    district = make_district(tmp_path_factory.mktemp("lost"))
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "tests.web.losing", str(district)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return district, done.stdout, done.stderr


def test_a_job_is_lost_with_its_worker_and_done_by_the_next(lost: tuple[Path, str, str]) -> None:
    assert lost[1].splitlines() == [
        "queued, looking: It waits for the work before it.",
        f"lost, looking: {LOST}",
        f"lost, waiting: {LOST}",
        "queued, looking: It waits for the work before it.",
        f"failed, waiting: {BROKEN}",
    ]


def test_nothing_of_a_student_is_on_the_disk_or_in_the_log(lost: tuple[Path, str, str]) -> None:
    district, told, logged = lost
    files = [path for path in district.rglob("*") if path.is_file()]
    assert {"perpupil.sqlite3", "1", "2", "key"} <= {path.name for path in files}
    for path in files:
        assert MARK.encode() not in path.read_bytes(), path
    assert "ValueError at tasks.py" in logged
    assert MARK not in told + logged


def test_a_backup_leaves_out_what_waits_and_comes_back_without_it(lost: tuple[Path, str, str], tmp_path: Path) -> None:
    archive = tmp_path / "kept.tar"
    run("perpupil", "backup", str(lost[0]), "--out", str(archive))
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        rows = tar.extractfile("database.jsonl")
        assert rows is not None
        kept = rows.read().decode()
    assert not any("waiting" in name or name.endswith("/worker") for name in names)
    assert ('"store.upload"' in kept, '"store.job"' in kept, '"store.looked"' in kept) == (True, False, False)
    assert MARK.encode() not in archive.read_bytes()
    run("perpupil", "restore", str(archive), str(tmp_path / "again"))
    shown = run("tests.web.waiting_uploads", str(tmp_path / "again"))
    assert shown == "roster.csv, schools.csv: expired, 0 jobs\n"


def test_the_server_keeps_one_going_and_it_ends_with_the_server() -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.web.beside", "SERVER"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        assert server.stdin is not None
        assert server.stdout is not None
        first = int(server.stdout.readline())
        os.kill(first, signal.SIGKILL)
        second = int(server.stdout.readline())
        assert second != first
        os.kill(server.pid, signal.SIGKILL)
        assert server.stdout.read() == "", "it ends when the last that could write has ended"


def test_one_worker_a_folder_is_told_by_the_command(tmp_path: Path) -> None:
    district = make_district(tmp_path)
    worker = subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "perpupil", "worker", str(district)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == f"At work in {district}. Ctrl-C stops it.\n"
        assert "Another worker is at work in" in run("perpupil", "worker", str(district), code=2)
        worker.send_signal(signal.SIGINT)
        assert worker.wait() == 0
