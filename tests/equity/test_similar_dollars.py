"""How the money of similar schools differs: the parts add up, by cause or by category."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perpupil.allocation.allocation import Allocation
from perpupil.equity.need_shares import need_of, students_of
from perpupil.equity.similar import CannotCompare, Profile
from perpupil.equity.similar_dollars import BY_CATEGORY, Known, chosen, similar_by_amounts, similar_by_formula
from perpupil.equity.situation import Situation
from perpupil.workspace.steady_states import read_situation
from tests import project
from tests.comparison.pairs import Side, sides
from tests.comparison.test_units import FORMULA
from tests.laws.engine import allocate

QUESTION = """steady_state = 1
title = "Maple"
source = "made up"
need = "poor"
[facts]
unit = "id"
name = "name"
students = "students"
span = "level"
[needs.poor]
title = "low income"
count = "poor"
[needs.all]
title = "all needs"
weights = { poor = 1 }
[money.base]
title = "Base"
column = "base"
stage = "budgeted"
[money.more]
title = "More"
column = "more"
stage = "budgeted"
funds = "federal"
[money.other]
title = "Other year"
column = "base"
stage = "allocated"
"""
FACTS = """id,name,level,students,poor,base,more
a,Alder,high,100,50,1000.004,0.504
b,Birch,high,100,50,2000.004,0.499
c,Cedar,high,150,50,3000,
d,Dogwood,middle,100,50,5,5
"""


def amounts(folder: Path, facts: str = FACTS, question: str = QUESTION) -> Situation:
    (folder / "facts.csv").write_text(facts, encoding="utf-8")
    (folder / "steady_state.toml").write_text(question, encoding="utf-8")
    made, findings = read_situation(folder)
    assert made is not None, findings
    return made


def known(allocation: Allocation, *needs: str) -> Known:
    world, formulas = allocation.world, (allocation.formula,)
    students = students_of(world, formulas)
    return Known(students, [need_of(world, formulas, need, students) for need in needs], ("",) * len(world))


def test_a_difference_by_cause_is_that_of_two_units() -> None:
    # As tests/comparison/test_units.py works it by hand: students 2,070, rooms 330 and 7 by name.
    allocation = allocate(FORMULA, b"id,students,rooms\na,10,2\nb,12,5\nc,300,3\n").paid
    found = similar_by_formula(allocation, "a", 1, known(allocation))
    (beside,) = found.beside
    assert beside.near.profile.unit == "b"
    assert [beside.part_cents(cause) for cause in beside.parts_cents] == [207_000, 33_000, 0, 700]
    assert (found.dollars_cents, beside.dollars_cents, beside.change_cents()) == (1_020_000, 1_260_700, 240_700)
    assert (found.a_student(), beside.a_student()) == (Fraction(1020), Fraction(12_607, 12))


@given(sides(), st.data())
def test_causes_and_lines_add_up_to_the_difference(side: Side, data: st.DataObject) -> None:
    allocation = side.allocate()
    assume(allocation is not None)
    assert allocation is not None
    information = known(allocation, "learners")
    with_students = [unit for unit, count in zip(allocation.units, information.students, strict=True) if count]
    assume(with_students)
    found = similar_by_formula(allocation, data.draw(st.sampled_from(with_students)), 2, information)
    for one in found.beside:
        assert one.dollars_cents is not None
        assert found.dollars_cents is not None
        assert one.change_cents() == one.dollars_cents - found.dollars_cents == sum(one.lines_cents().values())
        each = [found.more_a_student(one, line) for line in one.lines_cents()]
        assert sum(part for part in each if part is not None) == found.more_a_student(one)


def test_without_a_formula_the_difference_is_told_by_category_and_adds_up(tmp_path: Path) -> None:
    found = similar_by_amounts(amounts(tmp_path), "Alder", 9)
    assert [one.near.profile.unit for one in found.beside] == ["b", "c", "d"]
    birch, cedar, _ = found.beside
    # 1,000.508 and 2,000.503 are 1,000.51 and 2,000.50 to the cent; by category the parts are cut so that they add up to these.
    assert (found.dollars_cents, birch.dollars_cents) == (100_051, 200_050)
    assert birch.parts_cents == {BY_CATEGORY: {"Base": 100_000, "More": -1}}
    assert (cedar.dollars_cents, cedar.change_cents(), cedar.parts_cents) == (None, None, {})
    assert found.money == "Maple: all funds, budgeted, without special education"
    assert not found.has_causes
    assert found.lines_cents == {"Base": 100_000, "More": 51}
    assert found.more_a_student(birch, "Base") == 10
    assert found.more_a_student(cedar) is None


def test_an_index_of_needs_is_not_counted_again(tmp_path: Path) -> None:
    made = amounts(tmp_path)
    assert list(similar_by_amounts(made, "a", 1).nearest.measures) == ["poor", "size"]
    assert list(similar_by_amounts(made, "a", 1, needs=["all"]).nearest.measures) == ["all", "size"]
    with pytest.raises(CannotCompare, match="no need 'ell'; the needs are poor, all"):
        similar_by_amounts(made, "a", 1, needs=["ell"])


def test_no_money_is_told(tmp_path: Path) -> None:
    made = replace(amounts(tmp_path), bases=())
    with pytest.raises(CannotCompare, match="name no money"):
        similar_by_amounts(made, "a", 1)


def test_a_school_is_found_by_id_or_by_a_name_that_is_its_alone() -> None:
    every = [Profile(unit, name, None, {}) for unit, name in (("1", "Oak"), ("2", "Elm"), ("3", "elm"), ("Elm", "Ash"))]
    assert chosen(every, "1") is chosen(every, " oak ") is every[0]
    assert chosen(every, "Elm") is every[3]
    with pytest.raises(CannotCompare, match=r"There are 2 called 'ELM'; give the id: 2, 3\."):
        chosen(every, "ELM")
    with pytest.raises(CannotCompare, match=r"no school 'Oka' to compare\. Did you mean Oak"):
        chosen(every, "Oka")


def test_every_school_of_washington_dc_adds_up() -> None:
    made, _ = read_situation(project.ROOT / "formulas" / "dc_public_schools_fy2015_16")
    assert made is not None
    found = similar_by_amounts(made, "202", 200)
    assert len(found.beside) + len(found.nearest.not_compared) == len(made.kept) - 1
    assert len(found.beside) > 100
    names = [one.name for one in made.question.money]
    for one in found.beside:
        at = made.facts.units.index(one.near.profile.unit)
        assert one.dollars_cents == made.cents(at, names)
        assert one.change_cents() == (one.dollars_cents or 0) - (found.dollars_cents or 0)
