"""What a few students more would bring: steps worked out by hand, and held against a district that really has them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.comparison.one_more import MOST, next_steps
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import read_headcount
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula

FORMULA = b"""language = 1
title = "Steps"
equity = "Every school has what its students need."

[facts]
unit = { column = "school", noun = "school" }

[parameters]
each = { title = "Students per counselor", value = 550, owner = "Budget office", source = "made up" }
price = { title = "Price", value = 110_300, owner = "Budget office", source = "made up" }
supply = { title = "Supplies", value = 290, owner = "Budget office", source = "made up" }

[counts]
grade_3 = { title = "Students in grade 3", grades = ["3"] }

[line.counselor]
title = "Counselors"
kind = "staffing"
students = "students"
per = "each"
round_fte = "half"
price = "price"

[line.teacher]
title = "Teachers of grade 3"
kind = "staffing"
students = "grade_3"
per = 20
round_fte = "up"
price = "price"

[line.supplies]
title = "Supplies"
kind = "per_student"
rate = "supply"
students = "students"
"""
STEPPED = ("counselor", "teacher")


def worked(rows: str, text: bytes = FORMULA) -> Allocation:
    formula, told = read_formula(text, "formula.toml")
    assert formula is not None, told
    facts_table, _ = read_csv(b"school\nA\nB\n", "facts.csv", 10)
    facts, _ = read_facts(facts_table, formula.binding)
    table, _ = read_csv(f"unit,grade,needs,students\n{rows}".encode(), "headcount.csv", 1_000)
    headcount, told_rows = read_headcount(table)
    assert facts is not None
    assert headcount is not None, told_rows
    allocation, found = run(formula, facts, headcount)
    assert allocation is not None, found
    return allocation


def test_one_student_more_is_half_a_counselor() -> None:
    allocation = worked("A,3,,20\nA,4,low_income,392\nB,3,,5\n")
    first, second = next_steps(allocation, "A", STEPPED)
    # 412 / 550 goes down to a half, 413 / 550 = 0.7509 goes up to one; a student of grade 3 is also the 21st there.
    assert (first.line, first.students, first.change_cents) == ("teacher", 1, 110_300_00)
    assert (second.line, second.students, second.change_cents) == ("counselor", 1, 55_150_00)
    assert first.total_cents == 110_300_00 + 55_150_00 + 290_00
    assert second.grade == "3"


def test_the_allocation_stays_as_it_is() -> None:
    allocation = worked("A,3,,20\nA,4,,392\nB,3,,5\n")
    before = allocation.totals_cents.tolist()
    for step in next_steps(allocation, "A", STEPPED):
        at = step.after.units.index(step.unit)
        assert step.after.totals_cents.tolist()[at] == before[0] + step.total_cents
    assert allocation.totals_cents.tolist() == before


@given(st.integers(1, 900), st.integers(0, 60), st.integers(0, 30))
def test_a_school_alone_has_the_steps_that_the_whole_district_gives_it(fourth: int, third: int, needy: int) -> None:
    rows = f"A,3,,{third}\nA,3,ell=2;low_income,{needy}\nA,4,low_income,{fourth}\nB,3,,5\n"
    # A line of one dollar in all, shared over the schools, makes the district a whole; it goes in no steps of its own.
    together = (
        FORMULA
        + b'\n[line.dollar]\ntitle = "One dollar over all schools"\nvalue = "round(apportion(1, students), 2)"\n'
    )
    alone, whole = (
        [
            (one.line, one.students, one.grade, one.change_cents)
            for one in next_steps(worked(rows, formula), "A", STEPPED)
        ]
        for formula in (FORMULA, together)
    )
    assert alone == whole


def test_a_sum_that_names_its_school_is_looked_at_in_the_whole_district() -> None:
    named = FORMULA + (
        b'\n[line.gift]\ntitle = "A gift"\nkind = "fixed_sum"\namounts = { A = 1000 }\nwho = "Board"\nwhy = "A vote"\nuntil = 2030-06-30\n'
    )
    allocation = worked("A,3,,20\nA,4,,392\nB,3,,5\n", named)
    step = next_steps(allocation, "A", STEPPED)[0]
    assert step.change_cents == 110_300_00
    assert step.after.units == allocation.units


def test_no_step_is_near() -> None:
    assert next_steps(worked("A,4,,100\nB,3,,20\n"), "A", STEPPED) == ()
    assert next_steps(worked("B,3,,20\n"), "A", STEPPED) == ()


def test_a_grade_with_none_but_students_of_need_takes_one_without() -> None:
    allocation = worked("A,3,ell=2;low_income,20\nB,3,low_income,5\n")
    (step,) = next_steps(allocation, "A", ("teacher",))
    assert (step.students, step.grade) == (1, "3")


@given(st.integers(1, 900), st.integers(1, 60))
def test_a_step_is_what_a_district_with_so_many_more_really_gets(fourth: int, third: int) -> None:
    allocation = worked(f"A,3,,{third}\nA,4,low_income,{fourth}\nB,3,,5\n")
    found = {one.line: one for one in next_steps(allocation, "A", STEPPED)}
    # By hand: counselors are half positions for each 275 students, a half up; teachers one for 20 of grade 3, begun ones too.
    all_students = third + fourth
    counselor = next(
        (more for more in range(1, MOST + 1) if _halves(all_students + more) != _halves(all_students)), None
    )
    teacher = next((more for more in range(1, MOST + 1) if -(-(third + more) // 20) != -(-third // 20)), None)
    assert {line: one.students for line, one in found.items()} == {
        line: more for line, more in (("counselor", counselor), ("teacher", teacher)) if more is not None
    }
    for one in found.values():
        three, four = (third + one.students, fourth) if one.grade == "3" else (third, fourth + one.students)
        really = worked(f"A,3,,{three}\nA,4,low_income,{four}\nB,3,,5\n")
        assert really.totals_cents.tolist()[0] - allocation.totals_cents.tolist()[0] == one.total_cents
        assert (
            really.lines_cents[one.line].tolist()[0] - allocation.lines_cents[one.line].tolist()[0] == one.change_cents
        )


def _halves(students: int) -> int:
    return int(Fraction(students * 2, 550) + Fraction(1, 2))


def test_a_unit_that_is_not_there_has_no_step() -> None:
    assert next_steps(worked("A,3,,20\n"), "Z", STEPPED) == ()


@pytest.mark.parametrize("most", [1, 2, 3])
def test_only_so_many_are_looked_at(most: int) -> None:
    allocation = worked("A,3,,18\nB,3,,5\n")
    assert bool(next_steps(allocation, "A", ("teacher",), most)) == (most >= 3)
