"""The ledger: budget and actuals of FY2027 as entries by month, and closed years by account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from demo.accounts import chart
from demo.budget import Accounts, budget, expected
from demo.district import ANNEX, LAST_ACTUAL, SUCCESSOR_OF_ANNEX, formula_schools, school_of, shared_out
from demo.enrollment import by_school
from demo.money import CLOSED_YEARS, RELIEF
from demo.positions import Position

_MONTHS = (
    date(2026, 7, 31),
    date(2026, 8, 31),
    date(2026, 9, 30),
    date(2026, 10, 31),
    date(2026, 11, 30),
    LAST_ACTUAL,
)

_TEN_MONTHS = (0, 0, 100, 100, 100, 100)
_TWELVE_MONTHS = (83, 83, 84, 83, 83, 84)
_SUPPLIES = (90, 170, 140, 90, 70, 50)
_SERVICES = (40, 60, 110, 100, 90, 80)
_PACE = {
    "41110": (0, 120, 310, 60, 40, 20),
    "43100": (80, 80, 90, 80, 80, 90),
    "41900": (60, 60, 70, 70, 70, 70),
    "49900": (0, 0, 0, 0, 0, 0),
    "51110": _TEN_MONTHS,
    "51120": _TEN_MONTHS,
    "51130": (0, 0, 60, 110, 120, 110),
    "51160": _TEN_MONTHS,
    "51190": (10, 20, 90, 100, 100, 100),
    "52100": (10, 10, 95, 95, 95, 95),
    "55100": (50, 60, 100, 100, 100, 100),
    "55600": (0, 90, 90, 90, 90, 90),
    "56100": _SUPPLIES,
    "56400": _SUPPLIES,
    "57300": _SUPPLIES,
    "53000": _SERVICES,
    "54300": _SERVICES,
    "58900": (0, 0, 0, 0, 0, 0),
    "59300": (0, 0, 0, 0, 0, 0),
}
"""Thousandths of a year by month, July first; other objects go on evenly."""

INDEX = {2022: 862, 2023: 889, 2024: 918, 2025: 945, 2026: 972}
"""What a thousandth of FY2027 cost in each closed year."""

_RETURNS = 60
"""Credits for goods sent back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger, in cents; a credit is negative."""

    period: int
    day: date
    batch: str
    line: int
    account: str
    kind: str
    cents: int
    text: str


@dataclass(frozen=True, slots=True)
class ClosedAccount:
    """What one account had and spent in a closed year, in cents."""

    year: int
    account: str
    budget: int
    actual: int


def entries(rows: tuple[Position, ...]) -> tuple[Entry, ...]:
    """Give the budget as adopted and the actuals to 31 December."""
    return (*_numbered(_budgeted(budget(rows))), *_numbered(_spent(expected(rows))))


def _budgeted(accounts: Accounts) -> Iterator[Entry]:
    for account, cents in accounts.items():
        yield Entry(0, date(2026, 7, 1), "BUD-2027", 0, account, "budget", cents, _title(account))


def _spent(accounts: Accounts) -> Iterator[Entry]:
    supplies = [account for account in accounts if account.split(".")[2] == "56100"]
    returned = set(supplies[:: len(supplies) // _RETURNS][:_RETURNS])
    for period, day in enumerate(_MONTHS, 1):
        for account, cents in accounts.items():
            part = cents * _PACE.get(account.split(".")[2], _TWELVE_MONTHS)[period - 1] // 1000
            if part:
                yield Entry(period, day, _batch(account, day), 0, account, "actual", part, _title(account))
            if account in returned and period == 3:
                text = "Goods returned"
                yield Entry(period, day, _batch(account, day), 0, account, "actual", -(part // 7), text)


def _batch(account: str, day: date) -> str:
    """Name the batch: payroll by month, bills by month and first digit of the location."""
    _, _, object_code, location, _ = account.split(".")
    if object_code.startswith("4"):
        return f"RC-{day:%Y-%m}"
    if object_code.startswith(("51", "52")):
        return f"PR-{day:%Y-%m}"
    return f"AP-{day:%Y-%m}-{location[:2]}"


def _numbered(rows: Iterable[Entry]) -> Iterator[Entry]:
    """Put entries in the order of batches and number the lines of each."""
    lines = defaultdict[str, int](int)
    for one in sorted(rows, key=lambda one: (one.period, one.batch, one.account, -one.cents)):
        lines[one.batch] += 1
        yield Entry(one.period, one.day, one.batch, lines[one.batch], one.account, one.kind, one.cents, one.text)


_TITLES = {code.code: code.title for code in chart() if code.segment == "object"}


def _title(account: str) -> str:
    return _TITLES[account.split(".")[2]]


def closed_years(rows: tuple[Position, ...]) -> Iterator[ClosedAccount]:
    """Give every closed year by account: schools as large as they were, at the prices of the time, the whole as audited."""
    today = expected(rows)
    for year, total in CLOSED_YEARS.items():
        general = _year(today, year)
        actual = {**general, **_central(today, year, 100 * total - sum(general.values())), **_relief(year)}
        for account, cents in sorted(actual.items()):
            if cents:
                yield ClosedAccount(year, account, cents * 1004 // 1000 // 100_00 * 100_00, cents)


def _year(today: Accounts, year: int) -> Accounts:
    """Give the general fund at schools, by what each had in students in October before."""
    students = by_school(year - 1)
    found: Accounts = {}
    for account, cents in today.items():
        fund, function, object_code, location, project = account.split(".")
        code = location[1:]
        if fund != "101" or location >= "0900":
            continue
        found[account] = cents * students.get(code, 0) * INDEX[year] // (1000 * school_of(code).students)
        if code == SUCCESSOR_OF_ANNEX and ANNEX in students:
            annex = f"{fund}.{function}.{object_code}.0{ANNEX}.{project}"
            found[annex] = cents * students[ANNEX] * INDEX[year] // (1000 * school_of(code).students)
    return found


def _central(today: Accounts, year: int, rest: int) -> Accounts:
    """Share what schools did not spend over the accounts of no school; nothing was booked to the reserve."""
    accounts = {
        account: cents
        for account, cents in today.items()
        if account.startswith("101.") and account.split(".")[3] >= "0900" and cents > 0 and ".58900." not in account
    }
    insurance = {account: cents for account, cents in accounts.items() if account.split(".")[3] == "0900"}
    others = {account: cents for account, cents in accounts.items() if account not in insurance}
    paid = {account: cents * INDEX[year] // 1000 for account, cents in insurance.items()}
    parts = shared_out(rest - sum(paid.values()), list(others.values()))
    return paid | dict(zip(others, parts, strict=True))


def _relief(year: int) -> Accounts:
    """Give the federal relief of a year: half to schools by low-income students, half for buildings and devices."""
    if year not in RELIEF:
        return {}
    cents = 100 * RELIEF[year]
    found = {f"221.1000.51190.{code}.490": part for code, part in relief_at_schools(year).items()}
    return found | {"221.2230.57300.0999.490": cents // 4, "221.2600.54300.0999.490": cents - cents // 2 - cents // 4}


def relief_at_schools(year: int) -> dict[str, int]:
    """Give what each school spent of the federal relief of a year, by its code in the ledger."""
    here = formula_schools()
    parts = shared_out(100 * RELIEF[year] // 2, [school.low_income for school in here])
    return {one.ledger: part for one, part in zip(here, parts, strict=True)}
