"""The people of the district by role, and what waits for each of them. Their names are generated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from demo.names import full_name


@dataclass(frozen=True, slots=True)
class Task:
    """One task that waits for a role."""

    role: str
    school: str
    """The student system's code, for a principal."""
    about: str
    task: str
    due: date


TASKS = (
    Task("Budget director", "", "", "Decide how English learners coded M1 to M4 are counted", date(2027, 1, 21)),
    Task(
        "Budget director", "", "", "Answer why Union Street has had $412,000 for arts since FY1998", date(2027, 1, 22)
    ),
    Task(
        "Budget director", "", "", "Remind the schools that have not finished their service choices", date(2027, 1, 29)
    ),
    Task("Principal", "217", "new in July 2026; innovation school", "Choose services for FY2028", date(2027, 1, 29)),
    Task(
        "Principal",
        "217",
        "new in July 2026; innovation school",
        "Plan the share of Title I that the school directs",
        date(2027, 3, 12),
    ),
    Task(
        "Principal",
        "219",
        "first step of the ladder",
        "Plan the $2,140 that the school may spend freely",
        date(2027, 2, 5),
    ),
    Task("Principal", "219", "first step of the ladder", "Choose services for FY2028", date(2027, 1, 29)),
    Task("Grants manager", "", "", "Confirm the ranking of schools for Title I", date(2027, 2, 1)),
    Task("Grants manager", "", "", "Find the meal status of 31 CEP schools", date(2027, 1, 21)),
    Task("Grants manager", "", "", "Forecast what Title I leaves on September 30", date(2027, 2, 15)),
    Task("Superintendent", "", "", "Read draft 7 of the formula before the workshop", date(2027, 1, 25)),
    Task("Superintendent", "", "", "Say which of the 43 adjustments to end", date(2027, 2, 5)),
    Task("Chief academic officer", "", "sceptical", "Comment on devolving the coaches", date(2027, 1, 25)),
    Task(
        "Chief academic officer",
        "",
        "sceptical",
        "Confirm what the writing institute costs when fewer come",
        date(2027, 1, 29),
    ),
    Task("Board member for district 3", "", "", "Read the brief for the workshop", date(2027, 1, 26)),
    Task("Board member for district 3", "", "", "Ask about schools in district 3 below the average", date(2027, 1, 26)),
    Task("State reviewer", "", "", "Check the comparability report", date(2027, 2, 12)),
    Task("State reviewer", "", "", "Check the Title I set-asides", date(2027, 2, 26)),
)


def named(seed: int) -> Iterator[tuple[Task, str]]:
    """Give every task with the name of who has it."""
    random = Random(seed + 3)
    names: dict[tuple[str, str], str] = {}
    for task in TASKS:
        key = (task.role, task.school)
        if key not in names:
            names[key] = full_name(random)
        yield task, names[key]
