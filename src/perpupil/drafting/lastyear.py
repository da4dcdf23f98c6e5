"""Last year's table, read: which column is the unit, which are lines, which are facts, and what was guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from perpupil.drafting.cells import is_unknown, looks_like_money, name_of, numbers_in, says_currency
from perpupil.exact.rounding import Rounding
from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.limits import DRAFT_COLUMNS, DRAFT_LINES, DRAFT_UNITS, UNITS_NAMED

_ID = re.compile(r"\b(id|code|number|no|unit|school|district|key|nr|urn)\b")
_NAME = re.compile(r"\b(name|school|district)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the district said of its own table; everything left out is guessed."""

    unit: str = ""
    lines: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    """Published workings that are not money: weighted students, a share."""
    total: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of numbers: a fact, a line, a working or the total."""

    header: str
    name: str
    values: tuple[Fraction, ...]
    is_known: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts."""

    header: str
    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastYear:
    """Units, what is known of each, and what each got."""

    source: str
    unit_header: str
    units: tuple[str, ...]
    names: Texts | None
    facts: tuple[Figures, ...]
    texts: tuple[Texts, ...]
    lines: tuple[Figures, ...]
    """Lines and workings, in the order of the table."""
    steps: frozenset[str]
    """The headers of those that are workings."""
    total: Figures | None
    guesses: tuple[str, ...]
    currency: str = "USD"

    @property
    def taken(self) -> frozenset[str]:
        """The names that columns have."""
        numbers = {one.name for one in (*self.facts, *self.lines)}
        return frozenset({self.unit_name, *numbers, *(one.name for one in self.texts)})

    @property
    def unit_name(self) -> str:
        """The header of the ids in the files that are written."""
        return name_of(self.unit_header, set())


def read_last_year(
    table: TextTable, facts: TextTable | None, asked: Asked
) -> tuple[LastYear | None, tuple[Finding, ...]]:
    """Read last year's table, with the facts in it or in a table of their own."""
    findings = list(_missing(table, facts, asked))
    if findings:
        return None, tuple(findings)
    guesses: list[str] = []
    unit = asked.unit or guess_unit(table)
    if not asked.unit and unit:
        guesses.append(f"Units are told apart by the column {unit!r}; --unit names another.")
    if not unit or (facts is not None and unit not in facts.columns):
        what = "No column has an id of its own in every row." if not unit else f"The facts have no column {unit!r}."
        return None, (finding("missing-column", Place(table.source, 1), what, "Name the column of ids with --unit."),)
    findings += _check_ids(table, unit)
    if facts is not None:
        findings += _check_ids(facts, unit)
        findings += _strangers(table, facts, unit)
    if findings:
        return None, tuple(findings)
    return _sorted_out(table, facts, replace(asked, unit=unit), guesses)


def guess_unit(table: TextTable) -> str:
    """Guess which column tells units apart: filled and different in every row, and named like an id if one is."""
    unique = [header for header, cells in table.columns.items() if all(cells) and len(set(cells)) == len(cells)]
    named = [header for header in unique if _ID.search(_words(header))]
    return (named or unique or [""])[0] if len(table) else ""


