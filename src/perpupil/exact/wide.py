"""Multiply, then divide, without losing a bit: `a * p / t` where `a * p` needs up to 128 bits.

The quotient is estimated in floating point; the remainder, worked in integers that wrap around, tells exactly how far off the
estimate was, and one correction sets it right. That holds while `t < 2**61` and the quotient stays under `2**51`;
beyond, Python integers do the same.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact import columns

if TYPE_CHECKING:
    from perpupil.exact.columns import Integers

_DIVISOR_MAXIMUM = 1 << 61
_QUOTIENT_MAXIMUM = 1 << 51


def multiply_divide(amounts: Integers, multiplier: int, divisor: int, bound: int) -> tuple[Integers, Integers]:
    """Give floor and remainder of `amounts * multiplier / divisor`.

    Args:
        amounts: Integers, of either sign, of any shape.
        multiplier: Not negative.
        divisor: Greater than zero.
        bound: No amount is larger than this in absolute value.

    Returns:
        Quotients rounded down, and remainders from 0 to `divisor - 1`.

    """
    if _fits(amounts, multiplier, divisor, bound):
        return _in_words(amounts, multiplier, divisor)
    product = amounts.astype(object) * multiplier
    quotients = product // divisor
    return quotients, product - quotients * divisor


def _fits(amounts: Integers, multiplier: int, divisor: int, bound: int) -> bool:
    """Whether 64-bit arithmetic with one correction is exact."""
    small = min(columns.WORD, _DIVISOR_MAXIMUM)
    return (
        amounts.dtype != object
        and multiplier < small
        and divisor < small
        and bound * multiplier < divisor * _QUOTIENT_MAXIMUM
    )


def _in_words(amounts: Integers, multiplier: int, divisor: int) -> tuple[Integers, Integers]:
    """Work in 64-bit integers that may wrap around; the wrapped parts cancel in the remainder."""
    quotients = (amounts * np.float64(Fraction(multiplier, divisor))).astype(np.int64)  # estimate: corrected below
    with np.errstate(over="ignore"):
        remainders = amounts * np.int64(multiplier)
        remainders -= quotients * np.int64(divisor)
    correction = remainders // divisor
    quotients += correction
    correction *= divisor
    remainders -= correction
    return quotients, remainders
