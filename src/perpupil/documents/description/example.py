"""One school of the data, line by line: what it gets and how the sum comes about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.documents.page import Column, Heading, Note, Paragraph, Table
from perpupil.formula.components import COMPONENTS
from perpupil.formula.figures import dollars, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.description.subject import Subject
    from perpupil.documents.page import Block

SMALL_GROUP = 10
"""Students; of fewer, the number at one school is not shown to the public, nor an amount that gives it away."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line at one unit."""

    line: str
    amount_cents: int
    quantity: Fraction | None
    rate: Fraction | None

    @property
    def is_small(self) -> bool:
        return self.quantity is not None and 0 < self.quantity < SMALL_GROUP


def about_one_school(subject: Subject) -> Iterator[Block]:
    """Work the formula out at one unit of the data: the one at which the most lines bring something."""
    allocation = subject.allocation
    if allocation is None:
        return
    position = _chosen(allocation)
    rows = [row for row in _rows(allocation, position) if row.amount_cents]
    shown, together = (rows, []) if subject.is_for_analysts else _without_small_groups(allocation, rows)
    noun = subject.formula.noun
    yield Heading(f"What does this come to at one {noun}?")
    if len(together) == 1:
        yield Note(f"No {noun} is shown: its amount would say how many of its few students are counted.")
        return
    total = subject.money(int(allocation.totals_cents[position]))
    yield Paragraph(f"{allocation.world.facts.names[position]} gets {total}. Lines that bring it nothing are left out.")
    cells = [_cells(subject, row) for row in shown]
    if together:
        amount = subject.money(sum(row.amount_cents for row in together))
        cells.append((f"{len(together)} lines for few students", "", "", amount))
    columns = (
        Column("Line"),
        Column("Counted", is_figure=True),
        Column("Rate", is_figure=True),
        Column("Amount", is_figure=True),
    )
    yield Table(f"One {noun}, line by line", columns, (*cells, ("All lines", "", "", total)), has_total=True)
    if together:
        yield Note(
            f"Where fewer than {SMALL_GROUP} students are counted, lines are put together, so that no student can be recognized."
        )
    if any(pool.fit is not None and pool.factor != 1 for pool in allocation.pools.values()):
        yield Paragraph("Where counted × rate is not the amount, the line was fitted to the money there is.")


def _chosen(allocation: Allocation) -> int:
    """Give the unit at which the most lines bring something; the first of several."""
    return max(
        range(len(allocation.units)), key=lambda at: sum(int(one[at]) != 0 for one in allocation.lines_cents.values())
    )


def _rows(allocation: Allocation, position: int) -> Iterator[_Row]:
    for line in allocation.formula.lines.values():
        amount = int(allocation.lines_cents[line.name][position])
        counted = COMPONENTS[line.kind].pays_for if line.kind else ""
        if not line.has_quantity or not counted:
            yield _Row(line.name, amount, None, None)
            continue
        quantity, rate = (allocation.value_at(f"{line.name}.{part}", position) for part in ("quantity", "rate"))
        yield _Row(line.name, amount, quantity, rate)


def _without_small_groups(allocation: Allocation, rows: list[_Row]) -> tuple[list[_Row], list[_Row]]:
    """Take out the lines that count few students; with a single one another line, so that neither can be worked out from the total."""
    lines = allocation.formula.lines
    of_students = [
        row for row in rows if lines[row.line].kind and COMPONENTS[lines[row.line].kind].pays_for == "students"
    ]
    small = [row for row in of_students if row.is_small]
    if len(small) == 1:
        others = sorted((row for row in of_students if not row.is_small), key=lambda row: row.quantity or Fraction(0))
        small += (others or [row for row in rows if not row.is_small])[:1]
    return [row for row in rows if row not in small], small


def _cells(subject: Subject, row: _Row) -> tuple[str, ...]:
    currency = subject.formula.currency
    counted = "" if row.quantity is None else plain(row.quantity)
    rate = "" if row.rate is None else dollars(row.rate, currency)
    return subject.title(row.line), counted, rate, subject.money(row.amount_cents)
