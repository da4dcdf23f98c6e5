"""What counts: DuckDB in this process. A cluster is in `cluster`; both answer the same queries, so a count knows neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from perpupil.intake.counting.queries import Shape, name_of

if TYPE_CHECKING:
    import duckdb


class Engine(Protocol):
    """Where the tables are and the work is done."""

    def shape(self, table: str) -> Shape:
        """Give the columns of a table and their types."""
        ...

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask for few rows."""
        ...

    def keep(self, query: str, name: str) -> duckdb.DuckDBPyConnection:
        """Ask for many rows, and give the connection in which they are a table of a name."""
        ...


class Embedded:
    """DuckDB, over a connection in which the tables to be counted stand; whoever opened the files made it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take a connection."""
        self.connection = connection

    def shape(self, table: str) -> Shape:
        """Give the columns of a table and their types."""
        described = self.connection.execute(f"DESCRIBE {name_of(table)}").fetchall()
        return Shape({str(column).lower(): str(kind).lower() for column, kind, *_ in described})

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask for few rows."""
        return self.connection.execute(query).fetchall()

    def keep(self, query: str, name: str) -> duckdb.DuckDBPyConnection:
        """Keep the answer as a table."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name_of(name)} AS {query}")
        return self.connection
