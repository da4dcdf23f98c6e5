"""The one door that writes: right, version, key; decision and event together or neither."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from perpupil.web.access.rights import Right, Role
from perpupil.web.actions import ACTIONS, Action, Asked, Conflict, Done, NotAllowed, Refused, act
from perpupil.web.store.events import HEAD, first_broken, kept_outside
from perpupil.web.store.models import Decision, Event, Person
from tests.web.district import OTHER, OWN, person_of

NOW = dt.datetime(2027, 1, 19, 15, 0, tzinfo=dt.UTC)
ASK = ACTIONS["questions.ask"]


def asked(person: Person, text: str = "Why $412,000?", **changes: object) -> Asked:
    made = Asked(person, ASK, OWN, "arts", {"question": text}, 0, "a-key-of-this-form", NOW, NOW.date())
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def principal() -> Person:
    return person_of(Role.PRINCIPAL, OWN)


def kept() -> tuple[int, int]:
    return Decision.objects.count(), Event.objects.count()


def test_a_decision_and_its_event(principal: Person) -> None:
    done = act(asked(principal))
    assert isinstance(done, Done)
    assert (done.decision.version, done.decision.content["question"]) == (1, "Why $412,000?")
    assert done.decision.content["due"] == "2027-01-29"
    event = Event.objects.get()
    assert (event.action, event.unit, event.person, event.content) == (
        "questions.ask",
        OWN,
        principal,
        done.decision.content,
    )


def test_the_same_form_sent_twice_does_one_thing(principal: Person) -> None:
    first, second = act(asked(principal)), act(asked(principal))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert (second.is_repeat, second.decision.pk, kept()) == (True, first.decision.pk, (1, 1))


def test_a_key_of_somebody_else_opens_nothing(principal: Person) -> None:
    act(asked(principal))
    with pytest.raises(NotAllowed):
        act(asked(person_of(Role.BUDGET_DIRECTOR)))
    assert kept() == (1, 1)


def test_of_two_who_change_the_same_thing_the_second_is_shown_both(principal: Person) -> None:
    act(asked(principal))
    director, officer = person_of(Role.BUDGET_DIRECTOR), person_of(Role.ACADEMIC_OFFICER)
    answer = ACTIONS["questions.answer"]
    first = act(asked(director, given={"answer": "Board vote of 1998."}, key="of-the-first", action=answer, version=1))
    second = act(asked(officer, given={"answer": "Nobody knows."}, key="of-the-second", action=answer, version=1))
    assert isinstance(first, Done)
    assert isinstance(second, Conflict)
    assert (second.theirs.content["answer"], second.yours["answer"]) == ("Board vote of 1998.", "Nobody knows.")
    assert Decision.objects.get().content["answer"] == "Board vote of 1998."
    assert kept() == (1, 2)


def test_what_cannot_be_taken_changes_nothing(principal: Person) -> None:
    refused = act(asked(principal, text="  "))
    assert isinstance(refused, Refused)
    assert refused.wrong[0].field == "question"
    assert kept() == (0, 0)


def test_who_has_no_right_finds_the_door_closed(principal: Person) -> None:
    for unit in (OTHER, ""):
        with pytest.raises(NotAllowed):
            act(asked(principal, unit=unit))
    with pytest.raises(NotAllowed):
        act(asked(person_of(Role.ADMINISTRATOR)))
    assert kept() == (0, 0)


def test_a_rule_that_fails_leaves_nothing_behind(principal: Person) -> None:
    def fail(*_: object) -> dict[str, str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act(asked(principal, action=Action("questions.ask", "question", Right.ASK_QUESTION, "", fail)))
    assert kept() == (0, 0)


def test_a_form_without_a_key_is_our_mistake(principal: Person) -> None:
    with pytest.raises(ValueError, match="key"):
        act(asked(principal, key=""))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET action = 'x'",
        "DELETE FROM event",
        "DELETE FROM decision",
        "DELETE FROM person",
        "DELETE FROM chain",
    ],
)
def test_the_database_refuses_to_change_history(principal: Person, statement: str) -> None:
    act(asked(principal))
    with (
        pytest.raises(DatabaseError, match="history is never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert kept() == (1, 1)


def test_a_change_of_history_shows(principal: Person) -> None:
    for number in range(5):
        act(asked(principal, subject=f"figure-{number}", key=f"form-number-{number}"))
    assert first_broken(Event.objects.all()) is None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TRIGGER no_update_of_event ON event")
        else:
            cursor.execute("DROP TRIGGER no_update_of_event")
        cursor.execute("UPDATE event SET subject = 'another' WHERE sequence = 3")
    assert first_broken(Event.objects.all()) == 3


def test_the_end_of_the_chain_stands_beside_the_database(
    principal: Person, maple: Path, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        act(asked(principal))
    event = Event.objects.get()
    assert kept_outside() == (event.sequence, event.hash)
    (maple / "web" / HEAD).unlink()
    assert kept_outside() is None
