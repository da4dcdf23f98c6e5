"""The same seed gives the same bytes; another seed other people and the same totals."""

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from demo.district import SEED, TODAY
from demo.files import clean

from tests import project

PEOPLE = {"students.csv", "student_programs.csv", "people.csv", "positions.csv", "headcount.csv"}
"""The only files that a seed may change."""


def test_the_same_seed_gives_the_same_bytes_in_another_process(district: Path, twin: Path, tmp_path: Path) -> None:
    for folder, words in ((district, []), (twin, ["--messy"])):
        there = tmp_path / folder.name
        settings = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Pacific/Auckland"}
        command = [sys.executable, "-m", "demo", str(there), *words]
        subprocess.run(command, check=True, cwd=project.ROOT, env=settings, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
        names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        assert names == sorted(path.relative_to(there) for path in there.rglob("*") if path.is_file())
        assert [str(name) for name in names if (folder / name).read_bytes() != (there / name).read_bytes()] == []


def test_another_seed_changes_people_and_no_total(district: Path) -> None:
    other = clean(SEED + 1, TODAY)
    changed = {name for name, content in other.items() if content != (district / name).read_bytes()}
    assert changed == PEOPLE
    mine, theirs = ((district / "students.csv").read_text(), other["students.csv"].decode())
    assert Counter(_names(mine)) != Counter(_names(theirs))
    assert _marginals((district / "headcount.csv").read_text()) == _marginals(other["headcount.csv"].decode())
    assert _paid((district / "positions.csv").read_text()) == _paid(other["positions.csv"].decode())


def _names(text: str) -> list[str]:
    return [row["last_name"] for row in csv.DictReader(text.splitlines())]


def _marginals(text: str) -> dict[tuple[str, str], int]:
    """Students by school and grade, and by school and need."""
    found = Counter[tuple[str, str]]()
    for row in csv.DictReader(text.splitlines()):
        for key in (row["grade"], *row["needs"].split(";")):
            found[row["unit"], key] += int(row["students"]) if key else 0
    return dict(found)


def _paid(text: str) -> list[dict[str, str]]:
    return [{**row, "person_id": ""} for row in csv.DictReader(text.splitlines())]


def test_an_earlier_day_knows_less(district: Path) -> None:
    earlier = clean(SEED, TODAY.replace(year=2026, month=10, day=31))
    assert "2026-11-30" not in earlier["ledger.csv"].decode()
    assert earlier["headcount.csv"] == (district / "headcount.csv").read_bytes()
