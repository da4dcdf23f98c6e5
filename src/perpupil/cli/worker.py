"""`perpupil worker`: the work of the data desk, in a process run apart from the pages."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from perpupil.cli.main import FINE
from perpupil.cli.sources import add_command, guarded

_EXAMPLE = """\
  perpupil worker my_district

`perpupil serve` starts a worker by itself. Run it apart, beside `perpupil serve --no-worker`, where something else
starts and watches processes. One worker works on a folder at a time."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "worker", "Look into uploads and bring them in, as the pages ask.", _EXAMPLE)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the district's folder")
    parser.set_defaults(command=guarded(_work))


def _work(given: Namespace) -> int:
    from perpupil.web.serving import open_folder
    from perpupil.workspace.district import find_district

    district = find_district(given.folder)
    open_folder(district)
    from perpupil.web.uploads.worker import work_at

    work_at(district, lambda: print(f"At work in {district}. Ctrl-C stops it.", flush=True))
    return FINE
