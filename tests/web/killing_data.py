"""Files received, and put in force by the worker, in a process that is killed at one step after another; after each kill it is looked at what stands.

python -m tests.web.killing_data DISTRICT data.receive=STEPS data.put_in_force=STEPS

Steps are those of tests/web/killing.py, and so many are tried in the same way. Whatever the kill left, the pages must say how far it is and
lead to its end: the same files are received once, and data are in force once it is recorded and never before.
"""

import datetime as dt
import io
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO
from unittest import mock

from tests.web.killing import DISTRICT, chosen, dying, hurry, pointers

from django.http import HttpRequest  # isort: skip  Django is set up above
from django.test import Client
from django.utils import timezone

from perpupil.intake.reading import Asked, Reading
from perpupil.web.access.rights import Role
from perpupil.web.desk import desk
from perpupil.web.store.models import Decision, Event, Job, Upload
from perpupil.web.store.uploads import OPEN, UploadState
from perpupil.web.uploads import jobs
from perpupil.web.uploads.keys import COOKIE, key_of
from perpupil.web.uploads.tidying import tidy
from perpupil.workspace import importing
from perpupil.workspace.fact_sets import kept_facts, read_kept
from perpupil.workspace.in_force import in_force
from perpupil.workspace.sandbox import read_opened
from perpupil.workspace.waiting import WAITING, opened
from tests.web.district import SCHOOLS, STUDENTS, person_of
from tests.web.keeping import Keeping, keeping
from tests.web.offered import PROGRAMS
from tests.web.sending import FORM, form, work_off, worker

YEAR, MARK = 2027, "Kanarienvogel"
ROSTER = STUDENTS.rsplit("\n", 2)[0] + f"\n{MARK}2,10,not a grade,8/31/2026,,8/31/2026\n"
"""A student less than before, and a row that cannot be counted."""
FILES = {"schools.csv": SCHOOLS, "roster.csv": ROSTER, "programs.csv": PROGRAMS}
UPLOAD = form(
    *((name, text.encode()) for name, text in FILES.items()), fields={"key": "the-same-form", "title": "October"}
)
NOT_YET, PUT = "It is recorded, and not yet in force", "Put these data in force"
BROUGHT_IN = "data.put_in_force"


class Far(StrEnum):
    """How far it was when the process was killed."""

    NOTHING = "nothing"
    RECORDED = "recorded only"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Tried:
    """Something that is done, what may stand when it was killed, and how it comes to its end."""

    does: Callable[[], object]
    stands: Callable[[], Far]
    ends: Callable[[], None]


