"""Every address, asked for as every role, at the own school, another one, and one that is not there."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from perpupil.web.access.rights import RIGHTS, Access, Held, Reach, Right, Role
from perpupil.web.store.models import Event
from tests.web.addresses import BY_STATE, DATA, KEPT, OF_FILES, READ, SENT
from tests.web.district import ABSENT, OTHER, OWN, person_of

EVERYBODY = frozenset(Role)
DISTRICT = EVERYBODY - {Role.PRINCIPAL}
PAGES = {
    "home": ("/", EVERYBODY),
    **{name: READ[name] for name in ("standing", "formula", "formula_file", "drafts")},
    **DATA,
    "unexplained": ("/unexplained/", DISTRICT),
    "schools": ("/schools/", DISTRICT),
    "school": ("/schools/{unit}/", EVERYBODY),
    "school_letter": ("/schools/{unit}/letter/", EVERYBODY),
    "school_letter_pdf": ("/schools/{unit}/letter.pdf", EVERYBODY),
    "school_compare": ("/schools/{unit}/compare/0030/", DISTRICT),
    "questions": ("/questions/", EVERYBODY),
    "service_choices": ("/schools/{unit}/services/", EVERYBODY),
    "services": ("/services/", DISTRICT),
    "autonomy": ("/autonomy/", DISTRICT),
    "grants": ("/grants/", DISTRICT),
    "school_grants": ("/schools/{unit}/grants/", EVERYBODY),
    "calendar": ("/calendar/", EVERYBODY),
    "calendar_download": ("/calendar/calendar.ics", EVERYBODY),
    "tokens": ("/account/tokens/", EVERYBODY),
    "people": ("/people/", frozenset({Role.ADMINISTRATOR})),
    "events": ("/events/", frozenset({Role.ADMINISTRATOR, Role.BUDGET_DIRECTOR, Role.STATE_REVIEWER})),
}
"""Written by hand, apart from the table of rights: each page that asks for a right, and who sees it."""
FORMS = {
    "question": ("/schools/{unit}/questions/allocation/", EVERYBODY),
    "invite": ("/people/invite/", frozenset({Role.ADMINISTRATOR})),
    "person": ("/people/{number}/", frozenset({Role.ADMINISTRATOR})),
    "account": ("/account/", EVERYBODY),
    "data_upload": ("/data/upload/", frozenset({Role.BUDGET_DIRECTOR})),
}
"""Pages with a form that is sent to the same address."""
ELSEWHERE = {
    "choose_services", "receipt", "grant_spending", "grant_worksheet", "begin_proposal", "proposal", "change_proposal", "review_proposal",
    "calendar_date", "make_token", "revoke_token", "settle", "school_autonomy",
}  # fmt: skip
"""Addresses that ask for services, grants, a calendar or a token; their tests ask for them as every role."""
OPEN = {"up", "sign_in", "enter_as", "sign_out", "begin", "first"}
FOREIGN = ("account/", "language/", "api/v1/")
"""Addresses of allauth and of Django, which guard themselves."""


def plain(content: bytes) -> bytes:
    """What a page says, without the mark that makes each form another one."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one
        elif str(one.pattern) not in FOREIGN and not str(one.pattern).startswith("account/"):
            yield from named(one.url_patterns)


def test_every_address_has_a_row() -> None:
    found = {one.name for one in named(get_resolver().url_patterns)}
    assert (
        found
        == PAGES.keys()
        | FORMS.keys()
        | ELSEWHERE
        | OPEN
        | READ.keys()
        | SENT.keys()
        | BY_STATE.keys()
        | KEPT
        | OF_FILES
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", [*PAGES, *FORMS])
def test_who_sees_a_page_and_who_is_told_that_there_is_none(client: Client, role: Role, page: str) -> None:
    address, roles = (PAGES | FORMS)[page]
    person = person_of(role, OWN if role.is_of_a_school else "")
    client.force_login(person)
    absent = client.get(address.format(unit=ABSENT, number=ABSENT)) if "{" in address else client.get("/nowhere/")
    assert absent.status_code == 404
    for unit in (OWN, OTHER) if "{unit}" in address else ("",):
        answer = client.get(address.format(unit=unit, number=person.pk))
        is_allowed = role in roles and not (role.is_of_a_school and unit == OTHER)
        if is_allowed:
            assert answer.status_code in {200, 302}, (role, unit)
        else:
            assert answer.status_code == 404
            assert plain(answer.content) == plain(absent.content), "another school's page is as if it were not there"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", FORMS)
def test_a_form_of_somebody_without_the_right_changes_nothing(client: Client, role: Role, page: str) -> None:
    address, roles = FORMS[page]
    person = person_of(role, OWN if role.is_of_a_school else "")
    client.force_login(person)
    answer = client.post(address.format(unit=OWN, number=person.pk), {"key": "a-key-of-this-form", "do": "close"})
    assert (answer.status_code == 404) == (role not in roles)
    assert not Event.objects.exists()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_that_is_read_takes_nothing_else(client: Client, page: str, method: str) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    answer = getattr(client, method)(PAGES[page][0].format(unit=OWN))
    assert answer.status_code == 405


@pytest.mark.parametrize("page", [*PAGES, *FORMS])
def test_whoever_is_not_signed_in_is_asked_to(client: Client, page: str) -> None:
    for unit in (OWN, ABSENT):
        answer = client.get((PAGES | FORMS)[page][0].format(unit=unit, number=unit))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in/")


def test_somebody_who_left_sees_nothing(client: Client) -> None:
    person = person_of(Role.BUDGET_DIRECTOR)
    client.force_login(person)
    person.is_active = False
    person.save()
    assert client.get("/schools/").status_code == 302


def test_a_right_is_never_at_no_school_for_somebody_of_a_school() -> None:
    for right, roles in RIGHTS.items():
        for role, reach in roles.items():
            assert role.is_of_a_school or reach is Reach.EVERYWHERE
            access = Access((Held(role, OWN if role.is_of_a_school else ""),))
            assert access.may(right, OWN)
            if reach is Reach.OWN_SCHOOL:
                assert not access.may(right)
                assert not access.may(right, OTHER)


def test_every_right_is_somebodys() -> None:
    assert RIGHTS.keys() == set(Right)
    assert all(RIGHTS.values())
