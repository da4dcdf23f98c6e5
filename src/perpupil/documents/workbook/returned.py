"""A workbook that came back: which parameters were changed, and which other changes were made, which are not taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.documents.workbook.leaves import PARAMETERS_FIRST, Input
from perpupil.documents.workbook.sheets import ALLOCATION, FIRST, FIRST_ROW, PARAMETERS, letter
from perpupil.documents.workbook.unpacking import Sheet, Unreadable, Value, open_workbook
from perpupil.exact.numerals import read_number, write_number
from perpupil.findings import Finding, Place, finding
from perpupil.limits import WORKBOOK_EDITS
from perpupil.money import CENTS, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.workbook.book import Book

FIRST_LINE = 3
"""The place of the first line's column on the sheet of the allocation, after id, name and total."""

SEAL_LABEL, RUN_LABEL = "Seal of the inputs", "Seal of the run"
NEAR = 1e-12
"""A spreadsheet that saves a workbook again may write the last digit of a double in another way."""

_PLACE = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter that was changed, or one number of its table or list."""

    input: Input
    after: Fraction

    @property
    def before(self) -> Fraction:
        """What was decided."""
        return self.input.value


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back."""

    changes: tuple[Change, ...]
    sheets: Mapping[str, Sheet]


def read_returned(
    content: bytes, source: str, book: Book, handed_out: bytes
) -> tuple[Returned | None, tuple[Finding, ...]]:
    """Read a workbook that came back.

    Args:
        content: The file.
        source: What to call it in findings.
        book: What was handed out, made again from the formula and its facts.
        handed_out: The file that was handed out, made again.

    Returns:
        The changed parameters, or None when the file cannot be read or belongs to other inputs; and every other change.

    """
    try:
        sheets = open_workbook(content, source)
    except Unreadable as mistake:
        return None, (mistake.finding,)
    missing = [name for name in (FIRST, PARAMETERS) if name not in sheets]
    if missing:
        what = f"The workbook has no sheet {missing[0]!r}."
        return None, (
            finding("missing-sheet", Place(source), what, "Send back the workbook that `perpupil run` wrote."),
        )
    seal = _beside(sheets[FIRST], SEAL_LABEL)
    if seal != book.seals.inputs:
        what = f"The workbook carries the seal {str(seal)[:12] or 'none'}…, and the inputs given have {book.seals.inputs[:12]}…."
        fix = "Name the formula and the facts that the workbook was written from, or write a new workbook."
        return None, (finding("other-inputs", Place(source, path=FIRST), what, fix),)
    changes, findings = _changes(sheets[PARAMETERS], source, book)
    if _beside(sheets[FIRST], RUN_LABEL) == book.seals.record:
        original = open_workbook(handed_out, source)
        findings += _other_edits(sheets, original, source, has_changes=bool(changes))
    else:
        what = "The workbook was written by another version, so only its parameters are compared; other changes are not listed."
        where = Place(source, path=FIRST)
        findings.append(finding("edit-not-taken", where, what, "Write a new workbook to have every change listed."))
    return Returned(changes, sheets), tuple(findings)


def figures_that_differ(returned: Returned, book: Book, after: Allocation, source: str) -> tuple[Finding, ...]:
    """Hold the amounts that the workbook shows against the engine's with the changed parameters: a formula was changed if they differ.

    Where a part of the workbook is values, its amounts do not follow the parameters, and nothing is said.
    """
    if book.as_values or ALLOCATION not in returned.sheets:
        return ()
    cells = returned.sheets[ALLOCATION].cells
    found: list[Finding] = []
    for number, line in enumerate(after.formula.lines, FIRST_LINE):
        places = [f"{letter(number)}{row}" for row in range(FIRST_ROW, FIRST_ROW + len(after.units))]
        figures = zip(places, after.lines_cents[line].tolist(), strict=True)
        other = [(place, cents) for place, cents in figures if not _shows(cells.get(place), cents)]
        if other:
            place, cents = other[0]
            more = f", and {len(other) - 1:,} more of line `{line}`" if len(other) > 1 else ""
            what = f"It shows {_said(cells.get(place))}; with the changed parameters the engine gives {plain(cents)}{more}."
            fix = "Save the workbook after it has worked out its cells; else look for a formula that was changed."
            found.append(finding("edit-not-taken", Place(source, path=f"{ALLOCATION}!{place}"), what, fix))
    return tuple(found)


def _shows(value: Value, cents: int) -> bool:
    return isinstance(value, int | float) and round(value * CENTS) == cents


def _beside(sheet: Sheet, label: str) -> Value:
    """Give what stands beside a label of the first page."""
    rows = (place[1:] for place, value in sheet.cells.items() if place.startswith("A") and value == label)
    return next((sheet.cells.get(f"B{row}") for row in rows if row.isdecimal()), None)