class Director:
    """Whoever works at the data desk, in one browser."""

    def __init__(self) -> None:
        self.person, self.client = person_of(Role.BUDGET_DIRECTOR), Client()
        self.client.force_login(self.person)
        self.made = ""
        """The seal of what comes of her files."""
        assert self.client.get("/data/upload/").status_code == 200  # gives the browser its key

    @property
    def key(self) -> bytes:
        request = HttpRequest()
        request.COOKIES, request.user = {COOKIE: self.client.cookies[COOKIE].value}, self.person
        found = key_of(request)
        assert found is not None
        return found

    def see(self, rest: str = "") -> str:
        answer = self.client.get(f"/data/{rest}")
        assert answer.status_code == 200
        return answer.content.decode()

    def press(self, rest: str, **fields: str) -> None:
        form = {"version": "0", "key": f"pressed-{rest}"[:80], **fields}
        assert self.client.post(f"/data/uploads/{upload().number}/{rest}", form).status_code == 302

    def send_files(self) -> None:
        assert self.client.generic("POST", "/data/upload/", UPLOAD, content_type=FORM).status_code == 302

    def receive(self) -> None:
        with worker(DISTRICT):
            self.send_files()

    def received(self) -> Far:
        """Say how far it is: the files with the record, or neither."""
        uploads, decisions = list(Upload.objects.all()), Decision.objects.filter(kind="data_upload")
        assert len(uploads) == decisions.count() == Event.objects.filter(action="data.receive").count() <= 1
        self.see()
        if not uploads:
            return Far.NOTHING
        self.files_wait(uploads[0])
        self.see(f"uploads/{uploads[0].number}/")
        return Far.EVERYTHING if Job.objects.exists() else Far.RECORDED

    def files_wait(self, one: Upload) -> None:
        assert one.files.count() == len(FILES)
        for file in one.files.all():
            with opened(jobs.folder_of(one), str(file.position), self.key) as found:
                assert found.read().decode() == FILES[file.name]

    def send_again(self) -> None:
        """Send the same form; it is one upload, and it is looked into. What nobody uses is gone after a day."""
        with worker(DISTRICT) as there:
            self.send_files()
            work_off()
            assert upload().state == UploadState.LOOKED
            assert Event.objects.filter(action="data.receive").count() == 1
            self.files_wait(upload())
            later = timezone.now() + dt.timedelta(hours=25)
            with mock.patch.object(timezone, "now", return_value=later):
                tidy(there)
        assert not any((DISTRICT / WAITING).iterdir())

    def decide(self) -> None:
        """Send files and decide what was found in them, until they can be used."""
        with worker(DISTRICT):
            self.send_files()
            work_off()
            for one in desk(upload()).to_decide:
                self.press(f"findings/{one.name}/decide/", do="leave", way="leave", reason="They are few.")
            work_off()
        assert desk(upload()).can_be_used

    def bring_in(self) -> None:
        with worker(DISTRICT):
            self.press("put-in-force/")
            work_off()

    def brought_in(self) -> Far:
        """Say how far it is: nothing, or recorded with or without the pointer; and the pages say the same."""
        points_to, events = in_force(DISTRICT)[YEAR], Event.objects.filter(action=BROUGHT_IN).count()
        is_recorded, is_moved = upload().state == UploadState.IN_FORCE, points_to == self.made
        content = Decision.objects.get(kind="data_upload").content
        assert (events, content["state"] == "in_force") == (int(is_recorded), is_recorded)
        assert is_recorded or not is_moved
        assert all(read_kept(one.folder)[0] is not None for one in kept_facts(DISTRICT))
        assert not is_recorded or self.made in {one.seal for one in kept_facts(DISTRICT)}
        is_undone = is_recorded and not is_moved
        seen = [self.see(f"uploads/{upload().number}/"), self.see()]
        seen += [self.see(f"sets/{self.made}/")] if is_recorded else []
        assert all((NOT_YET in one and PUT in one) == is_undone for one in seen)
        assert not is_recorded or "nothing was changed" not in seen[0]
        if is_moved:
            return Far.EVERYTHING
        return Far.RECORDED if is_recorded else Far.NOTHING

    def bring_to_its_end(self) -> None:
        """Start the worker again; press what the page offers. The data are in force, once, and nothing waits but the rows set aside."""
        with worker(DISTRICT) as there:
            assert not Job.objects.filter(state__in=OPEN).exists()
            if not (upload().state == UploadState.IN_FORCE and in_force(DISTRICT)[YEAR] == self.made):
                assert PUT in self.see(f"uploads/{upload().number}/")
                self.press("put-in-force/")
                work_off()
            assert (upload().state, in_force(DISTRICT)[YEAR]) == (UploadState.IN_FORCE, self.made)
            assert Event.objects.filter(action=BROUGHT_IN).count() == 1
            folder = jobs.folder_of(upload())
            assert {one.name for one in folder.iterdir()} == {"key", jobs.ASIDE}
            found = self.client.post(f"/data/uploads/{upload().number}/set-aside/").content
            with zipfile.ZipFile(io.BytesIO(found)) as archive:
                assert MARK in archive.read(archive.namelist()[0]).decode()
            tidy(there)
            assert not folder.exists()
        assert not [one for one in (DISTRICT / "facts").iterdir() if one.name.startswith(".")]


def upload() -> Upload:
    return Upload.objects.get()


def told(one: Tried, kept: Keeping, most: int) -> str:
    """Kill at one step after another; say how often what stood."""
    kept.save("ready")
    steps, _ = dying(one.does, 0)
    counts = Counter[Far]()
    for at in chosen(steps, most):
        kept.bring_back("ready")
        _, died = dying(one.does, at)
        assert died, at
        try:
            assert not pointers()
            no_row_lies_readable()
            counts[one.stands()] += 1
            one.ends()
            assert not pointers()
            no_row_lies_readable()
        except AssertionError as wrong:
            raise AssertionError(f"at step {at} of {steps}") from wrong
    return f"{steps} steps, " + ", ".join(f"{counts[far]} times {far}" for far in Far)


def no_row_lies_readable() -> None:
    for one in DISTRICT.rglob("*"):
        assert one.is_dir() or MARK.encode() not in one.read_bytes(), one


def read_once() -> None:
    """Read each file in a process of its own once only: that is tried elsewhere."""
    readings: dict[str, Reading] = {}

    def known(file: IO[bytes], source: str, asked: Asked | None = None) -> Reading:
        if source not in readings:
            readings[source] = read_opened(file, source, asked)
        return readings[source]

    vars(importing)["read_opened"] = known


def main() -> None:
    hurry()
    read_once()
    director, kept = Director(), keeping(DISTRICT)
    kept.save("begun")
    director.decide()
    kept.save("decided")
    director.bring_in()
    director.made = in_force(DISTRICT)[YEAR]
    tries = {
        "data.receive": ("begun", Tried(director.receive, director.received, director.send_again)),
        BROUGHT_IN: ("decided", Tried(director.bring_in, director.brought_in, director.bring_to_its_end)),
    }
    for name, most in (one.split("=") for one in sys.argv[2:]):
        moment, one = tries[name]
        kept.bring_back(moment)
        sys.stdout.write(f"{name}: {told(one, kept, int(most))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
