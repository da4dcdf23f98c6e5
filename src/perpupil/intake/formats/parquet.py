"""Parquet files, read by DuckDB with every door shut: no network, no extensions, no file but the one it is handed.

Every value comes as text, exact: decimals with their digits, floats with the fewest that give them again.
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import IO, TYPE_CHECKING

import duckdb

from perpupil import limits
from perpupil.facts.table import TextTable, without_controls
from perpupil.intake.formats.heading import mend_names
from perpupil.intake.formats.injection import tell_formulas
from perpupil.intake.formats.recognise import size_bytes
from perpupil.intake.reading import Reading, Told, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from perpupil.intake.reading import Asked

_MARK, _FOOT_BYTES = b"PAR1", 8
_BLOCK_ROWS = 4_096
_LOCKED_DOORS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "temp_directory": "",
    "memory_limit": "1GB",
    "threads": "1",
}
_SAVE = "Write the file again, to the end."


def read_parquet(stream: IO[bytes], address: str, told: Told, asked: Asked) -> Reading:
    """Read a Parquet file into one table.

    Args:
        stream: The file, to look at its ends.
        address: Where DuckDB finds the same file; it opens no other.
        told: Where findings go.
        asked: What is known of the file.

    """
    if not _is_whole(stream, told):
        return refused(told.all())
    try:
        with duckdb.connect(":memory:", config=dict(_LOCKED_DOORS)) as engine:
            engine.execute(f"SET allowed_paths = [{_quoted(address)}]")
            engine.execute("SET enable_external_access = false")
            engine.execute("SET lock_configuration = true")
            return _read(engine, address, told, asked)
    except duckdb.OutOfMemoryException:
        told.say("too-large", "The file becomes larger than the memory it may take.", "Split the file.")
    except (duckdb.Error, UnicodeDecodeError):
        told.say("damaged-file", "The Parquet file is damaged.", _SAVE)
    return refused(told.all())


def _is_whole(stream: IO[bytes], told: Told) -> bool:
    """Whether the file ends as it must, with what it says of itself and how long that is."""
    size = size_bytes(stream)
    stream.seek(max(0, size - _FOOT_BYTES))
    foot = stream.read(_FOOT_BYTES)
    if size < len(_MARK) + _FOOT_BYTES or not foot.endswith(_MARK):
        told.say("damaged-file", "The Parquet file ends too early.", _SAVE)
        return False
    footer_bytes = int.from_bytes(foot[:4], "little")
    if footer_bytes > size - len(_MARK) - _FOOT_BYTES:
        told.say("damaged-file", "The Parquet file is shorter than it says.", _SAVE)
        return False
    if footer_bytes > limits.PARQUET_FOOTER_BYTES:
        told.say("too-large", f"The file takes {footer_bytes:,} bytes to describe itself.", "Write fewer columns.")
        return False
    stream.seek(0, io.SEEK_SET)
    return True


def _read(engine: duckdb.DuckDBPyConnection, address: str, told: Told, asked: Asked) -> Reading:
    file = f"read_parquet({_quoted(address)}, hive_partitioning = false)"
    described = engine.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()  # noqa: S608 - quoted
    if len(described) > limits.FACTS_COLUMNS:
        what = f"The file has {len(described):,} columns; at most {limits.FACTS_COLUMNS:,} are read."
        told.say("too-large", what, "Leave out the columns that nobody needs.")
        return refused(told.all())
    kinds = [(str(name), str(kind)) for name, kind, *_ in described]
    kept = [at for at, (_, kind) in enumerate(kinds) if _is_plain(kind)]
    for at in sorted(set(range(len(kinds))) - set(kept)):
        what = f"Column {at + 1} holds lists, records or bytes, and is left out."
        told.say("columns-dropped", what, "Write one value a cell.")
    values = ", ".join(f"CAST({_named(kinds[at][0])} AS VARCHAR)" for at in kept) or "NULL"
    columns: list[list[str]] = [[] for _ in kept]
    writings = [_writing(kinds[at][1]) for at in kept]
    cursor = engine.execute(f"SELECT {values} FROM {file} LIMIT {asked.rows_maximum + 1}")  # noqa: S608 - quoted
    count = 0
    while block := cursor.fetchmany(_BLOCK_ROWS):
        count += len(block)
        for column, writing, cells in zip(columns, writings, zip(*block, strict=True), strict=False):
            column.extend("" if cell is None else writing(cell) for cell in cells)
    if count > asked.rows_maximum:
        told.say("too-large", f"The file has more than {asked.rows_maximum:,} rows.", "Split the file.")
        return refused(told.all())
    names = mend_names([without_controls(kinds[at][0]).strip() for at in kept], told, 1, [at + 1 for at in kept])
    table = TextTable(told.source, dict(zip(names, columns, strict=True)), range(1, count + 1))
    tell_formulas(table, told)
    return Reading((table,), told.all())


def _is_plain(kind: str) -> bool:
    return not kind.endswith("]") and not kind.startswith(
        ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "VARIANT", "GEOMETRY")
    )


def _writing(kind: str) -> Callable[[str], str]:
    """Give the way in which values of a kind are written as text."""
    if kind in ("DOUBLE", "FLOAT"):
        return _shortest
    if kind == "BOOLEAN":
        return lambda text: "yes" if text == "true" else "no"
    if kind.startswith("TIMESTAMP"):
        return lambda text: text.removesuffix(" 00:00:00").replace(" ", "T")
    return lambda text: without_controls(text).strip()


def _shortest(text: str) -> str:
    """Write a float without an exponent, and a float that is no number as a blank.

    >>> [_shortest(text) for text in ("412.0", "1e-07", "nan")]
    ['412', '0.0000001', '']
    """
    number = Decimal(text)
    if not number.is_finite():
        return ""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
