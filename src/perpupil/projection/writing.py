"""A projection as text: its headcount, its numbers by school and grade, its intervals, and the record of how it was made."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from perpupil.exact.numerals import write_decimal_text, write_number
from perpupil.facts.headcount import headcount_seal, needs_text
from perpupil.projection.past_errors import ERRORS_LEAST, LEVEL
from perpupil.projection.students import in_order, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perpupil.facts.headcount import Headcount
    from perpupil.projection.adjustments import Applied
    from perpupil.projection.records import Projection

HEADCOUNT, BY_GRADE, BY_SCHOOL, RECORD = "headcount.csv", "by_grade.csv", "by_school.csv", "projection.json"


def files_of_projection(projection: Projection) -> dict[str, str]:
    """Give the files of a projection, by name: a fact set that stands by itself."""
    return {
        HEADCOUNT: headcount_as_csv(projection.headcount),
        BY_GRADE: by_grade_as_csv(projection),
        BY_SCHOOL: by_school_as_csv(projection),
        RECORD: json.dumps(projection_as_data(projection), ensure_ascii=False, indent=1) + "\n",
    }


def headcount_as_csv(headcount: Headcount) -> str:
    """Write `unit,grade,needs,students`, as a headcount is read; it has rows of one student and is never published."""
    rows = rows_of(headcount)
    lines = (
        (unit, profile.grade, needs_text(profile), rows[unit][profile])
        for unit in sorted(rows)
        for profile in in_order(rows[unit])
    )
    return _text(("unit", "grade", "needs", "students"), lines)


def by_grade_as_csv(projection: Projection) -> str:
    """Write each school and grade: the students, what the method gave, and the ratio that it rests on."""
    grades = projection.grades
    known = {(cell.unit, cell.grade): cell for cell in projection.cells}
    cells = sorted(
        {*known, *((unit, grade) for unit, mine in grades.items() for grade in mine)},
        key=lambda one: (one[0], projection.method.ladder.rank(one[1])),
    )
    lines = []
    for unit, grade in cells:
        cell = known.get((unit, grade))
        method = (
            ("", "", "", "")
            if cell is None
            else (cell.students, str(cell.basis), write_decimal_text(cell.ratio), cell.source)
        )
        lines.append((unit, grade, grades.get(unit, {}).get(grade, 0), *method))
    return _text(("unit", "grade", "students", "by_method", "basis", "ratio", "of_students"), lines)


def by_school_as_csv(projection: Projection) -> str:
    """Write each school: the last count, the students, what the method gave, and the interval around that."""
    grades, by_method = projection.grades, projection.by_method
    lines = []
    for unit in sorted({*by_method, *grades}):
        one = projection.intervals.get(unit)
        known = (
            ("", "", "", "", "")
            if one is None
            else (one.low, one.high, write_number(LEVEL), write_decimal_text(one.missed), one.errors)
        )
        students = sum(grades.get(unit, {}).values())
        lines.append((unit, projection.last.get(unit, 0), students, by_method.get(unit, 0), *known))
    headers = ("unit", "last_count", "students", "by_method", "low", "high", "level", "missed_at_most", "past_errors")
    return _text(headers, lines)


def projection_as_data(projection: Projection) -> dict[str, Any]:
    """Give how a projection was made, and its totals, for a script."""
    past, ladder = projection.past, projection.method.ladder
    return {
        "name": projection.name,
        "year": projection.year,
        "seal": projection.seal,
        "headcount_seal": headcount_seal(projection.headcount),
        "students": sum(sum(mine.values()) for mine in projection.grades.values()),
        "counts": {str(year): sum(sum(mine.values()) for mine in past.counts[year].values()) for year in past.years},
        "method": {
            "grades": list(ladder.order),
            "entry_grades": list(ladder.entries),
            "over_changes": projection.method.years,
            "few_students": projection.method.few,
        },
        "school_changes": [
            {"year": one.year, "what": one.words, "reason": one.reason}
            for one in sorted(past.changes, key=lambda one: (one.year, one.unit))
        ],
        "adjustments": [_applied_as_data(one) for one in projection.applied],
        "interval": {"level": write_number(LEVEL), "least_errors": ERRORS_LEAST},
        "past_errors": [
            {"year": one.year, "unit": one.unit, "projected": one.projected, "counted": one.counted}
            for one in projection.errors
        ],
    }


def _applied_as_data(one: Applied) -> dict[str, Any]:
    made = one.adjustment
    return {
        "unit": made.unit,
        "grade": made.grade or "all",
        "year": one.year,
        "before": one.before,
        "after": one.after,
        "reason": made.reason,
        "who": made.who,
    }


def _text(headers: Iterable[object], lines: Iterable[Iterable[object]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(lines)
    return out.getvalue()
