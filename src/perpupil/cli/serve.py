"""`perpupil serve`: the pages of a district's folder, in the browser."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from perpupil.cli.main import FINE
from perpupil.cli.sources import Misuse, add_command, guarded

_EXAMPLE = """\
  perpupil serve my_district
  perpupil serve my_district --port 8080 --workers 4

the pages are answered on this machine alone; docs/how-to/serve-a-district.md says how to serve a district for real."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "serve", "Serve a district's folder in the browser.", _EXAMPLE)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the district's folder")
    parser.add_argument("--host", default="127.0.0.1", help="the address to answer on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes that answer (default: 1)")
    parser.add_argument(
        "--demo", type=Path, metavar="FILE", help="made-up people by role, entered without a password; only for looking"
    )
    parser.add_argument(
        "--no-worker", action="store_true", help="leave the work of the data desk to perpupil worker, run apart"
    )
    parser.add_argument("--today", default="", metavar="DATE", help="a date that stands for today, for the demo")
    parser.set_defaults(command=guarded(_serve))


def _serve(given: Namespace) -> int:
    from perpupil.web.serving import Served, link_of_the_first, prepare, serve

    if given.today and given.demo is None:
        message = "--today goes with --demo: a district that is served for real has its own day."
        raise Misuse(message)
    served = Served(
        _district(given.folder), given.host, given.port, given.workers, given.demo, given.today, not given.no_worker
    )
    people = prepare(served)
    print(f"{served.address}" + (f"  ({people} made-up people to look as)" if people else ""))
    first = link_of_the_first(served)
    if first:
        print(f"Nobody can sign in yet. This link makes the first administrator, once: {first}")
    print("Ctrl-C stops it.", flush=True)
    serve(served)
    return FINE


def _district(folder: Path) -> Path:
    """Give the district's folder; one that is not there or empty becomes one, to be named in the browser."""
    from datetime import date

    from perpupil.workspace.district import find_district, new_district
    from perpupil.workspace.naming import fiscal_year_of

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return find_district(folder)
    year = fiscal_year_of(date.today())  # noqa: DTZ011  the day of this machine
    new_district(folder, folder.resolve().name, year, date(year - 1, 10, 1))
    return folder
