"""Cells read by the type of their column: what a person or a system wrote becomes a value, or a reason why it does not.

>>> from perpupil.intake.schemas import SCHEMAS
>>> salary = SCHEMAS["positions"].column("salary")
>>> read_cell(salary, "(1,234.50)"), read_cell(salary, "1,234.50-"), read_cell(salary, "$78,420")
(-123450, -123450, 7842000)
>>> read_cell(SCHEMAS["ledger"].column("year"), "FY27"), read_cell(SCHEMAS["ledger"].column("year"), "2026-27")
(2027, 2027)
>>> read_cell(SCHEMAS["school_counts"].column("count"), "<10").code
'masked-count'
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from perpupil.exact.numerals import read_number, write_number
from perpupil.intake.dates import Order, is_ambiguous, manner_of, read_date
from perpupil.intake.grades import read_grade
from perpupil.intake.schemas.declaration import HOW_TO_WRITE, Column, Type
from perpupil.money import CENTS, cents_of, plain

Value = str | int | Fraction | dt.date | bool

UNKNOWN = "unknown"
"""Written in a column of yes or no where somebody has said that nobody knows."""

YES, NO = "yes", "no"
_FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "x"), True),
    **dict.fromkeys(("no", "n", "false", "f", "0"), False),
}
_FORMULA_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#CALC!", "#SPILL!"})
_MASKED = re.compile(
    r"(?:n\s*)?[<≤]\s*=?\s*\d+|\*+|suppressed|redacted|fewer than \d+|less than \d+", re.IGNORECASE | re.ASCII
)
_FRACTION = re.compile(r"(\d{1,4})\s*/\s*([1-9]\d{0,3})", re.ASCII).fullmatch
_MONEY = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+])?\s*[$£€]?\s*(?P<inner>-)?"
    r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?)\s*(?P<close>\))?\s*(?P<after>-|CR)?",
    re.ASCII,
).fullmatch
_SPAN = re.compile(
    r"(?:[FS]Y ?|School year )?((?:19|20)\d{2})\s?[-/–]\s?((?:19|20)?\d{2})", re.IGNORECASE | re.ASCII
).fullmatch
_YEAR = re.compile(r"(?:FY|Fiscal year)? ?'?((?:19|20)\d{2})(?:\.0)?", re.IGNORECASE | re.ASCII).fullmatch
_SHORT_YEAR = re.compile(r"FY ?'?-?(\d{2})", re.IGNORECASE | re.ASCII).fullmatch
_PERCENT = 100
_THIS_CENTURY = 2000
_DAY_NUMBERS = range(30_000, 60_000)
_DAY_ZERO = dt.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a cell has no value: the code of the finding, what is wrong with it, and how to write it."""

    code: str
    what: str
    """After "The cell": `is not a date`."""
    fix: str


def read_cell(column: Column, cell: str, order: Order | None = None) -> Value | Unreadable | None:
    """Read a cell; None where it is blank, or says that nobody knows.

    Args:
        column: What the cell should hold.
        cell: What stands there.
        order: For dates of numbers: which of day and month comes first.

    """
    text = tidy(cell)
    if not text or text.lower() in column.not_known:
        return None
    if is_formula_error(text):
        return Unreadable(
            "formula-error", f"holds {text.upper()}", "Mend the formula in the workbook, and save it again."
        )
    if column.type is Type.DATE:
        return _date(text, order)
    return _READERS[column.type](column, text)


def write_cell(column: Column, value: Value | None) -> str:
    """Write a value in the one way in which its type is written.

    >>> from perpupil.intake.schemas import SCHEMAS
    >>> write_cell(SCHEMAS["positions"].column("salary"), -123450), write_cell(SCHEMAS["students"].column("primary"), True)
    ('-1234.50', 'yes')
    """
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case dt.date():
            return value.isoformat()
        case Fraction():
            return write_number(value)
        case int() if column.type is Type.MONEY:
            return plain(value)
        case _:
            return str(value)


