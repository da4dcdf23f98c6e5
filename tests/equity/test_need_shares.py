"""Students and needs under whatever name a district keeps them."""

from fractions import Fraction

import pytest

from perpupil.allocation.allocation import Allocation
from perpupil.equity.need_shares import NotThere, need_of, needs_there, students_of
from tests.laws.engine import allocate

FORMULA = """language = 1
title = "t"
[facts]
unit = "id"
[counts]
poor_k = { title = "Poor in kindergarten", need = "poor", grades = ["K"] }
[line.each]
value = "students"
"""
HEADCOUNT = """unit,grade,needs,students
a,K,poor,3
a,K,,1
a,1,poor=2;ell,6
b,1,,5
"""


def counted(columns: str = "id,poor,rate\na,1,0.25\nb,2,\n") -> Allocation:
    return allocate(FORMULA, columns.encode(), HEADCOUNT.encode()).paid


def share(name: str, *, is_share: bool = False) -> tuple[Fraction | None, ...]:
    made = counted()
    students = students_of(made.world, (made.formula,))
    return need_of(made.world, (made.formula,), name, students, is_share=is_share).values


def test_a_need_of_the_headcount_comes_first_at_any_level() -> None:
    assert share("poor") == (Fraction(9, 10), Fraction(0))
    assert needs_there(counted().world) == ("ell", "poor")


def test_a_count_is_a_share_of_the_students_of_its_grades() -> None:
    assert share("poor_k") == (Fraction(3, 4), None)


def test_a_column_counts_students_or_holds_shares() -> None:
    plain = allocate(FORMULA.partition("[counts]")[0] + '[line.each]\nvalue = "n"\n', b"id,n,poor\na,4,1\nb,0,0\n").paid
    students = students_of(plain.world, (plain.formula,), "n")
    assert students == (Fraction(4), Fraction(0))
    assert need_of(plain.world, (), "poor", students).values == (Fraction(1, 4), None)
    assert share("rate", is_share=True) == (Fraction(1, 4), None)


def test_students_are_those_of_the_headcount_unless_a_column_or_a_count_is_named() -> None:
    made = counted()
    assert students_of(made.world, (made.formula,)) == (Fraction(10), Fraction(5))
    assert students_of(made.world, (made.formula,), "poor") == (Fraction(1), Fraction(2))
    assert students_of(made.world, (made.formula,), "poor_k") == (Fraction(3), Fraction(0))


def test_a_share_above_one_is_told_and_not_known() -> None:
    made = allocate(FORMULA.partition("[counts]")[0] + '[line.each]\nvalue = "n"\n', b"id,n,poor\na,4,5\nb,2,-1\n").paid
    found = need_of(made.world, (), "poor", (Fraction(4), Fraction(2)))
    assert found.values == (None, None)
    assert [one.code for one in found.findings] == ["impossible-share", "impossible-share"]


@pytest.mark.parametrize(("name", "near"), [("por", "poor"), ("poork", "poor_k"), ("zzz", "--need")])
def test_what_is_not_there_is_told_with_what_is_near(name: str, near: str) -> None:
    with pytest.raises(NotThere, match=near):
        share(name)
