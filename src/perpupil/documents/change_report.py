"""The report of a year that begins: what was carried over, what was dropped and what it paid, what must be confirmed, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from perpupil.documents.page import Block, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.formula.components import COMPONENTS
from perpupil.formula.figures import counted, day
from perpupil.formula.keys import Denomination
from perpupil.formula.next_year import still_says
from perpupil.formula.records import Parameter
from perpupil.formula.syntax import Number, written
from perpupil.formula.wording import Wording
from perpupil.money import plain, spoken

if TYPE_CHECKING:
    from perpupil.formula.next_year import NextFormula
    from perpupil.formula.records import Line, Pool


@dataclass(frozen=True, slots=True)
class Paid:
    """What a line paid in the year before."""

    amount_cents: int
    units: int
    """How many units got anything on it."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set of the year before, and whether it went over."""

    name: str
    title: str
    rows: int
    goes_over: bool
    why: str


@dataclass(frozen=True, slots=True)
class NewYear:
    """A year that begins, as far as a person should know."""

    district: str
    year: int
    """The year that begins, by the year in which it ends."""
    begins: date
    """Its first day."""
    formula: NextFormula | None
    """None where the formula was drafted for the new year before."""
    paid: Mapping[str, Paid] | None
    """By line that was dropped; None where the year before could not be worked out."""
    data_sets: tuple[DataSet, ...]
    missing: tuple[tuple[str, str], ...]
    """What is not there yet, and what to do."""
    mappings: int
    repairs: int
    kept_formula: str
    """Where the formula of the year before is kept."""
    facts_standing: str
    """What facts of the new year are called that were in force already, such as a projection; empty where there were none."""
    facts_before: str
    """The seal of the facts of the year before; empty where there are none."""


def change_report(new: NewYear) -> Page:
    """Make the page."""
    title = f"{new.district}: FY{new.year} begins"
    blocks = (
        Paragraph(_summary(new), is_lead=True),
        *_about_dropped(new),
        *_about_confirming(new),
        *_about_missing(new),
        *_about_looking(new),
        *_about_carried(new),
    )
    return Page(title, blocks)


def _summary(new: NewYear) -> str:
    dropped = len(new.formula.dropped) if new.formula is not None else 0
    waiting = len(new.formula.to_confirm) if new.formula is not None else 0
    return (
        f"Carried over from FY{new.year - 1}. Dropped: {counted(dropped, 'adjustment')}{_paid_in_all(new)}. "
        f"To be confirmed: {waiting}. Missing: {len(new.missing)}."
    )


def _paid_in_all(new: NewYear) -> str:
    if new.formula is None or not new.formula.dropped or new.paid is None:
        return ""
    amount = spoken(sum(one.amount_cents for one in new.paid.values()), new.formula.formula.currency)
    return f" that paid {amount} in FY{new.year - 1}"


def _about_dropped(new: NewYear) -> Iterator[Block]:
    """Give what was taken out of the formula, with what it paid; and what has ended and still stands."""
    yield Heading("What was dropped")
    if new.formula is None:
        yield Paragraph(f"The formula was for FY{new.year} already, and is as it was.")
        return
    if not new.formula.dropped:
        yield Paragraph(f"No adjustment ended before {day(new.begins)}, on which the year begins.")
    else:
        yield _dropped(new, new.formula)
    for one in new.formula.stayed:
        ended = day(one.line.until) if one.line.until is not None else ""
        yield Note(
            f"{_title(one.line)} ended on {ended} and still stands in the formula. {one.why} Take it out by hand."
        )


def _dropped(new: NewYear, formula: NextFormula) -> Table:
    noun, currency = formula.formula.noun, formula.formula.currency
    titles = ("What", "Kind", "Ended", "Why it was there")
    figures = (f"Paid in FY{new.year - 1}", f"{noun.capitalize()}s")
    rows = [
        (
            _title(line),
            _kind(line),
            line.until.isoformat() if line.until else "",
            line.why,
            *_figures(new, line, currency),
        )
        for line in formula.dropped
    ]
    if new.paid is not None:
        total = sum(one.amount_cents for one in new.paid.values())
        rows.append(("Together", "", "", "", spoken(total, currency), ""))
    columns = (*map(Column, titles), *(Column(one, is_figure=True) for one in figures))
    return Table("Adjustments that ended before the year begins", columns, tuple(rows), has_total=new.paid is not None)


def _figures(new: NewYear, line: Line, currency: str) -> tuple[str, str]:
    paid = new.paid.get(line.name) if new.paid is not None else None
    return (spoken(paid.amount_cents, currency), f"{paid.units:,}") if paid is not None else ("not known", "")


def _title(line: Line) -> str:
    return line.title or line.name


def _kind(line: Line) -> str:
    return COMPONENTS[line.kind].title if line.kind else ""


