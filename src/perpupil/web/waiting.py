"""What waits for whoever asks: tasks, and questions that want an answer, the earliest first."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from perpupil.limits import WAITING_HOURS
from perpupil.web import figures
from perpupil.web.access.guard import access_of
from perpupil.web.access.rights import Right
from perpupil.web.store import data
from perpupil.web.store.models import Decision, Person, Upload
from perpupil.web.store.reads import Task, open_questions, waiting_for


def waiting(request: HttpRequest) -> list[Task]:
    """Give what waits for whoever asks."""
    access = access_of(request)
    tasks = waiting_for(request.user) if isinstance(request.user, Person) else []
    if access.may(Right.ANSWER_QUESTION):
        names = dict(figures.now().schools)
        units = access.units(Right.SEE_SCHOOL, names)
        tasks += [_to_answer(row, names[row.unit]) for row in open_questions(units) if not row.content["answer"]]
    if access.may(Right.DECIDE_FINDING):
        tasks += [_to_decide(upload, row) for upload, row in data.asked_of(request.user.pk or 0)]
    return sorted(tasks, key=lambda task: (task.due, task.title))


def _to_answer(row: Decision, school: str) -> Task:
    """Make a task of a question."""
    figure = row.subject.partition(":")[2]
    address = reverse("question", kwargs={"unit": row.unit, "name": figure})
    title = gettext("Answer: %(question)s") % {"question": row.content["question"]}
    why = gettext("Asked by %(who)s about %(school)s") % {"who": row.content["asked_by"], "school": school}
    return Task(title, why, dt.date.fromisoformat(row.content["due"]), address)


def _to_decide(upload: Upload, row: Decision) -> Task:
    """Make a task of a finding that somebody was asked to decide; its files wait for a day."""
    name = data.parts_of(row.subject)[1]
    address = reverse("data_finding", kwargs={"number": upload.number, "name": name})
    title = gettext("Decide: %(finding)s") % {"finding": row.content["title"]}
    why = gettext("%(who)s asked you; “%(files)s” wait for it") % {"who": row.by.name, "files": upload.title}
    due = (upload.at + dt.timedelta(hours=WAITING_HOURS)).astimezone().date()
    return Task(title, why, due, address)
