from datetime import date
from itertools import product

import numpy as np
import pytest

from perpupil.facts.headcount import Profile
from perpupil.intake.counting.coding import coding_of
from perpupil.intake.counting.rules import YES_OR_NO, CountRule, Membership, Need, every_day, school_days
from tests.intake.counting.rosters import GRADES, NEEDS


def test_every_combination_has_a_code_of_its_own_and_comes_back() -> None:
    coding = coding_of(CountRule(GRADES, NEEDS))
    codes = np.arange(coding.size)
    digits = np.column_stack(coding.digits(codes))
    assert len(np.unique(digits, axis=0)) == coding.size
    places = [1, *(place for _, place in coding.places())]
    assert (digits @ np.array(places) == codes).all()


def test_profiles_say_level_mark_or_nothing() -> None:
    coding = coding_of(
        CountRule({"1": "1"}, (Need("a", "a", {"y": "2", "n": None}), Need("b", "b", {"y": ""}, marks_unknown=False)))
    )
    parts = [[("a_unknown", "")], [], [("a", "2")]], [[], [], [("b", "")]]
    want = {Profile(grade, frozenset([*one, *two])) for grade, one, two in product(("", "1"), *parts)}
    assert set(coding.profiles(np.arange(coding.size))) == want


def test_no_needs_at_all_are_grades_alone() -> None:
    coding = coding_of(CountRule({"1": "1", "2": "2"}, ()))
    assert coding.profiles(np.array([0, 2])) == [Profile("", frozenset()), Profile("2", frozenset())]


def test_more_combinations_than_64_bits_are_refused() -> None:
    levels: dict[str, str | None] = {str(level): str(level) for level in range(6)}
    needs = [Need(f"n{number}", "c", levels) for number in range(21)]
    assert coding_of(CountRule({}, tuple(needs[:20]))).size == 8**20
    with pytest.raises(ValueError, match="64-bit"):
        coding_of(CountRule({}, tuple(needs)))


@pytest.mark.parametrize("name", ["", "low income", "a;b", "a=b", "1st"])
def test_a_need_has_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="must be a name"):
        Need(name, "c", YES_OR_NO)


@pytest.mark.parametrize("level", ["a;b", "a=b"])
def test_a_level_can_stand_in_a_headcount(level: str) -> None:
    with pytest.raises(ValueError, match="no ';' and no '='"):
        Need("n", "c", {"x": level})


def test_levels_need_a_column() -> None:
    with pytest.raises(ValueError, match="no column to read them from"):
        Need("n", "c", YES_OR_NO, levels={"1": "1"})


def test_two_needs_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        CountRule({}, (Need("n", "c", YES_OR_NO), Need("n_unknown", "d", YES_OR_NO)))


def test_days_of_membership_are_in_order_and_in_their_period() -> None:
    first, second = date(2026, 9, 1), date(2026, 9, 2)
    assert every_day(first, second).days == (first,)
    assert school_days([second, first, second]).days == (first, second)
    assert school_days([]).days == ()
    for days in ((second, first), (second,), (first, first)):
        with pytest.raises(ValueError, match="not in order"):
            Membership(first, second, days)
