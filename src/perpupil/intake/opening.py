"""Further columns of a dataset that is open: each named after its header, of the type that its cells speak for.

A guess of a type changes no value: a number keeps every digit, and what is no number stays as it stands. Where it is wrong, the mapping
says the type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from perpupil.intake.cells import is_formula_error, is_masked, read_cell, tidy
from perpupil.intake.grades import read_grade
from perpupil.intake.names import words_of
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.schemas.declaration import Column, Type
from perpupil.intake.schemas.ids import NAMES_OF_PEOPLE

NUMBERS = frozenset({Type.WHOLE, Type.NUMBER, Type.AMOUNT})
TYPES = (Type.WHOLE, Type.NUMBER, Type.AMOUNT, Type.FLAG, Type.TEXT)
"""What a further column can hold; a date stays text."""
NOT_KNOWN = frozenset(
    {
        *("na", "n/a", "n.a.", "null", "nan", "none", "-", "--", "–", "—", ".", "..", "...", "unknown", "tbd"),
        *("not available", "not applicable"),
    }
)
"""What files write where a value is not known. Some mean a zero by `-`: which, only the district can say."""

_NINE_IN_TEN = (9, 10)
_CELLS_AT_LEAST = 5
"""From so many cells on, one that is wrong does not make a text of a column of numbers."""
_FLAGS = (frozenset({"yes", "no"}), frozenset({"true", "false"}))
_LETTERS = frozenset({"y", "n"})
_SIGNS = "$£€"
_CURRENCIES = frozenset({"usd", "gbp", "eur", "dollar", "dollars", "pounds", "euros"})
_MONEY = frozenset(
    {
        *("amount", "amounts", "budget", "budgets", "cost", "costs", "salary", "salaries", "price"),
        *("revenue", "revenues", "expenditure", "expenditures"),
    }
)
_NO_MONEY = frozenset({"percent", "share", "ratio", "fte", "positions", "count", "number", "code", "id", "weight"})
"""Words of a header after which it is not about money, whatever else it says: `FTE budget`, `budget code`."""
_AS_NUMBER, _AS_AMOUNT = (Column("", one, "") for one in (Type.NUMBER, Type.AMOUNT))


def further_column(name: str, header: str, cells: Iterable[str], told: str = "") -> Column:
    """Make a column of a header.

    Args:
        name: What the dataset calls it.
        header: What the file calls it.
        cells: What stands under it.
        told: Its type, where a person has said it.

    """
    kind = Type(told) if told else type_of(header, cells)
    return Column(
        name, kind, f"What the file has under {header!r}.", not_known=frozenset() if kind is Type.TEXT else NOT_KNOWN
    )


def type_of(header: str, cells: Iterable[str]) -> Type:
    """Guess the type of a column; money only where the header or a sign says so.

    Nine cells in ten must be numbers, or all but one. Codes with zeros in front, grades and dates are text.

    >>> type_of("AMT_ELL", ["8516.35125", "0"]), type_of("ELLENROLLMENT", ["2", "11", "NA", "<10"])
    (<Type.AMOUNT: 'amount'>, <Type.WHOLE: 'whole number'>)
    >>> [str(type_of("x", cells)) for cells in (["0.5", "1"], ["TRUE", "FALSE"], ["0161168"], ["K", "3"], ["2026-10-01"])]
    ['number', 'yes or no', 'text', 'text', 'text']
    """
    said = _said(cells)
    if not said:
        return Type.TEXT
    if _are_flags({text.lower() for text in said}):
        return Type.FLAG
    numbers = {text: number for text in said if (number := number_of(text)) is not None}
    if not numbers or any(map(_is_padded, numbers)) or not _are_numbers(said, numbers):
        return Type.TEXT
    if _is_money(header) or any(sign in text for text in numbers for sign in _SIGNS):
        return Type.AMOUNT
    return Type.WHOLE if all(number.denominator == 1 for number in numbers.values()) else Type.NUMBER


def words_among(cells: Iterable[str]) -> Counter[str]:
    """Count the texts of a column that are no numbers, where most of it is numbers; none where it is codes or grades."""
    said = _said(cells)
    numbers = [text for text in said if number_of(text) is not None]
    words = Counter({text: said[text] for text in said.keys() - set(numbers)})
    is_mostly_numbers = sum(said[text] for text in numbers) > words.total()
    if not is_mostly_numbers or any(map(_is_padded, numbers)) or all(map(read_grade, said)):
        return Counter()
    return words


def number_of(text: str) -> Fraction | None:
    """Read a cell as a number, money or a percentage; None where it is none of them."""
    for column in (_AS_NUMBER, _AS_AMOUNT):
        value = read_cell(column, text)
        if isinstance(value, Fraction):
            return value
    return None


def names_people(header: str) -> bool:
    """Whether people stand under a header, by a name, an id or a birth date; such a column is never kept.

    >>> [names_people(header) for header in ("Last Name", "Stu ID", "DOB", "School Name", "Students")]
    [True, True, True, False, False]
    """
    return words_of(header) in _PEOPLE


def own_names(headers: Iterable[str], taken: Iterable[str], earlier: Mapping[str, str]) -> Mapping[str, str]:
    """Give each header the name of a column: as last time, or itself; with a number behind where that is another column's.

    >>> own_names(["name", "AMT_ELL", "ELL"], ["name"], {"AMT_ELL": "ell_budget"})
    {'name': 'name (2)', 'AMT_ELL': 'ell_budget', 'ELL': 'ELL'}
    """
    used = set(taken)
    names: dict[str, str] = {}
    for header in headers:
        wanted = fitting = earlier.get(header, header)
        number = 2
        while fitting in used:
            fitting, number = f"{wanted} ({number})", number + 1
        used.add(fitting)
        names[header] = fitting
    return names


def _said(cells: Iterable[str]) -> Counter[str]:
    """Count the texts that say something: not blank, not unknown, not hidden, no error of a formula."""
    counts = Counter(map(tidy, cells))
    silent = [one for one in counts if not one or one.lower() in NOT_KNOWN or is_masked(one) or is_formula_error(one)]
    return Counter({text: counts[text] for text in counts.keys() - set(silent)})


def _are_flags(words: set[str]) -> bool:
    return any(words <= flags for flags in _FLAGS) or words == _LETTERS


def _are_numbers(said: Counter[str], numbers: Mapping[str, Fraction]) -> bool:
    """Whether numbers are so many that what is none of them is a slip."""
    filled, readable = said.total(), sum(said[text] for text in numbers)
    if readable == filled:
        return True
    if all(map(read_grade, said)):
        return False
    part, whole = _NINE_IN_TEN
    return readable * whole >= filled * part or (readable == filled - 1 and filled >= _CELLS_AT_LEAST)


def _is_padded(text: str) -> bool:
    """Whether a number has zeros in front, as only codes have."""
    return len(text) > 1 and text.isdecimal() and text.startswith("0")


def _is_money(header: str) -> bool:
    words = set(words_of(header).split())
    return bool(words & _CURRENCIES) or (bool(words & _MONEY) and not words & _NO_MONEY)


_PEOPLE = frozenset(
    words_of(name)
    for schema in SCHEMAS.values()
    if schema.is_about_people
    for column in schema.of_type(Type.ID, Type.DATE)
    if column.is_personal
    for name in (column.name, *column.other_names)
) | frozenset(map(words_of, NAMES_OF_PEOPLE))
