"""`perpupil backup`: everything that a district keeps, in one file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from perpupil.cli.main import FINE
from perpupil.cli.sources import add_command, guarded

_EXAMPLE = """\
  perpupil backup my_district --out backups/2027-01-19.tar

the file holds names, amounts and the hashes of passwords: only its owner can read it, and so should it stay.
It may be written while the district is served."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "backup", "Write everything that a district keeps into one file.", _EXAMPLE)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the district's folder")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write, such as today.tar")
    parser.set_defaults(command=guarded(_backup))


def _backup(given: Namespace) -> int:
    from perpupil.cli.printing import console
    from perpupil.web.serving import open_folder
    from perpupil.workspace.district import find_district

    district = find_district(given.folder)
    open_folder(district)
    from perpupil.web.backup import back_up

    kept = back_up(district, given.out)
    out = console()
    out.print(f"{given.out}: the folder, {kept.people:,} people and {kept.events:,} events.")
    out.print(f"SHA-256 {kept.sha256}", soft_wrap=True)
    return FINE
