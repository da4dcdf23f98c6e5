"""Sums and differences of several columns, wherever in the table they stand: aids that add up to a total, costs less what is raised.

Which columns they are is guessed by least squares over all columns at once: while the amounts still come out without a column, it is left
out. What remains is made simple numbers, nearly always one and minus one, and is tried exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from perpupil.drafting.intervals import Interval
from perpupil.drafting.quantities import LINE_BITS
from perpupil.drafting.rates import rounded_in_words
from perpupil.drafting.rules import Rule, Unknown, literal, rounding_bits, spoken, toml_value, unknown_bits
from perpupil.drafting.simplest import bits, simplest
from perpupil.drafting.table import Estimates, Known, NumberColumn, Places, Target
from perpupil.exact.rounding import Rounding

_FEWEST, _MOST = 2, 10
_UNITS_A_COLUMN, _UNITS_A_TERM = 2, 3
"""With fewer units to a column some sum of columns gives any amounts."""
_WEIGHED = 20
"""Turns in which units that do not fit come to count less."""
_STRANGERS_PERCENT = 10
_LONGEST_NUMBER = 9
"""Bits of a number that a column may be multiplied by: two digits, or a short fraction."""
_NEGATIVE_BITS = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """Columns and what each is multiplied by."""

    columns: tuple[NumberColumn, ...]
    numbers: tuple[Fraction, ...]
    is_limited: bool
    """Whether nothing is paid where they come to less than nothing."""

    def values(self) -> tuple[Fraction, ...]:
        """Add up."""
        rows = zip(*(one.values for one in self.columns), strict=True)
        sums = (sum((a * b for a, b in zip(row, self.numbers, strict=True)), Fraction(0)) for row in rows)
        return tuple(max(Fraction(0), one) if self.is_limited else one for one in sums)

    def written(self, times: str, number: str) -> str:
        """Write the sum, those that are added first; `number` is how a factor is written."""
        pairs = sorted(zip(self.columns, self.numbers, strict=True), key=lambda pair: pair[1] < 0)
        text = ""
        for column, by in pairs:
            sign = (" - " if text else "-") if by < 0 else " + " if text else ""
            size = "" if abs(by) == 1 else f" {times} {(spoken if number == 'spoken' else literal)(abs(by))}"
            text += f"{sign}{column.name}{size}"
        return f"max(0, {text})" if self.is_limited else text


def relation_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the sums and differences of several columns that give most of the amounts."""
    columns = [one for one in known.numbers if one.estimate.any()]
    for is_limited in (False, True):
        amounts = np.array(target.is_known) & ((target.estimate > 0) if is_limited else True)
        rows = np.flatnonzero(amounts)
        if is_limited and len(rows) == sum(target.is_known):
            return
        terms = terms_of(target, columns, rows, is_limited=is_limited)
        if terms is not None:
            yield from (_written(target, known, terms, Rounding(digits)) for digits in target.digits)


