"""A ledger export, row by row: which account, which codes, which amounts; and the work list of codes that nobody has explained."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from perpupil.findings import Finding, finding
from perpupil.intake.accounts import Accounts, Picture
from perpupil.intake.dataset import Dataset
from perpupil.intake.schemas.accounts import DIMENSIONS
from perpupil.limits import WORK_LIST

ACTUAL = "actual"
MEASURES = ("budget", "revised", ACTUAL, "encumbered")


class Sign(StrEnum):
    """How amounts of entries say which way the money goes."""

    SIGNED = "signed"
    """One column; a credit is less than nothing."""
    DEBIT_CREDIT = "debit_credit"
    """Two columns, of which one is filled."""


class Rows(StrEnum):
    """What a row of the export is."""

    SNAPSHOT = "snapshot"
    """The account's sums up to a date; of several dates the last counts."""
    TRANSACTIONS = "transactions"
    """One entry; entries add up."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One account of one year, in cents by measure, with what its codes mean."""

    year: int
    account: str
    codes: Mapping[str, str]
    nces: Mapping[str, str]
    program: str
    school: str
    source: str
    spending: str
    excluded: str
    amounts_cents: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """One entry of the work list: a code of a segment, or a whole account that does not fit the picture."""

    dimension: str
    code: str
    accounts: tuple[str, ...]
    """The accounts that have it."""
    rows: tuple[int, ...]
    """The rows of the file."""
    amount_cents: int
    """What stands in them, whatever its sign: how much waits for an answer."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What could be posted, and what waits."""

    postings: tuple[Posting, ...]
    work_list: tuple[Unexplained, ...]
    findings: tuple[Finding, ...] = ()
    rows_superseded: int = 0
    """Rows of earlier snapshots, which a later one replaces."""


@dataclass(slots=True)
class _Waiting:
    accounts: dict[str, None] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    amount_cents: int = 0


def read_ledger(
    ledger: Dataset, accounts: Accounts, picture: Picture, sign: Sign = Sign.SIGNED, rows: Rows = Rows.SNAPSHOT
) -> Ledger:
    """Put a ledger together, account by account.

    Args:
        ledger: The dataset `ledger`.
        accounts: The district's table of codes.
        picture: How accounts are cut; not asked where the segments stand in columns of their own.
        sign: How entries say which way the money goes.
        rows: What a row is.

    """
    findings: list[Finding] = []
    sums: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    codes_of: dict[str, Mapping[str, str]] = {}
    waiting: dict[tuple[str, str], _Waiting] = defaultdict(_Waiting)
    taken = _last_of_each(ledger) if rows is Rows.SNAPSHOT else list(range(len(ledger)))
    years = ledger.values("year")
    amounts_at = _amounts(ledger, sign, findings)
    for at, account, codes in segments(ledger, picture, taken):
        amounts = amounts_at(at)
        unknown = accounts.unknown(codes) if codes is not None else (("account", account),)
        for one in unknown:
            waiting[one].accounts[account] = None
            waiting[one].rows.append(ledger.table.rows[at])
            waiting[one].amount_cents += max(map(abs, amounts.values()), default=0)
        year = years[at]
        if not unknown and codes is not None and isinstance(year, int):
            codes_of[account] = codes
            for measure, cents in amounts.items():
                sums[year, account][measure] += cents
    postings = tuple(
        _posting(year, account, codes_of[account], dict(amounts), accounts)
        for (year, account), amounts in sorted(sums.items())
    )
    work = tuple(
        Unexplained(dimension, code, tuple(one.accounts), tuple(one.rows), one.amount_cents)
        for (dimension, code), one in sorted(waiting.items())[:WORK_LIST]
    )
    return Ledger(postings, work, tuple(findings), len(ledger) - len(taken))


def segments(
    ledger: Dataset, picture: Picture, positions: list[int]
) -> Iterator[tuple[int, str, Mapping[str, str] | None]]:
    """Give each row's account and its codes; None where the account does not fit the picture."""
    own = [name for name in DIMENSIONS if ledger.has(name)]
    texts = {name: ledger.words(name) for name in own}
    accounts = ledger.words("account")
    known: dict[str, Mapping[str, str] | None] = {}
    for at in positions:
        account = accounts[at]
        if account:
            if account not in known:
                known[account] = picture.cut(account)
            yield at, account, known[account]
        else:
            codes = {name: texts[name][at] for name in own if texts[name][at]}
            yield at, picture.put(codes), codes or None


def _last_of_each(ledger: Dataset) -> list[int]:
    """Give the rows of the last snapshot of each year and account."""
    dates, years = ledger.values("asOfDate"), ledger.values("year")
    own = [ledger.words(name) for name in ("account", *DIMENSIONS)]
    last: dict[tuple[object, ...], dt.date] = {}
    keys = [(years[at], *(words[at] for words in own)) for at in range(len(ledger))]
    for key, date in zip(keys, dates, strict=True):
        if isinstance(date, dt.date):
            last[key] = max(date, last.get(key, date))
    return [at for at, key in enumerate(keys) if key not in last or dates[at] == last[key]]


def _amounts(ledger: Dataset, sign: Sign, findings: list[Finding]) -> Callable[[int], Mapping[str, int]]:
    """Read a row's amounts in cents; an entry counts as spent. The columns are taken once, for a ledger has millions of rows."""
    measures = [(name, ledger.values(name)) for name in MEASURES if ledger.has(name)]
    kinds, entries, debits, credits_ = (ledger.values(name) for name in ("kind", "amount", "debit", "credit"))

    def signed(at: int) -> Mapping[str, int]:
        amounts = {name: value for name, values in measures if isinstance(value := values[at], int)}
        entry = entries[at]
        return {**amounts, str(kinds[at] or ACTUAL): entry} if isinstance(entry, int) else amounts

    def of_two_sides(at: int) -> Mapping[str, int]:
        sides = [side or None for side in (debits[at], credits_[at])]
        debit, credit = (side if isinstance(side, int) else 0 for side in sides)
        if (debit != 0) == (credit != 0):
            what = "The entry has an amount on both sides." if debit else "The entry has an amount on neither side."
            findings.append(finding("unbalanced-entry", ledger.place(at, "debit"), what, "Write it on one side."))
            return {}
        amounts = {name: value for name, values in measures if isinstance(value := values[at], int)}
        return {**amounts, str(kinds[at] or ACTUAL): debit - credit}

    return signed if sign is Sign.SIGNED else of_two_sides


def _posting(
    year: int, account: str, codes: Mapping[str, str], amounts: Mapping[str, int], accounts: Accounts
) -> Posting:
    return Posting(
        year,
        account,
        codes,
        accounts.nces(codes),
        accounts.program(codes),
        accounts.school(codes),
        accounts.source_of_funds(codes),
        accounts.spending(codes),
        accounts.excluded(codes),
        amounts,
    )
