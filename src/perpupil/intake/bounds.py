"""What is checked of a file before anything parses it: how large it is, and how large it would become.

A zip is unpacked once for this, a piece at a time and kept nowhere: what its headers say of sizes is compared with what comes out.
"""

from __future__ import annotations

import io
import itertools
import re
import stat
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from perpupil import limits
from perpupil.facts.table import without_controls
from perpupil.findings import Finding, Place, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE_BYTES = 256 * 1024
_END, _END_BYTES, _COMMENT_BYTES = b"PK\x05\x06", 22, 65_535
_LOCATOR, _LOCATOR_BYTES = b"PK\x06\x07", 20
_END64, _END64_BYTES = b"PK\x06\x06", 56
_LOCAL_BYTES = 30
_LOCKED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"\xfd7zXZ",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
)
_DECLARATION = re.compile(rb"<\x00?!\x00?(D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)")
_UNSAFE = "Do not open it. Ask whoever sent it how it was made."
_AGAIN = "Export the file again."


class Refusal(Exception):
    """A file is not read any further; the finding says why."""

    def __init__(self, why: Finding) -> None:
        super().__init__(why.what)
        self.finding = why


def check_size(stream: IO[bytes], source: str, bytes_maximum: int = 0) -> Finding | None:
    """Refuse a file that is larger than any that is brought in, by its length alone."""
    maximum = bytes_maximum or limits.INTAKE_BYTES
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size > maximum:
        what = f"The file has {size:,} bytes; at most {maximum:,} are read."
        return finding("too-large", Place(source), what, "Split the file.")
    if not size:
        return finding("damaged-file", Place(source), "The file is empty.", _AGAIN)
    return None


def check_lines(stream: IO[bytes], source: str, unit_bytes: int = 1) -> Finding | None:
    """Refuse a text file as soon as one of its lines is longer than any line of a table.

    Args:
        stream: The file.
        source: What to call it in findings.
        unit_bytes: How many bytes a character takes at least: 2 in UTF-16.

    """
    stream.seek(0)
    maximum = limits.LINE_BYTES * unit_bytes
    length, line = 0, 1
    while piece := stream.read(min(PIECE_BYTES, maximum)):
        first, last = _first_end(piece), max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        length += len(piece) if last < 0 else first
        if length > maximum:
            what = f"The line has more than {limits.LINE_BYTES:,} characters."
            return finding("too-large", Place(source, line), what, "Export the table again, with a line for each row.")
        if last >= 0:
            # No line within the piece can be too long: a piece is shorter than a line may be.
            length, line = len(piece) - last - 1, line + piece.count(b"\n")
    stream.seek(0)
    return None


def _first_end(piece: bytes) -> int:
    return min((at for at in (piece.find(b"\n"), piece.find(b"\r")) if at >= 0), default=-1)


# NotImplementedError is what zipfile raises for a way of packing that it does not know.
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error)


def open_archive(
    stream: IO[bytes], source: str, bytes_maximum: int = 0
) -> tuple[zipfile.ZipFile | None, tuple[Finding, ...]]:
    """Open a zip when its list of files is in order: every entry's name, kind, place and size. Nothing is unpacked yet.

    Args:
        stream: The file.
        source: What to call it in findings.
        bytes_maximum: What all entries may come to unpacked; `limits.ARCHIVE_BYTES` if it is left out.

    """
    try:
        _check_directory(stream, source)
        archive = zipfile.ZipFile(stream)
        size = stream.seek(0, io.SEEK_END)
        _check_entries(archive.infolist(), source, size, bytes_maximum or limits.ARCHIVE_BYTES)
    except Refusal as refusal:
        return None, (refusal.finding,)
    except _FAULTS:
        return None, (_damaged(source),)
    return archive, ()


def check_contents(stream: IO[bytes], archive: zipfile.ZipFile, source: str) -> Finding | None:
    """Unpack a zip to nowhere, and refuse it when other bytes come out than its list says."""
    try:
        for entry in archive.infolist():
            _check_content(stream, entry, source)
    except Refusal as refusal:
        return refusal.finding
    except _FAULTS:
        return _damaged(source)
    return None


