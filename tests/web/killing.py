"""Every action done by its form, in a process that is killed at one step after another; after each kill it is looked at what stands.

python -m tests.web.killing DISTRICT ACTION=STEPS …

A step is a statement of a transaction, the moment before and after it is kept, and whatever is done to a file of the folder. So many steps of
an action are tried, from the last one backwards; 0 is all. `*` is every action that is not named. The process that acts is a child of this one.
It dies by SIGKILL, as when the machine takes it away, so that nothing of it can tidy up. What then stands must be what stood before or what
stands after nobody was killed, and the same form sent again must lead to the latter.
"""

import datetime as dt
import logging
import os
import secrets
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

os.environ["PERPUPIL_TODAY"] = "2027-01-19"

from perpupil.web.serving import open_folder

DISTRICT = Path(sys.argv[1]).resolve()
open_folder(DISTRICT)

from django.apps import apps  # noqa: E402  Django is set up first
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, models  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from perpupil.equity.matters import Matter  # noqa: E402
from perpupil.web import standings  # noqa: E402
from perpupil.web.access.links import first_link, link_for  # noqa: E402
from perpupil.web.access.rights import Role  # noqa: E402
from perpupil.web.store.chain import check  # noqa: E402
from perpupil.web.store.events import HEAD  # noqa: E402
from perpupil.web.store.models import Decision, Person, Upload  # noqa: E402
from perpupil.workspace.formulas import in_place, read_kept  # noqa: E402
from perpupil.workspace.in_force import in_force  # noqa: E402
from tests.web.district import OWN, person_of  # noqa: E402
from tests.web.keeping import Keeping, keeping  # noqa: E402
from tests.web.looked_files import look_at_files  # noqa: E402
from tests.web.ways import LINKS, WAYS, Way, in_order  # noqa: E402

NOW = dt.datetime(2027, 1, 19, 15, 0, tzinfo=dt.UTC)
TO_A_FILE = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.truncate"}
TALKED_ABOUT = Matter(
    "alone", "Two alone", "Two are alone.", "Nothing for students.", 123_400, Fraction(9), key="alone"
)


