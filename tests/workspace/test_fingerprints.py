"""A file that was changed has another fingerprint, however it was changed."""

import os
from pathlib import Path

from perpupil.workspace.fingerprints import FRESH_NS, fingerprint, fingerprint_all


def aged(path: Path) -> Path:
    """Let a file have been written a while ago, as far as its times say."""
    then = path.stat().st_mtime_ns - 10 * FRESH_NS
    os.utime(path, ns=(then, then))
    return path


def test_what_is_not_there_has_none_and_may_come(tmp_path: Path) -> None:
    path = tmp_path / "formula.toml"
    assert fingerprint(path) == ""
    path.write_text("a")
    assert fingerprint(path) == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    path.unlink()
    assert fingerprint(path) == ""


def test_a_change_of_the_same_length_at_once_shows(tmp_path: Path) -> None:
    path = tmp_path / "formula.toml"
    found = set()
    for letter in "abcdefgh":
        path.write_text(letter)
        found.add(fingerprint(path))
    assert len(found) == 8


def test_a_change_that_hides_its_time_shows(tmp_path: Path) -> None:
    path = tmp_path / "formula.toml"
    path.write_text("a")
    before, times = fingerprint(aged(path)), path.stat()
    path.write_text("b")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert fingerprint(path) != before


def test_a_file_put_in_its_place_shows(tmp_path: Path) -> None:
    path, other = tmp_path / "formula.toml", tmp_path / "other"
    path.write_text("a")
    before = fingerprint(aged(path))
    other.write_text("b")
    aged(other).replace(path)
    assert fingerprint(path) != before


def test_all_of_some_files_change_together(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    before = fingerprint_all([one, two])
    two.write_text("a")
    after = fingerprint_all([one, two])
    one.unlink()
    assert len({before, after, fingerprint_all([one, two])}) == 3
