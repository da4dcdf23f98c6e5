r"""Where the money of a year comes from, what is taken off before it reaches schools, and who answers for each amount.

A pool is revenue by source, less what is kept centrally, what is locked and what is held in reserve. An amount is never negative: its part says
which way it counts.

>>> from perpupil.facts.table import read_csv
>>> rows = "2027,revenue,Local property tax,900,Treasurer,levy,adopted\n2027,central,Payroll,250.50,Finance,budget,adopted\n"
>>> revenue, _ = read_revenue(read_csv(f"year,part,name,amount,owner,source,status\n{rows}".encode(), "pool.csv")[0])
>>> revenue.statements[0].pool_cents
64950
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from perpupil.exact.numerals import read_number, write_number
from perpupil.findings import Finding, Place, finding, has_errors
from perpupil.limits import UNITS_NAMED
from perpupil.money import CENTS, cents_of, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.facts.table import TextTable

COLUMNS = ("year", "part", "name", "amount", "owner", "source", "status")
POOL_COLUMN = "pool"
"""A column that may be there: which pool of the formula the row belongs to."""

_Word = TypeVar("_Word", bound=StrEnum)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII).fullmatch


class Part(StrEnum):
    """Which way an amount counts, in the order in which a pool is reckoned."""

    RECEIVED = "received"
    REVENUE = "revenue"
    CENTRAL = "central"
    LOCKED = "locked"
    RESERVE = "reserve"

    @property
    def is_income(self) -> bool:
        """Whether it comes in."""
        return self in {Part.RECEIVED, Part.REVENUE}

    @property
    def words(self) -> str:
        """Say it in a table."""
        return {
            "received": "From the level above",
            "revenue": "Revenue",
            "central": "Less kept centrally",
            "locked": "Less locked",
            "reserve": "Less held in reserve",
        }[self]


class Status(StrEnum):
    """How firm an amount is, from the least to the most."""

    PROPOSED = "proposed"
    RECOMMENDED = "recommended"
    ADOPTED = "adopted"
    REVISED = "revised"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of a year, with who answers for it and how firm it is."""

    year: int
    part: Part
    name: str
    amount_cents: int
    owner: str
    source: str
    status: Status
    pool: str
    """The formula's pool that it belongs to; empty where the file does not say."""
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """How one pool of one year comes about."""

    year: int
    pool: str
    amounts: tuple[Amount, ...]
    """In the order of the file."""

    def of(self, part: Part) -> tuple[Amount, ...]:
        """Give the amounts of one part."""
        return tuple(one for one in self.amounts if one.part is part)

    def total_cents(self, part: Part) -> int:
        """Add up one part."""
        return sum(one.amount_cents for one in self.of(part))

    @property
    def income_cents(self) -> int:
        """What comes in."""
        return sum(one.amount_cents for one in self.amounts if one.part.is_income)

    @property
    def deducted_cents(self) -> int:
        """What is taken off before the pool: central, locked and reserve."""
        return sum(one.amount_cents for one in self.amounts if not one.part.is_income)

    @property
    def pool_cents(self) -> int:
        """What is left to be handed out."""
        return self.income_cents - self.deducted_cents

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Every status that one of its amounts has, the least firm first."""
        return tuple(status for status in Status if any(one.status is status for one in self.amounts))

    def on_its_own(self) -> Statement:
        """Give the same statement where no level stands above: what was planned to come from one is revenue like any other."""
        return replace(
            self,
            amounts=tuple(
                replace(one, part=Part.REVENUE) if one.part is Part.RECEIVED else one for one in self.amounts
            ),
        )

    def receiving(self, amount_cents: int, giver: str) -> Statement:
        """Give the same statement with what the level above really gives, in place of what was planned to come from it."""
        planned = self.of(Part.RECEIVED)
        firm = min((one.status for one in planned), key=list(Status).index, default=Status.ADOPTED)
        place = planned[0].place if planned else Place(giver)
        given = Amount(self.year, Part.RECEIVED, giver, amount_cents, giver, "", firm, self.pool, place)
        return replace(self, amounts=(given, *(one for one in self.amounts if one.part is not Part.RECEIVED)))


@dataclass(frozen=True, slots=True)
class Revenue:
    """Statements by pool and year; the years of a pool follow each other."""

    label: str
    """The file, for findings."""
    statements: tuple[Statement, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it covers."""
        return tuple(sorted({one.year for one in self.statements}))

    def in_year(self, year: int) -> tuple[Statement, ...]:
        """Give the statements of one year, one a pool."""
        return tuple(one for one in self.statements if one.year == year)

    def of_pool(self, pool: str) -> tuple[Statement, ...]:
        """Give the statements of one pool, year by year."""
        return tuple(one for one in self.statements if one.pool == pool)


