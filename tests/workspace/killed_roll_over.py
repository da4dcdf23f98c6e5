"""Kill a roll-over with SIGKILL at every step at which it touches the district's folder, and say what the folder then holds.

A program of its own: it loads everything once and forks for each kill, before any thread is started.
    python -m tests.workspace.killed_roll_over DISTRICT WORK
writes a line of JSON for each kill: whether it ended by itself, and what stands there, at once and after it was run again.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import duckdb  # noqa: F401  loaded before the fork

import perpupil.cli.roll_over
import perpupil.workspace.rolling_over  # noqa: F401  loaded before the fork
from perpupil.cli.main import main
from perpupil.workspace.district import settle
from perpupil.workspace.in_force import in_force
from tests.workspace.killed import STEPS_MAXIMUM, die_at, faults, forked, quietly

NAMES = ("perpupil.toml", "formula.toml", "roll-over-FY2028.md")


def roll_over_and_die(district: Path, at: int) -> None:
    """Begin the next year, in this process, and kill it at a step; end with its exit code where it comes to its end."""
    die_at(district, at)
    os._exit(main(["roll-over", "FY2028", "--district", str(district)]))


def held(district: Path) -> dict[str, object]:
    texts = {name: (district / name).read_text() if (district / name).is_file() else "" for name in NAMES}
    kept = {path.name: path.read_text() for path in sorted((district / "formulas").glob("*.toml"))}
    return {"texts": texts, "formulas": kept, "in_force": in_force(district), "faults": faults(district)}


def say(district: Path, *, ended: bool) -> None:
    settle(district)
    line: dict[str, object] = {"ended": ended, "at_once": held(district)}
    out, code = os.dup(1), 0
    quietly()
    code = main(["roll-over", "FY2028", "--district", str(district)])
    left = [path.name for path in district.rglob(".*") if path.name != ".lock"]
    line |= {"code": code, "again": held(district), "left": left}
    os.write(out, (json.dumps(line) + "\n").encode())
    os._exit(0)


def run(template: Path, work: Path) -> None:
    for at in range(1, STEPS_MAXIMUM):
        district = work / f"killed-{at}"
        shutil.copytree(template, district)
        status = forked(roll_over_and_die, district, at)
        ended = os.WIFEXITED(status)
        assert ended or os.WTERMSIG(status) == signal.SIGKILL, status
        forked(lambda *given: say(given[0], ended=given[1]), district, ended)
        if ended:
            assert os.WEXITSTATUS(status) == 0, status
            return
    message = "the roll-over never came to its end"
    raise AssertionError(message)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
