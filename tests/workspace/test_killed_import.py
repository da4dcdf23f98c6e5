"""An import that is killed, at whatever step, leaves the old facts or the new ones, whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from perpupil.workspace.fact_sets import kept_facts
from perpupil.workspace.in_force import in_force
from tests.workspace import small

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, list[dict[str, object]]]:
    """Bring in other students over a district that has facts, killed at every step."""
    folder = tmp_path_factory.mktemp("killed")
    district = small.district_with_facts(folder)
    before = in_force(district)[2027]
    paths = small.files(folder / "next", students=small.STUDENTS.replace("0010,2", "0020,2"))
    command = [sys.executable, "-m", "tests.workspace.killed", district, folder, *paths.values()]
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    assert done.returncode == 0, done.stderr
    return folder, before, [json.loads(line) for line in done.stdout.splitlines()]


def test_it_was_killed_at_many_steps_and_came_to_its_end_at_last(
    killed: tuple[Path, str, list[dict[str, object]]],
) -> None:
    steps = killed[2]
    assert [one["ended"] for one in steps] == [False] * (len(steps) - 1) + [True]
    assert len(steps) > 15


def test_nothing_that_is_there_is_half(killed: tuple[Path, str, list[dict[str, object]]]) -> None:
    assert [one for one in killed[2] if one["faults"]] == []


def test_the_facts_in_force_are_the_old_ones_up_to_a_step_and_then_the_new_ones(
    killed: tuple[Path, str, list[dict[str, object]]],
) -> None:
    _, before, steps = killed
    seals = [one["in_force"]["2027"] for one in steps]  # type: ignore[index]
    after = seals[-1]
    assert after != before
    assert set(seals) == {before, after}
    assert seals == [before] * seals.count(before) + [after] * seals.count(after)


def test_what_was_killed_is_brought_in_the_next_time_and_nothing_half_is_left(
    killed: tuple[Path, str, list[dict[str, object]]],
) -> None:
    folder, _, steps = killed
    after = steps[-1]["in_force"]
    for one in (steps[len(steps) // 2], steps[-2]):
        district = folder / f"killed-{one['step']}"
        assert small.bring(district, *sorted((folder / "next").iterdir())) == 0
        assert {str(year): seal for year, seal in in_force(district).items()} == after
        assert len(kept_facts(district)) == 2
        assert list(district.rglob(".part-*")) == []
