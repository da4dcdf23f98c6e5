"""Where the district stands today, as the page shows it: verdicts on one scale, schools, what stands out; kept as long as the figures."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from perpupil.charts.intervals import Interval, common_scale, interval_chart
from perpupil.charts.scatter import Point, apart
from perpupil.documents.drawing import as_svg
from perpupil.documents.page import Chart, Listing, Note, Page, Table
from perpupil.documents.pdf import as_pdf
from perpupil.documents.spreadsheet import Cell, Figure, Sheet, as_workbook
from perpupil.documents.steady_state import steady_state_page
from perpupil.documents.steady_state_sheets import steady_state_sheets
from perpupil.equity.district.records import Mark
from perpupil.equity.matters import Matter
from perpupil.equity.situation import Base
from perpupil.equity.stages import Stage
from perpupil.equity.steady_state import Placed, SteadyState, steady_state
from perpupil.equity.verdict import Pattern, Verdict
from perpupil.equity.wording import dollars, students, whole_dollars
from perpupil.web import figures
from perpupil.web.once import once
from perpupil.workspace.steady_states import with_need

SIGNS = {Pattern.POSITIVE: "↑", Pattern.INVERSE: "↓", Pattern.FLAT: "–", Pattern.CANNOT_TELL: "?"}
Y_TITLE = "Dollars a student"
LESS, MORE = "less with need", "more with need"
ROWS_SHOWN = 100
"""Rows of a table on the page; all of them are in its file."""
PHONE_WIDTH, PHONE_HEIGHT, PHONE_NAMES = 300, 280, 4
MINUS = "−\u2060"
"""A true minus that is never parted from its amount at the end of a line."""
_POINT = re.compile(r'<path aria-label="([^"]*)"([^>]*?)/>')
_STAGES = (Stage.ALLOCATED, Stage.BUDGETED, Stage.SPENT)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which schools and which need are looked at; blank: all of them, and the one that the district measures first."""

    span: str = ""
    need: str = ""


@dataclass(frozen=True, slots=True)
class OneVerdict:
    """The verdict on one money."""

    word: str
    sign: str
    slope: str
    interval: str
    why: str
    """Why nothing can be told; blank where it can."""
    drawing: SafeString
    is_leading: bool


@dataclass(frozen=True, slots=True)
class StageShown:
    """The verdicts on the money of one stage."""

    stage: str
    period: str
    is_leading: bool
    is_part_of_year: bool
    booked: str
    """How much of it is booked at no school; blank where nothing is."""
    rows: tuple[tuple[str, OneVerdict | None, OneVerdict | None], ...]
    """State and local money, and all funds: each without and with special education."""


@dataclass(frozen=True, slots=True)
class School:
    """One school beside the line."""

    unit: str
    name: str
    span: str
    students: str
    need: str
    dollars: str
    off: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture of the schools: for a screen and for a phone, with what is to be seen in it."""

    seen: str
    wide: SafeString
    narrow: SafeString


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that the page shows of the figures."""

    found: SteadyState
    word: str
    sentence: str
    stages: tuple[StageShown, ...]
    without: tuple[str, ...]
    """Why nothing is said of a stage."""
    changes: tuple[str, ...]
    """Whether other money and other needs give another verdict."""
    drawn: Drawn | None
    schools: tuple[School, ...]
    """Those of the highest need, so many as a page can hold."""
    schools_more: int
    """How many others are in the file."""
    tables: tuple[tuple[Table, str], ...]
    """What else the report has in tables, each with the name of its file."""
    method: tuple[str, ...]


def spans() -> tuple[str, ...]:
    """Give the grade spans by which schools can be filtered."""
    found = figures.standing()
    return tuple(span for span in found.by_span if span) if found is not None else ()


def needs() -> dict[str, str]:
    """Give the needs that can be measured, by their names, as people call them."""
    found = figures.standing()
    return {one.name: one.title for one in found.situation.question.needs} if found is not None else {}


def standing(filters: Filters) -> Standing | None:
    """Say where the district stands, for some schools and a need; None where the folder does not say what is asked."""
    return _standing(Path(settings.DISTRICT), figures.mark(), filters)


@once(most=32)
def _standing(district: Path, mark: str, filters: Filters) -> Standing | None:  # noqa: ARG001  the mark is what is kept by
    whole = figures.standing()
    if whole is None:
        return None
    found = _filtered(whole, filters)
    page = steady_state_page(found, all_schools=True)
    word, _, rest = found.verdict.sentence.partition(": ")
    notes = [block.text for block in page.blocks if isinstance(block, Note)]
    return Standing(
        found,
        word,
        shown(rest[:1].upper() + rest[1:]),
        _stages(found),
        tuple(map(shown, notes)),
        tuple(map(shown, found.stages[found.leading].sentences[1:])),
        _drawn(page, found),
        tuple(_school(one, found.situation.question.currency) for one in found.schools[:ROWS_SHOWN]),
        max(0, len(found.schools) - ROWS_SHOWN),
        _tables(page),
        next((block.items for block in reversed(page.blocks) if isinstance(block, Listing)), ()),
    )


