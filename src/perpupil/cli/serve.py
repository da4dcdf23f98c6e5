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
    parser.add_argument("--today", default="", metavar="DATE", help="a date that stands for today, for the demo")
    parser.set_defaults(command=guarded(_serve))


def _serve(given: Namespace) -> int:
    from perpupil.web.serving import Served, prepare, serve
    from perpupil.workspace.district import find_district

    if given.today and given.demo is None:
        message = "--today goes with --demo: a district that is served for real has its own day."
        raise Misuse(message)
    served = Served(find_district(given.folder), given.host, given.port, given.workers, given.demo, given.today)
    people = prepare(served)
    print(f"{served.address}" + (f"  ({people} made-up people to look as)" if people else ""))
    print("Ctrl-C stops it.")
    serve(served)
    return FINE
