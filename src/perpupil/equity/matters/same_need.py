"""Schools of the same span and like need whose dollars a student are far apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perpupil.equity.matters.declaration import Ground, Matter
from perpupil.equity.wording import dollars, plain_need, students

LIKE_NEED, LIKE_SIZE_PERCENT, FAR_PERCENT = 0.02, 25, 10
"""Two points of need, a quarter of the students more or fewer, and a tenth of the dollars a student."""
SHOWN = 3


def find(ground: Ground) -> Iterator[Matter]:
    """Find the pairs with the largest sums between them, each school once."""
    one, used = ground.sample, set[int]()
    for amount, low, high in _pairs(ground)[: SHOWN * len(one)]:
        if len(used) >= 2 * SHOWN or used & {low, high}:
            continue
        used |= {low, high}
        currency, noun = one.schools.currency, one.schools.noun
        apart = one.dollars[high] - one.dollars[low]
        need = plain_need(one.schools.need)
        what = (
            f"{ground.names[low]} has {dollars(float(one.dollars[low]), currency)} a student and {ground.names[high]} "
            f"{dollars(float(one.dollars[high]), currency)}, with {one.need[low]:.0%} and {one.need[high]:.0%} {need}."
        )
        means = f"For {students(one.column.at(low))} students of {ground.names[low]} that is {dollars(float(apart), currency)} each: look what the other {noun} has for it."
        yield Matter(
            "same_need", "Like need, other money", what, means, round(amount * 100), one.column.at(low),
            (ground.units[low], ground.units[high]), (ground.names[low], ground.names[high]),
        )  # fmt: skip


def _pairs(ground: Ground) -> list[tuple[float, int, int]]:
    """Give the sums that lie between like schools, the largest first; only neighbors by need are looked at."""
    one = ground.sample
    spans = one.spans[1]
    order = np.argsort(one.need, kind="stable").tolist()
    found = []
    for at, low in enumerate(order):
        for high in order[at + 1 : at + 1 + _NEIGHBORS]:
            if one.need[high] - one.need[low] > LIKE_NEED:
                break
            poor, rich = (low, high) if one.dollars[low] <= one.dollars[high] else (high, low)
            sizes = sorted((one.students[low], one.students[high]))
            is_like = spans[low] == spans[high] and sizes[1] * 100 <= sizes[0] * (100 + LIKE_SIZE_PERCENT)
            if is_like and (one.dollars[rich] - one.dollars[poor]) * 100 > FAR_PERCENT * one.dollars[rich]:
                found.append((float((one.dollars[rich] - one.dollars[poor]) * one.students[poor]), poor, rich))
    return sorted(found, reverse=True)


_NEIGHBORS = 200