def tidy(cell: str) -> str:
    """Take off what a spreadsheet puts around a cell: spaces of any kind, and the mark that makes a number a text."""
    return cell.replace("\N{NO-BREAK SPACE}", " ").strip().removeprefix("'") if cell else cell


def is_number_in_disguise(column: Column, cell: str) -> bool:
    """Whether a cell is a number to a reader and a text to a spreadsheet: with signs, brackets or an apostrophe.

    >>> from perpupil.intake.schemas import SCHEMAS
    >>> salary = SCHEMAS["positions"].column("salary")
    >>> [is_number_in_disguise(salary, cell) for cell in ("(1,234.50)", "1234.50-", "'1234", "1234.50", "", "none")]
    [True, True, True, False, False, False]
    """
    if (
        column.type not in {Type.MONEY, Type.AMOUNT, Type.NUMBER, Type.WHOLE}
        or not cell
        or read_number(cell) is not None
    ):
        return False
    value = read_cell(column, cell)
    return value is not None and not isinstance(value, Unreadable)


def is_masked(cell: str) -> bool:
    """Whether a cell hides a small number, as `<10` or `*` do.

    >>> [is_masked(cell) for cell in ("<10", "n<6", "*", "10", "")]
    [True, True, True, False, False]
    """
    return _MASKED.fullmatch(tidy(cell)) is not None


def is_formula_error(cell: str) -> bool:
    """Whether a cell holds the error of a formula in a workbook, as `#REF!` is.

    >>> [is_formula_error(cell) for cell in ("#REF!", "#n/a", "#1", "n/a")]
    [True, True, False, False]
    """
    return tidy(cell).upper() in _FORMULA_ERRORS


def read_year(cell: str) -> int | None:
    """Read a fiscal year, by the year in which it ends; None when it is none.

    >>> [read_year(cell) for cell in ("FY27", "2026-27", "2026-2027", "2027", "FY2027", "2026-28", "27")]
    [2027, 2027, 2027, 2027, 2027, None, None]
    """
    if match := _YEAR(cell):
        return int(match[1])
    if match := _SHORT_YEAR(cell):
        return _THIS_CENTURY + int(match[1])
    if match := _SPAN(cell):
        first, last = int(match[1]), match[2]
        follows = (first + 1) % 10 ** len(last) == int(last)
        return first + 1 if follows else None
    return None


def as_code(text: str) -> str:
    """Write a word of a list as the list does: `On leave` becomes `on_leave`."""
    return re.sub(r"[\s\-/]+", "_", text.strip().lower())


def _read_text(_: Column, text: str) -> Value:
    return text


def _read_code(column: Column, text: str) -> Value | Unreadable:
    if not column.allowed:
        return text
    code = as_code(text)
    code = dict(column.meanings).get(code, code)
    if code in column.allowed:
        return code
    return Unreadable("bad-cell", f"is not one of {', '.join(column.allowed)}", "Say which of them it means.")


def _read_whole(column: Column, text: str) -> Value | Unreadable:
    number = _number(column, text)
    if isinstance(number, Fraction):
        if number.denominator == 1:
            return number.numerator
        return Unreadable("bad-cell", "is not a whole number", "Write whole digits.")
    return number


def _read_number(column: Column, text: str) -> Fraction | Unreadable:
    number = _number(column, text.removesuffix("%").rstrip())
    return number if isinstance(number, Unreadable) or not text.endswith("%") else number / _PERCENT  # exact: Fraction


def _read_fraction(text: str) -> Fraction | None:
    """Read a share that no decimal says in full, as a third is written: 1/3."""
    match = _FRACTION(text)
    return Fraction(int(match[1]), int(match[2])) if match is not None else None


