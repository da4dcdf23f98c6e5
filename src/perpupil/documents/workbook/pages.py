"""What stands on each sheet: the first page, parameters, the display of dollars, the checks and the lists behind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perpupil.documents.workbook.leaves import PARAMETERS_FIRST
from perpupil.documents.workbook.sheets import (
    ALLOCATION,
    BOUNDS,
    CHECK,
    COUNTS,
    DISTRICT,
    FIRST_ROW,
    LINES,
    PARAMETERS,
    POOL,
    STEPS,
    WORKINGS,
    Column,
    Grid,
    Look,
    letter,
)
from perpupil.documents.workbook.workings import BOUNDS_FIRST
from perpupil.exact.numerals import group_thousands
from perpupil.formula.records import ByText
from perpupil.limits import WORKBOOK_WHOLE
from perpupil.money import CENTS, plain, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.documents.workbook.book import Book

CHECK_COLUMNS = 3
DIFFERENCE = "Difference"
SEAL_NAME = "seal_of_inputs"
NUMBERS_OF_PARAMETERS = ("Value", "As decided", "Whole number", "Over")
PRINTED_OF_PARAMETERS = 6
"""Columns of the sheet of parameters that go on paper; the others serve the workbook."""

NAME_LONGEST = 200
DIGITS_TOLERANCE = "0.05"
"""A value whose last digit the workbook does not carry is off by a tenth at least; doubles are off by far less."""

YES = "yes"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a list."""

    value: str | int | float | None
    look: str = "words"
    formula: str = ""


