"""Kill an import with SIGKILL at every step at which it touches the district's folder, and say what the folder then holds.

A program of its own: it loads everything once and forks for each kill, before any thread is started.
    python -m tests.workspace.killed DISTRICT WORK FILE…
writes a line of JSON for each kill: the step, whether the import ended by itself, the seal in force, and what is wrong.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import duckdb  # noqa: F401  loaded before the fork

import perpupil.cli.bring_in
import perpupil.intake.counting.cleaned
import perpupil.intake.door
import perpupil.workspace.importing  # noqa: F401  loaded before the fork
from perpupil.cli.main import main
from perpupil.workspace.fact_sets import kept_facts, read_kept
from perpupil.workspace.in_force import in_force
from perpupil.workspace.sources import kept_mappings, kept_rules

CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree", "os.truncate", "os.link"}
STEPS_MAXIMUM = 2_000


def die_at(district: Path, at: int) -> None:
    """Kill this process at a step at which it touches a folder, and let it say nothing meanwhile."""
    steps = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        is_write = (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if (event in CHANGES or is_write) and str(arguments[0]).startswith(str(district)):
            steps += 1
            if steps == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    quietly()


def quietly() -> None:
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  until the process ends


def import_and_die(district: Path, files: list[str], at: int) -> None:
    """Bring files in, in this process, and kill it at a step; end with 0 or 1 where it comes to its end."""
    die_at(district, at)
    os._exit(main(["import", "--district", str(district), *files]))


def faults(district: Path) -> list[str]:
    """Say what of a folder is not whole."""
    found = [f"{one.seal} cannot be read" for one in kept_facts(district) if read_kept(one.folder)[0] is None]
    found += [one.what for _, told in (kept_mappings(district), kept_rules(district)) for one in told]
    kept = {one.seal for one in kept_facts(district)}
    return found + [f"{seal} is in force and not there" for seal in in_force(district).values() if seal not in kept]


def forked(work: object, *arguments: object) -> int:
    """Run a function in a process of its own; give its status."""
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)  # type: ignore[operator]
        finally:
            os._exit(3)
    return os.waitpid(child, 0)[1]


def say(district: Path, step: int, *, ended: bool) -> None:
    line = {"step": step, "ended": ended, "in_force": in_force(district), "faults": faults(district)}
    os.write(1, (json.dumps(line) + "\n").encode())
    os._exit(0)


def run(template: Path, work: Path, files: list[str]) -> None:
    for at in range(1, STEPS_MAXIMUM):
        district = work / f"killed-{at}"
        shutil.copytree(template, district)
        status = forked(import_and_die, district, files, at)
        ended = os.WIFEXITED(status)
        assert ended or os.WTERMSIG(status) == signal.SIGKILL, status
        forked(lambda *given: say(given[0], given[1], ended=given[2]), district, at, ended)
        if ended:
            assert os.WEXITSTATUS(status) == 0, status
            return
    message = "the import never came to its end"
    raise AssertionError(message)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
