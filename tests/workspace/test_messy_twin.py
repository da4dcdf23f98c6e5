"""The demo district and its messy twin through `perpupil new` and `perpupil import`: what was planted is found, and once mended both are one."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from demo.district import COUNT_DATE, SEED, TODAY, YEAR
from demo.files import clean as clean_files
from demo.messy import messy as messy_files

from perpupil.cli.main import main
from perpupil.workspace.sandbox import read_path

ACCOUNTS = (
    '\n[accounts]\npicture = "{fund}.{function}.{object}.{location}.{project}"\nsign = "SIGN"\nrows = "transactions"\n'
)
CLEAN = (
    "schools",
    "students",
    "student_programs",
    "school_counts",
    "positions",
    "prices",
    "services",
    "pool",
    "accounts",
    "ledger",
)
MESSY = (
    "schools.xlsx", "students_october.csv", "student_programs.txt", "school_counts.csv", "positions.xlsx", "prices.csv", "services.csv",
    "pool.csv", "accounts.csv", "ledger_july_september.csv", "ledger_october_december.xlsx",
)  # fmt: skip
ANSWERS = ("birth_dates", "iep_tiers", "meal_status", "school_counts")
ONCE_EACH = {
    "double-enrollment": "double-enrollment", "shared-with-career-center": "shared-student", "no-show": "no-show",
    "closed-school": "closed-school", "age-grade": "age-and-grade", "iep-without-tier": "missing-tier",
    "exited-learner": "exited-learner", "blank-meal-status": "meal-status-blank", "leave-and-substitute": "leave-and-substitute",
    "vacancy": "vacant-position", "split-position": "split-counted-in-full", "masked-count": "masked-count",
    "unknown-account": "unknown-account", "location-without-students": "unknown-location", "batch-posted-twice": "batch-posted-twice",
}  # fmt: skip
"""What was planted → the finding that must be there as often."""


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def new(folder: Path, name: str, sign: str) -> Path:
    district = folder / "districts" / name
    assert main(["new", str(district), "--year", str(YEAR), "--count-date", COUNT_DATE.isoformat()]) == 0
    settings = district / "perpupil.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + ACCOUNTS.replace("SIGN", sign), encoding="utf-8")
    return district


Shown = dict[str, Any]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """Import the clean district, the messy one as it is, and the messy one with its repairs and answers."""
    folder = tmp_path_factory.mktemp("twin")
    clean = write(folder / "clean", clean_files(SEED, TODAY))
    messy = write(folder / "messy", messy_files(SEED, TODAY))
    files = [messy / "files" / name for name in MESSY]
    answers = [messy / "answers" / f"{name}.csv" for name in ANSWERS]
    recode = f"ledger.account={messy / 'answers/account_corrections.csv'}"
    shown: dict[str, Shown] = {}
    for name, sign, arguments in (
        ("clean", "debit_credit", [clean / f"{name}.csv" for name in CLEAN]),
        ("messy", "signed", files),
        ("mended", "signed", [*files, "--repair", "--recode", recode, "--answers", *answers]),
    ):
        district = new(folder, name, sign)
        out = pytest.MonkeyPatch()
        with out.context() as patch:
            printed: list[str] = []
            patch.setattr(
                "perpupil.cli.printing.print_json", lambda content, printed=printed: printed.append(json.dumps(content))
            )
            main(["import", "--district", str(district), "--json", *map(str, arguments)])
        shown[name] = json.loads(printed[0])
        (facts,) = (district / "facts").glob("*/facts.json")
        shown[name]["facts"] = json.loads(facts.read_text(encoding="utf-8"))
    beside = read_path(messy / "files/allocation_fy2027.xlsx")
    cells = [cell for column in beside.tables[0].columns.values() for cell in column]
    shown["beside"] = {"codes": [one.code for one in beside.findings], "totals": cells.count("TOTAL")}
    shown["planted"] = {
        one["kind"]: len(one["places"]) for one in json.loads((messy / "planted.json").read_bytes())["faults"]
    }
    return shown


def times(shown: Shown, code: str, dataset: str = "") -> int:
    return sum(one["code"] == code and dataset in {"", one["dataset"]} for one in shown["found"])


def rows(shown: Shown, code: str, dataset: str) -> int:
    return sum(len(one["rows"]) for one in shown["found"] if (one["code"], one["dataset"]) == (code, dataset))


def test_nothing_is_invented_in_the_clean_district(said: dict[str, Shown]) -> None:
    assert {one["code"] for one in said["clean"]["found"]} == {"other-system-code"}
    assert {one["severity"] for one in said["clean"]["findings"]} == {"note"}
    assert all(one["rows"] == one["taken"] for one in said["clean"]["files"])
    assert said["clean"]["students"] == "40000"


@pytest.mark.parametrize(("kind", "code"), ONCE_EACH.items(), ids=ONCE_EACH)
def test_what_was_planted_is_found_as_often(said: dict[str, Shown], kind: str, code: str) -> None:
    assert times(said["messy"], code) == said["planted"][kind]


def test_faults_of_whole_columns_and_sheets_are_found(said: dict[str, Shown]) -> None:
    """Last year's workbook is no data set; what is said of it is added."""
    planted, messy, beside = said["planted"], said["messy"], said["beside"]["codes"]
    totals = [times(messy, "total-row", name) for name in ("schools", "positions", "ledger", "students")]
    found = {
        "number-as-text": rows(messy, "number-as-text", "positions"),
        "bracketed-negative": times(messy, "negative-as-text") - planted["trailing-minus"],
        "hidden-column": sum(one["code"] == "hidden-cells" for one in messy["findings"]) + beside.count("hidden-cells"),
        "reference-error": sum(one["code"] == "error-cell" for one in messy["findings"]) + beside.count("error-cell"),
        "total-row": totals[0] + totals[1] + totals[2] + totals[3] + said["beside"]["totals"],
    }
    assert found == {name: planted[name] for name in found}
    assert {"zeros-differ", "lost-zeros", "year-in-another-form", "other-system-code"} <= {
        one["code"] for one in messy["found"]
    }


def test_every_row_of_every_file_is_accounted_for(said: dict[str, Shown]) -> None:
    for name in ("clean", "messy", "mended"):
        for one in said[name]["files"]:
            assert one["rows"] == one["taken"] + one["aside"] + one["dropped"], one


def test_mended_the_twin_is_the_clean_district(said: dict[str, Shown]) -> None:
    clean, mended = said["clean"]["facts"], said["mended"]["facts"]
    assert mended["headcount"] == clean["headcount"]
    assert mended["students"] == clean["students"] == "40000"
    same = {name for name, part in clean["tables"].items() if mended["tables"][name]["seal"] == part["seal"]}
    assert same == set(clean["tables"]) - {
        "ledger",
        "positions",
    }  # amounts are signed there, and a whole share is left blank
    assert {name: part["rows"] for name, part in mended["tables"].items() if name == "positions"} == {
        "positions": clean["tables"]["positions"]["rows"]
    }


def test_what_is_left_is_for_a_person(said: dict[str, Shown]) -> None:
    left = Counter(one["code"] for one in said["mended"]["found"] if one["code"] != "other-system-code")
    assert left == Counter({"unknown-location": 1})
    assert [one["aside"] for one in said["mended"]["files"] if one["aside"]] == [3]
