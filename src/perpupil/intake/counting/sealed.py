"""A headcount as Parquet: written and read by DuckDB, the same headcount again after the round trip.

The bytes may differ from one version of DuckDB to the next; the seal in the file is over what the headcount says (`headcount_seal`), and is
compared when it is read.
"""
# ruff: noqa: S608  the tables' names are constants; texts are quoted

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact.columns import Column, from_integers
from perpupil.facts.headcount import MEASURES, Headcount, Profile, headcount_seal, needs_text
from perpupil.findings import Finding, Place, finding
from perpupil.intake.counting.queries import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from perpupil.exact.columns import Integers

HEADCOUNT = "headcount"
CONFIDENTIAL = "perpupil.confidential"
SEAL = "perpupil.seal"
_DENOMINATOR = "perpupil.denominator."
_WARNING = "Rows of one student: never publish this file, never send it on."


def headcount_table(connection: duckdb.DuckDBPyConnection, headcount: Headcount) -> dict[str, str]:
    """Make a headcount a table `headcount` of a connection, and give the metadata that its file carries.

    Columns `unit`, `grade`, `needs` (as in a headcount's CSV: `ell=2;low_income`) and one of whole numerators for each measure.
    """
    ends = [*headcount.starts[1:].tolist(), len(headcount.profile_of_row)][: len(headcount.units)]
    lengths = np.array(ends, np.int64) - headcount.starts
    columns = {
        "unit_number": np.repeat(np.arange(len(headcount.units), dtype=np.int64), lengths),
        "profile_number": headcount.profile_of_row.astype(np.int64),
    }
    wide = [name for name, measure in headcount.measures.items() if measure.numerators.dtype == object]
    for name, measure in headcount.measures.items():
        numbers = measure.numerators
        columns[name] = np.array([str(number) for number in numbers.tolist()], np.str_) if name in wide else numbers
    _numbered(connection, "units", [(unit,) for unit in headcount.units], ("unit",))
    _numbered(connection, "profiles", [(one.grade, needs_text(one)) for one in headcount.profiles], ("grade", "needs"))
    connection.register("numbered_rows", columns)
    measures = ", ".join(
        name if name not in wide else f"CAST({name} AS VARCHAR) AS {name}" for name in headcount.measures
    )
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {HEADCOUNT} AS SELECT unit, grade, needs, {measures}
            FROM numbered_rows JOIN units ON units.number = unit_number JOIN profiles ON profiles.number = profile_number
            ORDER BY unit_number, grade, needs"""
    )
    connection.unregister("numbered_rows")
    belows = {_DENOMINATOR + name: str(measure.denominator) for name, measure in headcount.measures.items()}
    return {CONFIDENTIAL: _WARNING, SEAL: headcount_seal(headcount), **belows}


def copy_options(metadata: Mapping[str, str]) -> str:
    """Write the options with which DuckDB copies the table to a file."""
    pairs = ", ".join(f"{text_of(key)}: {text_of(value)}" for key, value in metadata.items())
    return f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{pairs}}}"


def headcount_of_table(
    connection: duckdb.DuckDBPyConnection, metadata: Mapping[str, str], source: str
) -> tuple[Headcount | None, tuple[Finding, ...]]:
    """Read a headcount from a view `headcount` of a connection and the metadata of its file."""
    described = connection.execute(f"DESCRIBE {HEADCOUNT}").fetchall()
    names = {str(name): str(kind) for name, kind, *_ in described}
    if not {"unit", "grade", "needs", "students"} <= names.keys() or SEAL not in metadata:
        what = "The file is no headcount: it has no columns unit, grade, needs and students, or no seal."
        return None, (finding("not-a-headcount", Place(source), what, "Count the students again."),)
    measures = [name for name in MEASURES if name in names]
    units = connection.execute(f"SELECT unit, count(*) FROM {HEADCOUNT} GROUP BY unit ORDER BY unit").fetchall()
    profiles = connection.execute(f"SELECT DISTINCT grade, needs FROM {HEADCOUNT} ORDER BY grade, needs").fetchall()
    numbers = "dense_rank() OVER (ORDER BY grade, needs) - 1 AS profile_number"
    rows = connection.execute(
        f"SELECT {numbers}, {', '.join(measures)} FROM {HEADCOUNT} ORDER BY unit, grade, needs"
    ).fetchnumpy()
    kinds = tuple(_profile(grade, needs) for grade, needs in profiles)
    lengths = [count for _, count in units]
    headcount = Headcount(
        source=source,
        units=tuple(unit for unit, _ in units),
        starts=np.cumsum([0, *lengths])[: len(lengths)].astype(np.intp),
        profiles=kinds,
        profile_of_row=np.asarray(rows["profile_number"], np.int64),
        measures={name: _column(np.asarray(rows[name]), int(metadata[_DENOMINATOR + name])) for name in measures},
        needs=frozenset(need for one in kinds for need, _ in one.needs),
        grades=frozenset(one.grade for one in kinds),
    )
    if headcount_seal(headcount) != metadata[SEAL]:
        what = "The headcount does not say what it said when it was sealed."
        return None, (finding("not-a-headcount", Place(source), what, "Count the students again."),)
    return headcount, ()


def _profile(grade: str, needs: str) -> Profile:
    parts = [part.partition("=") for part in needs.split(";")] if needs else []
    return Profile(grade, frozenset((name, level) for name, _, level in parts))


def _column(numbers: Integers, denominator: int) -> Column:
    """Make a column of numerators, which are texts where they are wider than 64 bits."""
    if numbers.dtype.kind in "iu":
        return Column(numbers.astype(np.int64), denominator)
    return from_integers([int(number) for number in numbers.tolist()], denominator)


def _numbered(
    connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[str, ...]], columns: tuple[str, ...]
) -> None:
    """Make a temporary table of texts and their numbers."""
    listed = {name: np.array([row[place] for row in rows] or [""], object) for place, name in enumerate(columns)}
    connection.register("listed", {**listed, "number": np.arange(max(1, len(rows)), dtype=np.int64)})
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM listed")
    connection.unregister("listed")
