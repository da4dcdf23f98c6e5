"""What stands out in a district's own folder, on districts of a few schools whose figures are worked by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from perpupil.equity.district.booking import Drivers, Rule, Sorting, book
from perpupil.equity.district.records import Cost, District, Position
from perpupil.equity.matters import Matter
from perpupil.equity.situation import Funds, MoneySource, NeedSource, Question, situation
from perpupil.equity.stages import Stage
from perpupil.equity.steady_state import steady_state
from perpupil.facts.binding import Binding
from perpupil.facts.facts import read_facts
from perpupil.facts.table import read_csv

QUESTION = Question(
    "Maple", "made up", "school", 2026, "poor", "students", "level",
    (NeedSource("poor", "low income", count="poor"),), (MoneySource("base", "Base", "base", Stage.SPENT),),
)  # fmt: skip
USUAL = [(400, 100 + at, 4_000_000) for at in range(5)]
"""Five schools of 400 students with $10,000 each."""


def found(rows: list[tuple[int, int, int]], district: District | None = None) -> dict[str, Matter]:
    """What stands out, by its name, at schools of students, students of low income, and dollars."""
    lines = [
        f"{at:02},School {at},{students},{poor},{base},elementary" for at, (students, poor, base) in enumerate(rows)
    ]
    text, wrong = read_csv(("id,name,students,poor,base,level\n" + "\n".join(lines) + "\n").encode(), "facts.csv")
    facts, told = read_facts(text, Binding("id", "name"))
    assert wrong == told == ()
    assert facts is not None
    made, findings = situation(QUESTION, facts, district)
    assert findings == ()
    assert made is not None
    return {one.key: one for one in steady_state(made).matters}


def teacher(school: str, dollars: int, holder: str = "", job: str = "teacher") -> Position:
    return Position(school, job, Fraction(1), dollars * 100, 100_000_00, None, is_vacant=False, holder=holder or school)


def test_small_schools_cost_what_others_do_not() -> None:
    """School 5 has 200 students at $12,000, $2,000 above the others, who have $10,000."""
    (one,) = [each for each in found([*USUAL, (200, 50, 2_400_000)]).values() if each.name == "small_schools"]
    assert (one.amount_cents, one.students, one.units) == (400_000_00, Fraction(200), ("05",))
    assert "$2,000 for each of 200 students" in one.means


def test_small_schools_with_no_more_a_student_do_not_stand_out() -> None:
    assert "small_schools" not in found([*USUAL, (200, 50, 1_900_000)])
    assert "small_schools" not in found([*USUAL[:3], (200, 50, 2_400_000)])


def staff_of(school: str, dollars: int, count: int = 10) -> tuple[Position, ...]:
    return tuple(teacher(school, dollars, f"{school} {at}") for at in range(count))


def test_average_pay_moves_money_from_new_teachers_to_veterans() -> None:
    """Twenty teachers at $85,000 and ten at $110,000 are $93,333 on average: the first are charged $166,667 more than they are paid."""
    staff = (
        *staff_of("00", 80_000),
        *(replace(one, holder=one.holder + "b") for one in staff_of("00", 90_000)),
        *staff_of("01", 110_000),
    )
    one = found(USUAL, District(positions=staff))["average_pay"]
    assert one.amount_cents == round(Fraction(2_800_000_00, 30) * 20) - 1_700_000_00 == 166_666_67
    assert (one.units, one.students) == (("00",), Fraction(400))
    assert "School 0 $166,667 more, School 1 $166,667 less" in one.what
    assert "25% are low income; where it arrives, 25%" in one.what
    assert "1.7 teachers at the average price of $100,000" in one.means
    assert "18.5 students to a teacher, not 20.0" in one.means


def test_a_sum_of_few_peoples_pay_is_not_shown() -> None:
    staff = (*staff_of("00", 80_000, 9), *staff_of("01", 110_000))
    assert "average_pay" not in found(USUAL, District(positions=staff))


def test_the_same_pay_everywhere_moves_nothing() -> None:
    assert "average_pay" not in found(USUAL, District(positions=(*staff_of("00", 90_000), *staff_of("01", 90_000))))


def test_one_persons_pay_is_told_only_as_the_sum_of_many() -> None:
    few = tuple(teacher(f"{at % 5:02}", 90_000, f"person {at}", f"job {at}") for at in range(9))
    assert "single_people" not in found(USUAL, District(positions=few))
    many = (*few, teacher("00", 1_000, "person 9", "job 9"), *(teacher("00", 5, name) for name in ("x", "y")))
    one = found(USUAL, District(positions=many))["single_people"]
    assert (one.is_private, one.units, one.names) == (True, (), ())
    assert one.amount_cents == 9 * 90_000_00 + 1_000_00
    assert not any(text in one.what + one.means for text in ("person 9", "job 9", "$1,000 "))


def test_central_money_that_no_school_is_charged_for() -> None:
    rules = Sorting(
        (
            Rule("buses", "Buses", {"function": ("2700",)}, "central"),
            Rule("x", "Tuition", {"function": ("1",)}, "excluded"),
        )
    )
    costs = [
        Cost({"function": code}, "", "0999", Funds.STATE_AND_LOCAL, "100", is_salary=False, excluded="", cents=cents)
        for code, cents in (("2700", 2_000_00), ("1", 50), ("3", 7))
    ]
    booked = book(Stage.SPENT, costs, ("00",), rules, Drivers())
    one = found(USUAL, District(booked=(booked,), periods={Stage.SPENT: "FY2027"}))["central_cost"]
    assert (one.amount_cents, one.students) == (2_000_00, Fraction(2_000))
    assert "Buses $2,000" in one.what
    assert "$1 a student" in one.means
    assert "central_cost" not in found(USUAL, District(booked=(replace(booked, nowhere=()),)))


@pytest.mark.parametrize("rows", [[(0, 0, 0)], [(10, 5, 100)] * 7, [(0, 0, 5)] * 7, [(10, 0, 0)] * 7])
def test_degenerate_districts_with_staff_get_no_crash(rows: list[tuple[int, int, int]]) -> None:
    staff = tuple(teacher(f"{at % 7:02}", at, str(at)) for at in range(20))
    assert found(rows, District(positions=staff)) is not None


def test_several_of_one_name_are_told_apart_by_their_schools() -> None:
    keys = set(found([(400, 100, 4_000_000), (400, 100, 5_000_000), (400, 300, 4_000_000), (400, 300, 5_000_000)]))
    assert {"same_need:00:01", "same_need:02:03"} <= keys
