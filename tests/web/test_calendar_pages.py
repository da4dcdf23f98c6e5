"""The calendar in the browser: seen by all, set by the finance office, and never so that it does not fit."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.web import calendars, figures
from perpupil.web.access.rights import Role
from perpupil.web.store.models import Decision, Event
from tests.web.district import OWN, person_of
from tests.web.offered import TODAY, maple_with_services

__all__ = ["maple_with_services"]
CALENDAR = """calendar = 1
title = "Maple"
source = "adopted by the board"

[cycle.2028]
begins = 2027-02-01
starts = 2027-07-01

[date.price_list]
title = "Price list"
on = 2027-01-08
owner = "Budget director"
year = 2028
done = 2027-01-08

[date.choices]
title = "Service choices close"
on = 2027-01-29
owner = "Budget director"
concerns = ["Principals"]
year = 2028
after = { price_list = 14 }
choice = true

[date.vote]
title = "Formula vote"
on = 2027-02-09
owner = "Board"
year = 2028
after = { choices = 0 }
"""
SET = "/calendar/choices/"


@pytest.fixture(autouse=True)
def _dated(settings: Settings, maple_with_services: Path, tmp_path: Path) -> None:
    district = Path(shutil.copytree(maple_with_services, tmp_path / "maple"))
    (district / "calendar.toml").write_text(CALENDAR, encoding="utf-8")
    settings.DISTRICT, settings.TODAY = district, TODAY
    figures.forget()


def sent(
    on: str, version: int = 0, key: str = "key-of-a-form", done: str = "", reason: str = "The board asked."
) -> dict[str, str]:
    return {"key": key, "version": str(version), "on": on, "done": done, "reason": reason}


def test_what_comes_next_is_the_first_line(client: Client) -> None:
    client.force_login(person_of(Role.PRINCIPAL, OWN))
    text = client.get("/calendar/").content.decode()
    assert "Next: Service choices close, Friday, January 29." in text
    assert "done Jan. 8" in text
    assert "Formula vote" not in client.get("/calendar/?role=Principals").content.decode()


def test_a_day_is_set_with_its_reason_and_the_page_and_the_download_say_so(client: Client) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    assert client.post(SET, sent("2027-01-27")).status_code == 302
    decision, event = Decision.objects.get(), Event.objects.get()
    assert decision.content == {"on": "2027-01-27", "done": "", "reason": "The board asked.", "before": "2027-01-29"}
    assert (event.action, event.subject, event.content) == ("calendar.set", "choices", decision.content)
    text = client.get("/calendar/").content.decode()
    assert "Wed, Jan. 27, 2027" in text
    assert "the price list says Friday, January 29" in text, "the price list's last day is the one that counts"
    download = client.get("/calendar/calendar.ics")
    assert download.headers["Content-Type"].startswith("text/calendar")
    assert b"20270127" in download.content
    assert b"20270129" not in download.content


@pytest.mark.parametrize(
    ("on", "done", "reason", "told"),
    [
        ("2027-01-15", "", "x", "must come at least 14 days after Price list"),
        ("2027-02-10", "", "x", "Formula vote falls on"),
        ("2031-01-29", "", "x", "There is no such day."),
        ("soon", "", "x", "There is no such day."),
        ("2027-01-28", "2027-01-20", "x", "It cannot have been done then."),
        ("2027-01-28", "", " ", "There is no reason."),
    ],
)
def test_what_does_not_fit_is_refused_with_both_days(
    client: Client, on: str, done: str, reason: str, told: str
) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    answer = client.post(SET, sent(on, done=done, reason=reason))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Decision.objects.count() == 0


def test_of_two_the_second_is_shown_both(client: Client) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    client.post(SET, sent("2027-01-27"))
    answer = client.post(SET, sent("2027-01-28", key="key-of-another"))
    assert answer.status_code == 409
    assert {"2027-01-27", "2027-01-28"} <= set(answer.content.decode().replace("<", " ").replace(">", " ").split())
    found, _ = calendars.now()
    assert found is not None
    assert found.decision("choices").on == dt.date(2027, 1, 27)


@pytest.mark.parametrize("role", Role)
def test_who_may_set_a_day(client: Client, role: Role) -> None:
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    may = role is Role.BUDGET_DIRECTOR
    assert client.get("/calendar/").status_code == 200
    assert client.get(SET).status_code == (200 if may else 404)
    assert client.post(SET, sent("2027-01-28")).status_code == (302 if may else 404)
    assert client.get("/calendar/nothing/").status_code == 404
    assert Decision.objects.count() == may
