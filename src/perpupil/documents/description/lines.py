"""The lines of a formula in words: what brings money, to whom and at what rate; which end, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perpupil.documents.page import Column, Heading, Paragraph, Table
from perpupil.formula.figures import day
from perpupil.formula.wording import rounding_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.documents.description.subject import Subject
    from perpupil.documents.page import Block
    from perpupil.formula.records import Line


def about_lines(subject: Subject) -> Iterator[Block]:
    """Say every line in words; with its amount and how many get it, where the formula was worked."""
    formula, allocation = subject.formula, subject.allocation
    yield Heading("What does each line bring?")
    columns = [Column("Line"), Column("How it comes about")]
    rows = [[subject.title(line.name), _rule(subject, line)] for line in formula.lines.values()]
    if allocation is not None:
        columns += [Column("In all", is_figure=True), Column(f"{formula.noun.capitalize()}s", is_figure=True)]
        for row, line in zip(rows, formula.lines, strict=True):
            reached = int((allocation.lines_cents[line] != 0).sum())
            row += [subject.money(allocation.line_total_cents(line)), f"{reached:,}"]
        total = subject.money(allocation.total_cents)
        rows.append(["All lines", "", total, f"{len(allocation.units):,}"])
    caption = "Every line, in the order of the formula"
    yield Table(caption, tuple(columns), tuple(map(tuple, rows)), has_total=allocation is not None)
    if subject.is_for_analysts:
        yield _in_own_terms(subject)


def _rule(subject: Subject, line: Line) -> str:
    """Say a line in words, with its note and what its money is for."""
    said = [subject.wording.amount(line), line.note]
    if line.use and line.kind != "use_fund" and line.use != "any":
        said.append(f"Use: {line.use}.")
    return " ".join(text for text in said if text)


def _in_own_terms(subject: Subject) -> Table:
    """Give every line as the formula has it."""
    definitions = subject.formula.definitions
    columns = ("Name", "Kind", "Stands for", "Rounds", "Fund", "Use")
    rows = []
    for line in subject.formula.lines.values():
        parts = [name for name in definitions if name == line.name or name.startswith(f"{line.name}.")]
        text = "; ".join(f"{name} = {definitions[name].text}" for name in parts)
        rounding = definitions[line.name].rounding
        rounds = "" if rounding is None else rounding_in_words(rounding)
        rows.append((line.name, line.kind or "value", text, rounds, line.fund, line.use))
    return Table("The lines in the formula's own terms", tuple(map(Column, columns)), tuple(rows))


def about_workings(subject: Subject) -> Iterator[Block]:
    """Say every named working in words."""
    formula = subject.formula
    if not formula.steps:
        return
    yield Heading("Which workings stand behind them?")
    rows = []
    for step in formula.steps.values():
        said = " ".join(text for text in (subject.wording.working(step), step.note) if text)
        row = [subject.title(step.name), said]
        rows.append((*row, formula.definitions[step.name].text) if subject.is_for_analysts else tuple(row))
    titles = ["Working", "How it comes about", *(["Expression"] if subject.is_for_analysts else [])]
    yield Table(f"One value for each {formula.noun}", tuple(map(Column, titles)), tuple(rows))


def about_ends(subject: Subject) -> Iterator[Block]:
    """Say which lines end, when, and why they are there."""
    ending = [line for line in subject.formula.lines.values() if line.until is not None]
    if not ending:
        return
    yield Heading("What is only for a time, and why?")
    yield Paragraph("These rules depart from the others, so each has an end and a reason.")
    rows = tuple((subject.title(line.name), day(line.until), line.why) for line in ending if line.until is not None)
    yield Table("Rules with an end", tuple(map(Column, ("Line", "Ends on", "Reason given"))), rows)
