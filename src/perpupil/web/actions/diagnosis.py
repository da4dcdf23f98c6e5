"""The diagnosis: a time of months in which a group looks at where the district stands, and nothing is recommended yet."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping

from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong

MONTHS_LEAST, MONTHS_MOST = 6, 12
MEMBERS_CHARACTERS, REASON_CHARACTERS = 2_000, 1_000
_YEAR = 12


def months_after(date: dt.date, months: int) -> dt.date:
    """Give the same day so many months later, or the last one of a month that is shorter.

    >>> months_after(dt.date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(date.month - 1 + months, _YEAR)
    year = date.year + years
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))


def runs(content: Content | None, today: dt.date) -> bool:
    """Whether a diagnosis runs on a day."""
    if content is None:
        return False
    return dt.date.fromisoformat(content["begins"]) <= today <= dt.date.fromisoformat(content["ends"])


def withholds(content: Content | None, today: dt.date) -> bool:
    """Whether a diagnosis runs on a day, and nobody has said why recommendations are shown all the same."""
    return content is not None and runs(content, today) and not content["overridden"]


def set_diagnosis(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Set when it begins and ends, and who is in the group; overriding it begins anew."""
    begins, ends = _day(given.get("begins", "")), _day(given.get("ends", ""))
    members = [one.strip() for one in given.get("members", "").splitlines() if one.strip()]
    wrong = []
    if begins is None:
        wrong.append(Wrong("begins", "There is no first day.", "Write it as 2027-02-01."))
    if ends is None:
        wrong.append(Wrong("ends", "There is no last day.", "Write it as 2027-08-31."))
    if begins and ends and not months_after(begins, MONTHS_LEAST) <= ends <= months_after(begins, MONTHS_MOST):
        earliest, latest = months_after(begins, MONTHS_LEAST), months_after(begins, MONTHS_MOST)
        what = f"A diagnosis takes {MONTHS_LEAST} to {MONTHS_MOST} months."
        wrong.append(Wrong("ends", what, f"Choose a last day from {earliest} to {latest}."))
    if not members or sum(map(len, members)) > MEMBERS_CHARACTERS:
        wrong.append(Wrong("members", "It is not said who is in the group.", "Write one name a line."))
    if wrong or begins is None or ends is None:
        return tuple(wrong)
    return {"begins": begins.isoformat(), "ends": ends.isoformat(), "members": members, "overridden": {}}


def override(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Show recommendations while it runs, and say why."""
    if now is None or not runs(now, situation.today):
        return (Wrong("", "No diagnosis runs today.", "There is nothing to override."),)
    reason = given.get("reason", "").strip()
    if not 0 < len(reason) <= REASON_CHARACTERS:
        return (Wrong("reason", "There is no reason.", f"Write it in at most {REASON_CHARACTERS:,} letters."),)
    return {**now, "overridden": {"by": situation.person, "on": situation.today.isoformat(), "reason": reason}}


def keep_to(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Keep to the diagnosis again."""
    if now is None or not now["overridden"]:
        return (Wrong("", "It is not overridden.", "There is nothing to take back."),)
    return {**now, "overridden": {}}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


ACTIONS = (
    Action("diagnosis.set", "diagnosis", Right.SET_DIAGNOSIS, "Set the time and the group of the diagnosis.", set_diagnosis),
    Action("diagnosis.override", "diagnosis", Right.OVERRIDE_DIAGNOSIS, "Show recommendations while it runs, with a reason.", override),
    Action("diagnosis.keep_to", "diagnosis", Right.OVERRIDE_DIAGNOSIS, "Show no recommendation again.", keep_to),
)  # fmt: skip
