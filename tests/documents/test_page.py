"""A page is read back as it was meant, whatever its texts hold, from HTML, from Markdown and from data."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.documents.data import as_data
from perpupil.documents.html import as_html
from perpupil.documents.markdown import as_markdown, table_caption
from perpupil.documents.page import Column, Heading, Listing, Note, Page, Paragraph, Table, shown
from tests.documents.reading import TAGS, expected, read_html, read_markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "a | b || c",
    "`code` and ``more``",
    "*bold* **more** _slanted_ __most__ a_b_c",
    "[link](https://example.org) ![picture](x.png) <https://example.org> https://example.org",
    "# heading #",
    "1. first",
    "2) second",
    "- point",
    "+ point",
    "--- *** ___",
    "===",
    "> quoted",
    "~~~",
    "&amp; &lt; &#60; &copy; & more",
    "back\\slash \\| \\* \\",
    "$a$ and $5 of $6",
    "\N{RIGHT-TO-LEFT OVERRIDE}desrever\N{POP DIRECTIONAL FORMATTING}",
    "בית ספר אלון",
    "tab\there and\nline\r\nend",
    "\x00\x07\x1b[31mred\x1b[0m\x7f",
    "Cafe\N{COMBINING ACUTE ACCENT}",
    "{{ template }} ${value} {% block %}",
    ":emoji: @somebody #12",
    "    four spaces",
    "\\",
    "|",
    "#",
]
SIGNS = st.sampled_from([*"\\`*_{}[]()<>#+-.!|~&;:/$=1234567890\"' \n\tab—“”é", "&amp;", "<b>", "http://", "]("])
TEXTS = st.lists(SIGNS, max_size=14).map("".join) | st.text(max_size=20) | st.sampled_from(HOSTILE)
SAID = TEXTS.filter(lambda text: bool(shown(text)))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    columns = tuple(Column(draw(SAID), draw(st.booleans())) for _ in range(width))
    rows = draw(st.lists(st.tuples(*[TEXTS] * width), max_size=4))
    return Table(draw(SAID), columns, tuple(rows), draw(st.booleans()))


@st.composite
def pages(draw: st.DrawFn) -> Page:
    plain = st.builds(Paragraph, SAID, st.booleans()) | st.builds(Note, SAID)
    listing = st.builds(Listing, st.lists(SAID, min_size=1, max_size=4).map(tuple))
    blocks = draw(st.lists(plain | listing | tables() | st.builds(Heading, SAID, st.just(2)), max_size=6))
    # Two lists in a row are one list in Markdown; a page puts something between them.
    apart = [part for block in blocks for part in (Paragraph("next"), block)]
    return Page(draw(SAID), tuple(apart))


@given(pages())
def test_html_says_what_the_page_says_and_nothing_else(page: Page) -> None:
    read = read_html(as_html(page))
    assert read.said == expected(page)
    assert read.title == shown(page.title)
    assert set(read.tags) <= TAGS


@given(pages())
def test_html_has_no_attribute_that_a_text_could_have_made(page: Page) -> None:
    written = {name for _, name, _ in read_html(as_html(page)).attributes}
    ours = {"lang", "charset", "http-equiv", "content", "name", "class", "role", "scope", "tabindex", "aria-label"}
    assert written <= ours | {"data-label"}


@given(pages())
def test_markdown_says_what_the_page_says_and_nothing_else(page: Page) -> None:
    assert read_markdown(as_markdown(page)) == _in_markdown(page)


def _in_markdown(page: Page) -> list[tuple[str, str]]:
    """Markdown has no captions: a table's stands above it as a paragraph."""
    said = [("h1", shown(page.title))]
    for block in page.blocks:
        if isinstance(block, Table):
            said.append(("p", shown(table_caption(block))))
        said += expected(Page("", (block,)), has_captions=False)[1:]
    return said


@given(pages())
def test_data_holds_every_text_and_can_be_written_as_json(page: Page) -> None:
    data = json.loads(json.dumps(as_data(page)))
    assert data["title"] == shown(page.title)
    assert len(data["blocks"]) == len(page.blocks)
    for block, made in zip(page.blocks, data["blocks"], strict=True):
        if isinstance(block, Table):
            assert made["rows"] == [[shown(cell) for cell in row] for row in block.rows]
            assert [one["figure"] for one in made["columns"]] == [one.is_figure for one in block.columns]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_as_it_is(text: str) -> None:
    rows = ((text, text),)
    page = Page(
        text, (Heading(text), Paragraph(text), Listing((text,)), Table(text, (Column(text), Column("b")), rows))
    )
    assert read_html(as_html(page)).said == expected(page)
    assert read_markdown(as_markdown(page)) == _in_markdown(page)


@given(pages())
def test_no_character_that_a_reader_would_obey_is_left(page: Page) -> None:
    for text in (as_html(page), as_markdown(page)):
        assert all(character.isprintable() or character == "\n" for character in text)


def test_html_needs_no_other_file() -> None:
    text = as_html(Page("A page", (Paragraph("One."), Table("T", (Column("a"),), (("1",),)))))
    assert not re.search(r"(?i)\b(src|href)\s*=|url\(|@import|<script|<link", text)
    assert "default-src &#x27;none&#x27;" in text


def test_a_table_can_be_read_aloud() -> None:
    columns = (Column("School"), Column("Amount", is_figure=True))
    table = Table("What each school gets", columns, (("Oak", "$5"), ("All", "$5")), has_total=True)
    text = as_html(Page("A page", (Heading("First"), table)))
    assert '<th scope="col" role="columnheader" class="figure">Amount</th>' in text
    assert text.count('<th scope="row"') == 2
    assert '<tr role="row" class="total">' in text
    assert '<html lang="en">' in text


def test_figures_are_set_to_the_right_in_markdown_and_a_total_is_bold() -> None:
    columns = (Column("School"), Column("Amount", is_figure=True))
    table = Table("What", columns, (("Oak", "$5"), ("All", "$5")), has_total=True)
    assert as_markdown(Page("A", (table,))).splitlines()[4:] == [
        "| School | Amount |",
        "| --- | ---: |",
        "| Oak | $5 |",
        "| **All** | **$5** |",
    ]


def test_a_row_that_does_not_fit_its_headings_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Table("T", (Column("a"),), (("1", "2"),))
    with pytest.raises(ValueError, match="do not fit"):
        Table("T", (), ())


@pytest.mark.parametrize("levels", [(3,), (2, 4), (1,), (2, 3, 4, 5)])
def test_a_heading_that_skips_a_level_is_a_mistake_of_the_programmer(levels: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="level"):
        Page("A page", tuple(Heading("h", level) for level in levels))


def test_headings_may_go_down_by_one_and_up_again() -> None:
    page = Page("A page", tuple(Heading("h", level) for level in (2, 3, 4, 2, 3, 2)))
    assert [one for one in read_html(as_html(page)).said if one[0] == "h4"] == [("h4", "h")]
