"""What schools have chosen: one row a school and service, `school,service,choice,quantity,who,when`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from perpupil.exact.numerals import read_number
from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.formula.functions import closest
from perpupil.services.amounts import quantity_text
from perpupil.services.catalogue import STAFF, Approach, Catalogue, Driver
from perpupil.services.price import Price
from perpupil.services.students import Students

COLUMNS = ("school", "service", "choice", "quantity", "who", "when")
WORDS = {"keep": True, "buy": True, "decline": False}
"""The words of a choice → whether the school has the service."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DIVISIBLE = frozenset({Driver.PARTICIPANT, *STAFF})
"""Drivers of which a school may keep a part."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one school chose about one service."""

    school: str
    service: str
    kept: Fraction
    """Units that it keeps or buys."""
    who: str
    when: dt.date


def read_choices(
    table: TextTable, catalogue: Catalogue, prices: tuple[Price, ...], students: Students
) -> tuple[tuple[Choice, ...], tuple[Finding, ...]]:
    """Read choices; what is wrong or late is told and does not count.

    Args:
        table: The rows of choices.csv.
        catalogue: The services and the deadline.
        prices: The services' prices.
        students: The schools.

    """
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        what = f"The choices have no column {', '.join(missing)}."
        fix = f"Its headers are {','.join(COLUMNS)}."
        return (), (finding("missing-column", Place(table.source, 1), what, fix),)
    findings: list[Finding] = []
    by_name = {price.service.name: price for price in prices}
    known = frozenset(students.schools)
    read: dict[tuple[str, str], list[tuple[int, Choice | None]]] = {}
    for row in range(len(table)):
        cells = {column: table.columns[column][row] for column in COLUMNS}
        before = len(findings)
        choice = _Row(table, row, cells, findings).choice(catalogue, by_name, known)
        # A late row takes nothing from a choice that came in time.
        if all(one.code != "late-choice" for one in findings[before:]):
            read.setdefault((cells["school"], cells["service"]), []).append((row, choice))
    findings += _repeated(table, read)
    kept = (rows[0][1] for rows in read.values() if len(rows) == 1)
    return tuple(choice for choice in kept if choice is not None), tuple(findings)


def without(table: TextTable, decided: Collection[tuple[str, str]]) -> TextTable:
    """Leave out the rows about a school and a service that were decided elsewhere.

    >>> table = TextTable("choices.csv", {"school": ["0010", "0020"], "service": ["coach", "coach"]}, (2, 3))
    >>> without(table, {("0010", "coach")}).columns
    {'school': ['0020'], 'service': ['coach']}
    """
    if not {"school", "service"} <= table.columns.keys():
        return table
    pairs = zip(table.columns["school"], table.columns["service"], strict=True)
    stays = [row for row, pair in enumerate(pairs) if pair not in decided]
    columns = {name: [cells[row] for row in stays] for name, cells in table.columns.items()}
    return TextTable(table.source, columns, tuple(table.rows[row] for row in stays))


def _repeated(table: TextTable, read: Mapping[tuple[str, str], list[tuple[int, Choice | None]]]) -> list[Finding]:
    """Tell of schools that chose twice."""
    told = []
    for (school, service), rows in read.items():
        for row, _ in rows[1:]:
            what = f"{school[:40]} has chosen about {service[:40]} in row {table.rows[rows[0][0]]} too."
            fix = "Ask the school, and keep one of the two rows."
            told.append(finding("repeated-choice", table.place(row, "service"), what, fix))
    return told


