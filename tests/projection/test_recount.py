"""The recount: priced by the formula's own fall adjustment where it has one, by both counts where not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.allocation.run import run
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from perpupil.projection.grades import Ladder
from perpupil.projection.recount import Recount, Rule, recount
from perpupil.projection.students import Rows, headcount_of
from tests import project
from tests.projection.districts import headcount, rows

HEAD = """\
language = 1
title = "Maple"
year = 2028
[facts]
unit = { column = "school", noun = "school", name = "name" }
[parameters]
base = 5_000
"""
COUNTS = '[counts]\nlow_income = { title = "Students of low income", need = "low_income" }\n'
BASE = '[line.every]\nkind = "per_student"\ntitle = "Every student"\nstudents = "students"\nrate = "base"\n'
POVERTY = '[line.poverty]\nkind = "weight"\ntitle = "Low income"\nstudents = "low_income"\nweight = 0.25\n'
FALL = '[line.fall]\nkind = "fall_adjustment"\ntitle = "Fall"\nprojected = "{}"\nactual = "{}"\nrate = "base"\nbeyond = 5\n'
FACTS = "school,name\n0010,Oak\n0020,Elm\n0030,Fir\n"
PROJECTED = headcount("0010,K,,40\n0010,K,low_income,10\n0020,1,,30\n", "projected.csv")
COUNTED = headcount("0010,K,,46\n0010,K,low_income,18\n0020,1,,27\n", "counted.csv")


def told(formula: str, facts: str = FACTS) -> tuple[Recount | None, tuple[Finding, ...]]:
    read, findings = read_formula((HEAD + formula).encode(), "formula.toml")
    assert read is not None, findings
    known, findings = read_facts(read_csv(facts.encode(), "facts.csv")[0], read.binding)
    assert known is not None, findings
    return recount(read, known, PROJECTED, COUNTED)


def made(formula: str, facts: str = FACTS) -> Recount:
    found, findings = told(formula, facts)
    assert found is not None, findings
    return found


def amounts(found: Recount) -> dict[str, int]:
    return {one.unit: one.change_cents for one in found.units}


def test_a_formula_without_a_fall_adjustment_is_run_on_both_counts() -> None:
    """Oak has 14 more, 8 of them of low income: 14 × $5,000 + 8 × $1,250 = $80,000. Elm has 3 fewer."""
    found = made(COUNTS + BASE + POVERTY)
    assert found.rule is Rule.BOTH_COUNTS
    assert amounts(found) == {"0010": 8_000_000, "0020": -1_500_000, "0030": 0}
    assert found.change_cents == found.line_cents("every") + found.line_cents("poverty") == 6_500_000
    assert [one.sentence for one in found.units] == [
        "Oak (0010): 50 students were projected and 64 counted, 14 more (K +14). The formula gives +$80,000: Every student +$70,000, Low income +$10,000.",
        "Elm (0020): 30 students were projected and 27 counted, 3 fewer (1 -3). The formula gives -$15,000: Every student -$15,000.",
        "Fir (0030): 0 students were projected and 0 counted, as many; this moves no money.",
    ]
    assert "no fall adjustment" in found.words


def test_the_fall_adjustment_of_the_formula_prices_it_and_nothing_else_does() -> None:
    """Oak has 14 more, 5 change nothing: 9 × $5,000. Elm's 3 fewer are within the margin. Low income pays nothing more."""
    found = made(COUNTS + BASE + POVERTY + FALL.format("students", "october"))
    assert found.rule is Rule.FALL_ADJUSTMENT
    assert amounts(found) == {"0010": 4_500_000, "0020": 0, "0030": 0}
    assert found.lines == ("fall",)
    assert found.filled == {"october": "all students, as counted in the fall"}
    assert found.units[0].sentence.endswith("14 more (K +14). Fall 9 × $5,000 = +$45,000.")
    assert "beyond a margin of 5" in found.words


@pytest.mark.parametrize(
    ("projected", "actual", "filled"),
    [
        ("students", "october", {"october"}),
        ("planned", "students", {"planned"}),
        ("planned", "october", {"planned", "october"}),
    ],
)
def test_whichever_side_is_a_column_is_filled(projected: str, actual: str, filled: set[str]) -> None:
    found = made(COUNTS + BASE + POVERTY + FALL.format(projected, actual))
    assert (amounts(found), set(found.filled)) == ({"0010": 4_500_000, "0020": 0, "0030": 0}, filled)


def test_what_stands_in_the_columns_before_is_not_what_counts() -> None:
    facts = "school,name,planned,october\n0010,Oak,1,999\n0020,Elm,1,\n0030,Fir,1,abc\n"
    assert amounts(made(COUNTS + BASE + POVERTY + FALL.format("planned", "october"), facts))["0010"] == 4_500_000


