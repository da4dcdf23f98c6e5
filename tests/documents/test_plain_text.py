"""A page as plain text: numbered headings, no line too long, a row of a table as a sentence, and nothing that a terminal would obey."""

from hypothesis import given
from hypothesis import strategies as st

from perpupil.documents.page import Chart, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.documents.plain_text import as_plain_text

PAGE = Page(
    "Guide",
    (
        Paragraph("Why."),
        Heading("One"),
        Heading("Under one", 3),
        Heading("Under one again", 3),
        Heading("Two"),
        Note("Look here."),
        Listing(("a", "b")),
        Heading("Under two", 3),
        Table("What", (Column("What"), Column("Why"), Column("Amount", is_figure=True)), (("Arts?", "", "$1"), ("Books", "law.", "$2"))),
        Table("Pairs.", (Column("Q"), Column("A")), (("Who?", "She"), ("Where", ""))),
        Chart({}, "It rises.", "What"),
    ),
)  # fmt: skip


def test_a_page_is_numbered_and_its_rows_are_sentences() -> None:
    assert as_plain_text(PAGE) == (
        "Guide\n=====\n\nWhy.\n\n1. One\n\n1.1. Under one\n\n1.2. Under one again\n\n2. Two\n\nLook here.\n\n- a\n- b\n\n"
        "2.1. Under two\n\nWhat:\n\n- Arts? Amount: $1.\n- Books. Why: law. Amount: $2.\n\nPairs:\n\n- Who? She.\n- Where\n\nIt rises.\n"
    )


@given(st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_no_line_is_long_unless_a_word_is_and_nothing_is_obeyed(texts: list[str]) -> None:
    table = Table(texts[0], (Column(texts[0]), Column(texts[-1])), tuple((text, text) for text in texts))
    told = as_plain_text(Page(texts[0], (Heading(texts[0]), Listing(tuple(texts)), table)))
    assert all(len(line) <= 78 for line in told.splitlines())
    assert all(one == "\n" or one.isprintable() for one in told)
