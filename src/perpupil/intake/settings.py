r"""What a district says of itself once, for every file that comes in: its year, its count, its accounts, its needs.

It is kept as `perpupil.toml` at the top of the district's folder, and people mend it by hand.

>>> settings, _ = read_settings(STARTER.format(district='"Calder Falls"', year=2027, count_date="2026-10-01").encode(), "perpupil.toml")
>>> settings.district, settings.year, settings.needs[0].name
('Calder Falls', 2027, 'low_income')
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from perpupil.findings import Finding, Place, finding
from perpupil.formula.source import Source, SourceError, read_source
from perpupil.intake.accounts import Picture
from perpupil.intake.counting.rules import TwoSchools
from perpupil.intake.ledger import Rows, Sign

VERSION = 1
_KEYS = {"perpupil", "district", "year", "year_begins", "count_date", "count", "need", "accounts"}
YEARS = range(1900, 2200)
"""Fiscal years that are not a slip of the finger."""
JULY = 7
_MONTHS = range(1, 13)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_LEVEL = re.compile(r"[^;=]{1,40}")

STARTER = """\
# What PerPupil should know of this district. Mend it by hand; `perpupil facts` says what rests on it.
perpupil = 1
district = {district}
year = {year}               # the fiscal year, by the year in which it ends
count_date = {count_date}   # the day on which students are counted

[count]
two_schools = "primary"   # a student of two schools counts at the primary one; "split" shares full-time membership

# What a need is. `from` is a program of the file of programs, or a column of the file with one row a student.
# A value that is in no list is unknown: it is told, and counts as neither yes nor no.
[need.low_income]
from = "meal_status"
yes = ["F", "R"]
no = ["P"]

# Every other program is a need of its own name, its levels as they stand.

# How accounts are cut into segments, and how entries are written. Leave it out until a ledger comes in.
# [accounts]
# picture = "{{fund}}.{{function}}.{{object}}.{{location}}.{{project}}"
# sign = "signed"        # or "debit_credit"
# rows = "transactions"  # or "snapshot"
"""
"""A new district's file; to be filled with its name, quoted, its year and its count date."""


@dataclass(frozen=True, slots=True)
class NeedSetting:
    """Where a need stands in the district's files, and which values mean it."""

    name: str
    source: str
    """A program of the long file, or a column of the wide one."""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    """Value as it stands → level of the need."""

    @property
    def values(self) -> Mapping[str, str | None]:
        """Give what each value means: a level, "" for the need without one, None for no need."""
        return {**dict.fromkeys(self.no), **dict.fromkeys(self.yes, ""), **dict(self.levels)}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a district has said."""

    district: str
    year: int
    """The fiscal year, by the year in which it ends."""
    count_date: dt.date
    two_schools: TwoSchools = TwoSchools.PRIMARY
    membership: tuple[dt.date, dt.date] | None = None
    """The first day of the period of membership, and the day after its last."""
    needs: tuple[NeedSetting, ...] = ()
    picture: str = ""
    sign: Sign = Sign.SIGNED
    rows: Rows = Rows.TRANSACTIONS
    year_begins: int = JULY
    """The month in which the fiscal year begins."""

    def first_day(self, year: int) -> dt.date:
        """Give the first day of a fiscal year, by the year in which it ends.

        >>> Settings("Calder Falls", 2027, dt.date(2026, 10, 1)).first_day(2028)
        datetime.date(2027, 7, 1)
        """
        return dt.date(year - (self.year_begins > 1), self.year_begins, 1)


def read_settings(content: bytes, label: str) -> tuple[Settings | None, tuple[Finding, ...]]:
    """Read a district's settings; none where anything is wrong, and everything that is wrong is told."""
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    wrong = tuple(_faults(source))
    if wrong:
        return None, wrong
    values = source.values
    count, accounts = values.get("count", {}), values.get("accounts", {})
    period = count.get("membership")
    return Settings(
        district=values["district"],
        year=values["year"],
        count_date=values["count_date"],
        two_schools=TwoSchools(count.get("two_schools", TwoSchools.PRIMARY)),
        membership=(period[0], period[1]) if period else None,
        needs=tuple(
            NeedSetting(
                name,
                one["from"],
                tuple(one.get("yes", ())),
                tuple(one.get("no", ())),
                tuple(one.get("levels", {}).items()),
            )
            for name, one in values.get("need", {}).items()
        ),
        picture=accounts.get("picture", ""),
        sign=Sign(accounts.get("sign", Sign.SIGNED)),
        rows=Rows(accounts.get("rows", Rows.TRANSACTIONS)),
        year_begins=values.get("year_begins", JULY),
    ), ()


def year_words(year: int) -> str:
    """Write a fiscal year as people say it.

    >>> year_words(2027)
    'FY2027'
    """
    return f"FY{year}"


