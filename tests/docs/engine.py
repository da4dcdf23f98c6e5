"""Runs a formula written in a test, or in a page, on facts written beside it."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import TextTable, read_csv
from perpupil.findings import Finding
from perpupil.formula.reading import read_formula

Facts = Mapping[str, Sequence[str]]

HEADER = 'language = 1\ntitle = "An example"\n{top}\n[facts]\nunit = "unit"\n'


def allocate(
    formula: str, facts: Facts, headcount: Sequence[str] = ()
) -> tuple[Allocation | None, tuple[Finding, ...]]:
    """Work a whole formula on columns of facts and rows of a headcount."""
    read, findings = read_formula(formula.encode())
    if read is None:
        return None, findings
    bound, told = read_facts(_table(facts), read.binding)
    if bound is None:
        return None, (*findings, *told)
    allocation, found = run(read, bound, _headcount(headcount))
    return allocation, (*findings, *told, *found)


def values(expression: str, facts: Facts, top: str = "") -> list[Fraction]:
    """Work one expression out, as a step, at every unit."""
    allocation, findings = allocate(formula_of(expression, top), facts)
    assert allocation is not None, findings
    return [allocation.value_at("result", unit) for unit in range(len(allocation.units))]


def truths(expression: str, facts: Facts) -> list[bool]:
    """Say at which units a condition holds."""
    return [value == 1 for value in values(f"if({expression}, 1, 0)", facts)]


def codes(expression: str, facts: Facts) -> set[str]:
    """Give the codes of what is found when an expression is worked out."""
    return {one.code for one in allocate(formula_of(expression), facts)[1]}


def formula_of(expression: str, top: str = "") -> str:
    """Write a formula whose only step is an expression."""
    step = f"[step.result]\nvalue = {json.dumps(expression)}\n"
    return f"{HEADER.format(top=top)}{step}[line.nothing]\nvalue = 0\n"


def _table(facts: Facts) -> TextTable:
    """Bring columns to a table of units 1, 2 …"""
    count = max((len(cells) for cells in facts.values()), default=1)
    units = [str(unit) for unit in range(1, count + 1)]
    written = io.StringIO()
    csv.writer(written).writerows([["unit", *facts], *zip(units, *facts.values(), strict=True)])
    table, findings = read_csv(written.getvalue().encode(), "facts.csv")
    assert findings == ()
    return table


def _headcount(rows: Sequence[str]) -> Headcount | None:
    if not rows:
        return None
    text = "\n".join(["unit,grade,needs,students", *rows])
    table, findings = read_csv(text.encode(), "headcount.csv")
    headcount, told = read_headcount(table)
    assert (*findings, *told) == ()
    return headcount