def _filtered(whole: SteadyState, filters: Filters) -> SteadyState:
    """Look at some schools, or by another need."""
    situation = whole.situation
    if filters.need and filters.need != situation.question.need:
        situation = replace(situation, question=with_need(situation.question, filters.need))
    if filters.span:
        there = situation.facts.texts(situation.question.span)
        situation = replace(situation, kept=tuple(at for at in situation.kept if there[at] == filters.span))
    return whole if situation is whole.situation else steady_state(situation)


def shown(text: str) -> str:
    """Give a sentence with true minus signs."""
    return text.replace("-$", f"{MINUS}$")


def _signed(amount: float, currency: str) -> str:
    """Write a difference with its sign."""
    words = dollars(amount, currency)
    return words.replace("-", MINUS, 1) if words.startswith("-") else f"+{words}"


def _stages(found: SteadyState) -> tuple[StageShown, ...]:
    """Give the verdicts of each stage, the leading one first."""
    lines = [one.line for side in found.stages.values() for one in side.verdicts.values() if one.line is not None]
    scale = common_scale(Interval(one.slope, one.interval.low, one.interval.high, one.margin) for one in lines)
    order = sorted(found.stages, key=lambda stage: (stage is not found.leading, _STAGES.index(stage)))
    return tuple(_stage(found, stage, scale) for stage in order)


def _stage(found: SteadyState, stage: Stage, scale: tuple[float, float]) -> StageShown:
    district, verdicts = found.situation.district, found.stages[stage].verdicts
    rows = []
    for all_funds, title in ((False, "State and local money"), (True, "All funds")):
        cells = [
            next(
                (_cell(found, base, one, scale) for base, one in verdicts.items() if _is(base, all_funds, special)),
                None,
            )
            for special in (False, True)
        ]
        rows.append((title, cells[0], cells[1]))
    currency = found.situation.question.currency
    booked = [
        whole_dollars(one.school_cost_at_no_school_cents, currency)
        for one in district.booked
        if one.stage is stage and one.school_cost_at_no_school_cents
    ]
    return StageShown(
        str(stage), district.periods.get(stage, ""), stage is found.leading, stage in district.partial,
        booked[0] if booked else "", tuple(rows),
    )  # fmt: skip


def _is(base: Base, all_funds: bool, special: bool) -> bool:  # noqa: FBT001  which of four
    return (base.all_funds, base.special_education) == (all_funds, special)


def _cell(found: SteadyState, base: Base, one: Verdict, scale: tuple[float, float]) -> OneVerdict:
    word = str(one.pattern).capitalize()
    is_leading = base == found.base
    why = shown(one.reason[:1].upper() + one.reason[1:]) if one.reason else ""
    if one.line is None:
        return OneVerdict(word, SIGNS[one.pattern], "", "", why, SafeString(""), is_leading)
    line, currency = one.line, one.currency
    drawn = Interval(line.slope, line.interval.low, line.interval.high, line.margin)
    ends = f"{_signed(drawn.low, currency)} to {_signed(drawn.high, currency)}"
    svg = as_svg(interval_chart(drawn, scale, LESS, MORE, dollars(0, currency).partition(".")[0]))
    return OneVerdict(word, SIGNS[one.pattern], _signed(line.slope, currency), ends, why, _ours(svg), is_leading)


def _ours(svg: str) -> SafeString:
    """Pass a drawing that we made to the page; every text in it was escaped by whoever drew it."""
    return mark_safe(svg)  # noqa: S308  made by the charts room from numbers and escaped names


def _school(one: Placed, currency: str) -> School:
    off = "–" if one.expected is None else _signed(one.dollars - one.expected, currency)
    return School(
        one.unit,
        one.name,
        one.span,
        f"{one.students:,.0f}",
        f"{one.need:.1%}",
        shown(dollars(one.dollars, currency)),
        off,
    )


def _drawn(page: Page, found: SteadyState) -> Drawn | None:
    """Draw the schools for a screen, and for a phone with fewer names."""
    chart = next((block for block in page.blocks if isinstance(block, Chart)), None)
    if chart is None:
        return None
    wide = _with_words(chart.specification, found)
    values = wide["data"]["values"]
    named = [one for one in values if one["named"]]
    chosen = apart([Point(one["name"], one["x"], one["y"]) for one in named], PHONE_NAMES, wide=0.5, high=0.09)
    few = {one["name"] for at, one in enumerate(named) if at in chosen}
    told = [{**one, "named": one["name"] in few} for one in values]
    x, y = (wide["encoding"][name] for name in ("x", "y"))
    encoding = {
        "x": {**x, "title": found.situation.titles[found.situation.question.need]},
        "y": {**y, "title": Y_TITLE},
    }
    narrow = {**wide, "width": PHONE_WIDTH, "height": PHONE_HEIGHT, "data": {"values": told}, "encoding": encoding}
    return Drawn(shown(chart.finding), _titled(as_svg(wide)), _titled(as_svg(narrow)))


