"""The count: every student once, to a headcount, with what a person should look at."""
# ruff: noqa: S608  the tables' names are constants

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perpupil.intake.counting import noticing
from perpupil.intake.counting.assembling import Groups, assemble, distinct
from perpupil.intake.counting.coding import coding_of
from perpupil.intake.counting.queries import (
    COUNTED,
    ENROLLMENT,
    PROGRAMS,
    ROSTER,
    placed_counted,
    placements,
    roster_rows,
    roster_rows_once,
    rows_counted,
)

if TYPE_CHECKING:
    import duckdb

    from perpupil.facts.headcount import Headcount
    from perpupil.findings import Finding
    from perpupil.intake.counting.engines import Engine
    from perpupil.intake.counting.rules import CountRule


_NUMBERED = "counted_schools"
BATCH_ROWS = 1 << 22
"""Rows fetched at once: four million are some 100 MB."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A headcount and what was noticed while counting."""

    headcount: Headcount
    findings: tuple[Finding, ...]
    membership_days: int | None = None
    """How many days the period of membership has; `days` over it is average daily membership."""


def count_roster(engine: Engine, rule: CountRule, source: str = ROSTER, *, check_once: bool = True) -> Counted:
    """Count a roster of one day, in which every row is a student.

    Args:
        engine: Where a table `roster` stands, with `school`, `grade`, the columns of needs and, if known, `student`.
        rule: What the values mean.
        source: What findings call the file.
        check_once: Look for students who stand twice. They are counted once, at the school marked as primary (`primary_school`, if the
            table has it), else at the one whose id sorts first. Without the look every row counts, so leave it out only for rows that
            were looked at before.

    Returns:
        A headcount with the measure `students`.

    """
    coding = coding_of(rule)
    rows, findings = roster_rows_of(engine, rule, source, check_once=check_once)
    groups = _groups(engine.keep(rows_counted(rows), COUNTED), ("students",), coding.size, shared=False)
    asked = noticing.Asked(engine, ROSTER, engine.shape(ROSTER))
    return Counted(assemble(source, groups, coding), (*findings, *noticing.of_groups(groups, coding, source, asked)))


def roster_rows_of(
    engine: Engine, rule: CountRule, source: str, *, check_once: bool
) -> tuple[str, tuple[Finding, ...]]:
    """Give the query for a roster's rows, each student once, and what was noticed on the way."""
    coding, shape = coding_of(rule), engine.shape(ROSTER)
    if not check_once:
        return roster_rows(rule, coding, shape), ()
    looked = noticing.look_at_roster(engine, shape)
    is_odd = looked.repeated or looked.without_student
    rows = roster_rows_once(rule, coding, shape) if is_odd else roster_rows(rule, coding, shape)
    return rows, tuple(noticing.of_roster(looked, source))


def count_enrollment(engine: Engine, rule: CountRule, source: str = ENROLLMENT) -> Counted:
    """Count the students who are enrolled on the day of the count, and their days of membership if the rule says so.

    A spell holds from its entry up to, and not with, its exit; one without an exit holds on.

    Args:
        engine: Where the tables `enrollment` and `programs` stand.
        rule: The day, the period, what the values mean, and where a student of two schools counts.
        source: What findings call the file.

    Returns:
        A headcount with the measures `students` and `fte`, and `days` where the rule has a period of membership.

    """
    coding, enrollment, programs = coding_of(rule), engine.shape(ENROLLMENT), engine.shape(PROGRAMS)
    rows = placements(rule, coding, enrollment, programs)
    measures = ("students", "fte", "days") if rule.membership else ("students", "fte")
    kept = engine.keep(placed_counted(rows, with_days=rule.membership is not None), COUNTED)
    groups = _groups(kept, measures, coding.size, shared=True)
    findings = noticing.of_enrollment(engine, rule, coding, source)
    findings += noticing.of_groups(groups, coding, source, noticing.Asked(engine, PROGRAMS, programs))
    days = len(rule.membership.days) if rule.membership else None
    return Counted(assemble(source, groups, coding), tuple(findings), days)


def _groups(connection: duckdb.DuckDBPyConnection, measures: tuple[str, ...], size: int, *, shared: bool) -> Groups:
    """Bring what was counted into memory, in the order of units and some units at a time; then forget the table."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_NUMBERED} AS SELECT school, count(*) AS row_count, row_number() OVER (ORDER BY school) - 1 AS number FROM {COUNTED} GROUP BY school"
    )
    units = connection.execute(f"SELECT school, row_count FROM {_NUMBERED} ORDER BY number").fetchall()
    ends = np.cumsum([rows for _, rows in units], dtype=np.int64)
    rows = int(ends[-1]) if units else 0
    names = ("code", *(("share_of",) if shared else ()), *measures)
    columns = {name: np.empty(rows, np.int64) for name in names}
    begin = first = 0
    while first < len(units):
        last = max(first + 1, int(np.searchsorted(ends, begin + BATCH_ROWS, side="right")))
        batch = "1 = 1" if last == len(units) and first == 0 else f"number BETWEEN {first} AND {last - 1}"
        # Numbers sort in half the time of texts.
        query = f"SELECT {', '.join(names)} FROM {COUNTED} JOIN {_NUMBERED} USING (school) WHERE {batch} ORDER BY number, code"
        for name, numbers in connection.execute(query).fetchnumpy().items():
            columns[name][begin : int(ends[last - 1])] = numbers
        begin, first = int(ends[last - 1]), last
    connection.execute(f"DROP TABLE {COUNTED}")
    connection.execute(f"DROP TABLE {_NUMBERED}")
    codes, code_of_row = distinct(columns["code"], size)
    return Groups(
        units=tuple(str(unit) for unit, _ in units),
        rows_of_unit=np.array([rows for _, rows in units], np.int64),
        codes=codes,
        code_of_row=code_of_row,
        share_of=columns["share_of"] if shared else None,
        measures={name: columns[name] for name in measures},
    )
