"""One process that writes, as one worker of the server does: it acts, and says what came of it.

python -m tests.postgres.writer begin              make the tables and two people
python -m tests.postgres.writer ask SUBJECT        ask a question
python -m tests.postgres.writer answer PLACE SUBJECT VERSION TEXT
python -m tests.postgres.writer mark PLACE SUBJECT TIMES    mark a finding so many times, looking again after each conflict
python -m tests.postgres.writer count SUBJECT      how many marks there are, and whether the chain holds
"""

import os
import secrets
import sys
from collections.abc import Callable

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "perpupil.web.settings"
django.setup()

from django.core.management import call_command  # noqa: E402  Django is set up first
from django.utils import timezone  # noqa: E402

from perpupil.web.access.rights import Role  # noqa: E402
from perpupil.web.actions import ACTIONS, Asked, Conflict, Done, Refused, act  # noqa: E402
from perpupil.web.store.events import first_broken  # noqa: E402
from perpupil.web.store.models import Decision, Event, Person  # noqa: E402
from tests.web.district import OWN, person_of  # noqa: E402

ROLES = (Role.BUDGET_DIRECTOR, Role.ACADEMIC_OFFICER)


def begin() -> str:
    call_command("migrate", interactive=False, verbosity=0)
    for role in ROLES:
        person_of(role)
    return "begun"


def ask(subject: str) -> str:
    return _done(0, "questions.ask", (OWN, subject), {"question": "Why?"}, 0)


def answer(place: str, subject: str, version: str, text: str) -> str:
    return _done(int(place), "questions.answer", (OWN, subject), {"answer": text}, int(version))


def mark(place: str, subject: str, times: str) -> str:
    conflicts = 0
    for _ in range(int(times)):
        while True:
            shown = Decision.objects.filter(kind="discussed", subject=subject).first()
            told = _done(int(place), "discussed.mark", ("", subject), {"group": place}, shown.version if shown else 0)
            if told.startswith("done"):
                break
            conflicts += 1
    return f"marked after {conflicts} conflicts"


def count(subject: str) -> str:
    marks = Decision.objects.get(kind="discussed", subject=subject).content["marks"]
    return f"{len(marks)} marks, broken at {first_broken(Event.objects.all())}"


def _done(place: int, name: str, about: tuple[str, str], given: dict[str, str], version: int) -> str:
    person, now = Person.objects.order_by("pk")[place], timezone.now()
    asked = Asked(person, ACTIONS[name], *about, given, version, secrets.token_urlsafe(16), now, now.date())
    match act(asked):
        case Done(decision=decision):
            return f"done {decision.version}"
        case Conflict(theirs=theirs, yours=yours):
            return f"conflict {theirs.content.get('answer')} {yours.get('answer')}"
        case Refused(wrong=wrong):
            return f"refused {wrong[0].what}"


COMMANDS: dict[str, Callable[..., str]] = {
    "begin": begin,
    "ask": ask,
    "answer": answer,
    "mark": mark,
    "count": count,
}

if __name__ == "__main__":
    sys.stdout.write(COMMANDS[sys.argv[1]](*sys.argv[2:]) + "\n")
