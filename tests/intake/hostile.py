"""Files made to do harm, each written here: what it is called, what it holds, and what must be said of it.

Sizes follow the limits, which a test patches down, so that the same file can be small in a test and full-grown in a measurement.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import xlsxwriter  # type: ignore[import-untyped]

from perpupil import limits

SHEET = "xl/worksheets/sheet1.xml"
CONTENT_TYPES = "[Content_Types].xml"


def workbook(write: Callable[[xlsxwriter.Workbook], None] | None = None) -> bytes:
    """A small workbook of two columns, or whatever is written into it."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    if write is None:
        sheet = book.add_worksheet("Schools")
        sheet.write_row("A1", ["school", "students"])
        sheet.write_row("A2", ["0010", 400])
        sheet.write_row("A3", ["0020", 500])
    else:
        write(book)
    book.close()
    return content.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, one in files.items():
            archive.writestr(name, one)
    return content.getvalue()


def changed(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """A zip with some of its files replaced, added or taken out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({name: one for name, one in (files | changes).items() if one is not None})


def roster(files: dict[str, bytes]) -> bytes:
    return zipped({"manifest.csv": b"propertyName,value\noneroster.version,1.1\n", **files})


def flat_bomb() -> bytes:
    """Two files of zeros that come to just within the size, and far beyond the ratio."""
    return roster({"users.csv": b"0" * (limits.ARCHIVE_BYTES - 1_000)})


def bomb_that_lies() -> bytes:
    """A file that becomes twice as large as the zip says, with the sum of what the zip says."""
    said, real = limits.ARCHIVE_SMALL_BYTES // 4, limits.ARCHIVE_SMALL_BYTES // 2
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(b"0" * real) + packed.flush()
    checksum = zlib.crc32(b"0" * said)
    name = b"users.csv"
    local = (
        struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 8, 0, 33, checksum, len(data), said, len(name), 0) + name + data
    )
    central = struct.pack(
        *("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, 0, 8, 0, 33, checksum, len(data), said, len(name), 0, 0, 0, 0, 0, 0)
    )
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 1, 1, len(central) + len(name), len(local), 0)
    return local + central + name + end


def nested_bomb(depth: int = 5) -> bytes:
    """Zips in zips, sixteen at each level: small until somebody unpacks all of them."""
    inner = zipped({"0.csv": b"0" * 100_000})
    for _ in range(depth):
        inner = zipped({f"{at}.zip": inner for at in range(16)})
    return zipped({"users.csv": inner, "orgs.csv": b"sourcedId\n"})


def overlapping_bomb() -> bytes:
    """One packed file that the list names many times."""
    one = zipped({"a.csv": b"sourcedId\n" + b"0\n" * 500})
    at = one.index(b"PK\1\2")
    local, central = one[:at], one[at : one.index(b"PK\5\6")]
    directory = b"".join(central.replace(b"a.csv", b"%c.csv" % (97 + copy)) for copy in range(20))
    return local + directory + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 20, 20, len(directory), len(local), 0)


def too_many_entries(count: int) -> bytes:
    return roster({f"{at}.csv": b"x" for at in range(count - 1)})


def named(name: str) -> bytes:
    return roster({name: b"sourcedId\n1\n"})


def link() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        entry = zipfile.ZipInfo("users.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return content.getvalue()


def locked_zip() -> bytes:
    """A zip whose one file says that it is locked."""
    content = bytearray(zipped({"users.csv": b"sourcedId\n1\n"}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


def entities() -> bytes:
    """A billion laughs in the sheet."""
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    sheet = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
    return changed(workbook(), {SHEET: sheet.encode()})


def entities_in_utf16() -> bytes:
    sheet = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY l "ha">]><worksheet>&l;</worksheet>'
    return changed(workbook(), {"xl/styles.xml": sheet.encode("utf-16")})


def sheet_of(cells: str, dimension: str = "A1") -> bytes:
    text = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{dimension}"/><sheetData>{cells}</sheetData></worksheet>'
    return changed(workbook(), {SHEET: text.encode()})


def sparse_sheet() -> bytes:
    """Two cells, ten thousand rows and ten thousand columns apart."""
    return sheet_of('<row r="1"><c r="A1"><v>1</v></c></row><row r="10000"><c r="NTP10000"><v>1</v></c></row>')


def full_sheet(rows: int, columns: int = 100) -> bytes:
    """A sheet that really holds so many cells."""
    row = "".join("<c><v>1</v></c>" for _ in range(columns))
    return sheet_of("".join(f"<row>{row}</row>" for _ in range(rows)))


def claimed_sheet() -> bytes:
    """A small sheet that says it covers 17 thousand million cells; it can be read."""
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>school</t></is></c><c r="B1" t="inlineStr"><is><t>students</t></is></c></row><row r="2"><c r="A2"><v>10</v></c><c r="B2"><v>400</v></c></row>'
    return sheet_of(cells, "A1:XFD1048576")


def repeated_cells() -> bytes:
    """One cell of an OpenDocument sheet that stands for a hundred million."""
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="10000"/>'
    return open_document(f'<table:table-row table:number-rows-repeated="10000">{cell}</table:table-row>')


def open_document(rows: str, manifest: str = "") -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Schools">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>".encode(),
        }
    )


def shared_text() -> bytes:
    """One text that is longer than a cell may be, and to which any number of cells may point."""
    text = "x" * (limits.CELL_CHARACTERS + 1)
    return changed(workbook(), {"xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>".encode()})


def compound(streams: tuple[str, ...]) -> bytes:
    """The beginning of a file of the old kind, with the names of some streams in its directory."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names + b"\0" * 512


def macro_workbook() -> bytes:
    return changed(workbook(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def parquet(query: str) -> bytes:
    """What DuckDB writes for a query."""
    import tempfile  # noqa: PLC0415 - a file of generated schools
    from pathlib import Path  # noqa: PLC0415

    import duckdb  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.parquet"
        duckdb.sql(query).write_parquet(str(path))
        return path.read_bytes()


def single_line() -> bytes:
    return b"school;students\n" + b"0" * (limits.LINE_BYTES + 1)


def many_columns(count: int = 1_000_000) -> bytes:
    return b",".join([b"a"] * count) + b"\n"


def deep_quotes() -> bytes:
    """A quote on every line that nobody closes: each row that it could belong to would be read again and again."""
    return b"school,students\n" + b'"0010,400\n' * (limits.ROWS_SET_ASIDE + 2)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "flat bomb.zip": (flat_bomb, "unsafe-file"),
    "bomb that lies.zip": (bomb_that_lies, "unsafe-file"),
    "nested bomb.zip": (nested_bomb, "unsafe-file"),
    "overlapping bomb.zip": (overlapping_bomb, "unsafe-file"),
    "too many files.zip": (lambda: too_many_entries(limits.ARCHIVE_ENTRIES + 1), "too-large"),
    "goes up.zip": (lambda: named("../../users.csv"), "unsafe-file"),
    "goes up backwards.zip": (lambda: named("a\\..\\..\\users.csv"), "unsafe-file"),
    "from the root.zip": (lambda: named("/etc/users.csv"), "unsafe-file"),
    "from a drive.zip": (lambda: named("C:users.csv"), "unsafe-file"),
    "link.zip": (link, "unsafe-file"),
    "locked.zip": (locked_zip, "locked-file"),
    "two of a name.zip": (lambda: roster({"users.csv": b"a\n1\n", "Users.csv": b"a\n1\n"}), "unsafe-file"),
    "before.zip": (lambda: b"PK\3\4" + named("users.csv"), "unsafe-file"),
    "after.zip": (lambda: named("users.csv") + b"school,students\n", "unsafe-file"),
    "cut.zip": (lambda: named("users.csv")[:-30], "damaged-file"),
    "no list.zip": (lambda: named("users.csv").replace(b"PK\1\2", b"PK\1\1"), "damaged-file"),
    "wrong sum.zip": (
        lambda: zipped({"users.csv": b"sourcedId"}, 0).replace(b"sourcedId", b"sourcedIe"),
        "damaged-file",
    ),
    "entities.xlsx": (entities, "unsafe-file"),
    "entities in other letters.xlsx": (entities_in_utf16, "unsafe-file"),
    "sparse sheet.xlsx": (sparse_sheet, "too-large"),
    "repeated cells.ods": (repeated_cells, "too-large"),
    "shared text.xlsx": (shared_text, "too-large"),
    "not well-formed.xlsx": (lambda: changed(workbook(), {SHEET: b"<worksheet><sheetData>"}), "damaged-file"),
    "no sheet.xlsx": (lambda: changed(workbook(), {SHEET: None}), "not-a-workbook"),
    "macros.xlsm": (macro_workbook, "macro-workbook"),
    "macros.ods": (lambda: changed(open_document(""), {"Basic/Standard/a.xml": b"<a/>"}), "macro-workbook"),
    "macros.xls": (lambda: compound(("_VBA_PROJECT_CUR",)), "macro-workbook"),
    "locked.xlsx": (lambda: compound(("EncryptionInfo", "EncryptedPackage")), "locked-file"),
    "locked.ods": (lambda: open_document("", "<encryption-data/>"), "locked-file"),
    "damaged.xls": (lambda: compound(("Workbook",)), "not-a-workbook"),
    "binary.xlsb": (lambda: zipped({"xl/workbook.bin": b"x"}), "unknown-format"),
    "cut.parquet": (lambda: parquet("SELECT range AS a FROM range(1000)")[:-20], "damaged-file"),
    "cut in the middle.parquet": (
        lambda: parquet("SELECT range AS a FROM range(1000)")[:900] + b"PAR1",
        "damaged-file",
    ),
    "hollow.parquet": (lambda: b"PAR1" + b"\0" * 100 + struct.pack("<L", 90) + b"PAR1", "damaged-file"),
    "single line.csv": (single_line, "too-large"),
    "many columns.csv": (many_columns, "too-large"),
    "deep quotes.csv": (deep_quotes, "too-large"),
    "program.csv": (lambda: b"MZ\x90\0" + b"\0" * 500, "unknown-format"),
    "page.xls": (lambda: b"<html><table><tr><td>school</td></tr></table></html>", "unknown-format"),
    "noise.csv": (lambda: bytes(range(256)) * 20, "unknown-format"),
    "empty.csv": (lambda: b"", "damaged-file"),
    "zip behind text.csv": (
        lambda: b"school,students\n" + bytes(range(256)) * 8 + named("users.csv"),
        "unknown-format",
    ),
}
"""The name of each file, how it is written, and the code of what must be said."""
