"""What comparisons, reproductions and cascades say when somebody looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perpupil.documents.page import Column, Listing, Note, Page, Paragraph
from perpupil.documents.page import Table as PageTable
from perpupil.exact.numerals import group_thousands, write_number
from perpupil.formula.figures import counted
from perpupil.money import signed, spoken
from perpupil.notebook.pages import ROWS_SHOWN, seal_note
from perpupil.notebook.shown import findings_blocks

if TYPE_CHECKING:
    from fractions import Fraction

    from perpupil.documents.page import Block
    from perpupil.notebook.cascades import Cascade
    from perpupil.notebook.comparisons import Comparison, Difference, UnitComparison
    from perpupil.notebook.reproductions import Reproduction

_ARROW = " \N{RIGHTWARDS ARROW} "


def comparison_page(comparison: Comparison) -> Page:
    """Show what each cause did in all."""
    record = comparison.record
    formula = record.after.formula
    currency = formula.currency
    rows = []
    for number, cause in enumerate(comparison.causes):
        moved = record.by_unit_cents(number).tolist()
        gaining, losing = (f"{sum(map(test, moved)):,}" for test in (_is_more, _is_less))
        rows.append((cause, signed(record.part_cents(number), currency), gaining, losing))
    settled = sum(one.change_cents for one in record.settled)
    if record.settled:
        rows.append(
            (
                f"{counted(len(record.settled), formula.noun)} opened, closed or merged",
                signed(settled, currency),
                "",
                "",
            )
        )
    rows.append(("Change in all", signed(record.change_cents(), currency), "", ""))
    noun = formula.noun
    columns = (
        Column("Cause"),
        Column("Change", is_figure=True),
        Column(f"{noun.capitalize()}s that gain", is_figure=True),
        Column("that lose", is_figure=True),
    )
    totals = _ARROW.join(spoken(side.total_cents, currency) for side in (record.before, record.after))
    table = PageTable("What each cause did; over causes the changes add up", columns, tuple(rows), has_total=True)
    return Page(_titles(record.before.formula.title, formula.title), (Paragraph(f"In all {totals}."), table))


def unit_comparison_page(comparison: UnitComparison) -> Page:
    """Show what makes the amount of one unit into that of another."""
    record = comparison.record
    allocation, currency = record.allocation, record.allocation.formula.currency
    named = [allocation.world.unit(allocation.units.index(unit)) for unit in (record.one, record.other)]
    rows = [(cause, signed(record.part_cents(number), currency)) for number, cause in enumerate(comparison.causes)]
    rows.append(("Difference in all", signed(record.change_cents, currency)))
    table = PageTable(
        "What is different, and what it does",
        (Column("Cause"), Column("Change", is_figure=True)),
        tuple(rows),
        has_total=True,
    )
    return Page(_ARROW.join(named), (table,))


def difference_page(difference: Difference) -> Page:
    """Show every change in a sentence, and what they do together."""
    record = difference.record
    formula = record.after
    sentences = tuple(one.words(formula.noun, formula.currency) for one in record.changes)
    blocks: list[Block] = [Listing(sentences)] if sentences else [Paragraph("Both say the same.")]
    if record.together is not None:
        blocks.append(
            Paragraph(
                f"Together: {record.together.words(formula.noun, formula.currency)}; {signed(record.together.total_cents, formula.currency)} in all."
            )
        )
    return Page(_titles(record.before.title, formula.title), tuple(blocks))


def reproduction_page(reproduction: Reproduction) -> Page:
    """Show how many figures agree, column by column, and the first that do not."""
    record = reproduction.record
    rows = [(one.title, one.column, f"{one.matched:,}", f"{one.total:,}", f"{one.exact:,}") for one in record.compared]
    shown = (
        rows
        if len(rows) <= ROWS_SHOWN
        else [*rows[:ROWS_SHOWN], (f"… and {len(rows) - ROWS_SHOWN:,} more", "", "", "", "")]
    )
    total = (
        "Figures in all",
        "",
        f"{record.matched:,}",
        f"{record.total:,}",
        f"{sum(one.exact for one in record.compared):,}",
    )
    columns = (
        Column("Line or step"),
        Column("Published as"),
        *(Column(name, is_figure=True) for name in ("Matched", "Of", "Exact")),
    )
    blocks: list[Block] = [
        Paragraph(f"{record.matched:,} of {record.total:,} published figures are reproduced."),
        PageTable("Published figures", columns, (*shown, total), has_total=True),
    ]
    wrong = [(one.title, each) for one in record.compared for each in one.mismatches]
    if wrong:
        cells = tuple(
            (each.unit, title, *map(_number, (each.published, each.computed, each.difference)))
            for title, each in wrong[:ROWS_SHOWN]
        )
        heads = (
            Column("Unit"),
            Column("Line or step"),
            *(Column(name, is_figure=True) for name in ("Published", "Computed", "Difference")),
        )
        blocks.append(PageTable("Not reproduced", heads, cells))
    if len(wrong) > ROWS_SHOWN:
        blocks.append(Note(f"{len(wrong) - ROWS_SHOWN:,} more at .mismatches."))
    blocks += findings_blocks(reproduction.findings)
    return Page(reproduction.result.title, (*blocks, seal_note(reproduction.result)))


def cascade_page(cascade: Cascade) -> Page:
    """Show each depth added up."""
    rows = [
        (
            f"{'  ' * one.number}{counted(len(one.nodes), 'level')} to {one.noun}s",
            *(spoken(one.sum_cents(name), cascade.currency) for name in _SUMS),
        )
        for one in cascade.depths
    ]
    heads = ("Received", "Added", "Paid by lines in no pool", "Kept", "Handed out", "Not handed out")
    columns = (Column("Depth"), *(Column(name, is_figure=True) for name in heads))
    return Page(
        cascade.record.name,
        (PageTable("Every level, added up", columns, tuple(rows)), *findings_blocks(cascade.findings)),
    )


_SUMS = ("received_cents", "added_cents", "unpooled_cents", "kept_cents", "handed_out_cents", "left_cents")


def _titles(before: str, after: str) -> str:
    return _ARROW.join(dict.fromkeys((before, after)))


def _number(value: Fraction) -> str:
    return group_thousands(write_number(value))


def _is_more(cents: int) -> bool:
    return cents > 0


def _is_less(cents: int) -> bool:
    return cents < 0
