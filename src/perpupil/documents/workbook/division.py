"""Exact division in cells: a quotient that is first guessed in doubles, and a remainder in limbs that puts the guess right.

Two numbers of up to fifteen digits make a product of thirty, which no cell holds. But the remainder of a division is small, and it is a sum of
products of limbs: `r = (a·b₁ - q·d₁)·B + (a·b₀ - q·d₀)`. While every product of a limb stays below 10^15 each of these is exact, and a guess that is one off
shows in a remainder outside 0 … d.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from perpupil.documents.workbook.numbers import Atom, NotLive
from perpupil.documents.workbook.sheets import Bound
from perpupil.exact.rounding import Mode
from perpupil.limits import WORKBOOK_WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.exact.columns import Integers

BASES = (10**7, 10**6, 10**5, 10**4, 10**3, 10**2, 10)
LIMBS_MOST = 12
DIVISOR_MOST = 10**14 + 1
"""A remainder is found up to two divisors away, and LibreOffice rounds that to fifteen digits."""

QUOTIENT_MOST = 10**14
"""A guess of so many digits is at most one off."""

Pair = tuple[Atom, Atom]


@dataclass(frozen=True, slots=True)
class Limbs:
    """Numbers cut into pieces of the same number of digits."""

    base: int
    count: int

    def of(self, text: str) -> list[str]:
        """Write the limbs of a cell, the highest first."""
        if not text.strip("-0123456789"):
            return [str(limb) for limb in self.of_value(int(text))]
        heights = [text, *(f"INT({text}/{self.base**power})" for power in range(1, self.count))]
        low = [f"({heights[at]}-{heights[at + 1]}*{self.base})" for at in range(self.count - 1)]
        return [*reversed([*low, heights[-1]])]

    def of_value(self, value: int) -> list[int]:
        """Give the limbs of a number, the highest first."""
        heights = [value // self.base**power for power in range(self.count)]
        low = [heights[at] - heights[at + 1] * self.base for at in range(self.count - 1)]
        return [*reversed([*low, heights[-1]])]


def limbs_for(pairs: Sequence[tuple[int, int]]) -> Limbs:
    """Find the limbs in which products stay exact: each pair is the bound of a factor and of the number that is cut.

    Raises:
        NotLive: There are none.

    """
    longest = max(cut for _, cut in pairs)
    for base in BASES:
        count = next((one for one in range(1, LIMBS_MOST + 1) if base**one > longest), None)
        if count is not None and sum(factor for factor, _ in pairs) * base < WORKBOOK_WHOLE:
            return Limbs(base, count)
    raise NotLive("its products have more digits than a workbook can carry")


def in_limbs(pairs: Sequence[tuple[str, str]], limbs: Limbs) -> str:
    """Write a sum of products so that every step is exact; a factor may carry its sign."""
    cut = [(factor, limbs.of(number)) for factor, number in pairs]
    text = ""
    for place in range(limbs.count):
        level = "".join(f"{_signed(factor)}*{parts[place]}" for factor, parts in cut).removeprefix("+")
        text = f"({text})*{limbs.base}+({level})" if text else level
    return text


def size_in_limbs(pairs: Sequence[tuple[str, str]], limbs: Limbs) -> str:
    """Write how large a level of limbs can grow: factors and cut numbers by their sizes."""
    top = limbs.base ** (limbs.count - 1)
    return "+".join(f"({factor})*MAX({limbs.base},({number})/{top})" for factor, number in pairs)


def sign_in_limbs(pairs: Sequence[Pair]) -> tuple[str, str]:
    """Write a formula that has the sign of a sum of products, and one for how large its levels grow."""
    limbs = limbs_for([(a.bound, b.bound) for a, b in pairs])
    text = in_limbs([(a.text, b.text) for a, b in pairs], limbs)
    return f"({text})", size_in_limbs([(a.size, b.size) for a, b in pairs], limbs)


@dataclass(frozen=True, slots=True)
class Division:
    """A sum of products over a divisor above zero."""

    top: str
    """The numerator in doubles: exact when it is narrow, else near."""
    below: Atom
    exact_rest: str
    """The numerator less the guessed quotient times the divisor, exactly."""
    remainders: Integers = field(repr=False)
    size: str
    """How large the numerator can grow; empty when it is in limbs."""
    checks: tuple[tuple[str, str, int], ...] = ()

    @classmethod
    def narrow(cls, top: Atom, below: Atom) -> Division:
        """Divide a numerator of up to fifteen digits."""
        text = f"({top.text})"
        rest = f"{text}-INT({text}/{below.text})*{below.text}"
        return cls(text, below, rest, _remainders(top.values, below.values), top.size)

    @classmethod
    def wide(cls, pairs: Sequence[Pair], below: Atom, tops: Integers, guess: Atom) -> Division:
        """Divide a sum of products of thirty digits, given a cell with the quotient that doubles give."""
        if below.bound >= DIVISOR_MOST or guess.bound >= QUOTIENT_MOST:
            raise NotLive("its quotient has more digits than a workbook can carry")
        limbs = limbs_for([*((a.bound, b.bound) for a, b in pairs), (guess.bound + 1, below.bound)])
        products = [*((a.text, b.text) for a, b in pairs), (f"-{guess.text}", below.text)]
        level = size_in_limbs([*((a.size, b.size) for a, b in pairs), (guess.size, below.size)], limbs)
        checks = [
            ("limbs", level, WORKBOOK_WHOLE),
            ("quotient", guess.size, QUOTIENT_MOST),
            ("divisor", below.size, DIVISOR_MOST),
        ]
        if len(pairs) > 1:
            # Products that cancel leave a guess that is as wrong as the largest of them.
            least = min((value for value in below.values.tolist() if value > 0), default=1)
            size = "+".join(f"{a.size}*{b.size}" for a, b in pairs)
            if sum(a.bound * b.bound for a, b in pairs) // least >= QUOTIENT_MOST:
                raise NotLive("it takes the difference of numbers with more digits than a workbook can carry")
            checks.append(("products", f"({size})/{below.size if below.is_district else least}", QUOTIENT_MOST))
        return cls(
            product_text(pairs), below, in_limbs(products, limbs), _remainders(tops, below.values), "", tuple(checks)
        )

    def remainder_text(self) -> str:
        """Write the remainder, from nothing up to the divisor."""
        return f"MOD({self.exact_rest},{self.below.text})"

    def to_nearest(self) -> str:
        """Write the quotient to the nearest whole number, a half away from zero; for a numerator of up to fifteen digits."""
        return f"ROUND({self.top}/{self.below.text},0)"

    def floor_text(self, rest: str) -> str:
        """Write the quotient rounded down, given the cell of the remainder."""
        return f"ROUND(({self.top}-{rest})/{self.below.text},0)"

    def rounded_text(self, rest: str, mode: Mode) -> str:
        """Write the rounded quotient, given the cell of the remainder."""
        down, below = self.floor_text(rest), self.below.text
        half_or_more, more = f"2*{rest}>={below}", f"2*{rest}>{below}"
        is_not_negative = f"{self.top}>=0"
        match mode:
            case Mode.HALF_UP:
                rises = f"IF({is_not_negative},{half_or_more},{more})"
            case Mode.HALF_DOWN:
                rises = f"IF({is_not_negative},{more},{half_or_more})"
            case Mode.HALF_EVEN:
                rises = f"IF(2*{rest}={below},{down}-2*INT({down}/2)=1,{more})"
            case Mode.UP:
                rises = f"IF({is_not_negative},{rest}>0,FALSE)"
            case Mode.DOWN:
                rises = f"IF({is_not_negative},FALSE,{rest}>0)"
            case Mode.CEILING:
                rises = f"{rest}>0"
            case _:
                return down
        return f"{down}+IF({rises},1,0)"

    def bounds(self, title: str) -> list[Bound]:
        """Give what must stay small."""
        return [Bound(f"{title}: {what}", text, limit) for what, text, limit in self.checks]


def product_text(pairs: Sequence[Pair]) -> str:
    """Write a sum of products, near what it is."""
    return "(" + "".join(f"{_signed(a.text)}*{_bracketed(b.text)}" for a, b in pairs).removeprefix("+") + ")"


def _remainders(tops: Integers, belows: Integers) -> Integers:
    count = max(len(tops), len(belows))
    tops, belows = np.broadcast_to(tops, (count,)), np.broadcast_to(belows, (count,))
    found = np.empty(count, object)
    found[:] = [top % below if below > 0 else 0 for top, below in zip(tops, belows, strict=True)]
    return found


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text
