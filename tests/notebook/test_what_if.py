"""A what-if with memory gives what a fresh run gives, also from several threads."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perpupil
from tests.notebook.districts import FACTS, FORMULA, POOL

changes = st.lists(
    st.one_of(
        st.tuples(st.just("base"), st.decimals(1, 10_000, places=2)),
        st.tuples(st.just("weight"), st.decimals(0, 2, places=4)),
        st.tuples(st.just("schools"), st.integers(0, 10**9)),
    ),
    min_size=1,
    max_size=6,
)


def changed(result: perpupil.Result, name: str, value: Decimal | int) -> perpupil.Result:
    return result.with_pool(name, value) if name == "schools" else result.with_parameter(name, value)


def fresh(formula: perpupil.Formula, found: list[tuple[str, Decimal | int]]) -> perpupil.Result:
    for name, value in found:
        formula = formula.with_pool(name, value) if name == "schools" else formula.with_parameter(name, value)
    return perpupil.run(formula, FACTS.encode())


@given(changes, st.booleans())
def test_a_chain_of_what_ifs_gives_amounts_and_seals_of_a_fresh_run(
    found: list[tuple[str, Decimal | int]],
    is_given: bool,  # noqa: FBT001  Hypothesis gives it
) -> None:
    formula = perpupil.read_formula(FORMULA)
    formula = formula.with_pool("schools", 4_000_000) if is_given else formula
    result = perpupil.run(formula, FACTS.encode())
    for name, value in found:
        result = changed(result, name, value)
    wanted = fresh(formula, found)
    assert list(result.lines.rows()) == list(wanted.lines.rows())
    assert result.seals == wanted.seals
    assert result.formula.text == wanted.formula.text


def test_a_what_if_leaves_the_result_that_it_began_from() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    before = (result.seal, list(result.lines.rows()))
    result.with_parameter("weight", "0.9").with_pool("schools", 1)
    again = perpupil.run(FORMULA.encode(), FACTS.encode())
    assert (result.seal, list(result.lines.rows())) == before == (again.seal, list(again.lines.rows()))


def test_what_ifs_from_many_threads_do_not_mix() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    weights = [Decimal(number) / 100 for number in range(60)]

    def poverty(weight: Decimal) -> list[object]:
        return list(result.with_parameter("weight", weight).lines.rows())

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(poverty, weights))
    assert together == [list(fresh(result.formula, [("weight", weight)]).lines.rows()) for weight in weights]


def test_another_rule_is_worked_on_the_same_facts() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    formula = result.formula.with_line("poverty", 'value = "low_income * 1000"')
    other = result.with_formula(formula)
    assert list(other.lines.rows()) == list(perpupil.run(formula, FACTS.encode()).lines.rows())
    assert other.with_parameter("base", 1).seal == perpupil.run(formula.with_parameter("base", 1), FACTS.encode()).seal


def test_a_pool_file_stays_in_force_when_a_rule_is_changed() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode(), pool=POOL.encode())
    formula = result.formula.with_parameter("weight", "0.9").with_line("poverty", 'value = "low_income * 1000"')
    assert result.with_formula(formula).total == result.total == Decimal("5499999.50")


def test_a_pool_that_is_a_parameter_follows_whichever_was_changed_last() -> None:
    text = FORMULA.replace("amount = 5_000_000", 'amount = "money"').replace(
        "[line.base_amount]", '[parameters.money]\nvalue = 100\nowner = "o"\nsource = "s"\n[line.base_amount]'
    )
    formula = perpupil.read_formula(text)
    result = perpupil.run(formula, FACTS.encode())
    assert result.with_pool("schools", 500).with_parameter("money", 700).total == 700
    assert result.with_parameter("money", 700).with_pool("schools", 500).total == 500
    assert perpupil.run(formula.with_pool("schools", 500).with_parameter("money", 700), FACTS.encode()).total == 700


@pytest.mark.parametrize("value", [0.5, "half", None, Fraction(1, 3) + 10**50])
def test_a_number_that_is_not_exact_is_refused(value: object) -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    with pytest.raises(perpupil.Refused):
        result.with_parameter("weight", value)  # type: ignore[arg-type]
    with pytest.raises(perpupil.Refused):
        result.with_pool("schools", value)  # type: ignore[arg-type]


def test_a_parameter_that_no_formula_could_hold_is_refused() -> None:
    with pytest.raises(perpupil.Refused, match="1/3 never ends"):
        perpupil.run(FORMULA.encode(), FACTS.encode()).with_parameter("weight", Fraction(1, 3))


def test_a_name_that_is_not_there_is_refused() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    with pytest.raises(perpupil.Refused, match="Did you mean 'weight'"):
        result.with_parameter("wieght", 1)
    with pytest.raises(perpupil.Refused, match="There is no pool 'x'"):
        result.with_pool("x", 1)


def test_a_what_if_that_cannot_be_handed_out_is_refused_with_its_reason() -> None:
    text = FORMULA + 'protect = ["base_amount"]\n'
    result = perpupil.run(text, FACTS.encode())
    with pytest.raises(perpupil.Refused) as refused:
        result.with_pool("schools", 1)
    assert "pool-short" in {one.code for one in refused.value.findings}


def test_earlier_years_are_read_again_for_a_formula_that_reads_them_otherwise() -> None:
    text = """language = 1
title = "t"
year = 2027
new_unit = "zero"
[facts]
unit = "id"
columns = { rooms = "a" }
[line.b]
value = "prior(rooms) * 10 + rooms"
"""
    years: dict[int, perpupil.Facts | bytes] = {2026: b"id,a,b\n1,7,9\n"}
    result = perpupil.run(text, b"id,a,b\n1,5,6\n", priors=years)
    other = result.formula.edited('[facts]\nunit = "id"\ncolumns = { rooms = "b" }')
    assert [result.total, result.with_formula(other).total] == [Decimal(75), Decimal(96)]
    assert perpupil.run(other, b"id,a,b\n1,5,6\n", priors=years).seal == result.with_formula(other).seal


def test_a_pool_that_was_given_is_not_filled_again_from_the_file_beside(tmp_path: Path) -> None:
    for name, content in {"formula.toml": FORMULA, "facts.csv": FACTS, "pool.csv": POOL}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    formula = perpupil.read_formula(tmp_path)
    assert perpupil.run(formula).total == Decimal("5499999.50")
    assert perpupil.run(formula.with_pool("schools", 7)).total == 7
    assert perpupil.run(perpupil.run(formula).formula.with_parameter("weight", 1)).total == Decimal("5499999.50")
    assert perpupil.run(formula.with_pool("schools", 7), pool=9).total == 9


def test_a_mistake_in_a_changed_formula_is_not_looked_for_in_the_file() -> None:
    formula = perpupil.read_formula(FORMULA).with_parameter("weight", 1).with_parameter("weight", 2)
    assert formula.record.origin.label == "formula (changed)"
