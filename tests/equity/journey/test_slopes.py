"""What each level does to the slope: exactly the whole, and the same as a plain reckoning of covariances."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from perpupil.equity.fit import fit_line
from perpupil.equity.journey.journey import Journey
from perpupil.equity.journey.slopes import Slope
from perpupil.equity.sample import Undefined
from tests.equity.journey.states import Made, Place, State, Weights, followed, states, top_of


def schools_of(found: Journey) -> list[tuple[str, Fraction, Fraction, Fraction]]:
    """District, students, share of need, dollars a student of every school that can be compared."""
    rows = []
    for district in found.districts:
        for school in district.schools:
            students, poor = school.students, school.by_need["poor"].students
            if students and poor is not None:
                dollars = Fraction(school.amount_cents, 100) / students
                rows.append((district.stop.path[0], students, poor / students, dollars))
    return rows


def total(several: list[Fraction]) -> Fraction:
    return sum(several, Fraction(0))


def covariance(rows: list[tuple[Fraction, Fraction, Fraction]]) -> Fraction:
    """The mean product of distances from means: weight, one, other."""
    weight = sum((one for one, _, _ in rows), Fraction(0))
    first = sum((one * x for one, x, _ in rows), Fraction(0)) / weight
    second = sum((one * y for one, _, y in rows), Fraction(0)) / weight
    return sum((one * (x - first) * (y - second) for one, x, y in rows), Fraction(0)) / weight


@given(states(least=5, most=9))
@settings(max_examples=40)
def test_the_pieces_are_those_of_a_plain_reckoning_and_add_up_exactly(state: State) -> None:
    found = followed(top_of(state))
    rows = schools_of(found)
    spread = covariance([(n, p, p) for _, n, p, _ in rows]) if rows else Fraction(0)
    if not spread:
        assert isinstance(found.slope, Undefined)
        return
    one = found.slope
    assert isinstance(one, Slope)
    whole = covariance([(n, p, x) for _, n, p, x in rows]) / spread / 10
    assert one.whole == whole == sum(piece.slope for piece in one.pieces)
    everybody = total([n for _, n, _, _ in rows])
    within, means = Fraction(0), []
    for unit in {unit for unit, *_ in rows}:
        own = [(n, p, x) for name, n, p, x in rows if name == unit]
        students = total([n for n, _, _ in own])
        part = covariance(own) * students / everybody / spread / 10
        assert one.by_place[unit,] == part
        within += part
        means.append(
            (students, total([n * p for n, p, _ in own]) / students, total([n * x for n, _, x in own]) / students)
        )
    between = covariance(means) / spread / 10
    assert [piece.number for piece in one.pieces] == [0, 0, 0, 1]
    assert sum(piece.slope for piece in one.pieces if piece.number == 0) == between
    assert one.pieces[-1].slope == within


def test_the_whole_is_the_line_that_verdicts_draw() -> None:
    schools = [Place(f"{at}", 100 + 7 * at, 10 + 5 * at * at % 90, 0) for at in range(9)]
    state = State(
        Weights(5000, 900),
        10**7,
        0,
        [Made("1", Weights(4000, 700), schools[:5], 99_999), Made("2", Weights(4000), schools[5:])],
    )
    found = followed(top_of(state))
    rows = schools_of(found)
    need, dollars, weights = (np.array([float(row[at]) for row in rows]) for at in (2, 3, 1))
    assert isinstance(found.slope, Slope)
    assert float(found.slope.whole) == pytest.approx(float(fit_line(need, dollars, weights).coefficients[1]) / 10)


def test_levels_are_credited_with_what_they_decide() -> None:
    poor, rich = (Place("a", 100, 80, 0), Place("b", 100, 60, 0)), (Place("c", 100, 40, 0), Place("d", 100, 20, 0))
    made = [Made("1", Weights(1), poor), Made("2", Weights(1), rich, raised=100_000, central=0)]
    found = followed(top_of(State(Weights(1), 400_000, 0, made)))
    assert isinstance(found.slope, Slope)
    handed, raised, kept, shared = (piece.slope for piece in found.slope.pieces)
    assert {handed, kept, shared} == {Fraction(0)}
    assert raised < 0
    assert found.slope.whole == raised


def test_without_spread_of_need_or_without_schools_there_is_no_slope_and_a_reason() -> None:
    alike = Made("1", Weights(1), (Place("a", 100, 50, 0), Place("b", 50, 25, 0)))
    alone = Made("1", Weights(1), (Place("a", 100, 50, 0),))
    for made, words in ((alike, "the same share of need"), (alone, "fewer than two schools")):
        one = followed(top_of(State(Weights(1), 1000, 0, [made]))).slope
        assert isinstance(one, Undefined)
        assert words in one.reason


def test_schools_without_students_and_districts_without_schools_are_named_and_not_compared() -> None:
    made = Made(
        "1", Weights(1), (Place("a", 100, 50, 0), Place("b", 50, 20, 0), Place("c", 0, 0, 0), Place("d", 10, 11, 0))
    )
    beyond = Made("2", Weights(1), (Place("e", 100, 5, 0),), is_known=False)
    one = followed(top_of(State(Weights(1), 1000, 0, [made, beyond]))).slope
    assert isinstance(one, Slope)
    assert set(one.left_out) == {("1", "c"), ("1", "d"), ("2",)}
    assert one.schools == 2
    assert one.unexplained == 0
