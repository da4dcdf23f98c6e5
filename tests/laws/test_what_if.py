"""A what-if gives what a first run would: whatever was worked before, and however the units are cut into blocks."""

from fractions import Fraction
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from perpupil.allocation import division
from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run, run_again
from perpupil.allocation.world import World
from perpupil.facts.facts import read_facts
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from tests.laws.engine import csv_of
from tests.laws.words import words_below

FORMULA = """
language = 1
title = "t"
[facts]
unit = "id"
[parameters]
rate = { value = 1 }
part = { value = 0.5 }
money = { value = 90 }
[line.fixed]
value = "half"
[line.pay_a]
value = "round(a * rate, 2)"
[line.pay_b]
value = "round(b * rate * part, 2)"
[line.pay_c]
value = "c"
[line.hold]
kind = "hold_harmless"
floor = "low"
until = 2099-06-30
why = "a soft landing"
[line.top]
kind = "cap"
ceiling = "low + 40"
when = "a > 2"
until = 2099-06-30
why = "gains pay for it"
[pool.p]
amount = "money"
protect = ["fixed"]
"""
small = st.integers(0, 4)
row = st.fixed_dictionaries({name: small.map(str) for name in ("a", "b", "c", "half", "low")})
change = st.one_of(
    st.tuples(st.just("rate"), st.sampled_from([Fraction(0), Fraction(1), Fraction(7, 3), Fraction(10**20)])),
    st.tuples(st.just("part"), st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1, 100), Fraction(-1)])),
    st.tuples(st.just("money"), st.sampled_from([Fraction(40), Fraction(200), Fraction(10**22)])),
)


@given(
    st.lists(row, min_size=1, max_size=7),
    st.lists(change, min_size=5, max_size=9),
    st.sampled_from([1, 2, 4_096]),
    st.sampled_from([0, 1 << 30, 1 << 62]),
)
def test_what_was_worked_before_changes_nothing(
    rows: list[dict[str, str]], changes: list[tuple[str, Fraction]], block: int, word: int
) -> None:
    formula, told = read_formula(FORMULA.encode(), "formula.toml")
    assert formula is not None, told
    table, _ = read_csv(csv_of([{"id": f"u{at}", **one} for at, one in enumerate(rows)]), "facts.csv")
    facts, told = read_facts(table, formula.binding)
    assert facts is not None, told
    memory = Memory(World(facts))
    with patch.object(division, "BLOCK_UNITS", block), words_below(word):
        for name, value in changes:
            formula = formula.with_parameter(name, value)
            (again, found), (first, wanted) = run_again(formula, memory), run(formula, facts)
            assert found == wanted
            if first is None or again is None:
                assert first is again
                continue
            assert again.totals_cents.tolist() == first.totals_cents.tolist()
            assert {line: cents.tolist() for line, cents in again.lines_cents.items()} == {
                line: cents.tolist() for line, cents in first.lines_cents.items()
            }
            assert again.pools["p"].factor == first.pools["p"].factor
