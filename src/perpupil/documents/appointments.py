"""A calendar for calendar programs: iCalendar (RFC 5545), one whole day for each decision, with a reminder on the last day to announce it.

The same calendar on the same day gives the same bytes. A program that takes it in again knows each decision by its name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from perpupil.calendar.records import Calendar, Decision
from perpupil.documents.page import shown
from perpupil.formula.figures import day

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PRODUCT = "-//PerPupil//Calendar of decisions//EN"


def as_icalendar(calendar: Calendar, whole: Calendar, today: dt.date) -> bytes:
    """Write the decisions of a calendar.

    Args:
        calendar: What is written, such as the days of one role.
        whole: The whole calendar, in which what must come before is looked up.
        today: The day on which it is written, which every event must name.

    """
    from icalendar import Calendar as Written  # noqa: PLC0415  loaded only when a file is asked for

    written = Written()
    written.add("prodid", PRODUCT)
    written.add("version", "2.0")
    written.add("name", shown(calendar.title))
    for one in calendar.decisions:
        written.add_component(_event(whole, one, today))
    content: bytes = written.to_ical()
    return content


def _event(whole: Calendar, one: Decision, today: dt.date) -> Event:
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", _identity(whole, one))
    event.add("dtstamp", dt.datetime.combine(today, dt.time(), dt.UTC))
    event.add("dtstart", one.on)
    event.add("dtend", one.on + dt.timedelta(days=1))
    event.add("summary", f"{shown(one.title)} (FY{one.year})")
    event.add("description", _described(whole, one))
    event.add("categories", [shown(role) for role in (one.owner, *one.concerns)])
    event.add("transp", "TRANSPARENT")
    if one.notice_days and one.announced is None:
        event.add_component(_reminder(one))
    return event


def _reminder(one: Decision) -> Alarm:
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Announce: {shown(one.title)}, {day(one.on)}")
    alarm.add("trigger", dt.timedelta(days=-one.notice_days))
    return alarm


def _described(whole: Calendar, one: Decision) -> str:
    lines = [f"Owner: {shown(one.owner)}"]
    lines += [f"Concerns: {', '.join(map(shown, one.concerns))}"] if one.concerns else []
    before = {each.name: each for each in whole.decisions if each.name in one.after}
    lines += [f"After: {shown(each.title)} ({day(each.on)})" for each in before.values()]
    lines += [f"To be announced by {day(one.announce_by)}"] if one.notice_days and one.announced is None else []
    lines += [shown(one.note)] if one.note else []
    return "\n".join(lines)


def _identity(whole: Calendar, one: Decision) -> str:
    """Give a name that no other calendar's event has, and that stays when the day moves."""
    digest = hashlib.sha256(f"{whole.title}\n{one.name}".encode()).hexdigest()
    return f"{digest[:32]}@perpupil"
