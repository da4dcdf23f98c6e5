"""The ledger and last year's workbook as the finance office keeps them, each fault planted and noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from demo.accounts import chart
from demo.counts import Row
from demo.district import GRANITE, School, formula_schools, schools
from demo.faults import COUNTS, Place
from demo.files import dollars
from demo.ledger import Entry
from demo.messy_staff import fiscal_year
from demo.messy_students import Messy
from demo.prices import price
from demo.sheets import HEADER_ROW, Calculated, cell, workbook
from demo.staffing import ACTIVITIES, NON_PERSONNEL, job_class_of, lines

SUMMER, AUTUMN, ALLOCATION = (
    "files/ledger_july_september.csv",
    "files/ledger_october_december.xlsx",
    "files/allocation_fy2027.xlsx",
)
_LAST_OF_SUMMER = 3
_TWICE = "AP-2026-11-02"
_EMPTY_PLACE, _REAL_PLACE = "0298", "0999"
_EMPTY_ACCOUNT = "101.2600.54300.0999.000"
_TYPED = 137_930
"""What stands over the formula for Granite's supplies, which gives $135,430."""


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry as it was posted, and the account that it should have."""

    entry: Entry
    right: str
    is_second: bool = False


def messy_money(every: Sequence[Entry], seed: int, table: Callable[[Iterable[Row]], bytes]) -> Messy:
    """Plant the faults of the ledger and of last year's allocation."""
    posted = _with_empty_place(_with_unknown(Random(seed + 5), every))
    summer = [one for one in posted if one.entry.period <= _LAST_OF_SUMMER]
    autumn = _twice([one for one in posted if one.entry.period > _LAST_OF_SUMMER])
    parts = (_summer(summer, table), _autumn(autumn), _allocation())
    corrections = [
        (one.entry.account, one.right)
        for one in posted
        if one.entry.account != one.right and _EMPTY_PLACE not in one.entry.account
    ]
    files = {name: content for part in parts for name, content in part.files.items()}
    files["answers/account_corrections.csv"] = table([("posted", "account"), *corrections])
    zeros = [Place("lost-leading-zero", AUTUMN, "location", school.code, school.ledger) for school in schools()]
    return Messy(files, (*(place for part in parts for place in part.places), *zeros))


def _with_unknown(random: Random, every: Sequence[Entry]) -> list[Posted]:
    """Mistype one segment of some entries, so that no code of the chart stands there."""
    known = {segment: {code.code for code in chart() if code.segment == segment} for segment in _SEGMENTS}
    free = [
        position
        for position, one in enumerate(every)
        if one.kind == "actual" and one.cents > 0 and one.batch != _TWICE and one.account != _EMPTY_ACCOUNT
    ]
    posted = [Posted(one, one.account) for one in every]
    for turn, position in enumerate(sorted(random.sample(free, COUNTS["unknown-account"]))):
        one = every[position]
        wrong = one.account.split(".")
        place = (1, 2, 4, 1, 2)[turn % 5]
        digit = next(digit for digit in "7946" if wrong[place][:-1] + digit not in known[_SEGMENTS[place]])
        wrong[place] = wrong[place][:-1] + digit
        posted[position] = Posted(replace(one, account=".".join(wrong)), one.account)
    return posted


_SEGMENTS = ("fund", "function", "object", "location", "project")


def _with_empty_place(posted: Sequence[Posted]) -> list[Posted]:
    """Book some repairs at a location that is no school."""
    account = _EMPTY_ACCOUNT.replace(_REAL_PLACE, _EMPTY_PLACE)
    return [
        replace(one, entry=replace(one.entry, account=account))
        if one.right == _EMPTY_ACCOUNT and one.entry.period > _LAST_OF_SUMMER
        else one
        for one in posted
    ]


def _twice(posted: Sequence[Posted]) -> list[Posted]:
    """Post one batch again at its end."""
    again = [replace(one, is_second=True) for one in posted if one.entry.batch == _TWICE]
    end = max(position for position, one in enumerate(posted) if one.entry.batch == _TWICE) + 1
    return [*posted[:end], *again, *posted[end:]]


def _summer(posted: Sequence[Posted], table: Callable[[Iterable[Row]], bytes]) -> Messy:
    """Write the budget and July to September as CSV, with amounts signed in one column in two ways."""
    rows: list[Row] = [("Fiscal Year", "Period", "Date", "Batch", "Line", "Account", "Kind", "Amount", "Description")]
    places = []
    credited = 0
    for number, one in enumerate(posted, 2):
        entry = one.entry
        amount = f"{abs(entry.cents) // 100:,}.{abs(entry.cents) % 100:02d}"
        if entry.cents < 0:
            credited += 1
            kind, shown = ("bracketed-negative", f"({amount})") if credited % 2 else ("trailing-minus", f"{amount}-")
            places.append(Place(kind, SUMMER, f"row {number}, Amount", shown, dollars(entry.cents)))
            amount = shown
        if entry.account != one.right:
            places.append(Place("unknown-account", SUMMER, f"row {number}, Account", entry.account, one.right))
        year = fiscal_year(2027, entry.period % 3)
        rows.append(
            (year, entry.period, entry.day, entry.batch, entry.line, entry.account, entry.kind, amount, entry.text)
        )
    return Messy({SUMMER: table(rows)}, tuple(places))


