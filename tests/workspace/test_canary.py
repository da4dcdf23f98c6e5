"""Names, ids and birth dates that occur nowhere else are planted everywhere in a roster, and looked for in everything that an import leaves."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.workspace import small

MARKS = ("Kanarienvogel", "Zephyrine", "Quillfeather", "1907-07-", "07/13/1907", "7777")
"""Planted: ids, first names, last names, birth dates in two forms, and ids that are only digits."""

STUDENTS = "Student ID,First Name,Last Name,DOB,School,Grade,Entry Date,Exit Date,Primary School,Remark\n" + "".join(
    f"{row}\n"
    for row in (
        "Kanarienvogel1,Zephyrine,Quillfeather,1907-07-01,0010,K,2026-08-31,,yes,x",
        "Kanarienvogel2,Zephyrine,Quillfeather,07/13/1907,0010,Zephyrine,2026-08-31,,yes,x",  # a name for a grade
        "Kanarienvogel3,Zephyrine,Quillfeather,1907-07-02,Quillfeather,2,2026-08-31,,yes,x",  # a name for a school
        "Kanarienvogel4,Zephyrine,Quillfeather,1907-07-03,0020,3,1907-07-04 Zephyrine,,yes,x",  # a name in a date
        "Kanarienvogel5,Zephyrine,Quillfeather,1907-07-03,0020,3,2026-08-31,,Quillfeather,x",  # a name for a flag
        "Kanarienvogel5,Zephyrine,Quillfeather,1907-07-03,0010,3,2026-08-31,,yes,x",  # at two schools
        "77770001,=Zephyrine(),Quillfeather,1907-07-05,20,4,2026-08-31,,yes,x",  # a school without its zeros
        "77770001,=Zephyrine(),Quillfeather,1907-07-05,20,4,2026-08-31,,yes,x",  # twice
        "77770002,Zephyrine,Quillfeather,1907-07-06,0030,9,2026-08-31,,yes",  # a cell too few
        "77770003,Zephyrine,Quillfeather,1907-07-06,0030,9,2026-08-31,,yes,x,Zephyrine",  # a cell too many
        "TOTAL Quillfeather,,,,,,,,,",
        '77770004,"Zephyrine ""Q"" Quillfeather",Quillfeather,1907-07-07,0030,10,2026-08-31,2026-08-01,yes,x',
    )
)
PROGRAMS = "Student ID,Program,Level,Start Date,Comment\n" + "".join(
    f"{row}\n"
    for row in (
        "Kanarienvogel1,meal_status,F,2026-07-01,Zephyrine",
        "Kanarienvogel2,iep,,2026-07-01,Zephyrine",
        "Kanarienvogel3,english_learner,M1,2026-07-01,Zephyrine",
        "Kanarienvogel4,meal_status,P,1907-07-01x,Zephyrine",
        "77770001,iep,1,2026-07-01,Quillfeather",
    )
)
ANSWERS = "Student ID,Program,Level,Start Date\nKanarienvogel2,iep,1,2026-07-01\nKanarienvogel999,iep,2,2026-07-01\n"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[subprocess.CompletedProcess[str]]]:
    """Bring the roster in as a user would, four times, with a folder for temporary files of its own."""
    folder = tmp_path_factory.mktemp("canary")
    paths = small.files(folder / "files", students=STUDENTS, programs=PROGRAMS)
    (folder / "files/answers.csv").write_text(ANSWERS, encoding="utf-8")
    temporary = folder / "tmp"
    temporary.mkdir()
    district = small.new(folder)
    ways = (
        ["--columns"],
        ["--json"],
        ["--repair", "--answers", folder / "files/answers.csv", "--set-aside", folder / "files/aside.csv"],
        ["--check", "--columns", "--repair", "--json"],
    )
    runs = [
        subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-m", "perpupil", "import", "--district", district, *paths.values(), *way],
            env={"TMPDIR": str(temporary), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            capture_output=True, text=True, check=False,
        )
        for way in ways
    ]  # fmt: skip
    return district, temporary, runs


def marks_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def test_the_import_took_place(done: tuple[Path, Path, list[subprocess.CompletedProcess[str]]]) -> None:
    district, _, runs = done
    assert [one.returncode for one in runs] == [1, 1, 1, 1], [one.stderr for one in runs]
    assert len(list((district / "facts").glob("*/headcount.parquet"))) >= 2
    assert marks_in((district.parent / "files/aside-students.csv").read_text(encoding="utf-8")) != []


def test_nothing_of_a_child_is_said(done: tuple[Path, Path, list[subprocess.CompletedProcess[str]]]) -> None:
    for one in done[2]:
        assert marks_in(one.stdout + one.stderr) == []


def test_nothing_of_a_child_is_in_any_file(done: tuple[Path, Path, list[subprocess.CompletedProcess[str]]]) -> None:
    paths = [path for path in done[0].rglob("*") if path.is_file()]
    assert len(paths) > 10
    for path in paths:
        content = path.read_bytes().decode("latin-1")
        if path.suffix == ".parquet":
            with duckdb.connect() as connection:
                content += repr(connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall())
        assert (path, marks_in(content + path.name)) == (path, [])


def test_nothing_is_left_for_a_while_either(done: tuple[Path, Path, list[subprocess.CompletedProcess[str]]]) -> None:
    assert list(done[1].rglob("*")) == []
