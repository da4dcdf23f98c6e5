"""The packed form: of each student the school's number and one integer for grade, needs and measures, in order, and no id.

Packed once while a roster is taken in, the same students are counted again and again some times faster than from the export: where rows stand in order,
counting is finding where one run ends and the next begins.
"""
# ruff: noqa: S608  the names of tables are constants

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from perpupil.intake.counting import noticing
from perpupil.intake.counting.assembling import Groups, assemble, distinct
from perpupil.intake.counting.coding import CODES_MAXIMUM, Coding, coding_of
from perpupil.intake.counting.count import BATCH_ROWS, Counted, roster_rows_of
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.queries import ENROLLMENT, PROGRAMS, ROSTER, placements

if TYPE_CHECKING:
    import duckdb

    from perpupil.exact.columns import Integers
    from perpupil.findings import Finding
    from perpupil.intake.counting.rules import CountRule

PACKED = "packed"
_KIND = ("students", "fte", "days", "share_of")
_ONE_STUDENT = (1, 1, 0, 1)
_NARROW = 1 << 32
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Packing:
    """How to pack a roster, and what is needed to read it again; it names schools, and nobody else."""

    query: str
    """Asks for the packed rows, `school` and `packed`, in order; whoever opens files writes them where nobody else reads."""
    coding: Coding
    schools: tuple[str, ...]
    """The schools by number."""
    kinds: tuple[tuple[int, ...], ...]
    """How much a row counts, by number: students, full-time share and days, as numerators, and their denominator."""
    measures: tuple[str, ...]
    findings: tuple[Finding, ...]
    membership_days: int | None = None


def pack_roster(
    connection: duckdb.DuckDBPyConnection, rule: CountRule, source: str = ROSTER, *, check_once: bool = True
) -> Packing:
    """Say how to pack a roster of one day; the arguments are those of `count_roster`, and the connection is kept for the query."""
    coding = coding_of(rule)
    rows, findings = roster_rows_of(Embedded(connection), rule, source, check_once=check_once)
    schools = _schools(connection, rows)
    query = _packed_query(rows, coding, kinds=1)
    return Packing(query, coding, schools, (_ONE_STUDENT,), ("students",), findings)


def pack_enrollment(connection: duckdb.DuckDBPyConnection, rule: CountRule, source: str = ENROLLMENT) -> Packing:
    """Say how to pack the students of enrollment spells; the arguments are those of `count_enrollment`."""
    coding, engine = coding_of(rule), Embedded(connection)
    rows = placements(rule, coding, engine.shape(ENROLLMENT), engine.shape(PROGRAMS))
    measured = ", ".join(_KIND)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE placed_rows AS SELECT school, code, {measured} FROM ({rows}) AS placed"
    )
    schools = _schools(connection, "SELECT school FROM placed_rows")
    kinds = connection.execute(f"SELECT DISTINCT {measured} FROM placed_rows ORDER BY ALL").fetchall()
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE kind_numbers AS SELECT {measured}, row_number() OVER (ORDER BY {measured}) - 1 AS number FROM (SELECT DISTINCT {measured} FROM placed_rows) AS found"
    )
    rows = f"SELECT school, code + {coding.size} * number AS code FROM placed_rows JOIN kind_numbers USING ({measured})"
    query = _packed_query(rows, coding, len(kinds))
    measures = ("students", "fte", "days") if rule.membership else ("students", "fte")
    findings = noticing.of_enrollment(engine, rule, coding, source)
    days = len(rule.membership.days) if rule.membership else None
    return Packing(query, coding, schools, tuple(map(_integers, kinds)), measures, tuple(findings), days)


def count_packed(connection: duckdb.DuckDBPyConnection, packing: Packing, source: str = PACKED) -> Counted:
    """Count what was packed; a table `packed` stands in the connection, its rows in the order in which they were asked for.

    Raises:
        ValueError: The rows are not in order, so that they are not those of this packing.

    """
    runs = [_runs(connection, first, last) for first, last in _batches(connection, len(packing.schools))]
    schools, packed, rows = (
        (np.concatenate(parts) for parts in zip(*runs, strict=True)) if runs else (_NONE, _NONE, _NONE)
    )
    kind_of_row, codes = np.divmod(packed.astype(np.int64), packing.coding.size)
    kinds = np.array(packing.kinds, np.int64).reshape(-1, len(_KIND))
    of_kind = {name: kinds[:, place][kind_of_row] for place, name in enumerate(_KIND)}
    found, code_of_row = distinct(codes, packing.coding.size)
    groups = Groups(
        units=packing.schools,
        rows_of_unit=np.bincount(schools, minlength=len(packing.schools)),
        codes=found,
        code_of_row=code_of_row,
        share_of=of_kind["share_of"] if "fte" in packing.measures else None,
        measures={name: rows * of_kind[name] for name in packing.measures},
    )
    findings = (*packing.findings, *noticing.of_groups(groups, packing.coding, source))
    return Counted(assemble(source, groups, packing.coding), findings, packing.membership_days)


def _schools(connection: duckdb.DuckDBPyConnection, rows: str) -> tuple[str, ...]:
    """Give the schools a number each, in the order of their ids."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE school_numbers AS SELECT school, row_number() OVER (ORDER BY school) - 1 AS number FROM (SELECT DISTINCT school FROM ({rows}) AS placed) AS found"
    )
    return tuple(
        str(school) for (school,) in connection.execute("SELECT school FROM school_numbers ORDER BY number").fetchall()
    )


def _packed_query(rows: str, coding: Coding, kinds: int) -> str:
    """Ask for the packed rows in order."""
    if coding.size * kinds >= CODES_MAXIMUM:
        message = "The grades, needs and shares have more combinations than a 64-bit integer can tell apart; count fewer needs at once."
        raise ValueError(message)
    width = "UINTEGER" if coding.size * kinds <= _NARROW else "BIGINT"
    return f"""
        SELECT CAST(school_numbers.number AS INTEGER) AS school, CAST(code AS {width}) AS packed
        FROM ({rows}) AS placed JOIN school_numbers ON placed.school = school_numbers.school ORDER BY ALL"""


def _batches(connection: duckdb.DuckDBPyConnection, schools: int) -> list[tuple[int, int]]:
    """Cut the schools into runs of about a batch of rows each."""
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {PACKED}").fetchall()
    batches = max(1, -(-rows // BATCH_ROWS))
    edges = [schools * number // batches for number in range(batches + 1)]
    return [(first, last) for first, last in pairwise(edges) if first < last]


def _runs(connection: duckdb.DuckDBPyConnection, first: int, last: int) -> tuple[Integers, Integers, Integers]:
    """Give the school, the packed integer and the number of rows of every run of equal rows."""
    rows = connection.execute(
        f"SELECT school, packed FROM {PACKED} WHERE school >= {first} AND school < {last}"
    ).fetchnumpy()
    schools, packed = np.asarray(rows["school"]), np.asarray(rows["packed"])
    is_next = schools[1:] != schools[:-1]
    in_order = schools[1:] > schools[:-1]
    in_order |= ~is_next & (packed[1:] >= packed[:-1])
    if not in_order.all():
        message = "The packed rows are not in order."
        raise ValueError(message)
    is_next |= packed[1:] != packed[:-1]
    starts = np.concatenate([np.zeros(min(1, len(schools)), np.int64), np.flatnonzero(is_next) + 1])
    return schools[starts], packed[starts], np.diff(np.append(starts, len(schools)))


def _integers(row: tuple[object, ...]) -> tuple[int, ...]:
    return tuple(int(str(number)) for number in row)
