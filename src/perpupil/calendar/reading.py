"""Reading `calendar.toml`: every mistake becomes a finding with its line, and a calendar is given only where there is none.

Days that do not fit together are no mistake of writing: `dependencies` finds them in the calendar that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perpupil.calendar.keys import CYCLE, DATE, DAYS_MAXIMUM, FILE, VERSION
from perpupil.calendar.records import Calendar, Cycle, Decision
from perpupil.findings import Finding
from perpupil.formula.keys import Key
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.typed import Reader

_YEARS = range(1900, 2200)
_Tables = Mapping[str, Mapping[str, Any]]


def read_calendar(content: bytes, label: str) -> tuple[Calendar | None, tuple[Finding, ...]]:
    """Read a calendar.

    Args:
        content: The text.
        label: What findings call it.

    """
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    reader = Reader(source)
    top = reader.table((), source.values, FILE)
    if top.get("calendar", VERSION) != VERSION:
        reader.say("wrong-value", ("calendar",), "This version is not known.", f"Write calendar = {VERSION}.")
    cycles, dates = _each(reader, top, "cycle", CYCLE), _each(reader, top, "date", DATE)
    _check_cycles(reader, cycles)
    for name, keys in dates.items():
        _check_date(reader, name, keys, dates, cycles)
    if not reader.findings:
        _check_circles(reader, dates)
    if reader.findings:
        return None, tuple(reader.findings)
    made = (_decision(reader, name, keys) for name, keys in dates.items())
    decisions = tuple(sorted(made, key=lambda one: (one.on, one.name)))
    years = tuple(Cycle(int(name), keys["begins"], keys["starts"]) for name, keys in cycles.items())
    return Calendar(top["title"], top["source"], tuple(sorted(years, key=lambda one: one.year)), decisions), ()


def _each(reader: Reader, top: Mapping[str, Any], name: str, keys: tuple[Key, ...]) -> dict[str, Mapping[str, Any]]:
    tables = top.get(name)
    if name in top and (not isinstance(tables, dict) or not tables):
        reader.say("wrong-type", (name,), f"`{name}` must be tables.", f"Write [{name}.NAME] with its keys below.")
    each = tables.items() if isinstance(tables, dict) else ()
    return {one: reader.table((name, one), raw, keys) for one, raw in each}


def _check_cycles(reader: Reader, cycles: _Tables) -> None:
    for name, keys in cycles.items():
        path = ("cycle", name)
        if not _is_year(name):
            reader.say("wrong-value", path, f"{name[:20]!r} is no fiscal year.", "Write [cycle.2028].")
        elif "starts" in keys and not int(name) - 1 <= keys["starts"].year <= int(name):
            what = (
                f"A year that begins on {keys['starts']} is not FY{name}, which is named by the year in which it ends."
            )
            reader.say("wrong-value", (*path, "starts"), what, f"Write starts = {int(name) - 1}-07-01.")
        if {"begins", "starts"} <= keys.keys() and keys["begins"] >= keys["starts"]:
            what = f"The cycle begins on {keys['begins']}, and the year that it plans on {keys['starts']}."
            reader.say(
                "wrong-value", (*path, "begins"), what, "A year is planned before it begins: mend one of the two."
            )


def _is_year(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) == 4 and int(name) in _YEARS  # noqa: PLR2004  digits


def _check_date(reader: Reader, name: str, keys: Mapping[str, Any], dates: _Tables, cycles: _Tables) -> None:
    path = ("date", name)
    for key in ("title", "owner"):
        if key in keys and not keys[key].strip():
            reader.say("missing-key", (*path, key), f"`{key}` is empty.", "Say it in a few words.")
    if "" in {one.strip() for one in keys.get("concerns", ("all",))}:
        reader.say("wrong-value", (*path, "concerns"), "A role is empty.", 'Write concerns = ["Principals"].')
    if keys.get("owner") in keys.get("concerns", ()):
        reader.say(
            "wrong-value", (*path, "concerns"), "The owner is named again.", "Leave the owner out of `concerns`."
        )
    if "year" in keys and keys["year"] not in _YEARS:
        reader.say("wrong-value", (*path, "year"), "This is no fiscal year.", "Write it in four digits: year = 2028.")
    elif keys.get("choice") and "year" in keys and str(keys["year"]) not in cycles:
        what = f"Schools choose for FY{keys['year']}, and nothing says when its budget cycle begins."
        reader.say("unknown-name", (*path, "year"), what, f"Write [cycle.{keys['year']}] with begins and starts.")
    if not 0 <= keys.get("notice", 0) <= DAYS_MAXIMUM:
        what = "Notice is a number of days that is not negative."
        reader.say("wrong-value", (*path, "notice"), what, f"Write a number from 0 to {DAYS_MAXIMUM:,}.")
    if "announced" in keys and "on" in keys and keys["announced"] > keys["on"]:
        what = f"It was announced on {keys['announced']}, after it had fallen on {keys['on']}."
        reader.say("wrong-value", (*path, "announced"), what, "Mend one of the two days.")
    for other, days in keys.get("after", {}).items():
        where = (*path, "after", other)
        if other not in dates:
            reader.say("unknown-name", where, f"There is no date {other[:40]!r}.", "Name a [date.NAME] of this file.")
        if days.denominator != 1 or not 0 <= days <= DAYS_MAXIMUM:
            what = "What must lie between is a whole number of days that is not negative."
            reader.say("wrong-value", where, what, f"Write a number from 0 to {DAYS_MAXIMUM:,}.")


def _check_circles(reader: Reader, dates: _Tables) -> None:
    """Find decisions that wait for themselves, over others or not."""
    left = {name: set(keys.get("after", {})) for name, keys in dates.items()}
    while True:
        free = {name for name, waits in left.items() if not waits & left.keys()}
        if not free:
            break
        left = {name: waits for name, waits in left.items() if name not in free}
    waiting = sorted(name for name in left if _comes_back(name, left))
    for name in waiting:
        others = ", ".join(one for one in waiting if one != name) or "itself"
        what = f"`{name}` waits for itself, over {others}." if others != "itself" else f"`{name}` waits for itself."
        reader.say("circular", ("date", name, "after"), what, "Take one of them out of `after`.")


def _comes_back(name: str, waits: Mapping[str, set[str]]) -> bool:
    """Whether what a decision waits for leads back to it."""
    seen: set[str] = set()
    ahead = list(waits[name])
    while ahead:
        one = ahead.pop()
        if one == name:
            return True
        if one not in seen:
            seen.add(one)
            ahead += waits.get(one, ())
    return False


def _decision(reader: Reader, name: str, keys: Mapping[str, Any]) -> Decision:
    path = ("date", name)
    places = {"": reader.source.place(path)} | {key: reader.source.place((*path, key)) for key in keys}
    return Decision(
        name=name,
        title=keys["title"],
        on=keys["on"],
        owner=keys["owner"],
        year=keys["year"],
        concerns=keys.get("concerns", ()),
        notice_days=keys.get("notice", 0),
        announced=keys.get("announced"),
        after={other: int(days) for other, days in keys.get("after", {}).items()},
        is_choice=keys.get("choice", False),
        done=keys.get("done"),
        note=keys.get("note", ""),
        places=places
        | {f"after.{other}": reader.source.place((*path, "after", other)) for other in keys.get("after", {})},
    )
