"""Whatever a file holds, tables or findings come out, and nothing else does."""

import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perpupil.findings import MEANINGS, Severity
from perpupil.intake.reading import Asked, Reading
from tests.intake import hostile
from tests.intake.reading import read
from tests.intake.rosters import clean

GOOD = {
    "schools.csv": 'school;name;students\r\n0010;"Peña; Zürich";400\r\n0020;Canal;1,5\r\n'.encode("cp1252"),
    "wide.csv": "school\tstudents\n0010\t400\n".encode("utf-16"),
    "schools.xlsx": hostile.workbook(),
    "schools.ods": hostile.open_document(
        '<table:table-row><table:table-cell office:value-type="string"><text:p>school</text:p></table:table-cell></table:table-row>'
    ),
    "schools.parquet": hostile.parquet("SELECT range AS school, range * 1.5 AS students FROM range(20)"),
    "roster.zip": clean("1.2", students=4, schools=1).content(),
    "locked.xlsx": hostile.compound(("EncryptedPackage",)),
}


def check(reading: Reading) -> None:
    """Every table is whole, and no table comes without a reason."""
    for table in reading.tables:
        assert all(len(cells) == len(table) for cells in table.columns.values())
        assert all("\0" not in cell for cells in table.columns.values() for cell in cells)
        assert all(header == header.strip() and "\0" not in header for header in table.columns)
    assert all(one.code in MEANINGS and one.what and one.fix for one in reading.findings)
    if not reading.tables:
        assert any(one.severity is Severity.ERROR for one in reading.findings)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.zip", "a.parquet", "a"]))
@example(b"PK\x05\x06" + b"\0" * 18, "a.zip")
@example(b"PAR1PAR1", "a.parquet")
@example(b"\xff\xfe", "a.csv")
@example(b"\xef\xbb\xbf", "a.csv")
@example(b"\r", "a.csv")
@example(b'"', "a.csv")
def test_noise_is_told_or_read(content: bytes, name: str) -> None:
    check(read(content, name))


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_text_is_told_or_read(text: str, encoding: str) -> None:
    check(read(text.encode(encoding, "replace")))


@given(
    st.lists(
        st.lists(st.sampled_from(["", "a", "1", '"', "a,b", "#REF!", "=1", "\n", "2026-10-01"]), max_size=5), max_size=8
    ),
    st.sampled_from(",;\t|"),
)
def test_any_rows_are_told_or_read(rows: list[list[str]], delimiter: str) -> None:
    check(read("\n".join(delimiter.join(row) for row in rows)))


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
def test_a_good_file_with_bytes_changed_is_told_or_read(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["change", "cut", "double", "zero"])):
            case "change":
                content[at] = data.draw(st.integers(0, 255))
            case "cut":
                del content[at : at + data.draw(st.integers(1, 40))]
            case "double":
                content[at:at] = content[at : at + 40]
            case "zero":
                content[at : at + 8] = bytes(len(content[at : at + 8]))
        if not content:
            break
    check(read(bytes(content), name))


PARTS = [
    (name, part)
    for name in ("schools.xlsx", "schools.ods", "roster.zip")
    for part in zipfile.ZipFile(io.BytesIO(GOOD[name])).namelist()
]


@pytest.mark.parametrize(("name", "part"), PARTS, ids=lambda one: one)
@given(data=st.data())
def test_a_packed_file_with_bytes_changed_is_told_or_read(name: str, part: str, data: st.DataObject) -> None:
    """The change is made before the zip is packed, so that its sums are right and the reader of the part meets it."""
    with zipfile.ZipFile(io.BytesIO(GOOD[name])) as archive:
        content = bytearray(archive.read(part))
    at = data.draw(st.integers(0, max(0, len(content) - 1)))
    content[at : at + data.draw(st.integers(0, 5))] = data.draw(
        st.binary(max_size=5) | st.sampled_from([b"<", b'"', b"&l;", b"9" * 30, b"\xff"])
    )
    check(read(hostile.changed(GOOD[name], {part: bytes(content)}), name))


@given(st.text(max_size=5), st.integers(-1, 5), st.sampled_from(["", ",", ";"]), st.sampled_from(list(GOOD)))
def test_whatever_is_asked_is_told_or_read(sheet: str, header_row: int, delimiter: str, name: str) -> None:
    check(read(GOOD[name], name, Asked(sheet=sheet, header_row=header_row, delimiter=delimiter)))
