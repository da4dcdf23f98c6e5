"""Files that change together: all of the old ones or all of the new ones, whoever is killed meanwhile."""

from pathlib import Path

import pytest

from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.together import PENDING, finish, is_pending, replace_together

OLD, NEW = {"a.txt": b"old a", "b.txt": b"old b"}, {"a.txt": b"new a", "b.txt": b"new b", "c.txt": b"new c"}


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_they_are_put_in_place_and_nothing_is_left_beside(folder: Path) -> None:
    replace_together(folder, NEW)
    assert held(folder) == NEW
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "b.txt", "c.txt"]
    assert (folder / "a.txt").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("moves", range(6))
def test_a_kill_between_two_moves_is_finished_by_whoever_comes_next(
    folder: Path, moves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, move = 0, Path.replace

    def replace(self: Path, target: Path) -> Path:
        nonlocal made
        if made == moves:
            raise Killed
        made += 1
        return move(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", replace)
        if moves < 4:
            with pytest.raises(Killed):
                replace_together(folder, NEW)
        else:
            replace_together(folder, NEW)
    assert is_pending(folder) is (0 < moves < 4)
    finish(folder)
    assert held(folder) == (OLD if moves == 0 else NEW)
    assert not (folder / PENDING).exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile, match="cannot be written"):
        replace_together(tmp_path / "nowhere", NEW)
    finish(tmp_path / "nowhere")
