"""Small schools: what they cost a student above the other schools of their grade span."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perpupil.equity.district.staff import in_teachers
from perpupil.equity.matters.declaration import Ground, Matter
from perpupil.equity.weighing import mean
from perpupil.equity.wording import dollars, students

SMALL_PERCENT = 60
"""A school is small below this part of the mean size of its grade span."""
SCHOOLS_LEAST = 5
"""A span with fewer schools has no usual size."""


def find(ground: Ground) -> Iterator[Matter]:
    """Find the small schools of all spans together, where they have more dollars a student than the others of their span."""
    one = ground.sample
    names, spans = one.spans
    chosen: list[int] = []
    amount = 0.0
    for number in range(len(names)):
        (here,) = np.nonzero(spans == number)
        if len(here) < SCHOOLS_LEAST:
            continue
        is_small = one.students[here] * 100 < SMALL_PERCENT * one.students[here].mean()
        small, others = here[is_small], here[~is_small]
        usual = mean(one.dollars[others], one.weights[others])
        above = float(((one.dollars[small] - usual) * one.students[small]).sum())
        if len(small) and above > 0:
            chosen += small.tolist()
            amount += above
    if not chosen:
        return
    order = sorted(chosen, key=lambda at: float(one.students[at]))
    units, currency = tuple(ground.units[at] for at in order), one.schools.currency
    count = ground.students_at(units)
    several = len(order) > 1
    what = (
        f"{len(order)} {one.schools.noun}{'s have' if several else ' has'} fewer than {SMALL_PERCENT}% of the students usual {_where(names, several=several)}, and "
        f"{dollars(amount, currency)} more than the others would have for as many."
    )
    means = (
        f"That is {dollars(amount / float(count), currency)} for each of {students(count)} students there, which others do not have."
        f"{in_teachers(round(amount * 100), ground.situation.district.positions)} A small {one.schools.noun} can be worth it; whoever decides should know the price."
    )
    yield Matter(
        "small_schools", f"What small {one.schools.noun}s cost", what, means, round(amount * 100), count,
        units, tuple(ground.names[at] for at in order),
    )  # fmt: skip


def _where(spans: tuple[str, ...], *, several: bool) -> str:
    """Say among which schools: those of the grade span, or all where no spans are told."""
    if len(spans) == 1:
        return "here"
    return f"in {'their' if several else 'its'} grade span"
