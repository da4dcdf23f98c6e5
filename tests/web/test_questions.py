"""Questions about figures: asked by whoever sees them, answered by the office by a day, and never lost."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from perpupil.web.access.rights import Role
from perpupil.web.store.models import Decision, Event
from tests.web.district import OTHER, OWN, person_of

FIGURE = f"/schools/{OWN}/questions/line.base_amount/"


def form(client: Client, address: str = FIGURE) -> dict[str, str]:
    """What a browser would send of the form as it is."""
    text = client.get(address).content.decode()
    pairs = (dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r'<input type="hidden"[^>]*>', text))
    return {one["name"]: one["value"] for one in pairs if one["name"] != "csrfmiddlewaretoken"}


def ask(client: Client, text: str = "Why $5,000?", **changes: str) -> HttpResponse:
    answer: HttpResponse = client.post(FIGURE, form(client) | {"question": text} | changes)  # type: ignore[assignment]  # Django's stubs call it by a private name
    return answer


@pytest.fixture
def principal(client: Client) -> Client:
    client.force_login(person_of(Role.PRINCIPAL, OWN))
    return client


def test_a_question_is_asked_answered_and_read(principal: Client) -> None:
    answer = ask(principal)
    assert (answer.status_code, answer.headers["Location"]) == (302, FIGURE)
    text = principal.get(FIGURE).content.decode()
    assert "Why $5,000?" in text
    assert "The answer is due" in text
    assert 'name="do" value="ask"' not in text, "it waits for its answer"
    director = Client()
    director.force_login(person_of(Role.BUDGET_DIRECTOR))
    assert "Answer: Why $5,000?" in director.get("/").content.decode()
    director.post(FIGURE, form(director) | {"answer": "By vote of the board."})
    assert "Answer: Why $5,000?" not in director.get("/").content.decode()
    for address in (FIGURE, "/questions/"):
        assert "By vote of the board." in principal.get(address).content.decode()
    assert [one.action for one in Event.objects.all()] == ["questions.ask", "questions.answer"]


def test_the_same_form_sent_twice_asks_once(principal: Client) -> None:
    sent = form(principal) | {"question": "Why?"}
    assert [principal.post(FIGURE, sent).status_code for _ in range(2)] == [302, 302]
    assert Decision.objects.get().version == 1


def test_what_was_written_is_not_lost_when_it_cannot_be_taken(principal: Client) -> None:
    answer = ask(principal, "y" * 1_001)
    assert answer.status_code == 422
    assert "y" * 1_001 in answer.content.decode()
    assert "Write it in at most 1,000 letters." in answer.content.decode()
    assert not Event.objects.exists()


def test_of_two_answers_the_second_is_shown_both(principal: Client) -> None:
    ask(principal)
    first, second = Client(), Client()
    first.force_login(person_of(Role.BUDGET_DIRECTOR))
    second.force_login(person_of(Role.ACADEMIC_OFFICER))
    forms = [form(first), form(second)]
    first.post(FIGURE, forms[0] | {"answer": "Because of the vote."})
    answer = second.post(FIGURE, forms[1] | {"answer": "Nobody knows."})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Because of the vote." in text
    assert "Nobody knows." in text
    assert Decision.objects.get().content["answer"] == "Because of the vote."


def test_who_may_not_answer_finds_no_form_and_a_closed_door(principal: Client) -> None:
    ask(principal)
    sent = {"do": "answer", "answer": "So.", "key": "a-key-of-this-form", "version": "1"}
    assert principal.post(FIGURE, sent).status_code == 404
    assert principal.post(FIGURE, sent | {"do": "delete"}).status_code == 400
    assert principal.post(FIGURE, sent | {"do": "ask", "question": "Why?", "key": ""}).status_code == 400
    assert Event.objects.count() == 1


def test_a_figure_that_is_not_there_has_no_page(principal: Client) -> None:
    for name in ("line.none", "none", "one-more", "outside", "line."):
        assert principal.get(f"/schools/{OWN}/questions/{name}/").status_code == 404


def test_another_schools_questions_are_not_listed(client: Client) -> None:
    director = Client()
    director.force_login(person_of(Role.BUDGET_DIRECTOR))
    address = f"/schools/{OTHER}/questions/allocation/"
    director.post(address, form(director, address) | {"question": "Why at Baker?"})
    client.force_login(person_of(Role.PRINCIPAL, OWN))
    assert "Baker" not in client.get("/questions/").content.decode()
    assert "Why at Baker?" in director.get("/questions/").content.decode()


def test_what_somebody_writes_is_shown_as_it_is(principal: Client) -> None:
    ask(principal, "<script>alert(1)</script>")
    assert "<script>alert" not in principal.get(FIGURE).content.decode()
    assert "&lt;script&gt;alert" in principal.get(FIGURE).content.decode()