@dataclass(frozen=True, slots=True)
class FirstLine:
    """A line of the first page."""

    label: str
    text: str = ""
    formula: str = ""
    name: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A sheet that is a list."""

    title: str
    lead: str
    headings: tuple[tuple[str, int], ...]
    right: tuple[int, ...]
    rows: Sequence[tuple[Cell, ...]]


def first_page(book: Book) -> list[FirstLine]:
    """Say what the workbook is, how to use it, and whether it is right."""
    allocation = book.allocation
    formula = allocation.formula
    noun = formula.noun
    lines = [
        FirstLine(formula.title),
        FirstLine("What it is for", formula.equity or "The formula does not say what equity means here."),
        FirstLine("Source", formula.source),
        FirstLine(
            "What this is",
            f"Every line of every {noun}, worked out by the cells of this workbook from the counts on. {len(allocation.units):,} {noun}s, {len(formula.lines):,} lines, {spoken(allocation.total_cents, formula.currency)} in all.",
        ),
        FirstLine(
            "How to use it",
            f"Change a yellow cell on {PARAMETERS} and look at {ALLOCATION}: every sheet follows. Save the workbook and send it back; `perpupil propose` reads the changed parameters, and lists any other change without taking it.",
        ),
        FirstLine(
            "Which cells may be changed",
            f"The yellow cells on {PARAMETERS}, and no others. Amounts, counts and formulas are not read back.",
        ),
        FirstLine(
            "How it stays exact",
            "The working sheets hold whole numbers of at most fifteen digits only, so no cent is lost to a rounding of the spreadsheet. A check below says so when a change would need longer numbers.",
        ),
        FirstLine(""),
        FirstLine("Checks"),
        *_verdicts(book),
        FirstLine(""),
        FirstLine(
            "Values, not live",
            _values_in_words(len(book.as_values)),
        ),
        *(FirstLine("", f"{one.title}, on {one.sheet}: {one.why}.") for one in book.as_values),
        FirstLine(""),
        FirstLine("Sheets"),
        *(
            FirstLine(name, text, link=name)
            for name, text in _SHEETS
            if name not in book.grids or book.grids[name].columns
        ),
        FirstLine(""),
        FirstLine("Seal of the inputs", book.seals.inputs, name=SEAL_NAME),
        FirstLine("Seal of the run", book.seals.record, name="seal_of_run"),
    ]
    return [line for line in lines if line.label != "Source" or line.text]


def _values_in_words(count: int) -> str:
    if count == 0:
        return "nothing: every line follows the parameters"
    workings = "One working is" if count == 1 else f"{count:,} workings are"
    return f"{workings} written as values; a changed parameter does not reach them:"


_SHEETS = (
    (PARAMETERS, "what was decided, each with its owner; the yellow cells may be changed"),
    (ALLOCATION, "what each gets, in dollars, line by line"),
    (LINES, "every line in whole cents, before any pool"),
    (POOL, "how the lines are fitted to the pool: the factor, floors and ceilings, and where each cent goes"),
    (STEPS, "the steps of the formula"),
    (COUNTS, "the counts and facts that the formula reads, as values"),
    (CHECK, "for each line the engine's figure, the workbook's and the difference, in whole cents"),
    (WORKINGS, "whole numbers on the way, for who wants to follow a figure"),
    (DISTRICT, "workings that are one number for all"),
    (BOUNDS, "what must stay small for the workbook to be exact"),
)


def _verdicts(book: Book) -> list[FirstLine]:
    changed = _changed(book)
    last = PARAMETERS_FIRST + max(len(book.inputs), 1) - 1
    fine = f'SUMPRODUCT(({PARAMETERS}!$K${PARAMETERS_FIRST}:$K${last}<>"as decided")*({PARAMETERS}!$K${PARAMETERS_FIRST}:$K${last}<>"changed"))'
    row = FIRST_ROW + len(book.allocation.units)
    columns = CHECK_COLUMNS * (len(book.final) + 1)
    heads, counts = (f"{CHECK}!$C${at}:${letter(columns + 1)}${at}" for at in (FIRST_ROW - 1, row))
    differ = f'SUMIF({heads},"{DIFFERENCE}",{counts})'
    long = f'COUNTIF({BOUNDS}!$D${BOUNDS_FIRST}:$D${BOUNDS_FIRST + max(len(book.bounds), 1) - 1},"<>ok")'
    because = f'IF({changed}>0,"no: "&{differ}&" figures differ, because parameters were changed","no: "&{differ}&" figures differ although no parameter was changed")'
    proposal = "changed: the figures are a proposal"
    if book.as_values:
        proposal += "; what is listed below as values does not follow"
    verdicts = [
        FirstLine(
            "Every line equals the engine",
            YES,
            f'IF(ISERROR({differ}),"no: a figure has no value",IF({differ}=0,"{YES}",{because}))',
        ),
        FirstLine("Parameters changed", "none", f'IF({changed}=0,"none",{changed}&" {proposal}")')
        if book.inputs
        else FirstLine("Parameters changed", "there are none"),
        FirstLine("Parameters can be carried", YES, f'IF({fine}=0,"{YES}","no: see the last column of {PARAMETERS}")')
        if book.inputs
        else FirstLine(""),
        FirstLine(
            "Numbers are short enough", YES, f'IF({long}=0,"{YES}","no: see {BOUNDS}; figures may be a cent off")'
        ),
    ]
    for name, pool in book.pools.items():
        title = book.allocation.formula.pools[name].title or name
        held = ",".join(text for _, text in pool.checks) or "TRUE"
        left = book.allocation.pools[name].left_cents
        says = YES if not left else f"{YES}: not allocated {group_thousands(plain(left))}"
        verdicts.append(FirstLine(f"{title}: reconciled", says, _reconciled(book, name, held)))
    return [line for line in verdicts if line.label]


def _reconciled(book: Book, name: str, held: str) -> str:
    """Say whether a pool is handed out whole, and how much is not."""
    pool = book.pools[name]
    lines = book.allocation.formula.pools[name].lines
    sums = "+".join(f"SUM({book.final[line].cells})" for line in lines)
    left = f"({pool.amount.text}-{pool.kept.text}-({sums}))"
    method = book.allocation.formula.pools[name].method
    allowed = "TRUE" if method == "none" else f"{left}>=0" if method == "scale_down" else f"{left}=0"
    says = f'IF({left}=0,"{YES}","{YES}: not allocated "&TEXT({left}/{CENTS},"#,##0.00"))'
    return (
        f'IF(ISERROR({left}),"no: it cannot be handed out",IF(AND({held},{allowed}),{says},"no: it does not add up"))'
    )


def _changed(book: Book) -> str:
    last = PARAMETERS_FIRST + max(len(book.inputs), 1) - 1
    return (
        f"SUMPRODUCT(--({PARAMETERS}!$C${PARAMETERS_FIRST}:$C${last}<>{PARAMETERS}!$G${PARAMETERS_FIRST}:$G${last}))"
        if book.inputs
        else "0"
    )


def parameter_rows(book: Book) -> tuple[tuple[tuple[str, int], ...], Sequence[tuple[Cell, ...]], list[tuple[str, int]]]:
    """Give headings with widths, a row for each number that may be changed, and the defined names with their rows."""
    headings = (
        ("Name", 30), ("Title", 44), ("Value", 16), ("Owner", 22), ("Source", 34), ("Note", 30), ("As decided", 16),
        ("Whole number", 18), ("Over", 12), ("For the text", 16), ("Status", 22),
    )  # fmt: skip
    rows, names, taken = [], [], set[str]()
    for one in book.inputs:
        parameter, row = one.parameter, one.row
        value = one.value.numerator / one.value.denominator
        title = parameter.title or parameter.name
        text = one.part[0] if isinstance(parameter.value, ByText) and len(one.part) == 1 else ""
        part = f" ({' '.join(one.part)})" if one.part else ""
        c, g, h, i = (f"{name}{row}" for name in "CGHI")
        status = f'IF(NOT(ISNUMBER({c})),"not a number",IF(ABS({c}*{i}-{h})>{DIGITS_TOLERANCE},"more digits than are carried",IF(ABS({h})>={WORKBOOK_WHOLE},"too long",IF({c}={g},"as decided","changed"))))'
        rows.append(
            (
                Cell(one.name), Cell(title + part, "wrapped"), Cell(value, "input"), Cell(parameter.owner, "wrapped"),
                Cell(parameter.source, "wrapped"), Cell(parameter.note, "wrapped"), Cell(value, "decided"),
                Cell(int(one.value * 10**one.digits), Look.WHOLE, f"ROUND({c}*{i},0)"), Cell(10**one.digits, Look.WHOLE),
                Cell(text), Cell("as decided", "words", status),
            )
        )  # fmt: skip
        name = re.sub(r"\W", "_", f"parameter_{one.name}", flags=re.ASCII)[:NAME_LONGEST]
        if name.casefold() not in taken:
            taken.add(name.casefold())
            names.append((name, row))
    return headings, rows, names


def allocation_grid(book: Book) -> Grid:
    """Show what each unit gets, in dollars."""
    formula, allocation = book.allocation.formula, book.allocation
    grid = Grid(
        ALLOCATION,
        f"What each {formula.noun} gets, in {formula.currency}, as finally allocated. Worked out on the sheets behind; change nothing here.",
    )
    last = letter(len(formula.lines) + 2)
    totals = [_money(cents) for cents in allocation.totals_cents.tolist()]
    grid.add(
        Column("Total", "allocation", formula.currency, totals, f"ROUND(SUM(D#:{last}#),2)", Look.MONEY, total=True)
    )
    for name, line in formula.lines.items():
        values = [_money(cents) for cents in allocation.lines_cents[name].tolist()]
        grid.add(
            Column(
                line.title or name,
                name,
                formula.currency,
                values,
                f"{book.final[name].text}/{CENTS}",
                Look.MONEY,
                total=True,
            )
        )
    return grid


def check_grid(book: Book) -> Grid:
    """Set the engine's figure beside the workbook's."""
    allocation, formula = book.allocation, book.allocation.formula
    grid = Grid(
        CHECK,
        "In whole cents: what the engine gave, what this workbook gives, and the difference. Below a difference stands how many are not zero.",
    )
    zero = [0] * len(allocation.units)

    def beside(title: str, name: str, cents: list[int], text: str) -> None:
        engine = grid.add(Column(f"{title}: engine", name, "cents", cents, total=True))
        mine = grid.add(Column(f"{title}: workbook", name, "cents", cents, text, total=True))
        grid.add(Column(DIFFERENCE, name, "cents", zero, f"{mine}#-{engine}#", total=True))

    for name, line in formula.lines.items():
        beside(line.title or name, name, allocation.lines_cents[name].tolist(), book.final[name].text)
    beside("Total", "allocation", allocation.totals_cents.tolist(), f"ROUND({ALLOCATION}!C#*{CENTS},0)")
    return grid


def district_list(book: Book) -> ListPage:
    """List the workings that are one number for all."""
    rows = []
    for row in book.rows:
        value = row.value
        if row.look is Look.WORDS:
            rows.append((Cell(row.title), Cell(row.name), Cell(str(value)), Cell(row.unit)))
        else:
            shown = value if isinstance(value, int | float) else None
            rows.append(
                (Cell(row.title), Cell(row.name), Cell(shown, Look.WHOLE, row.formula), Cell(row.unit, "beside"))
            )
    headings = (("What", 70), ("Name", 34), ("Value", 24), ("Of", 16))
    return ListPage(
        "District",
        "Whole numbers that are the same for all; texts that the formula compares with.",
        headings,
        (2,),
        rows,
    )


def bounds_list(book: Book) -> ListPage:
    """List what must stay small."""
    rows = []
    for number, bound in enumerate(book.bounds, BOUNDS_FIRST):
        verdict = f'IF(ISNUMBER(B{number}),IF(B{number}<C{number},"ok","too long"),"no value")'
        rows.append(
            (
                Cell(bound.what),
                Cell("", Look.WHOLE, bound.greatest),
                Cell(bound.limit, Look.WHOLE),
                Cell("ok", "beside", verdict),
            )
        )
    lead = "A spreadsheet holds whole numbers exactly up to 15 digits. If a change makes one longer, this says so, and the figures may be a cent off."
    return ListPage(
        "Bounds", lead, (("What", 80), ("Greatest", 26), ("Must stay below", 24), ("Verdict", 12)), (1, 2), rows
    )


def _money(cents: int) -> float:
    return cents / CENTS