def _damaged(source: str) -> Finding:
    return finding("damaged-file", Place(source), "The zip's list of its files or one of the files is damaged.", _AGAIN)


def _refuse(code: str, source: str, what: str, fix: str, path: str = "") -> Refusal:
    return Refusal(finding(code, Place(source, path=path), what, fix))


def _check_directory(stream: IO[bytes], source: str) -> None:
    """Find the end of the zip, and see that its list of files is short and that nothing else stands before or after.

    What reads the list afterwards takes all of it into memory, and believes these few numbers.
    """
    size = stream.seek(0, io.SEEK_END)
    tail_bytes = min(size, _END_BYTES + _COMMENT_BYTES + _LOCATOR_BYTES + _END64_BYTES)
    stream.seek(size - tail_bytes)
    tail = stream.read(tail_bytes)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise Refusal(_damaged(source))
    count, directory_bytes, _, comment_bytes = struct.unpack("<HLLH", tail[at + 10 : at + _END_BYTES])
    if len(tail) - at != _END_BYTES + comment_bytes:
        raise _refuse("unsafe-file", source, "Other bytes follow the end of the zip.", _UNSAFE)
    locator = tail[at - _LOCATOR_BYTES : at] if at >= _LOCATOR_BYTES else b""
    if locator.startswith(_LOCATOR):
        large = tail[at - _LOCATOR_BYTES - _END64_BYTES : at - _LOCATOR_BYTES]
        if len(large) != _END64_BYTES or not large.startswith(_END64):
            raise Refusal(_damaged(source))
        count, directory_bytes = struct.unpack("<QQ", large[32:48])
    if count > limits.ARCHIVE_ENTRIES or directory_bytes > limits.ARCHIVE_DIRECTORY_BYTES:
        what = f"The zip lists {count:,} files; at most {limits.ARCHIVE_ENTRIES:,} are looked at."
        raise _refuse("too-large", source, what, "Keep only the files of the table or roster in the zip.")


def _check_entries(entries: list[zipfile.ZipInfo], source: str, size_bytes: int, bytes_maximum: int) -> None:
    """Check what the list says: names, kinds, places and sizes."""
    if len(entries) > limits.ARCHIVE_ENTRIES:
        what = f"The zip holds {len(entries):,} files; at most {limits.ARCHIVE_ENTRIES:,} are looked at."
        raise _refuse("too-large", source, what, "Keep only the files of the table or roster in the zip.")
    names: set[str] = set()
    for entry in entries:
        _check_name(entry, names, source)
    _check_places(entries, source)
    total = sum(entry.file_size for entry in entries)
    if total > bytes_maximum:
        what = f"The zip says that its files have {total:,} bytes; at most {bytes_maximum:,} are unpacked."
        raise _refuse("too-large", source, what, "Split the file.")
    if total > max(limits.ARCHIVE_SMALL_BYTES, limits.ARCHIVE_RATIO * size_bytes):
        what = f"The zip's files would become {total // max(size_bytes, 1):,} times larger; at most {limits.ARCHIVE_RATIO} is unpacked."
        raise _refuse("unsafe-file", source, what, _UNSAFE)


def _check_name(entry: zipfile.ZipInfo, names: set[str], source: str) -> None:
    name = entry.orig_filename
    path = _shown(name)
    parts = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", name) or "\0" in name:
        raise _refuse("unsafe-file", source, "A file of the zip would be written outside its folder.", _UNSAFE, path)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refuse("unsafe-file", source, "The zip holds a link or a device in place of a file.", _UNSAFE, path)
    if entry.flag_bits & _LOCKED:
        raise _refuse("locked-file", source, "The zip is locked by a password.", "Send it without a password.", path)
    if entry.compress_type not in _METHODS:
        what = "A file of the zip is packed in a way that is not read."
        raise _refuse("unsafe-file", source, what, "Pack it as an ordinary zip.", path)
    if name.casefold() in names:
        raise _refuse("unsafe-file", source, "Two files of the zip have one name.", _UNSAFE, path)
    names.add(name.casefold())


