"""Why two units of one district get different amounts."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perpupil.comparison.units import UnitComparison, compare_units
from tests.comparison.pairs import Side, sides
from tests.laws.engine import allocate

FORMULA = """language = 1
title = "t"
[facts]
unit = "id"
[line.each]
kind = "per_student"
students = "students"
rate = 1000
[line.building]
value = "rooms * 10 * students"
[line.gift]
kind = "fixed_sum"
who = "board"
why = "roof"
until = 2099-06-30
amounts = { b = 7 }
"""


def parts(comparison: UnitComparison) -> dict[str, int]:
    return {"+".join(causes): comparison.part_cents(number) for number, causes in enumerate(comparison.causes)}


def test_by_hand() -> None:
    # a: 10 × 1,000 + 2 × 10 × 10 = 10,200; b: 12 × 1,000 + 5 × 10 × 12 + 7 = 12,607.
    # Students: 2 × 1,000 + 10 × 2 × the mean of 2 and 5 rooms = 2,070; rooms: 3 × 10 × the mean of 10 and 12 = 330; by name 7.
    allocation = allocate(FORMULA, b"id,students,rooms\na,10,2\nb,12,5\nc,3,3\n").paid
    assert parts(compare_units(allocation, "a", "b")) == {
        "students": 207_000,
        "facts": 33_000,
        "prior": 0,
        "named": 700,
    }


def test_an_unknown_unit_raises() -> None:
    allocation = allocate(FORMULA, b"id,students,rooms\na,10,2\nb,12,5\n").paid
    with pytest.raises(KeyError):
        compare_units(allocation, "a", "z")


@given(sides(), st.data())
def test_parts_add_up_and_the_other_way_round_every_sign_flips(side: Side, data: st.DataObject) -> None:
    allocation = side.allocate()
    assume(allocation is not None)
    assert allocation is not None
    one, other = (data.draw(st.sampled_from(allocation.units)) for _ in range(2))
    there, back = compare_units(allocation, one, other), compare_units(allocation, other, one)
    paid = dict(zip(allocation.units, allocation.totals_cents.tolist(), strict=True))
    assert there.change_cents == paid[other] - paid[one]
    for line, cents in allocation.lines_cents.items():
        change = int(cents[allocation.units.index(other)]) - int(cents[allocation.units.index(one)])
        assert sum(part[line] for part in there.parts_cents) == change
    if one != other:
        assert parts(there) == {cause: -cents for cause, cents in parts(back).items()}
    else:
        assert set(parts(there).values()) <= {0}
