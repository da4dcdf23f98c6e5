"""A page is read back from its PDF, along its tags, as it was meant: whatever its texts hold, however wide its tables are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perpupil.charts.scatter import Point, Scatter, scatter
from perpupil.documents.font import MARK, regular, semibold
from perpupil.documents.page import Chart, Column, Heading, Listing, Note, Page, Paragraph, Table, shown
from perpupil.documents.paper import BREAK, LANDSCAPE, PORTRAIT, fitted
from perpupil.documents.pdf import as_pdf, pages_of
from tests.documents.pdf_reading import Pdf, Tag
from tests.documents.reading import expected
from tests.documents.test_page import HOSTILE, pages, tables

LETTER, ON_ITS_SIDE = (612.0, 792.0), (792.0, 612.0)
HARD = [
    *HOSTILE,
    '#panic("run") #sys.inputs #import "x.typ": *',
    "$x^2$ #[*b*] @label <label> https://example.org // no comment /* none */",
    "= not a heading",
    "🏫 \N{ZERO WIDTH JOINER} 👩\N{ZERO WIDTH JOINER}🏫 ❤\ufe0f",
    "學校 مدرسة โรงเรียน",
    "W" * 400,
    "i" * 3000,
    "a\N{COMBINING DIAERESIS}" * 300,
    "1" * 120,
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{BYTE ORDER MARK}",
]
KINDS = {
    "Title": "h1",
    "H1": "h2",
    "H2": "h3",
    "H3": "h4",
    "P": "p",
    "LBody": "li",
    "Caption": "caption",
    "TH": "cell",
    "TD": "cell",
}


def bare(text: str) -> str:
    """Leave out what setting adds or swallows: spaces, and where words are broken."""
    return "".join(regular().showable(text).replace(BREAK, "").split())


def read(page: Page) -> list[tuple[str, str]]:
    """Read a page's texts from its PDF, empty ones aside."""
    said = [(KINDS[tag.kind], bare(tag.whole)) for tag in Pdf(as_pdf(page)).root.all(*KINDS)]
    return [one for one in said if one[1]]


def meant(page: Page) -> list[tuple[str, str]]:
    """Give what should be read, where no table has to be parted."""
    return [(kind, bare(text)) for kind, text in expected(page) if bare(text)]


@settings(max_examples=60)  # reading a PDF takes longer than writing it
@given(pages())
def test_a_pdf_says_what_the_page_says_and_nothing_else(page: Page) -> None:
    assert read(page) == meant(page)


@pytest.mark.parametrize("text", HARD)
def test_a_hostile_text_is_shown_as_it_is(text: str) -> None:
    table = Table(text, (Column(text), Column("b"), Column(text, is_figure=True)), ((text, "b", text), ("", "", "")))
    blocks = (
        Heading(text),
        Heading(text, 3),
        Paragraph(text),
        Paragraph(text, is_lead=True),
        Note(text),
        Listing((text, "x")),
        table,
    )
    page = Page(text, blocks)
    assert read(page) == meant(page)


MARGIN = 54.0


@pytest.mark.parametrize("text", [text[:400] for text in HARD if len(text) > 100])
def test_no_text_is_cut_off_by_the_edge_of_the_paper(text: str) -> None:
    words = (Column(text), Column("b"), Column(text, is_figure=True))
    table = Table(text, words, ((text, "b", text),), has_total=True)
    page = Page(
        text,
        (
            Heading(text),
            Paragraph(text),
            Note(text),
            Listing((text,)),
            table,
            Table("Wide", words * 5, ((text,) * 15,)),
        ),
    )
    ends = Pdf(as_pdf(page)).ends
    assert min(left for left, _ in ends) > MARGIN - 1
    assert (
        min(right for _, right in ends) > MARGIN - 12
    )  # letters that move together make a line a little shorter than it is reckoned


CELLS = st.text("0123456789,.$%-", max_size=24) | st.sampled_from(["Oak Street Elementary School", "$1,234,567.89", ""])


@st.composite
def wide_tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 30))
    columns = tuple(
        Column(draw(st.sampled_from(["School", "Dollars a student", "n", ""])), draw(st.booleans()))
        for _ in range(width)
    )
    rows = draw(st.lists(st.tuples(*[CELLS] * width), max_size=3))
    return Table("A table", columns, tuple(rows), draw(st.booleans()))


