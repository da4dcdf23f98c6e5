"""Files that wait: what comes out is what went in, or nothing does; what is on the disk says nothing."""

import datetime as dt
import os
import secrets
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perpupil.workspace import waiting
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.waiting import (
    PIECE_BYTES,
    WAITING,
    Closing,
    NotOpened,
    drop,
    fits,
    forget,
    forget_older_than,
    is_there,
    keep,
    opened,
    settle_staged,
    stage,
    take,
    waiting_bytes,
)

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
SMALL = 64
"""A piece in the laws: as many borders as in a file of a gigabyte, and quick."""
OVERHEAD = 12 + 16
SIZES = st.one_of(st.sampled_from([0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, 3 * SMALL]), st.integers(0, 5 * SMALL))
quickly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(waiting, "PIECE_BYTES", SMALL)
    return settle_staged(stage(tmp_path, KEY))


def written(folder: Path, content: bytes, name: str = "1") -> Path:
    drop(folder, [name])
    keep(folder, name, KEY, [content])
    return folder / name


def read(folder: Path, name: str = "1", key: bytes = KEY) -> bytes:
    with opened(folder, name, key) as file:
        return file.read()


@quickly
@given(content=SIZES.map(secrets.token_bytes), cuts=st.lists(st.integers(0, 5 * SMALL), max_size=6))
def test_what_comes_out_is_what_went_in_however_it_came(folder: Path, content: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    drop(folder, ["1"])
    size = keep(folder, "1", KEY, (content[one:two] for one, two in pairwise(edges)))
    assert size == len(content)
    assert read(folder) == content
    pieces = max(1, -(-len(content) // SMALL))
    assert (folder / "1").stat().st_size == len(content) + pieces * OVERHEAD


@pytest.mark.parametrize("size", [0, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_files_of_whole_pieces_too(tmp_path: Path, size: int) -> None:
    folder, content = settle_staged(stage(tmp_path, KEY)), secrets.token_bytes(size)
    keep(folder, "1", KEY, [content])
    assert read(folder) == content


@quickly
@given(size=SIZES, data=st.data())
def test_any_bit_that_is_changed_is_refused(folder: Path, size: int, data: st.DataObject) -> None:
    path = written(folder, secrets.token_bytes(size))
    kept = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, 8 * len(kept) - 1))
    kept[at // 8] ^= 1 << at % 8
    path.write_bytes(kept)
    with pytest.raises(NotOpened, match="another session, or it was changed"):
        read(folder)


@quickly
@given(size=SIZES, data=st.data())
def test_a_file_that_was_cut_or_made_longer_is_refused(folder: Path, size: int, data: st.DataObject) -> None:
    path = written(folder, secrets.token_bytes(size))
    kept = path.read_bytes()
    whole = SMALL + OVERHEAD
    end = data.draw(st.one_of(st.integers(0, len(kept) - 1), st.sampled_from(range(0, len(kept), whole))))
    path.write_bytes(data.draw(st.sampled_from([kept[:end], kept + kept[:whole], kept + b"\0"])))
    with pytest.raises(NotOpened):
        read(folder)


@quickly
@given(count=st.integers(2, 5), data=st.data())
def test_pieces_in_another_order_are_refused(folder: Path, count: int, data: st.DataObject) -> None:
    path = written(folder, secrets.token_bytes(count * SMALL))
    whole = SMALL + OVERHEAD
    pieces = [path.read_bytes()[at * whole : (at + 1) * whole] for at in range(count)]
    order = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=count + 1))
    path.write_bytes(b"".join(pieces[at] for at in order))
    if order == list(range(count)):
        assert len(read(folder)) == count * SMALL
    else:
        with pytest.raises(NotOpened):
            read(folder)


def test_a_file_in_the_place_of_another_is_refused(folder: Path, tmp_path: Path) -> None:
    """With the same key, too: of the same upload, or of another."""
    first, second = written(folder, b"schools", "1"), written(folder, b"students", "2")
    other = settle_staged(stage(tmp_path, KEY))
    (other / "1").write_bytes(first.read_bytes())
    with pytest.raises(NotOpened):
        read(other)
    first.write_bytes(second.read_bytes())
    with pytest.raises(NotOpened):
        read(folder)


def test_two_files_of_the_same_content_share_no_piece(folder: Path) -> None:
    one, two = written(folder, b"a" * SMALL * 3, "1").read_bytes(), written(folder, b"a" * SMALL * 3, "2").read_bytes()
    pieces = [kept[at : at + SMALL + OVERHEAD] for kept in (one, two) for at in range(0, len(kept), SMALL + OVERHEAD)]
    assert len(set(pieces)) == 6


def test_another_key_opens_nothing_and_removes_nothing(folder: Path) -> None:
    written(folder, b"students")
    assert (fits(folder, KEY), fits(folder, OTHER_KEY)) == (True, False)
    with pytest.raises(NotOpened):
        read(folder, key=OTHER_KEY)
    with pytest.raises(NotOpened):
        take(folder, "1", OTHER_KEY)
    assert take(folder, "1", KEY) == b"students"
    assert take(folder, "1", KEY) is None
    assert not is_there(folder, "1")


def test_of_two_who_take_at_once_one_gets_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(folder, b"students")
    unlink = Path.unlink

    def taken_before(path: Path, *, missing_ok: bool = False) -> None:
        unlink(path)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", taken_before)
    assert take(folder, "1", KEY) is None


def test_an_opened_file_has_a_descriptor_and_no_name(folder: Path) -> None:
    written(folder, b"students")
    before = set(folder.rglob("*"))
    with opened(folder, "1", KEY) as file:
        assert os.pread(file.fileno(), 100, 0) == b"students"
        assert os.fstat(file.fileno()).st_nlink == 0
        assert set(folder.rglob("*")) == before


def test_where_there_are_no_files_in_memory_the_file_has_no_name_either(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written(folder, b"students")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.delattr(os, "memfd_create", raising=False)
    with opened(folder, "1", KEY) as file:
        assert os.pread(file.fileno(), 100, 0) == b"students"
        assert os.fstat(file.fileno()).st_nlink == 0
        assert os.fstat(file.fileno()).st_mode & 0o077 == 0
        assert list((tmp_path / "temporary").iterdir()) == []


def test_only_its_owner_opens_the_folder(folder: Path) -> None:
    path = written(folder, b"students")
    assert (folder.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert b"students" not in path.read_bytes()


def test_no_more_than_a_piece_is_held(folder: Path) -> None:
    file = Closing(folder, "1", KEY)
    for _ in range(10):
        file.write(b"a" * SMALL)
    assert (folder / "1").stat().st_size == 9 * (SMALL + OVERHEAD)
    file.give_up()
    with pytest.raises(NotOpened):
        read(folder)


def test_what_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(NoSuchFile, match="cannot be read: No such file"):
        read(folder)
    written(folder, b"one")
    with pytest.raises(NoSuchFile, match="cannot be kept: File exists"):
        keep(folder, "1", KEY, [b"two"])
    forget(folder)
    forget(folder)
    assert not fits(folder, KEY)
    with pytest.raises(NoSuchFile, match="cannot be kept"):
        keep(folder, "1", KEY, [b"two"])


def test_what_waits_for_a_day_is_forgotten(tmp_path: Path) -> None:
    """By when it came: what is put beside it later does not let it wait longer."""
    moment = dt.datetime(2026, 10, 2, 9, 0, tzinfo=dt.UTC)
    old, young, arriving = (stage(tmp_path, KEY) for _ in range(3))
    old, young = settle_staged(old), settle_staged(young)
    for one, seconds in ((old, -1), (young, 1), (arriving, -1)):
        os.utime(one / "key", (0, moment.timestamp() + seconds))
    keep(old, "aside", KEY, [b"rows"])
    assert waiting_bytes(tmp_path) == 4 * OVERHEAD + 4
    assert forget_older_than(tmp_path, moment) == (old.name,)
    assert [one.name for one in (tmp_path / WAITING).iterdir()] == [young.name]
    assert forget_older_than(tmp_path / "elsewhere", moment) == ()


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *_: object) -> int:
        raise OSError(28, "No space left on device", str(path))

    check: Callable[..., int] = full
    monkeypatch.setattr(os, "open", check)
    with pytest.raises(NoSuchFile, match="cannot be kept: No space left on device"):
        stage(tmp_path, KEY)
