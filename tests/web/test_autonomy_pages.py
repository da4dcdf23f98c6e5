"""Who decides what, in the browser: read by whom it concerns, signed by each side for itself, settled once."""

import shutil
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.web import autonomies, figures
from perpupil.web.access.rights import Role
from perpupil.web.store.models import Decision, Event
from tests.web.district import ABSENT, OTHER, OWN, person_of
from tests.web.offered import TODAY, maple_with_services, principal

__all__ = ["maple_with_services"]
REGISTER = """autonomy = 1
title = "Maple"
purpose = "Whoever is near the students decides."
source = "board policy"
year = 2027

[schools]
"0010" = "Adams Elementary"
"0020" = "Baker Elementary"

[area.curriculum]
about = "Which books are used."

[agreement."0010"]
granted = [{ area = "curriculum", level = "school", since = 2026-07-01 }]
"""
SETTLED = {
    "question": "May a school sell its books?",
    "decision": "No.",
    "reason": "They are the district's.",
    "applies_to": "all",
}
ADDRESS, SETTLE = "/schools/{unit}/autonomy/", "/autonomy/settle/"


@pytest.fixture(autouse=True)
def _registered(settings: Settings, maple_with_services: Path, tmp_path: Path) -> None:
    district = Path(shutil.copytree(maple_with_services, tmp_path / "maple"))
    (district / "autonomy.toml").write_text(REGISTER, encoding="utf-8")
    settings.DISTRICT, settings.TODAY = district, TODAY
    figures.forget()


def sent(key: str = "key-of-a-form", **more: str) -> dict[str, str]:
    return {"key": key, "version": "0"} | more


def test_each_side_signs_for_itself_and_once(client: Client) -> None:
    assert autonomies.register()[0] is not None, autonomies.register()[1]
    school = principal(client)
    address = ADDRESS.format(unit=OWN)
    assert client.post(address, sent()).status_code == 422, "the box is not ticked"
    assert client.post(address, sent("key-of-school", agreed="yes")).status_code == 302
    assert client.post(address, sent("key-of-again", agreed="yes")).status_code == 404
    district = person_of(Role.SUPERINTENDENT)
    client.force_login(district)
    assert "Do you sign?" in client.get(address).content.decode()
    assert client.post(address, sent("key-of-office", agreed="yes")).status_code == 302
    assert "Do you sign?" not in client.get(address).content.decode()
    found, _ = autonomies.register()
    assert found is not None
    agreement = found.agreement(OWN)
    assert agreement is not None
    assert agreement.by_school is not None
    assert agreement.by_district is not None
    assert (agreement.by_school.who, agreement.by_district.who) == (school.name, district.name)
    assert agreement.signed_on(TODAY) == TODAY
    assert [one.action for one in Event.objects.order_by("sequence")] == [
        "autonomy.sign_for_school",
        "autonomy.sign_for_district",
    ]


def test_a_question_is_settled_once_and_stands_for_all(client: Client) -> None:
    client.force_login(person_of(Role.ACADEMIC_OFFICER))
    for _ in range(2):
        answer = client.post(SETTLE, sent() | SETTLED)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/autonomy/?show=precedents")
    assert Decision.objects.count() == 1
    assert "May a school sell its books?" in client.get("/autonomy/?show=precedents").content.decode()
    client.force_login(person_of(Role.PRINCIPAL, OTHER))
    assert "May a school sell its books?" in client.get(ADDRESS.format(unit=OTHER)).content.decode()


@pytest.mark.parametrize("field", SETTLED)
def test_what_is_not_said_is_asked_for_and_the_rest_stays(client: Client, field: str) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    answer = client.post(SETTLE, sent() | SETTLED | {field: " "})
    other = next(one for one in ("question", "decision") if one != field)
    assert answer.status_code == 422
    assert SETTLED[other] in answer.content.decode()
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("role", Role)
def test_who_sees_who_signs_and_who_settles(client: Client, role: Role) -> None:
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    is_principal = role is Role.PRINCIPAL
    for view in ("", "?show=ladder", "?show=requests", "?show=precedents", "?show=owed", "?show=nothing"):
        assert client.get(f"/autonomy/{view}").status_code == (404 if is_principal else 200)
    for unit, is_seen in ((OWN, True), (OTHER, not is_principal), (ABSENT, False)):
        assert client.get(ADDRESS.format(unit=unit)).status_code == (200 if is_seen else 404)
    may_settle = role in {Role.BUDGET_DIRECTOR, Role.ACADEMIC_OFFICER}
    assert client.get(SETTLE).status_code == (200 if may_settle else 404)
    assert client.post(SETTLE, sent("key-of-settling") | SETTLED).status_code == (302 if may_settle else 404)
    may_sign = role in {Role.PRINCIPAL, Role.SUPERINTENDENT}
    assert client.post(ADDRESS.format(unit=OWN), sent("key-of-signing", agreed="yes")).status_code == (
        302 if may_sign else 404
    )
    assert client.post(ADDRESS.format(unit=OTHER), sent("key-of-other", agreed="yes")).status_code == 404
