"""Reminders as they are sent: whose day it is, in her language, once, by a server that answers; and nothing lost where it does not."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from perpupil.cli.main import main
from perpupil.web import figures
from perpupil.web.access.rights import Role
from perpupil.web.environment import mail_of
from perpupil.web.mail import reminding
from perpupil.web.mail.reminding import Sent, send_due
from perpupil.web.store.models import Decision, Event, Person, Reminder
from tests.web.district import FORMULA, OTHER, OWN, person_of
from tests.web.offered import TODAY, maple_with_services
from tests.web.steps import CALENDAR
from tests.web.test_autonomy_pages import REGISTER
from tests.web.test_grants_pages import GRANTS, SCHOOLS

__all__ = ["maple_with_services"]
NAMED = {"PERPUPIL_MAIL": "smtp://budget:secret@mail.example.org", "PERPUPIL_MAIL_FROM": "Maple <budget@example.org>"}
DRAFT = FORMULA.replace("value = 5000", "value = 5100")
PROPOSAL = {
    "title": "Robin's tutor", "grant": "title_i", "purpose": "Reading", "evidence": "A study", "people": "Ms. Ruiz", "move": "submitted",
    "line-1-what": "Tutor", "line-1-kind": "contract", "line-1-amount": "1,200", "line-1-for_whom": "whole_school", "line-1-paid_before": "nobody",
}  # fmt: skip
SENSITIVE = ("Robin", "$", "Tutor", "lunch")
"""Words of people and amounts, which no reminder repeats."""


@pytest.fixture(autouse=True)
def _mailed(settings: Settings, maple_with_services: Path, tmp_path: Path) -> None:
    district = Path(shutil.copytree(maple_with_services, tmp_path / "maple"))
    for name, text in (
        ("calendar.toml", CALENDAR),
        ("autonomy.toml", REGISTER),
        ("grants.toml", GRANTS),
        ("schools.csv", SCHOOLS),
    ):
        (district / name).write_text(text, encoding="utf-8")
    settings.DISTRICT, settings.TODAY, settings.MAIL = district, TODAY, mail_of(NAMED)
    settings.ADDRESS = "https://budget.example.org"
    figures.forget()


def remind(today: dt.date = TODAY, now: dt.datetime | None = None) -> Sent:
    return send_due(now or timezone.now(), today)


def signed_in(role: Role, unit: str = "") -> tuple[Client, Person]:
    person, client = person_of(role, unit), Client()
    client.force_login(person)
    return client, person


def send(client: Client, path: str, given: Mapping[str, str], version: int = 0) -> None:
    key = f"form-number-{Event.objects.count()}-{path}"[:80]
    answer = client.post(path, {"key": key, "version": str(version), **given})
    assert answer.status_code == 302, answer.content.decode()


def bodies() -> dict[str, str]:
    return {str(one.to[0]): str(one.body) for one in mail.outbox}


def test_everybody_is_told_of_her_own_days_and_of_no_others() -> None:
    principal, ada = signed_in(Role.PRINCIPAL, OWN)
    other, _ = signed_in(Role.PRINCIPAL, OTHER)
    director, hassan = signed_in(Role.BUDGET_DIRECTOR)
    _, kamal = signed_in(Role.SUPERINTENDENT)
    _, naomi = signed_in(Role.GRANTS_MANAGER)
    _, board = signed_in(Role.BOARD_MEMBER)
    person_of(Role.ADMINISTRATOR)
    send(principal, f"/schools/{OWN}/questions/allocation/", {"do": "ask", "question": "Is it Robin's lunch?"})
    send(principal, f"/schools/{OWN}/grants/new/", PROPOSAL)
    send(principal, f"/schools/{OWN}/autonomy/", {"agreed": "yes"})
    send(director, "/formula/drafts/save/", {"text": DRAFT})
    send(director, "/formula/drafts/1/sign/", {}, 1)
    for service in ("coach", "print", "seats"):
        send(other, f"/schools/{OTHER}/services/choose/", {f"choice-{service}": "keep", f"version-{service}": "0"})
    assert remind() == Sent(4, 8, 0)
    told = bodies()
    assert told.keys() == {ada.email, hassan.email, kamal.email, naomi.email}, (
        "no day is Baker's, the board's or the administrator's"
    )
    assert board.email not in told
    about = {
        "2 of 3 service choices of Adams Elementary are not made": {ada},
        "Service choices close, for FY2028": {hassan},
        "A question about a figure of Adams Elementary": {hassan, kamal, naomi},
        "A proposal of Adams Elementary waits": {naomi},
        "The agreement with Adams Elementary waits for your signature": {kamal},
        "Draft 1 of the formula waits for a signature": {kamal},
    }
    for words, people in about.items():
        assert {one for one, body in told.items() if words in body} == {one.email for one in people}, words
    everything = "".join(told.values())
    assert not [word for word in SENSITIVE if word in everything]
    assert f"https://budget.example.org/schools/{OWN}/services/" in told[ada.email]


def test_links_of_a_reminder_lead_to_pages_that_its_reader_sees() -> None:
    principal, _ = signed_in(Role.PRINCIPAL, OWN)
    director, _ = signed_in(Role.BUDGET_DIRECTOR)
    send(principal, f"/schools/{OWN}/questions/allocation/", {"do": "ask", "question": "Why?"})
    remind()
    for client, email in ((principal, "principal.0010@example.org"), (director, "budget_director@example.org")):
        paths = [
            one.removeprefix("https://budget.example.org")
            for one in bodies()[email].split()
            if one.startswith("https://")
        ]
        assert paths
        assert [client.get(path).status_code for path in paths] == [200] * len(paths)


def test_a_mail_in_each_language_says_the_day_why_and_what_then() -> None:
    english, spanish = person_of(Role.PRINCIPAL, OWN), person_of(Role.PRINCIPAL, OTHER)
    spanish.language = "es"
    spanish.save()
    remind()
    told = {one.to[0]: one for one in mail.outbox}
    assert told[english.email].subject.startswith("Friday, January 29 (in 10 days): 2 of 3 service choices")
    assert "Why it matters: " in told[english.email].body
    assert "If nothing is done: The school keeps every service" in told[english.email].body
    assert told[spanish.email].subject.startswith("viernes 29 de enero (en 10 días)")
    assert "If nothing" not in told[spanish.email].body
    assert told[english.email].extra_headers["Auto-Submitted"] == "auto-generated"


def test_once_at_each_step_and_never_after_the_day() -> None:
    person_of(Role.PRINCIPAL, OWN)
    days = [TODAY + dt.timedelta(days=number) for number in range(14)]
    assert [day for day in days for _ in range(3) if remind(day).people] == [
        TODAY,  # fourteen days before was missed, and is made up for
        dt.date(2027, 1, 26),
        dt.date(2027, 1, 29),
    ]
    assert Reminder.objects.count() == 3


def test_who_has_chosen_meanwhile_is_not_reminded_again() -> None:
    principal, _ = signed_in(Role.PRINCIPAL, OWN)
    assert remind().people == 1
    for service in ("print", "seats"):
        send(principal, f"/schools/{OWN}/services/choose/", {f"choice-{service}": "decline", f"version-{service}": "0"})
    assert remind(dt.date(2027, 1, 26)).people == 0


def test_reminders_are_turned_off_and_on_by_their_reader_alone() -> None:
    client, person = signed_in(Role.PRINCIPAL, OWN)
    _, another = signed_in(Role.PRINCIPAL, OTHER)
    send(client, "/account/", {"wanted": "no"})
    assert "You get no reminders by e-mail" in client.get("/account/").content.decode()
    remind()
    assert bodies().keys() == {another.email}
    send(client, "/account/", {"wanted": "yes"}, 1)
    remind()
    assert person.email in bodies()
    assert (
        client.post("/account/", {"wanted": "perhaps", "key": "a-key-of-this-form", "version": "2"}).status_code == 302
    )
    assert Decision.objects.get(kind="reminders").content == {"wanted": True}
    assert list(Event.objects.values_list("action", flat=True)) == ["account.remind"] * 2


def test_who_left_who_is_made_up_and_who_lost_the_role_gets_nothing() -> None:
    closed, relieved = person_of(Role.PRINCIPAL, OWN), person_of(Role.BUDGET_DIRECTOR)
    person_of(Role.SUPERINTENDENT, is_made_up=True)
    closed.is_active = False
    closed.save()
    relieved.holdings.update(ends=TODAY)
    assert remind(dt.date(2027, 1, 26)) == Sent(0, 0, 0)


def test_without_a_mail_server_nothing_is_sent_and_nothing_counts_as_told(settings: Settings) -> None:
    person_of(Role.PRINCIPAL, OWN)
    settings.MAIL = None
    assert remind() == Sent(0, 0, 0)
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)


def test_a_server_that_is_down_is_tried_again_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person_of(Role.PRINCIPAL, OWN)
    person_of(Role.PRINCIPAL, OTHER)

    def down(_: EmailMessage) -> int:
        raise SMTPServerDisconnected("Ana Ruiz at home")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", down)
        assert remind() == Sent(0, 0, 1)
    assert "SMTPServerDisconnected" in caplog.text
    assert "Ana" not in caplog.text
    assert remind().people == 2
    assert remind().people == 0


def test_an_address_that_is_refused_keeps_nobody_else_from_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = person_of(Role.PRINCIPAL, OWN), person_of(Role.PRINCIPAL, OTHER)
    send = EmailMessage.send

    def picky(message: EmailMessage) -> int:
        if message.to == [first.email]:
            raise SMTPRecipientsRefused({first.email: (550, b"no such box")})
        return send(message)

    monkeypatch.setattr(EmailMessage, "send", picky)
    assert remind() == Sent(1, 1, 1)
    assert bodies().keys() == {second.email}


def test_what_was_being_sent_when_the_process_ended_is_not_sent_twice(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person_of(Role.PRINCIPAL, OWN)

    def killed(_: EmailMessage) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as ended:
        ended.setattr(EmailMessage, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            remind()
    later = timezone.now() + dt.timedelta(hours=2)
    assert remind(now=later).people == 0
    assert "being sent when the process ended: 1" in caplog.text
    assert Reminder.objects.get().state == "unknown"
    assert remind(dt.date(2027, 1, 26), later).people == 1, "its next step is sent"


def test_two_processes_at_once_send_each_mail_once(settings: Settings, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    command = [sys.executable, "-m", "tests.web.reminding", str(settings.DISTRICT), str(box), TODAY.isoformat()]
    subprocess.run([*command, "people"], check=True, env=os.environ | NAMED, timeout=60)  # noqa: S603  our own program
    both = [subprocess.Popen(command, env=os.environ | NAMED) for _ in range(2)]  # noqa: S603  our own program
    assert [one.wait(timeout=60) for one in both] == [0, 0]
    sent = "".join(one.read_text(encoding="utf-8") for one in box.iterdir())
    assert sent.count("Message-ID:") == sent.count("\nTo: ") == 6


def test_the_command_shows_the_mails_and_sends_none(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person_of(Role.PRINCIPAL, OWN, is_made_up=True)
    folder = str(settings.DISTRICT)
    assert main(["remind", folder, "--show", "--today", TODAY.isoformat()]) == 0
    told = capsys.readouterr().out
    assert "To: principal 0010 <principal.0010@example.org>" in told
    assert told.endswith("\n1 mail.\n")
    assert mail.outbox == []
    assert main(["remind", folder]) == 0
    assert "Sent: 0 mails about 0 days." in capsys.readouterr().out
    settings.MAIL, settings.TODAY = None, TODAY
    assert main(["remind", folder]) == 0
    told = capsys.readouterr().out
    assert "No mail server is named" in told
    assert "To: principal 0010 <principal.0010@example.org>" in told
    assert not Reminder.objects.exists(), "whoever names a server later is still reminded"
    assert main(["remind", folder, "--today", "2027-01-01"]) == 2
    assert main(["remind", str(tmp_path / "nowhere")]) == 2


def test_the_worker_reminds_every_hour_and_goes_on_whatever_happens(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[dt.date] = []
    waited: list[float] = []

    def broken(_: dt.datetime, today: dt.date) -> Sent:
        asked.append(today)
        raise RuntimeError("Ana Ruiz at home")

    class Twice(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0)
            return len(waited) > 1

    monkeypatch.setattr(reminding, "send_due", broken)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    reminding.keep_reminding(Twice())
    assert (asked, waited) == ([TODAY, TODAY], [3600.0, 3600.0])
    assert "tried again in an hour" in caplog.text
    assert "Ana" not in caplog.text