_AUTUMN_HEADER = ("Year", "Period", "Date", "Batch", "Line", *_SEGMENTS, "Amount", "Description", "Year to date")


def _autumn(posted: Sequence[Posted]) -> Messy:
    """Write October to December as a sheet: segments as numbers, totals by month."""
    rows: list[Row] = []
    places = [
        Place("merged-header", AUTUMN, "A1:M2", "two lines of title", "-"),
        Place("hidden-column", AUTUMN, "Line", "hidden", "shown"),
        Place("location-without-students", AUTUMN, "location", _EMPTY_PLACE[1:], _REAL_PLACE),
    ]
    total = 0
    for count, one in enumerate(posted):
        entry = one.entry
        row = HEADER_ROW + len(rows) + 1
        segments = entry.account.split(".")
        total += entry.cents
        head = (2027, entry.period, entry.day.isoformat(), entry.batch, entry.line)
        rows.append((*head, *(int(part) for part in segments), entry.cents / 100, entry.text, ""))
        if entry.account != one.right and _EMPTY_PLACE not in segments:
            where = cell(
                row, 6 + next(i for i, (a, b) in enumerate(zip(segments, one.right.split("."), strict=True)) if a != b)
            )
            places.append(Place("unknown-account", AUTUMN, where, entry.account, one.right))
        if one.is_second and (not posted[count - 1].is_second):
            places.append(Place("batch-posted-twice", AUTUMN, cell(row, 4), entry.batch, "-"))
        if count + 1 == len(posted) or posted[count + 1].entry.period != entry.period:
            rows.append(("TOTAL", entry.period, *[""] * 8, total / 100, "", ""))
            places.append(Place("total-row", AUTUMN, cell(row + 1, 1), "TOTAL", "-"))
    rows[0] = (*rows[0][:-1], Calculated("=#REF!", "#REF!"))
    places.append(Place("reference-error", AUTUMN, cell(HEADER_ROW + 1, len(_AUTUMN_HEADER)), "#REF!", ""))
    content = workbook("General ledger, second quarter", _AUTUMN_HEADER, rows, ("Line",))
    return Messy({AUTUMN: content}, tuple(places))


def _allocation() -> Messy:
    """Write last year's allocation with live formulas, one of them typed over."""
    here = formula_schools()
    names = [line.name for line in lines(here[0])]
    staff = names[:-2]
    header = ("Code", "School", "Level", "Students", *(f"FTE {name}" for name in staff), *names, "Total", "Change")
    rows = [_allocated(school, number, len(staff)) for number, school in enumerate(here, HEADER_ROW + 1)]
    first_amount = 5 + len(staff)
    last = HEADER_ROW + len(rows)
    shown = [_column_total(rows, column) for column in range(first_amount - 1, first_amount + len(names))]
    sums = [
        Calculated(f"=SUM({cell(HEADER_ROW + 1, column)}:{cell(last, column)})", value)
        for column, value in enumerate(shown, first_amount)
    ]
    rows.append(("TOTAL", "", "", "", *[""] * len(staff), *sums, ""))
    granite = HEADER_ROW + 1 + [school.code for school in here].index(GRANITE)
    typed = cell(granite, first_amount + names.index("supplies"))
    right = NON_PERSONNEL * next(school for school in here if school.code == GRANITE).students
    places = (
        Place("merged-header", ALLOCATION, "rows 1 and 2", "two lines of title", "-"),
        Place("hidden-column", ALLOCATION, "Level", "hidden", "shown"),
        Place("total-row", ALLOCATION, cell(last + 1, 1), "TOTAL", "-"),
        Place("typed-over-formula", ALLOCATION, typed, str(_TYPED), str(right)),
        Place("reference-error", ALLOCATION, cell(HEADER_ROW + 1, len(header)), "#REF!", ""),
    )
    return Messy({ALLOCATION: workbook("School allocations FY27, adopted", header, rows, ("Level",))}, places)


def _allocated(school: School, row: int, staff: int) -> Row:
    """Write a school: positions as numbers, amounts as formulas on them."""
    here = lines(school)
    amounts: list[object] = []
    for place, line in enumerate(here[:staff]):
        unit = price(job_class_of(line.name, school))
        amounts.append(Calculated(f"={cell(row, 5 + place)}*{unit}", line.amount))
    amounts.append(Calculated(f"=D{row}*{NON_PERSONNEL}", here[staff].amount))
    amounts.append(Calculated(f"=D{row}*{ACTIVITIES.get(school.level, 0)}", here[staff + 1].amount))
    total = sum(line.amount for line in here)
    if school.code == GRANITE:
        total += _TYPED - here[staff].amount
        amounts[staff] = _TYPED
    sums = f"=SUM({cell(row, 5 + staff)}:{cell(row, 4 + staff + len(here))})"
    change = Calculated("=#REF!", "#REF!") if row == HEADER_ROW + 1 else ""
    head = (int(school.code), school.name, school.level, school.students)
    return (*head, *(line.halves / 2 for line in here[:staff]), *amounts, Calculated(sums, total), change)


def _column_total(rows: Sequence[Row], column: int) -> float:
    values = [row[column] for row in rows]
    return sum(_number(value.shown if isinstance(value, Calculated) else value) for value in values)


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0
