"""What a district's folder tells of its money for one year: the formula run, the ledger sorted, positions priced."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.equity.asking import Asked, FromDistrict
from perpupil.equity.district.assembling import Given
from perpupil.equity.district.records import Cost, Ledger, Position
from perpupil.equity.district.school_budgets import SchoolBudgets, school_budgets
from perpupil.equity.situation import Funds
from perpupil.equity.stages import Stage
from perpupil.facts.facts import read_facts
from perpupil.facts.revenue import read_revenue
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, has_errors
from perpupil.formula.funding import fund
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from perpupil.intake.accounts import FEDERAL, Accounts, Picture
from perpupil.intake.dataset import Dataset
from perpupil.intake.fact_set import FactSet, facts_of
from perpupil.intake.ledger import ACTUAL, Posting, read_ledger
from perpupil.intake.positions import SUBSTITUTE, VACANT
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.schemas.accounts import SOURCES, SPENDING
from perpupil.intake.settings import Settings, year_words
from perpupil.limits import UNITS
from perpupil.workspace.district import EXAMPLE
from perpupil.workspace.fact_sets import read_facts_in_force
from perpupil.workspace.files import FormulaFiles, NoSuchFile, find_files, read
from perpupil.workspace.in_force import with_facts_in_force
from perpupil.workspace.marks import marks_of
from perpupil.workspace.rosters import read_any_headcount
from perpupil.workspace.table_of_accounts import accounts_in_force

LEDGER, POSITIONS, PRICES = "ledger", "positions", "prices"
REVENUE = SPENDING[2]
_OBJECT_DIGITS = 3
"""The handbook's objects have three digits, its codes of revenue four."""


def given_by(
    district: Path, year: int, facts: FactSet, settings: Settings, asked: Asked
) -> tuple[Given, tuple[Finding, ...]]:
    """Read everything that a district's folder holds for a year."""
    table, findings = facts_of(facts)
    allocation, why = allocation_in_force(district, year)
    accounts, _ = accounts_in_force(district, year)
    ledger, told = _ledger(facts, accounts, settings, asked.of_district)
    return Given(
        year,
        table,
        facts.headcount,
        allocation,
        why,
        ledger,
        _positions(facts, accounts),
        marks_of(district),
    ), (*findings, *told)


def school_budgets_of(district: Path, settings: Settings, asked: FromDistrict, allocation: Allocation) -> SchoolBudgets:
    """Say what schools plan and have spent of what the formula gives them, by the ledger of the year in force."""
    facts, _ = read_facts_in_force(district, settings.year)
    if facts is None:
        return SchoolBudgets()
    accounts, _ = accounts_in_force(district, facts.year)
    ledger, _ = _ledger(facts, accounts, settings, asked)
    table = facts.tables.get(LEDGER)
    to = last_day(Dataset(SCHEMAS[LEDGER], table), facts.year) if table is not None else None
    totals = zip(allocation.units, allocation.totals_cents.tolist(), strict=True)
    paid = [unit for unit, cents in totals if cents]
    return replace(school_budgets(asked, ledger, _positions(facts, accounts), allocation.units, paid), spent_to=to)


def ledger_of(district: Path, facts: FactSet, settings: Settings, asked: FromDistrict) -> Ledger:
    """Read the ledger of a year alone."""
    accounts, _ = accounts_in_force(district, facts.year)
    return _ledger(facts, accounts, settings, asked)[0]


def allocation_in_force(district: Path, year: int) -> tuple[Allocation | None, str]:
    """Run the formula in force; or say why it cannot be run."""
    try:
        files = with_facts_in_force(find_files(district))
    except NoSuchFile as missing:
        return None, str(missing)
    return allocation_of(files, year)


def allocation_of(files: FormulaFiles, year: int) -> tuple[Allocation | None, str]:
    """Run a formula of a district's folder on the facts that were found for it; or say why it cannot be run."""
    try:
        formula, findings = _formula(files)
    except NoSuchFile as missing:
        return None, str(missing)
    if formula is not None and formula.year not in {None, year}:
        return None, f"The formula in the folder is for {year_words(formula.year or 0)}."
    if formula is not None and any(one.source == EXAMPLE for one in formula.parameters.values()):
        return None, "The formula in the folder still has the amounts of the example that perpupil new has written."
    if formula is None or files.facts is None or has_errors(findings):
        return None, _cannot_run(findings)
    allocation, told = work(formula, files)
    return (allocation, "") if allocation is not None else (None, _cannot_run(told))


