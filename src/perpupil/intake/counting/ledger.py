"""Lines of a ledger to sums, such as what each school spent on each function: whole cents, and nothing left out.

A line with a blank is summed under the blank, so that the sums always add up to the ledger.
"""
# ruff: noqa: S608  names are quoted

from __future__ import annotations

from typing import TYPE_CHECKING

from perpupil.intake.counting.queries import Shape, name_of
from perpupil.seal import seal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from perpupil.intake.counting.engines import Engine

LEDGER, SUMS = "ledger", "ledger_sums"
AMOUNT = "amount_cents"


def sum_ledger(engine: Engine, by: Sequence[str] = ("school", "function")) -> duckdb.DuckDBPyConnection:
    """Add the lines of a table `ledger` up by some of its columns.

    Args:
        engine: Where the table stands; its column `amount_cents` is a whole number of cents.
        by: The columns to add up by.

    Returns:
        A connection in which a table `ledger_sums` has these columns, as text, and `amount_cents`.

    """
    return engine.keep(ledger_query(engine.shape(LEDGER), by), SUMS)


def ledger_query(shape: Shape, by: Sequence[str]) -> str:
    """Ask for the sums; one beyond 64 bits is an error of the engine and never a wrong number."""
    keys = [f"coalesce({shape.text(column)}, '')" for column in by]
    named = ", ".join(f"{key} AS {name_of(column)}" for key, column in zip(keys, by, strict=True))
    return f"SELECT {named}, CAST(sum({AMOUNT}) AS BIGINT) AS {AMOUNT} FROM {LEDGER} GROUP BY {', '.join(keys)}"


def ledger_seal(connection: duckdb.DuckDBPyConnection, by: Sequence[str] = ("school", "function")) -> str:
    """Give the hash of the sums, the same whoever added them up; sums of 0 are no difference."""
    columns = ", ".join(map(name_of, by))
    rows = connection.execute(
        f"SELECT {columns}, {AMOUNT} FROM {SUMS} WHERE {AMOUNT} <> 0 ORDER BY {columns}"
    ).fetchall()
    return seal([list(row) for row in rows])
