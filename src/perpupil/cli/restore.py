"""`perpupil restore`: a backup back into an empty folder."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from perpupil.cli.main import FINE
from perpupil.cli.sources import add_command, guarded

_EXAMPLE = """\
  perpupil restore backups/2027-01-19.tar my_district

every file is checked against its hash and the chain of events from its beginning; a backup that was changed is refused,
and nothing is left of it."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "restore", "Put a backup into an empty folder.", _EXAMPLE)
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder to make; it must not be there, or be empty"
    )
    parser.set_defaults(command=guarded(_restore))


def _restore(given: Namespace) -> int:
    from perpupil.cli.printing import console
    from perpupil.web.serving import restored

    kept = restored(given.file, given.folder)
    out = console()
    out.print(f"{given.folder}: the folder, {kept.people:,} people and {kept.events:,} events; every hash holds.")
    out.print(f"SHA-256 {kept.sha256}", soft_wrap=True)
    return FINE
