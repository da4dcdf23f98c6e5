"""Every action for programs: the same decision as by its form, under the same rights, once a key, with both versions where two decide."""

import dataclasses
import json
import re
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
from perpupil.web.store.models import Decision, Event, Person, Upload
from perpupil.workspace.district import alone
from perpupil.workspace.formulas import in_place
from perpupil.workspace.in_force import in_force
from tests.web.addresses import FINANCE, LEADS, STAFF
from tests.web.district import ABSENT, FORMULA, OTHER, OWN, person_of
from tests.web.looked_files import look_at_files
from tests.web.offered import TODAY
from tests.web.programs import Program
from tests.web.ways import DRAFT, WAYS, Way, in_order
from tests.web.whole import make_whole_district

PRINCIPAL = frozenset({Role.PRINCIPAL})
AT_WORK = FINANCE | {Role.GRANTS_MANAGER}
FINDING = "/data/uploads/{upload}/findings/programs.exited-learner"
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
    "data.repair": Told(f"{FINDING}/repair", AT_WORK, {"way": "repair"}, needs="data.receive"),
    "data.leave": Told(f"{FINDING}/leave", AT_WORK, {"reason": "They are few."}, needs="data.receive"),
    "data.assign": Told(f"{FINDING}/assign", AT_WORK, {"owner": "{me}"}, needs="data.receive"),
    "data.reopen": Told(f"{FINDING}/reopen", AT_WORK, needs="data.receive"),
    "data.use_again": Told("/data/sets/{earlier_set}/use-again", FINANCE, {"reason": "It was right."}),
}  # fmt: skip
"""By action; written by hand, apart from the table of rights."""
_NAMED = re.compile(r"{\w+}|(?<=/drafts/)1|(?<=/questions/)allocation|(?<=/calendar/)choices|programs.exited-learner")
"""What addresses name."""
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
        if "{upload}" in way.to:
            look_at_files(self._people[Role.BUDGET_DIRECTOR], NOW)
        for place, one in enumerate(in_order(way)):
            assert self.send(one, place) in {200, 201, 302}
        for name, text in way.files.items():
            (district / name).write_text(text, encoding="utf-8")


def names() -> dict[str, object]:
    proposal = Decision.objects.filter(kind="grant_proposal").values_list("subject", flat=True).first()
    from django.conf import settings  # noqa: PLC0415  the folder of this test

    district = Path(settings.DISTRICT)
    sets = sorted(one.name for one in (district / "facts").iterdir() if one.is_dir())
    return {
        "proposal": proposal or "none",
        "in_place": in_place(district),
        "unit": OWN,
        "upload": Upload.objects.values_list("number", flat=True).first() or 1,
        "earlier_set": next((one for one in sets if one not in in_force(district).values()), sets[0]),
        "me": Person.objects.get(holdings__role=Role.BUDGET_DIRECTOR).pk,
    }


def filled(text: object) -> Any:  # noqa: ANN401  a text, or lines
    return text.format(**names()) if isinstance(text, str) and text.startswith("{") else text


def body(told: Told, version: int = 0) -> dict[str, object]:
    return {name: filled(text) for name, text in told.said.items()} | {"version": version}


def test_every_action_is_for_programs_or_says_why_not() -> None:
    there = {one.action for one in OPERATIONS} | {CHOOSE}
    assert there | IN_THE_BROWSER.keys() == ACTIONS.keys()
    assert not there & IN_THE_BROWSER.keys()
    assert all(IN_THE_BROWSER.values())
    here = {one.path for one in (*BY_PROGRAM.values(), *AGAIN.values())}
    assert {_NAMED.sub("{}", one.path) for one in OPERATIONS} == {_NAMED.sub("{}", one) for one in here}


@pytest.mark.parametrize("name", BY_PROGRAM)
def test_by_form_and_by_program_the_decision_and_the_event_are_the_same(name: str, district: Path) -> None:
    people, way, told = People(), WAYS[name], BY_PROGRAM[name]
    people.do_before(way, district)
    files = {one: one.read_bytes() for one in (district / "formula.toml", district / "facts/in-force.json")}
    with transaction.atomic():
        assert people.send(way, 99) == 302
        event = Event.objects.order_by("-sequence")[0]
        by_form, placed = (event.action, event.unit, event.subject, event.content), pointers(district)
        transaction.set_rollback(True)
    for path, content in files.items():
        path.write_bytes(content)
    answer = people.program(way.by).ask("post", told.path.format(**names()), body(told, way.version))
    assert answer.status_code == 200, answer.content
    event, decision = Event.objects.order_by("-sequence")[0], answer.json()["decision"]
    by_program = (event.action, event.unit, by_form[2] if name in BY_CHANCE else event.subject, event.content)
    assert by_program == by_form
    assert (decision["content"], decision["version"]) == (event.content, way.version + 1)
    assert pointers(district) == placed


def pointers(district: Path) -> tuple[str, dict[int, str]]:
    """Which formula and which data sets are in force in the folder."""
    return in_place(district), in_force(district)


@pytest.mark.parametrize("role", Role)
def test_who_may_decide_and_who_is_told_that_there_is_nothing(role: Role, district: Path) -> None:
    people = People()
    people.do_before(WAYS["formula.put_in_place"], district)
    people.do_before(WAYS["grants.review"], district)
    people.do_before(WAYS["data.repair"], district)
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


