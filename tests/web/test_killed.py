"""Every action, killed at its steps: before or after, never between; the same form sent again does it once."""

import re
from pathlib import Path

from perpupil.web.actions import ACTIONS
from tests.web.test_backup import run
from tests.web.ways import LINKS, WAYS, WITH_FILES
from tests.web.whole import make_whole_district

WHOLE = ("questions.ask", "formula.adopt")
"""Tried at every step, one without and one with files that follow; the others at some, and at every step by make soak."""
STEPS = 2
OF_FILES = {"data.receive": 5, "data.put_in_force": 10}
"""Where files come and are put in force: so many steps apart meet all that may stand."""


def told_of_kills(told: str) -> dict[str, tuple[int, int, int]]:
    """Read what was told: steps, how often nothing stood afterwards, and how often everything; whatever else is told is a fault."""
    found = {}
    for line in told.splitlines():
        match = re.fullmatch(r"([\w.]+): (\d+) steps, (\d+) times nothing, (\d+) times everything", line)
        assert match is not None, line
        found[match[1]] = (int(match[2]), int(match[3]), int(match[4]))
    return found


def told_of_data(told: str) -> dict[str, tuple[int, int, int, int]]:
    """Read what was told of files: steps, how often nothing stood, only the record, and everything."""
    found = {}
    for line in told.splitlines():
        match = re.fullmatch(
            r"([\w.]+): (\d+) steps, (\d+) times nothing, (\d+) times recorded only, (\d+) times everything", line
        )
        assert match is not None, line
        found[match[1]] = (int(match[2]), int(match[3]), int(match[4]), int(match[5]))
    return found


def test_every_action_has_a_way_to_be_done() -> None:
    assert WAYS.keys() | WITH_FILES == ACTIONS.keys(), "a new action takes its row in tests/web/ways.py"


def test_killed_at_any_step_nothing_stands_half_done(tmp_path: Path) -> None:
    district = make_whole_district(tmp_path)
    whole = [f"{name}=0" for name in WHOLE]
    told = told_of_kills(run("tests.web.killing", str(district), f"*={STEPS}", *whole))
    assert told.keys() == WAYS.keys() | LINKS.keys()
    for name, (steps, nothing, everything) in told.items():
        assert steps > 8, "there are at least so many statements before it is kept"
        assert nothing + everything == (steps if name in WHOLE else STEPS)
        assert name not in WHOLE or (nothing and everything)
    assert all(sum(counts) > len(told) // 2 for counts in list(zip(*told.values(), strict=True))[1:])


def test_files_are_received_and_put_in_force_or_not_wherever_it_is_killed(tmp_path: Path) -> None:
    wanted = [f"{name}={steps}" for name, steps in OF_FILES.items()]
    told = told_of_data(run("tests.web.killing_data", str(make_whole_district(tmp_path)), *wanted))
    assert told.keys() == WITH_FILES == OF_FILES.keys()
    for name, (steps, *counts) in told.items():
        assert steps > OF_FILES[name] == sum(counts)
        assert all(counts), "nothing, only the record, and everything"
