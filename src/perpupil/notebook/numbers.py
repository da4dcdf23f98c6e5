"""Numbers that people give in Python, taken exactly or not at all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from perpupil.exact.numerals import read_number, write_number
from perpupil.limits import NUMBER_DIGITS, NUMBER_EXPONENT
from perpupil.notebook.refusal import Refused

Number: TypeAlias = int | str | Decimal | Fraction
"""An exact number as a person may write it in Python: `4028`, `"0.4"`, `Decimal("0.4")` or `Fraction(2, 5)`."""


def exact(value: Number, what: str) -> Fraction:
    """Take a number exactly.

    Args:
        value: A whole number, a text, a Decimal or a Fraction.
        what: What it is for, to be named when it is refused.

    Raises:
        Refused: It is a float, no number, or out of bounds.

    >>> exact("0.4", "weight"), exact(4028, "base")
    (Fraction(2, 5), Fraction(4028, 1))
    >>> exact(0.4, "weight")  # type: ignore[arg-type]
    Traceback (most recent call last):
    perpupil.Refused: weight: the float 0.4 is not exactly what it looks like, and money is exact. Write '0.4' or Decimal('0.4').
    """
    if isinstance(value, float):
        raise Refused(
            f"{what}: the float {value!r} is not exactly what it looks like, and money is exact. Write '{value!r}' or Decimal('{value!r}')."
        )
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        kind = type(value).__name__
        raise Refused(
            f"{what}: {value!r} is a {kind}. Give a whole number, a text such as '0.4', a Decimal or a Fraction."
        )
    number = read_number(value.strip().replace("_", "")) if isinstance(value, str) else _of_number(value)
    if number is None:
        hint = "Write digits with a point, without commas, signs of currency or percent."
        raise Refused(f"{what}: {str(value)[:60]!r} is not a number of at most {NUMBER_DIGITS} digits. {hint}")
    return number


def ending(value: Number, what: str) -> Fraction:
    """Take a number exactly that can be written as a decimal, as a formula holds it.

    Raises:
        Refused: It never ends, or it is not a number.

    >>> ending(Fraction(2, 5), "weight")
    Fraction(2, 5)
    """
    number = exact(value, what)
    text = write_number(number)
    if "/" in text:
        raise Refused(f"{what}: {text} never ends as a decimal, and a formula holds decimals. Round it first.")
    return number


def _of_number(value: int | Decimal | Fraction) -> Fraction | None:
    """Give a number as a fraction; None when it is endless, no number, or out of bounds."""
    if isinstance(value, Decimal) and not (
        value.is_finite() and abs(value.adjusted()) <= NUMBER_EXPONENT + NUMBER_DIGITS
    ):
        return None
    number = Fraction(value)
    bound = 10**NUMBER_DIGITS
    return number if abs(number.numerator) < bound and number.denominator < bound else None
