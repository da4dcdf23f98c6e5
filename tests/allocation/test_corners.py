"""Corners where two rules meet; each was wrong once."""

from fractions import Fraction

import pytest

from perpupil.allocation.explain import Reason, substituted
from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.seals import seals
from perpupil.allocation.world import World
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import read_headcount
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from tests.docs.engine import allocate

HEAD = 'language = 1\ntitle = "Maple Unified"\n'
UNIT = '[facts]\nunit = "unit"\n'


def test_a_mark_for_not_known_that_looks_like_a_number_is_not_paid() -> None:
    formula = HEAD + '[facts]\nunit = "unit"\nunknown = ["999"]\n[line.a]\nvalue = "n"\n'
    allocation, findings = allocate(formula, {"n": ["5", "999"]})
    assert allocation is None
    assert [one.code for one in findings] == ["blank-cell"]


def test_a_weight_group_that_counts_others_is_worked_anew_in_the_same_memory() -> None:
    def written(last: str) -> str:
        lines = "".join(
            f'[line.{name}]\nkind = "weight"\nstudents = "{count}"\nweight = {weight}\ngroup = "g"\nrate = 100\n'
            for name, count, weight in (("a", "c1", "0.3"), ("b", "c2", "0.2"), ("d", last, "0.1"))
        )
        return HEAD + UNIT + '[counts]\nc1 = { need = "x" }\nc2 = { need = "y" }\n' + lines

    first, _ = read_formula(written("c1").encode())
    second, _ = read_formula(written("c2").encode())
    assert first is not None
    assert second is not None
    facts, _ = read_facts(read_csv(b"unit\n1\n", "facts.csv")[0], first.binding)
    headcount, _ = read_headcount(read_csv(b"unit,grade,needs,students\n1,K,x,9\n1,K,y,1\n", "headcount.csv")[0])
    assert facts is not None

    def memory() -> Memory:
        return Memory(World(facts, headcount))

    def paid(formula: Formula, using: Memory) -> int:
        allocation, told = run_again(formula, using)
        assert allocation is not None, told
        return allocation.total_cents

    shared = memory()
    assert [paid(one, shared) for one in (first, second)] == [paid(one, memory()) for one in (first, second)]


def test_a_cap_whose_condition_does_not_hold_leaves_a_made_up_unit_alone() -> None:
    cap = '[line.limit]\nkind = "cap"\nwhen = "n > 1000"\nceiling = 10\nuntil = 2030-06-30\nwhy = "A test."\n'
    expect = '[[expect]]\nthat = "allocation == 500"\ngiven = { n = 5 }\n'
    body = HEAD + UNIT + '[line.a]\nvalue = "n * 100"\n' + cap + "[pool.p]\namount = 300\n" + expect
    assert allocate(body, {"n": ["1", "2"]})[1] == ()


def test_a_floor_of_a_made_up_unit_is_never_broken_by_a_cent() -> None:
    floor = '[line.least]\nkind = "hold_harmless"\nfloor = 100\nuntil = 2030-06-30\nwhy = "A test."\n'
    lines = "".join(f'[line.l{number}]\nvalue = "n"\n' for number in range(7))
    pool = '[pool.p]\namount = 1_000\n[[expect]]\nthat = "allocation >= 100"\ngiven = { n = 1 }\n'
    assert allocate(HEAD + UNIT + lines + floor + pool, {"n": ["30", "23"]})[1] == ()


def test_a_changed_parameter_changes_the_seal_of_the_inputs() -> None:
    formula, _ = read_formula((HEAD + UNIT + '[parameters]\nbase = 5\n[line.a]\nvalue = "n * base"\n').encode())
    assert formula is not None
    facts, _ = read_facts(read_csv(b"unit,n\n1,2\n", "facts.csv")[0], formula.binding)
    assert facts is not None
    sealed = []
    for one in (formula, formula.with_parameter("base", Fraction(9))):
        allocation, _ = run_again(one, Memory(World(facts)))
        assert allocation is not None
        sealed.append(seals(allocation).inputs)
    assert sealed[0] != sealed[1]


def test_a_blank_and_the_zero_it_means_are_different_inputs() -> None:
    body = HEAD + '[facts]\nunit = "unit"\nblank = { n = 0 }\n[line.a]\nvalue = "if(known(n), 100, 0) + n"\n'
    found = [allocate(body, {"n": [cell]})[0] for cell in ("0", "")]
    inputs = {seals(one).inputs for one in found if one is not None}
    assert len(inputs) == 2


@pytest.mark.parametrize("key", ['protect = ["a", "a"]', 'lines = ["a", "a"]'])
def test_a_line_named_twice_is_told(key: str) -> None:
    _, findings = allocate(HEAD + UNIT + f'[line.a]\nvalue = "n"\n[pool.p]\namount = 3\n{key}\n', {"n": ["1", "2"]})
    assert "twice" in findings[0].what


def test_a_quotient_of_an_earlier_year_is_rounded_before_it_is_added_up() -> None:
    steps = '[step.b]\nvalue = "total(prior(a))"\n[step.a]\nvalue = "n / m"\n[line.x]\nvalue = "b"\n'
    _, findings = allocate(HEAD + "year = 2027\n" + UNIT + steps, {"n": ["1"], "m": ["2"]})
    assert [one.code for one in findings] == ["unrounded-quotient"]


def test_a_line_may_be_called_pool() -> None:
    body = HEAD + UNIT + '[line.pool]\nkind = "per_student"\nstudents = "n"\nrate = 5\n'
    allocation, findings = allocate(body, {"n": ["1", "2"]})
    assert findings == ()
    assert allocation is not None


def test_amounts_beyond_any_float_keep_their_floor() -> None:
    floor = '[line.least]\nkind = "hold_harmless"\nfloor = 5\nuntil = 2030-06-30\nwhy = "A test."\n'
    number = "9" * 40
    line = f'[line.a]\nvalue = "{" * ".join([number] * 8)} * n"\n'
    allocation, findings = allocate(HEAD + UNIT + line + floor + "[pool.p]\namount = 100\n", {"n": ["0", "1"]})
    assert allocation is not None, findings
    assert allocation.totals_cents.tolist() == [500, 9500]


def test_sums_past_64_bits_over_lines_are_exact() -> None:
    lines = "".join(f'[line.l{number}]\nvalue = "n * 40_000_000_000_000_000"\n' for number in range(3))
    pool = "[pool.p]\namount = 120_000_000_000_000_000\n"
    allocation, findings = allocate(HEAD + UNIT + lines + pool, {"n": ["1"]})
    assert allocation is not None, findings
    assert allocation.total_cents == 12 * 10**18


def test_a_text_in_quotes_is_not_taken_for_a_name() -> None:
    reason = Reason("a", "A", "line", Fraction(1), "", 'if(level == "high", high, low)')
    assert substituted(reason, {"level": "“high”", "high": "760,000"}) == 'if(“high” == "high", 760,000, low)'
