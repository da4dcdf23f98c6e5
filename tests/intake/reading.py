"""Bytes through the door, as the tests of every format use it."""

import io
import tempfile
from pathlib import Path

from perpupil.facts.table import TextTable
from perpupil.intake.door import read_file
from perpupil.intake.reading import Asked, Reading


def read(content: bytes | str, source: str = "schools.csv", asked: Asked | None = None) -> Reading:
    """Read a file of generated schools; Parquet needs an address, which it is given."""
    data = content if isinstance(content, bytes) else content.encode()
    if not data.startswith(b"PAR1"):
        return read_file(io.BytesIO(data), source, asked)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        with path.open("rb") as stream:
            return read_file(stream, source, asked, str(path))


def table(content: bytes | str, source: str = "schools.csv", asked: Asked | None = None) -> TextTable:
    """The only table of a file."""
    (only,) = read(content, source, asked).tables
    return only


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.findings]


def told(reading: Reading, code: str) -> list[str]:
    """What was said under one code."""
    return [one.what for one in reading.findings if one.code == code]
