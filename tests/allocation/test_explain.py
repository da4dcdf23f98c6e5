"""Every amount can be worked out again from its explanation, down to facts, counts and parameters with a source."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

from perpupil.allocation.explain import LineExplanation, Reason, explain
from tests.allocation.arithmetic import Arithmetic, Rows, Value, rounded
from tests.allocation.catalogue import FOLDERS, worked
from tests.docs.engine import allocate

UNITS_MOST = 60
LEAVES = {"fact", "count", "parameter", "total", "earlier"}
BY_UNIT = "by_unit("


@cache
def every(folder: str) -> tuple[LineExplanation, ...]:
    """Explain every line of a system, of some of its units where there are very many."""
    allocation = worked(folder).allocation
    units = allocation.units
    chosen = units if len(units) < 500 else units[:: len(units) // UNITS_MOST]
    return tuple(one for unit in chosen for one in explain(allocation, unit))


def reasons(folder: str) -> Iterator[tuple[str, Reason]]:
    """Give every reason of those explanations once, with its unit."""
    seen: set[int] = set()
    for one in every(folder):
        waiting = [one.root]
        while waiting:
            reason = waiting.pop()
            if id(reason) not in seen:
                seen.add(id(reason))
                yield one.unit, reason
                waiting.extend(reason.children)


def tables_of(folder: str) -> dict[str, Rows]:
    parameters = worked(folder).allocation.formula.parameters
    return {name: one.value for name, one in parameters.items() if isinstance(one.value, tuple)}


def worked_again(reason: Reason, unit: str, tables: dict[str, Rows]) -> Value:
    """Work an explained expression out from the values of its children."""
    expression, _, condition = reason.expression.partition(" when ")
    arithmetic = Arithmetic(
        {child.name: child.value for child in reason.children if not child.name.startswith(BY_UNIT)}, tables
    )
    if condition and not arithmetic.value(condition):
        return Fraction(0)
    if expression.startswith(BY_UNIT):
        listed = dict(part.split(": ") for part in expression[len(BY_UNIT) : -1].split(", "))
        return Fraction(listed.get(unit, "0"))
    return arithmetic.value(expression)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_parts_of_every_line_add_up_to_its_amount(folder: str) -> None:
    """Of every unit, also where there are very many."""
    allocation = worked(folder).allocation
    for one in (one for unit in allocation.units for one in explain(allocation, unit)):
        assert sum(part.amount for part in one.parts) == Fraction(one.amount_cents, 100), (one.unit, one.line)
        assert one.amount_cents == worked(folder).cents(one.unit, one.line)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_value_is_its_expression_over_the_values_below_it(folder: str) -> None:
    tables = tables_of(folder)
    done = 0
    for unit, reason in reasons(folder):
        if reason.expression and reason.kind != "share of a pool":
            assert worked_again(reason, unit, tables) == reason.exact, (unit, reason.name)
            done += 1
    assert done >= len(worked(folder).allocation.formula.lines)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_value_is_its_exact_value_rounded(folder: str) -> None:
    for unit, reason in reasons(folder):
        if reason.expression and reason.kind != "share of a pool":
            assert isinstance(reason.exact, Fraction)
            rule = reason.rounding
            expected = reason.exact if rule is None else rounded(reason.exact, rule.digits, rule.mode)
            assert reason.value == expected, (unit, reason.name)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_leaf_is_a_fact_a_count_or_a_parameter_with_its_source(folder: str) -> None:
    for unit, reason in reasons(folder):
        if not reason.expression:
            assert reason.kind in LEAVES, (unit, reason.name)
            assert reason.source.strip(), (unit, reason.name)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_fact_of_an_explanation_is_the_cell_that_it_names(folder: str) -> None:
    facts = worked(folder).allocation.world.facts
    for unit, reason in reasons(folder):
        if reason.kind == "fact" and reason.source.startswith("facts.csv, row "):
            row, header = reason.source.removeprefix("facts.csv, row ").split(", column ")
            cell = facts.table.columns[header][list(facts.table.rows).index(int(row))]
            assert facts.table.columns[facts.binding.unit_column][list(facts.table.rows).index(int(row))] == unit
            blank = cell in {"", *facts.binding.unknown}
            assert reason.value == (cell if isinstance(reason.value, str) else Fraction(0 if blank else cell))


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_parameter_of_an_explanation_names_who_decided_it(folder: str) -> None:
    parameters = worked(folder).allocation.formula.parameters
    for _, reason in reasons(folder):
        if reason.kind == "parameter":
            assert parameters[reason.name].owner in reason.source
            assert parameters[reason.name].source in reason.source


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_explanation_has_a_sentence(folder: str) -> None:
    for one in every(folder):
        assert one.sentence.strip()
        assert one.title.strip()


def reason_of(expression: str, facts: dict[str, list[str]], unit: str = "1", top: str = "", **more: str) -> Reason:
    body = (
        f'language = 1\ntitle = "Maple Unified"\n{top}\n[facts]\nunit = "unit"\n[line.base]\nvalue = \'{expression}\'\n'
    )
    allocation, told = allocate(body + more.get("body", ""), facts)
    assert allocation is not None, told
    return explain(allocation, unit, ("base",))[0].root


def test_a_branch_that_is_not_taken_is_not_among_the_reasons() -> None:
    facts = {"n": ["5", "0"], "a": ["2", "3"], "b": ["7", "8"]}
    assert [one.name for one in reason_of("if(n > 0, a, b)", facts).children] == ["n", "a"]
    assert [one.name for one in reason_of("if(n > 0, a, b)", facts, "2").children] == ["n", "b"]


def test_a_condition_that_is_decided_early_is_not_explained_further() -> None:
    facts = {"n": ["5"], "m": ["0"], "k": ["1"]}
    assert [one.name for one in reason_of("if(m > 0 and n > 0, 1, k)", facts).children] == ["m", "k"]
    assert [one.name for one in reason_of("if(n > 0 or m > 0, k, 1)", facts).children] == ["n", "k"]
    assert [one.name for one in reason_of("if(n < m < k, 1, 2)", facts).children] == ["n", "m"]


def test_a_total_says_over_what_it_is_taken() -> None:
    (total,) = reason_of("total(n)", {"n": ["5", "6"]}).children
    assert (total.kind, total.value) == ("total", 11)
    assert "n over 2 schools" in total.source


def test_a_part_of_a_pool_says_whether_it_got_the_part_left_over() -> None:
    facts = {"n": ["1", "1", "1"]}
    first, second = (reason_of("apportion(100, n)", facts, unit).children[0] for unit in ("1", "2"))
    assert (first.value, second.value) == (Fraction("33.34"), Fraction("33.33"))
    assert first.exact == second.exact == Fraction(100, 3)
    assert "came here" in first.source
    assert "rounded down" in second.source


def test_a_table_that_was_decided_is_among_the_reasons_with_its_source() -> None:
    body = "[parameters]\nt = { table = [[0, 5], [10, 7]], owner = 'Board', source = 'vote of 2026-02-04' }\n"
    found = {one.name: one.source for one in reason_of("tier(n, t)", {"n": ["12"]}, body=body).children}
    assert "vote of 2026-02-04" in found.get("t", "")


def test_a_list_by_text_says_which_text_chose_the_value() -> None:
    body = "[parameters]\nt = { by = 'level', values = { high = 7 }, owner = 'Board', source = 'vote' }\n"
    (one,) = reason_of("t", {"level": ["high"]}, body=body).children
    assert one.value == 7
    assert "level 'high'" in one.source


def test_a_unit_or_line_that_is_not_there_is_a_key_error() -> None:
    allocation = worked("ed_example_weighted").allocation
    with pytest.raises(KeyError):
        explain(allocation, "nosuch")
    with pytest.raises(KeyError):
        explain(allocation, "example school", ("nosuch",))
