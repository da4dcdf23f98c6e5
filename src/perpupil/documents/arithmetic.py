"""A line's arithmetic, written out as people work it on paper: what is counted, by what it is divided, how it is rounded, at what price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from perpupil.allocation.explain import substituted
from perpupil.exact.columns import Column
from perpupil.formula.figures import dollars, figure
from perpupil.formula.keys import Denomination
from perpupil.formula.syntax import Call, HighestOf, Name, Number, Product, walk, written
from perpupil.formula.wording import rows_in_words
from perpupil.money import amount_of

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.explain import LineExplanation, Reason
    from perpupil.formula.records import Formula, Line
    from perpupil.formula.syntax import Node

STAFFING = "staffing"
"""The kind of line that counts positions."""
_STEPPED = frozenset({"round", "floor", "ceil", "tier"})
_HALVES = Fraction(2)
_FUNCTION = re.compile(r"[a-z_]+\(")


class Means(StrEnum):
    """What a row of the arithmetic says."""

    GIVEN = "given"
    """A figure that the line rests on."""
    DIVIDED = "divided"
    """What it is divided by."""
    BY_SIZE = "by_size"
    """A table that it is looked up in."""
    UNROUNDED = "unrounded"
    ROUNDED = "rounded"
    PRICE = "price"
    RULE = "rule"
    """What a rule gives that is none of these, with its arithmetic."""
    PART = "part"
    """What rounding, the pool or the last cent does to the amount."""
    AMOUNT = "amount"


class Steps(StrEnum):
    """To what a number of positions is rounded."""

    NONE = ""
    HALF = "half"
    WHOLE = "whole"
    UP = "up"
    DOWN = "down"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is, in the formula's own words, and its figure."""

    means: Means
    title: str
    figure: str


@dataclass(frozen=True, slots=True)
class Working:
    """How a line's amount is worked out at one school; what a line does not have is None."""

    line: str
    title: str
    sentence: str
    amount_cents: int
    rows: tuple[Row, ...]
    counted: Fraction | None = None
    counted_title: str = ""
    ratio: Fraction | None = None
    """How many of them make one."""
    by_size: str = ""
    """A table by size, in words."""
    rounding: Steps = Steps.NONE
    positions: Fraction | None = None
    rate: Fraction | None = None
    """Dollars for one: the price of a position, or the amount for each one that is counted."""

    @property
    def is_of_positions(self) -> bool:
        """Whether it pays positions."""
        return self.positions is not None

    @property
    def is_for_the_school(self) -> bool:
        """Whether it counts nobody, and is the same for each school."""
        return self.is_of_positions and self.counted is None and not self.by_size


def working(allocation: Allocation, one: LineExplanation) -> Working:
    """Write a line's arithmetic out.

    Args:
        allocation: What is allocated.
        one: Why a school gets a line of it.

    """
    formula = allocation.formula
    line = formula.lines[one.line]
    parts = {child.name: child for child in one.root.children}
    quantity, rate = parts.get(f"{one.line}.quantity"), parts.get(f"{one.line}.rate")
    if quantity is None or rate is None or not one.root.applies:
        rows = (*_by_rule(one.root, formula), *_to_the_amount(one, formula.currency))
        return Working(one.line, one.title, one.sentence, one.amount_cents, rows)
    found = _Quantity(formula, quantity)
    rows = (
        *found.rows(),
        *_prices(rate, formula),
        *_to_the_amount(one, formula.currency),
    )
    return Working(
        line=one.line,
        title=one.title,
        sentence=one.sentence,
        amount_cents=one.amount_cents,
        rows=rows,
        counted=_number(found.counted) if found.counted is not None else None,
        counted_title=found.counted.title if found.counted is not None else "",
        ratio=found.per,
        by_size=found.by_size(),
        rounding=found.rounding,
        positions=_number(quantity) if line.kind == STAFFING else None,
        rate=_number(rate),
    )


def goes_in_steps(formula: Formula, line: Line) -> bool:
    """Whether a line's quantity is rounded or looked up by size, so that one student more may change it by much or by nothing."""
    quantity = formula.definitions.get(f"{line.name}.quantity")
    return quantity is not None and any(
        isinstance(part, Call) and part.function in _STEPPED for part in walk(quantity.expression)
    )


def quantity_at(allocation: Allocation, line: str, unit: str) -> Fraction | None:
    """Give how many positions, or others that are counted, a line pays at a school; None where it counts none."""
    value = allocation.values.get(f"{line}.quantity")
    return value.at(allocation.units.index(unit)) if isinstance(value, Column) else value


