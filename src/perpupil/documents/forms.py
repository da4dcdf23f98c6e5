"""The forms in which a page is handed out, told by the ending of a file's name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perpupil.documents.page import Page
    from perpupil.documents.spreadsheet import Sheet


class Form(StrEnum):
    """What a page is set as."""

    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    PDF = "pdf"
    EXCEL = "excel"
    TEXT = "text"


ENDINGS: Mapping[str, Form] = {
    ".pdf": Form.PDF,
    ".html": Form.HTML,
    ".xlsx": Form.EXCEL,
    ".md": Form.MARKDOWN,
    ".json": Form.JSON,
    ".htm": Form.HTML,
    ".txt": Form.TEXT,
}
ENDINGS_TOLD = ".pdf, .html, .xlsx, .md, .txt or .json"


def form_of(name: str) -> Form | None:
    """Say which form the name of a file asks for, None where it asks for none.

    >>> form_of("report.PDF"), form_of("report")
    (<Form.PDF: 'pdf'>, None)
    """
    return next((form for ending, form in ENDINGS.items() if name.lower().endswith(ending)), None)


def set_as(
    form: Form,
    page: Page,
    data: Callable[[], Mapping[str, Any]] | None = None,
    sheets: Callable[[], Sequence[Sheet]] | None = None,
) -> bytes:
    """Set a page.

    Args:
        form: As what.
        page: The page.
        data: What JSON holds, where a script needs more than the page.
        sheets: What a workbook holds, where there are more numbers than on the page.

    """
    # Only the form that is asked for is loaded.
    match form:
        case Form.HTML:
            from perpupil.documents.html import as_html  # noqa: PLC0415

            return as_html(page).encode()
        case Form.MARKDOWN:
            from perpupil.documents.markdown import as_markdown  # noqa: PLC0415

            return as_markdown(page).encode()
        case Form.JSON:
            from perpupil.documents.data import as_data  # noqa: PLC0415

            return (json.dumps(data() if data else as_data(page), ensure_ascii=False, indent=1) + "\n").encode()
        case Form.PDF:
            from perpupil.documents.pdf import as_pdf  # noqa: PLC0415

            return as_pdf(page)
        case Form.EXCEL:
            from perpupil.documents.spreadsheet import as_workbook, page_sheets  # noqa: PLC0415

            return as_workbook(page.title, sheets() if sheets else page_sheets(page))
        case Form.TEXT:
            from perpupil.documents.plain_text import as_plain_text  # noqa: PLC0415

            return as_plain_text(page).encode()
