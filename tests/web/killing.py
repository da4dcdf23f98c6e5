"""A process that acts and is killed at one statement after another; after each kill it is looked at what stands in the database.

python -m tests.web.killing DISTRICT

The process that acts is a child of this one. It dies by SIGKILL, as when the machine takes it away, so that nothing of it can tidy up.
"""

import datetime as dt
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from perpupil.web.serving import open_folder

open_folder(Path(sys.argv[1]))

from django.db import connection, connections  # noqa: E402  Django is set up first
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from perpupil.web.access.rights import Role  # noqa: E402
from perpupil.web.actions import ACTIONS, Asked, Done, act  # noqa: E402
from perpupil.web.store.chain import check  # noqa: E402
from perpupil.web.store.models import Decision, Event, Holding, Person  # noqa: E402
from tests.web.district import OWN, person_of  # noqa: E402

NOW = dt.datetime(2027, 1, 19, 15, 0, tzinfo=dt.UTC)
INVITED = {"name": "Ana Ruiz", "role": "principal", "unit": OWN, "why": "board vote"}


@dataclass
class Death:
    """It comes when it was called so many times."""

    steps: int

    def step(self) -> None:
        self.steps -= 1
        if self.steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def at_statement(self, execute: Callable[..., object], *arguments: object) -> object:
        self.step()
        return execute(*arguments)


def die_while(asked: Asked, steps: int) -> bool:
    """Act in a child that dies at a step; give whether it died before it was through."""
    connections.close_all()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    death = Death(steps)
    commit = vars(BaseDatabaseWrapper)["_commit"]  # the moment itself is what is tried

    def at_commit(wrapper: BaseDatabaseWrapper) -> None:
        death.step()
        commit(wrapper)
        death.step()

    setattr(BaseDatabaseWrapper, "_commit", at_commit)  # noqa: B010  its stubs do not know it
    with connection.execute_wrapper(death.at_statement):
        act(asked)
    os._exit(0)


def kept() -> tuple[int, int, int, int]:
    return Decision.objects.count(), Event.objects.count(), Person.objects.count(), Holding.objects.count()


def tried(make: Callable[[str], Asked], adds: tuple[int, int, int, int]) -> str:
    """Kill at each step of an action until none is left; say how often nothing and how often all of it stood."""
    nothing = everything = 0
    for steps in range(1, 1_000):
        asked = make(str(steps))
        before = kept()
        died = die_while(asked, steps)
        is_there = Event.objects.filter(key=asked.key).exists()
        wanted = tuple(map(sum, zip(before, adds, strict=True))) if is_there else before
        if (kept(), is_decided(asked)) != (wanted, is_there) or not check().holds:
            return f"{asked.action.name}: between, at step {steps}: {before}, {kept()}, {check()}"
        nothing, everything = nothing + (not is_there), everything + is_there
        again = act(asked)
        if not isinstance(again, Done) or again.is_repeat != is_there:
            return f"{asked.action.name}: the same form again, at step {steps}: {again}"
        if not died:
            return f"{asked.action.name}: {nothing} times nothing, {everything} times everything"
    return "it never came through"


def is_decided(asked: Asked) -> bool:
    """Whether the decision is the one that this form made."""
    return Decision.objects.filter(kind=asked.action.kind, subject=asked.subject, event__key=asked.key).exists()


def main() -> None:
    principal, administrator, director = (
        person_of(Role.PRINCIPAL, OWN),
        person_of(Role.ADMINISTRATOR),
        person_of(Role.BUDGET_DIRECTOR),
    )

    def asked(person: Person, name: str, unit: str, subject: str, given: dict[str, str]) -> Asked:
        version = Decision.objects.filter(kind=ACTIONS[name].kind, unit=unit, subject=subject).count()
        return Asked(person, ACTIONS[name], unit, subject, given, version, f"{name}-{subject}", NOW, NOW.date())

    def ask(mark: str) -> Asked:
        return asked(principal, "questions.ask", OWN, f"{OWN}:{mark}", {"question": "Why?"})

    def answer(mark: str) -> Asked:
        act(ask(f"answered-{mark}"))
        return asked(director, "questions.answer", OWN, f"{OWN}:answered-{mark}", {"answer": "The board decided."})

    def invite(mark: str) -> Asked:
        email = f"ana{mark}@example.org"
        return asked(administrator, "people.invite", "", email, {**INVITED, "email": email})

    told = (tried(ask, (1, 1, 0, 0)), tried(answer, (0, 1, 0, 0)), tried(invite, (1, 1, 1, 1)))
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
