"""The schools nearest to one: a distance by hand, and laws that hold in any district."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.similar import SIZE, CannotCompare, Profile, distance, nearest

NEEDS = ("poor", "ell")
ONES = {"poor": Fraction(1), "ell": Fraction(1), SIZE: Fraction(1)}


def school(unit: str, size: int | None, poor: int | None = 50, ell: int | None = 10, span: str = "") -> Profile:
    shares = {
        name: None if share is None else Fraction(share, 100) for name, share in zip(NEEDS, (poor, ell), strict=True)
    }
    return Profile(unit, f"School {unit}", None if size is None else Fraction(size), shares, span)


@st.composite
def districts(draw: st.DrawFn) -> list[Profile]:
    """Two to eight schools, with ties and unknowns."""
    share = st.sampled_from([None, 0, 10, 50, 51, 100])
    return [
        school(
            f"{at:02}",
            draw(st.sampled_from([None, 0, 1, 200, 300, 2000])),
            draw(share),
            draw(share),
            draw(st.sampled_from("eh")),
        )
        for at in range(draw(st.integers(2, 8)))
    ]


def test_by_hand() -> None:
    # Two steps of the one need, one of the other and two of size: the root of 4 + 1 + 4.
    assert distance(school("a", 400), school("b", 900, 70, 20), ONES) == 3
    assert distance(school("a", 400), school("b", 400), ONES) == 0
    assert distance(school("a", 400), school("b", 900, 70, 20), {**ONES, SIZE: Fraction(0), "ell": Fraction(5)}) == 3


def test_the_same_span_comes_first_and_ties_go_by_id() -> None:
    others = [
        school("d", 400, span="high"),
        school("c", 800, span="elementary"),
        school("b", 800, span="elementary"),
        school("e", 400, span="elementary"),
    ]
    found = nearest(school("a", 400, span="elementary"), others, 9)
    assert [one.profile.unit for one in found.near] == ["e", "b", "c", "d"]
    assert [one.is_same_span for one in found.near] == [True, True, True, False]


def test_what_is_not_known_is_told_and_not_taken_for_zero() -> None:
    others = [school("b", None), school("c", 0), school("d", 100, None), school("e", 100, 50, None), school("f", -3)]
    found = nearest(school("a", 100, 50, None), others, 9)
    assert [one.profile.unit for one in found.near] == ["e"]
    assert found.not_compared == ("School b", "School c", "School d", "School f")
    assert found.not_measured == ("ell",)


@pytest.mark.parametrize(
    ("one", "weights", "sentence"),
    [
        (school("a", 0), {}, "has no students"),
        (school("a", None), {}, "has no students"),
        (school("a", -1), {}, "has no students"),
        (school("a", 5), {"rich": Fraction(1)}, "nothing called 'rich' to weigh; there is: poor, ell, size"),
        (school("a", 5), {"poor": Fraction(-1)}, "not below zero"),
        (school("a", 5, None, None), {SIZE: Fraction(0)}, "Nothing is left"),
    ],
)
def test_what_cannot_be_compared_is_refused(one: Profile, weights: dict[str, Fraction], sentence: str) -> None:
    with pytest.raises(CannotCompare, match=sentence):
        nearest(one, [school("b", 5)], 3, weights)


def test_alone_and_all_alike() -> None:
    assert nearest(school("a", 5), [school("a", 5)], 3).near == ()
    alike = [school(unit, 5) for unit in "cbad"]
    assert [one.profile.unit for one in nearest(alike[2], alike, 9).near] == ["b", "c", "d"]


@given(districts(), st.integers(1, 9))
def test_the_nearest_are_others_in_the_order_of_a_distance_that_is_the_same_both_ways(
    district: list[Profile], count: int
) -> None:
    for one in district:
        if not one.students:
            continue
        found = nearest(one, district, count)
        assert one.unit not in {near.profile.unit for near in found.near}
        keys = [(not near.is_same_span, near.distance, near.profile.unit) for near in found.near]
        assert keys == sorted(keys)
        every = nearest(one, list(reversed(district)), len(district))
        assert every.near[:count] == found.near
        assert len(every.near) + len(every.not_compared) == len(district) - 1
        for near in found.near:
            assert distance(near.profile, one, found.measures) == near.distance
            assert near.distance == pytest.approx(by_definition(one, near.profile, tuple(found.measures)), abs=1e-8)


def by_definition(one: Profile, other: Profile, names: tuple[str, ...]) -> float:
    """The distance once more, as the page says it."""
    assert one.students is not None
    assert other.students is not None
    steps = [math.log(float(one.students / other.students), 1.5)]
    steps += [float((one.needs[name] or 0) - (other.needs[name] or 0)) * 10 for name in names if name != SIZE]
    return math.hypot(*steps)


@given(districts(), st.integers(0, 4))
def test_the_nearest_are_those_of_all_distances(there: list[Profile], count: int) -> None:
    own = there[0]
    if not own.students:
        return
    found = nearest(own, there, count)
    known = [one for one in there[1:] if one.unit not in found.not_compared and one.name not in found.not_compared]
    every = sorted(
        known, key=lambda one: (one.span != own.span, distance(own, one, found.measures), one.unit)
    )  # fmt: skip
    assert [one.profile.unit for one in found.near] == [one.unit for one in every[:count]]
