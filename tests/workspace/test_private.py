"""Students are counted and forgotten: nothing that names one is left behind, however the count ends."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perpupil.workspace.private import private_file, private_place, remove_left_over
from tests.intake.counting import canary
from tests.project import ROOT


def begin(files: tuple[Path, Path], parent: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.intake.counting.canary", *map(str, (*files, parent, out))]
    with (parent / "log").open("wb") as log:
        environment = {**os.environ, "TMPDIR": str(parent), "HOME": str(parent), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)  # noqa: S603  ourselves


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return canary.plant(tmp_path_factory.mktemp("planted"))


def test_the_canaries_are_found_where_they_are(planted: tuple[Path, Path]) -> None:
    assert len(canary.marks_in(planted[0].parent)) == len(canary.MARKS) * 2


def test_a_count_leaves_no_student_behind(planted: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "headcount.parquet"
    assert begin(planted, tmp_path, out).wait() == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["headcount.parquet", "log"]
    assert "unknown-need" in (tmp_path / "log").read_text()
    assert canary.marks_in(tmp_path) == []


def reached(place: Path, step: str) -> bool:
    return any(place.glob(f"perpupil-private-*/{step}"))


@pytest.mark.parametrize("step", ["", "lock", "spill", "spill/*", "packed.parquet"])
def test_a_count_that_is_killed_is_cleaned_up_by_the_next(
    planted: tuple[Path, Path], tmp_path: Path, step: str
) -> None:
    out = tmp_path / "headcount.parquet"
    process = begin(planted, tmp_path, out)
    while process.poll() is None and not reached(tmp_path, step):
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    with private_place(tmp_path):
        left = [path for path in tmp_path.glob("perpupil-private-*") if (path / "packed.parquet").exists()]
        assert left == []
        assert canary.marks_in(tmp_path) == []
    assert {path.name for path in tmp_path.iterdir()} <= {"headcount.parquet", "log"}


def test_the_place_of_a_count_that_runs_is_left_alone(tmp_path: Path) -> None:
    with private_place(tmp_path) as first:
        private_file(first / "rows").write_text("KanarienId1")
        with private_place(tmp_path) as second:
            assert first != second
            assert (first / "rows").exists()
        assert first.is_dir()
        assert not second.exists()
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_reads_a_private_place(tmp_path: Path) -> None:
    with private_place(tmp_path) as place:
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        assert stat.S_IMODE(private_file(place / "rows").stat().st_mode) == 0o600
        with pytest.raises(FileExistsError):
            private_file(place / "rows")


def fail(place: Path) -> None:
    private_file(place / "rows").write_text("KanarienId1")
    raise RuntimeError


@pytest.mark.parametrize("work", [fail])
def test_a_count_that_fails_leaves_nothing(tmp_path: Path, work: Callable[[Path], None]) -> None:
    with pytest.raises(RuntimeError), private_place(tmp_path) as place:
        work(place)
    assert list(tmp_path.iterdir()) == []


def test_what_only_looks_like_a_private_place_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "kept"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("keep me")
    below = tmp_path / "below"
    below.mkdir()
    (below / "perpupil-private-link").symlink_to(elsewhere)
    (below / "perpupil-private-file").write_text("keep me too")
    assert remove_left_over(below) == ()
    assert (elsewhere / "file").exists()
