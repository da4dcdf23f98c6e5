"""Workbooks are read as a person would type them, and what is none is a finding."""

import datetime as dt
import io

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from perpupil.facts.sheets import cell_text, read_sheet
from perpupil.limits import WORKBOOK_BYTES

Cell = str | float | bool | dt.date | None
Sheets = dict[str, list[list[Cell]]]


def workbook(sheets: Sheets) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        money = book.add_format({"num_format": "$#,##0.00"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), day)
                    elif cell is not None:
                        sheet.write(row, column, cell, money if isinstance(cell, float) else None)
    return out.getvalue()


ROWS: list[list[Cell]] = [["school", "students", "paid"], ["0010", 412, 0.1], ["0020", 655.0, 1234.56]]


def test_numbers_come_back_as_they_were_typed() -> None:
    table, found = read_sheet(workbook({"Paid": ROWS}), "last.xlsx")
    assert found == ()
    assert table.columns == {"school": ["0010", "0020"], "students": ["412", "655"], "paid": ["0.1", "1234.56"]}
    assert list(table.rows) == [2, 3]
    assert "Paid" in table.source


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.30000000000000004"),
        (4028.47, "4028.47"),
        (1e21, "1000000000000000000000"),
        (-0.5, "-0.5"),
        (float("nan"), ""),
        (float("inf"), ""),
    ],
)
def test_a_float_is_written_with_the_fewest_digits_that_give_it_again(cell: float, text: str) -> None:
    assert cell_text(cell) == text
    assert not text or float(text) == cell


def test_dates_truths_and_blanks_are_text() -> None:
    rows: list[list[Cell]] = [
        ["id", "opened", "charter", "note"],
        ["1", dt.date(2026, 6, 30), True, None],
        ["2", None, False, " a "],
    ]
    table, found = read_sheet(workbook({"S": rows}), "last.xlsx")
    assert found == ()
    assert table.columns["opened"] == ["2026-06-30", ""]
    assert table.columns["charter"] == ["yes", "no"]
    assert table.columns["note"] == ["", "a"]


def test_empty_rows_and_columns_around_the_table_do_not_count() -> None:
    rows: list[list[Cell]] = [[], [None, "id", None, "paid"], [], [None, "1", None, 5.0]]
    table, found = read_sheet(workbook({"S": rows}), "last.xlsx")
    assert found == ()
    assert table.columns == {"id": ["1"], "paid": ["5"]}
    assert list(table.rows) == [4]


def test_the_sheet_with_the_wanted_column_is_taken_and_a_named_one_before_it() -> None:
    content = workbook({"Notes": [["about"], ["draft"]], "Paid": ROWS})
    assert "Notes" in read_sheet(content, "last.xlsx")[0].source
    assert "Paid" in read_sheet(content, "last.xlsx", wanted="school")[0].source
    assert "Notes" in read_sheet(content, "last.xlsx", "Notes", "school")[0].source


FAULTS: dict[str, tuple[bytes, str, str]] = {
    "text": (b"id,paid\n1,5\n", "", "not-a-workbook"),
    "nothing": (b"", "", "not-a-workbook"),
    "cut off": (workbook({"Paid": ROWS})[:900], "", "not-a-workbook"),
    "no such sheet": (workbook({"Paid": ROWS}), "Allocations", "missing-sheet"),
    "an empty sheet": (workbook({"Paid": []}), "", "bad-header"),
    "a header twice": (workbook({"Paid": [["id", "id"], ["1", "2"]]}), "", "bad-header"),
    "too many columns": (workbook({"Paid": [[f"c{n}" for n in range(2_001)], [1.0]]}), "", "too-large"),
    "too many bytes": (b"0" * (WORKBOOK_BYTES + 1), "", "too-large"),
}


@pytest.mark.parametrize(("content", "sheet", "code"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_cannot_be_read_is_a_finding(content: bytes, sheet: str, code: str) -> None:
    table, found = read_sheet(content, "last.xlsx", sheet)
    assert [one.code for one in found] == [code]
    assert len(table) == 0
