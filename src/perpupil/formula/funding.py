"""The pools of a formula and the file that says how each comes about: which statement fills which pool, and with how much."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.exact.numerals import write_number
from perpupil.facts.revenue import mixed_statuses
from perpupil.findings import Finding, Place, finding, has_errors
from perpupil.formula.functions import closest
from perpupil.formula.syntax import Number
from perpupil.money import CENTS, amount_of, spoken

if TYPE_CHECKING:
    from perpupil.facts.revenue import Revenue, Statement
    from perpupil.formula.records import Formula

Statements = Mapping[str, "Statement"]
"""For each pool of a formula that a file fills, how it comes about in the year that is allocated."""


def fund(formula: Formula, revenue: Revenue, year: int | None = None) -> tuple[Formula, tuple[Finding, ...]]:
    """Give the formula with its pools filled for one year.

    Args:
        formula: What the district decided.
        revenue: The years of its pools.
        year: The year to allocate; the formula's own when it is left out.

    """
    statements, findings = statements_of(formula, revenue, year)
    if has_errors(findings):
        return formula, findings
    return filled(formula, statements), (*findings, *_replaced(formula, statements, revenue.label))


def filled(formula: Formula, statements: Statements) -> Formula:
    """Give the formula with the amount of each statement in its pool."""
    for pool, one in statements.items():
        formula = formula.with_pool(pool, amount_of(one.pool_cents), f"pool file, {one.year}")
    return formula


def statements_of(
    formula: Formula, revenue: Revenue, year: int | None = None
) -> tuple[Statements, tuple[Finding, ...]]:
    """Find the statement of each pool for one year."""
    year = formula.year if year is None else year
    if year is None:
        what = "The formula has no `year`, so nothing says which year of the pool file it hands out."
        fix = f"Write year = {revenue.years[0]} into the formula, or give --year."
        return {}, (finding("missing-year", Place(revenue.label), what, fix),)
    findings: list[Finding] = []
    found: dict[str, Statement] = {}
    for pool in dict.fromkeys(one.pool for one in revenue.statements):
        of_pool = revenue.of_pool(pool)
        named = pool_of(formula, pool)
        if named is None:
            findings.append(_no_pool(formula, of_pool[0]))
            continue
        one = next((each for each in of_pool if each.year == year), None)
        if one is None:
            covered = ", ".join(str(each.year) for each in of_pool)
            what = f"There is no amount for {year}" + (f" in pool `{pool}`" if pool else "") + f", only for {covered}."
            fix = f"Add the rows of {year}, or choose another year."
            findings.append(finding("missing-year", Place(revenue.label), what, fix))
        elif named in found:
            what = f"Some rows of {year} name the pool `{named}`, and others name none."
            findings.append(finding("no-pool", one.amounts[0].place, what, "Name the pool in every row, or in none."))
        else:
            found[named] = one
            findings += mixed_statuses(one)
    return found, tuple(findings)


def pool_of(formula: Formula, name: str) -> str | None:
    """Give the pool that a name stands for: without a name the only one; None when there is none or more than one."""
    if name:
        return name if name in formula.pools else None
    return next(iter(formula.pools)) if len(formula.pools) == 1 else None


def _no_pool(formula: Formula, statement: Statement) -> Finding:
    """Say that money has no pool to go into."""
    known = ", ".join(formula.pools)
    place = statement.amounts[0].place
    if not formula.pools:
        return finding("no-pool", place, "The formula has no pool.", "Add one: [pool.schools] with amount = 0.")
    if not statement.pool:
        what = f"The formula has several pools, {known}, and the rows do not say which one they fill."
        return finding("no-pool", place, what, "Add a column `pool` with the name of one of them.")
    near = closest(statement.pool, formula.pools)
    fix = f"Did you mean {near}?" if near else f"The pools are {known}."
    return finding("no-pool", place, f"The formula has no pool `{statement.pool[:60]}`.", fix)


def _replaced(formula: Formula, statements: Statements, label: str) -> tuple[Finding, ...]:
    """Tell where the formula writes another sum than the file gives."""
    told = []
    for pool, one in statements.items():
        wrote = _written_cents(formula, pool)
        if wrote not in {None, 0, one.pool_cents}:
            place = formula.pools[pool].place
            given = spoken(one.pool_cents, formula.currency)
            what = (
                f"Pool `{pool}` holds {given} by {label} for {one.year}; the formula writes {_shown(wrote, formula)}."
            )
            told.append(
                finding("pool-replaced", place, what, "Write the same sum in both, or amount = 0 in the formula.")
            )
    return tuple(told)


def _written_cents(formula: Formula, pool: str) -> Fraction | None:
    """Give the cents that a formula writes for a pool; None where it works them out."""
    parameter = formula.pool_parameter(pool)
    amount = formula.definitions[formula.pools[pool].amount].expression
    value = parameter.value if parameter is not None else amount.value if isinstance(amount, Number) else None
    return value * CENTS if isinstance(value, Fraction) else None


def _shown(cents: Fraction | None, formula: Formula) -> str:
    """Write what stood in the formula."""
    if cents is None or cents.denominator != 1:
        return write_number((cents or Fraction(0)) / CENTS)  # exact: Fraction
    return spoken(int(cents), formula.currency)
