"""Files that do not lie readable anywhere, brought in; and facts that are kept without counting yet."""

from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.importing import Incoming, Order, bring_in
from perpupil.workspace.in_force import in_force
from perpupil.workspace.waiting import keep, opened, settle_staged, stage
from tests.workspace import small

KEY = bytes(range(32))


def nothing() -> AbstractContextManager[IO[bytes]]:
    message = "It is gone."
    raise NoSuchFile(message)


def order_of(paths: dict[str, Path]) -> Order:
    return Order(tuple(map(Incoming, paths.values())))


def waiting(district: Path, paths: dict[str, Path]) -> Order:
    """The same files, encrypted in the folder; what they were called before leads nowhere."""
    folder = settle_staged(stage(district, KEY))
    for name, path in paths.items():
        keep(folder, name, KEY, [path.read_bytes()])
    return Order(
        tuple(Incoming(Path(path.name), opening=partial(opened, folder, name, KEY)) for name, path in paths.items())
    )


def test_files_that_wait_give_the_same_facts_as_files_that_lie_there(tmp_path: Path) -> None:
    district, paths = small.new(tmp_path), small.files(tmp_path / "files", students=small.TYPO)
    looked = bring_in(district, replace(waiting(district, paths), keeps=False))
    assert (looked.seal, in_force(district)) == ("", {})
    lying, waited = bring_in(district, order_of(paths)), bring_in(district, waiting(district, paths))
    assert (waited.seal, waited.seal_before) == (lying.seal, lying.seal)
    assert [one.finding.what for one in waited.cases] == [one.finding.what for one in lying.cases]
    assert sum(len(table) for some in waited.rows_aside.values() for table in some) == 1


def test_facts_that_do_not_count_yet_are_kept_and_what_counted_still_counts(tmp_path: Path) -> None:
    district, paths = small.district_with_facts(tmp_path), small.files(tmp_path / "files", students=small.TYPO)
    before = in_force(district)
    done = bring_in(district, replace(order_of(paths), in_force=False))
    assert done.seal != done.seal_before == before[2027]
    assert (district / "facts" / done.seal / "facts.json").is_file()
    assert in_force(district) == before


def test_a_file_that_is_gone_when_it_is_opened_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    district = small.new(tmp_path)
    with pytest.raises(NoSuchFile, match="It is gone"):
        bring_in(district, Order((Incoming(Path("students.csv"), opening=nothing),)))
    assert in_force(district) == {}
