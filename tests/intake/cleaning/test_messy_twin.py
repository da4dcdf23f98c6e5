"""The demo district and its messy twin: every planted fault is found, none is invented, and the repaired twin is the clean district."""

import io
import json
from collections import Counter
from collections.abc import Mapping
from functools import cache

import pytest
from demo.district import COUNT_DATE, SEED, TODAY, YEAR
from demo.files import clean as clean_files
from demo.messy import messy as messy_files

from perpupil.facts.table import TextTable
from perpupil.intake.asking import questions
from perpupil.intake.cleaning import Cleaned, Upload, clean
from perpupil.intake.columns import propose
from perpupil.intake.dataset import Material
from perpupil.intake.door import read_file
from perpupil.intake.reading import Asked
from perpupil.intake.repairs import Rule
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.typed_over import typed_over

PICTURE = "{fund}.{function}.{object}.{location}.{project}"
SAME = {"prices": "prices.csv", "services": "services.csv", "pool": "pool.csv", "accounts": "accounts.csv"}
CLEAN = {
    **SAME, "schools": "schools.csv", "students": "students.csv", "programs": "student_programs.csv",
    "school_counts": "school_counts.csv", "positions": "positions.csv", "ledger": "ledger.csv",
}  # fmt: skip
MESSY = {
    **SAME, "schools": "schools.xlsx", "students": "students_october.csv", "programs": "student_programs.txt",
    "school_counts": "school_counts.csv", "positions": "positions.xlsx",
}  # fmt: skip
SUMMER, AUTUMN = "ledger_july_september.csv", "ledger_october_december.xlsx"
ZEROS = tuple(Rule("pad_ids", "schools", column, width=4) for column in ("schoolId", "ledgerCode"))
"""What the district says of its list of schools: ledger codes have four digits."""


def read(content: bytes, name: str) -> TextTable:
    return read_file(io.BytesIO(content), name, Asked(birth_dates=True)).tables[0]


@cache
def uploaded(dataset: str, content: bytes, name: str) -> Upload:
    table = read(content, name)
    return Upload(table, propose(table, SCHEMAS[dataset]).mapping)


def worked(files: Mapping[str, bytes], names: Mapping[str, str], rules: tuple[Rule, ...] = ()) -> Cleaned:
    uploads = [uploaded(dataset, files[name], name) for dataset, name in names.items()]
    return clean(uploads, Material({}, YEAR, COUNT_DATE, picture=PICTURE), rules)


@cache
def clean_district() -> Cleaned:
    return worked(clean_files(SEED, TODAY), CLEAN)


@cache
def twin() -> Mapping[str, bytes]:
    return messy_files(SEED, TODAY)


@cache
def messy(ledger: str = SUMMER) -> Cleaned:
    files = {name.removeprefix("files/"): content for name, content in twin().items()}
    return worked(files, {**MESSY, "ledger": ledger})


@cache
def repaired() -> Cleaned:
    files = {name.removeprefix("files/"): content for name, content in twin().items()}
    names = {name: MESSY[name] for name in ("schools", "students", "programs", "positions", "accounts")}
    rules = (*ZEROS, *worked(files, names, ZEROS).suggestions)
    return worked(files, names, rules)


def planted() -> dict[str, int]:
    return {one["kind"]: len(one["places"]) for one in json.loads(twin()["planted.json"])["faults"]}


def rows(done: Cleaned, code: str, dataset: str) -> int:
    return sum(len(one.rows) for one in done.cases if (one.finding.code, one.dataset) == (code, dataset))


FOUND_BY = {
    "double-enrollment": "double-enrollment", "shared-with-career-center": "shared-student", "no-show": "no-show",
    "closed-school": "closed-school", "age-grade": "age-and-grade", "iep-without-tier": "missing-tier",
    "exited-learner": "exited-learner", "blank-meal-status": "meal-status-blank", "leave-and-substitute": "leave-and-substitute",
    "vacancy": "vacant-position", "split-position": "split-counted-in-full", "masked-count": "masked-count",
}  # fmt: skip