def read_revenue(table: TextTable, *, is_given: bool = False) -> tuple[Revenue | None, tuple[Finding, ...]]:
    """Read `year,part,name,amount,owner,source,status[,pool]`: any number of consecutive years.

    Args:
        table: The file as text.
        is_given: Whether money comes from a level above, so that a year may have no revenue of its own.

    Returns:
        The years, or None when an error stopped the reading; and everything that was found.

    """
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        what = f"The pool file has no column {', '.join(missing)}."
        fix = f"Its headers are {','.join(COLUMNS)} and, with several pools, {POOL_COLUMN}."
        return None, (finding("missing-column", Place(table.source, 1), what, fix),)
    findings: list[Finding] = []
    read = [_amount(table, row, findings) for row in range(len(table))]
    amounts = [one for one in read if one is not None]
    findings += _repeated(amounts)
    if not len(table):
        fix = "Write a row for each source: 2027,revenue,Local property tax,90000000,Treasurer,tax levy,adopted."
        findings.append(finding("no-revenue", Place(table.source), "The pool file has no row.", fix))
    revenue = Revenue(table.source, _statements(amounts))
    if not has_errors(findings):
        findings += _check_years(revenue, is_given=is_given)
    return (None if has_errors(findings) else revenue), tuple(findings)


def mixed_statuses(statement: Statement) -> tuple[Finding, ...]:
    """Find that the amounts of a pool are not equally firm."""
    statuses = statement.statuses
    if len(statuses) <= 1:
        return ()
    counts = {status: sum(one.status is status for one in statement.amounts) for status in statuses}
    shown = ", ".join(f"{count} {status}" for status, count in counts.items())
    what = f"The amounts of {statement.year} are of several statuses: {shown}."
    fix = f"Read the pool as {statuses[0]} until every amount is firmer."
    return (finding("mixed-statuses", statement.amounts[0].place, what, fix),)


def _statements(amounts: list[Amount]) -> tuple[Statement, ...]:
    """Put amounts together by pool and year."""

    def key(one: Amount) -> tuple[str, int]:
        return one.pool, one.year

    return tuple(Statement(year, pool, tuple(ones)) for (pool, year), ones in groupby(sorted(amounts, key=key), key))


def _amount(table: TextTable, row: int, findings: list[Finding]) -> Amount | None:
    """Read a row; None when part of it cannot be read."""
    cells = {column: table.columns[column][row] for column in COLUMNS}
    read = {
        "year": _year(cells["year"]),
        "part": _one_of(Part, cells["part"], "part"),
        "name": cells["name"] or _Fault("missing-id", "The amount has no name.", "Name the source, or its purpose."),
        "amount": _cents(cells["amount"]),
        "status": _one_of(Status, cells["status"], "status"),
    }
    faults = {column: one for column, one in read.items() if isinstance(one, _Fault)}
    faults |= {column: _unowned(cells["name"], column) for column in ("owner", "source") if not cells[column]}
    findings += [finding(one.code, table.place(row, column), one.what, one.fix) for column, one in faults.items()]
    match read:
        case {"year": int(year), "part": Part() as part, "amount": int(amount_cents), "status": Status() as status} if (
            cells["name"]
        ):
            pool = table.columns[POOL_COLUMN][row] if POOL_COLUMN in table.columns else ""
            owner, source = cells["owner"], cells["source"]
            return Amount(year, part, cells["name"], amount_cents, owner, source, status, pool, table.place(row))
        case _:
            return None


class _Fault(NamedTuple):
    """What is wrong with a cell."""

    code: str
    what: str
    fix: str


