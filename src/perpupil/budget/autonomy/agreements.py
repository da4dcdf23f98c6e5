"""Reading the agreements of `autonomy.toml`: autonomies, signatures, training and moves of each school."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from perpupil.budget.autonomy import keys
from perpupil.budget.autonomy.records import Agreement, Area, Granted, Level, Move, Signature, Step, Taken
from perpupil.budget.autonomy.tables import Path, Read, in_list, require_after, require_known, under_names, whole
from perpupil.formula.figures import day
from perpupil.formula.typed import Reader

_Listed = list[tuple[Path, Read]]
_SIGNED = ("by_school", "by_district")


@dataclass(frozen=True, slots=True)
class Known:
    """What an agreement may name."""

    schools: Mapping[str, str]
    funds: tuple[str, ...]
    trainings: tuple[str, ...]
    checklists: Mapping[str, tuple[str, ...]]
    """By area, what a school must have in place."""


@dataclass(frozen=True, slots=True)
class _Lists:
    """What stands in lists in one agreement."""

    granted: _Listed
    taken: _Listed
    moves: _Listed


def read_agreements(reader: Reader, top: Read, known: Known) -> tuple[Agreement, ...]:
    """Read all agreements, in the order of the schools' ids; what is wrong becomes a finding of the reader, and then there are none."""
    made = []
    for school, read in sorted(under_names(reader, ("agreement",), top.get("agreement"), keys.AGREEMENT).items()):
        path = ("agreement", school)
        require_known(reader, path, [school], known.schools, "school")
        lists = _Lists(
            in_list(reader, (*path, "granted"), read.get("granted"), keys.GRANTED),
            in_list(reader, (*path, "taken"), read.get("taken"), keys.TAKEN),
            in_list(reader, (*path, "moves"), read.get("moves"), keys.MOVE),
        )
        signatures = {key: whole(reader, (*path, key), read[key], keys.SIGNATURE) for key in _SIGNED if key in read}
        _check_granted(reader, lists.granted, known)
        _check_moves(reader, lists.moves)
        for where, each in lists.taken:
            named = [each["training"]] if "training" in each else []
            require_known(reader, (*where, "training"), named, known.trainings, "training")
        if not reader.findings:
            signed = {key: Signature(each["who"], each["on"]) for key, each in signatures.items()}
            made.append(_agreement(reader, school, read, lists, signed))
    return () if reader.findings else tuple(made)


def _check_granted(reader: Reader, granted: _Listed, known: Known) -> None:
    for path, each in granted:
        require_after(reader, path, each, "since", "until")
        require_known(reader, (*path, "funds"), each.get("funds", ()), known.funds, "fund")
        if "area" in each:
            checklist = known.checklists.get(each["area"], ())
            noun = f"point of the checklist of {each['area']}"
            require_known(reader, (*path, "ready"), each.get("ready", ()), checklist, noun)
    dated = [(path, each) for path, each in granted if {"area", "since"} <= each.keys()]
    for (_, before), (path, each) in pairwise(sorted(dated, key=lambda one: (one[1]["area"], one[1]["since"]))):
        if before["area"] == each["area"] and before.get("until", dt.date.max) >= each["since"]:
            what = f"Two levels hold for {each['area']} on {day(each['since'])}."
            reader.say("wrong-value", (*path, "since"), what, "Give the earlier one `until`, the day before.")


def _check_moves(reader: Reader, moves: _Listed) -> None:
    days: set[dt.date] = set()
    for path, each in moves:
        if each.get("on") in days:
            what = f"Two moves are of {day(each['on'])}, and nothing says which came first."
            reader.say("wrong-value", (*path, "on"), what, "Give each move a day of its own.")
        if "on" in each:
            days.add(each["on"])


def _agreement(reader: Reader, school: str, read: Read, lists: _Lists, signed: Mapping[str, Signature]) -> Agreement:
    place = reader.source.place
    taken = (Taken(each["training"], each["on"], each["who"]) for _, each in lists.taken)
    moves = (Move(Step(each["to"]), each["on"], each["who"], each["reason"], place(path)) for path, each in lists.moves)
    granted = (_granted(reader, path, each) for path, each in lists.granted)
    areas = list(Area)
    return Agreement(
        school=school,
        is_innovation=read.get("innovation", False),
        principal_since=read.get("principal_since"),
        granted=tuple(sorted(granted, key=lambda one: (areas.index(one.area), one.since))),
        taken=tuple(sorted(taken, key=lambda one: (one.on, one.training, one.who))),
        moves=tuple(sorted(moves, key=lambda one: one.on)),
        by_school=signed.get("by_school"),
        by_district=signed.get("by_district"),
        two_year_choice=read.get("two_year_choice"),
        place=place(("agreement", school)),
    )


def _granted(reader: Reader, path: Path, each: Read) -> Granted:
    return Granted(
        area=Area(each["area"]),
        level=Level(each["level"]),
        since=each["since"],
        until=each.get("until"),
        use=each.get("use", ""),
        funds=each.get("funds", ()),
        ready=each.get("ready", ()),
        place=reader.source.place(path),
    )
