"""Tables come back from an .xlsx file as they were: numbers as numbers, texts as texts."""

import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from perpupil.documents.page import Column, Heading, Listing, Note, Page, Paragraph, Table, shown
from perpupil.documents.spreadsheet import Cell, Figure, Look, Sheet, as_workbook, page_sheets
from tests.documents.test_page import HOSTILE, TEXTS

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.org")',
    "\t=1",
    "00123",
    "1e5",
    "2027-01-01",
    "TRUE",
    "#N/A",
]


def read(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.sampled_from(FORMULAS),
    st.builds(Figure, st.integers(-(10**14), 10**14) | st.floats(-1e12, 1e12), st.sampled_from(Look)),
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_every_cell_comes_back_as_it_was(rows: list[tuple[Cell, ...]]) -> None:
    sheet = Sheet("Schools", ("a", "b", "c"), tuple(rows))
    (found,) = read(as_workbook("t", [sheet])).values()
    assert found[0] == ["a", "b", "c"]
    for wanted, row in zip(rows, found[1:], strict=False):
        for cell, value in zip(wanted, row, strict=False):
            match cell:
                case Figure(value=number):
                    assert value == pytest.approx(float(number), rel=1e-15, abs=1e-300)
                case str():
                    assert value == shown(cell)
                case None:
                    assert value == ""


@pytest.mark.parametrize("text", [*FORMULAS, *HOSTILE])
def test_a_text_is_never_a_formula(text: str) -> None:
    content = as_workbook(text, [Sheet(text, (text, "b"), ((text, Figure(1)),), above=(text, text))])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not [name for name in archive.namelist() if "extern" in name.lower() or "vba" in name.lower()]
    (found,) = read(content).values()
    assert found[0][0] == found[1][0] == found[3][0] == found[4][0] == shown(text)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["a/b:c*d?[e]\\", "'quoted'", ""], ["a b c d e", "quoted", "Sheet"]),
        (["Schools", "SCHOOLS", "schools"], ["Schools", "SCHOOLS 2", "schools 3"]),
        (["x" * 40, "x" * 40], ["x" * 31, f"{'x' * 29} 2"]),
        (["History"], ["History 2"]),
    ],
)
def test_every_sheet_has_a_name_that_a_spreadsheet_allows(wanted: list[str], found: list[str]) -> None:
    assert list(read(as_workbook("t", [Sheet(name, ("a",)) for name in wanted]))) == found


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheets = [
        Sheet(
            "a",
            ("School", "Amount"),
            (("Oak", Figure(Decimal("1.50"), Look.CENTS)), ("All", None)),
            ("Title", "Line"),
            has_total=True,
        )
    ]
    assert as_workbook("t", sheets) == as_workbook("t", sheets)


def test_a_page_becomes_its_texts_and_a_sheet_a_table() -> None:
    columns = (
        Column("School"),
        Column("Amount", is_figure=True),
        Column("Share", is_figure=True),
        Column("Interval", is_figure=True),
    )
    rows = (
        ("00123", "$1,234.50", "12.5%", "$5 to $7"),
        ("=1+1", "-$9,477", "–", "+12"),
        ("12", "1,070", "0.143", "1234567890123456789"),
    )
    page = Page(
        "A page",
        (
            Heading("One"),
            Paragraph("Two."),
            Listing(("Three", "Four")),
            Table("By school", columns, rows),
            Note("Five."),
        ),
    )
    found = read(as_workbook(page.title, page_sheets(page)))
    assert [row[0] for row in found["Text"]] == ["A page", "One", "Two.", "Three", "Four", "Five."]
    assert found["By school"] == [
        ["School", "Amount", "Share", "Interval"],
        ["00123", 1234.5, 0.125, "$5 to $7"],
        ["=1+1", -9477.0, "–", 12.0],
        ["12", 1070.0, 0.143, "1234567890123456789"],
    ]


def test_heads_stay_in_sight_and_rows_can_be_filtered() -> None:
    content = as_workbook(
        "t",
        [
            Sheet(
                "a", ("School", "Amount"), (("Oak", Figure(1)), ("Elm", Figure(2)), ("All", Figure(3))), has_total=True
            )
        ],
    )
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<autoFilter ref="A1:B3"/>' in sheet  # the total is not filtered away
    assert 'topLeftCell="B2"' in sheet
    assert 'state="frozen"' in sheet
