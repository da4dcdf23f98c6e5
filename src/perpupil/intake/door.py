"""The one door for files of any format: bounds first, then what the file is, then its reader."""

from __future__ import annotations

from typing import IO

from perpupil.intake.bounds import check_size
from perpupil.intake.formats.recognise import Kind, recognise
from perpupil.intake.reading import Asked, Reading, Told, refused


def read_file(stream: IO[bytes], source: str, asked: Asked | None = None, address: str = "") -> Reading:
    """Read a file into tables of text, or say why not; nothing else comes out.

    Args:
        stream: The file, from which bytes can be read at any place.
        source: What to call it in findings: its name.
        asked: What is known of the file.
        address: Where a Parquet file can be opened once more; only DuckDB is handed it.

    """
    asked = asked or Asked()
    told = Told(source)
    found = check_size(stream, source)
    if found is not None:
        return refused((found,))
    kind, archive = recognise(stream, told)
    if kind is None:
        return refused(told.all())
    stream.seek(0)
    match kind:
        case Kind.PARQUET:
            from perpupil.intake.formats.parquet import read_parquet  # noqa: PLC0415 - DuckDB takes long to load

            return read_parquet(stream, address, told, asked)
        case Kind.ROSTER if archive is not None:
            from perpupil.intake.formats.oneroster import read_roster  # noqa: PLC0415

            return read_roster(archive, told, asked)
        case Kind.DELIMITED if asked.layout:
            from perpupil.intake.formats.fixed_width import read_fixed_width  # noqa: PLC0415

            return read_fixed_width(stream, told, asked)
        case Kind.DELIMITED:
            from perpupil.intake.formats.delimited import read_delimited  # noqa: PLC0415

            return read_delimited(stream, told, asked)
        case _:
            from perpupil.intake.formats.workbook import read_workbook  # noqa: PLC0415

            return read_workbook(stream, kind, archive, told, asked)
