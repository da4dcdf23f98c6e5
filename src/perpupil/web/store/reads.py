"""Named reads of what is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from perpupil.web.store.models import Decision, Person


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person."""

    title: str
    why: str
    due: dt.date
    address: str = ""
    """Of the page where it is done; blank where there is none."""


def waiting_for(person: Person) -> list[Task]:
    """Give what waits for a person, the earliest first."""
    rows = Decision.objects.filter(kind="task", subject__startswith=f"{person.pk}:").values_list("content", flat=True)
    tasks = [
        Task(one["title"], one.get("why", ""), dt.date.fromisoformat(one["due"]), one.get("address", ""))
        for one in rows
        if not one.get("done")
    ]
    return sorted(tasks, key=lambda task: (task.due, task.title))


def open_questions(units: tuple[str, ...]) -> list[Decision]:
    """Give the questions about some schools: those that wait for an answer by the day it is due, then the answered ones, the latest first."""
    rows = Decision.objects.filter(kind="question", unit__in=units).select_related("by").order_by("-at")
    waiting = sorted((row for row in rows if not row.content["answer"]), key=lambda row: str(row.content["due"]))
    return [*waiting, *(row for row in rows if row.content["answer"])]
