"""A workbook gives the table that people see on its sheet, and says what they do not see."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from perpupil.intake.reading import Asked
from tests.intake import hostile
from tests.intake.reading import codes, read, table, told

Writing = Callable[[xlsxwriter.Workbook], None]


def sheet(write: Callable[[xlsxwriter.worksheet.Worksheet, xlsxwriter.Workbook], None]) -> bytes:
    """A workbook of one sheet."""
    return hostile.workbook(lambda book: write(book.add_worksheet("Schools"), book))


def test_cells_come_as_a_person_would_type_them() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row("A1", ["school", "students", "rate", "opened", "charter"])
        page.write_row("A2", [" 0010 ", 400, 0.1])
        page.write_datetime("D2", dt.datetime(2023, 8, 15), day)  # noqa: DTZ001 - a sheet knows no zone
        page.write_boolean("E2", boolean=True)
        page.write_row("A3", ["0020", 1234567.89, 1e-7])

    assert table(sheet(write), "a.xlsx").columns == {
        "school": ["0010", "0020"],
        "students": ["400", "1234567.89"],
        "rate": ["0.1", "0.0000001"],
        "opened": ["2023-08-15", ""],
        "charter": ["yes", ""],
    }


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=20))
def test_an_amount_in_cents_comes_back_as_it_was_typed(amounts: list[object]) -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, _: xlsxwriter.Workbook) -> None:
        page.write_column("A1", ["amount", *(float(str(one)) for one in amounts)])

    from decimal import Decimal  # noqa: PLC0415

    assert [Decimal(cell) for cell in table(sheet(write), "a.xlsx").columns["amount"]] == amounts


def test_a_table_may_begin_anywhere() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, _: xlsxwriter.Workbook) -> None:
        page.write_row("C4", ["school", "students"])
        page.write_row("C5", ["0010", 400])
        page.write_row("C7", ["0020", 500])

    read_ = table(sheet(write), "a.xlsx")
    assert read_.columns == {"school": ["0010", "0020"], "students": ["400", "500"]}
    assert list(read_.rows) == [5, 7]


def test_a_title_above_the_headers_is_passed_over() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, _: xlsxwriter.Workbook) -> None:
        page.merge_range("A1:B1", "Calder Falls Public Schools")
        page.write_row("A2", ["school", "students"])
        page.write_row("A3", ["0010", 400])

    reading = read(sheet(write), "a.xlsx")
    assert reading.tables[0].columns == {"school": ["0010"], "students": ["400"]}
    assert told(reading, "guessed-layout") == ["1 row above the headers, passed over."]


def test_merged_headers_are_put_before_those_below_them() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, _: xlsxwriter.Workbook) -> None:
        page.merge_range("A1:A2", "school")
        page.merge_range("B1:C1", "Students")
        page.merge_range("D1:E1", "Dollars")
        page.write_row("B2", ["K", "1", "K", "1"])
        page.write_row("A3", ["0010", 40, 41, 4000, 4100])

    assert table(sheet(write), "a.xlsx").columns == {
        "school": ["0010"],
        "Students K": ["40"],
        "Students 1": ["41"],
        "Dollars K": ["4000"],
        "Dollars 1": ["4100"],
    }


def test_merged_cells_below_the_headers_are_told() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, _: xlsxwriter.Workbook) -> None:
        page.write_row("A1", ["region", "school"])
        page.merge_range("A2:A3", "North")
        page.write_column("B2", ["0010", "0020"])

    reading = read(sheet(write), "a.xlsx")
    assert told(reading, "merged-cells") == ["1 block of cells merged into one."]
    assert reading.tables[0].columns["region"] == ["North", ""]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, _: xlsxwriter.Workbook) -> None:
        page.write_row("A1", ["school", "students", "last year"])
        page.write_row("A2", ["0010", 400, 380])
        page.write_row("A3", ["0020", 500, 510])
        page.set_row(2, options={"hidden": True})
        page.set_column("C:C", options={"hidden": True})

    reading = read(sheet(write), "a.xlsx")
    assert len(reading.tables[0]) == 2
    assert told(reading, "hidden-cells") == [
        "1 row hidden, and read like any other: 3.",
        "1 column hidden, and read like any other: 3.",
    ]


def test_failed_formulas_keep_their_text_and_are_counted_by_kind() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, _: xlsxwriter.Workbook) -> None:
        page.write_row("A1", ["school", "students"])
        for row, value in enumerate(["#REF!", 400, "#REF!", "#DIV/0!"], 1):
            page.write(row, 0, f"00{row}0")
            page.write_formula(row, 1, "=1", None, value)

    reading = read(sheet(write), "a.xlsx")
    assert reading.tables[0].columns["students"] == ["#REF!", "400", "#REF!", "#DIV/0!"]
    assert told(reading, "error-cell") == [
        "2 cells in which a formula gave #REF!, first in column 2.",
        "1 cell in which a formula gave #DIV/0!, first in column 2.",
    ]
    assert told(reading, "stored-values") == ["4 cells with a formula."]


def test_ids_kept_as_numbers_and_numbers_kept_as_text_are_told() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet, _: xlsxwriter.Workbook) -> None:
        page.write_row("A1", ["id", "students"])
        page.write_row("A2", [9007199254740993, 400])
        page.write_row("A3", [12, 12])
        page.write_string("B3", "500")

    reading = read(sheet(write), "a.xlsx")
    assert told(reading, "numbers-as-text") == ["Column 2: 1 number kept as text, 1 as numbers."]
    assert told(reading, "digits-lost") == ["Column 1: 1 number of sixteen digits or more."]


def three_sheets(book: xlsxwriter.Workbook) -> None:
    book.add_worksheet("Cover").write("A1", "Calder Falls")
    hidden = book.add_worksheet("Old")
    hidden.write_column("A1", ["school", "0099"])
    hidden.hide()
    book.add_worksheet("Schools").write_column("A1", ["school", "0010"])


def test_the_first_sheet_that_shows_a_table_is_read_and_the_others_are_told() -> None:
    reading = read(hostile.workbook(three_sheets), "a.xlsx")
    assert reading.tables[0].columns == {"school": ["0010"]}
    assert told(reading, "sheet-not-read") == ["Sheet 1 is not read.", "Sheet 2, which is hidden, is not read."]


def test_a_sheet_is_read_by_its_name_even_if_it_is_hidden() -> None:
    assert table(hostile.workbook(three_sheets), "a.xlsx", Asked(sheet="Old")).columns == {"school": ["0099"]}


def test_a_sheet_that_is_not_there_is_told() -> None:
    assert codes(read(hostile.workbook(three_sheets), "a.xlsx", Asked(sheet="Schulen"))) == ["missing-sheet"]


def cell(text: str, value_type: str = "string", more: str = "") -> str:
    number = f' office:value="{text}"' if value_type == "float" else ""
    return (
        f'<table:table-cell office:value-type="{value_type}"{number}{more}><text:p>{text}</text:p></table:table-cell>'
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def test_an_open_document_is_read_with_what_it_hides_and_what_failed() -> None:
    failed = cell("#REF!", more=' calcext:value-type="error" table:formula="of:=1"')
    rows = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        + row(cell("school"), cell("students"))
        + row(cell("0010"), cell("400", "float"))
        + row(cell("0020"), failed, more=' table:visibility="collapse"')
        + row('<table:table-cell table:number-columns-repeated="16384"/>', more=' table:number-rows-repeated="1048573"')
    )
    reading = read(hostile.open_document(rows), "a.ods")
    assert reading.tables[0].columns == {"school": ["0010", "0020"], "students": ["400", "#REF!"]}
    assert sorted(codes(reading)) == ["error-cell", "hidden-cells", "hidden-cells", "stored-values"]


def test_an_old_workbook_is_read_and_what_cannot_be_told_of_it_is_said() -> None:
    """The file holds three schools; a spreadsheet program wrote it."""
    content = (Path(__file__).parent / "files" / "schools.xls").read_bytes()
    reading = read(content, "schools.xls")
    assert reading.tables[0].columns == {
        "school": ["0010", "0020", "0030"],
        "students": ["400", "512", "60"],
        "rate": ["0.1", "1234.5", ""],
        "opened": ["2023-08-15", "1998-09-01", ""],
    }
    assert codes(reading) == ["hidden-cells"]


@pytest.mark.parametrize("name", ["schools.csv", "schools.xls", "schools.parquet"])
def test_a_wrong_suffix_is_told_and_the_file_is_read_as_what_it_is(name: str) -> None:
    reading = read(hostile.workbook(), name)
    assert told(reading, "wrong-suffix") == ["The file is an Excel workbook, whatever its name ends in."]
    assert reading.tables[0].columns == {"school": ["0010", "0020"], "students": ["400", "500"]}


def test_text_in_a_workbooks_name_is_read_as_text() -> None:
    reading = read("school,students\n0010,400\n", "schools.xlsx")
    assert codes(reading) == ["wrong-suffix"]
    assert reading.tables[0].columns == {"school": ["0010"], "students": ["400"]}
