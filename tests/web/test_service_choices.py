"""Service choices on the page: what a school sees, saves, and is shown when it cannot be saved."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.web import services
from perpupil.web.access.rights import Role
from perpupil.web.choosing import choosing
from perpupil.web.store.choices import choices
from perpupil.web.store.models import Decision, Event
from perpupil.workspace.services import read_services, read_settlement
from tests.web.district import ABSENT, OTHER, OWN, person_of
from tests.web.offered import DEADLINE, TODAY, _offered, form, maple_with_services, principal

__all__ = ["_offered", "maple_with_services"]
pytestmark = pytest.mark.usefixtures("_offered")
PAGE, SAVE, PAPER = (
    "/schools/{unit}/services/",
    "/schools/{unit}/services/choose/",
    "/schools/{unit}/services/receipt.pdf",
)
CHANGE = Mapping[str, str]


def shown(client: Client, unit: str = OWN) -> str:
    return client.get(PAGE.format(unit=unit)).content.decode()


def test_the_first_line_of_each_service_adds_up(client: Client) -> None:
    principal(client)
    text = shown(client)
    # Coach: half a position of $118,600. Seats: 4 × $425. Print shop: 11 × $9, and 11 of 31 parts of $1,000.01 that stay.
    for amount in ("$59,300.00", "$1,700.00", "$453.84", "$99.00", "$354.84", "$61,453.84"):
        assert amount in text, amount
    assert "Choose by Friday, January 29." in text
    assert "Run for every school by the district." in text


def test_nothing_is_preselected_where_nothing_was_chosen(client: Client) -> None:
    principal(client)
    radios = re.findall(r'<input type="radio"[^>]*>', shown(client))
    chosen = [one for one in radios if "checked" in one]
    assert len(radios) == 6
    assert [re.search(r'name="([^"]+)" value="(\w+)"', one).groups() for one in chosen] == [  # type: ignore[union-attr]
        ("choice-coach", "decline")
    ]


def test_a_save_writes_what_is_changed_and_nothing_else(client: Client) -> None:
    person = principal(client)
    answer = client.post(SAVE.format(unit=OWN), form(client, choice_of_seats="keep", quantity_of_seats="3"))
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE.format(unit=OWN))
    decision, event = Decision.objects.get(), Event.objects.get()
    assert (decision.kind, decision.unit, decision.subject) == ("service_choice", OWN, "FY2028:seats")
    assert decision.content == {"choice": "keep", "quantity": "3", "who": person.name, "when": TODAY.isoformat()}
    assert (event.action, event.content) == ("services.choose", decision.content)
    text = shown(client)
    assert "1 choice is saved." in text
    assert "Keeps a part: 3 seats, $425.00" in text
    assert "$59,824.00" in text, "the coach of the office's row, one seat, and the paper of a print shop that closes"


def test_what_is_saved_stands_before_the_row_of_the_file(client: Client) -> None:
    principal(client)
    assert "Takes the money: $59,300.00" in shown(client)
    client.post(SAVE.format(unit=OWN), form(client, choice_of_coach="keep"))
    text = shown(client)
    assert "Takes the money" not in text
    assert "by principal 0010" in text


def test_a_form_that_changes_nothing_saves_nothing(client: Client) -> None:
    principal(client)
    assert client.post(SAVE.format(unit=OWN), form(client)).status_code == 302
    assert Decision.objects.count() == 0


def test_the_same_form_sent_twice_saves_once(client: Client) -> None:
    principal(client)
    sent = form(client, choice_of_seats="decline")
    for _ in range(2):
        assert client.post(SAVE.format(unit=OWN), sent).status_code == 302
    assert (Decision.objects.get().version, Event.objects.count()) == (1, 1)


def test_of_two_windows_the_second_is_shown_both_and_keeps_the_rest(client: Client) -> None:
    principal(client)
    first, second = form(client, choice_of_seats="decline"), form(client, choice_of_seats="keep", choice_of_print="buy")
    client.post(SAVE.format(unit=OWN), first)
    answer = client.post(SAVE.format(unit=OWN), second)
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Someone saved this before you", "Use mine", "Leave as saved", "1 choice is saved."):
        assert words in text
    seats = Decision.objects.get(subject="FY2028:seats")
    assert (seats.content["choice"], seats.version) == ("decline", 1)
    mine = {
        "key": "another-form", "version-seats": "1", "choice-seats": "keep", "quantity-seats": "",
    }  # fmt: skip
    assert client.post(SAVE.format(unit=OWN), mine).status_code == 302
    seats.refresh_from_db()
    assert (seats.content["choice"], seats.version) == ("keep", 2)


@pytest.mark.parametrize("quantity", ["5", "1.5", "-1", "many", "9" * 30])
def test_a_quantity_that_cannot_be_is_refused_and_said(client: Client, quantity: str) -> None:
    principal(client)
    answer = client.post(SAVE.format(unit=OWN), form(client, choice_of_seats="keep", quantity_of_seats=quantity))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Seats: not saved." in text
    row = text[text.index('name="choice-seats"') : text.index('name="was-seats"')]
    assert "checked" in row, "what was written stays in the form"
    assert f'value="{quantity}"' in row
    assert Decision.objects.count() == 0


def test_the_last_day_counts_and_the_day_after_does_not(client: Client, settings: Settings) -> None:
    principal(client)
    settings.TODAY = DEADLINE
    assert client.post(SAVE.format(unit=OWN), form(client, choice_of_seats="decline")).status_code == 302
    late = form(client, choice_of_seats="keep")
    settings.TODAY = DEADLINE.replace(day=30)
    answer = client.post(SAVE.format(unit=OWN), late)
    assert answer.status_code == 422
    assert "Choices closed on January 29, 2027." in answer.content.decode()
    assert Decision.objects.get().content["choice"] == "decline"
    assert 'type="radio"' not in shown(client)
    assert "Takes the money: $1,700.00" in shown(client)


def test_too_few_are_told_with_both_counts_and_what_follows(client: Client) -> None:
    principal(client)
    text = shown(client)
    assert "May close: 21 students signed up, 25 needed." in text
    assert "Below that it ends" in text


@pytest.mark.parametrize("role", Role)
def test_who_sees_the_page_and_who_may_save(client: Client, role: Role) -> None:
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    is_principal = role is Role.PRINCIPAL
    sent = {"key": "a-key-of-a-form", "choice-seats": "decline", "version-seats": "0"}
    for unit, is_seen in ((OWN, True), (OTHER, not is_principal), (ABSENT, False)):
        for address in (PAGE, PAPER):
            assert client.get(address.format(unit=unit)).status_code == (200 if is_seen else 404), (role, unit)
        may_save = is_principal and unit == OWN
        assert client.post(SAVE.format(unit=unit), sent).status_code == (302 if may_save else 404)
    assert Decision.objects.count() == (1 if is_principal else 0)
    assert ("You can read this, not change it" in shown(client)) is not is_principal


def test_a_form_without_a_key_is_not_one_of_ours(client: Client) -> None:
    principal(client)
    assert client.post(SAVE.format(unit=OWN), {"choice-seats": "decline", "version-seats": "0"}).status_code == 400


def test_a_school_cannot_choose_what_it_does_not_have(client: Client) -> None:
    principal(client, OTHER)
    client.post(SAVE.format(unit=OTHER), {"key": "a-key-of-a-form", "choice-seats": "decline", "version-seats": "0"})
    assert Decision.objects.count() == 0


def test_the_balance_is_the_settlement_of_the_same_rows_to_the_cent(
    client: Client, maple_with_services: Path, tmp_path: Path
) -> None:
    """What was saved here, written as rows of a file, settles to the same amounts."""
    principal(client)
    client.post(
        SAVE.format(unit=OWN), form(client, choice_of_coach="keep", quantity_of_coach="1.25", choice_of_print="buy")
    )
    found, _ = read_services(maple_with_services)
    assert found is not None
    rows = "".join(
        f"{one.unit},{one.subject.partition(':')[2]},{one.content['choice']},{one.content['quantity']},x,{one.content['when']}\n"
        for one in choices(2028)
    )
    (tmp_path / "choices.csv").write_text(
        f"school,service,choice,quantity,who,when\n0030,print,decline,,principal,2027-01-12\n{rows}", encoding="utf-8"
    )
    settled, _ = read_settlement(tmp_path, found)
    assert settled is not None
    known = services.now()
    receipt = known.receipt(OWN)
    assert receipt is not None
    assert known.services is not None
    page = choosing(known.services.catalogue, receipt, choices(2028, OWN), TODAY)
    of_school = settled.of(OWN)
    assert receipt.money_cents == sum(one.money_cents for one in of_school) == 29_650_00 + 99_00
    assert receipt.value_cents == sum(one.price_cents for one in of_school) == page.totals.price_cents
    parts = receipt.service_cents + receipt.money_cents + receipt.stays_cents + receipt.not_chosen_cents
    assert parts == receipt.value_cents
    assert page.totals.price_cents == page.totals.money_cents + page.totals.stays_cents
    assert settled.left_over_cents == 0


def test_without_a_price_list_the_page_says_what_will_be_there(client: Client, settings: Settings, maple: Path) -> None:
    settings.DISTRICT = maple
    principal(client)
    assert "There is no price list for Adams Elementary yet." in shown(client)
    assert client.get(PAPER.format(unit=OWN)).status_code == 404
