"""The files of per-pupil spending, read: schools, what is charged to them, central costs, what is excluded, and the ledger's sums."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from perpupil.equity.per_pupil_spending import ENROLLMENT, CentralCost, Enrolled, Excluded, Kind, SiteCost, Source
from perpupil.exact.numerals import read_number
from perpupil.exact.rounding import Rounding
from perpupil.findings import Finding, Place, finding
from perpupil.money import CENTS

if TYPE_CHECKING:
    from perpupil.facts.table import TextTable

SCHOOLS = ("school", "name", "students")
SPENDING = ("school", "source", "kind", "amount")
CENTRAL = ("name", "source", "kind", "amount", "driver", "served")
EXCLUDED = ("name", "reason", "source", "amount")
LEDGER = ("source", "amount")
ALL = "all"
"""In the column `served`: every school."""

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Told:
    """What the files say."""

    schools: tuple[Enrolled, ...] = ()
    site: tuple[SiteCost, ...] = ()
    central: tuple[CentralCost, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    ledger_cents: Mapping[Source, int] | None = None
    """None where there is no file of the ledger's sums."""


@dataclass(slots=True)
class _Reading:
    """One file at work, with what was found in it."""

    table: TextTable
    findings: list[Finding] = field(default_factory=list)

    def rows(self, columns: Collection[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each row by column; none where a column is missing."""
        missing = [name for name in columns if name not in self.table.columns]
        if missing:
            what = f"There is no column {', '.join(missing)}."
            place = Place(self.table.source, 1)
            self.findings.append(finding("missing-column", place, what, f"Its headers are {','.join(columns)}."))
            return
        for row in range(len(self.table)):
            yield row, {name: cells[row].strip() for name, cells in self.table.columns.items()}

    def say(self, code: str, row: int, column: str, what: str, fix: str) -> None:
        """Add what is wrong with a cell."""
        self.findings.append(finding(code, self.table.place(row, column), what, fix))

    def number(self, row: int, column: str, text: str) -> Fraction:
        """Read a number; nothing stands in for one that cannot be read, and it is told."""
        value = read_number(text)
        if value is None:
            self.say(
                "bad-cell", row, column, f"{text[:40]!r} is not a number.", "Write it with digits, such as 1250.40."
            )
        return value or Fraction(0)

    def cents(self, row: int, cells: Mapping[str, str]) -> int:
        """Read an amount in dollars, to the nearest cent."""
        return int(Rounding(0).of(self.number(row, "amount", cells["amount"]) * CENTS))

    def word(self, row: int, column: str, text: str, words: type[_Word]) -> _Word:
        """Read one of some words; `non_personnel` is read as `non-personnel`."""
        known = {str(one).replace("-", " "): one for one in words}
        plain = text.lower().replace("_", " ").replace("-", " ")
        if plain not in known:
            self.say(
                "bad-cell", row, column, f"{text[:40]!r} is not known here.", f"Write {', '.join(map(str, words))}."
            )
        return known.get(plain, next(iter(words)))


def read_schools(table: TextTable) -> tuple[tuple[Enrolled, ...], tuple[Finding, ...]]:
    """Read `school,name,students` and a column for each other driver; a blank driver is not known."""
    reading = _Reading(table)
    found: dict[str, Enrolled] = {}
    for row, cells in reading.rows(SCHOOLS):
        unit = cells["school"]
        if not unit:
            reading.say("missing-id", row, "school", "The row has no school.", "Fill it in.")
        elif unit in found:
            reading.say("repeated-id", row, "school", f"{unit[:40]} is there twice.", "Keep one of the rows.")
        drivers = {
            name: reading.number(row, name, text) if text else None
            for name, text in cells.items()
            if name not in SCHOOLS
        }
        students = reading.number(row, "students", cells["students"])
        for name, value in {"students": students, **drivers}.items():
            if value is not None and value < 0:
                reading.say("bad-cell", row, name, f"{name} is below zero.", "Find the right number.")
        found[unit] = Enrolled(unit, cells["name"] or unit, students, drivers)
    return tuple(found.values()), tuple(reading.findings)


def read_spending(table: TextTable) -> tuple[tuple[SiteCost, ...], tuple[Finding, ...]]:
    """Read `school,source,kind,amount`: what the ledger charges to schools."""
    reading = _Reading(table)
    found = tuple(
        SiteCost(
            cells["school"],
            reading.word(row, "source", cells["source"], Source),
            reading.word(row, "kind", cells["kind"], Kind),
            reading.cents(row, cells),
        )
        for row, cells in reading.rows(SPENDING)
    )
    return found, tuple(reading.findings)


def read_central(table: TextTable) -> tuple[tuple[CentralCost, ...], tuple[Finding, ...]]:
    """Read `name,source,kind,amount,driver,served`; `served` is `all` or ids with `;` between them, blank is not said."""
    reading = _Reading(table)
    found = []
    for row, cells in reading.rows(CENTRAL):
        source = reading.word(row, "source", cells["source"], Source)
        kind = reading.word(row, "kind", cells["kind"], Kind)
        listed = frozenset(filter(None, (one.strip() for one in cells["served"].split(";"))))
        served = listed if listed and listed != {ALL} else None
        cents = reading.cents(row, cells)
        is_all = listed == {ALL}
        found.append(
            CentralCost(cells["name"], source, kind, cents, cells["driver"] or ENROLLMENT, served, is_all=is_all)
        )
    return tuple(found), tuple(reading.findings)


def read_excluded(table: TextTable) -> tuple[tuple[Excluded, ...], tuple[Finding, ...]]:
    """Read `name,reason,source,amount`."""
    reading = _Reading(table)
    found = tuple(
        Excluded(
            cells["name"],
            cells["reason"],
            reading.word(row, "source", cells["source"], Source),
            reading.cents(row, cells),
        )
        for row, cells in reading.rows(EXCLUDED)
    )
    return found, tuple(reading.findings)


def read_ledger(table: TextTable) -> tuple[Mapping[Source, int], tuple[Finding, ...]]:
    """Read `source,amount`: what the ledger has in all; rows of one source are added up."""
    reading = _Reading(table)
    found: dict[Source, int] = {}
    for row, cells in reading.rows(LEDGER):
        source = reading.word(row, "source", cells["source"], Source)
        found[source] = found.get(source, 0) + reading.cents(row, cells)
    return found, tuple(reading.findings)
