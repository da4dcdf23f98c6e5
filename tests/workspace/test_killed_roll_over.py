"""A roll-over that is killed, at whatever step, leaves the old year or the new one, whole; run again, it comes to the same end."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.workspace import small

ROOT = Path(__file__).parents[2]

Held = dict[str, Any]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, list[Held]]:
    """Give the settings and the formula before, and what each kill left."""
    folder = tmp_path_factory.mktemp("killed")
    district = small.district_with_facts(folder)
    before = [(district / name).read_text(encoding="utf-8") for name in ("perpupil.toml", "formula.toml")]
    command = [sys.executable, "-m", "tests.workspace.killed_roll_over", str(district), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    assert done.returncode == 0, done.stderr
    return before[0], before[1], [json.loads(line) for line in done.stdout.splitlines()]


def test_it_was_killed_at_many_steps_and_came_to_its_end_at_last(killed: tuple[str, str, list[Held]]) -> None:
    ended = [one["ended"] for one in killed[2]]
    assert ended == [False] * (len(ended) - 1) + [True]
    assert len(ended) > 15


def test_settings_and_formula_are_those_of_one_year_and_nothing_is_half(killed: tuple[str, str, list[Held]]) -> None:
    settings, formula, kills = killed
    new = kills[-1]["at_once"]["texts"]
    assert new["perpupil.toml"] != settings
    old = {"perpupil.toml": settings, "formula.toml": formula, "roll-over-FY2028.md": ""}
    found = [one["at_once"]["texts"] for one in kills]
    assert found == [old] * found.count(old) + [new] * found.count(new)
    assert 0 < found.count(old) < len(found)
    assert [one for one in kills if one["at_once"]["faults"] or one["again"]["faults"]] == []


def test_the_facts_of_the_year_before_stay_in_force_for_it(killed: tuple[str, str, list[Held]]) -> None:
    kills = killed[2]
    assert len({one["at_once"]["in_force"]["2027"] for one in kills}) == 1
    assert all("2028" in one["at_once"]["in_force"] for one in kills if one["at_once"]["texts"]["roll-over-FY2028.md"])


def test_run_again_it_comes_to_the_same_end_and_leaves_nothing_beside(killed: tuple[str, str, list[Held]]) -> None:
    _, formula, kills = killed
    assert {one["code"] for one in kills} == {0}
    assert [one["again"] for one in kills] == [kills[-1]["again"]] * len(kills)
    assert list(kills[-1]["again"]["formulas"].values()) == [formula]
    assert [one["left"] for one in kills if one["left"]] == []
