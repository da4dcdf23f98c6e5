"""What other programs make of a file is not a fault: the same figures come out."""

from pathlib import Path

import pytest

from perpupil.allocation.seals import seals
from tests.hostile.world import HERE, work

FILES = sorted((HERE / "harmless").iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_written_otherwise_gives_the_same_figures(path: Path) -> None:
    allocation, told = work({("formula.toml" if path.suffix == ".toml" else "facts.csv"): path.read_bytes()})
    sound, _ = work({})
    assert told == ()
    assert allocation is not None
    assert sound is not None
    assert seals(allocation) == seals(sound)


def test_windows_line_ends_do_not_shift_the_place_of_a_finding() -> None:
    fault = (HERE / "faults" / "formula" / "unknown_name.toml").read_bytes()
    told = [work({"formula.toml": text})[1] for text in (fault, fault.replace(b"\n", b"\r\n"))]
    assert told[0] == told[1] != ()


def test_a_byte_order_mark_does_not_shift_the_place_of_a_finding() -> None:
    fault = (HERE / "faults" / "formula" / "misspelt_key.toml").read_bytes()
    assert work({"formula.toml": b"\xef\xbb\xbf" + fault})[1] == work({"formula.toml": fault})[1]
