"""Files are read in a process of their own, whose end, whatever it is, is a finding."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from perpupil import limits
from perpupil.intake.door import read_file
from perpupil.intake.reading import Asked, Field
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.sandbox import read_path
from tests.intake import hostile
from tests.intake.rosters import SECRETS, clean

GOOD = {
    "schools.csv": b"school,students,name\n0010,400,Pe\xc3\xb1a\n0020,,x\n0030\n",
    "schools.xlsx": hostile.workbook(),
    "schools.parquet": hostile.parquet("SELECT '0010' AS school, 400 AS students, 0.1 AS rate"),
    "roster.zip": clean("1.2").content(),
    "none.csv": b"school,students\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_read_as_it_would_be_here(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD[name])
    here = read_file(io.BytesIO(GOOD[name]), name, address=str(path))
    apart = read_path(path)
    assert apart.findings == here.findings
    assert apart.aside == here.aside
    assert [(one.source, one.columns, list(one.rows)) for one in apart.tables] == [
        (one.source, one.columns, list(one.rows)) for one in here.tables
    ]


def test_what_was_asked_reaches_the_process(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0010400\n0020512\n")
    asked = Asked(layout=(Field("school", 1, 4), Field("students", 5, 3)))
    assert read_path(path, asked).tables[0].columns == {"school": ["0010", "0020"], "students": ["400", "512"]}


@pytest.mark.parametrize("name", ["flat bomb.zip", "entities.xlsx", "cut.parquet", "locked.xlsx", "noise.csv"])
def test_a_hostile_file_is_refused_with_its_own_reason(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 20_000_000)  # only the test's writer heeds it: the process has its own
    make, code = hostile.HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    assert [one.code for one in read_path(path).findings] == [code]


def stands_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> Path:
    """Let another program stand in for the one that reads; it is given the bounds in the same way."""
    script = tmp_path / "stand_in.py"
    script.write_text(f"import os, signal, sys, time\nfrom perpupil.workspace import reader\n{program}\n")
    started = subprocess.Popen

    def start(command: list[str], **more: object) -> object:
        assert command[1:4] == ["-I", "-B", "-m"]
        return started([sys.executable, str(script), *command[5:]], **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", start)
    path = tmp_path / "schools.csv"
    path.write_bytes(GOOD["schools.csv"])
    return path


BOUNDED = "import json; reader._take_bounds(**json.loads(sys.argv[2]))"
DEATHS = {
    "it is killed": ("os.kill(os.getpid(), signal.SIGKILL)", "no answer"),
    "it crashes": ("import ctypes; ctypes.string_at(0)", "ended by signal 11"),
    "it gives up": ("os.abort()", "memory"),
    "it says nothing": ("sys.exit(0)", "without an answer"),
    "it raises": ("raise RuntimeError('Zebulonia')", "without an answer"),
    "it runs out of memory": (f"{BOUNDED}\ntry: b'x' * 10**10\nexcept MemoryError: os._exit(77)", "memory"),
    "it counts for ever": (f"{BOUNDED}\nwhile True: pass", "too long"),
    "it sleeps for ever": ("time.sleep(1000)", "too long"),
    "it talks nonsense": ("os.write(1, b'x' * 1000)", "answer"),
    "it talks for ever": ("while True: os.write(1, bytes(8) + b'x' * 1000)", "answer"),
    "it promises too much": ("os.write(1, (2**62).to_bytes(8, 'big')); time.sleep(1000)", "no answer"),
    "it writes a file": (f"{BOUNDED}\nopen('made', 'w').write('x' * 10**6)", "without an answer"),
    "it leaves a child": ("if os.fork(): os._exit(0)\ntime.sleep(1000)", "too long"),
}


@pytest.mark.parametrize("name", DEATHS)
def test_every_end_of_the_process_is_a_finding(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, said = DEATHS[name]
    path = stands_in(monkeypatch, tmp_path, program)
    monkeypatch.setattr(limits, "READER_SECONDS", 2 if said == "too long" else 60)
    monkeypatch.setattr(limits, "READER_CPU_SECONDS", 1)
    monkeypatch.setattr(limits, "READER_MEMORY_BYTES", 400_000_000)
    reading = read_path(path)
    assert reading.tables == ()
    (only,) = reading.findings
    assert only.code == "reader-stopped"
    assert said in only.what
    assert "Zebulonia" not in str(only)


def test_the_process_has_the_file_and_the_pipe_and_no_other_descriptor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    path = stands_in(
        monkeypatch,
        tmp_path,
        f"open({str(told)!r}, 'w').write(repr((sorted(os.listdir('/dev/fd')), dict(os.environ), os.getpgid(0) == os.getpid())))",
    )
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)  # noqa: FBT003 - its own way
        monkeypatch.setenv("DATABASE_URL", "secret")
        read_path(path)
    descriptors, environment, leads = eval(told.read_text())  # noqa: S307 - what the test's own program wrote
    assert descriptors[:3] == ["0", "1", "2"]
    assert len(descriptors) <= 5  # the list itself and the file that it is written to
    assert "DATABASE_URL" not in environment
    assert leads


def test_no_process_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "pid"
    path = stands_in(monkeypatch, tmp_path, f"open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(1000)")
    monkeypatch.setattr(limits, "READER_SECONDS", 5)
    read_path(path)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), signal.SIG_DFL)


@pytest.mark.parametrize("make", [Path.absolute, Path.mkdir, os.mkfifo], ids=["nothing", "a folder", "a pipe"])
def test_what_is_no_file_is_told(make: object, tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    make(path)  # type: ignore[operator]
    with pytest.raises(NoSuchFile):
        read_path(path)


def test_reading_a_roster_leaves_nothing_of_a_person_in_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rosters and a Parquet file of people are read; then every file near and in the folder for temporary files is searched."""
    for variable in ("TMPDIR", "TEMP", "TMP", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    (tmp_path / "in").mkdir()
    people = ", ".join(f"'{secret}' AS c{at}" for at, secret in enumerate(SECRETS))
    files = {
        "a.zip": clean("1.1").content(),
        "b.zip": clean("1.2").content(),
        "c.parquet": hostile.parquet(f"SELECT {people}"),
    }
    before = set(Path.cwd().iterdir())
    for name, content in files.items():
        (tmp_path / "in" / name).write_bytes(content)
        reading = read_path(tmp_path / "in" / name)
        assert [secret for secret in SECRETS if secret in repr(reading.findings)] == []
    assert list((tmp_path / "scratch").rglob("*")) == []
    assert {path.name for path in (tmp_path / "in").iterdir()} == set(files)
    assert set(Path.cwd().iterdir()) == before
