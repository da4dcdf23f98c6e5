"""The command as a process: exit codes, pipes, and terminals that know few letters."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import maple
from tests.project import ROOT

COMMANDS = [
    ["run"],
    ["run", "--json"],
    ["explain", "--unit", "0010"],
    ["explain", "--unit", "0010", "--json"],
    ["check"],
    ["reproduce"],
]


def called(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "perpupil", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_exit_codes_are_0_1_and_2(tmp_path: Path) -> None:
    folder = maple.simple(tmp_path)
    assert called("run", str(folder)).returncode == 0
    assert called("reproduce", str(folder)).returncode == 1
    assert called("run", "nosuch").returncode == 2
    assert called("nosuch").returncode == 2


def test_a_result_goes_to_the_output_and_a_finding_to_the_errors(tmp_path: Path) -> None:
    done = called("run", str(maple.simple(tmp_path)), "--json")
    assert json.loads(done.stdout)["total"] == "1600000.00"
    assert done.stderr == b""
    maple.written(tmp_path, "facts.csv", "school,name,students\n0010,Oak,x\n")
    done = called("run", str(tmp_path))
    assert done.stdout == b""
    assert b"[bad-cell]" in done.stderr


def test_a_reader_that_stops_early_is_no_traceback() -> None:
    england = str(ROOT / "formulas" / "england_school_budget_share_2017_18")
    with subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "perpupil", "run", england, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_terminal_that_lacks_a_letter_is_no_traceback(command: list[str], encoding: str, tmp_path: Path) -> None:
    """Windows writes to a file in the letters of its own page, which has no Ł."""
    folder = maple.simple(tmp_path, name="Szkoła Łódź", title="Podstawa × 1 → Łódź")
    done = called(command[0], str(folder), *command[1:], PYTHONIOENCODING=encoding)
    assert b"Traceback" not in done.stderr
    assert done.returncode in {0, 1}


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["run", "nosuch_Ł"]], ids=" ".join)
def test_help_and_misuse_are_shown_on_a_terminal_that_lacks_a_letter(arguments: list[str]) -> None:
    done = called(*arguments, PYTHONIOENCODING="ascii")
    assert b"Traceback" not in done.stderr
    assert done.returncode in {0, 2}
