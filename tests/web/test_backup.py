"""A backup, restored: the same pages, the same chain; one that was changed is refused and leaves nothing."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from perpupil.workspace.archive import Damaged, unpack
from tests.project import ROOT
from tests.web.district import make_district


def run(*arguments: str, code: int = 0, database: str = "") -> str:
    """Run Python in a process of its own, over a database: blank for the one in the folder."""
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout or done.stderr


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a district, in which people acted, and its backup."""
    made = tmp_path_factory.mktemp("backup")
    district = make_district(made)
    run("tests.web.two_folders", str(district), "make")
    told = run("perpupil", "backup", str(district), "--out", str(made / "kept.tar"))
    assert "3 people and 5 events" in told
    return made


def changed(place: Path, to: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """Write the backup anew with something changed in it."""
    with tarfile.open(place / "kept.tar") as tar, tarfile.open(to / "changed.tar", "w") as other:
        for member in tar:
            source = tar.extractfile(member)
            assert source is not None
            made = change(member.name, source.read())
            if made is not None:
                member.name, member.size = made[0], len(made[1])
                other.addfile(member, io.BytesIO(made[1]))
    return to / "changed.tar"


def test_what_comes_out_is_what_went_in(place: Path) -> None:
    restored = place / "restored"
    told = run("perpupil", "restore", str(place / "kept.tar"), str(restored))
    assert "3 people and 5 events; every hash holds" in told
    assert run("tests.web.two_folders", str(restored), "show") == run(
        "tests.web.two_folders", str(place / "maple"), "show"
    )
    for path in sorted((place / "maple").rglob("*")):
        name = path.relative_to(place / "maple")
        if path.is_file() and name.parts[0] != "web" and path.name != ".lock":
            assert (restored / name).read_bytes() == path.read_bytes()
    assert (
        not (restored / "web/secret-key").exists()
        or (restored / "web/secret-key").read_text() != (place / "maple/web/secret-key").read_text()
    )
    assert "5 events: each goes with the one before it" in run("perpupil", "events", str(restored), "--verify")
    assert (place / "kept.tar").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda name, content: (name, content.replace(b"figure-3", b"figure-4")), "was changed: database.jsonl"),
        (
            lambda name, content: (name, content + b"#") if name.endswith("formula.toml") else (name, content),
            "formula.toml",
        ),
        (lambda name, content: None if name.endswith("formula.toml") else (name, content), "is missing"),
        (lambda name, content: ("folder/../../x", content) if "formula" in name else (name, content), "does not list"),
        (lambda name, content: None if name == "backup.json" else (name, content), "cannot be read as a backup"),
    ],
)
def test_a_backup_that_was_changed_is_refused(
    place: Path, tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], told: str
) -> None:
    archive = changed(place, tmp_path, change)
    (tmp_path / "into").mkdir()
    with pytest.raises(Damaged, match=told):
        unpack(archive, tmp_path / "into")


def test_history_that_was_rewritten_hashes_and_all_is_refused(place: Path, tmp_path: Path) -> None:
    """Whoever changes an event and makes every hash of the file anew still breaks the chain."""
    rows: list[bytes] = []

    def rewrite(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "database.jsonl":
            content = content.replace("«3»".encode(), "«4»".encode())
            rows.append(content)
        return name, content

    def list_anew(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "backup.json":
            told = json.loads(content)
            told["files"]["database.jsonl"]["sha256"] = hashlib.sha256(rows[0]).hexdigest()
            content = json.dumps(told).encode()
        return rewrite(name, content)

    changed(place, tmp_path, rewrite)
    archive = changed(place, tmp_path, list_anew)
    told = run("perpupil", "restore", str(archive), str(tmp_path / "restored"), code=2)
    assert "its chain of events does not hold" in told
    assert [one.name for one in tmp_path.iterdir()] == ["changed.tar"]


def test_a_folder_that_holds_something_and_a_file_that_is_there_stay(place: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    told = run("perpupil", "restore", str(place / "kept.tar"), str(tmp_path / "mine"), code=2)
    assert "so that nothing is overwritten" in told
    before = (place / "kept.tar").read_bytes()
    told = run("perpupil", "backup", str(place / "maple"), "--out", str(place / "kept.tar"), code=2)
    assert "so that no backup is lost" in told
    assert (place / "kept.tar").read_bytes() == before
