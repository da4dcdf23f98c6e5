"""What each thing says when somebody looks at it: its title, the district's definition of equity, figures, a small table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from perpupil.allocation.explain import factor_in_words, rounding_of, substituted
from perpupil.documents.page import Column, Note, Page, Paragraph
from perpupil.documents.page import Table as PageTable
from perpupil.formula.figures import counted, dollars, figure
from perpupil.formula.keys import Denomination
from perpupil.formula.wording import Wording
from perpupil.money import amount_of, spoken
from perpupil.notebook.shown import findings_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.allocation.allocation import Allocation, PoolResult
    from perpupil.allocation.explain import Known, LineExplanation, Reason
    from perpupil.documents.page import Block
    from perpupil.formula.records import Formula
    from perpupil.notebook.explanations import Explanation
    from perpupil.notebook.facts import Facts, Headcount
    from perpupil.notebook.formulas import Formula as ReadFormula
    from perpupil.notebook.results import Result

AMOUNTS_SEALED = 200_000
"""Amounts that are sealed while somebody looks; it takes a second or two."""

ROWS_SHOWN = 12
"""Rows of a table that is looked at; the table itself has all of them."""


def result_page(result: Result) -> Page:
    """Show what a formula gives."""
    allocation = result.allocation
    blocks: list[Block] = [*_equity(allocation.formula.equity), _figures(allocation), _lines(allocation)]
    blocks += findings_blocks(result.findings)
    return Page(result.title, (*blocks, seal_note(result)))


def seal_note(result: Result) -> Note:
    """Give the seal; of a very large result only once somebody has asked for it, since whoever looks should not wait."""
    amounts = len(result.units) * len(result.allocation.lines_cents)
    is_quick = amounts <= AMOUNTS_SEALED or "seals" in vars(result)
    return Note(
        f"Seal {result.seal}" if is_quick else f"Ask .seal for the seal of {amounts:,} amounts; it takes a while."
    )


def formula_page(formula: ReadFormula) -> Page:
    """Show what a district decided: each line with its rule in words."""
    record = formula.record
    wording = Wording.of(record, {})
    rows = [(one.title or one.name, one.name, wording.rule(one)) for one in record.lines.values()]
    parts = (
        counted(len(record.parameters), "parameter"),
        counted(len(record.steps), "step"),
        counted(len(record.pools), "pool"),
    )
    columns = (Column("Line"), Column("Name"), Column("Rule"))
    table = PageTable(f"Lines; with {', '.join(parts)}", columns, tuple(rows[:ROWS_SHOWN]))
    return Page(
        formula.title, (*_equity(formula.equity), table, *_beyond(rows, ".lines"), *findings_blocks(formula.findings))
    )


def facts_page(facts: Facts) -> Page:
    """Show what was read of facts."""
    record = facts.record
    columns = ", ".join(list(record.table.columns)[:ROWS_SHOWN])
    more = len(record.table.columns) - ROWS_SHOWN
    text = f"{counted(len(record.units), 'unit')}, from {record.units[0]} to {record.units[-1]}."
    return Page(
        f"Facts from {record.table.source}",
        (Paragraph(text), Note(f"Columns: {columns}{f' and {more:,} more' if more > 0 else ''}.")),
    )


def headcount_page(headcount: Headcount) -> Page:
    """Show what a headcount holds, and no row of it."""
    record = headcount.record
    text = f"{counted(len(record.units), 'unit')}, {counted(len(record.grades), 'grade')}, needs {', '.join(sorted(record.needs)) or 'none'}."
    return Page(
        f"Student counts from {record.source}",
        (Paragraph(text), Note("Confidential: it has rows of one student, so no row is shown.")),
    )


def explanation_page(explanation: Explanation) -> Page:
    """Show why a unit gets what it gets."""
    allocation = explanation.allocation
    position = allocation.units.index(explanation.unit)
    currency = allocation.formula.currency
    title = f"{allocation.world.unit(position)}: {spoken(int(allocation.totals_cents[position]), currency)} in all"
    told = (block for one in explanation.lines for block in _explained(one, allocation))
    return Page(title, (*told, Note("Every value that this rests on, down to the facts, is at .reasons.")))


def _equity(text: str) -> Iterator[Block]:
    if text:
        yield Paragraph(text, is_lead=True)


def _figures(allocation: Allocation) -> PageTable:
    """Give five figures before any table."""
    formula, currency = allocation.formula, allocation.formula.currency
    totals = allocation.totals_cents.tolist()
    highest, lowest = totals.index(max(totals)), totals.index(min(totals))
    pools = list(allocation.pools.values())
    fifth = _of_pool(formula, pools[0]) if len(pools) == 1 else ("Lines", f"{len(formula.lines):,}")
    rows = (
        ("Allocated in all", spoken(allocation.total_cents, currency)),
        (f"{formula.noun.capitalize()}s", f"{len(totals):,}"),
        (f"Highest: {allocation.world.unit(highest)}", spoken(totals[highest], currency)),
        (f"Lowest: {allocation.world.unit(lowest)}", spoken(totals[lowest], currency)),
        fifth,
    )
    return PageTable("In five figures", (Column(""), Column("", is_figure=True)), rows)


def _of_pool(formula: Formula, pool: PoolResult) -> tuple[str, str]:
    """Say what fitted the lines to a pool."""
    return f"Factor that fits the lines to {formula.pools[pool.name].title or pool.name}", factor_in_words(pool.factor)


def _lines(allocation: Allocation) -> PageTable:
    formula, currency = allocation.formula, allocation.formula.currency
    rows = [
        (
            one.title or one.name,
            one.name,
            spoken(allocation.line_total_cents(one.name), currency),
            f"{int((allocation.lines_cents[one.name] != 0).sum()):,}",
        )
        for one in formula.lines.values()
    ]
    shown = (
        rows
        if len(rows) <= ROWS_SHOWN
        else [*rows[:ROWS_SHOWN], (f"… and {len(rows) - ROWS_SHOWN:,} more lines", "", "", "")]
    )
    total = ("Total", "", spoken(allocation.total_cents, currency), f"{len(allocation.units):,}")
    columns = (
        Column("Line"),
        Column("Name"),
        Column("Amount", is_figure=True),
        Column(f"{formula.noun.capitalize()}s that get it", is_figure=True),
    )
    return PageTable("Lines", columns, (*shown, total), has_total=True)


def _beyond(rows: Sequence[object], where: str) -> Iterator[Block]:
    if len(rows) > ROWS_SHOWN:
        yield Note(f"{len(rows) - ROWS_SHOWN:,} more at {where}.")


def _explained(one: LineExplanation, allocation: Allocation) -> Iterator[Block]:
    """Say a line's rule, its arithmetic at this unit, and what made its amount where that is more than the rule."""
    currency = allocation.formula.currency
    yield Paragraph(
        f"{one.title}: {spoken(one.amount_cents, currency)}. {one.sentence} {_arithmetic(one.root, currency)}"
    )
    if len(one.parts) > 1:
        rows = [(part.words, dollars(part.amount, currency)) for part in one.parts]
        total = ("Amount", dollars(amount_of(one.amount_cents), currency))
        yield PageTable(
            f"Parts of {one.title}", (Column("Part"), Column("Amount", is_figure=True)), (*rows, total), has_total=True
        )
    leaves = one.root.children
    if leaves:
        columns = (Column("Rests on"), Column("Value", is_figure=True), Column("From"))
        rows_of = tuple(
            (each.title, _value(each.value, each, currency), each.source or each.expression)
            for each in leaves[:ROWS_SHOWN]
        )
        yield PageTable(f"What {one.title} rests on", columns, rows_of)


def _arithmetic(reason: Reason, currency: str) -> str:
    """Write a value's expression with its numbers."""
    if not reason.applies:
        return "Its condition does not hold here."
    exact, value = (_value(one, reason, currency) for one in (reason.exact, reason.value))
    text = substituted(reason, {part.name: _value(part.value, part, currency) for part in reason.children}).partition(
        " when "
    )[0]
    text = text.replace(" * ", " × ").replace(" / ", " ÷ ").replace(" - ", " − ")
    rounded = f", rounded {rounding_of(reason)}: {value}" if reason.value != reason.exact else ""
    return f"{exact}{rounded}." if text in {exact, ""} else f"{text} = {exact}{rounded}."


def _value(value: Known, reason: Reason, currency: str) -> str:
    """Write a value for a person."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    is_factor = reason.denomination is Denomination.SHARE and value > 1
    return figure(value, Denomination.NUMBER if is_factor else reason.denomination, currency)
