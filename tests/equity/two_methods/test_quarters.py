"""Quarters of the students by need, against a count of one student after the other."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.two_methods.quarters import quarters, why_no_quarters

SCHOOLS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from([None, 0, 1, 2, 3, 10])), min_size=1, max_size=9)


def oracle(units: list[str], students: list[int], shares: list[Fraction | None]) -> list[int | None]:
    """Line every student up, half by half, and see in which quarter of the line the middle of each school stands."""
    places = sorted(range(len(units)), key=lambda at: (-1 if shares[at] is None else shares[at], units[at]))
    line = [at for at in places if shares[at] is not None for _ in range(2 * students[at])]
    found: list[int | None] = []
    for at in range(len(units)):
        if at not in line:
            found.append(None)
            continue
        middle = line.index(at) + students[at]
        found.append(sum(4 * middle >= bound * len(line) for bound in (1, 2, 3)))
    return found


@given(SCHOOLS, st.randoms(use_true_random=False))
def test_every_school_is_where_its_middle_student_falls(rows: list[tuple[int, int | None]], random: object) -> None:
    units = [f"{at:02}" for at in range(len(rows))]
    shares = [None if share is None else Fraction(share, 10) for _, share in rows]
    students = [count for count, _ in rows]
    given_students = [Fraction(count) for count in students]
    found = quarters(units, given_students, shares)
    assert list(found) == oracle(units, students, shares)
    # The order in which schools stand in a file does not matter.
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]  # Hypothesis gives a Random
    moved = quarters([units[at] for at in order], [given_students[at] for at in order], [shares[at] for at in order])
    assert [moved[order.index(at)] for at in range(len(rows))] == list(found)


def test_by_hand() -> None:
    # 40 students; the middles stand at 5, 15, 20, 25 and 35 of 40, and 10, 20 and 30 are the bounds.
    students = [Fraction(count) for count in (10, 10, 0, 10, 10)]
    shares = [Fraction(share, 10) for share in (1, 5, 6, 5, 9)]
    assert quarters(["a", "b", "c", "d", "e"], students, shares) == (0, 1, None, 2, 3)


def test_schools_of_equal_need_stand_by_their_ids() -> None:
    assert quarters(["z", "a"], [Fraction(5)] * 2, [Fraction(1, 2)] * 2) == (3, 1)


@pytest.mark.parametrize(
    ("students", "shares", "why"),
    [
        ([None, Fraction(0)], [Fraction(1), Fraction(1)], "There is no school of which"),
        ([Fraction(3)], [Fraction(1)], "There is one school"),
        ([Fraction(3), Fraction(4)], [Fraction(1), Fraction(1)], "Every school has the same share"),
        ([Fraction(3), Fraction(4)], [Fraction(1), Fraction(0)], ""),
    ],
)
def test_where_there_are_none_a_sentence_says_why(
    students: list[Fraction | None], shares: list[Fraction | None], why: str
) -> None:
    assert why_no_quarters("school", students, shares).startswith(why)
    assert bool(why_no_quarters("school", students, shares)) == bool(why)
