"""Grants in the browser: what a school has, what it proposes, and who decides; from state to state only by the table of the grants."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.grants.proposals.states import DECISIONS, MOVES, State
from perpupil.web import figures, grants
from perpupil.web.access.rights import Role
from perpupil.web.actions.declaration import Situation
from perpupil.web.actions.grant_proposals import Told
from perpupil.web.actions.grant_proposals import decide as decide_rule
from perpupil.web.actions.grant_proposals import propose as propose_rule
from perpupil.web.store.models import Decision, Event
from tests.web.district import ABSENT, OTHER, OWN, person_of
from tests.web.offered import TODAY, maple_with_services, principal

__all__ = ["maple_with_services"]
GRANTS = """grants = 1
title = "Maple"
source = "made up"
year = 2027

[schools]
file = "schools.csv"
unit = "id"
name = "name"
served = "served"

[counts.students]
column = "enrolled"

[counts.poor]
title = "children of low income"
column = "poor"

[grant.title_i]
program = "title_i"
students = "poor"
begins = 2026-07-01
ends = 2027-09-30
private_children = 0
private_why = "none"
not_needed = { homeless = "x", neglected = "x", family_engagement = "x" }

[[grant.title_i.award]]
kind = "final"
amount = 3000
on = 2026-07-01

[grant.title_i.to_schools]
"""
SCHOOLS = "id,name,enrolled,poor,served\n0010,Adams Elementary,11,6,yes\n0020,Baker Elementary,10,4,yes\n0030,Carver High,10,2,no\n"
LINES = [
    {"what": "Tutor", "kind": "contract", "amount": "1200", "for_whom": "", "vendor": "", "paid_before": "", "fte": ""}
]
FILLED = {
    "title": "A tutor", "grant": "title_i", "purpose": "Reading", "evidence": "A study", "people": "Ms. Ruiz",
    "line-1-what": "Tutor", "line-1-kind": "contract", "line-1-amount": "1,200.50", "line-1-for_whom": "whole_school", "line-1-paid_before": "nobody",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _granted(settings: Settings, maple_with_services: Path, tmp_path: Path) -> Iterator[None]:
    district = Path(shutil.copytree(maple_with_services, tmp_path / "maple"))
    (district / "grants.toml").write_text(GRANTS, encoding="utf-8")
    (district / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    settings.DISTRICT, settings.TODAY = district, TODAY
    figures.forget()
    grants.forget()
    yield
    grants.forget()


def sent(move: str = "submitted", version: int = 0, key: str = "key-of-a-form", **more: str) -> dict[str, str]:
    return {"key": key, "version": str(version), "move": move} | more


def propose(client: Client, move: str = "submitted", **changes: str) -> str:
    answer = client.post(f"/schools/{OWN}/grants/new/", sent(move) | FILLED | changes)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_the_grants_of_this_test_are_read() -> None:
    known = grants.now()
    assert known.year is not None, (known.why, known.findings)


def test_what_a_school_has_adds_up(client: Client) -> None:
    principal(client)
    text = client.get(f"/schools/{OWN}/grants/").content.decode()
    share = next(one for one in grants.now().shares(OWN))
    assert f"${share.row.cash_cents // 100:,}.{share.row.cash_cents % 100:02d}" in text
    assert share.row.cash_cents == 3000_00 * 6 // 10


def test_a_proposal_is_handed_in_decided_and_closed_to_change(client: Client) -> None:
    person = principal(client)
    address = propose(client)
    decision = Decision.objects.get()
    assert (decision.kind, decision.unit) == ("grant_proposal", OWN)
    assert decision.content["lines"][0]["amount"] == "1,200.50"
    assert decision.content["history"] == [
        {"to": "submitted", "on": TODAY.isoformat(), "by": person.name, "reason": ""}
    ]
    assert "$1,200.50" in client.get(address).content.decode()
    client.force_login(person_of(Role.GRANTS_MANAGER))
    review = f"{address}review/"
    without = client.post(review, sent("approved", 1, "key-of-review-1"))
    assert (without.status_code, "There is no reason." in without.content.decode()) == (422, True)
    assert client.post(review, sent("approved", 1, "key-of-review-2", reason="It fits.")).status_code == 302
    again = client.post(review, sent("refused", 2, "key-of-review-3", reason="It does not."))
    assert (again.status_code, "cannot become refused" in again.content.decode()) == (422, True)
    assert [one.action for one in Event.objects.order_by("sequence")] == ["grants.propose", "grants.review"]


@pytest.mark.parametrize("state", State)
def test_a_step_is_taken_only_if_the_table_has_it(state: State) -> None:
    history = [{"to": str(one), "on": "2027-01-01", "by": "x", "reason": "so"} for one in _way_to(state)]
    now = {
        "title": "A tutor",
        "grant": "title_i",
        "purpose": "x",
        "evidence": "x",
        "people": "x",
        "lines": LINES,
        "history": history,
    }
    situation = Situation("Somebody", TODAY, Told("a", {}, {"title_i": frozenset({OWN})}), 1, OWN)
    for move in State:
        given = FILLED | {"move": str(move), "reason": "So."}
        by_school, by_office = propose_rule(now, given, situation), decide_rule(now, given, situation)
        is_of_school = move in {State.SUBMITTED, State.WITHDRAWN}
        assert isinstance(by_school, dict) == (move in MOVES[state] and is_of_school), (state, move)
        assert isinstance(by_office, dict) == (move in MOVES[state] & DECISIONS), (state, move)
    kept = propose_rule(now, FILLED | {"move": ""}, situation)
    assert isinstance(kept, dict) == (state in {State.DRAFT, State.RETURNED})


def _way_to(state: State) -> list[State]:
    """Give the shortest way from a draft to a state."""
    ways: dict[State, list[State]] = {State.DRAFT: []}
    while state not in ways:
        for at, way in list(ways.items()):
            for then in sorted(MOVES[at]):
                ways.setdefault(then, [*way, then])
    return ways[state]


def test_a_draft_is_seen_by_its_school_alone(client: Client) -> None:
    principal(client)
    address = propose(client, "")
    assert client.get(address).status_code == 200
    for role in set(Role) - {Role.PRINCIPAL}:
        client.force_login(person_of(role))
        assert client.get(address).status_code == 404
        assert "A tutor" not in client.get("/grants/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("grant", "title_x", "no share of such a grant"),
        ("purpose", " ", "It is not said."),
        ("line-1-what", "", "what"),
        ("line-1-amount", "much", "amount"),
        ("line-1-kind", "boats", "kind"),
        ("title", "x" * 201, "It is too long."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_written_stays(client: Client, field: str, value: str, told: str) -> None:
    principal(client)
    answer = client.post(f"/schools/{OWN}/grants/new/", sent() | FILLED | {field: value})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert "Ms. Ruiz" in text
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("text", ['a "quote" \\ and \n a [table]', "ñ é 😀", "\x7f'''", "]]\n[proposal.b]\ntitle='x'"])
def test_whatever_is_written_stays_a_text(client: Client, text: str) -> None:
    principal(client)
    propose(client, title=text, purpose=text)
    found = grants.now(OWN).reviews(OWN)
    assert len(found) == 1
    assert found[0].proposal.grant == "title_i"


def test_of_two_the_second_is_told_and_nothing_is_lost(client: Client) -> None:
    principal(client)
    address = propose(client, "")
    client.post(f"{address}change/", sent("", 1, "key-of-window-1") | FILLED | {"title": "First"})
    answer = client.post(f"{address}change/", sent("", 1, "key-of-window-2") | FILLED | {"title": "Second"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Someone saved this before you" in text
    assert "First" in text
    assert "Second" in text
    assert Decision.objects.get().content["title"] == "First"


def test_the_same_form_sent_twice_is_one_proposal(client: Client) -> None:
    principal(client)
    assert propose(client) == propose(client)
    assert (Decision.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("role", Role)
def test_who_sees_and_who_writes(client: Client, role: Role) -> None:
    made = principal(client)
    address = propose(client)
    name = address.rstrip("/").rpartition("/")[2]
    client.force_login(made if role is Role.PRINCIPAL else person_of(role))
    is_principal = role is Role.PRINCIPAL
    for path, is_seen in (
        (f"/schools/{OWN}/grants/", True),
        (address, True),
        (f"/schools/{OTHER}/grants/", not is_principal),
        (f"/schools/{OTHER}/grants/{name}/", False),
        (f"/schools/{ABSENT}/grants/", False),
        ("/grants/", not is_principal),
        ("/grants/spending/", not is_principal),
        ("/grants/worksheets/title_i/", not is_principal),
        ("/grants/worksheets/nothing/", False),
        (f"/schools/{OWN}/grants/new/", is_principal),
        (f"/schools/{OTHER}/grants/new/", False),
        (f"{address}change/", is_principal),
    ):
        assert client.get(path).status_code == (200 if is_seen else 404), (role, path)
    posts = {
        f"/schools/{OWN}/grants/new/": is_principal,
        f"{address}change/": is_principal,
        f"{address}review/": role is Role.GRANTS_MANAGER,
    }
    for path, may in posts.items():
        assert (client.post(path, {"key": "key-of-somebody", "version": "1"}).status_code == 404) is not may
    assert Decision.objects.get().version == 1
