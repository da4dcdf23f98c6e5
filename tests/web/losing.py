"""Files sent, and a worker that is killed while it looks into them; everything on the disk of a real folder.

python -m tests.web.losing DISTRICT          send, start, kill, start again; say what became of it
python -m tests.web.losing DISTRICT hang     a worker that never comes to an end with its look
python -m tests.web.losing DISTRICT work     a worker that does one job
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from perpupil.web.serving import open_folder

DISTRICT = Path(sys.argv[1]).resolve()
open_folder(DISTRICT)

from django.conf import settings  # noqa: E402  Django is set up first
from django.http import HttpRequest  # noqa: E402
from django.test import Client  # noqa: E402

settings.ALLOWED_HOSTS, settings.ROOT_URLCONF = ["testserver"], "tests.web.sending"

from perpupil.web.access.rights import Role  # noqa: E402
from perpupil.web.store.models import Upload  # noqa: E402
from perpupil.web.store.uploads import JobKind  # noqa: E402
from perpupil.web.uploads import jobs, tasks  # noqa: E402
from perpupil.web.uploads.keys import COOKIE, key_of  # noqa: E402
from perpupil.web.uploads.worker import work_at  # noqa: E402
from perpupil.web.uploads.working import NotDone, Work  # noqa: E402
from perpupil.workspace import importing  # noqa: E402
from tests.web.district import SCHOOLS, STUDENTS, person_of  # noqa: E402
from tests.web.sending import FORM, SEND, form  # noqa: E402

MARK = "Kanarienvogel"
ROSTER = STUDENTS + f"{MARK}1,99,3,8/31/2026,,8/31/2026\n{MARK}2,10,{MARK},8/31/2026,,8/31/2026\n"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    director, client = person_of(Role.BUDGET_DIRECTOR), Client()
    client.force_login(director)
    body = form(("schools.csv", SCHOOLS.encode()), ("roster.csv", ROSTER.encode()))
    upload = Upload.objects.get(number=client.generic("POST", SEND, body, content_type=FORM).json()["number"])
    request = HttpRequest()
    request.COOKIES, request.user = {COOKIE: client.cookies[COOKIE].value}, director
    key = key_of(request)
    assert key is not None

    def start() -> None:
        jobs.start(upload, JobKind.LOOK, key, director)
        told()

    def told() -> None:
        shown = jobs.progress(upload)
        assert shown is not None
        upload.refresh_from_db()
        say(f"{shown.state}, {upload.state}: {shown.sentence}")

    with a_worker("hang") as hanging:
        hears(hanging, "ready")
        start()
        hears(hanging, "reading")
        hanging.kill()
    told()
    with a_worker("work") as working:
        hears(working, "ready")
        told()
        start()
        working.wait()
    told()


def a_worker(how: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.web.losing", str(DISTRICT), how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own command


def hears(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.strip() == word, line


def hang(work: Work) -> dict[str, object]:
    """Read the files, then wait for the end."""
    for one in work.order.files:
        assert one.opening is not None
        with one.opening() as file:
            assert MARK.encode() in file.read() or one.path.name == "schools.csv"
    say("reading")
    signal.pause()
    return {}


def look(work: Work) -> dict[str, object]:
    """Read the files as an import does, and fail with a cell in the error's message."""
    done = importing.bring_in(jobs.district(), work.order, lambda said: work.step(said, 0, 0))
    if len(done.cases) < 1:
        message = "nothing was found"
        raise NotDone(message)
    raise ValueError(os.fsdecode(work.folder) + MARK)


if __name__ == "__main__":
    match sys.argv[2:]:
        case ["hang"]:
            tasks.WORK[JobKind.LOOK] = hang
            work_at(DISTRICT, lambda: say("ready"))
        case ["work"]:
            tasks.WORK[JobKind.LOOK] = look
            work_at(DISTRICT, lambda: say("ready"), tasks_most=1)
        case _:
            main()