def _changes(sheet: Sheet, source: str, book: Book) -> tuple[tuple[Change, ...], list[Finding]]:
    """Take the parameters whose value is another, matched by name."""
    rows: dict[Value, list[int]] = {}
    for place, value in sheet.cells.items():
        match = _PLACE.fullmatch(place)
        if match is not None and match[1] == "A" and int(match[2]) >= PARAMETERS_FIRST:
            rows.setdefault(value, []).append(int(match[2]))
    changes: list[Change] = []
    findings: list[Finding] = []
    for one in book.inputs:
        found = rows.pop(one.name, [])
        if len(found) != 1:
            what = f"Parameter `{one.name}` stands {len(found)} times on {PARAMETERS}, not once; it keeps its value."
            where = Place(source, path=PARAMETERS)
            findings.append(finding("edit-not-taken", where, what, "Give each parameter its row back."))
            continue
        where = Place(source, path=f"{PARAMETERS}!C{found[0]}")
        if f"C{found[0]}" in sheet.formulas:
            what = f"The value of `{one.name}` is a formula; it keeps its value."
            findings.append(finding("edit-not-taken", where, what, "Type the number itself."))
            continue
        typed, mistake = _number(sheet.cells.get(f"C{found[0]}"), one, where)
        if mistake is not None:
            findings.append(mistake)
        elif typed is not None and typed != one.value:
            changes.append(Change(one, typed))
    for name, places in rows.items():
        what = f"There is no parameter {str(name)[:60]!r} in the formula."
        fix = "A new parameter is written in the formula, not in the workbook."
        findings.append(finding("edit-not-taken", Place(source, path=f"{PARAMETERS}!A{places[0]}"), what, fix))
    return tuple(changes), findings


def _number(value: Value, one: Input, place: Place) -> tuple[Fraction | None, Finding | None]:
    """Read a parameter as a person typed it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        what = f"The value of `{one.name}` is {str(value)[:40]!r}, not a number; it keeps its value."
        return None, finding("bad-cell", place, what, "Write digits with a point, such as 0.25.")
    typed = read_number(repr(value))
    if typed is None:
        return None, finding(
            "bad-cell", place, f"The value of `{one.name}` is {value!r}.", "Write digits with a point."
        )
    if value == one.value.numerator / one.value.denominator:
        return one.value, None
    below = 10**one.digits
    if (typed * below).denominator != 1:
        what = f"`{one.name}` is {write_number(typed)}; the workbook carries {one.digits} digits after the point."
        return None, finding("bad-cell", place, what, "Round it, or change the formula itself.")
    return typed, None


def _other_edits(
    sheets: Mapping[str, Sheet], original: Mapping[str, Sheet], source: str, *, has_changes: bool
) -> list[Finding]:
    """List every other change, with its sheet and cell."""
    found: list[Finding] = []
    for sheet, place, what in _edits(sheets, original, has_changes=has_changes):
        if len(found) == WORKBOOK_EDITS:
            what_more = f"More than {WORKBOOK_EDITS:,} cells were changed; the rest is not listed."
            found.append(
                finding("edit-not-taken", Place(source), what_more, "Start again from a workbook that was handed out.")
            )
            break
        path = f"{sheet}!{place}" if place else sheet
        found.append(
            finding(
                "edit-not-taken", Place(source, path=path), what, "Say to the budget office what should be otherwise."
            )
        )
    return found


def _edits(
    sheets: Mapping[str, Sheet], original: Mapping[str, Sheet], *, has_changes: bool
) -> Iterator[tuple[str, str, str]]:
    for name, before in original.items():
        if name not in sheets:
            yield name, "", "The sheet was taken out."
            continue
        after = sheets[name]
        for place in {**before.cells, **after.cells}:
            if name == PARAMETERS and place.startswith("C") and _is_row_of_input(place):
                continue
            was, now = before.cells.get(place), after.cells.get(place)
            if place in before.formulas:
                if place not in after.formulas:
                    yield name, place, f"A formula was overwritten with {_said(now)}."
                elif not has_changes and was is not None and not _same(was, now):
                    yield name, place, f"It gave {_said(was)} and gives {_said(now)}, though no parameter was changed."
            elif place in after.formulas:
                yield name, place, f"{_said(was)} was replaced by a formula."
            elif not _same(was, now):
                yield name, place, f"{_said(was)} was changed to {_said(now)}."
    for name in sheets:
        if name not in original:
            yield name, "", "The sheet was added."


def _is_row_of_input(place: str) -> bool:
    row = place[1:]
    return row.isdecimal() and int(row) >= PARAMETERS_FIRST


def _same(a: Value, b: Value) -> bool:
    if (
        isinstance(a, int | float)
        and isinstance(b, int | float)
        and not isinstance(a, bool)
        and not isinstance(b, bool)
    ):
        return a == b or abs(a - b) <= NEAR * max(abs(a), abs(b))
    return a == b


def _said(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{str(value)[:60]!r}" if isinstance(value, str) else f"{value}"
