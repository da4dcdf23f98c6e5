"""Every cent of a journey is told at each level, down to groups of students."""

from itertools import pairwise

from hypothesis import given, settings

from perpupil.allocation.cascade import Level
from perpupil.documents.journey import journey_page
from perpupil.equity.journey.generated import Parts
from perpupil.equity.journey.journey import Journey
from perpupil.equity.journey.slopes import Slope
from perpupil.equity.journey.stops import Why
from tests.equity.journey.states import (
    QUESTION,
    Made,
    Place,
    State,
    Weights,
    district,
    followed,
    level,
    states,
    text_of,
    together,
    top_of,
)


def require_reconciled(found: Journey) -> None:
    """Hold each place alone, each level beside the next, and the last step to groups of students."""
    for one in found.stops:
        assert one.unexplained_cents == 0
        assert one.came_cents + one.own_cents == one.stays_cents + one.went_cents
    for above, below in pairwise(found.levels):
        assert above.went_cents == below.came_cents + above.ends_cents
    assert found.levels[-1].went_cents == found.levels[-1].ends_cents
    came = sum(one.own_cents for one in found.stops)
    assert came == sum(one.stays_cents for one in found.stops) + sum(one.ends_cents for one in found.levels)
    for made in found.districts:
        assert sum(school.amount_cents for school in made.schools) == made.stop.went_cents
        for school in made.schools:
            groups = [each.delivered_cents for each in school.by_need.values()]
            assert school.every_student_cents is not None
            assert school.amount_cents == school.every_student_cents + sum(cents or 0 for cents in groups)


@given(states())
@settings(max_examples=25)
def test_a_state_of_any_size_reconciles_to_the_cent(state: State) -> None:
    found = followed(top_of(state))
    require_reconciled(found)
    assert isinstance(found.parts, Parts)
    assert found.parts.totals_cents() == tuple(found.amounts_cents.values())
    assert [one.unit for one in state.districts if one.is_known] == [one.stop.path[0] for one in found.districts]
    for sums in found.needs:
        assert sums.generated_cents == sum(found.parts_of(sums.need.name))
        known = sum((one.generated_cents or {})[sums.need.name] for one in found.districts)
        assert sums.generated_cents == known + (sums.beyond_cents or 0)


@given(states(least=5, most=12))
@settings(max_examples=40)
def test_what_a_district_is_given_for_a_need_is_found_again_at_its_schools(state: State) -> None:
    found = followed(top_of(state))
    for one in found.districts:
        assert one.generated_cents is not None
        for need, cents in one.generated_cents.items():
            at_schools = [school.by_need[need].generated_cents for school in one.schools]
            if None not in at_schools:
                assert sum(each or 0 for each in at_schools) == cents
            else:
                assert sum(school.by_need[need].students or 0 for school in one.schools) == 0
    assert not isinstance(found.slope, Slope) or found.slope.unexplained == 0


def test_what_stays_has_its_reason() -> None:
    schools = (Place("a", 100, 50, 0), Place("b", 100, 10, 0))
    made = Made("1", Weights(5000), schools, raised=1000, central=300, reserve=20)
    found = followed(top_of(State(Weights(5000), 10_000, 500, (made,))))
    stays = {(one.name, stay.name): (stay.why, stay.amount_cents) for one in found.stops for stay in one.stays}
    assert stays == {
        ("State aid", "Kept back by State money"): (Why.RESERVE, 500_00),
        ("1", "Central office"): (Why.CENTRAL, 300_00),
        ("1", "Reserve"): (Why.RESERVE, 20_00),
    }
    assert found.schools_cents == (10_000 - 500 + 1000 - 320) * 100


def test_a_pool_that_hands_out_too_much_or_too_little_says_so() -> None:
    made = Made("1", Weights(10), (Place("a", 100, 50, 0),))
    text = '[pool.aid]\nmethod = "none"\namount = 400\n'
    for each, words, cents in ((3, "Not handed out", 100_00), (5, "Handed out beyond what is there", -100_00)):
        top = level(text_of(Weights(each), "district", text), [together(made)])
        (stay,) = followed(top).stops[0].stays
        assert (stay.name, stay.why, stay.amount_cents) == (words, Why.OUTSIDE, cents)


def test_a_district_whose_level_fails_keeps_its_money_and_hides_nobody_else() -> None:
    good = Made("1", Weights(5000), (Place("a", 100, 50, 0), Place("b", 90, 10, 0)))
    over = Made("2", Weights(5000), (Place("c", 100, 50, 0),), central=10**12)
    found = followed(top_of(State(Weights(5000), 10_000, 0, (good, over))))
    first, second = found.districts
    assert first.stop.is_worked
    assert not second.stop.is_worked
    assert second.stop.stays[-1].why is Why.NOT_WORKED
    assert second.case is not None
    assert second.case.district is None
    assert second.delivered_cents is None
    assert QUESTION.measured is not None
    assert all(one.unexplained_cents == 0 for one in found.stops)


def test_a_nation_over_states_over_districts_reconciles_too() -> None:
    def state(unit: str, *made: Made) -> tuple[Place, Level]:
        counted = [together(one) for one in made]
        text = text_of(
            Weights(3000, 500), "district", '[pool.aid]\ntitle = "State money"\namount = 0\n', f"State {unit}"
        )
        below = {one.unit: district(one) for one in made if one.is_known}
        whole = Place(unit, *(sum(getattr(one, name) for one in counted) for name in ("n", "poor", "el")))
        return whole, level(text, counted, below=below)

    schools = [Place(f"{at}", 100 + at, 9 * at, at) for at in range(8)]
    first = state("s", Made("a", Weights(1), schools[:3], 50), Made("b", Weights(1, 1), schools[3:5], 0, 7))
    second = state("t", Made("c", Weights(1), schools[5:7]), Made("d", Weights(1), schools[7:], is_known=False))
    text = text_of(Weights(1, 1), "state", '[pool.aid]\ntitle = "Nation"\namount = 9_999\nreserve = 3\n', "Nation")
    found = followed(level(text, [first[0], second[0]], below={"s": first[1], "t": second[1]}))
    require_reconciled_below(found)
    assert [one.noun for one in found.levels] == ["state", "district", "school"]
    assert isinstance(found.slope, Slope)
    assert found.slope.unexplained == 0
    assert [piece.number for piece in found.slope.pieces] == [0, 0, 0, 1, 1, 1, 2]
    assert found.district("s/b") is not None
    assert found.needs[0].beyond_cents == 0
    page = journey_page(found, found.district("s/b"))
    assert page.title.startswith("The journey of a dollar: Nation: b")
    assert journey_page(found).blocks


def require_reconciled_below(found: Journey) -> None:
    """Hold each place alone, and what came in against where it ended."""
    assert all(one.unexplained_cents == 0 for one in found.stops)
    came = sum(one.own_cents for one in found.stops)
    assert came == sum(one.stays_cents for one in found.stops) + sum(one.ends_cents for one in found.levels)