def test_a_text_is_given_its_meaning_by_a_program(district: Path) -> None:
    people = People()
    people.do_before(WAYS["data.repair"], district)
    program, address = people.program(Role.GRANTS_MANAGER), f"/data/uploads/{names()['upload']}"
    found = {one["name"]: one for one in program.ask("get", address).json()["findings"]}["students.bad-cell.grade"]
    [way] = [one for one in found["ways"] if one["way"] == "meaning"]
    assert (way["meanings_of"], way["choices"]) == (["Kdg", "third"], ["K", "3", "9"])
    said = {"way": "meaning", "version": found["version"], "meanings": {"Kdg": "K", "third": "nonsense"}}
    path = f"{address}/findings/{found['name']}/repair"
    assert program.ask("post", path, said, key="not-a-grade").status_code == 422
    answer = program.ask("post", path, said | {"meanings": {"Kdg": "K", "third": "3"}})
    assert answer.status_code == 200, answer.content
    assert 'third = "3"' in answer.json()["decision"]["content"]["rules"]
    assert "looks into them again" in answer.json()["told"]
    again = {one["name"]: one for one in program.ask("get", address).json()["findings"]}["students.bad-cell.grade"]
    assert (again["state"], again["version"], again["ways"], again["must_decide"]) == ("repaired", 1, [], False)


def test_data_that_a_program_puts_in_force_again_are_in_force_or_told_not_to_be_yet(district: Path) -> None:
    program, told = People().program(Role.BUDGET_DIRECTOR), BY_PROGRAM["data.use_again"]
    path, earlier = told.path.format(**names()), names()["earlier_set"]
    with alone(district):
        answer = program.ask("post", path, body(told)).json()
    assert "recorded, and not yet in force" in answer["told"]
    assert in_force(district)[2027] != earlier
    shown = {one["seal"]: one for one in program.ask("get", "/data/sets").json()["items"]}[earlier]
    assert (shown["is_in_force"], shown["is_pending"], shown["version"]) == (False, True, 1)
    answer = program.ask("post", path, body(told)).json()
    assert (answer["is_repeat"], answer["told"]) == (True, "It is in force. Every page shows it from now on.")
    assert in_force(district)[2027] == earlier


READ = {
    "/data/uploads": AT_WORK,
    "/data/uploads/{upload}": AT_WORK,
    "/data/sets": AT_WORK,
    "/formula/drafts": frozenset(Role),
    "/calendar": frozenset(Role),
    "/schools/{unit}/proposals": frozenset(Role),
}
"""What programs read to decide, with who may; written by hand."""


@pytest.mark.parametrize("role", Role)
def test_who_may_read_what_is_to_be_decided(role: Role, district: Path) -> None:
    people = People()
    for name in ("formula.save_draft", "grants.review", "data.repair", "calendar.set"):
        people.do_before(WAYS[name], district)
    program = people.program(role)
    absent = program.ask("get", f"/schools/{ABSENT}")
    for path, roles in READ.items():
        for unit in (OWN, OTHER, ABSENT) if "{unit}" in path else ("",):
            answer = program.ask("get", path.format(**names() | {"unit": unit}))
            is_theirs = role in roles and unit != ABSENT and not (role.is_of_a_school and unit == OTHER)
            assert answer.status_code == (200 if is_theirs else 404), (role, path, unit, answer.content)
            assert is_theirs or answer.content == absent.content
    assert program.ask("get", "/data/uploads/999999").content == absent.content


def test_what_is_read_has_the_versions_with_which_it_is_decided(district: Path) -> None:
    people = People()
    for name in ("formula.sign_draft", "grants.review", "data.reopen"):
        people.do_before(WAYS[name], district)
    assert people.send(WAYS["calendar.set"], 50) == 302
    program = people.program(Role.BUDGET_DIRECTOR)

    def read(path: str) -> list[Any]:
        told = program.ask("get", path).json()
        found: list[Any] = told["items"]
        assert told["count"] >= len(found) > 0
        assert program.ask("get", f"{path}?limit=1&offset={told['count']}").json() == {"count": told["count"], "items": []}  # fmt: skip
        return found

    [upload], [draft], [proposal] = read("/data/uploads"), read("/formula/drafts"), read(f"/schools/{OWN}/proposals")
    queue = program.ask("get", f"/data/uploads/{upload['number']}").json()
    findings = {one["name"]: one for one in queue["findings"]}
    day = next(one for one in read("/calendar") if one["name"] == "choices")
    assert (upload["title"], upload["state"], upload["version"]) == ("October students", "looked", 1)
    exited = findings["programs.exited-learner"]
    assert (exited["state"], exited["version"], exited["depends_cents"], exited["must_decide"]) == ("repaired", 1, 400_00, False)  # fmt: skip
    assert {one["depends_cents"] for one in findings.values()} == {None, 400_00}
    assert (draft["number"], draft["state"], draft["version"]) == (1, "draft", 1)
    assert (proposal["title"], proposal["state"], proposal["amount_cents"], proposal["version"]) == ("A tutor", "submitted", 1_200_50, 1)  # fmt: skip
    assert (day["on"], day["version"]) == ("2027-02-02", 1)
    assert {(one["is_in_force"], one["is_pending"], one["version"]) for one in read("/data/sets")} == {(True, False, 0), (False, False, 0)}  # fmt: skip


def test_drafts_and_proposals_of_others_are_not_read_before_they_are_handed_in(district: Path) -> None:
    people = People()
    people.do_before(WAYS["formula.sign_draft"], district)
    draft = dict(WAYS["grants.propose"].fields) | {"move": ""}
    assert people.send(dataclasses.replace(WAYS["grants.propose"], fields=draft), 51) == 302
    found = {
        (role, path): people.program(role).ask("get", path).json()["count"]
        for role in (Role.BOARD_MEMBER, Role.BUDGET_DIRECTOR, Role.PRINCIPAL)
        for path in ("/formula/drafts", f"/schools/{OWN}/proposals")
    }
    assert list(found.values()) == [0, 0, 1, 0, 0, 1]
