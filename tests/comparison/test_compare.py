"""Hand-computed comparisons, to the cent, and what every comparison keeps to."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perpupil.allocation.allocation import Allocation
from perpupil.comparison.causes import Cause, Pair
from perpupil.comparison.compare import Comparison, compare, readings_changed
from perpupil.comparison.shapley import coalitions
from tests.comparison.pairs import Side, sides
from tests.laws.engine import allocate

FORMULA = """language = 1
title = "t"
[facts]
unit = "id"
[parameters]
weight = { title = "English learner weight", value = WEIGHT }
[line.each]
kind = "per_student"
students = "students"
rate = 1000
[line.english]
kind = "weight"
students = "ell"
rate = 1000
weight = "weight"
"""


def paid(text: str, facts: str) -> Allocation:
    return allocate(text, facts.encode()).paid


def parts(comparison: Comparison) -> dict[str, list[int]]:
    """Every cause's change, unit by unit."""
    return {
        "+".join(causes): comparison.by_unit_cents(number).tolist() for number, causes in enumerate(comparison.causes)
    }


def test_two_causes_by_hand() -> None:
    # At a 10 students more and 10 English learners more, while the weight rises from 0.25 to 0.40.
    # Students: 10 × 1,000 + 10 × the mean weight 0.325 × 1,000 = 13,250; weight: 0.15 × the mean count 15 × 1,000 = 2,250.
    before = paid(FORMULA.replace("WEIGHT", "0.25"), "id,students,ell\na,100,10\nb,50,0\n")
    after = paid(FORMULA.replace("WEIGHT", "0.40"), "id,students,ell\na,110,20\nb,50,5\n")
    # b: 5 English learners more: 5 × 0.325 × 1,000 = 1,625; weight: 0.15 × 2.5 × 1,000 = 375.
    assert parts(compare(before, after)) == {"students": [1_325_000, 162_500], "parameters": [225_000, 37_500]}


def test_three_causes_by_hand() -> None:
    # One school and one line: students × rate × size; 2 → 3, 5 → 7, 11 → 13: 110 → 273.
    text = """language = 1
title = "t"
[facts]
unit = "id"
[parameters]
rate = { value = RATE }
[line.one]
value = "round(students * rate * size, 2)"
"""
    before = paid(text.replace("RATE", "5"), "id,students,size\na,2,11\n")
    after = paid(text.replace("RATE", "7"), "id,students,size\na,3,13\n")
    values = {"students": (2, 3), "facts": (11, 13), "parameters": (5, 7)}
    orders = list(permutations(values))
    wanted = dict.fromkeys(values, Fraction(0))
    for order in orders:
        now = {cause: pair[0] for cause, pair in values.items()}
        for cause in order:
            was = now["students"] * now["facts"] * now["parameters"]
            now[cause] = values[cause][1]
            wanted[cause] += Fraction(now["students"] * now["facts"] * now["parameters"] - was, len(orders))
    # By hand for students: 1 × (55/3 + (77 + 65)/6 + 91/3) = 217/3 dollars. In cents 7,233 1/3, 3,033 1/3 and 6,033 1/3: the odd one goes to the first.
    assert wanted == {"students": Fraction(217, 3), "facts": Fraction(91, 3), "parameters": Fraction(181, 3)}
    assert parts(compare(before, after)) == {"students": [7234], "facts": [3033], "parameters": [6033]}
    assert parts(compare(after, before)) == {"students": [-7234], "facts": [-3033], "parameters": [-6033]}


def test_units_are_settled_first_by_name() -> None:
    text = FORMULA.replace("WEIGHT", "0") + "[pool.p]\namount = 1000\n"
    before = paid(text, "id,students,ell\na,1,0\nb,1,0\nc,2,0\n")
    after = paid(text, "id,students,ell\na,1,0\nb,1,0\nd,8,0\n")
    # a and b got 250 each of the 1,000; alone they would get 500; beside d they get 100.
    comparison = compare(before, after)
    assert parts(comparison) == {"units": [-15_000, -15_000]}
    assert [(one.kind, one.before, one.after, one.change_cents) for one in comparison.settled] == [
        ("closed", ("c",), (), -50_000),
        ("opened", (), ("d",), 80_000),
    ]
    assert comparison.change_cents() == 0


