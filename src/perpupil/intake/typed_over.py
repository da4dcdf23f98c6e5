"""A number typed over a formula's result: a column that follows from others in every row but one or two.

It works on any table of numbers, such as a budget workbook, since files as exported hold results and no formulas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from perpupil.exact.numerals import write_number
from perpupil.facts.table import TextTable
from perpupil.findings import Finding, finding
from perpupil.intake.cells import Unreadable, read_cell
from perpupil.intake.schemas.declaration import Column, Type

ROWS_AT_LEAST = 8
EXCEPTIONS_PER_ROWS = 12
"""One row in so many may be an exception; more, and there was no rule."""
COLUMNS_AT_MOST = 40

_ZERO = Fraction(0)
_NUMBER = Column("number", Type.NUMBER, "")
Numbers = Sequence[Fraction | None]


@dataclass(frozen=True, slots=True)
class TypedOver:
    """One number that does not follow the rule of its column."""

    column: str
    position: int
    rule: str
    """How the other rows come about: `total = salaries + benefits`."""
    difference: Fraction
    """What stands there less what the rule gives."""


def typed_over(table: TextTable) -> tuple[TypedOver, ...]:
    """Find numbers that break the rule of their column: a sum of others, a product of two, or always the same multiple of one."""
    numbers = {name: _numbers(cells) for name, cells in table.columns.items()}
    known = {name: column for name, column in numbers.items() if _is_numeric(column)}
    if len(known) > COLUMNS_AT_MOST:
        return ()
    found: list[TypedOver] = []
    for name, column in known.items():
        others = {other: values for other, values in known.items() if other != name}
        found += _broken(name, column, others)
    return tuple(_once(found))


def find_typed_over(table: TextTable) -> tuple[Finding, ...]:
    """Say it of a table, by place."""
    return tuple(
        finding(
            "typed-over-formula",
            table.place(one.position, one.column),
            f"{one.column[:60]} is not what the other rows make it: {one.rule[:120]}.",
            "Ask who typed it and why; write the reason down, or put the formula back.",
        )
        for one in typed_over(table)
    )


def _broken(name: str, column: Numbers, others: dict[str, Numbers]) -> list[TypedOver]:
    """Find the rows in which a column leaves its rule, for the first rule that nearly all rows follow."""
    for rule, made in _rules(column, others):
        wrong = [
            at
            for at, (value, expected) in enumerate(zip(column, made, strict=True))
            if value is not None and expected is not None and value != expected
        ]
        right = sum(
            value is not None and value == expected and value != 0 for value, expected in zip(column, made, strict=True)
        )
        if wrong and right >= ROWS_AT_LEAST and len(wrong) * EXCEPTIONS_PER_ROWS <= right + len(wrong):
            return [
                TypedOver(name, at, f"{name} = {rule}", (column[at] or _ZERO) - (made[at] or _ZERO)) for at in wrong
            ]
        if not wrong and right >= ROWS_AT_LEAST:
            return []
    return []


def _rules(column: Numbers, others: dict[str, Numbers]) -> Iterator[tuple[str, list[Fraction | None]]]:
    """Give what a column could follow from, the simplest first."""
    for name, values in others.items():
        rate = _usual_ratio(column, values)
        if rate is not None and rate not in {0, 1} and "/" not in write_number(rate):
            yield f"{write_number(rate)} × {name}", [None if value is None else rate * value for value in values]
    for (first, left), (second, right) in combinations(others.items(), 2):
        pairs = list(zip(left, right, strict=True))
        yield f"{first} + {second}", [None if a is None or b is None else a + b for a, b in pairs]
        yield f"{first} × {second}", [None if a is None or b is None else a * b for a, b in pairs]
    if len(others) > 2:  # noqa: PLR2004  two were tried above
        rows = zip(*others.values(), strict=True)
        yield (
            " + ".join(others),
            [None if None in row else sum((one or Fraction(0) for one in row), Fraction(0)) for row in rows],
        )


def _usual_ratio(column: Numbers, values: Numbers) -> Fraction | None:
    """Give the ratio of the first row that two rows share; None where no two do."""
    seen: set[Fraction] = set()
    for number, value in zip(column, values, strict=True):
        if number and value:
            ratio = number / value  # exact: Fraction
            if ratio in seen:
                return ratio
            seen.add(ratio)
    return None


def _once(found: list[TypedOver]) -> Iterator[TypedOver]:
    """Say a row once: a number typed into a part also breaks the rule of the sum, and the sum is where it shows."""
    seen: set[int] = set()
    for one in found:
        if one.position not in seen:
            seen.add(one.position)
            yield one


def _numbers(cells: Sequence[str]) -> Numbers:
    read = (read_cell(_NUMBER, cell) for cell in cells)
    return [value if isinstance(value, Fraction) and not isinstance(value, Unreadable) else None for value in read]


def _is_numeric(column: Numbers) -> bool:
    """Whether nearly every cell is a number, and they are not all alike."""
    filled = [value for value in column if value is not None]
    return len(filled) >= ROWS_AT_LEAST and 10 * len(filled) >= 9 * len(column) and len(set(filled)) > 1
