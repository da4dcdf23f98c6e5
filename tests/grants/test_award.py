"""The award as a series, and indirect cost: the last final amount counts, and no more is charged than the rate allows."""

import random
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perpupil.grants.award import AmountKind, Award, AwardAmount, Period
from perpupil.grants.indirect import Basis, ExcludedCost, IndirectCost

START = date(2026, 5, 1)
amounts = st.lists(
    st.builds(
        AwardAmount,
        st.sampled_from(AmountKind),
        st.integers(0, 10**9),
        st.integers(0, 300).map(lambda days: START + timedelta(days)),
    ),
    max_size=8,
)


@given(amounts, st.randoms(use_true_random=False))
def test_the_order_in_which_notices_are_written_down_changes_nothing(
    notices: list[AwardAmount], chance: random.Random
) -> None:
    shuffled = list(notices)
    chance.shuffle(shuffled)
    assert Award.of(notices) == Award.of(shuffled)


@given(amounts)
def test_what_there_is_to_spend_is_one_allotment_and_everything_beside(notices: list[AwardAmount]) -> None:
    award = Award.of(notices)
    own = [one for one in notices if one.kind in {AmountKind.PRELIMINARY, AmountKind.FINAL}]
    beside = sum(one.amount_cents for one in notices if one not in own)
    finals = [one for one in own if one.kind is AmountKind.FINAL]
    last = max((one.on for one in finals or own), default=None)
    assert award.allotted_cents in {one.amount_cents for one in finals or own if one.on == last} | (
        {0} if not own else set()
    )
    assert award.available_cents == award.allotted_cents + beside


def test_before_the_final_notice_the_preliminary_amount_counts() -> None:
    award = Award.of(
        [
            AwardAmount(AmountKind.FINAL, 90, date(2026, 7, 1)),
            AwardAmount(AmountKind.PRELIMINARY, 100, date(2026, 5, 1)),
            AwardAmount(AmountKind.FINAL, 95, date(2026, 9, 1)),
        ]
    )
    known = [award.as_of(date(2026, month, 1)).available_cents for month in (4, 5, 7, 9)]
    assert known == [0, 100, 90, 95]


def test_the_last_days_are_in_the_period() -> None:
    period = Period(date(2026, 7, 1), date(2027, 9, 30), date(2028, 9, 30))
    assert [period.holds(day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 9, 30), date(2027, 10, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert period.holds_carried(date(2027, 10, 1))
    assert period.holds_carried(date(2028, 9, 30))
    assert not period.holds_carried(date(2027, 9, 30))
    assert not period.holds_carried(date(2028, 10, 1))


@given(
    st.integers(0, 10**10),
    st.fractions(0, 1, max_denominator=1_000),
    st.lists(st.tuples(st.integers(0, 10**8), st.fractions(0, 1, max_denominator=100)), max_size=3),
)
def test_no_more_is_charged_than_the_rate_allows(
    award: int, rate: Fraction, excluded: list[tuple[int, Fraction]]
) -> None:
    costs = tuple(ExcludedCost("x", amount, share) for amount, share in excluded)
    without = sum(one.excluded_cents for one in costs)
    charge = IndirectCost(rate=rate, excluded=costs).charge_cents(award)
    direct = max(0, award - without - charge)
    assert charge <= rate * direct
    assert charge + 1 > rate * (direct - 1)
    assert IndirectCost(rate=rate, basis=Basis.AWARD, excluded=costs).charge_cents(award) >= charge


def test_an_agreed_amount_is_charged_as_it_is() -> None:
    assert IndirectCost(360_000_00).charge_cents(1) == 360_000_00
