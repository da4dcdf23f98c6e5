"""Every fault of the messy twin: what it is, how many there are, where each stands, and what a correct repair restores."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault."""

    name: str
    count: int
    """How many are planted; what one of them is, the title says."""
    title: str
    repair: str
    """The rule, or the answer, that restores the clean district."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one fault stands."""

    kind: str
    file: str
    where: str
    """A row, counted with the header as row 1, and its column; or a cell of a sheet such as D15."""
    found: str
    restores: str
    """What stands there in the clean district; `-` where the row goes."""


KINDS = (
    Kind(
        "double-enrollment",
        212,
        "Students enrolled at two schools on the count date",
        "the later entry counts; the earlier ends that day",
    ),
    Kind(
        "shared-with-career-center",
        37,
        "Students who are primary at their school and at the career center",
        "primary at the high school only",
    ),
    Kind("no-show", 148, "Students listed who never came", "the row goes: no first day present by the count date"),
    Kind(
        "closed-school",
        9,
        "Enrollments at Mill Pond Annex, closed in June 2024",
        "227 is 230, where the student is enrolled already",
    ),
    Kind("age-grade", 26, "Students whose birth date cannot go with their grade", "birth_dates.csv among the answers"),
    Kind("iep-without-tier", 41, "Students with an IEP and no tier", "iep_tiers.csv among the answers"),
    Kind(
        "exited-learner",
        167,
        "Students coded M1 to M4 at two schools: exited, monitored",
        "M1 to M4 is no English learner",
    ),
    Kind(
        "blank-meal-status",
        31,
        "CEP schools whose meal status is blank: not known, not zero",
        "meal_status.csv among the answers",
    ),
    Kind(
        "leave-and-substitute",
        64,
        "Positions with a person on leave and a substitute",
        "one position: the substitute's row adds no position",
    ),
    Kind(
        "vacancy",
        118,
        "Positions that nobody holds, marked in words only",
        "VACANT in place of a person is the status vacant",
    ),
    Kind("split-position", 31, "Positions at two schools, whole at each", "half at each"),
    Kind(
        "unknown-account",
        23,
        "Accounts of the ledger with a code that the chart does not have",
        "account_corrections.csv among the answers",
    ),
    Kind("batch-posted-twice", 1, "A batch of bills posted twice", "the second posting goes"),
    Kind(
        "location-without-students",
        1,
        "A location of the ledger that is no school and has no students",
        "0298 is 0999, undistributed",
    ),
    Kind(
        "lost-leading-zero",
        60,
        "Schools whose ledger code lost its zero in sheets",
        "codes of the ledger have four digits",
    ),
    Kind("school-codes", 4, "Systems with school codes of their own", "schools.xlsx lists the codes of each school"),
    Kind("masked-count", 66, "Counts below ten written as <10", "school_counts.csv among the answers"),
    Kind("merged-header", 4, "Sheets with merged cells above the header", "the header is the row below"),
    Kind("total-row", 19, "TOTAL rows inside the data", "the row goes"),
    Kind("bracketed-negative", 36, "Credits written as (1,234.50)", "a negative amount"),
    Kind("trailing-minus", 36, "Credits written as 1,234.50-", "a negative amount"),
    Kind(
        "fiscal-year-style", 3, "Ways of writing one fiscal year: FY27, 2026-27 and 2027", "the year in which it ends"
    ),
    Kind("hidden-column", 4, "Columns that a sheet hides", "read like any other"),
    Kind("reference-error", 2, "Cells that show #REF!", "not known; no clean column depends on them"),
    Kind("number-as-text", 4_600, "Salaries of positions written as text with $ and commas", "a number"),
    Kind("typed-over-formula", 1, "A number typed over a formula, at Granite", "the formula: students × $290"),
)
"""The one list. Counts that the district's description gives are those; the others are what the files hold."""


COUNTS = {kind.name: kind.count for kind in KINDS}


def planted_json(places: Iterable[Place]) -> bytes:
    """Write the list with every place, for whoever checks that all are found."""
    by_kind: dict[str, list[dict[str, str]]] = {kind.name: [] for kind in KINDS}
    for one in places:
        by_kind[one.kind].append({"file": one.file, "where": one.where, "found": one.found, "restores": one.restores})
    listed = [
        {
            "kind": kind.name,
            "count": kind.count,
            "title": kind.title,
            "repair": kind.repair,
            "places": by_kind[kind.name],
        }
        for kind in KINDS
    ]
    return (json.dumps({"faults": listed}, indent=1, ensure_ascii=False) + "\n").encode()
