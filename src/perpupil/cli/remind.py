"""`perpupil remind`: mails to those whose days are near, for whoever runs it by the clock."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded

_EXAMPLE = """\
  perpupil remind my_district             send what is due; a second time sends nothing twice
  perpupil remind my_district --show      show what would be sent, and send nothing

`perpupil serve` does it by itself once an hour. The mail server is named by PERPUPIL_MAIL; docs/how-to/send-mail.md says how."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "remind", "Remind people of their days by e-mail.", _EXAMPLE)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the district's folder")
    parser.add_argument(
        "--show", action="store_true", help="show the mails, whoever had them already, and send nothing"
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, metavar="DATE", help="with --show, the day from which it is seen"
    )
    parser.set_defaults(command=guarded(_remind))


def _remind(given: Namespace) -> int:
    from perpupil.web.serving import open_folder
    from perpupil.workspace.district import find_district

    if given.today and not given.show:
        message = "--today goes with --show: what is sent is sent today."
        raise Misuse(message)
    open_folder(find_district(given.folder))
    from perpupil.web.frame import today

    return _shown(given.today or today()) if given.show else _sent(today())


def _sent(today: date) -> int:
    from django.conf import settings
    from django.utils import timezone

    from perpupil.cli.printing import console
    from perpupil.web.mail.reminding import send_due

    if settings.MAIL is None:
        print(
            "No mail server is named, so nothing is sent: set PERPUPIL_MAIL and PERPUPIL_MAIL_FROM. These would be sent:\n"
        )
        return _shown(today)
    sent = send_due(timezone.now(), today)
    out = console()
    out.print(f"Sent: {_counted(sent.people, 'mail')} about {_counted(sent.days, 'day')}.")
    if sent.failed:
        out.print("The mail server did not take everything. What it did not take is tried again the next time.")
    return FOUND if sent.failed else FINE


def _shown(today: date) -> int:
    from perpupil.web.mail.reminding import shown

    letters = list(shown(today))
    for person, letter in letters:
        print(f"To: {person.name} <{person.email}>\nSubject: {letter.subject}\n\n{letter.body}\n{'-' * 72}")
    print(f"{_counted(len(letters), 'mail')}." if letters else "Nobody would be sent a mail.")
    return FINE


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
