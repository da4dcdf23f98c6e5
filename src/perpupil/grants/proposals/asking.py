"""Reading `proposals.toml`: what schools want to do, and every move of it; all that is wrong with the text at once."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from perpupil.findings import Finding
from perpupil.formula.source import Path, SourceError, read_source
from perpupil.formula.typed import Reader
from perpupil.grants.asking import cents, listed, tables
from perpupil.grants.proposals import keys
from perpupil.grants.proposals.records import CostKind, CostLine, Event, ForWhom, PaidBefore, Proposal
from perpupil.grants.proposals.states import DECISIONS, MOVES, State, may_follow


def read_proposals(content: bytes, label: str) -> tuple[tuple[Proposal, ...] | None, tuple[Finding, ...]]:
    """Read the text; None where anything is wrong with it.

    Args:
        content: The text.
        label: What findings call it.

    """
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    reader = Reader(source)
    top = reader.table((), source.values, keys.FILE)
    if top.get("proposals", keys.VERSION) != keys.VERSION:
        reader.say("wrong-value", ("proposals",), "This version is not known.", f"Write proposals = {keys.VERSION}.")
    found = [_proposal(reader, name, raw) for name, raw in tables(reader, (), top, "proposal").items()]
    if reader.findings:
        return None, tuple(reader.findings)
    return tuple(one for one in found if one is not None), ()


def _proposal(reader: Reader, name: str, raw: object) -> Proposal | None:
    path: Path = ("proposal", name)
    read = reader.table(path, raw, keys.PROPOSAL)
    lines = [
        _line(reader, (*path, "line", str(at)), at + 1, one)
        for at, one in enumerate(listed(reader, path, read, "line"))
    ]
    if "line" in read and not lines:
        reader.say("missing-key", path, "It buys nothing.", f"Write [[proposal.{name}.line]] with what it buys.")
    history = _history(reader, path, read)
    if not {"title", "grant", "school"} <= read.keys():
        return None
    words = (
        read["title"],
        read["grant"],
        read["school"],
        read.get("purpose", "").strip(),
        read.get("evidence", "").strip(),
    )
    return Proposal(name, *words, tuple(one for one in lines if one), history, reader.source.place(path))


def _line(reader: Reader, path: Path, number: int, raw: object) -> CostLine | None:
    read = reader.table(path, raw, keys.LINE)
    amount, unit = cents(reader, path, read, "amount"), cents(reader, path, read, "unit_cost")
    fte = read.get("fte")
    if fte is not None and fte <= 0:
        reader.say("wrong-value", (*path, "fte"), "A position is more than nothing.", "Write fte = 0.5.")
    begins, ends = read.get("begins"), read.get("ends")
    if begins is not None and ends is not None and ends < begins:
        reader.say("wrong-value", (*path, "ends"), "It ends before it begins.", "Correct one of the two.")
    if amount is None or not {"what", "kind"} <= read.keys():
        return None
    return CostLine(
        number,
        read["what"],
        CostKind(read["kind"]),
        amount,
        ForWhom(read.get("for_whom", ForWhom.WHOLE_SCHOOL)),
        fte,
        unit,
        read.get("vendor", "").strip(),
        PaidBefore(read.get("paid_before", PaidBefore.NOBODY)),
        begins,
        ends,
        reader.source.place(path),
    )


def _history(reader: Reader, path: Path, read: Mapping[str, Any]) -> tuple[Event, ...]:
    """Read the moves; each must be one that the table allows, and none before the one above it."""
    events: list[tuple[Path, Event]] = []
    for at, raw in enumerate(listed(reader, path, read, "history")):
        here = (*path, "history", str(at))
        one = reader.table(here, raw, keys.EVENT)
        if {"to", "on", "by"} <= one.keys():
            reason, place = one.get("reason", "").strip(), reader.source.place(here)
            events.append((here, Event(State(one["to"]), one["on"], one["by"].strip(), reason, place)))
    now = State.DRAFT
    for here, event in events:
        if not may_follow(now, event.to):
            allowed = ", ".join(sorted(MOVES[now])) or "nothing any more"
            what = f"A proposal that is {now} cannot become {event.to}."
            reader.say("bad-move", here, what, f"What may follow is: {allowed}.")
        if event.to in DECISIONS and not (event.reason and event.by):
            what = f"The proposal was {event.to}, and nobody says why."
            reader.say("missing-reason", here, what, "Write by = who decided, and reason.")
        now = event.to
    for (_, before), (here, after) in pairwise(events):
        if after.on < before.on:
            what = f"It was {after.to} on {after.on}, before it was {before.to} on {before.on}."
            reader.say("bad-move", here, what, "Put the moves in the order in which they happened.")
    return tuple(event for _, event in events)
