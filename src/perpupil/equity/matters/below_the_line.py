"""Schools of high need with less money than schools of their need usually have."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from perpupil.equity.matters.declaration import Ground, Matter
from perpupil.equity.weighing import percentile
from perpupil.equity.wording import dollars, plain_need, students

HIGH_NEED_PERCENTILE = 75
MARGIN_PERCENT = 2
"""Nearer to the line than this is on it."""


def find(ground: Ground) -> Iterator[Matter]:
    """Find them together: schools in the quarter of students with the highest need whose dollars a student lie below the line."""
    if ground.line is None:
        return
    one, expected = ground.sample, ground.line.expected
    high = percentile(one.need, one.tallies, HIGH_NEED_PERCENTILE)
    short = expected - one.dollars
    (places,) = np.nonzero((one.need >= high) & (short * 100 > MARGIN_PERCENT * expected) & (expected > 0))
    if not len(places):
        return
    amount = float((short[places] * one.students[places]).sum())
    count = sum((one.column.at(place) for place in places.tolist()), Fraction(0))
    most = places[np.argsort(-short[places] * one.students[places], kind="stable")].tolist()
    noun, currency = one.schools.noun, one.schools.currency
    plural = noun if len(most) == 1 else f"{noun}s"
    what = (
        f"{len(most)} {plural} in the quarter of students with the highest share of {plain_need(one.schools.need)} "
        f"{'has' if len(most) == 1 else 'have'} {dollars(amount, currency)} less than the line through all {noun}s would give."
    )
    means = (
        f"That is {dollars(amount / float(count), currency)} for each of {students(count)} students there, "
        f"as much as the money of {students(Fraction(amount / ground.mean_dollars))} average students."
    )
    yield Matter(
        "below_the_line", "High need, less money than the line", what, means, round(amount * 100), count,
        tuple(ground.units[place] for place in most), tuple(ground.names[place] for place in most),
    )  # fmt: skip
