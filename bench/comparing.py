"""Comparing two years of a district that differ in everything they can differ in."""

from __future__ import annotations

from fractions import Fraction

from district import District, facts_rows, headcount_of, make_district
from engines import FORMULA_FILE, Refused
from timing import Times, timed

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.comparison.compare import compare
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula

_ROLL = '\n[line.roll]\ntitle = "A share of last year"\nvalue = "round(prior(last_year) * kept, 2)"\n'
_EARLIER = 'year = {year}\nnew_unit = "zero"\n'


def measure_comparing(schools: int, repeats: int) -> None:
    """Compare two years in seven causes, and print what that takes beside one run."""
    before = _year(make_district(schools, seed=1), 2026, "0.0010", 0)
    after = _year(make_district(schools, seed=2), 2027, "0.0012", 7)
    runs, comparisons = Times(), Times()
    found = compare(before, after)
    for _ in range(repeats):
        elapsed, again = timed(
            lambda: run(before.formula, before.world.facts, before.world.headcount, before.world.priors)
        )
        if again[0] is None:
            raise Refused(again[1])
        runs.all.append(elapsed)
        elapsed, found = timed(lambda: compare(before, after))
        comparisons.all.append(elapsed)
    change = after.total_cents - before.total_cents
    if found.change_cents() != change:
        raise SystemExit("The parts do not add up to the change.")
    print(f"\nComparing two years of {schools:,} schools, milliseconds: least (median).")
    print(f"causes: {', '.join('+'.join(causes) for causes in found.causes)}; {len(found.settled)} schools settled")
    print(
        f"one run {runs}, comparing {comparisons}: {comparisons.least / runs.least:.1f} runs for {2 ** (len(found.causes) - 1)} mixtures"
    )


def _year(district: District, year: int, kept: str, closed: int) -> Allocation:
    """Work one year; from the second on some schools are closed, a rule has changed and a year went before."""
    text = FORMULA_FILE.read_text().replace("language = 1\n", "language = 1\n" + _EARLIER.format(year=year))
    text = text.replace("[parameters]\n", f"[parameters]\nkept = {{ value = {kept} }}\n") + _ROLL
    if closed:
        text = text.replace('"floor_share * last_year"', '"0.97 * last_year"')
    formula, findings = read_formula(text.encode(), "formula.toml")
    if formula is None:
        raise Refused(findings)
    formula = formula.with_parameter("pool_amount", Fraction(district.pool_cents, 100))
    facts, prior = _facts(district, formula, closed), _facts(district, formula, 0)
    headcount = headcount_of(district).only(set(facts.units))
    allocation, told = run(formula, facts, headcount, {year - 1: prior})
    if allocation is None:
        raise Refused(told)
    return allocation


def _facts(district: District, formula: Formula, closed: int) -> Facts:
    """Read the facts without the first few schools."""
    head, *rows = facts_rows(district)
    table, _ = read_csv("\n".join([head, *rows[closed:]]).encode(), "facts.csv")
    facts, told = read_facts(table, formula.binding)
    if facts is None:
        raise Refused(told)
    return facts
