"""`perpupil calendar`: the days, what does not fit, one role's days as iCalendar, and what more notice would free."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.calendar.test_reading import GOOD

TODAY = ("--today", "2027-01-19")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "calendar.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_the_days_are_shown_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", str(folder), *TODAY]) == 0
    flat = " ".join(capsys.readouterr().out.split())
    assert "Next: Choices close on January 29, 2027, in 10 days. 1 day of decision is to come." in flat
    assert flat.index("January 8, 2027 Price list") < flat.index("Choices close: by form")


def test_a_role_and_a_first_day_leave_the_rest_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", str(folder), "--role", "principals", "--json", *TODAY]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in data["decisions"]] == ["choices"]
    assert main(["calendar", str(folder), "--from", "2027-01-30", "--json", *TODAY]) == 0
    assert json.loads(capsys.readouterr().out)["decisions"] == []
    assert main(["calendar", str(folder), "--from", "2027-01-30", *TODAY]) == 0
    assert "No day is left" in capsys.readouterr().out


def test_days_are_written_for_a_calendar_program(folder: Path) -> None:
    out = folder / "principals.ics"
    assert main(["calendar", str(folder), "--role", "Principals", "--ical", str(out), *TODAY]) == 0
    assert out.read_bytes().count(b"BEGIN:VEVENT") == 1


def test_nothing_is_written_while_days_do_not_fit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "calendar.toml").write_text(GOOD.replace("prices = 21", "prices = 22"), encoding="utf-8")
    ical, page = folder / "all.ics", folder / "page.html"
    assert main(["calendar", str(folder), "--ical", str(ical), "--out", str(page), *TODAY]) == 1
    said = capsys.readouterr()
    assert "[out-of-order]" in said.err
    assert "Every day" in said.out
    assert not ical.exists()
    assert not page.exists()


def test_a_faulty_calendar_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "calendar.toml").write_text(GOOD.replace("notice = 21", "notice = -21"), encoding="utf-8")
    assert main(["calendar", str(folder), "--json", *TODAY]) == 1
    assert [(one["code"], one["line"]) for one in json.loads(capsys.readouterr().out)["problems"]] == [
        ("wrong-value", 19)
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--role", "Cook"], "The roles are Academic officer, Budget director, Principals."),
        (["--compare"], "There is no services.toml"),
    ],
)
def test_a_misuse_is_one_sentence(
    arguments: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calendar", str(folder), *arguments, *TODAY]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--today", "--from"])
def test_a_day_that_is_none_is_refused(option: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["calendar", str(folder), option, "2027-02-30"])
    assert "is no day" in capsys.readouterr().err


def test_a_folder_without_a_calendar_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", str(tmp_path)]) == 2
    assert "There is no calendar.toml" in capsys.readouterr().err


SERVICES = """services = 1
title = "Maple"
source = "price list"
year = 2028
starts = 2027-07-01
deadline = 2027-01-29
need = "low_income"

[facts]
unit = "id"
students = "students"
needs = { low_income = "poor" }

[service.institute]
title = "Writing institute"
category = "pd_courses"
owner = "Academic officer"
aim = "writing"
evidence = "ledger"
driver = "student"
approach = "opt_out"
rate = 10
fixed = 62000
freed = [[12, 0.5], [17, 1]]
"""


def test_more_notice_is_told_in_dollars(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "services.toml").write_text(SERVICES, encoding="utf-8")
    (folder / "facts.csv").write_text("id,students,poor\n01,300,100\n02,100,20\n", encoding="utf-8")
    assert main(["calendar", str(folder), "--compare", "--json", *TODAY]) == 0
    (compared,) = json.loads(capsys.readouterr().out)["compared"]
    assert (compared["later"], compared["earlier"], compared["more"]) == (
        {"decided": "2027-01-29", "months": 5, "freed": "0.00"},
        {"decided": "2026-01-29", "months": 17, "freed": "62000.00"},
        "62000.00",
    )
    (folder / "calendar.toml").write_text(GOOD.replace("choice = true\n", ""), encoding="utf-8")
    assert main(["calendar", str(folder), "--compare", *TODAY]) == 0
    assert "nothing to compare" in capsys.readouterr().out
