"""What pages show, and what every answer says to the browser."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.web.access.rights import Role
from tests.web.district import ADAMS_CENTS, OWN, person_of


def test_a_principal_begins_at_her_school_and_sees_why(client: Client) -> None:
    client.force_login(person_of(Role.PRINCIPAL, OWN))
    page = client.get("/", follow=True)
    text = page.content.decode()
    assert page.redirect_chain == [("/schools/0010/", 302)]
    assert "What does Adams Elementary have this year?" in text
    assert f"${ADAMS_CENTS // 100:,}" in text
    assert "Baker" not in text


def test_the_list_of_schools_adds_up(client: Client) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    text = client.get("/schools/").content.decode()
    for figure in ("$55,000", "$50,000", "$155,000"):
        assert figure in text
    assert "FY2027 school budgets, in force" in text


@pytest.mark.parametrize(
    ("role", "address", "current"),
    [
        (Role.PRINCIPAL, f"/schools/{OWN}/", ("page", "My school")),
        (Role.PRINCIPAL, f"/schools/{OWN}/grants/", ("page", "Grants")),
        (Role.PRINCIPAL, f"/schools/{OWN}/letter/", ("true", "My school")),
        (Role.BUDGET_DIRECTOR, f"/schools/{OWN}/letter/", ("true", "Schools")),
        (Role.BUDGET_DIRECTOR, "/account/", ()),
    ],
)
def test_one_entry_of_the_menu_at_most_is_the_current_one(
    client: Client, role: Role, address: str, current: tuple[str, ...]
) -> None:
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    text = client.get(address).content.decode()
    menu = text[text.index('<nav class="menu"') : text.index("</nav>")]
    assert re.findall(r'aria-current="(\w+)">([^<]*)<', menu) == ([current] if current else [])


def test_what_every_answer_says(client: Client) -> None:
    for address in ("/sign-in/", "/nowhere/", "/up/"):
        headers = client.get(address).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
        assert "no-store" in headers["Cache-Control"]


def test_the_demos_people_are_not_there_outside_the_demo(client: Client, settings: Settings) -> None:
    person = person_of(Role.BUDGET_DIRECTOR, is_made_up=True)
    assert "budget director" not in client.get("/sign-in/").content.decode().lower()
    assert client.post("/sign-in/as/", {"person": person.pk}).status_code == 404
    settings.DEMO = "people.csv"
    assert "Budget director" in client.get("/sign-in/").content.decode()
    assert client.post("/sign-in/as/", {"person": person.pk}).headers["Location"] == "/"
    assert client.get("/schools/").status_code == 200


def test_a_person_who_is_not_made_up_is_never_entered_without_a_password(client: Client, settings: Settings) -> None:
    settings.DEMO = "people.csv"
    real = person_of(Role.BUDGET_DIRECTOR)
    for number in (str(real.pk), "", "x", "9" * 30, "-1"):
        assert client.post("/sign-in/as/", {"person": number}).status_code == 404


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(client: Client, settings: Settings, onward: str) -> None:
    settings.DEMO = "people.csv"
    person = person_of(Role.BUDGET_DIRECTOR, is_made_up=True)
    assert client.post("/sign-in/as/", {"person": person.pk, "next": onward}).headers["Location"] == "/"


def test_a_form_from_elsewhere_is_refused(settings: Settings) -> None:
    settings.DEMO = "people.csv"
    person = person_of(Role.BUDGET_DIRECTOR, is_made_up=True)
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/as/", {"person": person.pk}).status_code == 403


def test_nobody_makes_an_account_alone(client: Client) -> None:
    client.post(
        "/account/signup/", {"email": "a@example.org", "password1": "correct horse 9", "password2": "correct horse 9"}
    )
    assert client.get("/schools/").status_code == 302


def test_a_password_signs_in_and_a_wrong_one_says_so(client: Client) -> None:
    person = person_of(Role.BUDGET_DIRECTOR)
    person.set_password("a long pass phrase 7")
    person.save()
    wrong = client.post("/sign-in/", {"login": person.email, "password": "not it"})
    assert "do not go together" in wrong.content.decode()
    right = client.post("/sign-in/", {"login": person.email.upper(), "password": "a long pass phrase 7"})
    assert right.status_code == 302
    assert client.get("/schools/").status_code == 200
