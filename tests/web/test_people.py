"""People: invited by a link that works once, given roles and relieved of them; the last administrator stays."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.web.access.guard import held_by
from perpupil.web.access.rights import Held, Role
from perpupil.web.store.events import first_broken
from perpupil.web.store.models import Decision, Event, Holding, Person
from tests.web.district import OWN, person_of

PASSWORD = "a long pass phrase 7"  # noqa: S105  of nobody
INVITED = {
    "name": "Ana Ruiz",
    "email": "Ana.Ruiz@example.org",
    "role": "principal",
    "unit": OWN,
    "why": "board vote of March 9",
    "version": "0",
    "key": "a-key-of-this-form",
}


@pytest.fixture
def administrator(client: Client) -> Person:
    made = person_of(Role.ADMINISTRATOR)
    client.force_login(made)
    return made


def invited(client: Client, **changes: str) -> tuple[Person, str]:
    """Invite somebody; give her, and the path of her link."""
    answer = client.post("/people/invite/", {**INVITED, **changes}, follow=True)
    assert answer.status_code == 200
    found = re.search(r"http://testserver(/begin/\d+/[\w-]+/)", answer.content.decode())
    assert found is not None
    return Person.objects.get(email="ana.ruiz@example.org"), found[1]


def do(client: Client, person: Person, what: str, version: int, **given: str) -> int:
    key = f"form-{what}-{version}-{Event.objects.count()}"
    answer = client.post(f"/people/{person.pk}/", {"do": what, "version": version, "key": key, **given})
    return answer.status_code


def test_who_is_invited_begins_by_a_link_that_works_once(client: Client, administrator: Person) -> None:
    person, link = invited(client)
    assert (person.is_active, held_by(person), person.has_usable_password()) == (False, (), False)
    assert mail.outbox == [], "there is no mail server"
    guest = Client()
    assert "Ana Ruiz" in guest.get(link).content.decode()
    assert guest.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert guest.post(link, {"password": "another pass phrase", "again": "another pass phrase"}).status_code == 410
    assert guest.post("/sign-in/", {"login": person.email, "password": PASSWORD}).status_code == 302
    assert guest.get(f"/schools/{OWN}/").status_code == 200
    person.refresh_from_db()
    assert held_by(person) == (Held(Role.PRINCIPAL, OWN),)
    assert list(Event.objects.values_list("action", "person")) == [
        ("people.invite", administrator.pk),
        ("account.begin", person.pk),
    ]
    assert first_broken(Event.objects.all()) is None


def test_a_link_is_of_no_use_after_its_days_or_to_another(
    client: Client, administrator: Person, settings: Settings
) -> None:
    person, link = invited(client)
    elsewhere = link.replace(f"/{person.pk}/", f"/{administrator.pk}/")
    assert Client().get(elsewhere).status_code == 410
    assert Client().get("/begin/1/x/").status_code == 410
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (PASSWORD, "another", "not the same"),
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
    ],
)
def test_a_bad_password_is_told_and_keeps_nothing(
    client: Client, administrator: Person, first: str, second: str, told: str
) -> None:
    person, link = invited(client)
    answer = Client().post(link, {"password": first, "again": second})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert administrator.is_active
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "nobody"}, "no e-mail address"),
        ({"name": " "}, "There is no name"),
        ({"role": "emperor"}, "No role is chosen"),
        ({"unit": "9999"}, "none is chosen"),
        ({"why": ""}, "not said why"),
        ({"email": "Administrator@example.org"}, "is here already"),
    ],
)
def test_what_is_wrong_with_an_invitation(
    client: Client, administrator: Person, changes: dict[str, str], told: str
) -> None:
    answer = client.post("/people/invite/", {**INVITED, **changes})
    assert (answer.status_code, Person.objects.count(), Event.objects.count()) == (422, 1, 0)
    assert told in answer.content.decode()
    assert 'value="board vote of March 9"' in answer.content.decode() or "why" in changes
    assert administrator.is_active


def test_an_invitation_sent_twice_invites_once(client: Client, administrator: Person) -> None:
    for _ in range(2):
        assert client.post("/people/invite/", INVITED).status_code == 302
    assert (Person.objects.count(), Event.objects.count(), administrator.is_active) == (2, 1, True)


def test_roles_are_given_and_ended_and_stay_on_record(client: Client, administrator: Person) -> None:
    person = person_of(Role.PRINCIPAL, OWN)
    assert do(client, person, "give_role", 0, role="grants_manager", why="covers a leave") == 302
    assert do(client, person, "give_role", 1, role="grants_manager", why="again") == 422
    assert do(client, person, "end_role", 1, role="principal", unit=OWN) == 302
    assert do(client, person, "end_role", 2, role="principal", unit=OWN) == 422
    assert held_by(person) == (Held(Role.GRANTS_MANAGER),)
    assert Holding.objects.get(person=person, role="principal").ends is not None
    page = client.get(f"/people/{person.pk}/").content.decode()
    assert "Adams Elementary" in page
    assert "covers a leave" in page
    assert administrator.is_active


def test_of_two_who_change_a_person_the_second_is_told(client: Client, administrator: Person) -> None:
    person = person_of(Role.PRINCIPAL, OWN)
    assert do(client, person, "give_role", 0, role="grants_manager", why="first") == 302
    assert do(client, person, "give_role", 0, role="budget_director", why="second") == 409
    assert len(held_by(person)) == 2
    assert administrator.is_active


@pytest.mark.parametrize(("what", "given"), [("end_role", {"role": "administrator", "unit": ""}), ("close", {})])
def test_the_last_administrator_stays(client: Client, administrator: Person, what: str, given: dict[str, str]) -> None:
    assert do(client, administrator, what, 0, **given) == 422
    administrator.refresh_from_db()
    assert held_by(administrator) == (Held(Role.ADMINISTRATOR),)
    assert (Event.objects.count(), Decision.objects.count()) == (0, 0)
    second = Person.objects.create(email="second@example.org", name="Second")
    Holding.objects.create(person=second, role=Role.ADMINISTRATOR, begins="2026-07-01")
    assert do(client, administrator, what, 0, **given) == 302


def test_a_closed_account_is_out_at_once_and_a_reset_lets_it_in_again(client: Client, administrator: Person) -> None:
    person, link = invited(client)
    guest = Client()
    guest.post(link, {"password": PASSWORD, "again": PASSWORD})
    guest.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    Authenticator.objects.create(user=person, type="totp", data={})
    assert do(client, person, "close", 1) == 302
    assert guest.get(f"/schools/{OWN}/").status_code == 302
    assert (
        "do not go together" in guest.post("/sign-in/", {"login": person.email, "password": PASSWORD}).content.decode()
    )
    assert not Authenticator.objects.exists()
    answer = client.post(f"/people/{person.pk}/", {"do": "reset", "version": 2, "key": "form-of-reset"}, follow=True)
    again = re.search(r"(/begin/\d+/[\w-]+/)", answer.content.decode())
    assert again is not None
    assert guest.get(link).status_code == 410, "an earlier link is of no use"
    assert guest.post(again[1], {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert guest.post("/sign-in/", {"login": person.email, "password": PASSWORD}).status_code == 302
    assert administrator.is_active


def test_an_administrator_may_be_asked_for_a_second_step(
    client: Client, administrator: Person, settings: Settings
) -> None:
    settings.TWO_STEPS = True
    assert client.get("/people/").status_code == 404
    Authenticator.objects.create(user=administrator, type="totp", data={})
    assert client.get("/people/").status_code == 200


def test_a_language_is_kept_with_the_person(client: Client) -> None:
    person = person_of(Role.PRINCIPAL, OWN)
    client.force_login(person)
    assert 'lang="en"' in client.get("/account/").content.decode()
    assert client.post("/account/", {"language": "es", "key": "form-of-language"}).status_code == 302
    elsewhere = Client()
    elsewhere.force_login(person)
    assert '<html lang="es">' in elsewhere.get("/account/").content.decode()
    assert client.post("/account/", {"language": "xx", "key": "form-of-nothing"}).status_code == 302
    assert Decision.objects.get(kind="account").content == {"language": "es"}


def test_the_second_step_is_set_up_on_our_own_pages(client: Client) -> None:
    person = person_of(Role.PRINCIPAL, OWN)
    person.set_password(PASSWORD)
    person.save()
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/account/2fa/totp/activate/", {"code": _code(secret)}).status_code == 302
    cache.clear()  # a code that was used is not taken a second time
    for path in ("/account/2fa/", "/account/2fa/recovery-codes/", "/account/password/change/"):
        text = client.get(path).content.decode()
        assert '<html lang="en">' in text, path
        assert "app.css" in text
    guest = Client()
    first = guest.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert first.headers["Location"].startswith("/account/2fa/authenticate/")
    assert guest.get(f"/schools/{OWN}/").status_code == 302, "a password alone is not enough"
    assert guest.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert guest.post("/account/2fa/authenticate/", {"code": _code(secret)}).status_code == 302
    assert guest.get(f"/schools/{OWN}/").status_code == 200


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1])))


def test_an_address_is_changed_by_nobody_alone(client: Client) -> None:
    client.force_login(person_of(Role.PRINCIPAL, OWN))
    assert client.get("/account/email/").status_code == 404
