"""What can be told of cells whatever file they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perpupil.intake.reading import counted

if TYPE_CHECKING:
    from perpupil.facts.table import TextTable
    from perpupil.intake.reading import Told

_STARTS = frozenset("=@+-")
_HARMLESS = re.compile(r"[-+]+\s*|[-+]\s?[$€£]?[\d.,]+([eE][-+]?\d+)?\s?%?|[-+][A-Z]")


def is_like_formula(cell: str) -> bool:
    """Whether a spreadsheet that opens the text would take it for a formula.

    >>> [is_like_formula(cell) for cell in ("=1+1", "-1,234.50", "-", "@SUM(A1)", "+cmd|x", "0010")]
    [True, False, False, True, True, False]
    """
    return cell[:1] in _STARTS and _HARMLESS.fullmatch(cell) is None


def tell_formulas(table: TextTable, told: Told) -> None:
    """Say which columns hold text that a spreadsheet would run; it is kept as it is."""
    for position, column in enumerate(table.columns.values(), 1):
        found = [at for at, cell in enumerate(column) if cell[:1] in _STARTS and is_like_formula(cell)]
        if found:
            what = f"Column {position}: {counted(len(found), 'cell')} of text that begins as a formula does."
            told.say("cell-like-formula", what, "See whether it should be there.", table.rows[found[0]])
