"""`perpupil project`: from past counts to a projection in a folder of its own."""

import csv
import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.cli.maple import written

YEARS = {
    2025: "0010,K,,30\n0010,1,,40\n0020,K,,50\n0020,1,,50\n",
    2026: "0010,K,,32\n0010,1,,30\n0020,K,,50\n0020,1,,50\n",
    2027: "0010,K,,24\n0010,K,low_income,8\n0010,1,,32\n0020,K,,50\n0020,1,ell=2,50\n",
}
HEADERS = "unit,grade,needs,students\n"


def counts(folder: Path) -> list[str]:
    return [f"{year}={written(folder, f'{year}.csv', HEADERS + text)}" for year, text in YEARS.items()]


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_projection_is_printed_and_written_as_a_fact_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Kindergarten 80, 82, 82: 82 × 164 / 162 = 83.01. Grade 1 keeps 80 of 80, then 82 of 82."""
    out = tmp_path / "made"
    assert main(["project", *counts(tmp_path), "--name", "First", "--out", str(out)]) == 0
    told = capsys.readouterr()
    shown = rows(told.out)
    assert shown[0] == "First"
    assert "0010 0010 64 65 +1 not known" in shown
    assert "Total 164 165 +1" in shown
    assert "K 82 83 +1" in shown
    assert "[too-few-errors]" in told.err
    assert sorted(path.name for path in out.iterdir()) == [
        "by_grade.csv",
        "by_school.csv",
        "headcount.csv",
        "projection.json",
    ]
    record = json.loads((out / "projection.json").read_text(encoding="utf-8"))
    assert (record["name"], record["year"], record["students"], record["counts"]["2026"]) == ("First", 2028, 165, 162)
    assert f"Seal {record['seal']}" in shown
    with (out / "headcount.csv").open(encoding="utf-8", newline="") as file:
        students = {(one["unit"], one["grade"], one["needs"]): int(one["students"]) for one in csv.DictReader(file)}
    assert students == {
        ("0010", "1", ""): 32,
        ("0010", "K", ""): 25,
        ("0010", "K", "low_income"): 8,
        ("0020", "1", "ell=2"): 50,
        ("0020", "K", ""): 50,
    }


def test_a_projection_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "made"
    assert main(["project", *counts(tmp_path), "--out", str(out)]) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    adjust = written(tmp_path, "adjust.csv", "unit,grade,change,count,reason,who\n0010,K,5,,new homes,Planning\n")
    assert main(["project", *counts(tmp_path), "--adjust", adjust, "--out", str(out)]) == 2
    assert "cannot be made" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    other = tmp_path / "changed"
    assert main(["project", *counts(tmp_path), "--adjust", adjust, "--out", str(other), "--json"]) == 0
    changed = json.loads(capsys.readouterr().out)
    assert changed["seal"] != json.loads(before["projection.json"])["seal"]
    assert [(one["before"], one["after"], one["who"]) for one in changed["adjustments"]] == [(33, 38, "Planning")]


COUNTS = "Fiscal Year,School,Grade,Students,Kind\n" + "".join(
    f"FY{year},{school},{grade},{students},{kind}\n"
    for year, kind in ((2025, "count"), (2026, "count"), (2027, "count"), (2028, "projection"))
    for school, grade, students in (("10", "K", 30), ("10", "1", 30), ("20", "K", 40), ("20", "1", 40), ("99", "K", 20))
    if school != "99" or year < 2027
)
SCHOOLS = (
    "schoolId,name,studentCode,opened,closed,successorId\n"
    "0010,Oak,10,1960-09-01,,\n0020,Elm,20,1970-09-01,,\n0099,Old Mill,99,1950-09-01,2026-07-01,0010\n"
)


def test_one_table_of_counts_with_the_list_of_schools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Old Mill closed into Oak before the count of 2027, so Oak's kindergarten was 50, 50, 30: 30 × 80 / 100 = 24, and Elm's 40.

    The district's was 90, 90, 70, next 70 × 160 / 180 = 62: Oak 23, Elm 39. Grade 1: 70 × 140 / 180 = 54, of which Oak's 18 of 58: 17.
    """
    asked = [
        "--counts",
        written(tmp_path, "counts.csv", COUNTS),
        "--schools",
        written(tmp_path, "schools.csv", SCHOOLS),
    ]
    assert main(["project", *asked]) == 0
    shown = rows(capsys.readouterr().out)
    assert "Oak 0010 60 40 -20 not known" in shown
    assert "2027: 0099 closed and was succeeded by 0010" in shown
    assert not any(line.startswith("Old Mill") for line in shown)
    needs = written(tmp_path, "needs.csv", HEADERS + "0010,K,low_income,30\n0010,1,,30\n0020,K,,40\n0020,1,,41\n")
    assert main(["project", *asked, "--needs", needs, "--json"]) == 0
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["findings"]] == [
        "totals-disagree",
        "too-few-errors",
    ]


def test_changes_are_read_and_contradictions_stop_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    merged = written(tmp_path, "changes.csv", "kind,unit,successor,year\nmerged,0020,0010,2028\n")
    assert main(["project", *counts(tmp_path), "--changes", merged]) == 0
    shown = rows(capsys.readouterr().out)
    assert "0010 0010 164 165 +1 not known" in shown
    assert "2028: 0020 was merged into 0010" in shown
    closed = written(tmp_path, "changes.csv", "kind,unit,successor,year\nclosed,0020,0010,2027\n")
    assert main(["project", *counts(tmp_path), "--changes", closed, "--out", str(tmp_path / "none")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "[closed-school]" in told.err
    assert not (tmp_path / "none").exists()


def test_a_later_year_and_other_grades(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--year", "2029", "--over", "1", "--grades", "K,1", "--entry-grades", "K", "--json"]
    assert main(["project", *counts(tmp_path), *asked]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["year"], made["method"]["over_changes"], made["method"]["grades"]) == (2029, 1, ["K", "1"])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["2027"],
        ["2027="],
        ["27=counts.csv"],
        ["2027=none.csv"],
        ["--counts", "none.csv"],
        ["2027=a.csv", "--counts", "none.csv"],
        ["2027=a.csv", "--needs", "none.csv"],
        ["--counts", "a.csv", "--over", "0"],
        ["--counts", "a.csv", "--grades", "K,K"],
        ["--counts", "a.csv", "--grades", "K,1", "--entry-grades", "PK"],
    ],
)
def test_what_cannot_be_carried_out_is_said_in_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["project", *arguments]) == 2
    assert capsys.readouterr().err.startswith("perpupil: ")
