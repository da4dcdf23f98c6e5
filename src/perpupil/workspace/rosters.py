"""Files of students, opened for counting; and headcounts, written and read. The rows of students go nowhere but a private place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, Place, finding
from perpupil.intake.counting import packed, sealed
from perpupil.intake.counting.count import Counted, count_enrollment, count_roster
from perpupil.intake.counting.engines import Embedded, Engine
from perpupil.intake.counting.queries import ROSTER, name_of, text_of
from perpupil.intake.counting.rules import CountRule
from perpupil.limits import HEADCOUNT_ROWS
from perpupil.workspace import clusters
from perpupil.workspace.files import read
from perpupil.workspace.private import private_file, private_place

MEMORY = "2GB"
"""What DuckDB may hold while it counts; beyond it writes to the private place."""


@contextmanager
def counting_connection(
    parent: Path | None = None, memory: str = MEMORY
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """Give a connection for counting and the private place in which it may put rows aside; both are gone at the end."""
    with private_place(parent) as place:
        spill = place / "spill"
        spill.mkdir(mode=0o700)
        settings = {
            "temp_directory": str(spill),
            "memory_limit": memory,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        connection = duckdb.connect(":memory:", config=dict(settings))
        try:
            yield connection, place
        finally:
            connection.close()


def open_parquet(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    files: Sequence[Path | str],
    columns: Mapping[str, str] | None = None,
) -> None:
    """Let Parquet files stand in a connection as one table.

    Args:
        connection: The connection.
        table: `roster`, `enrollment` or `programs`.
        files: The files; those of one table have the same columns.
        columns: Our name of a column → its name in the files; all columns under their own names if None.

    """
    listed = ", ".join(text_of(str(path)) for path in files)
    chosen = ", ".join(f"{name_of(there)} AS {name_of(ours)}" for ours, there in (columns or {}).items()) or "*"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name_of(table)} AS SELECT {chosen} FROM read_parquet([{listed}])")  # noqa: S608  quoted


@contextmanager
def counting_engine(
    files: Mapping[str, Sequence[Path | str]],
    *,
    engine: str = "duckdb",
    master: str | None = None,
    parent: Path | None = None,
) -> Iterator[Engine]:
    """Open files for a count or a sum, in this process or on a cluster.

    Args:
        files: Table → its Parquet files: `roster`, or `enrollment` and `programs`, or `ledger`.
        engine: `duckdb`, or `spark`, which needs the extra `perpupil[spark]`.
        master: The address of the Spark cluster, such as `spark://10.0.0.5:7077`; each of its machines reads the files at the same place.
        parent: Where the private place stands.

    Raises:
        ModuleNotFoundError: Spark is asked for and not installed.

    """
    match engine:
        case "duckdb":
            with counting_connection(parent) as (connection, _):
                for table, listed in files.items():
                    open_parquet(connection, table, listed)
                yield Embedded(connection)
        case "spark":
            with clusters.spark(master or clusters.LOCAL, files) as cluster:
                yield cluster
        case _:
            message = f"There is no engine {engine!r}; there are duckdb and spark."
            raise ValueError(message)


def count_files(
    files: Mapping[str, Sequence[Path | str]], rule: CountRule, *, engine: str = "duckdb", master: str | None = None
) -> Counted:
    """Count a table `roster`, or the tables `enrollment` and `programs`; the arguments are those of `counting_engine`."""
    with counting_engine(files, engine=engine, master=master) as one:
        return count_roster(one, rule) if ROSTER in files else count_enrollment(one, rule)


def write_packed(connection: duckdb.DuckDBPyConnection, place: Path, packing: packed.Packing) -> Path:
    """Write the packed rows to a file of the private place, and let them stand as the table `packed`."""
    file = private_file(place / "packed.parquet")
    connection.execute(f"COPY ({packing.query}) TO {text_of(str(file))} (FORMAT parquet, USE_TMP_FILE false)")
    connection.execute("DROP TABLE IF EXISTS placed_rows")
    open_parquet(connection, packed.PACKED, [file])
    return file


def write_headcount(path: Path, headcount: Headcount) -> None:
    """Write a headcount as Parquet, readable by its owner only: beside its place first, then in it."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    try:
        with duckdb.connect(":memory:") as connection:
            metadata = sealed.headcount_table(connection, headcount)
            options = f"{sealed.copy_options(metadata)}, USE_TMP_FILE false"
            connection.execute(f"COPY {sealed.HEADCOUNT} TO {text_of(str(private_file(beside)))} ({options})")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_any_headcount(path: Path) -> tuple[Headcount | None, tuple[Finding, ...]]:
    """Read a headcount that was written as Parquet, or as comma-separated text by hand or by another system."""
    if path.suffix.lower() == ".parquet":
        return read_headcount_file(path)
    table, findings = read_csv(read(path), str(path), HEADCOUNT_ROWS)
    return (None, findings) if findings else read_headcount(table)


def read_headcount_file(path: Path) -> tuple[Headcount | None, tuple[Finding, ...]]:
    """Read a headcount that was written as Parquet."""
    with duckdb.connect(":memory:") as connection:
        try:
            open_parquet(connection, sealed.HEADCOUNT, [path])
            pairs = connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
            metadata = {bytes(key).decode(): bytes(value).decode() for key, value in pairs}
            return sealed.headcount_of_table(connection, metadata, path.name)
        except (duckdb.Error, UnicodeDecodeError):
            what = f"{path.name} is not a whole Parquet file."
            return None, (finding("not-a-headcount", Place(path.name), what, "Count the students again."),)
