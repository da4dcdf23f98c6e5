"""Why a measure may have no value: the sentences that several measures share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perpupil.equity.sample import Sample, Undefined
from perpupil.equity.weighing import alike, mean

if TYPE_CHECKING:
    from perpupil.equity.schools import Floats


def too_alike(found: Sample) -> Undefined | None:
    """Say why no line can be drawn: one school, or the same need everywhere."""
    if len(found) == 1:
        return Undefined(f"There is only one {found.schools.noun}.")
    if alike(found.need):
        return Undefined(f"All {found.schools.noun}s have the same need.")
    return None


def same_dollars(found: Sample) -> Undefined | None:
    """Say that nothing can go along with dollars that never differ."""
    if alike(found.dollars):
        return Undefined(f"All {found.schools.noun}s have the same dollars a student.")
    return None


def no_dollars(found: Sample, weights: Floats | None = None) -> Undefined | None:
    """Say that there is no mean to compare with."""
    if mean(found.dollars, found.weights if weights is None else weights) > 0:
        return None
    if not found.dollars.any():
        return Undefined(f"No dollars: no {found.schools.noun} has any.")
    return Undefined("The dollars come to nothing or less, so there is no mean to compare with.")


def negative_dollars(found: Sample) -> Undefined | None:
    """Say that shares of a sum need parts that are not negative."""
    if (found.dollars < 0).any():
        return Undefined(f"A {found.schools.noun} has negative dollars.")
    return None