@dataclass
class Death:
    """It comes at a step; 0 is never."""

    at: int
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def at_statement(self, execute: Callable[..., object], sql: str, *arguments: Any) -> object:  # noqa: ANN401  Django's own
        if connection.in_atomic_block or not sql.startswith("SELECT"):
            self.step()
        return execute(sql, *arguments)

    def at_file(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in TO_A_FILE or not isinstance(arguments[0], str | Path):
            return
        writes = event != "open" or bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if writes and Path(arguments[0]).is_relative_to(DISTRICT):
            self.step()


@dataclass(frozen=True)
class Form:
    """A way with everything that it names filled in, ready to be sent, again and again the same."""

    way: Way
    client: Client
    address: str
    fields: Mapping[str, str]

    def send(self) -> int:
        return self.client.post(self.address, self.fields).status_code


def dying(does: Callable[[], object], at: int) -> tuple[int, bool]:
    """Do something in a child that dies at a step; give how many steps there were, and whether it died."""
    connections.close_all()
    here, there = os.pipe()
    child = os.fork()
    if child:
        os.close(there)
        with os.fdopen(here, "rb") as told:
            steps = int(told.read() or b"0")
        _, status = os.waitpid(child, 0)
        return steps, os.WIFSIGNALED(status)
    death = Death(at)
    commit = vars(BaseDatabaseWrapper)["_commit"]  # the moment itself is what is tried

    def at_commit(wrapper: BaseDatabaseWrapper) -> None:
        death.step()
        commit(wrapper)
        death.step()

    setattr(BaseDatabaseWrapper, "_commit", at_commit)  # noqa: B010  its stubs do not know it
    sys.addaudithook(death.at_file)
    with connection.execute_wrapper(death.at_statement):
        does()
    os.write(there, str(death.steps).encode())
    os._exit(0)


def rows() -> dict[str, list[list[Any]]]:
    """Give every row that the application keeps; numbers that the database counts up, and salts, are left out."""
    found = {}
    for model in apps.get_app_config("store").get_models():
        of = model._meta  # noqa: SLF001  Django's own name
        fields = [one for one in of.concrete_fields if not isinstance(one, models.AutoField)]
        told = ([_told(row, one) for one in fields] for row in model._default_manager.all())  # noqa: SLF001  Django's own name
        found[of.db_table] = sorted(told, key=repr)
    return found


def _told(row: models.Model, one: "models.Field[Any, Any]") -> Any:  # noqa: ANN401  whatever a column holds
    if isinstance(one, models.ForeignKey) and one.related_model is Person:
        person = getattr(row, one.name)
        return person.email if person is not None else None
    value = getattr(row, one.attname)
    return value[:1] == "!" if one.name == "password" else value


def files() -> dict[str, bytes]:
    """Give the files of the folder; the database, what a process that was killed left beside a place, and the end of the chain are looked at apart."""
    found = {str(one.relative_to(DISTRICT)): one for one in DISTRICT.rglob("*") if one.is_file()}
    seen = [
        name for name, one in found.items() if "/." not in f"/{name}" and "sqlite3" not in name and one.name != HEAD
    ]
    return {name: found[name].read_bytes() for name in seen}


def pointers() -> str:
    """Say what points to a text that is not there; blank where nothing does."""
    for one in Decision.objects.filter(kind="formula_draft"):
        for text in one.content["texts"]:
            read_kept(DISTRICT, text["seal"])
    checked = check()
    return "" if checked.holds else f"the chain: {checked}"


@dataclass(frozen=True)
class Stand:
    """What stands at one moment."""

    rows: dict[str, list[list[Any]]]
    files: dict[str, bytes]

    @classmethod
    def now(cls) -> "Stand":
        return cls(rows(), files())


def ready(way: Way, clients: Mapping[Role, Client]) -> Form:
    """Do what was done before, and fill in the form."""
    earlier = in_order(way)
    for place, one in enumerate(earlier):
        assert filled(one, place, clients).send() in {200, 201, 302}, one
    for name, text in way.files.items():
        (DISTRICT / name).write_text(text, encoding="utf-8")
    return filled(way, len(earlier), clients)


def filled(way: Way, place: int, clients: Mapping[Role, Client]) -> Form:
    client = Client() if way.is_first else clients[way.by]
    ana = Person.objects.filter(email="ana@example.org").first()
    proposal = Decision.objects.filter(kind="grant_proposal").values_list("subject", flat=True).first()
    link = link_for(client.get("/up/").wsgi_request, ana).partition("testserver")[2] if ana is not None else ""
    sets = sorted(one.name for one in (DISTRICT / "facts").iterdir() if one.is_dir())
    names = {
        "ana": ana.pk if ana is not None else 0,
        "me": client.session["_auth_user_id"] if not way.is_first else "",
        "first": first_link(DISTRICT) if way.is_first else "",
        "proposal": proposal,
        "in_place": in_place(DISTRICT),
        "link": link,
        "upload": Upload.objects.values_list("number", flat=True).first(),
        "earlier_set": next((one for one in sets if one not in in_force(DISTRICT).values()), ""),
    }
    fields = {name: text.format(**names) if text.startswith("{") else text for name, text in way.fields.items()}
    form = {"key": f"key-of-way-{place}", "version": str(way.version), **fields}
    return Form(way, client, way.to.format(**names), form)


def tried(way: Way, clients: Mapping[Role, Client], kept: Keeping, most: int) -> str:
    """Kill at one step after another; say how often nothing and how often all of it stood."""
    form = ready(way, clients)
    kept.save("ready")
    before = Stand.now()
    steps, _ = dying(form.send, 0)
    after = Stand.now()
    if before.rows == after.rows:
        return f"it changes nothing: {form.send()}"
    nothing = everything = 0
    for at in chosen(steps, most):
        kept.bring_back("ready")
        _, died = dying(form.send, at)
        found = Stand.now()
        wrong = between(before, found, after) or pointers()
        nothing, everything = nothing + (found.rows == before.rows), everything + (found.rows == after.rows)
        status = form.send()
        again = Stand.now()
        if (
            not died
            or wrong
            or not is_well(way, status, was_done=found.rows == after.rows)
            or again != after
            or pointers()
        ):
            return f"between, at step {at} of {steps}: {wrong or differing(again, after) or status}"
    return f"{steps} steps, {nothing} times nothing, {everything} times everything"


def is_well(way: Way, status: int, *, was_done: bool) -> bool:
    return status in {200, 201, 302} or (status in {404, 410} and was_done and not way.has_key)


def between(before: Stand, found: Stand, after: Stand) -> str:
    """Say what is neither as it was before nor as it is after; blank where nothing is."""
    if found.rows not in (before.rows, after.rows):
        return f"rows: {differing(found, after)}"
    for name in before.files.keys() | found.files.keys() | after.files.keys():
        if found.files.get(name) not in (before.files.get(name), after.files.get(name)):
            return f"file: {name}"
    return ""


def differing(one: Stand, other: Stand) -> str:
    named = [name for name in other.rows if one.rows[name] != other.rows[name]]
    return ", ".join([*named, *(name for name in one.files.keys() | other.files.keys() if one.files.get(name) != other.files.get(name))])  # fmt: skip


def chosen(steps: int, most: int) -> list[int]:
    """Choose among the steps: all, or so many of them evenly, with the last one."""
    some = min(most, steps) or steps
    return [steps - steps * place // some for place in range(some)]


def _at_once(fd: object) -> None:
    """Wait for no disk."""


def hurry() -> None:
    """Wait for nothing that is not tried: no disk, no mail, no compressed files."""
    if connection.vendor == "sqlite":  # a process is killed and the machine goes on: nothing need reach the disk
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("FULL", "OFF")
        connections.close_all()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    logging.disable()
    call_command("createcachetable", verbosity=0)
    os.fsync = _at_once


def main() -> None:
    hurry()
    timezone.now, secrets.token_urlsafe = lambda: NOW, lambda *_: "by-chance"
    standings.matters = lambda **_: (TALKED_ABOUT,)  # something stands out in any district
    kept = keeping(DISTRICT)
    kept.save("nobody")
    clients = {}
    for role in Role:
        clients[role] = Client()
        clients[role].force_login(person_of(role, OWN if role.is_of_a_school else ""))
    look_at_files(Person.objects.get(holdings__role=Role.BUDGET_DIRECTOR), NOW)
    kept.save("begun")
    wanted = dict(one.split("=") for one in sys.argv[2:])
    for name, way in (WAYS | LINKS).items():
        most = wanted.get(name, wanted.get("*"))
        if most is not None:
            kept.bring_back("nobody" if way.is_first else "begun")
            sys.stdout.write(f"{name}: {tried(way, clients, kept, int(most))}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
