"""The made-up people of the demo: read from their file, given their roles and what waits for them. They cannot be had outside the demo."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from perpupil.web.access.rights import Role
from perpupil.web.store.events import Happened, append
from perpupil.web.store.models import Decision, Holding, Person
from perpupil.workspace.files import read

ROLES = {
    "Budget director": Role.BUDGET_DIRECTOR,
    "Principal": Role.PRINCIPAL,
    "Grants manager": Role.GRANTS_MANAGER,
    "Superintendent": Role.SUPERINTENDENT,
    "Chief academic officer": Role.ACADEMIC_OFFICER,
    "Board member for district 3": Role.BOARD_MEMBER,
    "State reviewer": Role.STATE_REVIEWER,
    "Administrator": Role.ADMINISTRATOR,
}
WHY = "made-up person of the demo"
ADMINISTRATOR = {"role": "Administrator", "name": "Lena Ostervald", "school": "", "about": "", "task": "", "due": ""}
"""Who gives the others their roles; the file of the demo tells of those who work with the money."""

WHERE = (
    ("Choose services", "", "service_choices"),
    ("Title I leaves", "grant_spending", ""),
    ("Title I", "grants", "school_grants"),
    ("comparability", "grants", ""),
    ("learners coded", "data", ""),
    ("meal status", "data", ""),
    ("draft", "drafts", ""),
    ("workshop", "formula", ""),
    ("adjustments", "standing", ""),
    ("spend freely", "", "school"),
    ("schools", "schools", ""),
    ("Union Street", "schools", ""),
)
"""Words of a task → the page on which it is done, in the district and at a school; the first that fits. A task that has none yet has no link."""


def load_people(path: Path, units: dict[str, str], now: dt.datetime) -> int:
    """Make the people of a file who are not there yet; give how many there are.

    Args:
        path: Rows of role, name, school, about, task and due.
        units: The id of a school by any code under which the file may name it.
        now: When it is done.

    """
    rows = [*csv.DictReader(io.StringIO(read(path).decode())), ADMINISTRATOR]
    with transaction.atomic():
        for place, row in enumerate(rows):
            person = _person(row, units, now)
            _task(person, place, row, now)
    return Person.objects.filter(is_made_up=True).count()


def _person(row: dict[str, str], units: dict[str, str], now: dt.datetime) -> Person:
    email = f"{row['name'].lower().replace(' ', '.')}@example.org"
    person = Person.objects.filter(email=email).first()
    if person is not None:
        return person
    person = Person(email=email, name=row["name"], is_made_up=True)
    person.set_unusable_password()
    person.save()
    role, unit = ROLES[row["role"]], units.get(row["school"], "")
    Holding.objects.create(person=person, role=role, unit=unit, begins=settings.TODAY or now.date(), why=WHY)
    content = {"role": role, "unit": unit}
    append(Happened(None, "people.invite", unit, str(person.pk), content, f"demo-person-{person.pk}", now))
    return person


def _task(person: Person, place: int, row: dict[str, str], now: dt.datetime) -> None:
    subject = f"{person.pk}:{place}"
    if not row["task"] or Decision.objects.filter(kind="task", subject=subject).exists():
        return
    address = _address(row["task"], _unit_of(person))
    content: dict[str, Any] = {"title": row["task"], "due": row["due"], "address": address}
    event = append(Happened(None, "tasks.give", "", subject, content, f"demo-task-{subject}", now))
    Decision.objects.create(kind="task", unit="", subject=subject, content=content, by=person, at=now, event=event)


def _unit_of(person: Person) -> str:
    held = person.holdings.first()
    return held.unit if held is not None else ""


def _address(task: str, unit: str) -> str:
    """Say where a task is done."""
    fits = ((here, there) for words, here, there in WHERE if words in task)
    page = next((there if unit else here for here, there in fits), "")
    return reverse(page, kwargs={"unit": unit} if unit else {}) if page else ""