def _year(cell: str) -> int | _Fault:
    """Read a year, by the year in which it ends."""
    if _YEAR(cell):
        return int(cell)
    return _Fault(
        "bad-cell", f"`{cell[:40]}` is not a year.", "Write four digits: 2027 for the year that ends in 2027."
    )


def _one_of(kind: type[_Word], cell: str, column: str) -> _Word | _Fault:
    """Read a word of a closed list."""
    known = {str(one): one for one in kind}
    if cell in known:
        return known[cell]
    what = f"`{cell[:40]}` is not a {column} of an amount." if cell else f"The amount has no {column}."
    return _Fault(f"unknown-{column}", what, f"Write one of {', '.join(known)}.")


def _cents(cell: str) -> int | _Fault:
    """Read dollars that are not negative, in whole cents."""
    value = read_number(cell)
    if value is None:
        bare = read_number(re.sub(r"[,$£€ ]", "", cell))
        fix = "Write digits with a point." if bare is None else f"Write {write_number(abs(bare))}."
        return _Fault("bad-cell", f"`{cell[:40]}` is not an amount." if cell else "The amount is blank.", fix)
    if value < 0:
        fix = f"Write {write_number(-value)}: its part says whether it is taken off."
        return _Fault("bad-cell", f"`{cell}` is less than nothing.", fix)
    if (value * CENTS).denominator != 1:
        return _Fault("finer-than-a-cent", f"`{cell}` is finer than a cent.", "Round it to cents.")
    return cents_of(value)


def _unowned(name: str, column: str) -> _Fault:
    """Say that nobody stands behind an amount."""
    question = {"owner": "Who answers for it?", "source": "Which decision or estimate does it rest on?"}[column]
    return _Fault("unowned-amount", f"`{name[:60]}` has no {column}. {question}", f"Fill in the column {column}.")


def _repeated(amounts: list[Amount]) -> Iterator[Finding]:
    """Find amounts that stand twice."""
    first: dict[tuple[object, ...], Amount] = {}
    for one in amounts:
        before = first.setdefault((one.year, one.pool, one.part, one.name), one)
        if before is not one:
            what = f"`{one.name[:60]}` stands again for {one.year} as {one.part}; it first stood in row {before.place.line}."
            fix = "Keep one row, or give each a name of its own."
            yield finding("repeated-amount", one.place, what, fix)


def _check_years(revenue: Revenue, *, is_given: bool) -> Iterator[Finding]:
    """Find what is wrong or risky in the years of each pool."""
    for one in revenue.statements:
        named = f"{one.year}" + (f", pool `{one.pool}`" if one.pool else "")
        place = one.amounts[0].place
        if not any(amount.part.is_income for amount in one.amounts) and not is_given:
            fix = "Write a row with part `revenue` for each source."
            yield finding("no-revenue", place, f"Nothing comes in for {named}.", fix)
        elif one.pool_cents < 0 and not is_given:
            what = f"For {named} {spoken(one.deducted_cents)} is taken off, and {spoken(one.income_cents)} comes in."
            yield finding("pool-overdrawn", place, what, f"Find {spoken(-one.pool_cents)} more, or keep less back.")
    for pool in dict.fromkeys(one.pool for one in revenue.statements):
        yield from _check_order(revenue.of_pool(pool))


def _check_order(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    """Find years that are left out, and amounts that have happened before an earlier year is over."""
    for before, after in pairwise(statements):
        if after.year - before.year > 1:
            left = ", ".join(map(str, range(before.year + 1, after.year)[:UNITS_NAMED]))
            what = f"After {before.year} comes {after.year}."
            yield finding("year-gap", after.amounts[0].place, what, f"Add {left}, or plan fewer years.")
    open_year = next(
        (one.year for one in statements if any(each.status is not Status.ACTUAL for each in one.amounts)), 9_999
    )
    for one in statements:
        early = [each for each in one.amounts if each.status is Status.ACTUAL and one.year > open_year]
        if early:
            what = f"`{early[0].name[:60]}` of {one.year} is actual, and {open_year} still has amounts that are not."
            fix = (
                "Check the year and the status: what has not happened yet is proposed, recommended, adopted or revised."
            )
            yield finding("actual-too-early", early[0].place, what, fix)
