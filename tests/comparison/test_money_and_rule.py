"""What changes between two methods, parted into money and rule."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perpupil.comparison.money_and_rule import Terms, money_and_rule, with_total
from tests.comparison.pairs import RULES, Side, sides
from tests.laws.engine import allocate

FACTS = b"id,students,last\na,100,120000\nb,100,80000\n"
STAFFED = 'language = 1\ntitle = "t"\n[facts]\nunit = "id"\n[line.staff]\nvalue = "last"\n'
BY_STUDENTS = 'language = 1\ntitle = "t"\n[facts]\nunit = "id"\n[line.each]\nvalue = "students * 1000"\n'


def pool(amount: int, method: str = "scale") -> str:
    return f'[pool.p]\namount = {amount}\nmethod = "{method}"\n'


def parts(before: str, after: str) -> tuple[Terms, list[int], list[int]]:
    found = money_and_rule(allocate(before, FACTS).paid, allocate(after, FACTS).paid, ("a", "b"))
    return found.terms, found.rule_cents.tolist(), found.money_cents.tolist()


def test_the_same_sum_is_all_rule() -> None:
    assert parts(STAFFED, BY_STUDENTS + pool(200_000)) == (Terms.SAME, [-2_000_000, 2_000_000], [0, 0])


def test_the_method_that_fits_a_pool_is_worked_with_the_sum_of_the_other() -> None:
    # 220,000 by students is 110,000 each; 200,000 would be 100,000 each.
    rule, money = [-2_000_000, 2_000_000], [1_000_000, 1_000_000]
    assert parts(STAFFED, BY_STUDENTS + pool(220_000)) == (Terms.BEFORE, rule, money)
    back = [[-cents for cents in part] for part in (rule, money)]
    assert parts(BY_STUDENTS + pool(220_000), STAFFED) == (Terms.AFTER, *back)


def test_where_both_fit_a_pool_the_mean_of_both_ways_is_taken() -> None:
    # With 200,000: 120,000 and 80,000 against 100,000 each; with 220,000: 132,000 and 88,000 against 110,000 each.
    assert parts(STAFFED + pool(200_000), BY_STUDENTS + pool(220_000)) == (
        Terms.MEAN,
        [-2_100_000, 2_100_000],
        [1_100_000, 900_000],
    )


def test_where_neither_fits_one_pool_nobody_can_tell() -> None:
    terms, rule, money = parts(STAFFED, BY_STUDENTS.replace("1000", "1100"))
    assert (terms, rule, money) == (Terms.UNKNOWN, [-1_000_000, 3_000_000], [0, 0])
    pools = '[pool.p]\namount = 210_000\nlines = ["each"]\n[pool.q]\namount = 10_000\nlines = ["more"]\n'
    assert parts(STAFFED, f'{BY_STUDENTS}[line.more]\nvalue = "students"\n{pools}')[0] is Terms.UNKNOWN


def test_a_pool_for_something_else_that_only_shrinks_its_lines_stays_as_it_is() -> None:
    pools = '[pool.p]\namount = 220_000\nlines = ["each"]\n[pool.q]\namount = 100\nlines = ["more"]\nmethod = "scale_down"\n'
    terms, rule, money = parts(STAFFED, f'{BY_STUDENTS}[line.more]\nvalue = "students / 2"\n{pools}')
    # 199,900 by students and 50 each for something else come to 200,000.
    assert (terms, rule) == (Terms.BEFORE, [-2_000_000, 2_000_000])
    assert money == [1_005_000, 1_005_000]


def test_a_pool_that_only_shrinks_lines_is_not_filled_beyond_them() -> None:
    shrinking = allocate(BY_STUDENTS + pool(150_000, "scale_down"), FACTS).paid
    assert with_total(shrinking, 20_000_000) is not None
    assert with_total(shrinking, 20_000_001) is None
    assert with_total(shrinking, -1) is None


def test_a_unit_that_a_method_does_not_have_gets_nothing_of_it() -> None:
    few = allocate(STAFFED, b"id,students,last\na,100,120000\n").paid
    found = money_and_rule(few, allocate(BY_STUDENTS + pool(120_000), FACTS).paid, ("a", "b"))
    assert found.rule_cents.tolist() == [-6_000_000, 6_000_000]


@st.composite
def methods(draw: st.DrawFn) -> tuple[Side, Side]:
    """Two methods on the same students."""
    side = draw(sides())
    other = replace(
        side,
        rate=draw(st.integers(1, 3)) * 100,
        pool=draw(st.sampled_from([None, 1000, 5000, 20_000])),
        rule=draw(st.sampled_from(RULES)),
        is_floored=draw(st.booleans()),
    )
    return side, other


@given(methods())
def test_parts_add_up_the_rule_to_nothing_and_the_other_way_round_every_sign_flips(pair: tuple[Side, Side]) -> None:
    before, after = (side.allocate() for side in pair)
    assume(before is not None and after is not None)
    assert before is not None
    assert after is not None
    there, back = money_and_rule(before, after, before.units), money_and_rule(after, before, before.units)
    assert (there.rule_cents + there.money_cents).tolist() == (after.totals_cents - before.totals_cents).tolist()
    assert there.rule_cents.tolist() == (-back.rule_cents).tolist()
    assert there.money_cents.tolist() == (-back.money_cents).tolist()
    if there.terms is not Terms.UNKNOWN:
        assert sum(there.rule_cents.tolist()) == 0
    if there.terms is Terms.SAME:
        assert not there.money_cents.any()


@pytest.mark.parametrize("total", [0, 1, 12_345])
def test_a_method_worked_with_a_sum_hands_out_that_sum(total: int) -> None:
    worked = with_total(allocate(BY_STUDENTS + pool(220_000), FACTS).paid, total)
    assert worked is not None
    assert worked.total_cents == total
