"""Every address, asked for as every role, at the own school, another one, and one that is not there."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from perpupil.web.access.rights import RIGHTS, Access, Held, Reach, Right, Role
from tests.web.district import ABSENT, OTHER, OWN, person_of

EVERYBODY = frozenset(Role)
DISTRICT = EVERYBODY - {Role.PRINCIPAL}
PAGES = {
    "home": ("/", EVERYBODY),
    "schools": ("/schools/", DISTRICT),
    "school": ("/schools/{unit}/", EVERYBODY),
}
"""Written by hand, apart from the table of rights: each page that asks for a right, and who sees it."""
OPEN = {"up", "sign_in", "enter_as", "sign_out"}
FOREIGN = ("account/", "language/")
"""Addresses of allauth and of Django, which guard themselves."""


def plain(answer: HttpResponse) -> bytes:
    """What a page says, without the mark that makes each form another one."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one
        elif str(one.pattern) not in FOREIGN and not str(one.pattern).startswith("account/"):
            yield from named(one.url_patterns)


def test_every_address_has_a_row() -> None:
    found = {one.name for one in named(get_resolver().url_patterns)}
    assert found == PAGES.keys() | OPEN


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_who_sees_a_page_and_who_is_told_that_there_is_none(client: Client, role: Role, page: str) -> None:
    address, roles = PAGES[page]
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    absent = client.get(address.format(unit=ABSENT)) if "{unit}" in address else client.get("/nowhere/")
    assert absent.status_code == 404
    for unit in (OWN, OTHER) if "{unit}" in address else ("",):
        answer = client.get(address.format(unit=unit))
        is_allowed = role in roles and not (role.is_of_a_school and unit == OTHER)
        if is_allowed:
            assert answer.status_code in {200, 302}, (role, unit)
        else:
            assert answer.status_code == 404
            assert plain(answer) == plain(absent), "another school's page is as if it were not there"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_that_is_read_takes_nothing_else(client: Client, page: str, method: str) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    answer = getattr(client, method)(PAGES[page][0].format(unit=OWN))
    assert answer.status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_whoever_is_not_signed_in_is_asked_to(client: Client, page: str) -> None:
    for unit in (OWN, ABSENT):
        answer = client.get(PAGES[page][0].format(unit=unit))
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
