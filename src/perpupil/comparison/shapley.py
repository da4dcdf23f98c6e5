"""Sharing a change out over its causes, so that their order does not matter and the parts add up to it.

A cause's part is the mean, over every order in which the causes could have come, of what it changed when it came: the value of Shapley
(1953, "A value for n-person games"). Parts are exact rationals; in cents they go by largest remainder, with the change of every amount and the total of
every cause kept.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact import columns
from perpupil.exact.apportion import least_served
from perpupil.exact.columns import is_narrow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from perpupil.exact.columns import Integers

Coalition = frozenset[int]
"""The causes that have come, by number; the others stand as they were before."""


def coalitions(count: int) -> Iterator[Coalition]:
    """Give every set of causes, the empty one first.

    >>> [sorted(one) for one in coalitions(2)]
    [[], [0], [1], [0, 1]]
    """
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            yield frozenset(chosen)


def attribute(count: int, amounts: Mapping[Coalition, Integers]) -> list[Integers]:
    """Share every amount's change out over the causes, in whole parts.

    Args:
        count: How many causes.
        amounts: The amounts after each set of causes, all of one shape.

    Returns:
        For each cause an array of that shape; together they are the last amounts less the first.

    >>> both = {frozenset(): 100, frozenset({0}): 110, frozenset({1}): 100, frozenset({0, 1}): 130}
    >>> [int(part[0]) for part in attribute(2, {causes: np.array([cents]) for causes, cents in both.items()})]
    [20, 10]
    """
    if not count:
        return []
    first, last = amounts[frozenset()], amounts[frozenset(range(count))]
    orders = math.factorial(count)
    largest = max(max(abs(int(one.max(initial=0))), abs(int(one.min(initial=0)))) for one in amounts.values())
    narrow = is_narrow(*amounts.values()) and largest * orders * max(count, 1) * 4 < columns.WORD
    shares = [np.zeros(first.shape, np.int64 if narrow else object) for _ in range(count)]
    for causes, after in amounts.items():
        values = after if narrow else after.astype(object)
        came, not_yet = _orders(len(causes), count)
        for cause in range(count):
            shares[cause] += values * (came if cause in causes else -not_yet)
    flat = [share.reshape(-1) for share in shares]
    parts = _whole(flat, orders, (last - first).reshape(-1))
    _keep_totals(parts, flat, orders)
    return [part.reshape(first.shape) for part in parts]


def _orders(size: int, count: int) -> tuple[int, int]:
    """Give in how many orders these causes come first with a certain one last, and with a certain other one next."""
    came = math.factorial(size - 1) * math.factorial(count - size) if size else 0
    return came, math.factorial(size) * math.factorial(count - size - 1) if size < count else 0


def _whole(shares: Sequence[Integers], orders: int, changes: Integers) -> list[Integers]:
    """Bring shares to whole parts: cut towards zero, then one more part to those from which most was cut.

    Both steps look at sizes and not at signs, so that the opposite change has the opposite parts.
    """
    signs = [np.sign(share) if share.dtype != object else (share > 0) * 1 - (share < 0) * 1 for share in shares]
    cut = [abs(share) // orders * sign for share, sign in zip(shares, signs, strict=True)]
    missing = changes - sum(cut, np.zeros_like(changes))
    side = (missing > 0) * 1 - (missing < 0) * 1
    rest = [(share - part * orders) * side for share, part in zip(shares, cut, strict=True)]
    ranks = np.stack([one * len(shares) + (len(shares) - 1 - number) for number, one in enumerate(rest)], axis=1)
    least = least_served(ranks.copy(), abs(missing))
    return [part + side * (ranks[:, number] >= least) for number, part in enumerate(cut)]


def _keep_totals(parts: Sequence[Integers], shares: Sequence[Integers], orders: int) -> None:
    """Move single cents between causes, where that changes least, until each cause's whole parts add up to its exact total, rounded."""
    exact = [np.array([sum(share.tolist())], object) for share in shares]
    change = np.array([sum(sum(part.tolist()) for part in parts)], object)
    wanted = [int(one[0]) for one in _whole(exact, orders, change)]
    excess = [sum(part.tolist()) - total for part, total in zip(parts, wanted, strict=True)]
    while any(excess):
        one, other = excess.index(max(excess)), excess.index(min(excess))
        count = min(excess[one], -excess[other])
        error = (parts[one] - parts[other]) * orders - (shares[one] - shares[other])
        at = np.argsort(-error, kind="stable")[:count]
        parts[one][at] -= 1
        parts[other][at] += 1
        excess[one] -= len(at)
        excess[other] += len(at)
