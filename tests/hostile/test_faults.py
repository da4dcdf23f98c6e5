"""One file for every fault a person can make, and what must be said of it."""

from pathlib import Path

import pytest

from perpupil.cli.main import main
from perpupil.findings import MEANINGS, Severity
from perpupil.intake.checks import CHECKS
from tests.hostile.expected import FAULTS, Expected
from tests.hostile.world import FAULTS as FOLDER
from tests.hostile.world import SOUND, Told, compare, found_in, within, work

FORMULAS = sorted(name for name in FAULTS if name.startswith("formula/"))


@pytest.mark.parametrize(("name", "expected"), FAULTS.items(), ids=FAULTS)
def test_a_fault_is_found_where_it_is_and_nothing_else_is(name: str, expected: tuple[Expected, ...]) -> None:
    with within(5):
        told = found_in(FOLDER / name)
    assert placed(told) == sorted((one.code, one.line or 0, one.column or 0) for one in expected)


@pytest.mark.parametrize(("name", "expected"), FAULTS.items(), ids=FAULTS)
def test_a_finding_names_the_thing_and_says_what_to_do(name: str, expected: tuple[Expected, ...]) -> None:
    with within(5):
        told = found_in(FOLDER / name)
    for one in expected:
        assert any(each.code == one.code and one.what in each.what and one.fix in each.fix for each in told), told
    for each in told:
        assert each.why == MEANINGS[each.code].why
        assert all(text.strip() for text in (each.what, each.why, each.fix))


def test_every_fixture_has_its_expectation() -> None:
    fixtures = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert fixtures == set(FAULTS)


def test_every_code_has_a_fixture() -> None:
    elsewhere = {
        "unmatched-earlier-unit",  # tests/allocation/test_names.py
        "no-equity",  # tests/documents/test_description.py
        *("not-given-to", "unread-level"),  # tests/cli/test_cascade.py
        *("nothing-to-change", "spent-beyond"),  # tests/comparison/test_shock.py
        *("not-a-workbook", "missing-sheet"),  # tests/facts/test_sheets.py
        *("other-inputs", "edit-not-taken"),  # tests/documents/workbook/test_returned.py
        *("counted-once", "unknown-need", "unknown-grade"),  # tests/intake/counting/test_noticing.py
        *("nothing-freed", "unknown-service"),  # tests/services/test_reading.py
        *("bad-choice", "repeated-choice", "late-choice"),  # tests/services/test_choices.py
        *("service-may-close", "contract-minimum"),  # tests/cli/test_services.py
        "not-a-headcount",  # tests/intake/counting/test_sealed.py
        *(
            "unknown-format",
            "damaged-file",
            "locked-file",
            "macro-workbook",
            "unsafe-file",
        ),  # tests/intake/test_hostile.py
        *("row-set-aside", "header-mended", "guessed-encoding", "guessed-layout"),  # tests/intake/test_delimited.py
        *("mended-text", "cell-like-formula"),  # tests/intake/test_delimited.py, tests/intake/test_hostile.py
        *("hidden-cells", "error-cell", "digits-lost", "merged-cells"),  # tests/intake/test_workbook.py
        *("numbers-as-text", "stored-values", "sheet-not-read", "wrong-suffix"),  # tests/intake/test_workbook.py
        *("roster-deviation", "columns-dropped"),  # tests/intake/test_oneroster.py
        "reader-stopped",  # tests/workspace/test_sandbox.py
        *(code for check in CHECKS for code in check.codes),  # tests/intake/cleaning/test_checks.py
        *(
            "unclaimed-column",
            "column-claimed-twice",
            "bad-mapping",
            "known-by-other-code",
        ),  # tests/intake/schemas/test_columns.py
        *("bad-repair", "repairs-conflict"),  # tests/intake/cleaning/test_repairs.py
        "typed-over-formula",  # tests/intake/cleaning/test_typed_over.py
        *("bad-change", "outside-span"),  # tests/projection/test_changes.py
        *(
            "bad-adjustment",
            "unexplained-adjustment",
            "below-zero",
            "no-history",
        ),  # tests/projection/test_adjustments.py
        *("too-few-counts", "gap-in-counts", "wrong-year", "no-school-for-grade"),  # tests/projection/test_hostile.py
        "too-few-errors",  # tests/projection/test_past_errors.py
        "no-money",  # tests/equity/test_situation.py
        "unclear-recount",  # tests/projection/test_recount.py
        "impossible-share",  # tests/equity/test_situation.py
        "bad-settings",  # tests/intake/test_settings.py
        *("changed-facts", "unknown-dataset", "students-apart"),  # tests/workspace/test_importing.py
        *("answer-without-key", "answer-without-row"),  # tests/intake/test_answers.py
        "roster-rule",  # tests/intake/test_roster_datasets.py
        "students-without-needs",  # tests/workspace/test_importing.py
        *("award-overdrawn", "award-left-over"),  # tests/grants/test_devolution.py
        *("unserved-school", "poorer-school-overtaken"),  # tests/grants/test_lawful.py
        *("set-aside-missing", "set-aside-too-small", "set-aside-too-large"),  # tests/grants/test_set_asides.py
        *(
            "bad-move",
            "not-allowable",
            "approved-not-allowable",
            "needs-approval",
            "outside-period",
            "beyond-approved",
        ),  # tests/grants/test_proposals.py
        "gate-closed",  # tests/grants/test_road_map.py
        *("bad-step", "training-missing", "fund-overdrawn"),  # tests/budget/test_reading.py
        *(
            "training-outdated",
            "unsigned-agreement",
            "autonomy-without-money",
            "beyond-autonomy",
        ),  # tests/budget/test_overview.py
        *("unexplained-request", "request-without-end"),  # tests/budget/test_overview.py
        *("out-of-order", "choice-after-cycle", "short-notice", "overdue"),  # tests/calendar/test_dependencies.py
        *("bad-picture", "unbalanced-entry", "no-account"),  # tests/intake/accounts/test_accounts.py
    }
    assert {one.code for expected in FAULTS.values() for one in expected} | elsewhere == set(MEANINGS)


