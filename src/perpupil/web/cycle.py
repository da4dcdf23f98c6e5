"""Where the year stands: the steps of the budget that is being made, seen from today, and what comes next for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from perpupil.calendar.coming import coming
from perpupil.calendar.records import Calendar, Decision

SHOWN = 6
"""Steps that stand side by side; the whole calendar has a page of its own."""
BEFORE = 2
"""Of them, how many are behind the current one."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the cycle."""

    decision: Decision
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """The cycle of one fiscal year."""

    year: int
    steps: tuple[Step, ...]
    """A few of them, about the current one."""
    number: int
    """Which step the current one is, from 1."""
    count: int
    """How many steps there are."""
    current: Decision
    waits_for: tuple[Decision, ...]
    """What must be done before the current step and is not."""


def cycle(calendar: Calendar, today: dt.date) -> Cycle | None:
    """Give the cycle that is under way: the one of the first step that is not done; None where all is done."""
    ahead = [one for one in coming(calendar, calendar, today) if _is_step(calendar, one.decision)]
    if not ahead:
        return None
    current = ahead[0]
    year = current.decision.year
    steps = [one for one in calendar.decisions if one.year == year and _is_step(calendar, one)]
    at = steps.index(current.decision)
    first = max(0, min(at - BEFORE, len(steps) - SHOWN))
    shown = tuple(Step(one, one.done is not None, one == current.decision) for one in steps[first : first + SHOWN])
    return Cycle(year, shown, at + 1, len(steps), current.decision, current.waits_for)


def next_for(calendar: Calendar, role: str, today: dt.date) -> Decision | None:
    """Give what a role decides or takes part in next; what is overdue comes first."""
    ahead = coming(calendar.only(role=role), calendar, today)
    return ahead[0].decision if ahead else None


def _is_step(calendar: Calendar, decision: Decision) -> bool:
    """Whether a decision belongs to making the budget of its year, and not to the year itself."""
    there = calendar.cycle(decision.year)
    return there is not None and decision.on < there.starts
