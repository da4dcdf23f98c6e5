"""Changes by hand: somebody knows what past counts do not, and says how much, why, and who they are.

Kept as a table `unit,grade,change,count,reason,who` with an optional `year`. A row holds either a change or the count itself.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perpupil.findings import Finding, Place, finding
from perpupil.projection.students import shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from perpupil.facts.table import TextTable
    from perpupil.projection.grades import Ladder
    from perpupil.projection.students import Grades

COLUMNS = ("unit", "grade", "change", "count", "reason", "who")
ALL = "all"

_WHOLE = re.compile(r"[+-]?[0-9]{1,7}", re.ASCII).fullmatch
_YEAR = re.compile(r"[12][0-9]{3}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One change by hand."""

    unit: str
    grade: str
    """Empty for all grades of the unit together."""
    change: int | None
    """How many students more, or fewer; None where the count is given."""
    count: int | None
    """How many students, whatever the method says."""
    reason: str
    who: str
    year: int | None = None
    """The year that is changed, by the year in which it ends; the year that is projected when it is left out."""
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an adjustment did: students before and after, over the grades that it names."""

    adjustment: Adjustment
    year: int
    before: int
    after: int

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        one = self.adjustment
        grade = f" in grade {one.grade}" if one.grade else ""
        return f"{one.unit}{grade}: {self.before:,} becomes {self.after:,}. {one.reason} ({one.who})"


def read_adjustments(table: TextTable) -> tuple[tuple[Adjustment, ...], tuple[Finding, ...]]:
    """Read a table of changes by hand; rows that cannot be read are told, all at once."""
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        what = f"The table of adjustments has no column {', '.join(missing)}."
        fix = f"Its headers are {','.join(COLUMNS)}, and year if more than one year is changed."
        return (), (finding("missing-column", Place(table.source, 1), what, fix),)
    found: list[Adjustment] = []
    findings: list[Finding] = []
    for row in range(len(table)):
        cells = {column: table.columns[column][row] for column in table.columns}
        told = list(_mistakes(table, row, cells))
        findings += told
        if not told:
            found.append(_adjustment(cells, table.place(row)))
    return tuple(found), (*findings, *_twice(found))


def _adjustment(cells: Mapping[str, str], place: Place) -> Adjustment:
    change, count, year = (int(cells[name]) if cells.get(name) else None for name in ("change", "count", "year"))
    grade = "" if cells["grade"].lower() == ALL else cells["grade"]
    return Adjustment(cells["unit"], grade, change, count, cells["reason"], cells["who"], year, place)


def _mistakes(table: TextTable, row: int, cells: Mapping[str, str]) -> Iterator[Finding]:
    if not cells["unit"]:
        yield finding("missing-id", table.place(row, "unit"), "The row has no unit.", "Fill it in.")
    for name in ("reason", "who"):
        if not cells[name]:
            what = (
                f"The change at {cells['unit']} does not say {'why it is made' if name == 'reason' else 'who made it'}."
            )
            yield finding("unexplained-adjustment", table.place(row, name), what, f"Fill in the column {name}.")
    given = [name for name in ("change", "count") if cells[name]]
    if len(given) != 1:
        what = f"The row of {cells['unit']} gives {'both a change and a count' if given else 'neither a change nor a count'}."
        yield finding("bad-adjustment", table.place(row, "change"), what, "Give one of the two.")
    for name in given:
        if not _WHOLE(cells[name]):
            what = f"`{cells[name][:40]}` is not a whole number of students."
            yield finding("bad-adjustment", table.place(row, name), what, "Write digits, with a minus for fewer.")
        elif name == "count" and int(cells[name]) < 0:
            what = f"{cells['unit']} would have {cells[name]} students."
            yield finding("below-zero", table.place(row, name), what, "A count is zero or more.")
    if cells.get("year") and not _YEAR(cells["year"]):
        what = f"`{cells['year'][:40]}` is not a year."
        yield finding("bad-adjustment", table.place(row, "year"), what, "Write the fiscal year, such as 2028.")


def _twice(adjustments: Sequence[Adjustment]) -> Iterator[Finding]:
    """Find numbers that are changed twice; the order of rows decides nothing."""
    cells = Counter((one.unit, one.grade, one.year) for one in adjustments)
    wholes = {(one.unit, one.year) for one in adjustments if not one.grade}
    told = set()
    for one in adjustments:
        key = (one.unit, one.grade, one.year)
        is_twice = cells[key] > 1 and key not in told
        if is_twice or (one.grade and (one.unit, one.year) in wholes):
            told.add(key)
            what = f"{one.unit} is changed {'twice in one grade' if is_twice else 'in one grade and in all of them'}."
            yield finding("bad-adjustment", one.place, what, "Put them into one row, or give each grade by itself.")


def adjusted(
    grades: Grades, adjustments: Sequence[Adjustment], year: int, ladder: Ladder
) -> tuple[dict[str, dict[str, int]], tuple[Applied, ...], tuple[Finding, ...]]:
    """Change a projection by hand; what no row names stays as it is.

    Args:
        grades: The students by school and grade; every open school is there.
        adjustments: Those of this year.
        year: The year.
        ladder: The grades of the district.

    """
    found = {unit: dict(mine) for unit, mine in grades.items()}
    applied: list[Applied] = []
    findings: list[Finding] = []
    for one in adjustments:
        told = _unfitting(one, found, ladder)
        if told is not None:
            findings.append(told)
            continue
        mine = found[one.unit]
        before = mine.get(one.grade, 0) if one.grade else sum(mine.values())
        after = before + one.change if one.change is not None else one.count or 0
        if after < 0:
            what = f"{one.unit} has {before:,} students{f' in grade {one.grade}' if one.grade else ''}, and {one.change} would leave {after:,}."
            findings.append(finding("below-zero", one.place, what, "Take off fewer, or give the count."))
            continue
        if one.grade:
            mine[one.grade] = after
        elif before:
            mine.update(zip(mine, shared(after, list(mine.values())), strict=True))
        elif after:
            what = f"{one.unit} has no students in any grade, so nothing says how {after:,} are spread."
            findings.append(finding("bad-adjustment", one.place, what, "Give one row for each grade."))
            continue
        applied.append(Applied(one, year, before, after))
    return found, tuple(applied), tuple(findings)


def _unfitting(one: Adjustment, grades: Grades, ladder: Ladder) -> Finding | None:
    """Find a change at a school or in a grade that is not there."""
    if one.unit not in grades:
        what = f"{one.unit} is no school of the projection."
        return finding("unknown-unit", one.place, what, "Correct its id, or write in the changes that it is opened.")
    if one.grade and one.grade not in {*ladder.order, *grades[one.unit]}:
        what = f"{one.grade[:40]!r} is no grade of the district."
        fix = f"Its grades are {', '.join(ladder.order)}; `all` for all of a school."
        return finding("bad-adjustment", one.place, what, fix)
    return None
