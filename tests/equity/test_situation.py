"""What a text says of a district's facts is put together exactly; what it does not say is not known."""

from dataclasses import replace
from fractions import Fraction

import pytest

from perpupil.equity.situation import Base, Funds, LeavingOut, MoneySource, NeedSource, Question, situation
from perpupil.equity.stages import Stage
from perpupil.facts.binding import Binding
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.table import read_csv

TABLE = """id,name,level,students,poor,el,base,sped,title
1,Adams,elementary,400,100,40,100.005,20,5
2,Baker,elementary,200,150,,50.004,10,
3,Carver,special,50,40,1,30,30,0
4,Dunn,high,0,0,0,10,0,0
"""
QUESTION = Question(
    "Maple", "made up", "school", 2026, "poor", "students", "level",
    (NeedSource("poor", "low income", count="poor"), NeedSource("el", "English learners", count="el"),
     NeedSource("both", "both", weights={"poor": Fraction(1), "el": Fraction(1, 2)})),
    (MoneySource("base", "Base", "base", Stage.BUDGETED), MoneySource("sped", "Special", "sped", Stage.BUDGETED, special_education=True),
     MoneySource("title", "Title I", "title", Stage.BUDGETED, Funds.FEDERAL)),
    (LeavingOut("special", "special schools", "level", ("special",)),),
)  # fmt: skip


def facts(table: str = TABLE) -> Facts:
    text, findings = read_csv(table.encode(), "facts.csv")
    read, told = read_facts(text, Binding("id", "name"))
    assert findings == told == ()
    assert read is not None
    return read


def money(*, all_funds: bool, special: bool) -> Base:
    return Base(Stage.BUDGETED, all_funds, special)


def made(question: Question = QUESTION, table: str = TABLE):  # type: ignore[no-untyped-def]  # noqa: ANN201
    found, findings = situation(question, facts(table))
    assert findings == ()
    assert found is not None
    return found


def test_every_base_that_differs_is_there_with_the_leading_one_first() -> None:
    assert list(map(str, made().bases)) == [
        "state and local money, budgeted, without special education",
        "state and local money, budgeted, with special education",
        "all funds, budgeted, without special education",
        "all funds, budgeted, with special education",
    ]


def test_amounts_are_added_exactly_and_rounded_once() -> None:
    schools = made().schools(money(all_funds=False, special=True))
    assert schools.units == ("1", "2", "4")
    assert schools.dollars_cents.tolist() == [12001, 6000, 1000]  # 120.005 and 60.004


def test_an_amount_that_is_not_known_makes_the_sum_unknown_and_not_zero() -> None:
    schools = made().schools(money(all_funds=True, special=False))
    assert schools.has_dollars.tolist() == [True, False, True]


def test_shares_rest_on_students_and_are_unknown_where_one_of_the_two_is() -> None:
    schools = made().schools(money(all_funds=False, special=False))
    assert schools.needs["low income"][:2].tolist() == [0.25, 0.75]
    assert schools.needs["English learners"][0] == 0.1
    assert [bool(share != share) for share in schools.needs["English learners"]] == [False, True, True]  # noqa: PLR0124  not a number


def test_an_index_is_the_weighted_mean_of_needs() -> None:
    schools = made().schools(money(all_funds=False, special=False), "both")
    assert schools.needs["both"][0] == pytest.approx(
        float((Fraction(1, 4) + Fraction(1, 2) * Fraction(1, 10)) / Fraction(3, 2))
    )


def test_schools_are_left_out_by_a_rule_that_is_named() -> None:
    (left,) = made().left
    assert (left.rule.name, left.units, left.names) == ("special", ("3",), ("Carver",))


def test_stages_of_which_nothing_is_said_are_not_known() -> None:
    assert made().stages_unknown == (Stage.ALLOCATED, Stage.SPENT)


def test_without_a_number_of_students_nothing_a_student_is_known() -> None:
    schools = made(replace(QUESTION, students="")).schools(money(all_funds=False, special=False))
    assert not schools.has_students.any()


def test_a_part_larger_than_the_whole_is_told_and_not_known() -> None:
    found, findings = situation(QUESTION, facts(TABLE.replace("400,100", "400,401")))
    assert [(one.code, one.where.line) for one in findings] == [("impossible-share", 2)]
    assert found is not None
    share = found.schools(money(all_funds=False, special=False)).needs["low income"][0]
    assert bool(share != share)  # noqa: PLR0124  not a number


def test_a_column_that_is_not_there_is_told() -> None:
    found, findings = situation(replace(QUESTION, students="pupils", span="grades"), facts())
    assert found is None
    assert [one.code for one in findings] == ["missing-column", "missing-column"]


def test_without_money_nothing_is_said() -> None:
    found, findings = situation(replace(QUESTION, money=()), facts())
    assert found is None
    assert [one.code for one in findings] == ["no-money"]
