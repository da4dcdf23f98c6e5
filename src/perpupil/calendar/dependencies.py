"""Whether the days of a calendar fit together: what waits for what, what must fall before a cycle, who was told in time, what is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from perpupil.calendar.records import Calendar, Decision
from perpupil.findings import Finding, finding
from perpupil.formula.figures import counted, day


def check_calendar(calendar: Calendar, today: dt.date) -> tuple[Finding, ...]:
    """Find every day that does not fit, and what is overdue today."""
    return (
        *broken_dependencies(calendar),
        *_late_choices(calendar),
        *_short_notice(calendar, today),
        *_overdue(calendar, today),
    )


def broken_dependencies(calendar: Calendar) -> tuple[Finding, ...]:
    """Find each decision that falls before something that it waits for, with both days."""
    return tuple(
        _out_of_order(one, calendar.decision(name), days)
        for one in calendar.decisions
        for name, days in sorted(one.after.items())
        if one.on < calendar.decision(name).on + dt.timedelta(days=days)
    )


def _out_of_order(one: Decision, before: Decision, days: int) -> Finding:
    between = f" at least {counted(days, 'day')}" if days else ""
    what = f"{one.title} falls on {day(one.on)} and must come{between} after {before.title}, which falls on {day(before.on)}."
    earliest = day(before.on + dt.timedelta(days=days))
    fix = f"Move {one.title} to {earliest} or later, or {before.title} to {day(one.on - dt.timedelta(days=days))} or earlier."
    return finding("out-of-order", one.place(f"after.{before.name}"), what, fix)


def _late_choices(calendar: Calendar) -> Iterator[Finding]:
    """Find choices that fall into the budget cycle in which they are to count."""
    for one in calendar.decisions:
        cycle = calendar.cycle(one.year) if one.is_choice else None
        if cycle is not None and one.on >= cycle.begins:
            what = f"{one.title} falls on {day(one.on)}, and the budget cycle of FY{cycle.year} begins on {day(cycle.begins)}."
            fix = f"Move it before {day(cycle.begins)}, or let it count in a later year."
            yield finding("choice-after-cycle", one.place("on"), what, fix)


def _short_notice(calendar: Calendar, today: dt.date) -> Iterator[Finding]:
    """Find what was announced too late, or was not and can no longer be in time."""
    for one in calendar.decisions:
        if not one.notice_days or one.done is not None or (told := one.announced or today) <= one.announce_by:
            continue
        said = f"was announced on {day(told)}" if one.announced else f"is not announced on {day(today)}"
        what = f"{one.title} falls on {day(one.on)} and {said}; {counted(one.notice_days, 'day')} of notice end on {day(one.announce_by)}."
        fix = f"Move it to {day(told + dt.timedelta(days=one.notice_days))} or later, or tell those whom it concerns that it is short."
        yield finding("short-notice", one.place("notice"), what, fix)


def _overdue(calendar: Calendar, today: dt.date) -> Iterator[Finding]:
    for one in calendar.decisions:
        if one.is_overdue(today):
            what = f"{one.title} was due on {day(one.on)} from {one.owner}, and is not marked as done."
            yield finding(
                "overdue", one.place("on"), what, "Write done = the day on which it was done, or set a new day."
            )