def _with_words(specification: Mapping[str, Any], found: SteadyState) -> dict[str, Any]:
    """Give every point its words, which show under the mouse; the table holds the same."""
    words = {one.name: f"{one.name}: {one.need:.0%}, {dollars(one.dollars)} a student" for one in found.schools}
    values = [{**one, "words": words.get(one["name"], one["name"])} for one in specification["data"]["values"]]
    layers = [
        {**layer, "encoding": {**layer["encoding"], "description": {"field": "words"}}}
        if layer.get("mark", {}).get("type") == "point"
        else layer
        for layer in specification["layer"]
    ]
    return {**specification, "data": {"values": values}, "layer": layers}


def _titled(svg: str) -> SafeString:
    """Let the words of each point show under the mouse, and not be read aloud one by one."""
    return _ours(_POINT.sub(r"<path\2><title>\1</title></path>", svg))


def _tables(page: Page) -> tuple[tuple[Table, str], ...]:
    """Give the tables of the report that have no place of their own on the page."""
    tables = [block for block in page.blocks if isinstance(block, Table)]
    shown = [one for one in tables if one.caption != "Verdicts by money" and "highest need first" not in one.caption]
    return tuple((_cut(one), _file_of(one.caption)) for one in shown)


def _cut(table: Table) -> Table:
    """Leave so many rows as a page can hold, and say so; the last one may be a total."""
    if len(table.rows) <= ROWS_SHOWN:
        return table
    rows = (*table.rows[: ROWS_SHOWN - 1], table.rows[-1])
    return replace(table, caption=f"{table.caption}: {ROWS_SHOWN} of {len(table.rows):,} rows", rows=rows)


def _file_of(caption: str) -> str:
    """Name the file that holds a table: some have a fuller one of their own."""
    fuller = {"By grade span, on": "verdict", "On ": "measures"}
    return next((name for begins, name in fuller.items() if caption.startswith(begins)), slugify(caption))


def matters(*, private: bool) -> tuple[Matter, ...]:
    """Give what stands out over all schools, the largest sum first; what is about single people only for those who may see it."""
    found = figures.standing()
    return tuple(one for one in found.matters if private or not one.is_private) if found is not None else ()


def amount_of(one: Matter) -> str:
    """Write how much money it is about, in whole dollars: these are estimates."""
    found = figures.standing()
    return whole_dollars(one.amount_cents, found.situation.question.currency if found is not None else "USD")


def students_of(one: Matter) -> str:
    """Write how many students something is about."""
    return students(one.students)


def report(*, private: bool, marks: Mapping[str, Mark]) -> tuple[SteadyState, Page] | None:
    """Give the report of all schools as it may be seen, with who talked about what."""
    return _report(*_asked(private, marks))


def _asked(private: bool, marks: Mapping[str, Mark]) -> tuple[Path, str, str, tuple[tuple[str, Mark], ...]]:  # noqa: FBT001  as it is asked
    """Give what a report is kept by."""
    return Path(settings.DISTRICT), figures.mark(), "private" if private else "", tuple(sorted(marks.items()))


@once(most=4)
def _report(
    _district: Path, _mark: str, reader: str, marks: tuple[tuple[str, Mark], ...]
) -> tuple[SteadyState, Page] | None:
    found = figures.standing()
    if found is None:
        return None
    told = replace(found.situation.district, marks={**found.situation.district.marks, **dict(marks)})
    seen = replace(
        found,
        matters=matters(private=bool(reader)),
        situation=replace(found.situation, district=told),
    )
    return seen, steady_state_page(seen, all_schools=True)


def report_as(ending: str, *, private: bool, marks: Mapping[str, Mark]) -> bytes | None:
    """Set the report as a PDF or a workbook."""
    made = report(private=private, marks=marks)
    if made is None:
        return None
    found, page = made
    return as_pdf(page) if ending == "pdf" else as_workbook(page.title, steady_state_sheets(found, page))


def table_as_csv(name: str, *, private: bool, marks: Mapping[str, Mark]) -> bytes | None:
    """Give a table of the report for a spreadsheet; None where there is no such table."""
    return _tables_as_csv(*_asked(private, marks)).get(name)


@once(most=4)
def _tables_as_csv(district: Path, mark: str, reader: str, marks: tuple[tuple[str, Mark], ...]) -> dict[str, bytes]:
    made = _report(district, mark, reader, marks)
    sheets = steady_state_sheets(*made) if made is not None else ()
    return {slugify(one.name): as_csv(one) for one in sheets if one.columns}


def as_csv(sheet: Sheet) -> bytes:
    """Write a table as CSV."""
    out = io.StringIO()
    rows: Iterable[Iterable[str]] = ([_plain(one) for one in row] for row in sheet.rows)
    csv.writer(out).writerows([sheet.columns, *rows])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    """Write a cell; a text that a spreadsheet would run is marked as a text."""
    if isinstance(cell, Figure):
        return str(cell.value)
    text = cell or ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
