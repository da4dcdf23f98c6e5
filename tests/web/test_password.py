"""A password that is forgotten, and one that is changed: by a link that works once, told to nobody else, and every session of before ends."""

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.web.access.rights import Role
from perpupil.web.environment import mail_of
from perpupil.web.mail.posting import OUT
from perpupil.web.store.models import Event, Person
from tests.web.district import OWN, person_of
from tests.web.test_mail import NAMED
from tests.web.test_rights import plain

ASK, DONE = "/account/password/reset/", "/account/password/reset/done/"
BEFORE, AFTER = "a long pass phrase 7", "another pass phrase 8"


@pytest.fixture
def _mailed(settings: Settings) -> None:
    settings.MAIL, settings.ADDRESS = mail_of(NAMED), "https://budget.example.org"


@pytest.fixture
def ada() -> Person:
    person = person_of(Role.PRINCIPAL, OWN)
    person.set_password(BEFORE)
    person.save()
    return person


def posted() -> list[str]:
    """Wait for what was posted beside the requests, and give it."""
    OUT.submit(int).result()
    return [f"{one.to} {one.subject}\n{one.body}" for one in mail.outbox]


def signs_in(email: str, password: str) -> Client | None:
    client = Client()
    client.post("/sign-in/", {"login": email, "password": password})
    return client if client.get("/account/").status_code == 200 else None


@pytest.mark.usefixtures("_mailed")
def test_who_forgot_it_chooses_another_by_a_link_that_works_once(ada: Person) -> None:
    assert Client().post(ASK, {"email": ada.email.upper()}).headers["Location"] == DONE
    (told,) = posted()
    link = re.search(r"https://budget\.example\.org(/begin/\S+)", told)
    assert link is not None
    assert "testserver" not in told, "whatever the request called the pages"
    assert signs_in(ada.email, BEFORE) is not None, "asking changes nothing"
    assert Client().get(link[1]).status_code == 410, "and signing in makes the link of no use"


@pytest.mark.usefixtures("_mailed")
def test_the_link_sets_the_password_and_ends_what_was(ada: Person) -> None:
    elsewhere = signs_in(ada.email, BEFORE)
    assert elsewhere is not None
    Client().post(ASK, {"email": ada.email})
    link = re.search(r"(/begin/\S+)", posted()[0])
    assert link is not None
    assert Client().post(link[1], {"password": AFTER, "again": AFTER}).status_code == 302
    assert Client().post(link[1], {"password": BEFORE, "again": BEFORE}).status_code == 410
    assert elsewhere.get("/account/").status_code == 302
    assert signs_in(ada.email, BEFORE) is None
    assert signs_in(ada.email, AFTER) is not None
    assert list(Event.objects.values_list("action", "person")) == [("account.begin", ada.pk)]


@pytest.mark.usefixtures("_mailed")
def test_the_link_ends_after_its_days(ada: Person, settings: Settings) -> None:
    Client().post(ASK, {"email": ada.email})
    link = re.search(r"(/begin/\S+)", posted()[0])
    assert link is not None
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(link[1]).status_code == 410


@pytest.mark.usefixtures("_mailed")
def test_nobody_learns_who_has_an_account(ada: Person) -> None:
    closed, made_up = person_of(Role.BUDGET_DIRECTOR), person_of(Role.SUPERINTENDENT, is_made_up=True)
    closed.is_active = False
    closed.save()
    answers = []
    for email in (ada.email, "nobody@example.org", closed.email, made_up.email):
        client = Client()
        answer = client.post(ASK, {"email": email})
        answers.append((answer.status_code, answer.headers["Location"], plain(client.get(DONE).content)))
    assert len(set(answers)) == 1
    assert [one.to for one in mail.outbox if posted()] == [[ada.email]], "and nobody else is written to"


@pytest.mark.usefixtures("_mailed")
def test_asking_is_limited(ada: Person) -> None:
    answers = [Client().post(ASK, {"email": ada.email}) for _ in range(6)]
    assert [one.status_code for one in answers] == [302] * 5 + [429]
    assert "Too many tries" in answers[-1].content.decode()
    assert len(posted()) == 5


def test_without_a_mail_server_the_page_says_whom_to_ask(ada: Person) -> None:
    for answer in (Client().get(ASK), Client().post(ASK, {"email": ada.email})):
        assert answer.status_code == 200
        assert "Ask your district's administrator" in answer.content.decode()
    assert posted() == []
    assert ASK in Client().get("/sign-in/").content.decode()


@pytest.mark.usefixtures("_mailed")
def test_what_is_no_address_is_told() -> None:
    answer = Client().post(ASK, {"email": "ana"})
    assert answer.status_code == 200
    assert "This is no e-mail address" in answer.content.decode()


def test_a_password_changed_by_its_owner_signs_out_everywhere(ada: Person) -> None:
    here, elsewhere = signs_in(ada.email, BEFORE), signs_in(ada.email, BEFORE)
    assert here is not None
    assert elsewhere is not None
    given = {"oldpassword": BEFORE, "password1": AFTER, "password2": AFTER}
    assert here.post("/account/password/change/", given).status_code == 302
    assert [one.get("/account/").status_code for one in (here, elsewhere)] == [302, 302]
    assert signs_in(ada.email, AFTER) is not None
    assert list(Event.objects.values_list("action", "person")) == [("account.password", ada.pk)]


@pytest.mark.usefixtures("_mailed")
def test_an_invitation_is_mailed_in_the_language_of_whoever_is_invited(client: Client) -> None:
    client.force_login(person_of(Role.ADMINISTRATOR))
    given = {
        "name": "Ana\nRuiz",
        "email": "ana@example.org",
        "role": "board_member",
        "why": "vote",
        "version": "0",
        "key": "form-of-ana",
    }
    page = client.post("/people/invite/", given, follow=True).content.decode()
    assert "on its way to ana@example.org" in page
    (told,) = posted()
    assert (
        "['ana@example.org'] Your account at Maple\nHello Ana Ruiz,\n\nThis link lets you choose your password" in told
    )
    link = re.search(r"https://budget\.example\.org(/begin/\S+)", told)
    assert link is not None
    assert Client().get(link[1]).status_code == 200
    ana = Person.objects.get(email="ana@example.org")
    Person.objects.filter(pk=ana.pk).update(language="es")
    client.post(f"/people/{ana.pk}/", {"do": "reset", "version": "1", "key": "form-of-reset"})
    assert "Hola, Ana Ruiz:" in posted()[-1]