def test_nothing_is_invented_in_the_clean_district() -> None:
    done = clean_district()
    assert {one.finding.code for one in done.cases} == {"other-system-code"}
    assert all(len(one) == 0 for one in done.aside.values())
    assert done.findings == ()


@pytest.mark.parametrize(("kind", "code"), FOUND_BY.items(), ids=FOUND_BY)
def test_every_planted_fault_is_found_once(kind: str, code: str) -> None:
    assert messy().counts()[code] == planted()[kind]


@pytest.mark.parametrize(("kind", "code"), FOUND_BY.items(), ids=FOUND_BY)
def test_every_planted_fault_is_one_question_with_its_count(kind: str, code: str) -> None:
    asked = [one for one in questions((messy(),)) if one.code == code]
    assert sum(one.times for one in asked) == planted()[kind]
    assert len({one.dataset for one in asked}) == 1
    if asked[0].dataset in {"students", "programs"} and code != "meal-status-blank":
        assert [one.students for one in asked] == [planted()[kind]]
        assert 1 <= len([one for one in asked[0].schools if one.school]) <= 60


def test_of_the_repaired_twin_only_what_a_person_must_say_is_left() -> None:
    assert {one.name for one in questions((repaired(),))} == {"students.age-and-grade", "programs.missing-tier"}


def test_every_planted_fault_of_the_files_is_found() -> None:
    summer, autumn, wanted = messy(), messy(AUTUMN), planted()
    totals = Counter(one.dataset for one in (*summer.cases, *autumn.cases) if one.finding.code == "total-row")
    beside = 1  # the workbook of last year's allocation, which is no dataset
    assert (
        sum(totals[name] // 2 for name in ("students", "schools", "positions")) + totals["ledger"] + beside
        == wanted["total-row"]
    )
    both = [*summer.cases, *autumn.cases]
    ledger = Counter(one.finding.code for one in both if one.dataset == "ledger")
    assert ledger["unknown-account"] == wanted["unknown-account"]
    assert ledger["unknown-location"] == wanted["location-without-students"]
    assert ledger["batch-posted-twice"] == wanted["batch-posted-twice"]
    assert ledger["negative-as-text"] == wanted["bracketed-negative"] + wanted["trailing-minus"]
    assert rows(summer, "number-as-text", "positions") == wanted["number-as-text"]
    years = {one.finding.what for one in summer.cases if one.finding.code == "year-in-another-form"}
    assert any("2026-27" in what and "FY27" in what for what in years)
    zeros = [one for one in autumn.cases if one.finding.code == "lost-zeros" and one.column == "location"]
    assert len(zeros) == 1


def test_the_number_typed_over_granites_formula_is_found() -> None:
    table = read(twin()["files/allocation_fy2027.xlsx"], "allocation_fy2027.xlsx")
    found = typed_over(table)
    assert {table.columns["School"][one.position] for one in found} == {"Granite"}


@pytest.mark.parametrize("dataset", ["students", "positions", "schools"])
def test_the_repaired_twin_is_the_clean_district(dataset: str) -> None:
    ours, theirs = repaired().taken[dataset], clean_district().taken[dataset]
    columns = sorted(set(ours.columns) & set(theirs.columns))
    assert said(ours, columns) == said(theirs, columns)


def said(table: TextTable, columns: list[str]) -> list[tuple[str, ...]]:
    """Give the rows in order; where no share of a position stands, it is the whole."""
    cells = (
        [cell or "1" for cell in table.columns[name]] if name == "share" else table.columns[name] for name in columns
    )
    return sorted(zip(*cells, strict=True))


def test_learners_who_have_left_are_gone_and_only_answers_are_still_asked_for() -> None:
    done = repaired()
    assert not [one for one in done.cases if one.repair is not None and one.is_error]
    assert {one.finding.code for one in done.cases} <= {
        "age-and-grade", "missing-tier", "masked-count", "other-system-code", "totals-disagree",
    }  # fmt: skip
