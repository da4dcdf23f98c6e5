"""Every action for programs: the same decision as by its form, under the same rights, once a key, with both versions where two decide."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from perpupil.equity.matters import Matter
from perpupil.web import figures, grants, services, standings
from perpupil.web.access.rights import Role
from perpupil.web.actions import ACTIONS
from perpupil.web.api.deciding import IN_THE_BROWSER, OPERATIONS
from perpupil.web.store.choices import ACTION as CHOOSE
from perpupil.web.store.models import Decision, Event
from perpupil.workspace.formulas import in_place
from tests.web.addresses import FINANCE, LEADS, STAFF
from tests.web.district import ABSENT, FORMULA, OTHER, OWN, person_of
from tests.web.offered import TODAY
from tests.web.programs import Program
from tests.web.ways import DRAFT, WAYS, Way, in_order
from tests.web.whole import make_whole_district

PRINCIPAL = frozenset({Role.PRINCIPAL})
SIGNERS = STAFF - {Role.GRANTS_MANAGER}
ASKERS = frozenset(Role) - {Role.ADMINISTRATOR}
LINE = {"what": "Tutor", "kind": "contract", "amount": "1,200.50", "for_whom": "whole_school", "paid_before": "nobody"}


@dataclass(frozen=True, slots=True)
class Told:
    """An address for programs: who may, what is said, and what of it the form says otherwise."""

    path: str
    roles: frozenset[Role]
    said: Mapping[str, object] = field(default_factory=dict)
    action: str = ""
    needs: str = ""
    """The action by which what it is about comes to be; until then it is not there."""


BY_PROGRAM = {
    "questions.ask": Told("/schools/{unit}/questions/allocation", ASKERS, {"question": "Why?"}),
    "questions.answer": Told("/schools/{unit}/questions/allocation/answer", STAFF, {"answer": "The board decided."}),
    "discussed.mark": Told("/where-we-stand/discussed", STAFF, {"finding": "alone", "group": "Budget team"}),
    "discussed.undo": Told("/where-we-stand/discussed/undo", STAFF, {"finding": "alone"}),
    "diagnosis.set": Told("/where-we-stand/diagnosis", LEADS, {"begins": "2027-01-04", "ends": "2027-09-01", "members": "Ada"}),
    "diagnosis.override": Told("/where-we-stand/diagnosis/override", LEADS, {"reason": "The board asks."}),
    "diagnosis.keep_to": Told("/where-we-stand/diagnosis/keep-to", LEADS),
    "formula.save_draft": Told("/formula/drafts", FINANCE, {"text": DRAFT}),
    "formula.sign_draft": Told("/formula/drafts/1/sign", SIGNERS, needs="formula.save_draft"),
    "formula.withdraw_draft": Told("/formula/drafts/1/withdraw", FINANCE, {"reason": "It was wrong."}, needs="formula.save_draft"),
    "formula.adopt": Told(
        "/formula/drafts/1/adopt", frozenset({Role.BOARD_MEMBER}),
        {"on": "2027-01-19", "resolution": "27-03", "in_favor": "5", "against": "2", "abstaining": "0"}, needs="formula.adopt",
    ),
    "formula.put_in_place": Told("/formula/drafts/1/put-in-force", FINANCE, {"instead_of": "{in_place}"}, needs="formula.adopt"),
    "calendar.set": Told("/calendar/choices", FINANCE, {"on": "2027-02-02", "reason": "Snow."}),
    "grants.propose": Told(
        "/schools/{unit}/proposals", PRINCIPAL,
        {"title": "A tutor", "grant": "title_i", "purpose": "Reading", "evidence": "A study", "people": "Ms. Ruiz", "move": "submitted", "lines": [LINE]},
    ),
    "grants.review": Told("/schools/{unit}/proposals/{proposal}/review", frozenset({Role.GRANTS_MANAGER}), {"move": "approved", "reason": "It fits."}, needs="grants.propose"),
    "autonomy.sign_for_school": Told("/schools/{unit}/agreement/sign-for-school", PRINCIPAL, {"agreed": "yes"}),
    "autonomy.sign_for_district": Told("/schools/{unit}/agreement/sign-for-district", frozenset({Role.SUPERINTENDENT}), {"agreed": "yes"}),
    "autonomy.settle": Told(
        "/autonomy/precedents", frozenset({Role.BUDGET_DIRECTOR, Role.ACADEMIC_OFFICER}),
        {"question": "May a school sell books?", "decision": "No.", "reason": "District's.", "applies_to": "all"},
    ),
}  # fmt: skip
"""By action; written by hand, apart from the table of rights."""
AGAIN = {
    "formula.save_draft": Told("/formula/drafts/1", FINANCE, {"text": DRAFT}, needs="formula.save_draft"),
    "grants.propose": Told("/schools/{unit}/proposals/{proposal}", PRINCIPAL, {"move": "withdrawn"}, needs="grants.propose"),
}  # fmt: skip
"""Actions with a second address, about what is there already."""
BY_CHANCE = {"autonomy.settle", "grants.propose"}
"""The subject is made of the key, which is another one."""


@pytest.fixture(scope="session")
def whole_maple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_whole_district(tmp_path_factory.mktemp("whole"))


@pytest.fixture(autouse=True)
def district(settings: Settings, whole_maple: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DISTRICT, settings.TODAY = Path(shutil.copytree(whole_maple, tmp_path / "maple")), TODAY
    found = Matter("alone", "Two alone", "Two are alone.", "Nothing for students.", 123_400, Fraction(9), key="alone")
    monkeypatch.setattr(standings, "matters", lambda **_: (found,))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    for one in (figures, services, grants):
        one.forget()
    return Path(settings.DISTRICT)


NOW = timezone.now()


class People:
    """One person of each role, by form and by program."""

    def __init__(self) -> None:
        self._people = {role: person_of(role, OWN if role.is_of_a_school else "") for role in Role}
        self._programs: dict[Role, Program] = {}

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self._people[role])
        return client

    def program(self, role: Role) -> Program:
        if role not in self._programs:
            self._programs[role] = Program(self._people[role])
        return self._programs[role]

    def send(self, way: Way, place: int) -> int:
        """Send a form."""
        fields = {name: filled(text) for name, text in way.fields.items()}
        form = {"key": f"key-{place}-of{way.to}"[:80], "version": str(way.version), **fields}
        return self.client(way.by).post(way.to.format(**names()), form).status_code

    def do_before(self, way: Way, district: Path) -> None:
        for place, one in enumerate(in_order(way)):
            assert self.send(one, place) in {200, 201, 302}
        for name, text in way.files.items():
            (district / name).write_text(text, encoding="utf-8")


def names() -> dict[str, object]:
    proposal = Decision.objects.filter(kind="grant_proposal").values_list("subject", flat=True).first()
    from django.conf import settings  # noqa: PLC0415  the folder of this test

    return {"proposal": proposal or "none", "in_place": in_place(Path(settings.DISTRICT)), "unit": OWN}


def filled(text: object) -> Any:  # noqa: ANN401  a text, or lines
    return text.format(**names()) if isinstance(text, str) and text.startswith("{") else text


def body(told: Told, version: int = 0) -> dict[str, object]:
    return {name: filled(text) for name, text in told.said.items()} | {"version": version}


def test_every_action_is_for_programs_or_says_why_not() -> None:
    there = {one.action for one in OPERATIONS} | {CHOOSE}
    assert there | IN_THE_BROWSER.keys() == ACTIONS.keys()
    assert not there & IN_THE_BROWSER.keys()
    assert all(IN_THE_BROWSER.values())
    addresses = {one.path.replace("{number}", "1").replace("{figure}", "allocation").replace("{name}", "{proposal}") for one in OPERATIONS}  # fmt: skip
    here = {one.path for one in (*BY_PROGRAM.values(), *AGAIN.values())}
    assert {one.replace("/calendar/{proposal}", "/calendar/choices") for one in addresses} == here


@pytest.mark.parametrize("name", BY_PROGRAM)
def test_by_form_and_by_program_the_decision_and_the_event_are_the_same(name: str, district: Path) -> None:
    people, way, told = People(), WAYS[name], BY_PROGRAM[name]
    people.do_before(way, district)
    formula = (district / "formula.toml").read_bytes()
    with transaction.atomic():
        assert people.send(way, 99) == 302
        event = Event.objects.order_by("-sequence")[0]
        by_form, placed = (event.action, event.unit, event.subject, event.content), in_place(district)
        transaction.set_rollback(True)
    (district / "formula.toml").write_bytes(formula)
    answer = people.program(way.by).ask("post", told.path.format(**names()), body(told, way.version))
    assert answer.status_code == 200, answer.content
    event, decision = Event.objects.order_by("-sequence")[0], answer.json()["decision"]
    by_program = (event.action, event.unit, by_form[2] if name in BY_CHANCE else event.subject, event.content)
    assert by_program == by_form
    assert (decision["content"], decision["version"]) == (event.content, way.version + 1)
    assert in_place(district) == placed


@pytest.mark.parametrize("role", Role)
def test_who_may_decide_and_who_is_told_that_there_is_nothing(role: Role, district: Path) -> None:
    people = People()
    people.do_before(WAYS["formula.put_in_place"], district)
    people.do_before(WAYS["grants.review"], district)
    program = people.program(role)
    absent = program.ask("get", f"/schools/{ABSENT}")
    for told in (*BY_PROGRAM.values(), *AGAIN.values()):
        for unit in (OWN, OTHER, ABSENT) if "{unit}" in told.path else ("",):
            with transaction.atomic():
                answer = program.ask("post", told.path.format(**names() | {"unit": unit}), body(told, 77))
                transaction.set_rollback(True)
            is_theirs = role in told.roles and unit != ABSENT and not (role.is_of_a_school and unit == OTHER)
            if not is_theirs:
                assert (answer.status_code, answer.content) == (404, absent.content), (role, told.path, unit)
            elif unit != OTHER:
                assert answer.status_code in {200, 409, 422}, (role, told.path, answer.content)


def test_until_it_is_there_it_is_not_there() -> None:
    people = People()
    for told in (*BY_PROGRAM.values(), *AGAIN.values()):
        for role in told.roles if told.needs else ():
            answer = people.program(role).ask("post", told.path.format(**names()), body(told))
            assert (answer.status_code, answer.json()["detail"][:8]) == (404, "There is"), told.path


def test_a_draft_is_not_there_for_the_board_until_it_is_recommended(district: Path) -> None:
    people = People()
    people.do_before(WAYS["formula.sign_draft"], district)
    told = BY_PROGRAM["formula.adopt"]
    assert people.program(Role.BOARD_MEMBER).ask("post", told.path, body(told, 1)).status_code == 404


@pytest.mark.parametrize("name", BY_PROGRAM)
def test_the_same_request_is_done_once_and_its_key_does_nothing_else(name: str, district: Path) -> None:
    people, way, told = People(), WAYS[name], BY_PROGRAM[name]
    people.do_before(way, district)
    program, path, said = people.program(way.by), told.path.format(**names()), body(told, way.version)
    first, second = program.ask("post", path, said).json(), program.ask("post", path, said).json()
    assert (first["is_repeat"], second["is_repeat"]) == (False, True)
    assert first["decision"] == second["decision"]
    events = Event.objects.count()
    other = program.ask("post", path, said | {"version": way.version + 1})
    assert (other.status_code, other.json()["wrong"][0]["field"]) == (422, "Idempotency-Key")
    assert Event.objects.count() == events


def test_of_two_the_second_is_given_both() -> None:
    people, told = People(), BY_PROGRAM["calendar.set"]
    program = people.program(Role.BUDGET_DIRECTOR)
    assert program.ask("post", told.path, body(told)).status_code == 200
    answer = program.ask("post", told.path, body(told) | {"on": "2027-02-03"}, key="another-key")
    assert answer.status_code == 409
    both = answer.json()
    assert (both["theirs"]["content"]["on"], both["theirs"]["version"], both["yours"]["on"]) == ("2027-02-02", 1, "2027-02-03")  # fmt: skip


@pytest.mark.parametrize("name", BY_PROGRAM)
def test_what_cannot_be_taken_changes_nothing(name: str, district: Path) -> None:
    people, way, told = People(), WAYS[name], BY_PROGRAM[name]
    people.do_before(way, district)
    events, program, path = Event.objects.count(), people.program(way.by), told.path.format(**names())
    for place, field_of in enumerate(name for name, text in told.said.items() if isinstance(text, str)):
        for number, text in enumerate(("a\x00b", "\ud800", "x" * 2_000_000, 7, None)):
            said = json.dumps(body(told, way.version) | {field_of: text})
            answer = program.ask("post", path, said, key=f"key-{place}-{number}")
            assert answer.status_code in {400, 413, 422}, (field_of, answer.content)
            assert answer.headers["Content-Type"].startswith("application/json")
    assert Event.objects.count() == events


def test_a_broken_text_is_not_kept(district: Path) -> None:
    program = People().program(Role.BUDGET_DIRECTOR)
    answer = program.ask("post", "/formula/drafts", {"text": FORMULA.replace("rate =", "rote =")})
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["wrong"]} == {"text"}
    assert not (district / "formulas").exists()


def test_adopted_by_a_program_it_is_in_force(district: Path) -> None:
    people = People()
    people.do_before(WAYS["formula.adopt"], district)
    told = BY_PROGRAM["formula.adopt"]
    answer = people.program(Role.BOARD_MEMBER).ask("post", told.path, body(told, 3)).json()
    assert answer["told"] == "It is in force."
    assert (district / "formula.toml").read_text(encoding="utf-8") == DRAFT
