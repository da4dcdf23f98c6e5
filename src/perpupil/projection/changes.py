r"""What became of schools: opened, closed, merged, split, regraded, and who took over whose students.

A change holds from the count of its year on. Kept as a table `kind,unit,successor,year,grades,share,reason`; several rows with the same unit and
year are the parts of one split.

>>> from perpupil.facts.table import read_csv
>>> text = "kind,unit,successor,year,share\nsplit,0210,0450,2028,0.6\nsplit,0210,0460,2028,0.4\n"
>>> changes, _ = read_changes(read_csv(text.encode(), "changes.csv")[0])
>>> changes[0].words
'0210 was split: 3/5 to 0450, 2/5 to 0460'
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from perpupil.exact.numerals import read_number, write_number
from perpupil.findings import Finding, Place, finding
from perpupil.projection.grades import Ladder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from perpupil.facts.table import TextTable

COLUMNS = ("kind", "unit", "year")
OPTIONAL = ("successor", "grades", "share", "reason")
COUNT_DAY = (10, 1)
"""The day of the fall count, before which a change must have happened to hold in it."""

_YEAR = re.compile(r"[12][0-9]{3}", re.ASCII).fullmatch


class Kind(StrEnum):
    """What can happen to a school."""

    OPENED = "opened"
    CLOSED = "closed"
    MERGED = "merged"
    SPLIT = "split"
    REGRADED = "regraded"


@dataclass(frozen=True, slots=True)
class Part:
    """What of a school went to a successor."""

    successor: str
    share: Fraction = Fraction(1)
    grades: tuple[str, ...] = ()
    """The grades that the share is of; all of them when empty."""


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """One change of one school; it holds from the count of its year on."""

    kind: Kind
    unit: str
    year: int
    """The fiscal year, by the year in which it ends."""
    parts: tuple[Part, ...] = ()
    """Who took over its students; nobody in particular when a closed school has none."""
    grades: tuple[str, ...] = ()
    """The grades of a school that was opened or regraded, from then on."""
    reason: str = ""
    place: Place = field(default=Place(""), compare=False)

    @property
    def ends(self) -> bool:
        """Whether the school is gone from then on."""
        closes = self.kind in {Kind.CLOSED, Kind.MERGED, Kind.SPLIT}
        return closes and all(part.successor != self.unit for part in self.parts)

    @property
    def words(self) -> str:
        """Say what happened."""
        to = ", ".join(map(_part_in_words, self.parts))
        match self.kind:
            case Kind.OPENED:
                return f"{self.unit} opened" + (f" with grades {', '.join(self.grades)}" if self.grades else "")
            case Kind.CLOSED:
                return f"{self.unit} closed" + (f" and was succeeded by {to}" if to else "")
            case Kind.MERGED:
                return f"{self.unit} was merged into {to}"
            case Kind.SPLIT:
                return f"{self.unit} was split: {to}"
            case Kind.REGRADED:
                return f"{self.unit} has grades {', '.join(self.grades)}"


@dataclass(frozen=True, slots=True)
class School:
    """What the list of schools says of one: its first day, the first day on which it was no longer open, and who took over."""

    unit: str
    opened: date | None = None
    closed: date | None = None
    successor: str = ""


def changes_of_schools(
    schools: Iterable[School], source: str = "", count_day: tuple[int, int] = COUNT_DAY
) -> tuple[SchoolChange, ...]:
    """Give the changes that a list of schools tells by itself: what opened, what closed, and into which school.

    >>> import datetime as dt
    >>> changes_of_schools([School("0099", closed=dt.date(2024, 6, 30), successor="0010")])[0].words
    '0099 closed and was succeeded by 0010'
    """
    place = Place(source)
    found = []
    for one in schools:
        if one.opened is not None:
            year = _first_year(one.opened, count_day)
            found.append(SchoolChange(Kind.OPENED, one.unit, year, place=place))
        if one.closed is not None:
            parts = (Part(one.successor),) if one.successor else ()
            found.append(SchoolChange(Kind.CLOSED, one.unit, _first_year(one.closed, count_day), parts, place=place))
    return tuple(found)


def _first_year(day: date, count_day: tuple[int, int]) -> int:
    """Give the first fiscal year whose count is on or after a day; the count of fiscal year 2027 is in the fall of 2026."""
    return day.year + 1 + ((day.month, day.day) > count_day)


def together(told: Sequence[SchoolChange], listed: Iterable[SchoolChange], since: int) -> tuple[SchoolChange, ...]:
    """Put the table of changes and the list of schools together; what the table says of a school and year goes first.

    Args:
        told: The changes of the table.
        listed: What the list of schools says.
        since: The first year that was counted; what the list tells of years until then shows in every count.

    """
    known = {(one.unit, one.year) for one in told}
    return (*told, *(one for one in listed if one.year > since and (one.unit, one.year) not in known))


def read_changes(
    table: TextTable, ladder: Ladder | None = None
) -> tuple[tuple[SchoolChange, ...], tuple[Finding, ...]]:
    """Read a table of changes; rows that cannot be read are told, all at once."""
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        what = f"The table of changes has no column {', '.join(missing)}."
        fix = f"Its headers are {','.join((*COLUMNS, *OPTIONAL))}; the last four may be left out."
        return (), (finding("missing-column", Place(table.source, 1), what, fix),)
    findings: list[Finding] = []
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(table.columns["unit"], table.columns["year"], strict=True)):
        rows[key].append(row)
    found = []
    for (unit, year), positions in rows.items():
        change, told = _read_change(_Row(table, ladder or Ladder()), unit, year, positions)
        findings += told
        if change is not None:
            found.append(change)
    return tuple(found), (*findings, *_cycles(found))


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a table, blank where it has no such column."""

    table: TextTable
    ladder: Ladder

    def cell(self, row: int, column: str) -> str:
        cells = self.table.columns.get(column)
        return cells[row] if cells is not None else ""

    def wrong(self, row: int, column: str, what: str, fix: str) -> Finding:
        return finding("bad-change", self.table.place(row, column), what, fix)