class _Quantity:
    """What of a quantity can be told as people do: a count, a ratio or a table by size, and a rounding."""

    def __init__(self, formula: Formula, reason: Reason) -> None:
        self.formula, self.reason = formula, reason
        parts = {child.name: child for child in reason.children}
        self.rounding, inner = _unrounded(formula.definitions[reason.name].expression)
        self.counted = self.table = None
        self.per: Fraction | None = None
        self.per_title = ""
        match inner:
            case Name(name=name) if name in parts:
                self.counted = parts[name]
            case HighestOf() if written(inner) in parts:
                self.counted = parts[written(inner)]
            case Product(factors=(("*", Name(name=first)), ("/", Name(name=second)))) if {
                first,
                second,
            } <= parts.keys():
                self.counted, self.per, self.per_title = parts[first], _number(parts[second]), parts[second].title
            case Product(factors=(("*", Name(name=first)), ("/", Number(value=value)))) if first in parts:
                self.counted, self.per = parts[first], value
            case Call(function="tier", arguments=(Name(name=first), Name(name=second))) if {
                first,
                second,
            } <= parts.keys():
                self.counted, self.table = parts[first], parts[second]
        self.is_plain = self.counted is not None or isinstance(inner, Number)

    def by_size(self) -> str:
        """Say a table by size."""
        value = self.formula.parameters[self.table.name].value if self.table is not None else None
        return rows_in_words(value, Denomination.NUMBER) if isinstance(value, tuple) else ""

    def rows(self) -> Iterator[Row]:
        """Write it out."""
        if not self.is_plain:
            yield from _by_rule(self.reason, self.formula)
            return
        if self.counted is not None:
            yield Row(Means.GIVEN, self.counted.title, _shown(self.counted, self.formula))
        if self.per and self.counted is not None:
            yield Row(Means.DIVIDED, self.per_title, figure(self.per, Denomination.NUMBER))
            exact = _number(self.counted) / self.per  # exact: Fraction
            yield Row(Means.UNROUNDED, "", figure(exact, Denomination.NUMBER))
        if self.table is not None:
            yield Row(Means.BY_SIZE, self.table.title, self.by_size())
        if self.rounding is not Steps.NONE or self.table is not None or self.counted is None:
            yield Row(Means.ROUNDED, self.rounding, figure(_number(self.reason), Denomination.NUMBER))


def _unrounded(node: Node) -> tuple[Steps, Node]:
    """Take a rounding off an expression, as staffing lines are rounded."""
    match node:
        case Product(
            factors=(
                ("*", Call(function="round", arguments=(Product(factors=(*first, ("*", Number(value=two)))), *_))),
                ("*", Number(value=half)),
            )
        ) if two == _HALVES and half * two == 1:
            return Steps.HALF, first[0][1] if len(first) == 1 else Product(tuple(first))
        case Call(function="round", arguments=(inner,) | (inner, Number(value=0), *_)):
            return Steps.WHOLE, inner
        case Call(function="round", arguments=(inner, *_)):
            return Steps.DIGITS, inner
        case Call(function="ceil", arguments=(inner,)):
            return Steps.UP, inner
        case Call(function="floor", arguments=(inner,)):
            return Steps.DOWN, inner
    return Steps.NONE, node


def _by_rule(reason: Reason, formula: Formula) -> Iterator[Row]:
    """Write what no pattern fits: each figure that it rests on, then the arithmetic as it is written, with numbers."""
    for child in reason.children:
        if child.kind != "fact" or isinstance(child.value, Fraction):
            yield Row(Means.GIVEN, child.title, _shown(child, formula))
    if not reason.applies:
        yield Row(Means.RULE, "", "")
        return
    shown: Mapping[str, str] = {child.name: _shown(child, formula) for child in reason.children}
    text = substituted(reason, dict(shown)).partition(" when ")[0]
    for sign, spoken in ((" * ", " × "), (" / ", " ÷ "), (" - ", " − ")):
        text = text.replace(sign, spoken)
    exact = reason.exact if isinstance(reason.exact, Fraction) else _number(reason)
    # A rule with conditions is told by the line's sentence; its text would be no arithmetic to a reader.
    amount = figure(exact, reason.denomination, formula.currency)
    yield Row(Means.RULE, "" if text == amount or _FUNCTION.search(text) else text, amount)


def _to_the_amount(one: LineExplanation, currency: str) -> Iterator[Row]:
    """Write what rounding, the pool and the last cent do, and the amount."""
    if len(one.parts) > 1:
        for part in one.parts:
            yield Row(Means.PART, part.words, dollars(part.amount, currency))
    yield Row(Means.AMOUNT, "", dollars(amount_of(one.amount_cents), currency))


def _prices(rate: Reason, formula: Formula) -> Iterator[Row]:
    """Write what one is paid at: as one price, or as the figures that are multiplied to it; one that is written as a number has no name."""
    factors = [child for child in rate.children if isinstance(child.value, Fraction) and child.kind != "fact"]
    if factors and prod(map(_number, factors)) == _number(rate):
        for child in factors:
            yield Row(Means.PRICE, child.title, _shown(child, formula))
        return
    yield Row(Means.PRICE, "", dollars(_number(rate), formula.currency))


def _number(reason: Reason) -> Fraction:
    return reason.value if isinstance(reason.value, Fraction) else Fraction(0)


def _shown(reason: Reason, formula: Formula) -> str:
    if isinstance(reason.value, Fraction):
        return figure(reason.value, reason.denomination, formula.currency)
    if isinstance(reason.value, bool):
        return "yes" if reason.value else "no"
    value = formula.parameters[reason.name].value if reason.name in formula.parameters else None
    return rows_in_words(value, reason.denomination) if isinstance(value, tuple) else f"“{reason.value}”"
