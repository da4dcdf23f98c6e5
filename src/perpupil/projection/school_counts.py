"""Past counts from a table of school counts: a row a school, year and grade, without needs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from perpupil.exact.numerals import read_number
from perpupil.facts.headcount import Profile
from perpupil.findings import Finding, Place, finding
from perpupil.limits import UNITS_NAMED

if TYPE_CHECKING:
    from perpupil.facts.table import TextTable
    from perpupil.projection.students import Rows

COLUMNS = ("schoolId", "year", "grade", "count")
ALL = "all"
PROJECTED = "projected"


def read_school_counts(table: TextTable) -> tuple[dict[int, Rows], tuple[Finding, ...]]:
    """Read what was counted, by fiscal year, from a table under the names of the dataset `school_counts`.

    Projections, and counts of a group such as students of low income, are passed over. A count over all grades of a school is not needed where its
    grades are there, and cannot be followed where they are not.
    """
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        what = f"The school counts have no column {', '.join(missing)}."
        return {}, (finding("missing-column", Place(table.source, 1), what, "Say which column holds it."),)
    findings: list[Finding] = []
    found: dict[int, dict[str, dict[Profile, int]]] = defaultdict(lambda: defaultdict(dict))
    wholes: dict[tuple[int, str], int] = {}
    for row in range(len(table)):
        if _cell(table, row, "status") == PROJECTED or _cell(table, row, "group") not in {"", ALL}:
            continue
        unit, year, grade, count = (table.columns[column][row] for column in COLUMNS)
        number = read_number(count)
        if not unit or not year.isdecimal() or number is None or number < 0 or number.denominator != 1:
            what = f"A school, a fiscal year and a whole number of students make a count; here are {unit!r}, {year!r} and {count!r}."
            findings.append(finding("bad-cell", table.place(row), what, "Write all three; small counts as they are."))
            continue
        if grade == ALL:
            wholes.setdefault((int(year), unit), row)
            continue
        mine, profile = found[int(year)][unit], Profile(grade, frozenset())
        if profile in mine:
            what = f"{unit} has two counts of grade {grade} in {year}."
            findings.append(finding("repeated-row", table.place(row), what, "Keep one day of count a year."))
        mine[profile] = int(number)
    for (one, unit), row in wholes.items():
        if not found[one].get(unit):
            what = f"{unit} is counted in {one} over all grades only."
            findings.append(finding("bad-cell", table.place(row, "grade"), what, "Give the count of each grade."))
    return {year: {unit: dict(mine) for unit, mine in found[year].items()} for year in sorted(found)}, tuple(findings)


def _cell(table: TextTable, row: int, column: str) -> str:
    cells = table.columns.get(column)
    return cells[row] if cells is not None else ""


def check_needs(counts: Rows, needs: Rows, source: str) -> tuple[Finding, ...]:
    """Find schools whose last count is not the same in the table of counts and in the headcount with needs."""
    totals = [{unit: sum(mine.values()) for unit, mine in rows.items()} for rows in (counts, needs)]
    apart = sorted(unit for unit in {*counts, *needs} if totals[0].get(unit, 0) != totals[1].get(unit, 0))
    if not apart:
        return ()
    shown = ", ".join(
        f"{unit} ({totals[0].get(unit, 0):,} and {totals[1].get(unit, 0):,})" for unit in apart[:UNITS_NAMED]
    )
    more = f" and {len(apart) - UNITS_NAMED:,} more" if len(apart) > UNITS_NAMED else ""
    what = f"The last count and the headcount with needs differ at {shown}{more}; the headcount is taken."
    return (finding("totals-disagree", Place(source), what, "See which of the two is right."),)
