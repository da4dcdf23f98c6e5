"""`perpupil new`: a folder for a district."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import Any

from perpupil.cli.main import FINE
from perpupil.cli.sources import Misuse, add_command, guarded

_EXAMPLE = """\
  perpupil new calder-falls --district "Calder Falls Public Schools" --year 2027 --count-date 2026-10-01
  cd calder-falls
  perpupil import ../exports/schools.csv ../exports/students.csv ../exports/programs.csv"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "new", "Make a folder for a district: its settings, a formula to draft, room for facts.", _EXAMPLE
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder to make; it must not be there yet")
    parser.add_argument(
        "--district", default="", metavar="NAME", help="what the district is called (default: the folder's name)"
    )
    parser.add_argument(
        "--year", type=int, required=True, metavar="YEAR", help="the fiscal year, by the year in which it ends"
    )
    parser.add_argument(
        "--count-date",
        type=day,
        metavar="DATE",
        help="the day on which students are counted (default: October 1 of the fiscal year)",
    )
    parser.set_defaults(command=guarded(_new))


def day(text: str) -> dt.date:
    """Read a day such as 2026-10-01."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"{text[:20]!r} is no day; write it as 2026-10-01."
        raise ArgumentTypeError(message) from None


def _new(given: Namespace) -> int:
    from perpupil.cli.printing import console
    from perpupil.intake.settings import YEARS
    from perpupil.workspace.district import new_district

    if given.year not in YEARS:
        message = f"--year takes a year such as 2027, not {given.year}."
        raise Misuse(message)
    name = given.district.strip() or given.folder.resolve().name
    made = new_district(given.folder, name, given.year, given.count_date or dt.date(given.year - 1, 10, 1))
    out = console()
    out.print(f"Made {given.folder} for {name}, FY{given.year}: {', '.join(made)}.")
    out.print(f"Next: cd {given.folder}, then perpupil import FILE … with the district's files.")
    return FINE