class _Row:
    """One row of choices, and what is wrong with it."""

    def __init__(self, table: TextTable, row: int, cells: Mapping[str, str], findings: list[Finding]) -> None:
        self.table, self.row, self.cells, self.findings = table, row, cells, findings

    def say(self, code: str, column: str, what: str, fix: str) -> None:
        self.findings.append(finding(code, self.table.place(self.row, column), what, fix))

    def choice(self, catalogue: Catalogue, prices: Mapping[str, Price], schools: frozenset[str]) -> Choice | None:
        """Give the choice; None where anything is wrong with it."""
        before = len(self.findings)
        school, price = self.cells["school"], prices.get(self.cells["service"])
        if school not in schools:
            near = closest(school, schools)
            fix = f"Did you mean {near!r}?" if near else "Write the id as the facts do, with its zeros."
            self.say("unknown-school", "school", f"There is no school {school[:40]!r}.", fix)
        if price is None:
            near = closest(self.cells["service"], prices)
            fix = f"Did you mean {near!r}?" if near else f"The services are {', '.join(prices)[:200]}."
            self.say("unknown-service", "service", f"There is no service {self.cells['service'][:40]!r}.", fix)
        elif not price.is_offered:
            what = f"{price.service.title} is no choice: {price.no_choice}"
            self.say("bad-choice", "service", what, "Take the row out.")
        if not self.cells["who"]:
            self.say("bad-choice", "who", "Nobody is named who chose.", "Write who, by role or name.")
        when = self._when(catalogue)
        kept = self._kept(price) if price is not None and len(self.findings) == before else None
        if len(self.findings) > before or kept is None or when is None:
            return None
        return Choice(school, self.cells["service"], kept, self.cells["who"], when)

    def _when(self, catalogue: Catalogue) -> dt.date | None:
        """Read the day; a late one is told."""
        text = self.cells["when"]
        try:
            when = dt.date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            when = None
        if when is None:
            self.say("bad-choice", "when", f"{text[:40]!r} is no day.", "Write it as 2027-01-29.")
        elif when > catalogue.deadline:
            what = f"{self.cells['school'][:40]} chose on {when}, after the deadline of {catalogue.deadline}; it keeps what it has."
            self.say(
                "late-choice",
                "when",
                what,
                "Let the choice count for the next year, or move the deadline for every school.",
            )
            return None
        return when

    def _kept(self, price: Price) -> Fraction | None:
        """Read how much is kept."""
        word, written = self.cells["choice"], self.cells["quantity"]
        if word not in WORDS:
            self.say("bad-choice", "choice", f"{word[:40]!r} is no choice.", f"Write one of: {', '.join(WORDS)}.")
            return None
        quantity = read_number(written) if written else None
        if written and (quantity is None or quantity < 0):
            self.say(
                "bad-choice",
                "quantity",
                f"{written[:40]!r} is no quantity.",
                "Write a number, or leave it blank for all.",
            )
            return None
        if not WORDS[word]:
            if quantity:
                what = "The row declines the service and keeps some of it."
                self.say(
                    "bad-choice", "quantity", what, "Write keep or buy with what is kept, or leave the quantity blank."
                )
                return None
            return Fraction(0)
        return self._within(price, quantity)

    def _within(self, price: Price, quantity: Fraction | None) -> Fraction | None:
        """Hold a quantity against what the school has."""
        has, service = price.share(self.cells["school"]).quantity, price.service
        if quantity is None or quantity == has:
            if not has and quantity is None:
                what = f"The school has no {service.title} today, and the row does not say how much it wants."
                self.say(
                    "bad-choice", "quantity", what, f"Write the number ({service.unit_noun}), or take the row out."
                )
                return None
            return has
        what = ""
        if service.driver not in _DIVISIBLE:
            what = f"{service.title} goes by {service.unit_noun}: all {quantity_text(has)} of the school, or none."
        elif quantity > has and service.approach is not Approach.BUY_BACK:
            what = f"The school has {quantity_text(has)} of {service.title}, and can keep no more than that."
        elif service.driver is Driver.PARTICIPANT and quantity.denominator != 1:
            what = f"{quantity_text(quantity)} is no whole number of participants."
        if what:
            self.say("bad-choice", "quantity", what, "Mend the quantity.")
            return None
        return quantity
