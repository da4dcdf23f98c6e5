"""`perpupil count`: files of students to a headcount by what the district says of itself, and a ledger to sums."""

import builtins
import json
import stat
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from perpupil.cli.main import main
from perpupil.facts.headcount import Headcount, headcount_seal
from perpupil.intake.counting.by_settings import WORDS_MAXIMUM
from perpupil.workspace.fact_sets import read_facts_in_force
from perpupil.workspace.rosters import read_headcount_file
from tests.workspace import small

SETTINGS = """\
perpupil = 1
district = "Maple"
year = 2027
count_date = 2026-10-01
[count]
two_schools = "split"
[need.low_income]
from = "meals"
yes = ["F", "R"]
no = ["P"]
[need.iep]
from = "tier"
"""
ROSTER = [
    ("s1", "0010", "K", "F", "1"),
    ("s2", "0010", "K", "P", ""),
    ("s3", "0010", "1", "?", "2"),
    ("s4", "0020", "1", "R", "2"),
]
SPELLS = [
    ("s1", "0010", "K", "2026-08-31", ""),
    ("s2", "0010", "K", "2026-08-31", "2026-10-01"),
    ("s3", "0010", "1", "2026-10-02", ""),
    ("s4", "0020", "1", "2026-08-31", ""),
]


def parquet(path: Path, columns: str, rows: list[Any]) -> Path:
    with duckdb.connect() as connection:
        marks = ", ".join("?" for _ in columns.split(","))
        connection.execute(f"CREATE TABLE t ({columns})")
        connection.executemany(f"INSERT INTO t VALUES ({marks})", rows)  # noqa: S608  our own
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Write a roster, spells with needs, a ledger and the settings into a folder."""
    words = "student VARCHAR, school VARCHAR, grade VARCHAR"
    parquet(tmp_path / "roster.parquet", f"{words}, meals VARCHAR, tier VARCHAR", ROSTER)
    parquet(tmp_path / "spells.parquet", f"{words}, entry_date VARCHAR, exit_date VARCHAR", SPELLS)
    needs = [(row[0], row[3], row[4]) for row in ROSTER]
    parquet(tmp_path / "needs.parquet", "student VARCHAR, meals VARCHAR, tier VARCHAR", needs)
    ledger = [("0020", "1000", 250), ("0010", "1000", 10_000), ("0010", "1000", -1), ("0010", None, 5)]
    parquet(tmp_path / "ledger.parquet", "school VARCHAR, function VARCHAR, amount_cents BIGINT", ledger)
    (tmp_path / "perpupil.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def count(files: Path, *words: str) -> int:
    named = [str(files / word) if word.endswith((".parquet", ".toml", ".csv")) else word for word in words]
    return main(["count", *named])


def rows(path: Path) -> dict[tuple[str, str, str], int]:
    """Give the students of a headcount by unit, grade and needs."""
    headcount, findings = read_headcount_file(path)
    assert headcount is not None, findings
    return rows_of(headcount)


def rows_of(headcount: Headcount) -> dict[tuple[str, str, str], int]:
    found = {}
    ends = [*headcount.starts[1:].tolist(), len(headcount.profile_of_row)]
    numbers = headcount.measures["students"].fractions()
    for at, unit in enumerate(headcount.units):
        for row in range(int(headcount.starts[at]), ends[at]):
            profile = headcount.profiles[headcount.profile_of_row[row]]
            needs = ";".join(sorted(f"{name}={level}" if level else name for name, level in profile.needs))
            found[unit, profile.grade, needs] = int(numbers[row])
    return found


def test_a_roster_is_counted_as_the_settings_say(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert count(files, "roster.parquet", "--settings", "perpupil.toml", "--out", "h.parquet") == 0
    shown = capsys.readouterr()
    assert "Counted 4 students at 2 units." in shown.out
    assert "[unknown-need]" in shown.err
    assert rows(files / "h.parquet") == {
        ("0010", "K", "iep=1;low_income"): 1,
        ("0010", "K", "iep_unknown"): 1,
        ("0010", "1", "iep=2;low_income_unknown"): 1,
        ("0020", "1", "iep=2;low_income"): 1,
    }
    assert stat.S_IMODE((files / "h.parquet").stat().st_mode) == 0o600


def test_spells_are_counted_on_the_day(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("spells.parquet", "--programs", "needs.parquet", "--settings", "perpupil.toml", "--out", "h.parquet")
    assert count(files, *words, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    headcount, _ = read_headcount_file(files / "h.parquet")
    assert headcount is not None
    assert (said["students"], said["units"], said["seal"]) == (2, 2, headcount_seal(headcount))
    assert rows_of(headcount) == {("0010", "K", "iep=1;low_income"): 1, ("0020", "1", "iep=2;low_income"): 1}


def test_a_folder_stands_for_its_files(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = files / "year=2027"
    parts.mkdir()
    words = "student VARCHAR, school VARCHAR, grade VARCHAR, meals VARCHAR, tier VARCHAR"
    for number, row in enumerate(ROSTER):
        parquet(parts / f"{number}.parquet", words, [row])
    for name in ("year=2027", "roster.parquet"):
        assert (
            main(
                [
                    "count",
                    str(files / name),
                    "--settings",
                    str(files / "perpupil.toml"),
                    "--out",
                    str(files / f"{name}.h.parquet"),
                    "--json",
                ]
            )
            == 0
        )
    seals = [line for line in capsys.readouterr().out.splitlines() if '"seal"' in line]
    assert len(seals) == 2
    assert len(set(seals)) == 1


def test_a_ledger_is_added_up_and_nothing_of_it_is_left_out(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert count(files, "--ledger", "ledger.parquet", "--out", "sums.csv") == 0
    assert "Added up to $102.54, in 3 sums at 2 schools" in capsys.readouterr().out
    assert (files / "sums.csv").read_text() == "school,function,amount\n0010,,0.05\n0010,1000,99.99\n0020,1000,2.50\n"


def test_a_count_is_kept_with_the_other_facts_of_the_year(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    district = small.district_with_facts(files)
    (district / "perpupil.toml").write_text(SETTINGS, encoding="utf-8")
    before, _ = read_facts_in_force(district, 2027)
    capsys.readouterr()
    assert count(files, "roster.parquet", "--keep", "--name", "State count", "--district", str(district)) == 0
    assert "Facts in force." in capsys.readouterr().out
    after, findings = read_facts_in_force(district, 2027)
    assert after is not None, findings
    assert before is not None
    assert after.headcount is not None
    assert (after.title, set(after.tables)) == ("State count", set(before.tables))
    assert sum(after.headcount.measures["students"].fractions()) == 4
    assert main(["run", str(district)]) == 0
    assert "$4,000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('from = "meals"', 'from = "lunch"'), "The need low_income is read from `lunch`"),
        (("year = 2027", "year = 27"), "The fiscal year is not said."),
    ],
)
def test_settings_that_do_not_fit_stop_it(
    files: Path, change: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "perpupil.toml").write_text(SETTINGS.replace(*change), encoding="utf-8")
    assert count(files, "roster.parquet", "--settings", "perpupil.toml", "--out", "h.parquet") == 1
    assert said in capsys.readouterr().err
    assert not (files / "h.parquet").exists()


def test_a_column_that_must_be_there_is_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert count(files, "needs.parquet", "--settings", "perpupil.toml", "--out", "h.parquet") == 1
    shown = capsys.readouterr().err
    assert "The roster has no column `school`; it has student, meals, tier." in shown
    assert "The roster has no column `grade`" in shown
    assert count(files, "--ledger", "roster.parquet", "--out", "s.csv") == 1
    assert "The ledger has no column `amount_cents`" in capsys.readouterr().err


def test_a_column_with_as_many_words_as_students_is_no_need(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = [(f"s{at}", "0010", "K", "F", f"t{at}") for at in range(WORDS_MAXIMUM + 1)]
    words = "student VARCHAR, school VARCHAR, grade VARCHAR, meals VARCHAR, tier VARCHAR"
    parquet(files / "wide.parquet", words, many)
    assert count(files, "wide.parquet", "--settings", "perpupil.toml", "--out", "h.parquet") == 1
    shown = capsys.readouterr().err
    assert f"holds more than {WORDS_MAXIMUM} words" in shown
    assert "t99" not in shown
    parquet(files / "fits.parquet", words, many[:-1])
    assert count(files, "fits.parquet", "--settings", "perpupil.toml", "--out", "h.parquet") == 0


def test_needs_beyond_counting_are_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"need_{at}" for at in range(41)]
    text = SETTINGS + "".join(f'[need.{name}]\nfrom = "meals"\nyes = ["F"]\n' for name in names)
    (files / "perpupil.toml").write_text(text, encoding="utf-8")
    assert count(files, "roster.parquet", "--settings", "perpupil.toml", "--out", "h.parquet") == 1
    assert "64-bit integer" in capsys.readouterr().err


def test_a_column_that_no_need_is_read_from_is_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "perpupil.toml").write_text(SETTINGS.partition("[need.iep]")[0], encoding="utf-8")
    assert count(files, "roster.parquet", "--settings", "perpupil.toml", "--out", "h.parquet") == 0
    assert "Nobody claims the column tier." in capsys.readouterr().err


def test_what_is_no_parquet_is_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "text.parquet").write_text("student,school\n1,2\n", encoding="utf-8")
    assert count(files, "text.parquet", "--settings", "perpupil.toml", "--out", "h.parquet") == 1
    assert "[damaged-file]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name Parquet files of students, or a ledger"),
        (("roster.parquet", "--ledger", "ledger.parquet", "--out", "x.csv"), "in two commands"),
        (("--ledger", "ledger.parquet", "--programs", "needs.parquet", "--out", "x.csv"), "goes with files of spells"),
        (("--ledger", "ledger.parquet", "--keep"), "sums are no facts"),
        (("roster.parquet",), "say where the result goes"),
        (("roster.parquet", "--out", "h.csv"), "written as .parquet"),
        (("roster.parquet", "--out", "h.parquet", "--master", "spark://x:7077"), "goes with --engine spark"),
        (("roster.parquet", "--settings", "perpupil.toml", "--keep"), "leave --settings out"),
        (("roster.parquet", "--settings", "perpupil.toml", "--out", "roster.parquet"), "would overwrite it"),
        (("nowhere.parquet", "--settings", "perpupil.toml", "--out", "h.parquet"), "There is no file"),
    ],
)
def test_words_that_do_not_go_together_are_refused(
    files: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert count(files, *words) == 2
    assert said in capsys.readouterr().err


def test_without_spark_it_says_what_to_install(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = builtins.__import__

    def without_spark(name: str, *rest: Any) -> ModuleType:  # noqa: ANN401  as Python's own
        if name.partition(".")[0] in {"ibis", "pyspark"}:
            raise ModuleNotFoundError(name=name)
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_spark)
    words = ("roster.parquet", "--settings", "perpupil.toml", "--out", "h.parquet", "--engine", "spark")
    assert count(files, *words) == 2
    assert capsys.readouterr().err == (
        "perpupil: Spark is not installed here; in an environment of its own: python -m pip install 'perpupil[spark]'.\n"
    )
