"""The headcount: how many students of each grade and profile of needs a unit has, and nothing about any one of them.

It is some hundred times smaller than the roster. It still has rows of one student, so it is a confidential record: never published,
never written to a log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact.columns import Column, Index, Integers, Truths, from_fractions, from_integers
from perpupil.exact.numerals import read_number, write_number
from perpupil.findings import Finding, Place, finding
from perpupil.seal import seal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from perpupil.facts.table import TextTable

COLUMNS = ("unit", "grade", "needs", "students")
MEASURES = ("students", "days", "fte")
FINDINGS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Profile:
    """A grade and a set of needs, each with its level or none."""

    grade: str
    needs: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Headcount:
    """Rows in the order of units; each a unit, a profile and how many."""

    source: str
    units: tuple[str, ...]
    """The units that have rows, in the order of their ids."""
    starts: Index
    """Where each unit's rows begin."""
    profiles: tuple[Profile, ...]
    """Every profile that occurs, once."""
    profile_of_row: Integers
    measures: dict[str, Column] = field(repr=False)
    """`students`, and `days` and `fte` where the file has them."""
    needs: frozenset[str]
    grades: frozenset[str]
    _having: dict[tuple[str, ...], Truths] = field(default_factory=dict, repr=False, compare=False)

    def only(self, units: Collection[str]) -> Headcount:
        """Give the rows of some units; grades and needs that no row has any more are still known."""
        ends = [*self.starts[1:].tolist(), len(self.profile_of_row)]
        kept = [position for position, unit in enumerate(self.units) if unit in units]
        runs = [np.arange(self.starts[position], ends[position]) for position in kept]
        rows = np.concatenate(runs) if runs else np.zeros(0, np.intp)
        lengths = [len(run) for run in runs]
        return replace(
            self,
            units=tuple(self.units[position] for position in kept),
            starts=np.cumsum([0, *lengths[:-1]])[: len(kept)].astype(np.intp),
            profile_of_row=self.profile_of_row[rows],
            measures={name: column.take(rows) for name, column in self.measures.items()},
        )

    def with_grade(self, grade: str) -> Truths:
        """Say which profiles are of a grade."""
        key = ("grade", grade)
        if key not in self._having:
            self._having[key] = np.array([profile.grade == grade for profile in self.profiles], np.bool_)
        return self._having[key]

    def with_need(self, need: str, level: str | None) -> Truths:
        """Say which profiles have a need, at any level or at one."""
        key = ("need", need) if level is None else ("need", need, level)
        if key not in self._having:
            having = [
                any(name == need and level in {None, at} for name, at in profile.needs) for profile in self.profiles
            ]
            self._having[key] = np.array(having, np.bool_)
        return self._having[key]


def read_headcount(table: TextTable) -> tuple[Headcount | None, tuple[Finding, ...]]:
    """Read `unit,grade,needs,students[,days][,fte]`; needs are `name` or `name=level`, separated by `;`."""
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        what = f"The headcount has no column {', '.join(missing)}."
        fix = "Its headers are unit,grade,needs,students and, if counted, days and fte."
        return None, (finding("missing-column", Place(table.source, 1), what, fix),)
    findings: list[Finding] = []
    measures = {name: _measure(table, name, findings) for name in MEASURES if name in table.columns}
    units, unit_of_row = _coded(table.columns["unit"])
    profiles, profile_of_row = _profiles(table, findings)
    if "" in units:
        row = table.columns["unit"].index("")
        findings.append(finding("missing-id", table.place(row, "unit"), "The row has no unit.", "Fill it in."))
    if findings:
        return None, tuple(findings[:FINDINGS_KEPT])
    order = np.argsort(unit_of_row, kind="stable")
    return Headcount(
        source=table.source,
        units=tuple(units),
        starts=np.searchsorted(unit_of_row[order], np.arange(len(units))),
        profiles=profiles,
        profile_of_row=profile_of_row[order],
        measures={name: column.take(order) for name, column in measures.items()},
        needs=frozenset(need for profile in profiles for need, _ in profile.needs),
        grades=frozenset(profile.grade for profile in profiles),
    ), ()


def _measure(table: TextTable, name: str, findings: list[Finding]) -> Column:
    """Read a column of numbers that are not negative; students are whole."""
    cells = table.columns[name]
    known = {cell: _counted(cell, name) for cell in set(cells)}
    wrong = {cell for cell, value in known.items() if value is None}
    for row in (row for row, cell in enumerate(cells) if wrong and cell in wrong):
        if len(findings) >= FINDINGS_KEPT:
            break
        wanted = "a whole number of students" if name == "students" else "a number that is not negative"
        what = f"`{cells[row][:40]}` is not {wanted}."
        findings.append(
            finding("bad-cell", table.place(row, name), what, "Write digits; small groups must be counted, not masked.")
        )
    numbers = {cell: value or Fraction(0) for cell, value in known.items()}
    if all(value.denominator == 1 for value in numbers.values()):
        whole = {cell: value.numerator for cell, value in numbers.items()}
        return from_integers([whole[cell] for cell in cells])
    return from_fractions([numbers[cell] for cell in cells])


