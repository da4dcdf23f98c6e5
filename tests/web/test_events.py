"""What happened, listed, and the state of its chain in words."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from perpupil.web.access.rights import Role
from perpupil.web.actions import act
from perpupil.web.store.chain import check
from perpupil.web.store.events import HEAD, keep_outside
from perpupil.web.store.models import Event, Person
from tests.web.district import OTHER, OWN, person_of
from tests.web.test_door import asked

COUNT = 7


@pytest.fixture
def happened(maple: Path) -> list[Event]:
    principal, director = person_of(Role.PRINCIPAL, OWN), person_of(Role.BUDGET_DIRECTOR)
    for number in range(COUNT):
        person = (principal, director)[number % 2]
        act(asked(person, subject=f"figure-{number}", key=f"form-number-{number}"))
    events = list(Event.objects.all())
    (maple / "web" / HEAD).unlink(missing_ok=True)
    keep_outside(events[-1])
    return events


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(person_of(Role.STATE_REVIEWER))
    return client


def text(client: Client, **given: str | int) -> str:
    answer = client.get("/events/", given)
    assert answer.status_code == 200
    return answer.content.decode()


def test_events_are_found_by_person_action_and_school(page: Client, happened: list[Event]) -> None:
    everything = text(page)
    assert f"{COUNT} events, the newest first" in everything
    assert everything.index("figure-6") < everything.index("figure-0")
    assert "Nothing was changed afterwards" in everything
    director = Person.objects.get(name="budget director")
    assert "3 events" in text(page, person=director.pk)
    assert "Nothing of the kind" in text(page, action="people.invite")
    assert f"{COUNT} events" in text(page, unit=OWN)
    assert "Nothing of the kind" in text(page, unit=OTHER)
    for strange in ("x", "9" * 30, "-1", "²"):
        assert str(len(happened)) in text(page, person=strange, page=strange)


@pytest.mark.parametrize("latest", [COUNT + 5, COUNT, 3, 1])
def test_a_chain_that_holds(happened: list[Event], latest: int) -> None:
    found = check(latest)
    assert (found.holds, found.events, found.outside) == (True, len(happened), COUNT)


def change(statement: str, trigger: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"DROP TRIGGER {trigger} ON event")
        else:
            cursor.execute(f"DROP TRIGGER {trigger}")
        cursor.execute(statement)


def test_a_change_within_what_is_checked_is_told(page: Client, happened: list[Event]) -> None:
    change("UPDATE event SET subject = 'another' WHERE sequence = 6", "no_update_of_event")
    assert (check(3).broken, check(1).broken) == (6, None)
    assert "does not hold from event 6 on" in text(page)
    assert len(happened) == COUNT


def test_an_end_that_was_cut_off_is_told(page: Client, happened: list[Event], maple: Path) -> None:
    (maple / "web" / HEAD).write_text(f"{COUNT + 1} {'f' * 64}\n")
    found = check()
    assert (found.broken, found.is_known_outside, found.holds) == (None, False, False)
    assert "that the database does not have" in text(page)
    (maple / "web" / HEAD).unlink()
    assert "is missing" in text(page)
    assert len(happened) == COUNT


def test_an_earlier_end_outside_is_of_the_chain_too(happened: list[Event], maple: Path) -> None:
    (maple / "web" / HEAD).unlink()
    keep_outside(happened[2])
    assert check().holds
    keep_outside(happened[5])
    keep_outside(happened[4])
    assert check().outside == 6, "the later end stays"


def test_nothing_happened_yet(page: Client, maple: Path) -> None:
    (maple / "web" / HEAD).unlink(missing_ok=True)
    assert check().holds
    assert "Nothing of the kind happened" in text(page)