def _check_places(entries: list[zipfile.ZipInfo], source: str) -> None:
    """See that the first file begins the zip and that no two share bytes, as in bombs that unpack one piece many times."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    if ordered and ordered[0].header_offset:
        raise _refuse("unsafe-file", source, "Other bytes stand before the zip.", _UNSAFE)
    for one, following in itertools.pairwise(ordered):
        if one.header_offset + _LOCAL_BYTES + one.compress_size > following.header_offset:
            raise _refuse("unsafe-file", source, "Files of the zip lie over each other.", _UNSAFE)


def _check_content(stream: IO[bytes], entry: zipfile.ZipInfo, source: str) -> None:
    """Unpack an entry to nowhere: no zip in the zip, no declarations in XML, and the sum that the list gives."""
    checksum, tail, is_first = 0, b"", True
    is_xml = entry.filename.casefold().endswith((".xml", ".rels", ".vml"))
    for piece in pieces(stream, entry, source):
        if is_first and piece.startswith(_ARCHIVES):
            what = "It holds another packed file."
            raise _refuse(
                "unsafe-file", source, what, "Unpack that one, and bring in the tables.", _shown(entry.filename)
            )
        if is_xml and _DECLARATION.search(tail + piece):
            what = "The XML declares a kind of document or entities, which no table needs."
            raise _refuse("unsafe-file", source, what, _UNSAFE, _shown(entry.filename))
        checksum, tail, is_first = zlib.crc32(piece, checksum), piece[-32:], False
    if checksum != entry.CRC:
        raise Refusal(_damaged(source))


def pieces(stream: IO[bytes], entry: zipfile.ZipInfo, source: str) -> Iterator[bytes]:
    """Unpack an entry a piece at a time, counting what comes out.

    `zipfile` stops quietly at the size that the list gives, and others do not; here a file that goes on beyond it is refused.

    Raises:
        Refusal: The entry is damaged, or more comes out than the zip says.

    """
    stream.seek(entry.header_offset)
    header = stream.read(_LOCAL_BYTES)
    if len(header) != _LOCAL_BYTES or not header.startswith(b"PK\x03\x04"):
        raise Refusal(_damaged(source))
    name_bytes, extra_bytes = struct.unpack("<HH", header[26:])
    name = stream.read(name_bytes)
    if name not in (entry.orig_filename.encode("utf-8", "replace"), entry.orig_filename.encode("cp437", "replace")):
        raise _refuse("unsafe-file", source, "The zip gives one file two names.", _UNSAFE, _shown(entry.filename))
    stream.seek(extra_bytes, io.SEEK_CUR)
    size = 0
    for piece in _unpacked(stream, entry.compress_size, entry.compress_type == zipfile.ZIP_STORED):
        size += len(piece)
        if size > entry.file_size:
            what = "A file of the zip becomes larger than the zip says."
            raise _refuse("unsafe-file", source, what, _UNSAFE, _shown(entry.filename))
        yield piece
    if size != entry.file_size:
        raise Refusal(_damaged(source))


def _unpacked(stream: IO[bytes], packed_bytes: int, is_stored: bool) -> Iterator[bytes]:  # noqa: FBT001 - private
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed_bytes and not inflating.eof:
        packed = stream.read(min(PIECE_BYTES, packed_bytes))
        if not packed:
            return
        packed_bytes -= len(packed)
        if is_stored:
            yield packed
            continue
        while packed and not inflating.eof:
            if piece := inflating.decompress(packed, PIECE_BYTES):
                yield piece
            packed = inflating.unconsumed_tail


def _shown(name: str) -> str:
    """Write the name of an entry so that it can be shown."""
    return without_controls(name.encode("utf-8", "replace").decode())[:60]
