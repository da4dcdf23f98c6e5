"""The four cases, planted, and those that cannot be told."""

import pytest

from perpupil.equity.journey.cases import Follows
from perpupil.equity.journey.deciding import Choice
from tests.equity.journey.states import Made, Place, State, Weights, followed, top_of

FAIR, EVEN = Weights(5000, 2500), Weights(5000)


def state(state_weights: Weights, district_weights: Weights, districts: int = 12, schools: int = 12) -> State:
    """Districts and schools of every need, with dollars that follow it or do not."""
    made = []
    for at in range(districts):
        rows = [
            Place(f"{at:02}-{k}", 300 + 17 * k, (300 + 17 * k) * (5 + 5 * at + 2 * k) // 100, 0) for k in range(schools)
        ]
        made.append(Made(f"{at:02}", district_weights, rows))
    return State(state_weights, 400_000_000, 0, made)


@pytest.mark.parametrize("state_weights", [FAIR, EVEN])
@pytest.mark.parametrize("district_weights", [FAIR, EVEN])
def test_each_planted_case_is_found(state_weights: Weights, district_weights: Weights) -> None:
    expected = tuple(Follows.YES if one is FAIR else Follows.NO for one in (state_weights, district_weights))
    found = followed(top_of(state(state_weights, district_weights)))
    assert {one.case.place for one in found.districts if one.case is not None} == {expected}
    assert all(one.case is not None and one.case.reasons == () for one in found.districts)


def test_too_few_districts_or_schools_cannot_be_placed_and_the_reason_is_told() -> None:
    found = followed(top_of(state(FAIR, FAIR, districts=3, schools=12)))
    assert found.districts[0].case is not None
    assert found.districts[0].case.place == (Follows.UNKNOWN, Follows.YES)
    assert "3 districts are too few" in found.districts[0].case.reasons[0]
    small = followed(top_of(state(FAIR, FAIR, districts=12, schools=2))).districts[0].case
    assert small is not None
    assert small.place == (Follows.YES, Follows.UNKNOWN)
    assert "2 schools are too few" in small.reasons[0]


def test_decision_points_are_what_the_district_decides_and_add_up_to_its_money() -> None:
    made = Made("1", FAIR, (Place("a", 100, 50, 0), Place("b", 100, 10, 0)), raised=1000, central=300, reserve=20)
    (one,) = followed(top_of(State(EVEN, 10_000, 0, (made,)))).districts
    amounts = [(each.choice, each.amount_cents) for each in one.decisions]
    assert amounts[:4] == [
        (Choice.RAISE, 1000_00), (Choice.KEEP, 300_00), (Choice.KEEP, 20_00), (Choice.SHARE, 10_680_00)
    ]  # fmt: skip
    assert one.delivered_cents is not None
    assert amounts[4:] == [(Choice.WEIGH, one.delivered_cents["poor"]), (Choice.WEIGH, 0)]
