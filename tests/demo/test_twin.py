"""The messy twin: each fault found by a rule of its own, as often as it was planted; repaired, the clean district."""

import functools
import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from tests.demo.reading import District, cents, rows
from tests.demo.twin import Twin, day, found

GIVEN = {
    "double-enrollment": 212,
    "shared-with-career-center": 37,
    "no-show": 148,
    "closed-school": 9,
    "age-grade": 26,
    "iep-without-tier": 41,
    "blank-meal-status": 31,
    "leave-and-substitute": 64,
    "vacancy": 118,
    "split-position": 31,
    "unknown-account": 23,
    "batch-posted-twice": 1,
    "location-without-students": 1,
    "typed-over-formula": 1,
}
"""Counts that the district's description gives."""


@pytest.fixture(scope="session")
def messy(twin: Path) -> Twin:
    return Twin(twin)


@pytest.fixture(scope="session")
def clean(district: Path) -> District:
    return District(district)


@pytest.fixture(scope="session")
def planted(twin: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((twin / "planted.json").read_text(encoding="utf-8"))["faults"]
    return listed


def test_every_fault_is_found_as_often_as_it_was_planted(messy: Twin, planted: list[dict[str, Any]]) -> None:
    assert found(messy) == {kind["kind"]: kind["count"] for kind in planted}


def test_the_list_has_a_place_for_every_fault(planted: list[dict[str, Any]]) -> None:
    assert {kind["kind"]: len(kind["places"]) for kind in planted} == {kind["kind"]: kind["count"] for kind in planted}


def test_the_counts_are_those_of_the_description(planted: list[dict[str, Any]]) -> None:
    counts = {kind["kind"]: kind["count"] for kind in planted}
    assert {kind: counts[kind] for kind in GIVEN} == GIVEN


def test_the_list_lies_outside_what_is_read(twin: Path) -> None:
    assert not [path for path in (twin / "files").iterdir() if "planted" in path.name]


def test_students_are_listed_as_often_as_the_faults_say(messy: Twin) -> None:
    assert len(messy.open_rows) == 40_000 + 212 + 37 + 148 + 9


def test_two_schools_code_students_who_left(messy: Twin) -> None:
    school = messy.school_of()
    coded = Counter(school[row["student_id"]] for row in messy.programs if row["level"].startswith("M"))
    assert coded == Counter({"401": 96, "226": 71})


def test_faults_are_at_several_schools(messy: Twin) -> None:
    assert len({row["School Code"] for row in messy.open_rows if not row["First Day Present"]}) == 44
    school = messy.school_of()
    assert (
        len({school[row["student_id"]] for row in messy.programs if row["program"] == "iep" and not row["level"]}) == 19
    )


def test_each_place_of_a_student_row_is_the_row(twin: Path, planted: list[dict[str, Any]]) -> None:
    """A row number of the list leads to the cell that it names."""
    files = {
        "files/students_october.csv": rows(twin / "files/students_october.csv"),
        "files/student_programs.txt": rows(twin / "files/student_programs.txt", "|"),
        "files/school_counts.csv": rows(twin / "files/school_counts.csv"),
        "files/ledger_july_september.csv": rows(twin / "files/ledger_july_september.csv"),
    }
    checked = 0
    for kind in planted:
        for place in kind["places"]:
            row, _, column = place["where"].removeprefix("row ").partition(", ")
            if place["file"] in files and column:
                assert files[place["file"]][int(row) - 2][column] == place["found"], (kind["kind"], place)
                checked += 1
    assert checked > 700


def test_each_place_in_a_sheet_is_the_cell(twin: Path, planted: list[dict[str, Any]]) -> None:
    sheets = {
        f"files/{path.name}": load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        for path in Twin(twin).sheets
    }
    shown_otherwise = {"unknown-account", "reference-error"}
    for kind in planted:
        for place in kind["places"]:
            named = re.fullmatch(r"([A-Z]+)([0-9]+)", place["where"])
            if named and place["file"] in sheets and kind["kind"] not in shown_otherwise:
                column = functools.reduce(lambda sum_, letter: 26 * sum_ + ord(letter) - 64, named[1], 0)
                value = sheets[place["file"]][int(named[2]) - 1][column - 1]
                assert str(value).removesuffix(".0") == place["found"].removesuffix(".0"), (kind["kind"], place)


def test_repaired_students_are_the_clean_headcount(messy: Twin, clean: District) -> None:
    """Every repair by its rule or its answer, students counted anew: the same schools, grades and needs."""
    school, programs = messy.school_of(), defaultdict[str, dict[str, str]](dict)
    grade = {row["Student ID"]: row["Grade Level"] for row in messy.open_rows if row["First Day Present"]}
    for row in [
        *messy.programs,
        *rows(messy.folder / "answers/iep_tiers.csv"),
        *rows(messy.folder / "answers/meal_status.csv"),
    ]:
        if not row["level"].startswith("M") and row["start_date"] <= "2026-10-01":
            programs[row["student_id"]][row["program"]] = row["level"]
    repaired = Counter((school[one], grade[one], tuple(sorted(programs[one].items()))) for one in grade)
    right = Counter(
        (row["school"], row["grade"], tuple(sorted(clean.programs[one].items()))) for one, row in clean.students.items()
    )
    assert repaired == right


def test_repaired_birth_dates_are_the_clean_ones(messy: Twin, clean: District) -> None:
    answers = {row["student_id"]: row["birth_date"] for row in rows(messy.folder / "answers/birth_dates.csv")}
    born = {row["Student ID"]: day(row["DOB"]) for row in messy.listed}
    assert all(clean.students[one]["birth_date"] == right for one, right in answers.items())
    assert all(str(born[one]) == row["birth_date"] or one in answers for one, row in clean.students.items())


def amount(text: str) -> int:
    plain = text.replace(",", "")
    if plain.startswith("(") or plain.endswith("-"):
        return -cents(plain.strip("()-"))
    return cents(plain)


def test_the_repaired_ledger_is_the_clean_one(messy: Twin, clean: District) -> None:
    right = {row["posted"]: row["account"] for row in rows(messy.folder / "answers/account_corrections.csv")}
    sums = Counter[str]()
    seen: set[tuple[str, int]] = set()
    accounts = messy.accounts()
    for account, row in zip(accounts, [*messy.summer, *messy.autumn], strict=True):
        autumn = "location" in row
        if autumn and (row["Batch"], row["Line"]) in seen:
            continue
        if autumn:
            seen.add((row["Batch"], row["Line"]))
        kind = "actual" if autumn else row["Kind"]
        value = round(Decimal(str(row["Amount"])) * 100) if autumn else amount(row["Amount"])
        sums[f"{kind} {right.get(account, account).replace('.0298.', '.0999.')}"] += int(value)
    clean_sums = Counter[str]()
    for kind, _, segments, value in clean.ledger:
        clean_sums[f"{kind} {'.'.join(segments)}"] += value
    assert sums == clean_sums


def test_positions_counted_once_are_the_clean_ones(messy: Twin, clean: District) -> None:
    """A substitute adds no position, and each school of a split position has half of it."""
    seen = Counter(row["Position"] for row in messy.positions if row["Status"] != "LT SUB")
    messy_fte = Counter[str]()
    for row in messy.positions:
        if row["Status"] != "LT SUB":
            messy_fte[row["Location"]] += Decimal(str(row["FTE"])) / seen[row["Position"]]  # type: ignore[assignment]
    right = Counter[str]()
    for clean_row in clean.file("positions"):
        if clean_row["status"] != "substitute":
            right[clean_row["school"]] += Decimal(clean_row["fte"]) * Decimal(clean_row["share"])  # type: ignore[assignment]
    assert messy_fte == right


def test_last_years_workbook_differs_at_granite_alone(messy: Twin, clean: District) -> None:
    table = {int(row["school"]): row for row in clean.file("allocation_fy2027")}
    different = [
        (row["School"], name)
        for row in messy.sheet("allocation_fy2027")
        if row["Code"] != "TOTAL"
        for name, value in row.items()
        if name in table[int(row["Code"])]
        and name != "school"
        and Decimal(str(value)) != Decimal(table[int(row["Code"])][name])
    ]
    assert different == [("Granite", "supplies")]


def test_masked_counts_are_answered(messy: Twin, clean: District) -> None:
    answers = rows(messy.folder / "answers/school_counts.csv")
    right = {
        (row["as_of"], row["made_on"], row["school"], row["grade"]): row["students"]
        for row in clean.file("school_counts")
    }
    assert len(answers) == 66
    assert all(right[row["as_of"], row["made_on"], row["school"], row["grade"]] == row["students"] for row in answers)