def terms_of(
    target: Target, columns: Sequence[NumberColumn], rows: Places, *, fewest: int = _FEWEST, is_limited: bool = False
) -> Terms | None:
    """Find the few columns, and what each is multiplied by, that add up to the amounts at nearly all of some units."""
    matrix = np.column_stack([one.estimate[rows] for one in columns]) if columns else np.zeros((len(rows), 0))
    scale = np.abs(matrix).max(axis=0, initial=1)
    matrix, amounts = np.divide(matrix, scale), target.estimate[rows]  # estimate: a place to look
    close = 0.6 * 10.0 ** -target.digits[-1]  # estimate: half a rounding, and what a float loses
    chosen = _forward(matrix, amounts, len(rows) // _UNITS_A_COLUMN)
    if not chosen:
        return None
    fits = _fitting(matrix[:, chosen], amounts, close)
    paid = amounts != 0
    for some, every in ((fits, paid), (fits[paid[fits]], paid[paid])):
        if len(some) * 100 < len(every) * (100 - _STRANGERS_PERCENT):
            return None
    chosen = _needed(matrix[fits], amounts[fits], chosen, close)
    if not fewest <= len(chosen) <= _MOST or len(fits) < _UNITS_A_TERM * len(chosen):
        return None
    for one in (_fewer(matrix[fits], amounts[fits], chosen, close), chosen):
        numbers = _simple(matrix[fits][:, one], amounts[fits], scale[one], close)
        if numbers is not None:
            return Terms(tuple(columns[place] for place in one), numbers, is_limited)
    return None


def _forward(matrix: Estimates, amounts: Estimates, most: int) -> list[int]:
    """Choose as many columns as the units can tell apart, each time the one most like what is left."""
    if matrix.shape[1] <= most:
        return list(range(matrix.shape[1]))
    chosen: list[int] = []
    rest = amounts.copy()
    size = np.sqrt((matrix**2).sum(axis=0)) + 1e-12  # estimate: a place to look
    for _ in range(most):
        likeness = np.divide(np.abs(matrix.T @ rest), size)  # estimate: a place to look
        likeness[chosen] = -1
        chosen.append(int(np.argmax(likeness)))
        np.subtract(amounts, matrix[:, chosen] @ _solved(matrix[:, chosen], amounts), out=rest)
    return sorted(chosen)


def _solved(matrix: Estimates, amounts: Estimates) -> Estimates:
    found: Estimates = np.array(
        np.linalg.lstsq(matrix, amounts, rcond=None)[0], dtype=float
    )  # estimate: a place to look
    return found


def _fitting(matrix: Estimates, amounts: Estimates, close: float) -> Places:  # estimate: a place to look
    """Find the units that some sum of the columns gives, by letting those that do not fit count less and less."""
    weights = np.ones(len(amounts))
    rest = amounts.copy()
    for turn in range(_WEIGHED):
        guess = _solved(matrix * weights[:, None], amounts * weights)
        np.abs(amounts - matrix @ guess, out=rest)
        if rest.max() <= close:
            break
        weights = np.divide(1, np.maximum(rest, close))  # estimate: a place to look
        if turn < _WEIGHED // 2:
            weights = np.sqrt(weights)
    return np.flatnonzero(rest <= close)


def _needed(matrix: Estimates, amounts: Estimates, chosen: list[int], close: float) -> list[int]:  # estimate
    """Leave out each column without which the amounts still come out, those that matter least first."""
    needed: set[int] = set()
    left = list(chosen)
    while len(needed) < len(left):
        share = np.abs(_solved(matrix[:, left], amounts)) * matrix[:, left].std(axis=0)
        order = [left[place] for place in np.argsort(share, kind="stable") if left[place] not in needed]
        part = len(order)
        while part > 1 and not _comes_out(matrix, amounts, [one for one in left if one not in order[:part]], close):
            part //= 2
        without = [one for one in left if one not in order[:part]]
        if part > 1 or _comes_out(matrix, amounts, without, close):
            left = without
        else:
            needed.add(order[0])
            if len(needed) > _MOST:
                break
    return left


def _fewer(matrix: Estimates, amounts: Estimates, chosen: list[int], close: float) -> list[int]:  # estimate
    """Put one column in the place of several of which it is the sum."""
    best = chosen
    for one in range(matrix.shape[1]) if len(chosen) > _FEWEST else ():
        left = [one, *(each for each in chosen if each != one)]
        for each in chosen:
            without = [other for other in left if other != each]
            if each != one and _comes_out(matrix, amounts, without, close):
                left = without
        if len(left) < len(best):
            best = left
    return sorted(best)


def _comes_out(matrix: Estimates, amounts: Estimates, columns: list[int], close: float) -> bool:  # estimate
    if not columns:
        return False
    some = matrix[:, columns]
    return bool(np.abs(amounts - some @ _solved(some, amounts)).max() <= close)


def _simple(
    matrix: Estimates, amounts: Estimates, scale: Estimates, close: float
) -> tuple[Fraction, ...] | None:  # estimate
    """Make the guess simple numbers, each within what the rounding leaves open."""
    guess = np.divide(_solved(matrix, amounts), scale)  # estimate: a place to look
    spread = np.sqrt(np.diag(np.linalg.pinv(matrix.T @ matrix)) * matrix.shape[1])
    margin = np.divide(4 * close * spread, scale) + np.abs(guess) * 1e-9  # estimate: a place to look
    numbers = [simplest(Interval(Fraction(a - b), Fraction(a + b))) for a, b in zip(guess, margin, strict=True)]
    simple = [one for one in numbers if one and bits(one) <= _LONGEST_NUMBER]
    return tuple(simple) if len(simple) == len(numbers) else None


def _written(target: Target, known: Known, terms: Terms, rounding: Rounding) -> Rule:
    given = tuple(rounding.of(one) for one in terms.values())
    support = sum(value != 0 for value in given)
    unknowns = tuple(
        Unknown(f"share of {column.name}", number, None, support)
        for column, number in zip(terms.columns, terms.numbers, strict=True)
        if abs(number) != 1
    )
    naming = known.bits_a_column * len(terms.columns) + _NEGATIVE_BITS * sum(one < 0 for one in terms.numbers)
    lines = LINE_BITS * any(one.is_line for one in terms.columns)
    return Rule(
        shape="sum of several columns",
        words=terms.written("×", "spoken") + rounded_in_words(rounding, is_line=target.is_line),
        keys=(("value", toml_value(terms.written("*", "literal"))),),
        unknowns=unknowns,
        rounding=rounding,
        gives=given,
        columns=tuple(one.name for one in terms.columns),
        bits=naming + lines + unknown_bits(unknowns) + rounding_bits(rounding, target) + 2 * terms.is_limited + 4,
    )
