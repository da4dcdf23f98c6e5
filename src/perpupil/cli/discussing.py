"""Marking what stands out as discussed, for `perpupil steady-state`; and beginning the file that the report rests on."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from perpupil.cli.main import FINE
from perpupil.cli.new import day
from perpupil.cli.sources import Misuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.equity.district.records import Mark
    from perpupil.equity.steady_state import SteadyState

WHO_CHARACTERS, NOTE_CHARACTERS = 200, 2_000


def add_discussing(parser: ArgumentParser) -> None:
    """Add the arguments by which something is marked as discussed."""
    parser.add_argument("--begin", action="store_true", help="write a first steady_state.toml into a district's folder")
    parser.add_argument(
        "--discussed",
        default="",
        metavar="NAME",
        help="mark what stands out as discussed, by its name; with --by and --on",
    )
    parser.add_argument("--by", default="", metavar="WHO", help="the group or person that talked about it")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day, such as 2027-01-20")
    parser.add_argument("--note", default="", metavar="TEXT", help="what came of it")
    parser.add_argument("--undo", action="store_true", help="take the mark back")


def begin(given: Namespace) -> int:
    """Write the first file of a district's folder."""
    from perpupil.cli.printing import console
    from perpupil.workspace.district import find_district
    from perpupil.workspace.steady_state_start import begin as write_first
    from perpupil.workspace.steady_states import QUESTION

    district = find_district(given.folder)
    needs = write_first(district, QUESTION, given.year)
    out = console()
    out.print(f"Wrote {district / QUESTION} with the needs {', '.join(needs)}.")
    out.print("Read it, say in it what becomes of cost that is booked at no school, and ask again.")
    return FINE


def check_marking(given: Namespace) -> None:
    """Refuse a mark that does not say who and when, and words without a mark.

    Raises:
        Misuse: The arguments do not go together.

    """
    from perpupil.workspace.district import is_district

    if not given.discussed:
        if given.by or given.on or given.note or given.undo:
            message = "--by, --on, --note and --undo go with --discussed NAME."
            raise Misuse(message)
        return
    if not is_district(given.folder):
        message = f"{given.folder} is no district's folder; marks are kept in one that perpupil new has made."
        raise Misuse(message)
    if not given.undo and not (given.by.strip() and given.on):
        message = "Say who talked about it and when: --by WHO --on 2027-01-20."
        raise Misuse(message)
    if len(given.by) > WHO_CHARACTERS or len(given.note) > NOTE_CHARACTERS:
        message = f"--by has at most {WHO_CHARACTERS} characters and --note {NOTE_CHARACTERS:,}."
        raise Misuse(message)


def mark(given: Namespace, found: SteadyState) -> int:
    """Keep the mark, or take it back."""
    from perpupil.cli.printing import console
    from perpupil.workspace.marks import keep_marks

    keep_marks(given.folder, _changed(given, found))
    what = "No longer marked" if given.undo else f"Marked as discussed on {given.on} by {given.by.strip()}"
    console().print(f"{what}: {given.discussed}.")
    return FINE


def _changed(given: Namespace, found: SteadyState) -> Mapping[str, Mark | None]:
    """Give the marks of everything that has the name."""
    from perpupil.equity.district.records import Mark
    from perpupil.formula.typed import plain_text

    named = [one for one in found.matters if given.discussed in {one.key, one.name}]
    known = found.situation.district.marks
    if given.undo:
        keys = {*(one.key for one in named), given.discussed} & known.keys()
        if keys:
            return dict.fromkeys(keys)
    elif named:
        on: dt.date = given.on
        by, note = plain_text(given.by.strip()), plain_text(given.note.strip())
        return {one.key: Mark(by, on.isoformat(), note, one.amount_cents) for one in named}
    there = ", ".join(sorted(known if given.undo else {one.key for one in found.matters})) or "nothing"
    message = (
        f"Nothing called {given.discussed[:60]!r} {'is marked' if given.undo else 'stands out'}; there is {there}."
    )
    raise Misuse(message)
