"""What is said of a student file names rows and columns, never what stands in them."""

import io

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.intake import hostile
from tests.intake.reading import codes, read

NAMES = ("Zebulonia Quillfeather", "Quisisana", "7000001", "2013-04-05", "=Zebulonia", "9007199254740993")
HEADERS = ["name", "city", "id", "born", "note", "state id"]


def student_file(delimiter: str = ",") -> str:
    """Students with every fault that a text file can have."""
    row = delimiter.join(NAMES)
    faults = [
        row + delimiter + NAMES[0],
        delimiter.join(NAMES[:3]),
        '"' + row,
        '"' + NAMES[0] + '"x' + delimiter + row,
        row.replace("Quisisana", "Quisi\0sana\x1b"),
        row.replace("Quisisana", "Peña"),
    ]
    return delimiter.join(HEADERS) + "\n" + "\n".join([row, *faults, row]) + "\n"


def said(content: bytes, name: str) -> str:
    reading = read(content, name)
    assert reading.findings
    return repr(reading.findings)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_of_delimited_text(delimiter: str, encoding: str) -> None:
    told = said(student_file(delimiter).encode(encoding), "students.csv")
    assert [name for name in NAMES if name in told] == []


def test_of_text_without_headers() -> None:
    told = said(("\n".join([",".join(NAMES)] * 5)).encode(), "students.csv")
    assert [name for name in NAMES if name in told] == []


def test_of_a_workbook() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Students")
        page.write_row("A1", [*HEADERS[:-1], ""])
        for row in range(1, 4):
            for column, name in enumerate(NAMES):
                page.write_string(row, column, name)
        page.write_formula("B5", "=1", None, "#REF!")
        page.write_number("F5", 9007199254740993)
        page.merge_range("A6:A7", NAMES[0])
        page.set_row(2, options={"hidden": True})

    reading = read(hostile.workbook(write), "students.xlsx")
    assert {"error-cell", "merged-cells", "hidden-cells", "digits-lost", "header-mended", "cell-like-formula"} <= set(
        codes(reading)
    )
    assert [name for name in NAMES if name in repr(reading.findings)] == []


def test_of_a_cut_file() -> None:
    packed = io.BytesIO(
        hostile.parquet(
            "SELECT " + ", ".join(f"'{name}' AS \"{header}\"" for name, header in zip(NAMES, HEADERS, strict=True))
        )
    )
    told = said(packed.getvalue()[:-12], "students.parquet")
    assert [name for name in NAMES if name in told] == []
