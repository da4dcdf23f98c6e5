"""Quarters of need and who gains, worked out by hand for eight schools."""

from dataclasses import replace
from fractions import Fraction

from perpupil.services.gains import gains, quarters_of_need
from perpupil.services.price import price_all
from perpupil.services.students import Students
from perpupil.services.wording import gains_sentences, relevant_text
from tests.services.maple import catalogue, changed

SCHOOLS = tuple(f"{number}0" for number in range(1, 10))
POOR = (80, 10, 70, 20, 60, 30, 50, 40, 0)
EIGHT = Students(
    SCHOOLS,
    SCHOOLS,
    columns={"": tuple(map(Fraction, (*[100] * 8, 0))), "poor": tuple(map(Fraction, POOR))},
)
COACHES = changed(('schools = ["10", "20"]', 'schools = ["10", "30"]'), ("viable_from = 300", "viable_from = 3"))


def test_schools_stand_in_quarters_by_share_and_those_without_students_in_none() -> None:
    groups = [[SCHOOLS[at] for at in group] for group in quarters_of_need(catalogue(), EIGHT)]
    assert groups == [["20", "40"], ["60", "80"], ["70", "50"], ["30", "10"]]


def test_equal_shares_stand_in_the_order_of_ids() -> None:
    same = Students(SCHOOLS, SCHOOLS, columns={name: tuple(Fraction(9) for _ in SCHOOLS) for name in ("", "poor")})
    assert [len(group) for group in quarters_of_need(catalogue(), same)] == [2, 2, 2, 3]
    assert [at for group in quarters_of_need(catalogue(), same) for at in group] == list(range(9))


def test_coaches_where_the_need_is_would_leave_as_a_credit_for_each_student() -> None:
    read = catalogue(COACHES)
    prices, findings = price_all(read, EIGHT)
    assert findings == ()
    coach = gains(read, prices, EIGHT)[0]
    # Two coaches at the two neediest schools, $118,600; by student an eighth a school, by need 150 of 360.
    most = coach.quarters[-1]
    assert (most.today_cents, most.by_student_cents) == (118_600_00, 29_650_00)
    assert most.by_relevant_cents == 49_416_67
    assert coach.relevant_is_better
    first, second = gains_sentences(coach, read)
    assert first.endswith("the quarter of schools with the most need (poor) would lose $88,950.")
    assert (
        second == "A credit of about $329.44 for each student with poor would do less harm: they would lose $69,183.33."
    )


def test_where_a_credit_does_no_harm_no_other_is_offered() -> None:
    read = catalogue(COACHES.replace('["10", "30"]', '["20", "40"]'))
    prices, _ = price_all(read, EIGHT)
    coach = gains(read, prices, EIGHT)[0]
    assert coach.quarters[0].change_cents < 0 < coach.quarters[-1].change_cents
    assert not coach.does_harm
    assert len(gains_sentences(coach, read)) == 1


def test_who_is_relevant_is_said_by_grade_or_need() -> None:
    read = catalogue(COACHES)
    prices, _ = price_all(read, EIGHT)
    coach = gains(read, prices, EIGHT)[0]
    assert relevant_text(coach) == "student with poor"
    assert relevant_text(replace(coach, grades=("6", "7"), needs=())) == "student in grades 6, 7"


def test_what_goes_by_all_students_is_not_listed() -> None:
    read = catalogue(COACHES)
    prices, _ = price_all(read, EIGHT)
    assert "print" not in {one.price.service.name for one in gains(read, prices, EIGHT)}


def test_a_credit_that_does_no_less_harm_is_not_called_better() -> None:
    alike = Students(SCHOOLS, SCHOOLS, columns={name: tuple(Fraction(10) for _ in SCHOOLS) for name in ("", "poor")})
    read = catalogue(COACHES.replace('["10", "30"]', '["80", "90"]'))
    prices, _ = price_all(read, alike)
    coach = gains(read, prices, alike)[0]
    assert coach.does_harm
    assert not coach.relevant_is_better
    assert "would do no better: they would lose" in gains_sentences(coach, read)[1]