def _read_change(
    cells: _Row, unit: str, year: str, rows: Sequence[int]
) -> tuple[SchoolChange | None, tuple[Finding, ...]]:
    """Read the rows of one school and year."""
    first = rows[0]
    kinds = {cells.cell(row, "kind") for row in rows}
    kind = next(iter(kinds))
    if not unit or not _YEAR(year) or kind not in set(Kind) or len(kinds) > 1:
        what = f"A change of {unit or 'no unit'} in {year or 'no year'} is called {' and '.join(sorted(kinds)) or 'nothing'}."
        fix = f"Name the unit, a fiscal year such as 2028, and one of {', '.join(Kind)}; one kind a unit and year."
        return None, (cells.wrong(first, "kind", what, fix),)
    parts, findings = _parts(cells, Kind(kind), rows)
    spans = [cells.ladder.span(cells.cell(row, "grades")) for row in rows]
    for row, span in zip(rows, spans, strict=True):
        if span is None or (kind == Kind.REGRADED and not span):
            what = f"`{cells.cell(row, 'grades')}` names no grades of the district."
            findings.append(cells.wrong(row, "grades", what, f"Write them as K-5 or 6;7;8, of {cells.ladder.order}."))
    if kind not in {Kind.SPLIT, Kind.REGRADED, Kind.OPENED} and any(spans):
        findings.append(cells.wrong(first, "grades", f"{unit} is {kind} in some grades only.", "Call it split."))
    findings += _one_row(cells, Kind(kind), rows)
    if not findings:
        findings += _shares(cells, first, unit, parts)
    if findings:
        return None, tuple(findings)
    has_span = kind in {Kind.OPENED, Kind.REGRADED}
    return SchoolChange(
        Kind(kind),
        unit,
        int(year),
        () if has_span else tuple(parts),
        (spans[0] or ()) if has_span else (),
        "; ".join(dict.fromkeys(filter(None, (cells.cell(row, "reason") for row in rows)))),
        cells.table.place(first, "kind"),
    ), ()


def _one_row(cells: _Row, kind: Kind, rows: Sequence[int]) -> Iterator[Finding]:
    """Only a split has several rows and shares."""
    if kind is not Kind.SPLIT:
        for row in rows[1:]:
            yield cells.wrong(row, "unit", f"{cells.cell(row, 'unit')} stands twice in one year.", "Keep one row.")
        for row in rows:
            if cells.cell(row, "share"):
                yield cells.wrong(row, "share", "Only a split has shares.", "Leave it blank, or call it split.")