def _words(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", header.lower())


def _missing(table: TextTable, facts: TextTable | None, asked: Asked) -> Iterator[Finding]:
    everywhere = {*table.columns, *(facts.columns if facts is not None else ())}
    if len(table) > DRAFT_UNITS:
        what = f"The table has {len(table):,} rows; rules are looked for in at most {DRAFT_UNITS:,}."
        yield finding("too-large", Place(table.source), what, "Keep the rows of one year, or a part of the units.")
    if not len(table):
        yield finding("no-units", Place(table.source), "The table has no rows.", "Check the file, and the sheet.")
    for header in (asked.unit, asked.total, *asked.lines, *asked.facts, *asked.steps):
        if header and header not in everywhere:
            begin = ", ".join(list(table.columns)[:UNITS_NAMED])
            what = f"There is no column {header!r}."
            yield finding("missing-column", Place(table.source, 1), what, f"The headers begin with {begin}.")


def _check_ids(table: TextTable, unit: str) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for row, text in enumerate(table.columns[unit]):
        if not text:
            what = "The row has no id."
            yield finding("missing-id", table.place(row, unit), what, "Fill it in, or take the row out, as of a total.")
        elif text in first:
            what = f"The id {text!r} stands again; it first stood in row {table.rows[first[text]]}."
            yield finding("repeated-id", table.place(row, unit), what, "Keep one row for each unit.")
        first.setdefault(text, row)


def _strangers(table: TextTable, facts: TextTable, unit: str) -> Iterator[Finding]:
    known = set(facts.columns[unit])
    strangers = [text for text in table.columns[unit] if text not in known]
    if strangers:
        what = f"{len(strangers)} units of the table are not in the facts: {', '.join(strangers[:UNITS_NAMED])}."
        yield finding("unknown-published-unit", Place(table.source), what, "Add their facts, or leave them out.")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of either table, its cells in the order of the units."""

    header: str
    cells: tuple[str, ...]
    table: TextTable
    rows: tuple[int, ...]
    is_fact: bool
    """Whether it stands in the table of facts."""


def _columns(table: TextTable, facts: TextTable | None, unit: str) -> tuple[tuple[str, ...], list[_Column]]:
    units = tuple(sorted(table.columns[unit]))
    found, seen = [], {unit}
    for one in (table, facts):
        if one is None:
            continue
        places = {text: row for row, text in enumerate(one.columns[unit])}
        rows = tuple(places[text] for text in units)
        for header, cells in one.columns.items():
            if header not in seen:
                found.append(_Column(header, tuple(cells[row] for row in rows), one, rows, one is facts))
                seen.add(header)
    return units, found


def _sorted_out(
    table: TextTable, facts: TextTable | None, asked: Asked, guesses: list[str]
) -> tuple[LastYear | None, tuple[Finding, ...]]:
    """Say of every column what it is."""
    units, columns = _columns(table, facts, asked.unit)
    taken: set[str] = {name_of(asked.unit, set())}
    findings: list[Finding] = []
    lines: list[Figures] = []
    numbers: list[Figures] = []
    texts: list[Texts] = []
    wanted = {*asked.lines, *asked.steps, asked.total}
    in_currency = {one.header for one in columns if says_currency(one.header, one.cells)}
    for column in columns:
        values, wrong = numbers_in(column.cells)
        is_line = column.header in wanted or (
            not asked.lines and not column.is_fact and column.header not in asked.facts
            and not _is_text(values, wrong)
            and (facts is not None or _is_money(column, values, in_currency))
        )  # fmt: skip
        name = name_of(column.header, taken)
        if is_line:
            findings += _bad_cells(column, wrong)
            if column.header not in asked.steps:
                values = _in_cents(column.header, values, guesses)
            lines.append(_figures(column.header, name, values, is_line=True))
        elif wrong or all(one is None for one in values):
            if _is_text(values, wrong):
                texts.append(Texts(column.header, name, tuple(" ".join(cell.split()) for cell in column.cells)))
            else:
                guesses.append(f"Column {column.header!r} is not used: {len(wrong)} of its cells are no numbers.")
                continue
        else:
            numbers.append(_figures(column.header, name, values, is_line=False))
        taken.add(name)
    findings += _too_many(table, lines, numbers)
    if findings:
        return None, tuple(findings)
    if not asked.lines:
        named = ", ".join(repr(one.header) for one in lines) or "none"
        guesses.append(f"Lines are {named}; --line and --fact say otherwise.")
    total, lines, numbers = _total(lines, numbers, asked, guesses)
    if not lines:
        what = "No column looks like money."
        return None, (finding("no-lines", Place(table.source), what, "Name the columns of money with --line."),)
    names = _names(texts, units)
    last = LastYear(
        table.source,
        asked.unit,
        units,
        names,
        tuple(numbers),
        tuple(one for one in texts if one is not names),
        tuple(lines),
        frozenset(asked.steps),
        total,
        tuple(guesses),
        _currency(columns),
    )
    return last, ()


def _is_money(column: _Column, values: Sequence[Fraction | None], in_currency: set[str]) -> bool:
    """Guess whether a column is a line: where several name a currency, those and no others are."""
    if len(in_currency) > 1:
        return column.header in in_currency
    return column.header in in_currency or looks_like_money(column.header, values)


def _currency(columns: Sequence[_Column]) -> str:
    """Guess the currency from signs and headers."""
    for code, sign in (("GBP", "£"), ("EUR", "€")):
        if any(
            code.lower() in _words(one.header).split() or any(sign in cell for cell in one.cells) for one in columns
        ):
            return code
    return "USD"


def _is_text(values: Sequence[Fraction | None], wrong: Sequence[int]) -> bool:
    """Whether a column is texts: more of its cells are words than numbers."""
    return len(wrong) > sum(one is not None for one in values)


def _figures(header: str, name: str, values: Sequence[Fraction | None], *, is_line: bool) -> Figures:
    """Keep a column of numbers; a blank among lines that write no zero is a zero."""
    has_zero = any(one == 0 for one in values)
    known = tuple(one is not None or (is_line and not has_zero) for one in values)
    return Figures(header, name, tuple(one if one is not None else Fraction(0) for one in values), known)


def _in_cents(header: str, values: list[Fraction | None], guesses: list[str]) -> list[Fraction | None]:
    """Round amounts that a workbook keeps finer than a cent, as they were paid."""
    rounded = [None if one is None else Rounding(2).of(one) for one in values]
    finer = sum(a != b for a, b in zip(values, rounded, strict=True))
    if finer:
        guesses.append(f"{finer:,} amounts of {header!r} are finer than a cent; they are taken to the cent.")
    return rounded


def _bad_cells(column: _Column, wrong: Sequence[int]) -> Iterator[Finding]:
    for place in wrong[:UNITS_NAMED]:
        what = f"`{column.cells[place][:40]}` in column `{column.header}` is no amount."
        fix = "Write the amount, leave the cell blank, or name the column with --fact if it is no line."
        yield finding("bad-cell", column.table.place(column.rows[place], column.header), what, fix)


def _too_many(table: TextTable, lines: Sequence[Figures], numbers: Sequence[Figures]) -> Iterator[Finding]:
    for count, most, what in ((len(lines), DRAFT_LINES, "lines"), (len(numbers), DRAFT_COLUMNS, "columns of numbers")):
        if count > most:
            text = f"The table has {count:,} {what}; at most {most:,} are tried."
            yield finding("too-large", Place(table.source, 1), text, "Delete the columns that no rule can rest on.")


def _total(
    lines: list[Figures], numbers: list[Figures], asked: Asked, guesses: list[str]
) -> tuple[Figures | None, list[Figures], list[Figures]]:
    """Find the column that is the sum of all lines, and take it from among the others."""
    for one in (*lines, *numbers):
        if one.header == asked.total or (not asked.total and _adds_up(one, lines, asked)):
            if not asked.total:
                guesses.append(f"{one.header!r} is the total of the lines.")
            return one, [each for each in lines if each is not one], [each for each in numbers if each is not one]
    return None, lines, numbers


def _adds_up(one: Figures, lines: Sequence[Figures], asked: Asked) -> bool:
    """Whether a column is called a total, and is the sum of the lines at nine units of ten."""
    others = [each for each in lines if each is not one and each.header not in asked.steps]
    if len(others) < 2 or "total" not in one.header.lower():  # noqa: PLR2004  a sum of one is a copy
        return False
    sums = [sum(row, Fraction(0)) for row in zip(*(each.values for each in others), strict=True)]
    agree: int = sum(a == b for a, b in zip(sums, one.values, strict=True))
    return agree * 10 >= len(sums) * 9


def _names(texts: Sequence[Texts], units: Sequence[str]) -> Texts | None:
    """Find the column of names: nearly every text is another one."""
    for wants_word in (True, False):
        for one in texts:
            is_named = bool(_NAME.search(_words(one.header))) or not wants_word
            if is_named and len(set(one.texts)) * 10 >= len(units) * 9 and not all(map(is_unknown, one.texts)):
                return one
    return None
