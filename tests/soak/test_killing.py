"""The server is killed again and again while several people write: what was answered is kept once, and nothing stands half done."""

import contextlib
import http.client
import http.cookiejar
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.project import ROOT
from tests.web.district import make_district
from tests.web.test_backup import run
from tests.web.test_killed import told_of_data, told_of_kills
from tests.web.ways import LINKS, WAYS, WITH_FILES
from tests.web.whole import make_whole_district

ROUNDS, WRITERS = 30, 4
ANSWERS_MOST = 40
PEOPLE = "role,name,school,about,task,due\nBudget director,Hassan Rallastad,,,,\n"


class Writer(threading.Thread):
    """The administrator in one browser: she invites one person after another, each form twice, until the server is gone."""

    def __init__(self, served: str, mark: str) -> None:
        super().__init__()
        self.served, self.mark, self.answered = served, mark, list[str]()
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def run(self) -> None:
        # The server may be gone before it answers, or in the middle of an answer: neither is one.
        with contextlib.suppress(OSError, http.client.HTTPException):
            page = self.ask("/sign-in/")
            number = re.search(r'value="(\d+)"><b>Administrator', page)
            assert number is not None
            self.ask("/sign-in/as/", person=number[1])
            for place in range(10_000):
                email = f"p{self.mark}x{place}@example.org"
                for _ in range(2):
                    told = {"name": "P", "email": email, "role": "board_member", "why": "elected"}
                    self.ask("/people/invite/", **told, key=f"form-{self.mark}-{place}", version="0")
                    self.answered.append(email)

    def ask(self, path: str, **given: str) -> str:
        """Ask for a page, or send a form."""
        mark = next((one.value for one in self.cookies if one.name == "csrftoken"), "") or ""
        form = urllib.parse.urlencode({**given, "csrfmiddlewaretoken": mark}).encode() if given else None
        with self.browser.open(self.served + path, form, timeout=20) as answer:
            return str(answer.read().decode())


@contextlib.contextmanager
def serving(district: Path, people: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "perpupil", "serve", str(district), "--demo", str(people), "--port", port]
    server = subprocess.Popen(  # noqa: S603  our own command
        [*command, "--workers", "2"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    served = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert server.poll() is None, "it came up"
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{served}/up/", timeout=1).close()  # noqa: S310  this machine
                break
        yield served, server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def test_what_was_answered_is_kept_once_and_nothing_by_half(tmp_path: Path) -> None:
    district, people = make_district(tmp_path), tmp_path / "people.csv"
    people.write_text(PEOPLE)
    chance, answered = random.Random(8), set[str]()  # noqa: S311  the same moments again
    for turn in range(ROUNDS):
        with serving(district, people) as (served, server):
            writers = [Writer(served, f"{turn}w{place}") for place in range(WRITERS)]
            for one in writers:
                one.start()
            wanted = chance.randint(1, ANSWERS_MOST)
            while sum(len(one.answered) for one in writers) < wanted and any(one.is_alive() for one in writers):
                time.sleep(0.002)
            os.killpg(server.pid, signal.SIGKILL)
            for one in writers:
                one.join()
                answered |= set(one.answered)
    told = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "perpupil", "events", str(district), "--verify"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout
    with contextlib.closing(sqlite3.connect(district / "web/perpupil.sqlite3")) as database:
        kinds = [
            "SELECT email FROM person WHERE NOT is_made_up",
            "SELECT subject FROM decision WHERE kind = 'person'",
            "SELECT subject FROM event WHERE action = 'people.invite' AND person_id IS NOT NULL",
            "SELECT email FROM holding JOIN person ON person.id = person_id WHERE NOT is_made_up",
        ]
        found = [sorted(row[0] for row in database.execute(one)) for one in kinds]
    assert all(one == found[0] for one in found)
    assert len(set(found[0])) == len(found[0]) > ROUNDS
    assert answered <= set(found[0])


def test_every_action_killed_at_every_step_stands_wholly_or_not_at_all(tmp_path: Path) -> None:
    told = told_of_kills(run("tests.web.killing", str(make_whole_district(tmp_path)), "*=0"))
    assert told.keys() == WAYS.keys() | LINKS.keys()
    assert all(nothing + everything == steps and nothing and everything for steps, nothing, everything in told.values())


def test_files_killed_at_every_step_are_received_and_in_force_or_not(tmp_path: Path) -> None:
    wanted = [f"{name}=0" for name in sorted(WITH_FILES)]
    told = told_of_data(run("tests.web.killing_data", str(make_whole_district(tmp_path)), *wanted))
    assert told.keys() == WITH_FILES
    assert all(sum(counts) == steps and all(counts) for steps, *counts in told.values())
