"""Money of different stages does not meet by accident: not at run time, and not before the type checker either.

Each `type: ignore[operator]` below is a proof: mypy refuses the line, and refuses an ignore that is not needed.
"""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.stages import (
    Actual,
    Adopted,
    Allocated,
    Amount,
    Amounts,
    Budgeted,
    Proposed,
    Recommended,
    Revised,
    Spent,
    gaps,
)
from perpupil.facts.revenue import Status

GIVEN = Amounts(Allocated, Adopted, {"1": 500, "2": 300})
PLANNED = Amounts(Budgeted, Adopted, {"1": 450, "3": 90})
PAID = Amounts(Spent, Actual, {"1": 470, "2": 310, "4": 5})
HOPED = Amounts(Allocated, Proposed, {"1": 600, "2": 350})
CENTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(-(10**20), 10**20))


@pytest.mark.parametrize(
    "work",
    [
        lambda: GIVEN + PAID,  # type: ignore[operator]
        lambda: GIVEN - PAID,  # type: ignore[operator]
        lambda: PLANNED - GIVEN,  # type: ignore[operator]
        lambda: PAID + PLANNED,  # type: ignore[operator]
        lambda: HOPED - GIVEN,  # type: ignore[operator]
        lambda: GIVEN.total + PAID.total,  # type: ignore[operator]
        lambda: GIVEN.total - HOPED.total,  # type: ignore[operator]
        lambda: GIVEN.total < PAID.total,  # type: ignore[operator]
        lambda: GIVEN.total > PAID.total,  # type: ignore[operator]
        lambda: GIVEN.at("1") - PLANNED.at("1"),  # type: ignore[operator]
        lambda: GIVEN - GIVEN.total,  # type: ignore[operator]
        lambda: GIVEN.total - GIVEN,  # type: ignore[operator]
        lambda: GIVEN.total - 5,  # type: ignore[operator]
        lambda: GIVEN + 5,  # type: ignore[operator]
        lambda: 5 - GIVEN.total,  # type: ignore[operator]
        lambda: sum([GIVEN.total, GIVEN.total]),  # type: ignore[list-item]
    ],
)
def test_what_is_not_at_the_same_stage_does_not_meet(work: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        work()


def test_the_refusal_names_both_stages_and_the_way_across() -> None:
    with pytest.raises(TypeError, match=r"allocated \(proposed\) and allocated \(adopted\) .* gaps\(\)"):
        HOPED - GIVEN  # type: ignore[operator]


def test_gaps_says_what_lies_between() -> None:
    found = gaps(GIVEN, PAID)
    assert (found.earlier, found.later) == ("allocated (adopted)", "spent (actual)")
    assert found.by_unit_cents == {"1": -30, "2": 10}
    assert (found.only_earlier, found.only_later, found.total_cents) == ((), ("4",), -20)
    assert gaps(GIVEN, PLANNED).only_earlier == ("2",)


def test_gaps_cannot_be_added_to_amounts() -> None:
    with pytest.raises(TypeError):
        GIVEN + gaps(GIVEN, PAID)  # type: ignore[operator]


@given(CENTS, CENTS)
def test_at_one_stage_money_adds_up(one: dict[str, int], other: dict[str, int]) -> None:
    first, second = Amounts(Spent, Actual, one), Amounts(Spent, Actual, other)
    assert (first + second).total == first.total + second.total
    assert (first - second).total == first.total - second.total
    assert (first + second - second).total == first.total
    assert (first.total < second.total) is (first.total.cents < second.total.cents)


@given(CENTS, CENTS)
def test_gaps_and_what_is_on_one_side_only_are_all_there_is(one: dict[str, int], other: dict[str, int]) -> None:
    earlier, later = Amounts(Allocated, Adopted, one), Amounts(Spent, Actual, other)
    found = gaps(earlier, later)
    left = sum(one[unit] for unit in found.only_earlier)
    came = sum(other[unit] for unit in found.only_later)
    assert found.total_cents + came - left == later.total.cents - earlier.total.cents


def test_every_status_of_an_amount_is_a_firmness() -> None:
    assert {one.status for one in (Proposed, Recommended, Adopted, Revised, Actual)} == set(Status)


def test_money_of_different_stages_is_never_equal() -> None:
    assert Amount(Allocated, Adopted, 5) == Amount(Allocated, Adopted, 5)
    assert len({Amount(Allocated, Adopted, 5), Amount(Allocated, Proposed, 5)}) == 2
