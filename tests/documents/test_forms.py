"""A page is handed out in the form that the name of a file asks for."""

import json

import pytest

from perpupil.documents.forms import ENDINGS, ENDINGS_TOLD, Form, form_of, set_as
from perpupil.documents.page import Column, Page, Paragraph, Table
from perpupil.documents.spreadsheet import Sheet

PAGE = Page("A page", (Paragraph("One."), Table("T", (Column("a"),), (("1",),))))
BEGINS = {
    Form.PDF: b"%PDF-1.7",
    Form.HTML: b"<!doctype html>",
    Form.EXCEL: b"PK\x03\x04",
    Form.MARKDOWN: b"# A page",
    Form.JSON: b"{",
    Form.TEXT: b"A page\n======\n\nOne.\n\nT:\n\n- 1",
}


@pytest.mark.parametrize("form", Form)
def test_every_form_can_be_set_and_begins_as_such_files_do(form: Form) -> None:
    assert set_as(form, PAGE).startswith(BEGINS[form])
    assert form in ENDINGS.values()


def test_every_ending_that_is_told_is_known_and_others_ask_for_nothing() -> None:
    told = ENDINGS_TOLD.replace(" or", ",").split(", ")
    assert {form_of(f"Report{ending.upper()}") for ending in told} == set(Form)
    assert [form_of(name) for name in ("report", "report.doc", "pdf", "")] == [None] * 4


def test_scripts_and_workbooks_may_get_more_than_the_page_holds() -> None:
    assert json.loads(set_as(Form.JSON, PAGE, data=lambda: {"value": 0.25})) == {"value": 0.25}
    plain, more = set_as(Form.EXCEL, PAGE), set_as(Form.EXCEL, PAGE, sheets=lambda: (Sheet("Mine", ("a",)),))
    assert plain != more