@given(wide_tables() | tables())
def test_a_table_fits_its_page_and_every_column_is_kept(table: Table) -> None:
    table = showable(table)
    parts = fitted(table)
    assert parts[0].columns[0] == parts[-1].columns[0]
    kept = [column for number, part in enumerate(parts) for column in part.columns[min(number, 1) :]]
    assert [bare(one.title) for one in kept] == [bare(one.title) for one in table.columns]
    for part in parts:
        assert sum(part.widths) <= (LANDSCAPE if part.is_wide else PORTRAIT) + 1e-6
        for row in part.rows:
            for cell, width in zip(row, part.widths, strict=True):
                longest = max(
                    semibold().width(piece) * part.size for word in cell.split(" ") for piece in word.split(BREAK)
                )
                assert longest <= width - 10 + 1e-6 or len(cell.replace(BREAK, " ").split()) == len(cell)


@settings(max_examples=30)  # as above
@given(wide_tables())
def test_a_wide_table_is_read_whole_from_a_pdf(table: Table) -> None:
    pdf = Pdf(as_pdf(Page("A page", (table,))))
    parts = fitted(showable(table))
    found = pdf.root.all("Table")
    assert len(found) == len(parts)
    for part, tag in zip(parts, found, strict=True):
        cells = [bare(one.whole) for one in tag.all("TD")]
        assert cells == [bare(cell) for row in part.rows for cell in row]
    assert pdf.sizes == [ON_ITS_SIDE if parts[0].is_wide else LETTER] * len(pdf.sizes)


def test_a_figure_stays_on_one_line() -> None:
    rows = tuple(
        (f"School {at}", "words " * 30, f"${10**at:,}.00", "-$379 to $330", "Grades K to 5 and more " * 9)
        for at in range(14)
    )
    columns = (
        Column("School"),
        Column("Why"),
        Column("Amount", is_figure=True),
        Column("Interval (99%)", is_figure=True),
        Column("Who"),
    )
    (table,) = Pdf(as_pdf(Page("A page", (Table("T", columns, rows),)))).root.all("Table")
    for row in table.all("TR")[1:]:
        assert [len(cell.all("content")) == 1 for cell in row.parts] == [True, False, True, True, False], row


def showable(table: Table) -> Table:
    columns = tuple(replace(one, title=regular().showable(shown(one.title))) for one in table.columns)
    return replace(
        table, columns=columns, rows=tuple(tuple(regular().showable(shown(one)) for one in row) for row in table.rows)
    )


LONG = Table(
    "Every school",
    (Column("School"), Column("Amount", is_figure=True)),
    (*((f"School {at}", f"${at:,}") for at in range(200)), ("All", "$19,900")),
    has_total=True,
)


def test_a_long_table_is_one_table_whose_heads_stand_on_each_page_and_are_read_once() -> None:
    pdf = Pdf(as_pdf(Page("A long page", (Heading("Schools"), LONG))))
    (table,) = pdf.root.all("Table")
    assert len(pdf.sizes) > 3
    assert all("Amount" in text for text in pdf.shown)
    assert [one.whole for one in table.all("TH")] == ["School", "Amount"]
    assert [str(one.attributes["/Scope"]) for one in table.all("TH")] == ["/Column", "/Column"]
    assert [one.whole for one in table.all("TD")] == [cell for row in LONG.rows for cell in row]
    assert [one.kind for one in table.parts] == ["Caption", "THead", "TBody"]


def test_pages_are_numbered_and_bear_the_title_from_the_second_one_on() -> None:
    pdf = Pdf(as_pdf(Page("A long page", (LONG,))))
    count = len(pdf.sizes)
    assert [text.count("A long page") for text in pdf.shown] == [1] * count
    assert all(f"{at} of {count}" in text for at, text in enumerate(pdf.shown, 1))
    assert "of " not in pdf.root.whole  # a number of a page is not read aloud in the middle of a table


def test_a_section_with_a_wide_table_lies_on_its_side_with_its_heading() -> None:
    wide = Table("Wide", tuple(Column("Dollars", is_figure=True) for _ in range(9)), (("$1,234,567,890.00",) * 9,))
    blocks = (
        Paragraph("Before."),
        Heading("First"),
        Heading("Wide", 3),
        Paragraph("Look:"),
        wide,
        Heading("After"),
        Paragraph("Upright."),
    )
    pdf = Pdf(as_pdf(Page("A page", blocks)))
    assert pdf.sizes == [LETTER, ON_ITS_SIDE, LETTER]
    assert ["First" in text for text in pdf.shown] == [False, True, False]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "en"), ("es-MX", "es-MX"), ("zh-Hant", "zh"), ("", "en"), ("#x", "en")]
)
def test_a_pdf_says_what_it_is(language: str, said: str) -> None:
    pdf = Pdf(as_pdf(Page('A "page" <of> #money', (Paragraph("One."),), language)))
    assert pdf.catalog["/Lang"] == said
    assert pdf.catalog["/MarkInfo"]["/Marked"]
    assert pdf.catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.title == 'A "page" <of> #money'
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert pdf.reader.outline == []


