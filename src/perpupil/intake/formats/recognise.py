"""What a file is, by what stands in it: a suffix is only what somebody called it."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import IO, TYPE_CHECKING

from perpupil import limits
from perpupil.intake.bounds import check_contents, check_size, open_archive

if TYPE_CHECKING:
    import zipfile

    from perpupil.findings import Finding
    from perpupil.intake.reading import Told

HEAD_BYTES = 65_536
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "packed by gzip",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"PARE": "a Parquet file that is encrypted",
}
_STRAY_CONTROLS = 4
"""Characters of damage that even a small file of text may hold."""
_ROSTER_FILES = {"manifest.csv", "orgs.csv", "users.csv", "enrollments.csv", "academicsessions.csv", "roles.csv"}
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook")


class Kind(StrEnum):
    """A format that is read."""

    DELIMITED = "delimited text"
    WORKBOOK = "an Excel workbook"
    OLD_WORKBOOK = "an Excel workbook of before 2007"
    OPEN_DOCUMENT = "an OpenDocument spreadsheet"
    PARQUET = "a Parquet file"
    ROSTER = "a OneRoster zip"


SUFFIXES = {
    Kind.DELIMITED: (".csv", ".txt", ".tsv", ".tab", ".psv", ".dat", ".asc", ".prn"),
    Kind.WORKBOOK: (".xlsx",),
    Kind.OLD_WORKBOOK: (".xls", ".xlsx"),  # an .xlsx that is locked is wrapped in such a file
    Kind.OPEN_DOCUMENT: (".ods",),
    Kind.PARQUET: (".parquet", ".pq"),
    Kind.ROSTER: (".zip",),
}


def recognise(stream: IO[bytes], told: Told) -> tuple[Kind | None, zipfile.ZipFile | None]:
    """Say which of the formats a file has; a zip is looked through for it and handed on open.

    A suffix that says something else is told, and so is a file of no known kind.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    kind, archive = _kind(stream, head, told)
    if kind is not None and _suffix(told.source) not in ("", *SUFFIXES[kind]):
        told.say("wrong-suffix", f"The file is {kind}, whatever its name ends in.", "See that it is the file you mean.")
    return kind, archive


def _suffix(source: str) -> str:
    name = source.replace("\\", "/").rpartition("/")[2]
    return "." + name.rpartition(".")[2].casefold() if "." in name else ""


def _kind(stream: IO[bytes], head: bytes, told: Told) -> tuple[Kind | None, zipfile.ZipFile | None]:
    if head.startswith(b"PK"):
        return _kind_of_zip(stream, told)
    if head.startswith(b"PAR1"):
        return Kind.PARQUET, None
    if head.startswith(_COMPOUND):
        return Kind.OLD_WORKBOOK, None
    for start, name in _OTHERS.items():
        if head.startswith(start):
            return _unknown(told, f"The file is {name}.")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:10].lower().startswith(_MARKUP):
        return _unknown(told, "The file is a web page or XML, though a spreadsheet may open it.")
    if not _is_text(head):
        return _unknown(told, "The file is not text, and no kind of file that is read.")
    return Kind.DELIMITED, None


def _unknown(told: Told, what: str) -> tuple[None, None]:
    told.say("unknown-format", what, "Save the table as CSV, .xlsx, .ods or Parquet, or the roster as a OneRoster zip.")
    return None, None


def _kind_of_zip(stream: IO[bytes], told: Told) -> tuple[Kind | None, zipfile.ZipFile | None]:
    archive, found = open_archive(stream, told.source)
    if archive is None:
        told.findings.extend(found)
        return None, None
    kind, what = _kind_by_names({entry.filename.casefold() for entry in archive.infolist() if not entry.is_dir()})
    too_large = None if kind in (None, Kind.ROSTER) else _too_large(stream, archive, told)
    wrong = too_large or check_contents(stream, archive, told.source)
    if wrong is not None:
        told.findings.append(wrong)
        return None, None
    return (kind, archive) if kind is not None else _unknown(told, what)


def _kind_by_names(names: set[str]) -> tuple[Kind | None, str]:
    if "xl/workbook.xml" in names:
        return Kind.WORKBOOK, ""
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return Kind.OPEN_DOCUMENT, ""
    if {name.rpartition("/")[2] for name in names} & _ROSTER_FILES:
        return Kind.ROSTER, ""
    if "xl/workbook.bin" in names:
        return None, "The file is a binary workbook, .xlsb."
    return None, "The zip holds neither a workbook nor a OneRoster roster."


def _too_large(stream: IO[bytes], archive: zipfile.ZipFile, told: Told) -> Finding | None:
    """Refuse a workbook by its size, packed or as its list says unpacked, before any of it is unpacked."""
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > limits.WORKBOOK_UNPACKED_BYTES:
        what = f"The workbook has {unpacked:,} bytes unpacked; at most {limits.WORKBOOK_UNPACKED_BYTES:,} are read."
        return told.made("too-large", what, "Save the sheet alone, or as CSV.")
    return check_size(stream, told.source, limits.WORKBOOK_BYTES)


def _is_text(head: bytes) -> bool:
    """Whether the first bytes may be a table in letters: UTF-16, or hardly any controls."""
    if head.startswith(_TEXT_MARKS) or is_wide(head):
        return True
    controls = sum(head.count(code) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return controls + head.count(0) <= _STRAY_CONTROLS + len(head) // 50


def is_wide(head: bytes) -> bool:
    """Whether every second byte is zero, as in UTF-16 of Western letters."""
    half = len(head) // 2
    return half > 1 and (head[0::2].count(0) * 10 >= half * 8) != (head[1::2].count(0) * 10 >= half * 8)


def size_bytes(stream: IO[bytes]) -> int:
    """Say how long a file is."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size
