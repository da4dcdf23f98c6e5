"""Figures, dates and names as people write them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.exact.numerals import group_thousands, write_decimal, write_number
from perpupil.formula.keys import Denomination
from perpupil.money import CENTS, SYMBOLS, spoken

if TYPE_CHECKING:
    from datetime import date

_DIGITS_SHOWN = 6
_PERCENT = 100
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

_COMMON = frozenset(
    [
        "Added",
        "Additional",
        "Adequacy",
        "Aid",
        "All",
        "Amount",
        "Amounts",
        "At-risk",
        "Average",
        "Base",
        "Basic",
        "Change",
        "Children",
        "Class",
        "Classes",
        "Classroom",
        "Concentration",
        "Cost",
        "Counselors",
        "Cut",
        "Days",
        "Disability",
        "Each",
        "Elementary",
        "Enrollment",
        "Equalization",
        "Every",
        "Excess",
        "Factor",
        "First",
        "Floor",
        "Foundation",
        "Full",
        "Further",
        "Grades",
        "Income",
        "Increase",
        "Initial",
        "Kindergarten",
        "Last",
        "Learners",
        "Limit",
        "Local",
        "Looked-after",
        "Low",
        "Materials",
        "Mild",
        "Moderate",
        "Money",
        "Multiple",
        "Number",
        "Other",
        "Part",
        "Percentage",
        "Positions",
        "Preschool",
        "Price",
        "Primary",
        "Principal",
        "Property",
        "Pupils",
        "Rate",
        "Regular",
        "Requests",
        "Schools",
        "Secondary",
        "Security",
        "Severe",
        "Share",
        "Size",
        "Small",
        "Special",
        "Spending",
        "Square",
        "Step",
        "Students",
        "Sum",
        "Supplemental",
        "Supplies",
        "Teachers",
        "The",
        "Transportation",
        "Weight",
        "Weighted",
        "What",
    ]
)
"""Words that a title may begin with and that are written small inside a sentence; any other may be a name."""

_PROPER = frozenset({"english", "spanish", *(month.lower() for month in _MONTHS if month != "May")})
_PEOPLE = frozenset({"children", "feet", "learners", "people", "pupils", "staff", "students", "women", "youth"})


def plain(value: Fraction) -> str:
    """Write a number; one that never ends is cut and says so.

    >>> plain(Fraction(19000)), plain(Fraction(7, 3))
    ('19,000', '2.333333…')
    """
    text = write_number(value)
    return group_thousands(text) if "/" not in text else f"{group_thousands(write_decimal(value, _DIGITS_SHOWN))}…"


def dollars(value: Fraction, currency: str = "USD") -> str:
    """Write an amount, also one finer than a cent.

    >>> dollars(Fraction(6200)), dollars(Fraction("4028.47")), dollars(Fraction("-1007.1175"))
    ('$6,200', '$4,028.47', '-$1,007.1175')
    """
    cents = value * CENTS
    if cents.denominator == 1:
        return spoken(cents.numerator, currency)
    return f"{'-' if value < 0 else ''}{SYMBOLS.get(currency, currency + ' ')}{plain(abs(value))}"


def percent(value: Fraction) -> str:
    """Write a share.

    >>> percent(Fraction("0.15")), percent(Fraction("0.0157")), percent(Fraction(1, 3))
    ('15%', '1.57%', '33.333333…%')
    """
    return f"{plain(value * _PERCENT)}%"


def figure(value: Fraction, denomination: Denomination, currency: str = "USD") -> str:
    """Write a number with the sign of what it is in."""
    match denomination:
        case Denomination.DOLLARS:
            return dollars(value, currency)
        case Denomination.SHARE:
            return percent(value) if value <= 1 else f"{plain(value)} times"
        case _:
            return plain(value)


def counted(count: int, noun: str, many: str = "") -> str:
    """Write how many there are of something.

    >>> counted(1, "school"), counted(1200, "school")
    ('1 school', '1,200 schools')
    """
    return f"{count:,} {noun if count == 1 else many or f'{noun}s'}"


def day(value: date) -> str:
    """Write a date as it is written in the United States: `June 30, 2030`."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def readable(name: str) -> str:
    """Give a name without a title as words.

    >>> readable("square_feet"), readable("english_learners")
    ('square feet', 'English learners')
    """
    words = name.replace("_", " ").replace(".", " ").split()
    return " ".join(word.capitalize() if word in _PROPER else word for word in words)


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def inside(title: str) -> str:
    """Write a title as it stands inside a sentence; what may be a name keeps its capital.

    >>> inside("Students of low income"), inside("English learners"), inside("Title I")
    ('students of low income', 'English learners', 'Title I')
    """
    first, space, rest = title.partition(" ")
    return f"{first.lower()}{space}{rest}" if first.rstrip(",:") in _COMMON else title


def is_plural(phrase: str) -> bool:
    """Whether a phrase names several things, so that it can stand after a number.

    >>> [is_plural(phrase) for phrase in ("English learners", "students of low income", "low income", "square feet", "class")]
    [True, True, False, True, False]
    """
    words = phrase.lower().replace(",", " ").split()
    return not _PEOPLE.isdisjoint(words) or bool(words and words[-1].endswith("s") and not words[-1].endswith("ss"))