def _parts(cells: _Row, kind: Kind, rows: Sequence[int]) -> tuple[list[Part], list[Finding]]:
    """Read who took over, and what."""
    parts: list[Part] = []
    findings: list[Finding] = []
    for row in rows:
        unit, successor, share = (cells.cell(row, column) for column in ("unit", "successor", "share"))
        number = Fraction(1) if not share else _fraction(share)
        if number is None or not 0 < number <= 1:
            what = f"`{share[:40]}` is no share of a school."
            findings.append(cells.wrong(row, "share", what, "Write a part of one, such as 0.6 or 3/5."))
        if (kind in {Kind.MERGED, Kind.SPLIT}) != bool(successor) and kind is not Kind.CLOSED:
            what = f"{unit} is {kind}, and its successor is {successor or 'not named'}."
            fix = "Name who takes over." if not successor else "Leave the successor blank; merged and split have one."
            findings.append(cells.wrong(row, "successor", what, fix))
        if successor == unit and kind is not Kind.SPLIT and unit:
            findings.append(cells.wrong(row, "successor", f"{unit} succeeds itself.", "Name the other school."))
        if successor and number is not None:
            span = cells.ladder.span(cells.cell(row, "grades")) or ()
            parts.append(Part(successor, number, span if kind is Kind.SPLIT else ()))
    return parts, findings


def _fraction(text: str) -> Fraction | None:
    """Read `0.6` or `3/5`."""
    above, sign, below = text.partition("/")
    numbers = (read_number(above.strip()), read_number(below.strip()) if sign else Fraction(1))
    if numbers[0] is None or not numbers[1]:
        return None
    return numbers[0] / numbers[1]  # exact: Fraction


def _shares(cells: _Row, row: int, unit: str, parts: Sequence[Part]) -> Iterator[Finding]:
    """Every grade that is divided must be divided whole."""
    grades = dict.fromkeys(grade for part in parts for grade in part.grades)
    has_rest = any(not part.grades for part in parts)
    for grade in (*grades, *(("",) if has_rest else ())):
        total = sum((part.share for part in parts if not part.grades or grade in part.grades), Fraction(0))
        if total != 1:
            what = f"The shares of {unit}{f' in grade {grade}' if grade else ''} add up to {write_number(total)}, not to 1."
            yield cells.wrong(row, "share", what, "Correct the shares; a share that is blank is all of it.")


def _cycles(changes: Sequence[SchoolChange]) -> Iterator[Finding]:
    """Two schools cannot both take over from the other in one year."""
    for year in sorted({one.year for one in changes}):
        try:
            ordered([one for one in changes if one.year == year])
        except CycleError as error:
            units = [str(unit) for unit in error.args[1]]
            place = next(one.place for one in changes if one.year == year and one.unit in units)
            what = f"In {year} each of {', '.join(dict.fromkeys(units))} takes over from the other."
            yield finding("bad-change", place, what, "Say which of them is left.")


def ordered(changes: Iterable[SchoolChange]) -> tuple[SchoolChange, ...]:
    """Put changes in the order in which they are applied: by year, and a school before its successors.

    Raises:
        CycleError: Schools succeed each other in one year.

    """
    years: dict[int, list[SchoolChange]] = defaultdict(list)
    for one in changes:
        years[one.year].append(one)
    found: list[SchoolChange] = []
    for year in sorted(years):
        by_unit: dict[str, list[SchoolChange]] = defaultdict(list)
        before: Mapping[str, set[str]] = defaultdict(set)
        for one in years[year]:
            by_unit[one.unit].append(one)
            for part in one.parts:
                if part.successor != one.unit:
                    before[part.successor].add(one.unit)
        graph = {unit: before.get(unit, set()) for unit in sorted({*by_unit, *before})}
        found += [one for unit in TopologicalSorter(graph).static_order() for one in by_unit.get(unit, [])]
    return tuple(found)


def _part_in_words(part: Part) -> str:
    share = "" if part.share == 1 else f"{part.share} "
    grades = f"grades {', '.join(part.grades)} " if part.grades else ""
    of = "of " if share and grades else ""
    return f"{share}{of}{grades}to {part.successor}" if share or grades else part.successor
