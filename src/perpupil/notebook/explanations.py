"""Why a unit gets what it gets, in an analyst's hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from perpupil.allocation.explain import LineExplanation, Reason, explain
from perpupil.exact.numerals import write_number
from perpupil.notebook.columns import Texts
from perpupil.notebook.refusal import require_known
from perpupil.notebook.shown import Shown
from perpupil.notebook.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.explain import Known
    from perpupil.documents.page import Page


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Shown):
    """The reasons of one unit's lines."""

    allocation: Allocation = field(repr=False)
    unit: str
    lines: tuple[LineExplanation, ...]
    """The lines as the engine explains them: `parts` add up to the amount, `root` is the tree of reasons."""

    @cached_property
    def parts(self) -> Table:
        """What each line's amount is made of: line, part, amount; the parts of a line add up to it exactly, as fractions do."""
        rows = [(one.line, part) for one in self.lines for part in one.parts]
        return Table(
            f"Parts of what {self.unit} gets",
            lambda: [
                Texts("line", [line for line, _ in rows]),
                Texts("part", [part.words for _, part in rows]),
                Texts("amount", [write_number(part.amount) for _, part in rows]),
            ],
        )

    @cached_property
    def reasons(self) -> Table:
        """Every value that the lines rest on, each once: line, name, title, kind, value, expression, source."""
        rows = [(one.line, reason) for one in self.lines for reason in _every(one.root, set())]
        return Table(
            f"Reasons of what {self.unit} gets",
            lambda: [
                Texts("line", [line for line, _ in rows]),
                Texts("name", [reason.name for _, reason in rows]),
                Texts("title", [reason.title for _, reason in rows]),
                Texts("kind", [reason.kind for _, reason in rows]),
                Texts("value", [_written(reason.value) for _, reason in rows]),
                Texts("expression", [reason.expression for _, reason in rows]),
                Texts("source", [reason.source for _, reason in rows]),
            ],
        )

    def _page(self) -> Page:
        from perpupil.notebook.pages import explanation_page  # noqa: PLC0415  only when somebody looks

        return explanation_page(self)


def explained(allocation: Allocation, unit: str, line: str = "") -> Explanation:
    """Explain one line of a unit, or all of them.

    Raises:
        Refused: There is no such unit or line.

    """
    require_known(allocation.formula.noun, unit, allocation.units)
    if line:
        require_known("line", line, allocation.formula.lines)
    return Explanation(allocation, unit, explain(allocation, unit, (line,) if line else ()))


def _every(reason: Reason, seen: set[str]) -> Iterator[Reason]:
    """Give a reason and those below it, each once."""
    waiting = [reason]
    while waiting:
        one = waiting.pop()
        if one.name not in seen:
            seen.add(one.name)
            yield one
            waiting.extend(reversed(one.children))


def _written(value: Known) -> str:
    """Write a value exactly: decimals where they end, else a fraction."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else write_number(value)