def test_a_column_beside_a_count_of_the_formula_counts_by_the_same_rule() -> None:
    """Of low income 10 were projected and 18 counted: 3 beyond the margin."""
    lines = COUNTS + BASE + POVERTY + FALL.format("low_income", "low_income_october")
    found = made(lines)
    assert amounts(found) == {"0010": 1_500_000, "0020": 0, "0030": 0}
    assert found.filled == {"low_income_october": "students of low income, as counted in the fall"}
    other = FALL.format("students", "october").replace("line.fall", "line.all")
    assert amounts(made(lines + other)) == {"0010": 6_000_000, "0020": 0, "0030": 0}


def test_a_formula_that_reads_students_from_the_facts_is_priced_too() -> None:
    found = made(
        BASE + FALL.format("students", "october"),
        "school,name,students,october\n0010,Oak,50,\n0020,Elm,30,\n0030,Fir,0,\n",
    )
    assert amounts(found) == {"0010": 4_500_000, "0020": 0, "0030": 0}


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        (FALL.format("students * 1", "october"), FACTS),
        (COUNTS + FALL.format("low_income", "students"), FACTS),
        (FALL.format("a", "b") + FALL.format("c", "d").replace("line.fall", "line.other"), FACTS),
        (FALL.format("students", "b") + FALL.format("b", "d").replace("line.fall", "line.other"), FACTS),
        ("", "school,name,students\n0010,Oak,50\n0020,Elm,30\n0030,Fir,0\n"),
        (FALL.format("base", "october"), FACTS),
    ],
)
def test_what_could_be_meant_in_two_ways_is_refused(lines: str, facts: str) -> None:
    found, findings = told(
        BASE + lines if "[counts]" not in lines else COUNTS + BASE + lines.removeprefix(COUNTS), facts
    )
    assert found is None
    assert {one.code for one in findings} == {"unclear-recount"}


def test_students_of_a_school_that_the_facts_do_not_have_are_told() -> None:
    found, findings = told(COUNTS + BASE, "school,name\n0010,Oak\n")
    assert found is None
    assert [(one.code, one.where.source) for one in findings] == [
        ("unknown-unit", "projected.csv"),
        ("unknown-unit", "counted.csv"),
    ]


@given(rows(), rows())
def test_totals_reconcile_with_the_runs(before: Rows, after: Rows) -> None:
    """The recount of all units is the difference of two runs, and none is moved when both counts are the same."""
    formula, facts = _maple()
    sides = [headcount_of(one, "rows", Ladder()) for one in (before, after)]
    found, _ = recount(formula, facts, sides[0], sides[1])
    runs = [run(formula, facts, one)[0] for one in sides]
    assert found is not None
    assert runs[0] is not None
    assert runs[1] is not None
    assert found.change_cents == runs[1].total_cents - runs[0].total_cents
    totals = (runs[1].totals_cents - runs[0].totals_cents).tolist()
    assert [one.change_cents for one in found.units] == totals
    for one in found.units:
        assert one.change == sum(now - then for then, now in one.grades.values())
    still, _ = recount(formula, facts, sides[0], sides[0])
    assert still is not None
    assert [(one.change_cents, one.grades) for one in still.units] == [(0, {})] * 3


def _maple() -> tuple[Formula, Facts]:
    formula, _ = read_formula((HEAD + COUNTS + BASE + POVERTY).encode(), "formula.toml")
    assert formula is not None
    facts, _ = read_facts(read_csv(FACTS.encode(), "facts.csv")[0], formula.binding)
    assert facts is not None
    return formula, facts


@given(rows(), rows(), st.integers(0, 30))
def test_a_fall_adjustment_is_worked_here_once_more(before: Rows, after: Rows, beyond: int) -> None:
    text = HEAD + BASE + FALL.format("students", "october").replace("beyond = 5", f"beyond = {beyond}")
    formula, _ = read_formula(text.encode(), "formula.toml")
    assert formula is not None
    facts, _ = read_facts(read_csv(FACTS.encode(), "facts.csv")[0], formula.binding)
    assert facts is not None
    sides = [headcount_of(one, "rows", Ladder()) for one in (before, after)]
    found, _ = recount(formula, facts, sides[0], sides[1])
    assert found is not None
    for one in found.units:
        paid = max(0, abs(one.change) - beyond) * 500_000
        assert one.change_cents == (paid if one.change > 0 else -paid)


def test_the_published_example_is_priced_by_its_own_line() -> None:
    """A formula of the catalogue whose October count stands outside its pool: the pool is not touched."""
    folder = project.ROOT / "formulas" / "small_district_student_based"
    formula, _ = read_formula((folder / "formula.toml").read_bytes(), "formula.toml")
    assert formula is not None
    facts, _ = read_facts(read_csv((folder / "facts.csv").read_bytes(), "facts.csv")[0], formula.binding)
    assert facts is not None
    counted = headcount(_rows(folder / "headcount.csv"))
    more = headcount(_rows(folder / "headcount.csv") + "110,K,,9\n")
    found, _ = recount(formula, facts, counted, more)
    assert found is not None
    assert {one.unit: one.change_cents for one in found.units if one.change_cents} == {"110": 4 * 6_200_00}


def _rows(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[2]
