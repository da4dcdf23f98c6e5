"""How differences are written in a table: with a sign, in dollars, in percent or as so many of something."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from perpupil.exact.numerals import group_thousands, write_decimal
from perpupil.exact.rounding import Rounding
from perpupil.money import CENTS, spoken

NONE = "\N{EN DASH}"
OWN_USE = "For the district's own use: small groups of students are not hidden here."


def signed_decimal(value: Fraction | None, digits: int = 1) -> str:
    """Write a difference as a decimal; a dash where it is not known.

    >>> signed_decimal(Fraction(457, 10)), signed_decimal(Fraction(-1, 3)), signed_decimal(Fraction(1, 100)), signed_decimal(None)
    ('+45.7', '-0.3', '0.0', '–')
    """
    if value is None:
        return NONE
    rounded = Rounding(digits).of(value)
    return ("+" if rounded > 0 else "") + group_thousands(write_decimal(rounded, digits))


def signed_percent(part: int, whole: int) -> str:
    """Write a change in percent of what was; a dash where nothing was.

    >>> signed_percent(-25, 1000), signed_percent(1, 0)
    ('-2.5%', '–')
    """
    return f"{signed_decimal(Fraction(100 * part, whole))}%" if whole else NONE


def share(value: Fraction | None) -> str:
    """Write a share in whole percent; a dash where it is not known.

    >>> share(Fraction(1, 3)), share(None)
    ('33%', '–')
    """
    return NONE if value is None else f"{int(Rounding(0).of(value * 100))}%"


def dollars_a_student(amount: Fraction | None, currency: str) -> str:
    """Write dollars a student, without cents; a dash where there is no student.

    >>> dollars_a_student(Fraction(14_000, 3), "USD")
    '$4,667'
    """
    return NONE if amount is None else spoken(int(Rounding(0).of(amount)) * CENTS, currency)


def whole_number(value: Fraction | None) -> str:
    """Write a number of students; a dash where it is not known.

    >>> whole_number(Fraction(38_880))
    '38,880'
    """
    return NONE if value is None else group_thousands(write_decimal(Rounding(0).of(value), 0))


def several(count: int, noun: str, verb: tuple[str, str] = ("", "")) -> str:
    """Write how many of something, with the verb for one or for several.

    >>> several(1, "school", ("gains", "gain")), several(1200, "school", ("gains", "gain"))
    ('1 school gains', '1,200 schools gain')
    """
    words = f"{count:,} {noun}{'' if count == 1 else 's'}"
    return f"{words} {verb[count != 1]}" if verb[0] else words


def listed(items: Sequence[str], most: int = 8) -> str:
    """Write a list as a sentence has it, the first ones by name.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 2)
    ('a, b and c', 'a, b and 1 more')
    """
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most:,} more"
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last
