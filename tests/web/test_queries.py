"""How many queries a page takes: few, and no more with ten times the people and decisions."""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from perpupil.web import services
from perpupil.web.access.rights import Role
from perpupil.web.store.events import Happened, append
from perpupil.web.store.models import Decision, Holding, Person, Upload
from tests.web.addresses import READ
from tests.web.district import OWN, person_of
from tests.web.looked_files import FINDING, look_at_files
from tests.web.test_rights import FORMS, PAGES

MOST = 12
"""Queries of one page."""
EVERY = {name: address for name, (address, _) in (READ | PAGES | FORMS).items()}
DESK = {
    "data_file": "/data/uploads/{upload}/",
    "data_columns": "/data/uploads/{upload}/columns/",
    "data_progress": "/data/uploads/{upload}/progress/",
    "data_finding": f"/data/uploads/{{upload}}/findings/{FINDING}/",
}
"""Pages of files that wait."""
EVERY |= DESK
WHO = dict.fromkeys((Role.ADMINISTRATOR, Role.BUDGET_DIRECTOR), "") | {Role.PRINCIPAL: OWN}


def queries_of(person: Person, address: str) -> int | None:
    """Count the queries of a page once it is warm; None where the person has no such page."""
    client = Client()
    client.force_login(person)
    upload = Upload.objects.get()
    asked = address.format(unit=OWN, number=person.pk, upload=upload.number)
    if client.get(asked).status_code != 200:
        return None
    with CaptureQueriesContext(connection) as found:
        assert client.get(asked).status_code == 200
    return len(found)


def more(people: range) -> None:
    """Let many more people be there, each with a role, a task and a question; every third can decide findings of the data desk."""
    for number in people:
        somebody = Person.objects.create(email=f"more{number}@example.org", name=f"More {number}")
        unit = ("0010", "0020", "0030")[number % 3]
        Holding.objects.create(
            person=somebody, role=Role.PRINCIPAL, unit=unit, begins=dt.date(2026, 7, 1), why="to see many"
        )
        if number % 3 == 0:
            Holding.objects.create(person=somebody, role=Role.GRANTS_MANAGER, begins=dt.date(2026, 7, 1))
        for kind, subject, content in decisions_of(somebody, number):
            happened = Happened(
                somebody, "people.give_role", unit, subject, content, f"more-{number}-{kind}", timezone.now()
            )
            Decision.objects.create(
                kind=kind,
                unit=unit,
                subject=subject,
                content=content,
                by=somebody,
                at=happened.at,
                event=append(happened),
            )


def decisions_of(somebody: Person, number: int) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Give what a person has decided, in the form in which it is kept."""
    day = "2027-01-21"
    yield "task", f"{somebody.pk}:{number}", {"title": "Look", "due": day, "address": ""}
    asked = {
        "question": f"Why {number}?",
        "answer": "",
        "asked_by": somebody.name,
        "due": day,
        "owner": "",
        "figure": "A",
    }
    yield "question", f"question:line:base_amount:{number}", asked
    yield "person", f"more{number}@example.org", {"is_closed": False}


def counted(people: dict[Role, Person]) -> dict[tuple[str, Role], int]:
    """Count the queries of every page that each of some people sees."""
    found = {(name, role): queries_of(one, address) for name, address in EVERY.items() for role, one in people.items()}
    return {page: queries for page, queries in found.items() if queries is not None}


def test_no_page_takes_more_queries_than_it_may_and_none_grows() -> None:
    services.forget()
    people = {role: person_of(role, unit) for role, unit in WHO.items()}
    look_at_files(people[Role.BUDGET_DIRECTOR], timezone.now())
    more(range(3))
    few = counted(people)
    more(range(3, 30))
    many = counted(people)
    assert {name for name, _ in few} >= {"home", "school", "people", "events", "questions", "schools", *DESK}
    assert {page: queries for page, queries in many.items() if queries > MOST} == {}
    assert {page: (few[page], queries) for page, queries in many.items() if queries > few[page]} == {}
