"""`perpupil export accounts`: lines posted to the district's own accounts, the same to the cent, or not at all."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from demo.accounts import posted
from demo.district import SEED, TODAY
from demo.files import clean

from perpupil.cli.main import main
from tests.workspace import small

FORMULA = """\
language = 1
title = "Maple"
year = 2027
[facts]
unit = { column = "schoolId", noun = "school", name = "name" }
[line.teachers]
title = "Teachers, all grades"
kind = "staffing"
students = "students"
per = 2
round_fte = "half"
price = 100_000.01
[line.supplies]
kind = "per_student"
students = "students"
rate = 10.10
[line.never]
value = "students * 0"
"""
ACCOUNTS = """\
dimension,code,title,schoolId,account
fund,101,General,,
object,51110,Salaries,,
object,56100,Supplies,,
location,0010,Adams,0010,
location,0020,Baker,0020,
location,0930,Carver,0030,
line,teachers,Teachers,,101.51110.{location}
line,supplies,Supplies,,101.56100.{location}
"""
PICTURE = "{fund}.{object}.{location}"


def bring_accounts(district: Path, text: str) -> None:
    path = district.parent / "accounts.csv"
    path.write_text(text, encoding="utf-8")
    assert small.bring(district, path) == 0


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """Make a district of nine students at three schools: each gets 1.5 teachers and $30.30 of supplies."""
    district = small.district_with_facts(tmp_path)
    (district / "formula.toml").write_text(FORMULA, encoding="utf-8")
    settings = district / "perpupil.toml"
    settings.write_text(settings.read_text() + f'\n[accounts]\npicture = "{PICTURE}"\n', encoding="utf-8")
    return district


def export(district: Path, *words: object) -> int:
    return main(["export", "accounts", "--district", str(district), *map(str, words)])


def test_every_line_is_posted_and_adds_up(district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring_accounts(district, ACCOUNTS)
    capsys.readouterr()
    assert export(district, "--out", tmp_path / "load.csv") == 0
    assert (tmp_path / "load.csv").read_text() == (
        "account,fte,amount\n"
        "101.51110.0010,1.5,150000.02\n101.51110.0020,1.5,150000.02\n101.51110.0930,1.5,150000.02\n"
        "101.56100.0010,0,30.30\n101.56100.0020,0,30.30\n101.56100.0930,0,30.30\n"
    )
    shown = capsys.readouterr().out
    assert "Allocation  $450,090.96" in shown
    assert "Load file   $450,090.96, the same to the cent" in shown
    assert "6 accounts and 4.5 positions" in shown


def test_for_a_script_both_totals_are_given(district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring_accounts(district, ACCOUNTS)
    capsys.readouterr()
    assert export(district, "--out", tmp_path / "load.csv", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["allocation"], said["load_file"], said["fte"], said["accounts"]) == (
        "450090.96",
        "450090.96",
        "4.5",
        6,
    )


def test_a_location_is_found_by_any_code_of_the_school(district: Path, tmp_path: Path) -> None:
    """The list of schools knows the ledger's code of each; the table of accounts need not say the school again."""
    bring_accounts(
        district, ACCOUNTS.replace("0010,Adams,0010", "0010,Adams,").replace("0020,Baker,0020", "0020,Baker,")
    )
    assert export(district, "--out", tmp_path / "load.csv") == 0


