"""The command `perpupil`: says what there is to do and hands over; nothing heavy is loaded before it is needed."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from perpupil import __version__

COMMANDS = (
    "new",
    "import",
    "facts",
    "count",
    "steady-state",
    "services",
    "grants",
    "autonomy",
    "school",
    "calendar",
    "roll-over",
    "check",
    "run",
    "explain",
    "describe",
    "reproduce",
    "catalogue",
    "compare",
    "methods",
    "similar",
    "difference",
    "scenarios",
    "pool",
    "cascade",
    "journey",
    "per-pupil-spending",
    "shock",
    "project",
    "recount",
    "propose",
    "export",
    "draft-formula",
    "serve",
    "worker",
    "remind",
    "events",
    "backup",
    "restore",
)

_MODULES = {"import": "bring_in"}
"""Commands whose name cannot be the name of a module."""

FINE, FOUND, MISUSE = 0, 1, 2

_DESCRIPTION = """\
Allocate a district's money to its schools by a written formula, exact to the cent, and say why.

A formula is a text file (formula.toml); facts about schools are a CSV file (facts.csv). A folder that holds both
can stand wherever a formula is asked for.
"""

_EPILOG = """\
a first look, in a folder of published districts:
  perpupil catalogue formulas                              reproduce every published district
  perpupil run formulas/ed_example_weighted                allocate
  perpupil explain formulas/new_jersey_sfra_fy2021 --unit 0010 --line security_aid
  perpupil check my_formula.toml --facts schools.csv       find mistakes before they cost money

exit codes: 0 fine, 1 something was found, 2 the command was not understood.
Each command explains itself: perpupil run --help
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that lacks a letter shows a question mark in its place, and the figures all the same.
            stream.reconfigure(errors="replace")
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        code: int = given.command(given)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
        code = FINE
    except OSError as error:
        sys.stderr.write(f"perpupil: the output cannot be written: {error.strerror}.\n")
        code = MISUSE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="perpupil", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"perpupil {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        importlib.import_module(f"perpupil.cli.{_MODULES.get(name, name.replace('-', '_'))}").add_to(commands)
    return parser
