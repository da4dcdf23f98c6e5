"""Handing out whole parts: the sum is exact, and nobody is a whole part away from their share."""

import random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perpupil.exact.apportion import apportion, least_served
from tests.laws.exact.numbers import array, integers, naturals
from tests.laws.words import WORDS, words_below


def reference(parts: int, weights: list[int]) -> list[int]:
    whole = sum(weights)
    given_out = [abs(parts) * weight // whole for weight in weights]
    left = abs(parts) - sum(given_out)
    ranked = sorted(range(len(weights)), key=lambda at: (-(abs(parts) * weights[at] % whole), at))
    for at in ranked[:left]:
        given_out[at] += 1
    return [part if parts >= 0 else -part for part in given_out]


def check(parts: int, weights: list[int], found: list[int]) -> None:
    whole = sum(weights)
    assert sum(found) == parts
    assert all(abs(part * whole - parts * weight) < whole for part, weight in zip(found, weights, strict=True))
    assert found == reference(parts, weights)


@given(integers, st.lists(naturals, min_size=1, max_size=40), st.sampled_from(WORDS))
def test_parts_add_up_and_are_within_one_of_their_share(parts: int, weights: list[int], word: int) -> None:
    assume(any(weights))
    with words_below(word):
        check(parts, weights, apportion(parts, array(weights)).tolist())


@given(integers, naturals.filter(bool), st.integers(1, 60), st.sampled_from(WORDS))
def test_equal_shares_are_served_in_order(parts: int, weight: int, count: int, word: int) -> None:
    with words_below(word):
        found = apportion(parts, array([weight] * count)).tolist()
    assert [abs(part) for part in found] == sorted(map(abs, found), reverse=True)
    assert max(found) - min(found) <= 1


@given(integers, naturals.filter(bool))
def test_one_unit_gets_everything(parts: int, weight: int) -> None:
    assert apportion(parts, array([weight])).tolist() == [parts]


@given(st.lists(naturals, min_size=1).filter(any))
def test_an_empty_pool_gives_nothing(weights: list[int]) -> None:
    assert not any(apportion(0, array(weights)).tolist())


@pytest.mark.parametrize(
    ("greatest", "parts"),
    [
        (1, 99_999),
        (700, -(10**12 + 7)),
        (10**9, (1 << 53) + 1),
        (1 << 45, (1 << 61) - 1),
        (1 << 45, (1 << 63) + 1),
        ((1 << 62) - 1, 10**15),
        (1 << 70, (1 << 64) + 1),
    ],
)
def test_a_hundred_thousand_units(greatest: int, parts: int) -> None:
    chance = random.Random(f"{greatest} {parts}")  # noqa: S311
    weights = [chance.randint(0, greatest) for _ in range(99_999)] + [greatest]
    check(parts, weights, apportion(parts, array(weights)).tolist())


tables = st.integers(1, 5).flatmap(
    lambda rows: st.lists(st.lists(st.integers(0, 9), min_size=rows, max_size=rows), min_size=1, max_size=8)
)


@given(tables, st.data(), st.sampled_from(WORDS), st.sampled_from([1, 1 << 40, 1 << 60, 1 << 70]))
def test_the_least_that_is_served(rows: list[list[int]], data: st.DataObject, word: int, times: int) -> None:
    ranks = [[number * times * 5 + place for place, number in enumerate(row)] for row in rows]
    counts = [data.draw(st.integers(0, len(row))) for row in ranks]
    with words_below(word):
        table = array([number for row in ranks for number in row]).reshape(len(ranks), len(ranks[0]))
        least = least_served(table, np.array(counts))
    for row, count, threshold in zip(ranks, counts, least.tolist(), strict=True):
        assert [number for number in row if number >= threshold] == [
            number for number in row if number in sorted(row, reverse=True)[:count]
        ]
