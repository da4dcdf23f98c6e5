"""Average pay moves dollars between schools, and over all schools it moves none; figures are worked by hand."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.district.records import Position
from perpupil.equity.district.staff import in_teachers, paid_at, teacher_price, teachers
from perpupil.equity.situation import Funds


def position(  # noqa: PLR0913  what a position has
    school: str, cents: int | None, fte: Fraction = Fraction(1), job: str = "teacher", *, funds: Funds | None = None, vacant: bool = False, price: int | None = None
) -> Position:  # fmt: skip
    return Position(school, job, fte, cents, price, funds, vacant, "somebody")


def test_what_schools_are_charged_and_what_their_staff_is_paid() -> None:
    staff = [
        position("new", 80_000_00),
        position("new", 40_000_00, Fraction(1, 2)),
        position("old", 120_000_00),
        position("old", 60_000_00, job="clerk"),
        position("old", None, vacant=True),
        position("new", 500_000_00, funds=Funds.FEDERAL),
        position("elsewhere", 1_00),
    ]
    found = paid_at(staff, ("new", "old"))
    average = Fraction(240_000_00) / Fraction(5, 2)
    assert found["new"].average == average * Fraction(3, 2)
    assert found["new"].charged_more == average * Fraction(3, 2) - 120_000_00 == 24_000_00
    assert found["old"].charged_more == -24_000_00


@given(
    st.lists(
        st.builds(
            position,
            st.sampled_from("ABCD"),
            st.integers(0, 10**9),
            st.sampled_from((Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction())),
            st.sampled_from(("teacher", "clerk")),
        ),
        max_size=20,
    )
)
def test_what_some_are_charged_more_others_are_charged_less(staff: list[Position]) -> None:
    assert sum(one.charged_more for one in paid_at(staff, "ABCD").values()) == 0


def test_a_sum_is_told_in_teachers_where_their_price_is_known() -> None:
    by_list = [position("A", 90_000_00, price=106_597_80), position("A", 1, job="esl_teacher", price=1)]
    assert teachers(by_list) == (by_list[0],)
    assert in_teachers(213_195_60, by_list) == " It is as much as 2.0 teachers at the average price of $106,600."
    assert teacher_price([position("A", 90_000_00), position("A", 70_000_00)]) == 80_000_00
    assert teacher_price([position("A", 50_000_00, job="prek_teacher")]) == 50_000_00
    assert in_teachers(1_00, [position("A", 1, job="clerk")]) == ""
    assert in_teachers(1_00, []) == ""
