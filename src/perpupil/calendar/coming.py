"""What comes next, for everybody or for one role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from perpupil.calendar.records import Calendar, Decision


@dataclass(frozen=True, slots=True)
class Coming:
    """A decision that is still to come, seen from a day."""

    decision: Decision
    days: int
    """Days until it; below zero where it is overdue."""
    waits_for: tuple[Decision, ...]
    """What must be done before and is not."""

    @property
    def must_be_announced(self) -> bool:
        """Whether those whom it concerns are still to be told."""
        return bool(self.decision.notice_days) and self.decision.announced is None


def coming(calendar: Calendar, whole: Calendar, today: dt.date) -> tuple[Coming, ...]:
    """Give what is not done, in the order of its days.

    Args:
        calendar: What is looked at, such as the days of one role.
        whole: The whole calendar, in which what must come before is looked up.
        today: The day from which it is seen.

    """
    return tuple(
        Coming(one, (one.on - today).days, _not_done(whole, one)) for one in calendar.decisions if one.done is None
    )


def _not_done(calendar: Calendar, decision: Decision) -> tuple[Decision, ...]:
    return tuple(one for one in calendar.decisions if one.name in decision.after and one.done is None)
