"""The report of where a district stands today as sheets, with its numbers as they are and not as they are rounded."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.documents.page import Listing, Note, Page
from perpupil.documents.spreadsheet import Cell, Figure, Look, Sheet, page_sheets
from perpupil.equity.district.records import Mark
from perpupil.equity.measures import MEASURES, Result
from perpupil.equity.measures.declaration import Kind
from perpupil.equity.steady_state import SteadyState
from perpupil.equity.verdict import Verdict

_LOOKS = {Kind.DOLLARS: Look.DOLLARS, Kind.SHARE: Look.SHARE}


def steady_state_sheets(found: SteadyState, page: Page) -> tuple[Sheet, ...]:
    """Give the verdicts, the measures, what stands out, every school that is compared, what else the report has in tables, and how it was worked out.

    Args:
        found: Where the district stands.
        page: Its report, of which the notes and the other tables are taken.

    """
    return (
        _verdicts(found, page),
        _measures(found),
        _findings(found),
        _schools(found),
        *_others(found, page),
        _notes(page),
    )


def _verdicts(found: SteadyState, page: Page) -> Sheet:
    columns = (
        "Looked at", "Dollars and need", "For ten points of need", "99% interval from", "99% interval to",
        "Counts as flat within", "Mean dollars a student", "Schools", "Students", "In words",
    )  # fmt: skip
    told = [(str(base), one) for side in found.stages.values() for base, one in side.verdicts.items()]
    leading = found.stages[found.leading]
    told += [
        (f"{found.base}, by {found.situation.titles.get(need, need)}", one) for need, one in leading.by_need.items()
    ]
    told += [(f"{found.base}, {span or 'grade span not said'}", one) for span, one in found.by_span.items()]
    above = (page.title, found.verdict.sentence, f"Looked at: {found.base}. Source: {found.situation.question.source}.")
    return Sheet("Verdict", columns, tuple(_verdict(name, one) for name, one in told), above)


def _verdict(name: str, one: Verdict) -> tuple[Cell, ...]:
    money = _money(one.currency)
    line = one.line
    amounts = (line.slope, line.interval.low, line.interval.high, line.margin) if line else (None,) * 4
    return (
        name,
        str(one.pattern),
        *(_figure(amount, money) for amount in (*amounts, one.mean)),
        Figure(one.schools, Look.WHOLE),
        Figure(float(one.students), Look.WHOLE),
        one.sentence,
    )


def _measures(found: SteadyState) -> Sheet:
    columns = ("Measure", "Value", "Interval from", "Interval to", "Schools", "Published benchmark", "What it says", "Why there is none")  # fmt: skip
    return Sheet("Measures", columns, tuple(_measure(name, one, found) for name, one in found.measures.items()))


def _measure(name: str, result: Result, found: SteadyState) -> tuple[Cell, ...]:
    declared = MEASURES[name]
    look = _LOOKS.get(declared.kind, Look.DECIMAL)
    look = _money(found.situation.question.currency) if look is Look.DOLLARS else look
    ends = (result.interval.low, result.interval.high) if result.interval else (None, None)
    return (
        declared.title,
        *(_figure(value, look) for value in (result.value, *ends)),
        Figure(result.schools, Look.WHOLE),
        str(declared.benchmark) if declared.benchmark else None,
        declared.meaning,
        result.reason or None,
    )


def _findings(found: SteadyState) -> Sheet:
    noun = found.situation.question.noun
    columns = (
        "What stands out", "Amount", "Students", f"{noun.capitalize()}s", "What is so", "What it means", "Where", "Discussed",
    )  # fmt: skip
    marks = found.situation.district.marks
    money = Look.CENTS if found.situation.question.currency == "USD" else Look.DECIMAL
    rows: Iterator[tuple[Cell, ...]] = (
        (
            one.title,
            Figure(one.amount_cents / 100, money),
            Figure(float(one.students), Look.WHOLE),
            Figure(len(one.units), Look.WHOLE),
            one.what,
            one.means,
            ", ".join(one.names),
            _mark(marks.get(one.key)),
        )
        for one in found.matters
    )
    return Sheet("Findings", columns, tuple(rows))


def _schools(found: SteadyState) -> Sheet:
    question = found.situation.question
    money, need = _money(question.currency), found.situation.titles[question.need]
    columns = (
        "Id", question.noun.capitalize(), "Grade span", "Students", need[:1].upper() + need[1:], "Dollars a student",
        "What the line gives", "From the line",
    )  # fmt: skip
    rows: Iterator[tuple[Cell, ...]] = (
        (
            one.unit,
            one.name,
            one.span or None,
            Figure(one.students, Look.WHOLE),
            Figure(one.need, Look.SHARE),
            Figure(one.dollars, money),
            _figure(one.expected, money),
            _figure(None if one.expected is None else one.dollars - one.expected, money),
        )
        for one in found.schools
    )
    return Sheet(f"{question.noun.capitalize()}s", columns, tuple(rows))


def _others(found: SteadyState, page: Page) -> Iterator[Sheet]:
    """Give the tables of the report whose numbers have no sheet of their own."""
    told = {"Verdicts by money", "By grade span, on the leading money", f"On {found.base}"}
    for sheet in page_sheets(page)[1:]:
        if sheet.name not in told and not sheet.name.endswith("the highest need first"):
            yield sheet


def _mark(mark: Mark | None) -> Cell:
    return None if mark is None else f"{mark.on}, by {mark.by}. {mark.note}".strip()


def _notes(page: Page) -> Sheet:
    """Take the notes, and the points of the last list, which say how it was worked out."""
    lists = [block for block in page.blocks if isinstance(block, Listing)]
    notes = [block.text for block in page.blocks if isinstance(block, Note)]
    return Sheet("Method notes", above=("How it was worked out", *(lists[-1].items if lists else ()), *notes))


def _money(currency: str) -> Look:
    """Show dollars with their sign; of other money the name stands in the report."""
    return Look.DOLLARS if currency == "USD" else Look.WHOLE


def _figure(value: float | None, look: Look) -> Cell:
    return None if value is None else Figure(value, look)
