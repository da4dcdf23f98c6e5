"""Named reads of what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from perpupil.web.store.models import Decision, Holding, Person
from perpupil.web.store.reminders import KIND as REMINDERS


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
    tasks = [_task(one) for one in rows if not one.get("done")]
    return sorted(tasks, key=lambda task: (task.due, task.title))


def every_task() -> list[tuple[int, Task]]:
    """Give what waits for anybody, with the number of the person."""
    rows = Decision.objects.filter(kind="task").values_list("subject", "content")
    return [(int(subject.partition(":")[0]), _task(one)) for subject, one in rows if not one.get("done")]


def _task(content: Mapping[str, Any]) -> Task:
    due = dt.date.fromisoformat(content["due"])
    return Task(content["title"], content.get("why", ""), due, content.get("address", ""))


def without_reminders(people: Iterable[int]) -> frozenset[int]:
    """Give those of some people, by number, who have turned reminders off."""
    names = [str(one) for one in people]
    rows = Decision.objects.filter(kind=REMINDERS, unit="", subject__in=names).values_list("subject", "content")
    return frozenset(int(subject) for subject, content in rows if not content["wanted"])


def is_held(role: str) -> bool:
    """Whether somebody has a role, or was invited to it."""
    return Holding.objects.filter(role=role, ends=None).exists()


def open_questions(units: tuple[str, ...]) -> list[Decision]:
    """Give the questions about some schools: those that wait for an answer by the day it is due, then the answered ones, the latest first."""
    rows = Decision.objects.filter(kind="question", unit__in=units).select_related("by").order_by("-at")
    waiting = sorted((row for row in rows if not row.content["answer"]), key=lambda row: str(row.content["due"]))
    return [*waiting, *(row for row in rows if row.content["answer"])]