def test_the_district_without_a_fault_has_no_finding() -> None:
    assert work({})[1] == ()
    assert compare({}) == ()


def test_all_mistakes_are_told_at_once() -> None:
    assert len(found_in(FOLDER / "formula" / "five_mistakes.toml")) == 5


@pytest.mark.parametrize("name", FORMULAS)
def test_checking_a_faulty_formula_ends_in_findings_and_not_in_a_traceback(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with within(5):
        code = main(["check", str(FOLDER / name), *inputs(SOUND)])
    shown = capsys.readouterr().out
    warned = any(MEANINGS[one.code].severity is not Severity.NOTE for one in FAULTS[name])
    assert code == (1 if warned else 0)
    assert all(f"[{one.code}]" in shown for one in FAULTS[name])


@pytest.mark.parametrize("name", FORMULAS)
def test_running_a_formula_with_an_error_writes_nothing(name: str, tmp_path: Path) -> None:
    is_error = any(MEANINGS[one.code].severity is Severity.ERROR for one in FAULTS[name])
    with within(5):
        code = main(["run", str(FOLDER / name), *inputs(SOUND), "--out", str(tmp_path / "lines.csv"), "--json"])
    assert code == (1 if is_error else 0)
    assert [path.name for path in tmp_path.iterdir()] == ([] if is_error else ["lines.csv"])


def inputs(folder: Path) -> list[str]:
    return ["--facts", str(folder / "facts.csv"), "--headcount", str(folder / "headcount.csv")]


def placed(told: Told) -> list[tuple[str, int, int]]:
    return sorted((one.code, one.where.line or 0, one.where.column or 0) for one in told)
