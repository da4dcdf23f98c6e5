"""A page in an analyst's hand: looked at, taken as text, or saved as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.documents.data import as_data
from perpupil.documents.forms import ENDINGS_TOLD, form_of, set_as
from perpupil.documents.html import as_html
from perpupil.documents.markdown import as_markdown
from perpupil.notebook.refusal import Refused, files_refused
from perpupil.notebook.shown import Shown
from perpupil.workspace.files import write

if TYPE_CHECKING:
    from perpupil.documents.page import Page
    from perpupil.documents.spreadsheet import Sheet


class Report(Shown):
    """A page for people."""

    def __init__(
        self,
        page: Page,
        data: Callable[[], Mapping[str, Any]] | None = None,
        sheets: Callable[[], Sequence[Sheet]] | None = None,
    ) -> None:
        """Take the page and, where they hold more than it, what a script and a workbook get."""
        self.page = page
        self._data, self._sheets = data, sheets

    @property
    def html(self) -> str:
        """An HTML document that stands alone."""
        return as_html(self.page)

    @property
    def markdown(self) -> str:
        """The same as Markdown."""
        return as_markdown(self.page)

    @property
    def pdf(self) -> bytes:
        """The same as PDF, tagged so that it can be read aloud."""
        from perpupil.documents.pdf import as_pdf  # noqa: PLC0415  the typesetter is large

        return as_pdf(self.page)

    @property
    def data(self) -> dict[str, Any]:
        """The same as dictionaries, lists and texts."""
        return dict(self._data()) if self._data else as_data(self.page)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write it to a file: .pdf, .html, .xlsx, .md, .txt or .json, as its name ends.

        Raises:
            Refused: The name does not end in one of these, or the file cannot be written.

        """
        file = Path(path)
        form = form_of(file.name)
        if form is None:
            raise Refused(f"{file} does not say by its ending how it is to be written; name it {ENDINGS_TOLD}.")
        with files_refused():
            write(file, set_as(form, self.page, self._data, self._sheets))
        return file

    def _page(self) -> Page:
        return self.page
