"""Counting beyond one machine: the same queries, translated by Ibis for Spark or a warehouse.

Only groups come back, so what leaves the cluster is of the size of a headcount. They are put in order here, in DuckDB, as groups counted here
are. Needs the extra `perpupil[spark]`; nothing imports this module unless a cluster is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from perpupil.intake.counting.queries import Shape, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

WRITTEN_FOR = "duckdb"
"""The dialect that our queries are written in."""


class Backend(Protocol):
    """What we ask of an Ibis backend."""

    def table(self, name: str) -> Any:  # noqa: ANN401  Ibis has no types that we could name without it
        """Give a table by its name."""
        ...

    def sql(self, query: str, *, dialect: str) -> Any:  # noqa: ANN401  as above
        """Make an expression of a query."""
        ...

    def compile(self, expression: Any, /) -> str:  # noqa: ANN401  as above
        """Write an expression in the engine's own words."""
        ...


class Cluster:
    """An Ibis backend in which the tables to be counted stand; whoever knows the address of the cluster made it."""

    def __init__(self, backend: Backend, fetch: Callable[[str], Any] | None = None) -> None:
        """Take a backend, and what fetches the answer to a query in the cluster's own words as an Arrow table.

        Without the second Ibis fetches, which for Spark goes through pandas and its floats.
        """
        self.backend = backend
        self._fetch = fetch

    def shape(self, table: str) -> Shape:
        """Give the columns of a table and their types."""
        return Shape({name.lower(): str(kind).lstrip("!") for name, kind in self.backend.table(table).schema().items()})

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask for few rows."""
        table = self._asked(query)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def keep(self, query: str, name: str) -> duckdb.DuckDBPyConnection:
        """Bring the answer here, and keep it as a table."""
        answer = self._asked(query)
        connection = duckdb.connect(":memory:")
        connection.register("answer", answer)
        connection.execute(f"CREATE TEMP TABLE {name_of(name)} AS FROM answer")
        connection.unregister("answer")
        return connection

    def _asked(self, query: str) -> Any:  # noqa: ANN401  an Arrow table; its package has no types
        """Translate a query, ask it, and give what comes back as an Arrow table."""
        expression = self.backend.sql(query, dialect=WRITTEN_FOR)
        return expression.to_pyarrow() if self._fetch is None else self._fetch(self.backend.compile(expression))
