"""Columns against plain lists of fractions: any few operations, one after another."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perpupil.exact import columns
from perpupil.exact.columns import Column, Truths, from_fractions
from perpupil.exact.rounding import Mode, Rounding
from tests.laws.exact.numbers import fractions
from tests.laws.words import WORDS, words_below

COMPARISONS: list[Callable[[Any, Any], Any]] = [
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
    operator.eq,
    operator.ne,
]


@dataclass
class Both:
    """A column, and what it must be."""

    column: Column
    numbers: list[Fraction]

    def check(self) -> None:
        assert self.column.fractions() == self.numbers
        assert len(self.column) == len(self.numbers)
        assert self.column.bound >= max((abs(int(n)) for n in self.column.numerators), default=0)
        below = self.column.denominator
        assert below > 0 if isinstance(below, int) else all(int(number) > 0 for number in below)


class Bench:
    """Some columns of the same length, to which operations add more."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.count = data.draw(st.sampled_from([1, 2, 3, 5, 0]))
        some = st.lists(fractions, min_size=self.count, max_size=self.count)
        lists = data.draw(st.lists(some, min_size=2, max_size=3))
        self.there = [Both(from_fractions(numbers), numbers) for numbers in lists]

    def one(self) -> Both:
        return self.data.draw(st.sampled_from(self.there))

    def mask(self) -> Truths:
        return np.array(self.data.draw(st.lists(st.booleans(), min_size=self.count, max_size=self.count)), np.bool_)

    def positions(self, below: int, count: int) -> columns.Index:
        return np.array(self.data.draw(st.lists(st.integers(0, below - 1), min_size=count, max_size=count)), np.intp)

    def binary(self) -> Both:
        a, b = self.one(), self.one()
        by_engine, by_fraction = self.data.draw(
            st.sampled_from(
                [
                    (columns.add, operator.add),
                    (columns.subtract, operator.sub),
                    (columns.multiply, operator.mul),
                ]
            )
        )
        numbers = [by_fraction(x, y) for x, y in zip(a.numbers, b.numbers, strict=True)]
        return Both(by_engine(a.column, b.column), numbers)

    def unary(self) -> Both:
        a = self.one()
        if self.data.draw(st.booleans()):
            return Both(columns.negate(a.column), [-x for x in a.numbers])
        return Both(columns.absolute(a.column), [abs(x) for x in a.numbers])

    def scaled(self) -> Both:
        a, factor = self.one(), self.data.draw(fractions)
        return Both(columns.scale(a.column, factor), [x * factor for x in a.numbers])

    def divided(self) -> Both:
        a, b = self.one(), self.one()
        one = columns.constant(Fraction(1), self.count)
        zero = columns.constant(Fraction(0), self.count)
        below = columns.where(columns.compare(b.column, zero, operator.eq), one, b.column)
        return Both(columns.divide(a.column, below), [x / (y or 1) for x, y in zip(a.numbers, b.numbers, strict=True)])

    def rounded(self) -> Both:
        a, mode = self.one(), self.data.draw(st.sampled_from(Mode))
        rounding = Rounding(self.data.draw(st.sampled_from([0, 2, 4, -1, -3, 12, 30, -12])), mode)
        return Both(columns.round_to(a.column, rounding), [rounding.of(x) for x in a.numbers])

    def chosen(self) -> Both:
        a, b, mask = self.one(), self.one(), self.mask()
        numbers = [x if yes else y for yes, x, y in zip(mask, a.numbers, b.numbers, strict=True)]
        return Both(columns.where(mask, a.column, b.column), numbers)

    def merged(self) -> Both:
        a, b, mask = self.one(), self.one(), self.mask()
        numbers = [x if yes else y for yes, x, y in zip(mask, a.numbers, b.numbers, strict=True)]
        inside, outside = a.column.take(np.flatnonzero(mask)), b.column.take(np.flatnonzero(~mask))
        return Both(columns.merged(mask, inside, outside), numbers)

    def taken(self) -> Both:
        a = self.one()
        index = self.positions(max(self.count, 1), self.count)
        return Both(a.column.take(index), [a.numbers[at] for at in index])

    def looked_up(self) -> Both:
        values = self.data.draw(st.lists(fractions, min_size=1, max_size=4))
        index = self.positions(len(values), self.count)
        return Both(columns.choose(values, index), [values[at] for at in index])

    def grouped(self) -> Both:
        a = self.one()
        if a.column.is_quotient:
            return a
        assert columns.total(a.column) == sum(a.numbers)
        groups = self.positions(3, self.count)
        sums = [
            sum((x for x, other in zip(a.numbers, groups, strict=True) if other == group), Fraction(0))
            for group in groups
        ]
        return Both(columns.grouped_total(a.column, groups, 3), sums)


@given(st.data(), st.sampled_from(WORDS))
def test_operations_one_after_another(data: st.DataObject, word: int) -> None:
    with words_below(word):
        bench = Bench(data)
        steps = [
            bench.binary, bench.binary, bench.unary, bench.scaled, bench.divided, bench.rounded, bench.chosen,
            bench.merged, bench.taken, bench.looked_up, bench.grouped,
        ]  # fmt: skip
        for step in data.draw(st.lists(st.integers(0, len(steps) - 1), max_size=5)):
            made = steps[step]()
            made.check()
            bench.there.append(made)
        for test in COMPARISONS:
            a, b = bench.one(), bench.one()
            expected = [test(x, y) for x, y in zip(a.numbers, b.numbers, strict=True)]
            assert columns.compare(a.column, b.column, test).tolist() == expected


@given(st.lists(fractions, min_size=1, max_size=50), st.sampled_from(WORDS))
def test_the_total_is_the_sum(numbers: list[Fraction], word: int) -> None:
    with words_below(word):
        assert columns.total(from_fractions(numbers)) == sum(numbers)