def work(formula: Formula, files: FormulaFiles) -> tuple[Allocation | None, tuple[Finding, ...]]:
    """Work a formula on the facts of some files; None where something is wrong."""
    if files.facts is None:
        return None, ()
    table, wrong = read_csv(read(files.facts), str(files.facts), UNITS)
    units, told = (None, ()) if wrong else read_facts(table, formula.binding)
    if units is None:
        return None, (*wrong, *told)
    headcount, told = read_any_headcount(files.headcount) if files.headcount is not None else (None, ())
    if has_errors(told):
        return None, tuple(told)
    allocation, told = run(formula, units, headcount)
    return (None if has_errors(told) else allocation), tuple(told)


def _formula(files: FormulaFiles) -> tuple[Formula | None, tuple[Finding, ...]]:
    """Read a formula, and fill its pools from the file beside it."""
    formula, findings = read_formula(read(files.formula), str(files.formula))
    if formula is None:
        return None, tuple(findings)
    funded, told = fill_pools(formula, files)
    return funded, (*findings, *told)


def fill_pools(formula: Formula, files: FormulaFiles) -> tuple[Formula | None, tuple[Finding, ...]]:
    """Fill a formula's pools from the file beside it, where there is one; None where that file is broken."""
    if files.pool is None:
        return formula, ()
    table, wrong = read_csv(read(files.pool), str(files.pool), UNITS)
    revenue, told = (None, ()) if wrong else read_revenue(table)
    if revenue is None:
        return None, (*wrong, *told)
    funded, told_pools = fund(formula, revenue, None)
    return funded, (*told, *told_pools)


def _cannot_run(findings: tuple[Finding, ...] | list[Finding]) -> str:
    first = next((one.what for one in findings if has_errors([one])), "It has no facts.")
    return f"The formula in the folder cannot be run; perpupil run says why: {first}"


def _ledger(
    facts: FactSet, accounts: Accounts | None, settings: Settings, asked: FromDistrict
) -> tuple[Ledger, tuple[Finding, ...]]:
    """Sort the ledger of the year into costs of each stage that it has."""
    table = facts.tables.get(LEDGER)
    if table is None or accounts is None or not settings.picture:
        return Ledger(), ()
    dataset = Dataset(SCHEMAS[LEDGER], table)
    found = read_ledger(dataset, accounts, Picture(settings.picture), settings.sign, settings.rows)
    postings = [one for one in found.postings if one.year == facts.year and not _is_revenue(one, accounts)]
    budget = "revised" if asked.revised else "budget"
    measures = {Stage.BUDGETED: budget, Stage.SPENT: ACTUAL}
    costs = {
        stage: tuple(
            _cost(one, one.amounts_cents[measure], accounts) for one in postings if measure in one.amounts_cents
        )
        for stage, measure in measures.items()
    }
    last = last_day(dataset, facts.year)
    is_closed = asked.is_closed if last is None else last >= settings.first_day(facts.year + 1) - dt.timedelta(1)
    year = year_words(facts.year)
    return Ledger(
        {stage: each for stage, each in costs.items() if each},
        {
            Stage.BUDGETED: f"{year}, the {'revised' if asked.revised else 'adopted'} budget",
            Stage.SPENT: _period(year, last, is_closed=is_closed),
        },
        tuple(f"{one.dimension} {one.code}" for one in found.work_list),
        is_closed,
        sum(one.amount_cents for one in found.work_list),
    ), found.findings


def _period(year: str, last: dt.date | None, *, is_closed: bool) -> str:
    """Say of which time it is what was spent."""
    if is_closed:
        return f"{year}, the whole year"
    return f"{year} to {last.isoformat()}, a part of the year" if last else f"{year} to a day that it does not say"


