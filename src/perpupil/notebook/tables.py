"""Tables that pandas, Polars, DuckDB and whatever else speaks Arrow can read, made when somebody asks for them.

A table hands itself out through the Arrow PyCapsule interface, so that no library is needed to make one and any can take it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import nanoarrow as na  # type: ignore[import-untyped]

from perpupil.documents.page import Column, Note, Page
from perpupil.documents.page import Table as PageTable
from perpupil.exact.numerals import group_thousands
from perpupil.formula.figures import counted
from perpupil.notebook.columns import Cells, Counts, Decimals, Estimates, Texts
from perpupil.notebook.refusal import Refused, require_known
from perpupil.notebook.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl


ROWS_SHOWN = 10
"""Rows of a table that a notebook shows."""

_ESTIMATE_DIGITS = 4
"""Digits of an estimate that are shown; the table has all of them."""


class Table(Shown):
    """A table of results: columns of text, whole numbers, exact decimals, and estimates where there is nothing exact."""

    def __init__(self, title: str, make: Callable[[], Sequence[Cells]]) -> None:
        """Take a title, and what makes the columns when they are asked for."""
        self.title = title
        self._make = make

    @cached_property
    def cells(self) -> tuple[Cells, ...]:
        """The columns."""
        return tuple(self._make())

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(one.name for one in self.cells)

    @property
    def cut(self) -> tuple[str, ...]:
        """The columns in which a number that never ends, such as 7/3, was cut off; every other column is exact."""
        return tuple(one.name for one in self.cells if isinstance(one, Decimals) and one.is_cut)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.cells[0])

    def column(self, name: str) -> list[Any]:
        """Give a column as a list: text, int, or Decimal; None where there is no number.

        Raises:
            Refused: There is no column of that name.

        """
        require_known("column", name, self.columns)
        return next(one.python() for one in self.cells if one.name == name)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give the rows, each as a dict."""
        for row in zip(*(one.python() for one in self.cells), strict=True):
            yield dict(zip(self.columns, row, strict=True))

    def __arrow_c_schema__(self) -> object:
        """Give the schema to a library that speaks Arrow."""
        return self._array.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the table to a library that speaks Arrow; it may be asked for again and again."""
        del requested_schema  # a wish only; every library takes the types that are given
        capsule: object = na.c_array_stream(self._array).__arrow_c_stream__()
        return capsule

    @cached_property
    def _array(self) -> Any:  # noqa: ANN401  nanoarrow says nothing of its types
        made = [(one.name, *one.arrow()) for one in self.cells]
        kind = na.struct({name: of for name, of, _ in made}, nullable=False)
        return na.c_array_from_buffers(kind, len(self), [None], children=[array for *_, array in made], null_count=0)

    def to_pandas(self) -> pd.DataFrame:
        """Give a pandas frame; decimals are Python's Decimal, so that no cent is lost.

        Raises:
            Refused: pandas is not installed.

        """
        try:
            import pandas as pd  # noqa: PLC0415  an analyst may have it, PerPupil need not
        except ImportError:
            raise _missing("pandas") from None
        kinds: dict[type[Cells], str] = {Texts: "str", Counts: "int64", Decimals: "object", Estimates: "float64"}
        return pd.DataFrame({one.name: pd.Series(one.python(), dtype=kinds[type(one)]) for one in self.cells})

    def to_polars(self) -> pl.DataFrame:
        """Give a Polars frame; decimals are Polars' own.

        Raises:
            Refused: Polars is not installed.

        """
        try:
            import polars as pl  # noqa: PLC0415  as pandas
        except ImportError:
            raise _missing("polars") from None
        return pl.DataFrame(self)

    def _page(self) -> Page:
        first = [one.first(ROWS_SHOWN) for one in self.cells]
        rows = [tuple(map(_cell, row)) for row in zip(*(one.python() for one in first), strict=True)]
        columns = tuple(Column(one.name, is_figure=not isinstance(one, Texts)) for one in first)
        more = len(self) - len(rows)
        notes = [
            f"… and {more:,} more rows." if more else "",
            f"Cut after the last digit shown: {', '.join(self.cut)}." if self.cut else "",
        ]
        shown = PageTable("", columns, tuple(rows))
        return Page(f"{self.title}: {counted(len(self), 'row')}", (shown, *(Note(note) for note in notes if note)))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10 ** (_ESTIMATE_DIGITS - 1) else f"{value:.{_ESTIMATE_DIGITS}g}"
    return group_thousands(format(value, "f")) if isinstance(value, Decimal) else str(value)


def _missing(library: str) -> Refused:
    return Refused(f"{library} is not installed. Install it with: pip install {library}")
