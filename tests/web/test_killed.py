"""Every action, killed at its steps: before or after, never between; the same form sent again does it once."""

import re
from pathlib import Path

from perpupil.web.actions import ACTIONS
from tests.web.test_backup import run
from tests.web.ways import BY_A_WORKER, LINKS, WAYS
from tests.web.whole import make_whole_district

WHOLE = ("questions.ask", "formula.adopt")
"""Tried at every step, one without and one with files that follow; the others at some, and at every step by make soak."""
STEPS = 2


def told_of_kills(told: str) -> dict[str, tuple[int, int, int]]:
    """Read what was told: steps, how often nothing stood afterwards, and how often everything; whatever else is told is a fault."""
    found = {}
    for line in told.splitlines():
        match = re.fullmatch(r"([\w.]+): (\d+) steps, (\d+) times nothing, (\d+) times everything", line)
        assert match is not None, line
        found[match[1]] = (int(match[2]), int(match[3]), int(match[4]))
    return found


def test_every_action_has_a_way_to_be_done() -> None:
    assert WAYS.keys() | BY_A_WORKER == ACTIONS.keys(), "a new action takes its row in tests/web/ways.py"


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
