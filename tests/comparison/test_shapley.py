"""Sharing a change out: exact, whole, and the same whatever the order."""

from fractions import Fraction
from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perpupil.comparison.shapley import attribute, coalitions
from perpupil.exact.columns import Integers
from tests.laws.words import WORDS, words_below

cents = st.one_of(st.integers(-3, 3), st.integers(-(10**6), 10**6), st.integers(-(2**70), 2**70))


@st.composite
def games(draw: st.DrawFn) -> tuple[int, dict[frozenset[int], list[int]]]:
    """Amounts of two cells after every set of up to four causes."""
    count = draw(st.integers(0, 4))
    return count, {causes: [draw(cents), draw(cents)] for causes in coalitions(count)}


def array(numbers: list[int]) -> Integers:
    big = any(abs(number) >= 2**62 for number in numbers)
    return np.array(numbers, object if big else np.int64)


@given(games(), st.sampled_from(WORDS))
def test_parts_are_the_mean_over_orders_to_the_cent(
    game: tuple[int, dict[frozenset[int], list[int]]], word: int
) -> None:
    count, amounts = game
    with words_below(word):
        parts = [part.tolist() for part in attribute(count, {causes: array(two) for causes, two in amounts.items()})]
        opposite = [
            part.tolist()
            for part in attribute(
                count, {frozenset(range(count)) - causes: array(two) for causes, two in amounts.items()}
            )
        ]
    assert opposite == [[-number for number in part] for part in parts]
    totals = [Fraction(0)] * count
    orders = list(permutations(range(count)))
    for cell in range(2):
        exact = [Fraction(0)] * count
        for order in orders:
            for place, cause in enumerate(order):
                was, now = frozenset(order[:place]), frozenset(order[: place + 1])
                exact[cause] += Fraction(amounts[now][cell] - amounts[was][cell], len(orders))
        rounded = [part[cell] for part in parts]
        if count:
            assert sum(rounded) == amounts[frozenset(range(count))][cell] - amounts[frozenset()][cell]
        assert all(abs(one - share) < 2 for one, share in zip(rounded, exact, strict=True))
        for number, share in enumerate(exact):
            totals[number] += share
    assert all(abs(sum(part) - total) < 1 for part, total in zip(parts, totals, strict=True))


@given(games())
def test_of_one_amount_those_are_served_that_were_cut_most(game: tuple[int, dict[frozenset[int], list[int]]]) -> None:
    count, amounts = game
    one = {causes: array(two[:1]) for causes, two in amounts.items()}
    parts = [int(part[0]) for part in attribute(count, one)]
    exact = [Fraction(0)] * count
    orders = list(permutations(range(count)))
    for order in orders:
        for place, cause in enumerate(order):
            was, now = frozenset(order[:place]), frozenset(order[: place + 1])
            exact[cause] += Fraction(amounts[now][0] - amounts[was][0], len(orders))
    cut = [int(share) for share in exact]
    missing = amounts[frozenset(range(count))][0] - amounts[frozenset()][0] - sum(cut) if count else 0
    side = 1 if missing > 0 else -1
    served = sorted(range(count), key=lambda cause: (-side * (exact[cause] - cut[cause]), cause))[: abs(missing)]
    assert parts == [number + side * (cause in served) for cause, number in enumerate(cut)]
