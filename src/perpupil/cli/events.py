"""`perpupil events`: whether the chain of events holds, and what happened last."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import add_command, guarded

_EXAMPLE = """\
  perpupil events my_district              the last events
  perpupil events my_district --verify     each event against the one before it, the last against its copy outside"""
_LAST = 20


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "events", "Say what happened, and check that nothing of it was changed.", _EXAMPLE)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the district's folder")
    parser.add_argument("--verify", action="store_true", help="check the whole chain of events")
    parser.set_defaults(command=guarded(_events))


def _events(given: Namespace) -> int:
    from perpupil.web.serving import open_folder
    from perpupil.workspace.district import find_district

    open_folder(find_district(given.folder))
    return _verified() if given.verify else _listed()


def _listed() -> int:
    from perpupil.cli.printing import console, table
    from perpupil.web.store.models import Event

    rows = Event.objects.select_related("person").order_by("-sequence")[:_LAST]
    shown = table("What happened last", "event", "when", "who", "what", "where", "about")
    for one in rows:
        who = one.person.name if one.person is not None else "PerPupil itself"
        shown.add_row(str(one.sequence), f"{one.at:%Y-%m-%d %H:%M}", who, one.action, one.unit, one.subject)
    console().print(shown)
    return FINE


def _verified() -> int:
    from perpupil.cli.printing import console
    from perpupil.web.backup import EVERYTHING
    from perpupil.web.store.chain import check

    found, out = check(EVERYTHING), console()
    if found.broken is not None:
        out.print(f"The chain does not hold from event {found.broken:,} on: somebody changed the database.")
    elif not found.is_known_outside and found.outside is not None:
        out.print(f"The copy outside the database ends in an event {found.outside:,} that the database does not have.")
    elif not found.is_known_outside:
        out.print("The copy of the end outside the database is missing.")
    else:
        out.print(f"{found.events:,} events: each goes with the one before it, and the end with its copy outside.")
    return FINE if found.holds else FOUND