def _is_revenue(posting: Posting, accounts: Accounts) -> bool:
    """Tell revenue from cost: by what the table says of the object, else by the handbook's code."""
    known = accounts.codes.get(("object", posting.codes.get("object", "")))
    if known is not None and known.group in SPENDING:
        return known.group == REVENUE
    return known is not None and len(known.nces) > _OBJECT_DIGITS


def _cost(posting: Posting, cents: int, accounts: Accounts) -> Cost:
    code = posting.codes.get("location", "")
    known = accounts.codes.get(("location", code))
    return Cost(
        posting.codes,
        posting.school,
        " ".join(filter(None, (code, known.title if known is not None else ""))),
        _funds(posting.source),
        posting.program,
        posting.nces.get("object", "").startswith("1"),
        posting.excluded,
        cents,
    )


def _funds(source: str) -> Funds | None:
    if source not in SOURCES:
        return None
    return Funds.FEDERAL if source == FEDERAL else Funds.STATE_AND_LOCAL


def last_day(ledger: Dataset, year: int) -> dt.date | None:
    """Give the last day of which a ledger has something of a year that was spent."""
    kinds, spent = ledger.values("kind"), ledger.values(ACTUAL)
    rows = zip(ledger.values("asOfDate"), ledger.values("year"), kinds, spent, strict=True)
    has_kinds = ledger.has("kind")
    days = [
        day
        for day, one, kind, cents in rows
        if isinstance(day, dt.date) and one == year and (cents is not None or not has_kinds or kind in {None, ACTUAL})
    ]
    return max(days, default=None)


def _positions(facts: FactSet, accounts: Accounts | None) -> tuple[Position, ...]:
    """Read positions, each part at its school; a substitute is none."""
    table = facts.tables.get(POSITIONS)
    if table is None:
        return ()
    rows = Dataset(SCHEMAS[POSITIONS], table)
    prices = _prices(facts)
    years, schools, classes = rows.values("year"), rows.words("schoolId"), rows.words("jobClass")
    funds, status = rows.words("fund"), rows.words("status")
    people, ids = rows.words("employeeId"), rows.words("positionId")
    fte, share, salary, benefits = (rows.values(name) for name in ("fte", "share", "salary", "benefits"))
    found = []
    for at in range(len(rows)):
        whole, part = fte[at], share[at]
        if status[at] == SUBSTITUTE or years[at] not in {None, facts.year} or not isinstance(whole, Fraction | int):
            continue
        size = _size(whole, part if isinstance(part, Fraction | int) else 1)
        paid, more, price = salary[at], benefits[at], prices.get(classes[at])
        cents = paid + (more if isinstance(more, int) else 0) if isinstance(paid, int) else None
        known = accounts.codes.get(("fund", funds[at])) if accounts is not None else None
        found.append(
            Position(
                schools[at],
                classes[at],
                size,
                cents,
                None if price is None else _priced(price, size),
                _funds(known.group) if known is not None else None,
                status[at] == VACANT,
                people[at] or ids[at],
            )
        )
    return tuple(found)


@lru_cache(maxsize=1 << 12)
def _size(whole: Fraction | int, part: Fraction | int) -> Fraction:
    """Give how much of a position is at a school; a district has a hundred thousand positions, and few sizes of them."""
    return Fraction(whole) * part


@lru_cache(maxsize=1 << 12)
def _priced(price_cents: Fraction, size: Fraction) -> int:
    """Give what a position of a size costs on average."""
    return round(price_cents * size)


def _prices(facts: FactSet) -> dict[str, Fraction]:
    """Give what a full-time position of each class costs on average in the year, in cents."""
    table = facts.tables.get(PRICES)
    if table is None:
        return {}
    rows = Dataset(SCHEMAS[PRICES], table)
    columns = (
        rows.words("jobClass"),
        *(rows.values(name) for name in ("year", "salary", "benefitsShare", "benefitsFixed")),
    )
    found: dict[str, Fraction] = {}
    for name, year, salary, share, fixed in zip(*columns, strict=True):
        if year == facts.year and isinstance(salary, int) and isinstance(fixed, int):
            rate = Fraction(share) if isinstance(share, Fraction | int) else Fraction()
            found[str(name)] = salary * (1 + rate) + fixed
    return found
