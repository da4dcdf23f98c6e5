"""The project names no machine that it was written on, and its locks name no host."""

import re

import pytest

from tests import project

_PLACE = re.compile(r"(?:^|[^\w.~/-])/(?:home|root|Users|work|farm|mnt|opt)/[\w.]", re.MULTILINE)
_HOST = re.compile(r"://|--(?:index-url|extra-index-url|find-links|trusted-host)")
LOCKS = ("run", "dev", "bench", "lock")


def places(text: str) -> list[str]:
    return _PLACE.findall(text)


def test_no_file_names_a_place_on_one_machine() -> None:
    named = []
    for path in project.files():
        try:
            found = places(project.text(path))
        except UnicodeDecodeError:
            continue  # a picture or a workbook
        named += [f"{project.name(path)}: {place}" for place in found]
    assert named == []


@pytest.mark.parametrize("top", ["home", "root", "work", "Users"])
@pytest.mark.parametrize("before", ["", "see ", '"', "("])
def test_a_planted_place_is_found(before: str, top: str) -> None:
    assert places(f"{before}/{top}/x")


@pytest.mark.parametrize("text", ["https://x.org/home/ana", "docs/work/plan", "./root/x", "/ work"])
def test_addresses_and_relative_paths_pass(text: str) -> None:
    assert not places(text)


@pytest.mark.parametrize("name", LOCKS)
def test_every_lock_is_exact_and_names_no_host(name: str) -> None:
    text = project.text(project.ROOT / "requirements" / f"{name}.txt")
    assert _HOST.findall(text) == []
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[\w.]+( ;[^\n]*)? \\\n    --hash=sha256:[0-9a-f]{64}", entry)