def test_the_same_page_gives_the_same_bytes_and_a_day_only_where_one_is_given() -> None:
    page = Page("A page", (Paragraph("One."), LONG, CHART))
    once = as_pdf(page)
    assert as_pdf(page) == once
    assert b"CreationDate" not in once
    dated = Pdf(as_pdf(page, dated=date(2026, 6, 9)))
    assert dated.reader.metadata is not None
    assert dated.reader.metadata.creation_date is not None
    assert dated.reader.metadata.creation_date.date() == date(2026, 6, 9)


POINTS = [
    Point("Oak ≠ 學", 0.1, 9000, "K–8"),
    Point("Elm", 0.5, 9500, "K–8", is_named=True),
    Point("學 #x", 0.7, 9900, "🏫", is_named=True),
]
CHART = Chart(
    scatter(Scatter(POINTS, "Need", "Dollars <a> student & 學", ((0.1, 9000), (0.7, 9900)))),
    "Elm stands #out.",
    "Schools",
)


def test_a_chart_is_read_aloud_as_its_finding_and_where_its_numbers_are() -> None:
    pdf = Pdf(as_pdf(Page("A page", (CHART,))))
    (figure,) = pdf.root.all("Figure")
    assert figure.alternative == "Elm stands #out. The numbers are in the table Schools."
    assert bare("Elm stands #out.") in [bare(one.whole) for one in pdf.root.all("Caption")]
    assert f"{MARK} #x" in figure.whole


EMPTY = [
    Page("", ()),
    Page(" ", (Heading(""), Paragraph(""), Note(""), Paragraph("", is_lead=True), Listing(()), Listing(("", "")))),
    Page("A", (Table("", (Column(""),), ()), Table("", (Column(""),), (("",),), has_total=True))),
    Page(
        "A", (Table("T", (Column("a"),), (), has_total=True), Chart({"mark": "point", "data": {"values": []}}, "", ""))
    ),
    Page("A\ud800", (Paragraph("\ud800\udfff"),)),
]


@pytest.mark.parametrize("page", EMPTY)
def test_what_is_empty_is_set_too(page: Page) -> None:
    assert Pdf(as_pdf(page)).root.all("Title")[0].whole


def test_a_row_taller_than_a_page_goes_on_and_loses_nothing() -> None:
    table = Table("T", (Column("a"), Column("b")), (("first", "words " * 6_000), ("second", "end")))
    pdf = Pdf(as_pdf(Page("A page", (table,))))
    (read_back,) = pdf.root.all("Table")
    assert [bare(one.whole) for one in read_back.all("TD")] == ["first", "words" * 6_000, "second", "end"]
    assert len(pdf.sizes) > 3


def test_a_table_without_titles_has_no_head() -> None:
    table = Table("In figures", (Column(""), Column("", is_figure=True)), (("Allocated", "$5"), ("Schools", "2")))
    (read_back,) = Pdf(as_pdf(Page("A page", (table,)))).root.all("Table")
    assert [one.kind for one in read_back.parts] == ["Caption", "TR", "TR"]
    assert [one.whole for one in read_back.all("TD")] == ["Allocated", "$5", "Schools", "2"]


def headings(tag: Tag) -> list[str]:
    return [one.kind for one in tag.all("H1", "H2", "H3")]


def test_headings_go_down_from_the_title() -> None:
    page = Page("A page", tuple(Heading("h", level) for level in (2, 3, 4, 2)))
    pdf = Pdf(as_pdf(page))
    assert headings(pdf.root) == ["H1", "H2", "H3", "H1"]
    assert len(pdf.reader.outline) == 2 + 1


def test_what_stands_at_the_foot_stands_on_every_page_and_pages_are_counted() -> None:
    rows = tuple((f"School {number}", "1") for number in range(120))
    table = Table("Schools", (Column("School"), Column("Students", is_figure=True)), rows)
    content = as_pdf(Page("A long page", (table,), foot="In force, 2026–27 (FY2027)"))
    found = Pdf(content)
    assert pages_of(content) == len(found.sizes) > 1
    assert all("In force, 2026–27 (FY2027)" in text for text in found.shown)
