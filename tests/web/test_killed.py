"""Killed at every statement of an action: before or after, never between; the same form sent again does it once."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.project import ROOT
from tests.web.district import make_district


def test_killed_at_every_statement_nothing_stands_half_done(tmp_path: Path) -> None:
    district = make_district(tmp_path)
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "tests.web.killing", str(district)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert [line.partition(":")[0] for line in told] == ["questions.ask", "questions.answer", "people.invite"]
    for line in told:
        found = re.fullmatch(r"[\w.]+: (\d+) times nothing, (\d+) times everything", line)
        assert found is not None, line
        assert int(found[1]) >= 8, "there are at least so many statements before it is kept"
        assert int(found[2]) >= 1
