"""Kept formulas: under their seal, never changed; put in place one by one, and nothing half."""

from collections.abc import Callable
from pathlib import Path

import pytest

from perpupil.workspace import formulas
from perpupil.workspace.district import Busy, alone
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.formulas import Altered, in_place, keep, kept, put_in_place, read_kept, seal_of

FIRST, SECOND = b'title = "first"\n', b'title = "second"\n'


class Killed(BaseException):
    """As if the process ended here."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "perpupil.toml").write_text("", encoding="utf-8")
    (tmp_path / "formula.toml").write_bytes(FIRST)
    (tmp_path / "facts").mkdir()
    return tmp_path


def test_a_text_is_kept_once_under_its_seal(folder: Path) -> None:
    sealed = keep(folder, SECOND)
    assert (sealed, keep(folder, SECOND)) == (seal_of(SECOND), sealed)
    assert kept(folder) == (sealed,)
    assert read_kept(folder, sealed) == SECOND


def test_a_file_that_was_changed_is_told_and_left_alone(folder: Path) -> None:
    sealed = keep(folder, SECOND)
    place = folder / "formulas" / f"{sealed}.toml"
    place.write_bytes(b"other")
    for attempt in (lambda: read_kept(folder, sealed), lambda: keep(folder, SECOND)):
        with pytest.raises(Altered, match="changed after it was kept"):
            attempt()
    assert place.read_bytes() == b"other"


@pytest.mark.parametrize("sealed", ["", "..", "../formula", "x" * 64, "A" * 64, "0" * 63, "0" * 64])
def test_what_is_no_seal_leads_to_no_file(folder: Path, sealed: str) -> None:
    with pytest.raises(NoSuchFile):
        read_kept(folder, sealed)


def test_what_makes_room_is_kept_first(folder: Path) -> None:
    sealed = keep(folder, SECOND)
    assert put_in_place(folder, sealed, seal_of(FIRST))
    assert in_place(folder) == sealed
    assert read_kept(folder, seal_of(FIRST)) == FIRST
    assert not put_in_place(folder, sealed, seal_of(FIRST)), "a second time does nothing"


def test_another_text_than_the_one_that_was_shown_is_left_as_it_is(folder: Path) -> None:
    sealed = keep(folder, SECOND)
    (folder / "formula.toml").write_bytes(b"by hand")
    with pytest.raises(Altered, match="left as it is"):
        put_in_place(folder, sealed, seal_of(FIRST))
    assert (folder / "formula.toml").read_bytes() == b"by hand"
    assert kept(folder) == (sealed,)


def test_one_writer_at_a_time(folder: Path) -> None:
    sealed = keep(folder, SECOND)
    with alone(folder):
        with pytest.raises(Busy):
            keep(folder, b"third")
        with pytest.raises(Busy):
            put_in_place(folder, sealed, seal_of(FIRST))
    assert in_place(folder) == seal_of(FIRST)


def test_bytes_that_are_no_text_are_kept_too(folder: Path) -> None:
    (folder / "formula.toml").write_bytes(b"\xff\xfe")
    sealed = keep(folder, SECOND)
    assert put_in_place(folder, sealed, in_place(folder))
    assert read_kept(folder, seal_of(b"\xff\xfe")) == b"\xff\xfe"


@pytest.mark.parametrize("name", ["write", "sync"])
@pytest.mark.parametrize("call", range(6))
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_ends_anywhere_leaves_the_old_or_the_new(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: int, when: str
) -> None:
    sealed = keep(folder, SECOND)
    calls, real = iter(range(100)), getattr(formulas, name)

    def ends(*arguments: object) -> None:
        is_here = next(calls) == call
        if not (is_here and when == "before"):
            real(*arguments)
        if is_here:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(formulas, name, ends)
        _until_killed(lambda: put_in_place(folder, sealed, seal_of(FIRST)))
    there = (folder / "formula.toml").read_bytes()
    assert there in {FIRST, SECOND}
    if there == SECOND:
        assert read_kept(folder, seal_of(FIRST)) == FIRST, "what made room is never lost"
    put_in_place(folder, sealed, in_place(folder))
    assert in_place(folder) == sealed


def _until_killed(work: Callable[[], object]) -> None:
    try:
        work()
    except Killed:
        return