def test_units_that_merge_are_one() -> None:
    text = FORMULA.replace("WEIGHT", "0")
    before = paid(text, "id,students,ell\na,1,0\nb,2,0\nc,2,0\n")
    after = paid(text, "id,students,ell\na,1,0\nb,5,0\n")
    comparison = compare(before, after, {"b": ["b", "c"]})
    assert [(one.kind, one.before, one.after, one.change_cents) for one in comparison.settled] == [
        ("merged", ("b", "c"), ("b",), 100_000)
    ]
    assert comparison.units == ("a",)
    assert comparison.change_cents() == after.total_cents - before.total_cents


def test_an_amount_given_by_name_to_a_closed_unit_does_no_harm() -> None:
    line = '[line.gift]\nkind = "fixed_sum"\nwho = "board"\nwhy = "roof"\nuntil = 2099-06-30\namounts = { c = 7 }\n'
    before = paid(FORMULA.replace("WEIGHT", "0") + line, "id,students,ell\na,1,0\nc,2,0\n")
    after = paid(FORMULA.replace("WEIGHT", "0"), "id,students,ell\na,2,0\n")
    assert parts(compare(before, after)) == {"units": [0], "students": [100_000], "rules": [0]}


def test_a_new_rule_on_an_old_file_without_its_column_is_joined_with_the_facts() -> None:
    new = FORMULA.replace("WEIGHT", "0.25") + '[line.rooms_paid]\nvalue = "rooms * 10"\n'
    before = paid(FORMULA.replace("WEIGHT", "0.25"), "id,students,ell\na,10,0\n")
    after = paid(new, "id,students,ell,rooms\na,11,0,3\n")
    comparison = compare(before, after)
    assert parts(comparison) == {"students": [100_000], "facts+rules": [3_000]}
    assert comparison.words(1) == "Other facts and the rules (they cannot be told apart)"


def test_columns_are_matched_by_the_name_the_formula_has_for_them() -> None:
    def text(header: str) -> str:
        return FORMULA.replace("WEIGHT", "0").replace(
            'unit = "id"', f'unit = "id"\ncolumns = {{ students = "{header}" }}'
        )

    before = paid(text("count of 2026"), "id,count of 2026,ell\na,10,0\n")
    after = paid(text("count of 2027"), "id,count of 2027,ell\na,12,0\n")
    assert parts(compare(before, after)) == {"students": [200_000]}


def test_the_same_twice_has_no_causes() -> None:
    one = paid(FORMULA.replace("WEIGHT", "0.25"), "id,students,ell\na,10,0\n")
    assert parts(compare(one, one)) == {}
    assert compare(one, one).change_cents() == 0


def test_no_unit_in_common() -> None:
    before = paid(FORMULA.replace("WEIGHT", "0"), "id,students,ell\na,1,0\n")
    after = paid(FORMULA.replace("WEIGHT", "0"), "id,students,ell\nb,3,0\n")
    comparison = compare(before, after)
    assert (comparison.units, comparison.change_cents()) == ((), 200_000)


def test_a_merged_unit_that_is_not_there_is_a_programmers_mistake() -> None:
    one = paid(FORMULA.replace("WEIGHT", "0.25"), "id,students,ell\na,10,0\n")
    with pytest.raises(KeyError):
        compare(one, one, {"z": ["a"]})


def test_what_is_different_about_a_unit() -> None:
    before = paid(FORMULA.replace("WEIGHT", "0"), "id,students,ell\na,1000,2\n")
    after = paid(FORMULA.replace("WEIGHT", "0"), "id,students,ell\na,1234,2.0\n")
    assert [(one.name, one.before, one.after) for one in readings_changed(before, after, "a")] == [
        ("students", "1,000", "1,234")
    ]