def test_nothing_is_written_while_a_line_has_no_account(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_accounts(district, ACCOUNTS.partition("line,")[0])
    capsys.readouterr()
    assert export(district, "--out", tmp_path / "load.csv") == 1
    shown = capsys.readouterr().err
    assert [f"The line {line} has no account." in shown for line in ("teachers", "supplies", "never")] == [
        True,
        True,
        False,
    ]
    assert "Add the row line,teachers with its account" in shown
    assert not (tmp_path / "load.csv").exists()


def test_the_rows_that_lack_are_written_filled_in_and_brought_back(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_accounts(district, ACCOUNTS.partition("line,")[0])
    capsys.readouterr()
    assert export(district, "--missing") == 1
    rows = capsys.readouterr().out
    assert rows == 'dimension,code,title,account\nline,teachers,"Teachers, all grades",\nline,supplies,supplies,\n'
    filled = rows.replace('grades",', 'grades",101.51110.{location}').replace(
        "supplies,\n", "supplies,101.56100.{location}\n"
    )
    (tmp_path / "lines.csv").write_text(filled, encoding="utf-8")
    assert small.bring(district, "--answers", tmp_path / "lines.csv", "--as", "accounts") == 0
    assert export(district, "--out", tmp_path / "load.csv") == 0
    capsys.readouterr()
    assert export(district, "--missing") == 0
    assert capsys.readouterr().out == "dimension,code,title,account\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("0930,Carver,0030", "0930,Carver,"), "Schools have no location in the table of accounts: 0030."),
        (("0930,Carver,0030", "0930,Carver,0020"), "Schools have several locations in the table of accounts: 0020."),
        (("101.56100.{location}", "101.56200.{location}"), "object 56200"),
        (("101.56100.{location}", "101.56100"), "does not fit the picture"),
    ],
)
def test_an_account_that_the_ledger_would_not_take_is_told(
    district: Path, tmp_path: Path, change: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_accounts(district, ACCOUNTS.replace(*change))
    capsys.readouterr()
    assert export(district, "--out", tmp_path / "load.csv") == 1
    shown = capsys.readouterr()
    assert "Nothing was written." in shown.out
    assert said in shown.err
    assert not (tmp_path / "load.csv").exists()


def test_the_table_can_be_a_file_and_the_picture_an_argument(district: Path, tmp_path: Path) -> None:
    (tmp_path / "chart.csv").write_text(ACCOUNTS.replace("dimension,code", "Segment,Local Code"), encoding="utf-8")
    settings = district / "perpupil.toml"
    settings.write_text(settings.read_text().partition("[accounts]")[0], encoding="utf-8")
    words = ("--accounts", tmp_path / "chart.csv", "--out", tmp_path / "load.csv")
    assert export(district, *words) == 2
    assert export(district, *words, "--picture", PICTURE) == 0
    assert export(district, *words, "--picture", "{fund}{object}") == 1
    assert export(district, *words[:2], "--out", tmp_path / "chart.csv", "--picture", PICTURE) == 2


def test_without_a_district_everything_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (
        ("formula.toml", FORMULA),
        ("facts.csv", "schoolId,name,students\n0010,Adams,3\n"),
        ("chart.csv", ACCOUNTS),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = ["export", "accounts", str(tmp_path), "--out", str(tmp_path / "load.csv")]
    assert main(words) == 2
    assert "There is no perpupil.toml" in capsys.readouterr().err
    assert main([*words, "--accounts", str(tmp_path / "chart.csv"), "--picture", PICTURE]) == 0
    assert (tmp_path / "load.csv").read_text().splitlines()[1:] == [
        "101.51110.0010,1.5,150000.02",
        "101.56100.0010,0,30.30",
    ]


def test_it_says_what_is_to_be_named(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(district) == 2
    assert "--out" in capsys.readouterr().err
    assert export(district, "--missing") == 1
    assert "The facts of FY2027 have no table of accounts." in capsys.readouterr().err


def test_an_expectation_that_fails_keeps_it_from_the_ledger(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_accounts(district, ACCOUNTS)
    (district / "formula.toml").write_text(FORMULA + '[[expect]]\nthat = "total(allocation) == 1"\n', encoding="utf-8")
    assert export(district, "--out", tmp_path / "load.csv") == 1
    assert "[expectation-failed]" in capsys.readouterr().err
    assert export(district, "--out", tmp_path / "load.csv", "--json") == 1
    assert json.loads(capsys.readouterr().out)["load_file"] is None
    assert not (tmp_path / "load.csv").exists()


def test_the_demo_district_is_posted_to_its_own_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its formula and facts as they lie there; the sums by object by hand from the lines of the run."""
    files = clean(SEED, TODAY)
    district = tmp_path / "district"
    assert main(["new", str(district), "--year", "2027"]) == 0
    for name in ("formula.toml", "facts.csv", "headcount.csv"):
        (district / name).write_bytes(files[name])
    for name in ("schools.csv", "accounts.csv"):
        (tmp_path / name).write_bytes(files[name])
    named = ["--as", "schools.csv=schools", "--column", "schools.schoolId=ledger_code"]
    assert small.bring(district, tmp_path / "schools.csv", tmp_path / "accounts.csv", *named) == 0
    capsys.readouterr()
    assert main(["run", str(district), "--json"]) == 0
    units = json.loads(capsys.readouterr().out)["units"].values()
    picture = "{fund}.{function}.{object}.{location}.{project}"
    assert export(district, "--out", tmp_path / "load.csv", "--picture", picture) == 0
    assert "Load file   $286,000,000, the same to the cent" in capsys.readouterr().out
    with (tmp_path / "load.csv").open() as read:
        rows = list(csv.DictReader(read))
    for what in {one.account.split(".")[2] for one in posted()}:
        lines = [one.line for one in posted() if one.account.split(".")[2] == what]
        want = sum(int(Decimal(unit["lines"][line]) * 100) for unit in units for line in lines)
        assert sum(int(row["amount"].replace(".", "")) for row in rows if row["account"].split(".")[2] == what) == want