def _read_share(column: Column, text: str) -> Value | Unreadable:
    share = _read_fraction(text) or _read_number(column, text)
    if isinstance(share, Unreadable) or 0 <= share <= 1:
        return share
    number = share * _PERCENT if text.endswith("%") else share
    fix = f"Write {write_number(number)}% or {write_number(number / 100)}."  # exact: Fraction
    return Unreadable(
        "bad-cell", "is not a share between 0 and 1", fix if 1 < number <= _PERCENT else "Write 0.5 or 50%."
    )


def _read_money(_: Column, text: str) -> Value | Unreadable:
    amount = _signed(text)
    if amount is None:
        return Unreadable("bad-cell", "is not an amount", f"Write {HOW_TO_WRITE[Type.MONEY]}.")
    if (amount * CENTS).denominator != 1:
        return Unreadable("finer-than-a-cent", "is finer than a cent", "Round it to cents.")
    return cents_of(amount)


def _read_amount(column: Column, text: str) -> Value | Unreadable:
    amount = None if is_masked(text) else _signed(text)
    return _number(column, text) if amount is None else amount


def _read_flag(_: Column, text: str) -> Value | Unreadable | None:
    word = text.lower()
    if word == UNKNOWN:
        return None
    if word in _FLAGS:
        return _FLAGS[word]
    return Unreadable("bad-cell", "is neither yes nor no", "Write yes or no, or say which of them the word means.")


def _read_grade(column: Column, text: str) -> Value | Unreadable:
    if as_code(text) in column.allowed:
        return as_code(text)
    grade = read_grade(text)
    if grade is not None:
        return grade
    return Unreadable("bad-cell", "is not a grade", "Write PK, K or 1 to 12, or say which grade it means.")


def _read_year(_: Column, text: str) -> Value | Unreadable:
    year = read_year(text)
    return (
        year
        if year is not None
        else Unreadable("bad-cell", "is not a fiscal year", f"Write {HOW_TO_WRITE[Type.YEAR]}.")
    )


def _number(_: Column, text: str) -> Fraction | Unreadable:
    """Read a number that may have commas between its thousands."""
    if is_masked(text):
        return Unreadable("masked-count", "hides a small number", "Ask for the file with every count as it is.")
    number = read_number(text)
    if number is None and "$" not in text:
        number = _signed(text)
    if number is None:
        return Unreadable("bad-cell", "is not a number", "Write digits with a point.")
    return number


def _signed(text: str) -> Fraction | None:
    """Read an amount with its sign in front, behind or as brackets."""
    match = _MONEY(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    minuses = [match["sign"] == "-", bool(match["inner"]), bool(match["open"]), bool(match["after"])]
    number = read_number(match["digits"].replace(",", ""))
    if number is None or sum(minuses) > 1:
        return None
    return -number if any(minuses) else number


def _date(text: str, order: Order | None) -> dt.date | Unreadable:
    date = read_date(text, order)
    if date is not None:
        return date
    if is_ambiguous(text):
        fix = "Say which comes first in this column, or write year-month-day."
        return Unreadable("ambiguous-date", "can be read with day or month first", fix)
    if text.isdecimal() and int(text) in _DAY_NUMBERS:
        shown = (_DAY_ZERO + dt.timedelta(int(text))).isoformat()
        return Unreadable("bad-cell", "is the number that a spreadsheet gives a day", f"It seems to stand for {shown}.")
    what = "is no day of the calendar" if manner_of(text) is not None else "is not a date"
    return Unreadable("bad-cell", what, f"Write {HOW_TO_WRITE[Type.DATE]}.")


_READERS: Mapping[Type, Callable[[Column, str], Value | Unreadable | None]] = {
    Type.ID: _read_text,
    Type.SCHOOL: _read_text,
    Type.TEXT: _read_text,
    Type.CODE: _read_code,
    Type.WHOLE: _read_whole,
    Type.NUMBER: _read_number,
    Type.MONEY: _read_money,
    Type.AMOUNT: _read_amount,
    Type.FLAG: _read_flag,
    Type.GRADE: _read_grade,
    Type.YEAR: _read_year,
    Type.SHARE: _read_share,
}