def both(one: Side, other: Side) -> tuple[Allocation, Allocation]:
    before, after = one.allocate(), other.allocate()
    assume(before is not None and after is not None)
    assert before is not None
    assert after is not None
    return before, after


@given(sides(2026), sides(2027))
def test_parts_add_up_and_swapping_flips_every_sign(one: Side, other: Side) -> None:
    before, after = both(one, other)
    there, back = compare(before, after), compare(after, before)
    paid = [dict(zip(side.units, side.totals_cents.tolist(), strict=True)) for side in (before, after)]
    for position, unit in enumerate(there.units):
        assert there.change_cents(position) == paid[1][unit] - paid[0][unit]
        for line in there.lines:
            change = sum(int(parts[line][position]) for parts in there.parts_cents)
            was, now = (side.lines_cents.get(line) for side in (before, after))
            assert change == (0 if now is None else int(now[after.units.index(unit)])) - (
                0 if was is None else int(was[before.units.index(unit)])
            )
    assert there.change_cents() == after.total_cents - before.total_cents
    assert there.units == back.units
    assert [set(causes) for causes in there.causes] == [set(causes) for causes in back.causes]
    for forth, again in zip(there.parts_cents, back.parts_cents, strict=True):
        for line in there.lines:
            assert forth[line].tolist() == (-again[line]).tolist()


@given(sides(2026), sides(2027))
def test_parts_are_shapley_values_worked_the_long_way(one: Side, other: Side) -> None:
    before, after = both(one, other)
    comparison = compare(before, after)
    groups = [causes for causes in comparison.causes if causes != (Cause.UNITS,)]
    assume(groups and Cause.UNITS not in {cause for group in groups for cause in group})
    pair = Pair(before, after, frozenset(comparison.units), ())
    totals: dict[frozenset[Cause], list[int]] = {}

    def total(taken: frozenset[Cause], position: int) -> int:
        if taken not in totals:
            allocation = pair.hybrid(taken)
            assert allocation is not None
            assert allocation.units == comparison.units
            totals[taken] = allocation.totals_cents.tolist()
        return totals[taken][position]

    orders = list(permutations(groups))
    for position in range(len(comparison.units)):
        wanted = dict.fromkeys(groups, Fraction(0))
        for order in orders:
            taken: frozenset[Cause] = frozenset()
            for group in order:
                was, taken = total(taken, position), taken | set(group)
                wanted[group] += Fraction(total(taken, position) - was, len(orders))
        for number, causes in enumerate(comparison.causes):
            if causes in wanted:
                # A cent at most for each line.
                assert abs(comparison.part_cents(number, position) - wanted[causes]) < len(comparison.lines)


@given(sides(2026), sides(2027))
def test_what_mixtures_share_changes_none_of_them(one: Side, other: Side) -> None:
    before, after = both(one, other)
    units = frozenset(set(before.units) & set(after.units))
    assume(units)
    together = Pair(before, after, units, ())
    causes = together.differing()
    for coalition in coalitions(len(causes)):
        taken = {causes[number] for number in coalition}
        shared, alone = together.hybrid(taken), Pair(before, after, units, ()).hybrid(taken)
        assert (shared is None) == (alone is None)
        if shared is not None and alone is not None:
            assert shared.totals_cents.tolist() == alone.totals_cents.tolist()


@given(sides(2026), st.data())
def test_one_cause_alone_has_all_of_the_change(one: Side, data: st.DataObject) -> None:
    model = data.draw(sides(2026))
    key = data.draw(st.sampled_from(["rate", "weight", "rule", "is_floored"]))
    other = Side(**{**one.__dict__, key: getattr(model, key)})
    before, after = both(one, other)
    comparison = compare(before, after)
    assert len(comparison.causes) <= 1
    assert comparison.settled == ()
    assert comparison.change_cents() == after.total_cents - before.total_cents