def _counted(cell: str, name: str) -> Fraction | None:
    """Read a number that can count: not negative, and whole where it counts students."""
    value = read_number(cell)
    if value is None or value < 0 or (name == "students" and value.denominator != 1):
        return None
    return value


def _profiles(table: TextTable, findings: list[Finding]) -> tuple[tuple[Profile, ...], Integers]:
    """Give every profile once, and which one each row has."""
    grades, needs = table.columns["grade"], table.columns["needs"]
    codes: dict[tuple[str, str], int] = {}
    found: dict[Profile, int] = {}
    rows = np.empty(len(grades), np.int64)
    for row, key in enumerate(zip(grades, needs, strict=True)):
        if key not in codes:
            needs_here = _needs(key[1])
            codes[key] = found.setdefault(Profile(key[0], frozenset(needs_here)), len(found))
            names = [name for name, _ in needs_here]
            if len(set(names)) < len(names) or "" in names:
                what = f"The needs {key[1][:60]!r} name a need twice or not at all."
                findings.append(
                    finding("bad-cell", table.place(row, "needs"), what, "Write each need once: ell=2;low_income.")
                )
        rows[row] = codes[key]
    return tuple(found), rows


def _needs(text: str) -> list[tuple[str, str]]:
    """Read `ell=2;low_income`."""
    if not text:
        return []
    parts = [part.partition("=") for part in text.split(";")]
    return [(name.strip(), level.strip()) for name, _, level in parts]


def _coded(cells: Sequence[str]) -> tuple[list[str], Integers]:
    """Give the distinct texts in order, and the position of each cell's text among them."""
    texts = sorted(set(cells))
    position = {text: number for number, text in enumerate(texts)}
    return texts, np.fromiter((position[cell] for cell in cells), np.int64, len(cells))


def needs_text(profile: Profile) -> str:
    """Write the needs of a profile as a headcount's CSV does: `ell=2;low_income`."""
    return ";".join(sorted(f"{name}={level}" if level else name for name, level in profile.needs))


def canonical_headcount(headcount: Headcount) -> dict[str, object]:
    """Give the rows of a headcount in one order, equal rows added up: the same whatever the order or cut of its rows."""
    measures = sorted(headcount.measures)
    numbers = [_written(headcount.measures[name]) for name in measures]
    profiles = [[profile.grade, sorted("=".join(need) for need in profile.needs)] for profile in headcount.profiles]
    texts = [json.dumps(profile, ensure_ascii=False) for profile in profiles]
    starts = [*headcount.starts.tolist(), len(headcount.profile_of_row)]
    kinds = headcount.profile_of_row.tolist()
    rows = {}
    for place, unit in enumerate(headcount.units):
        here = slice(starts[place], starts[place + 1])
        mine = [
            list(row)
            for row in zip((texts[kind] for kind in kinds[here]), *(one[here] for one in numbers), strict=True)
        ]
        rows[unit] = _equal_rows_added(mine)
    return {"measures": measures, "rows": rows}


def _written(column: Column) -> list[str]:
    """Write every number of a column, each distinct one once: rows are many, and nearly all are of a few students."""
    if not isinstance(column.denominator, int):
        return list(map(write_number, column.fractions()))
    numerators, below = column.numerators.tolist(), column.denominator
    known = {number: write_number(Fraction(number, below)) for number in set(numerators)}
    return [known[number] for number in numerators]


def headcount_seal(headcount: Headcount) -> str:
    """Give the hash by which a headcount is known again, whoever counted it and however its file was written."""
    return seal(canonical_headcount(headcount))


def _equal_rows_added(rows: list[list[str]]) -> list[list[str]]:
    """Put the rows of a unit in one order; rows of the same profile become one."""
    if len({row[0] for row in rows}) == len(rows):
        return sorted(rows)
    added: dict[str, list[Fraction]] = {}
    for profile, *numbers in rows:
        known = added.get(profile, [Fraction(0)] * len(numbers))
        added[profile] = [total + Fraction(number) for total, number in zip(known, numbers, strict=True)]
    return sorted([profile, *map(write_number, numbers)] for profile, numbers in added.items())