def _about_confirming(new: NewYear) -> Iterator[Block]:
    """Give every number that somebody must confirm, by who answers for it."""
    if new.formula is None or not new.formula.to_confirm:
        return
    yield Heading("What must be confirmed")
    yield Paragraph(
        f"Each is still the number of FY{new.year - 1} and marked with confirm = true. Correct it with its source, and take the mark out."
    )
    wording = Wording.of(new.formula.formula)
    waiting = sorted(new.formula.to_confirm, key=lambda one: (not one.owner, one.owner))
    rows = tuple(
        (
            one.owner or "nobody is named",
            one.title or one.name,
            _value(wording, new.formula, one),
            one.source or "not stated",
        )
        for one in waiting
    )
    titles = ("Who answers for it", "What", "Value", "The decision that set it")
    yield Table("Numbers to be confirmed", tuple(map(Column, titles)), rows)


def _value(wording: Wording, formula: NextFormula, one: Parameter | Pool) -> str:
    if isinstance(one, Parameter):
        return wording.value(one)
    amount = formula.formula.definitions[one.amount].expression
    return wording.figure(amount.value, Denomination.DOLLARS) if isinstance(amount, Number) else written(amount)


def _about_missing(new: NewYear) -> Iterator[Block]:
    if new.missing:
        yield Heading(f"What is missing for FY{new.year}")
        yield Listing(tuple(f"{what}: {fix}" for what, fix in new.missing))


def _about_looking(new: NewYear) -> Iterator[Block]:
    """Name what only a person can judge: texts, expectations and columns that are still those of the year before."""
    if new.formula is None:
        return
    formula, before = new.formula.formula, new.year - 1
    points = [f"The formula's {key} still says {before}." for key in still_says(formula, before)]
    points += [
        f"It is expected that {written(one.that)}{f' ({one.title})' if one.title else ''}: does that hold in FY{new.year}?"
        for one in formula.expectations
        if not one.given
    ]
    columns = [column for listed in formula.prior_columns.values() for column in listed]
    if columns:
        points.append(f"Columns of earlier years are still {', '.join(columns)}.")
    if not new.facts_standing and any(one.name == "calendar" and one.goes_over for one in new.data_sets):
        points.append(f"The days of the calendar of FY{before} stand on the same days a year later; weekdays differ.")
    if points:
        yield Heading("What to look at")
        yield Listing(tuple(points))


def _about_carried(new: NewYear) -> Iterator[Block]:
    yield Heading("What was carried over")
    if new.data_sets:
        rows = tuple(
            (one.title, f"{one.rows:,}", "yes" if one.goes_over else f"no, stays with FY{new.year - 1}", one.why)
            for one in sorted(new.data_sets, key=lambda one: not one.goes_over)
        )
        columns = (Column("Data set"), Column("Rows", is_figure=True), Column("Carried over"), Column("Why"))
        yield Table(f"Data sets of FY{new.year - 1}", columns, rows)
    else:
        yield Paragraph(f"There were no facts of FY{new.year - 1}.")
    said = [
        f"The files of FY{new.year} are read with {counted(new.mappings, 'mapping')} of columns and {counted(new.repairs, 'repair')}, as those before."
    ]
    if new.facts_standing:
        said.append(f"Facts of FY{new.year} were in force already, and stand: {new.facts_standing}.")
    if new.kept_formula:
        said.append(f"The formula of FY{new.year - 1} is kept as {new.kept_formula}.")
    if new.facts_before:
        said.append(f"The facts of FY{new.year - 1} stand as they were, seal {new.facts_before}.")
    yield Listing(tuple(said))


def report_as_data(new: NewYear) -> dict[str, Any]:
    """Give the report for a script; amounts as decimal text."""
    formula = new.formula
    return {
        "year": new.year,
        "begins": new.begins.isoformat(),
        "dropped": [_as_data(new, line) for line in formula.dropped] if formula is not None else [],
        "ended_and_stayed": [
            {"line": one.line.name, "until": str(one.line.until), "why": one.why}
            for one in (formula.stayed if formula is not None else ())
        ],
        "to_confirm": [
            {"name": one.name, "title": one.title, "owner": one.owner, "source": one.source}
            for one in (formula.to_confirm if formula is not None else ())
        ],
        "missing": [{"what": what, "fix": fix} for what, fix in new.missing],
        "data_sets": [
            {"name": one.name, "rows": one.rows, "carried_over": one.goes_over, "why": one.why} for one in new.data_sets
        ],
        "mappings": new.mappings,
        "repairs": new.repairs,
        "kept_formula": new.kept_formula,
        "facts_standing": new.facts_standing,
        "facts_before": new.facts_before,
    }


def _as_data(new: NewYear, line: Line) -> dict[str, Any]:
    paid = new.paid.get(line.name) if new.paid is not None else None
    return {
        "line": line.name,
        "title": line.title,
        "kind": line.kind,
        "until": str(line.until),
        "why": line.why,
        "paid": plain(paid.amount_cents) if paid is not None else None,
        "units": paid.units if paid is not None else None,
    }