def _faults(source: Source) -> Iterator[Finding]:
    """Say what is wrong with the settings."""

    def wrong(path: tuple[str, ...], what: str, fix: str) -> Finding:
        return finding("bad-settings", source.place(path), what, fix)

    values = source.values
    if values.get("perpupil") != VERSION:
        yield wrong(("perpupil",), "The file does not say its version.", f"Write perpupil = {VERSION} at the top.")
    yield from _unknown_keys(source, (), _KEYS)
    if not isinstance(values.get("district"), str) or not values["district"].strip():
        yield wrong(("district",), "The district has no name.", 'Write district = "Calder Falls Public Schools".')
    year = values.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or year not in YEARS:
        yield wrong(("year",), "The fiscal year is not said.", "Write year = 2027, the year in which it ends.")
    begins = values.get("year_begins", JULY)
    if not isinstance(begins, int) or isinstance(begins, bool) or begins not in _MONTHS:
        what = "The month in which the fiscal year begins is no month."
        yield wrong(("year_begins",), what, "Write year_begins = 7 for July, or leave it out.")
    if not _is_day(values.get("count_date")):
        yield wrong(("count_date",), "The day of the count is not said.", "Write count_date = 2026-10-01.")
    for name in ("count", "need", "accounts"):
        if not isinstance(values.get(name, {}), dict):
            yield wrong((name,), f"`{name}` is no table.", f"Write [{name}] with its keys below.")
            return
    yield from _count_faults(source, values.get("count", {}))
    for name, one in values.get("need", {}).items():
        yield from _need_faults(source, name, one)
    yield from _account_faults(source, values.get("accounts", {}))


def _unknown_keys(source: Source, path: tuple[str, ...], known: set[str]) -> Iterator[Finding]:
    table: Any = source.values
    for part in path:
        table = table[part]
    for name in table.keys() - known:
        what, fix = f"There is no key {name[:40]!r} here.", f"The keys are {', '.join(sorted(known))}."
        yield finding("bad-settings", source.place((*path, name)), what, fix)


def _count_faults(source: Source, count: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _unknown_keys(source, ("count",), {"two_schools", "membership"}) if count else ()
    yield from _one_of(source, ("count", "two_schools"), count, TwoSchools)
    period = count.get("membership")
    if period is None:
        return
    if not (isinstance(period, list) and len(period) == 2 and all(map(_is_day, period)) and period[0] < period[1]):  # noqa: PLR2004  first and last
        what = "The period of membership is not two days in order."
        fix = "Write membership = [2026-09-01, 2027-06-20], the first day and the day after the last."
        yield finding("bad-settings", source.place(("count", "membership")), what, fix)


def _need_faults(source: Source, name: str, one: object) -> Iterator[Finding]:
    path = ("need", name)

    def wrong(what: str, fix: str) -> Finding:
        return finding("bad-settings", source.place(path), what, fix)

    if not _NAME.fullmatch(name):
        yield wrong(f"The need {name[:40]!r} is no name.", "Use small letters, digits and underscores.")
    if not isinstance(one, dict):
        yield wrong(f"`{name[:40]}` is no table.", f"Write [need.{name[:40]}] with its keys below.")
        return
    yield from _unknown_keys(source, path, {"from", "yes", "no", "levels"})
    if not isinstance(one.get("from"), str) or not one["from"]:
        yield wrong("The need does not say where it stands.", 'Write from = "meal_status".')
    yes, no, levels = one.get("yes", []), one.get("no", []), one.get("levels", {})
    if not all(isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in (yes, no)):
        yield wrong("`yes` and `no` are no lists of texts.", 'Write yes = ["F", "R"].')
        return
    is_table = isinstance(levels, dict) and all(
        isinstance(level, str) and _LEVEL.fullmatch(level) for level in levels.values()
    )
    if not is_table:
        yield wrong("`levels` gives no level to each value.", 'Write levels = { "1" = "low", "2" = "high" }.')
        return
    if len({*yes, *no, *levels}) < len(yes) + len(no) + len(levels):
        yield wrong("A value stands in two lists.", "Let each value mean one thing.")


def _account_faults(source: Source, accounts: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _unknown_keys(source, ("accounts",), {"picture", "sign", "rows"}) if accounts else ()
    yield from _one_of(source, ("accounts", "sign"), accounts, Sign)
    yield from _one_of(source, ("accounts", "rows"), accounts, Rows)
    picture = accounts.get("picture", "")
    if not isinstance(picture, str):
        fix = 'Write picture = "{fund}.{object}.{location}".'
        yield finding("bad-settings", source.place(("accounts", "picture")), "The picture is no text.", fix)
    elif picture:
        place = source.place(("accounts", "picture"))
        yield from (finding(one.code, place, one.what, one.fix) for one in Picture(picture).faults())


def _one_of(source: Source, path: tuple[str, str], table: Mapping[str, Any], words: type[StrEnum]) -> Iterator[Finding]:
    if path[1] in table and table[path[1]] not in set(words):
        what = f"`{path[1]}` is none of the known words."
        yield finding("bad-settings", source.place(path), what, f"Write one of {', '.join(words)}.")


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def no_settings(label: str) -> Finding:
    """Say that a folder holds no district."""
    return finding("bad-settings", Place(label), "There is no such file.", "Make a district with perpupil new.")
