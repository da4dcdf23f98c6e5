"""The people of the large district: a principal for each school, and one of each role of the district; all signed in beforehand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perpupil.web.store.models import Person

TODAY = "2027-01-19"
"""The day on which the district is looked at: before the last day to choose."""


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks for pages."""

    person: Person
    unit: str
    """The school of a principal; blank for the district's people."""


def settle_in(units: tuple[str, ...]) -> dict[str, list[Visitor]]:
    """Write the people down; give them by role."""
    from perpupil.web.access.rights import Role  # noqa: PLC0415  Django is set up first
    from perpupil.web.store.models import Holding, Person  # noqa: PLC0415

    posts = [(Role.PRINCIPAL, unit) for unit in units] + [(role, "") for role in Role if not role.is_of_a_school]
    people = [
        Person(email=f"{role}.{unit}@example.org", name=f"{role.words} {unit}".strip(), is_made_up=True)
        for role, unit in posts
    ]
    for one in people:
        one.set_unusable_password()
    Person.objects.bulk_create(people)
    known = {one.email: one for one in Person.objects.all()}
    own = [(known[f"{role}.{unit}@example.org"], role, unit) for role, unit in posts]
    Holding.objects.bulk_create(
        Holding(person=person, role=role, unit=unit, begins=dt.date(2026, 7, 1), why="bench")
        for person, role, unit in own
    )
    found: dict[str, list[Visitor]] = {}
    for person, role, unit in own:
        found.setdefault(str(role), []).append(Visitor(person, unit))
    return found


def session_of(visitor: Visitor) -> str:
    """Sign somebody in; give the cookie."""
    from django.test import Client  # noqa: PLC0415  Django is set up first

    client = Client()
    client.force_login(visitor.person)
    return client.cookies["sessionid"].value
