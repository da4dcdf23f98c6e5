"""Days of the calendar: set to another day, or marked as done, with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from perpupil.calendar.dependencies import broken_dependencies
from perpupil.calendar.records import Calendar, Decision
from perpupil.web import calendars
from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.store.dates import ACTION, KIND

REASON_CHARACTERS, YEARS_APART = 500, 3
DAYS_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Dated:
    """A decision of the calendar, and the calendar in which it stands."""

    calendar: Calendar
    decision: Decision


def look_at(name: str) -> Dated | None:
    """Give a decision of the calendar; None where there is none of the name."""
    calendar, _ = calendars.now()
    found = next((one for one in calendar.decisions if one.name == name), None) if calendar is not None else None
    return Dated(calendar, found) if calendar is not None and found is not None else None


def set_date(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Set a day; what waits for it, and what it waits for, must still fit."""
    dated: Dated | None = situation.facts
    if dated is None:
        return (Wrong("", "There is no such day in the calendar.", "Look at the calendar again."),)
    on, done, reason = _day(given.get("on", "")), _day(given.get("done", "")), given.get("reason", "").strip()
    wrong = []
    if on is None or abs((on - dated.decision.on).days) > YEARS_APART * DAYS_A_YEAR:
        fix = f"Write it as {dated.decision.on.isoformat()}, at most {YEARS_APART} years from there."
        wrong.append(Wrong("on", "There is no such day.", fix))
    if given.get("done", "").strip() and (done is None or done > situation.today):
        wrong.append(Wrong("done", "It cannot have been done then.", f"Write a day up to {situation.today}, or none."))
    if not 0 < len(reason) <= REASON_CHARACTERS:
        wrong.append(Wrong("reason", "There is no reason.", f"Write it in at most {REASON_CHARACTERS} letters."))
    if wrong or on is None:
        return tuple(wrong)
    misfits = _misfits(dated, on)
    if misfits:
        return misfits
    return {
        "on": on.isoformat(),
        "done": done.isoformat() if done is not None else "",
        "reason": reason,
        "before": dated.decision.on.isoformat(),
    }


def _misfits(dated: Dated, on: dt.date) -> tuple[Wrong, ...]:
    """Say what would not fit any more, and did before."""
    known = {one.where for one in broken_dependencies(dated.calendar)}
    moved = replace(dated.decision, on=on)
    decisions = tuple(moved if one.name == moved.name else one for one in dated.calendar.decisions)
    found = broken_dependencies(replace(dated.calendar, decisions=decisions))
    return tuple(Wrong("on", one.what, one.fix) for one in found if one.where not in known)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


ACTIONS = (Action(ACTION, KIND, Right.SET_CALENDAR, "Set a day of the calendar.", set_date, look_at),)
