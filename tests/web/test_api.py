"""The same for programs: tokens, rights operation by operation, and choices through the one door."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.web.access.rights import Role
from perpupil.web.api.deciding import OPERATIONS as DECIDING
from perpupil.web.api.entry import RATE
from perpupil.web.store.events import first_broken, hash_of
from perpupil.web.store.models import Decision, Event, Person, Token
from perpupil.web.store.tokens import hash_of as hash_of_token
from tests.web.district import ABSENT, ADAMS_CENTS, OTHER, OWN, person_of
from tests.web.offered import DEADLINE, TODAY, _offered, form, maple_with_services
from tests.web.programs import API, CHOOSE, Program
from tests.web.test_api_deciding import READ

__all__ = ["_offered", "maple_with_services"]
pytestmark = pytest.mark.usefixtures("_offered")

EVERYBODY, PRINCIPAL = frozenset(Role), frozenset({Role.PRINCIPAL})
DISTRICT = EVERYBODY - PRINCIPAL
OPERATIONS = {
    ("get", "/me"): EVERYBODY,
    ("get", "/schools"): DISTRICT,
    ("get", "/schools/{unit}"): EVERYBODY,
    ("get", "/schools/{unit}/lines"): EVERYBODY,
    ("get", "/verdict"): frozenset[Role](),
    ("get", "/services"): DISTRICT,
    ("get", "/schools/{unit}/services"): EVERYBODY,
    ("get", "/schools/{unit}/choices"): EVERYBODY,
    ("post", "/schools/{unit}/choices/{service}"): PRINCIPAL,
    ("get", "/events"): frozenset({Role.ADMINISTRATOR, Role.BUDGET_DIRECTOR, Role.STATE_REVIEWER}),
}
"""Written by hand, apart from the table of rights. This district asks no question about where it stands: there is no verdict for anybody."""


def program(role: Role, unit: str = OWN) -> Program:
    return Program(person_of(role, unit if role.is_of_a_school else ""))


def test_every_operation_has_a_row(client: Client) -> None:
    told = client.get(f"{API}/openapi.json").json()["paths"]
    found = {(method, path.removeprefix(API)) for path, methods in told.items() for method in methods}
    deciding = {("post", one.path) for one in DECIDING} | {("get", one.replace("{upload}", "{number}")) for one in READ}
    assert found == OPERATIONS.keys() | deciding, "decisions, and what is read for them, have tables of their own"


@pytest.mark.parametrize("role", Role)
def test_who_is_answered_and_who_is_told_that_there_is_none(role: Role) -> None:
    asking = program(role)
    absent = asking.ask("get", f"/schools/{ABSENT}")
    assert (absent.status_code, absent.headers["Content-Type"].split(";")[0]) == (404, "application/json")
    for (method, address), roles in OPERATIONS.items():
        body = {"choice": "decline"} if method == "post" else None
        units = (OWN, OTHER) if "{unit}" in address else ("",)
        for unit in units:
            answer = asking.ask(method, address.format(unit=unit, service="coach"), body)
            is_answered = role in roles and not (role.is_of_a_school and unit == OTHER)
            assert answer.status_code == (200 if is_answered else 404), (role, address, unit, answer.content)
            if not is_answered:
                assert answer.content == absent.content, "what is somebody else's is as if it were not there"


@pytest.mark.parametrize(("method", "address"), OPERATIONS)
def test_without_a_good_token_nothing_is_answered(client: Client, method: str, address: str) -> None:
    path = API + address.format(unit=OWN, service="seats")
    for headers in ({}, {"Authorization": "Bearer pp_guess"}, {"Authorization": "Basic pp"}):
        assert getattr(client, method)(path, headers=headers).status_code == 401


def test_signing_in_opens_pages_and_no_operation(client: Client) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    assert client.get(f"{API}/schools").status_code == 401


def test_a_token_ends_is_revoked_and_goes_with_its_person() -> None:
    old = Program(person_of(Role.BUDGET_DIRECTOR), until=TODAY - dt.timedelta(days=1))
    assert old.ask("get", "/me").status_code == 401
    asking = program(Role.GRANTS_MANAGER)
    assert asking.ask("get", "/me").json() == {"name": "grants manager", "roles": ["grants_manager"], "school": ""}
    Token.objects.filter(pk=asking.kept.pk).update(is_revoked=True)
    assert asking.ask("get", "/me").status_code == 401
    leaving = program(Role.SUPERINTENDENT)
    Person.objects.filter(pk=leaving.kept.person_id).update(is_active=False)
    assert leaving.ask("get", "/me").status_code == 401


def test_a_school_and_its_lines_add_up() -> None:
    asking = program(Role.PRINCIPAL)
    lines = asking.ask("get", f"/schools/{OWN}/lines").json()
    assert lines["total_cents"] == ADAMS_CENTS == sum(one["amount_cents"] for one in lines["items"])
    assert asking.ask("get", f"/schools/{OWN}").json()["allocated_cents"] == ADAMS_CENTS
    assert all(one["reason"] for one in lines["items"])


@pytest.mark.parametrize("part", ["limit=501", "limit=0", "offset=-1", f"offset={2**63}", "limit=x"])
def test_a_part_of_a_list_is_bounded(part: str) -> None:
    asking = program(Role.BUDGET_DIRECTOR)
    answer = asking.ask("get", f"/schools?{part}")
    assert answer.status_code == 422
    assert answer.json()["wrong"][0]["field"].startswith("query")
    two = asking.ask("get", "/schools?limit=2&offset=1").json()
    assert (two["count"], [one["id"] for one in two["items"]]) == (3, ["0020", "0030"])


def test_a_choice_by_form_and_by_program_is_the_same_decision_and_event(client: Client) -> None:
    asking = program(Role.PRINCIPAL)
    made = asking.choose("keep", quantity="3")
    assert made.status_code == 200
    by_program = Decision.objects.get()
    other = person_of(Role.PRINCIPAL, "0030")
    client.force_login(other)
    sent = form(client, "0030", choice_of_seats="keep", quantity_of_seats="3")
    client.post("/schools/0030/services/choose/", sent)
    by_form = Decision.objects.get(unit="0030")
    names = {"who"}
    for one in ("content",):
        first, second = getattr(by_program, one), getattr(by_form, one)
        assert {k: v for k, v in first.items() if k not in names} == {k: v for k, v in second.items() if k not in names}
    events = list(Event.objects.order_by("sequence"))
    assert [(one.action, one.subject, one.content) for one in events] == [
        ("services.choose", "FY2028:seats", by_program.content),
        ("services.choose", "FY2028:seats", by_form.content),
    ]


def test_the_page_and_the_program_give_the_same_balance(client: Client) -> None:
    asking = program(Role.PRINCIPAL)
    asking.choose("decline")
    told = asking.ask("get", f"/schools/{OWN}/services").json()
    parts = ("service_cents", "money_cents", "stays_cents", "not_chosen_cents")
    assert sum(told[part] for part in parts) == told["value_cents"] == 61_453_84
    client.force_login(Person.objects.get())
    text = client.get(f"/schools/{OWN}/services/").content.decode()
    for part in (*parts, "value_cents"):
        assert f"${told[part] // 100:,}.{told[part] % 100:02d}" in text
    chosen = asking.ask("get", f"/schools/{OWN}/choices").json()["items"]
    assert [(one["service"], one["choice"], one["version"]) for one in chosen] == [
        ("coach", "decline", 0),
        ("seats", "decline", 1),
    ]


def test_the_same_request_with_the_same_key_is_done_once() -> None:
    asking = program(Role.PRINCIPAL)
    first, second = asking.choose("decline").json(), asking.choose("decline").json()
    assert (first["is_repeat"], second["is_repeat"]) == (False, True)
    assert first["choice"] == second["choice"]
    another = asking.choose("keep")
    assert another.status_code == 422
    assert another.json()["wrong"][0]["field"] == "Idempotency-Key"
    assert Event.objects.count() == 1


def test_of_two_the_second_is_given_both() -> None:
    asking = program(Role.PRINCIPAL)
    asking.choose("decline")
    answer = asking.choose("keep", key="another-key")
    assert answer.status_code == 409
    both = answer.json()
    assert (both["theirs"]["choice"], both["theirs"]["version"], both["yours"]["choice"]) == ("decline", 1, "keep")
    assert asking.choose("keep", version=1, key="a-third-key").json()["choice"]["version"] == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"choice": "sell"}, "choice"),
        ({"choice": "keep", "quantity": "5"}, "quantity"),
        ({"choice": "keep", "version": -1}, "body.chosen.version"),
        ({"choice": "k" * 21}, "body.chosen.choice"),
        ({}, "body.chosen.choice"),
    ],
)
def test_what_cannot_be_taken_is_said_field_by_field(body: dict[str, object], field: str) -> None:
    answer = program(Role.PRINCIPAL).ask("post", CHOOSE.format(unit=OWN), body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["wrong"]] == [field]
    assert Event.objects.count() == 0


def test_after_the_last_day_nothing_is_taken(settings: Settings) -> None:
    asking = Program(person_of(Role.PRINCIPAL, OWN), until=DEADLINE.replace(month=12))
    settings.TODAY = DEADLINE + dt.timedelta(days=1)
    answer = asking.choose("decline")
    assert answer.status_code == 422
    assert answer.json()["wrong"][0]["what"] == "Choices closed on January 29, 2027."


def test_a_service_that_is_not_there_is_not_there() -> None:
    asking = program(Role.PRINCIPAL)
    for service in ("boats", "seats%00", "x" * 300):
        answer = asking.ask("post", f"/schools/{OWN}/choices/{service}", {"choice": "keep"})
        assert answer.status_code == 404


def test_the_chain_can_be_checked_from_outside() -> None:
    asking = program(Role.PRINCIPAL)
    asking.choose("decline")
    asking.choose("keep", version=1, key="another-key")
    told = program(Role.STATE_REVIEWER).ask("get", "/events").json()
    assert told["count"] == 2
    first, second = told["items"]
    assert second["before"] == first["hash"]
    kept = Event.objects.all()
    assert first_broken(kept) is None
    assert [one["hash"] for one in told["items"]] == [hash_of(one) for one in kept]
    later = program(Role.BUDGET_DIRECTOR).ask("get", "/events?after=1&limit=1").json()
    assert [one["sequence"] for one in later["items"]] == [2]


def test_a_token_asks_so_often_and_no_oftener() -> None:
    most = int(RATE.partition("/")[0])
    asking, other = program(Role.BUDGET_DIRECTOR), program(Role.GRANTS_MANAGER)
    now = dt.datetime.now(tz=dt.UTC).timestamp()
    cache.set(f"api-token-{asking.kept.pk}", [now] * (most - 1), 60)
    assert asking.ask("get", "/me").status_code == 200
    refused = asking.ask("get", "/me")
    assert (refused.status_code, refused.headers["Content-Type"].split(";")[0]) == (429, "application/json")
    assert other.ask("get", "/me").status_code == 200


def test_an_address_that_is_not_there_says_so_as_json(client: Client) -> None:
    answer = client.get(f"{API}/nowhere")
    assert (answer.status_code, answer.json()["detail"][:8]) == (404, "There is")


def test_a_token_is_shown_once_and_kept_as_its_hash(client: Client) -> None:
    person = person_of(Role.PRINCIPAL, OWN)
    client.force_login(person)
    sent = {"key": "key-of-the-form", "version": "0", "title": "Spreadsheet"}
    made = client.post("/account/tokens/make/", sent)
    assert made.status_code == 201
    found = re.search(r"pp_[\w-]{40,}", made.content.decode())
    assert found is not None
    kept = Token.objects.get()
    assert (kept.person, kept.title, kept.hash) == (person, "Spreadsheet", hash_of_token(found[0]))
    assert kept.until == TODAY + dt.timedelta(days=365)
    for answer in (client.post("/account/tokens/make/", sent), client.get("/account/tokens/")):
        assert found[0] not in answer.content.decode()
    assert Token.objects.count() == 1
    assert found[0] not in str([*Event.objects.values(), *Decision.objects.values()])
    assert client.get(f"{API}/me", headers={"Authorization": f"Bearer {found[0]}"}).json()["school"] == OWN
    ended = client.post("/account/tokens/revoke/", {"key": "key-of-another", "version": "1", "subject": kept.subject})
    assert ended.status_code == 302
    assert client.get(f"{API}/me", headers={"Authorization": f"Bearer {found[0]}"}).status_code == 401


def test_nobody_revokes_somebody_elses_token(client: Client) -> None:
    client.force_login(person_of(Role.SUPERINTENDENT))
    client.post("/account/tokens/make/", {"key": "key-of-the-form", "version": "0", "title": "Mine"})
    client.force_login(person_of(Role.ADMINISTRATOR))
    subject = Token.objects.get().subject
    answer = client.post("/account/tokens/revoke/", {"key": "key-of-another", "version": "1", "subject": subject})
    assert answer.status_code == 422
    assert not Token.objects.get().is_revoked


@pytest.mark.parametrize("title", ["", "  ", "x" * 81])
def test_a_token_says_what_it_is_for(client: Client, title: str) -> None:
    client.force_login(person_of(Role.SUPERINTENDENT))
    answer = client.post("/account/tokens/make/", {"key": "key-of-the-form", "version": "0", "title": title})
    assert (answer.status_code, Token.objects.count(), Event.objects.count()) == (422, 0, 0)
