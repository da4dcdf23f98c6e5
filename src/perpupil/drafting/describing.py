"""What no rule gives, described: how much of the differences a straight line through some column explains.

This is an estimate, and says so. It is never taken for a rule; it tells the person who asks where to ask.
"""

from __future__ import annotations

import numpy as np

from perpupil.drafting.table import Estimates, Known, Target

_USED_MOST = 2
_ADDS_LEAST = 0.02  # estimate: a second column must explain two percent more


def describe_rest(target: Target, known: Known) -> str:
    """Say how much of the differences between units the best one or two columns explain."""
    is_known = np.array(target.is_known)
    amounts = target.estimate[is_known]
    if len(amounts) < 4 or not amounts.std():  # noqa: PLR2004  a line through fewer explains nothing
        return "too few different amounts to describe"
    columns = [(one.name, one.estimate[is_known]) for one in known.numbers if one.estimate.std()]
    chosen: list[tuple[str, Estimates]] = []
    explained = 0.0  # estimate: described, never paid
    while len(chosen) < min(_USED_MOST, len(amounts) // 4):
        scores = [
            (_explained(amounts, [each for _, each in [*chosen, one]]), one)
            for one in columns
            if one[0] not in {name for name, _ in chosen}
        ]
        if not scores:
            break
        score, one = max(scores, key=lambda pair: pair[0])
        if score < explained + _ADDS_LEAST:
            break
        chosen.append(one)
        explained = score
    if not chosen:
        return "no column explains the differences"
    names = " and ".join(name for name, _ in chosen)
    return (
        f"a straight line by {names} explains about {int(100 * explained)}% of the differences"  # estimate: described
    )


def _explained(amounts: Estimates, columns: list[Estimates]) -> float:  # estimate: described, never paid
    """Give the share of the variance that a straight line through some columns explains."""
    matrix = np.column_stack([np.ones(len(amounts)), *columns])
    scale = np.maximum(np.abs(matrix).max(axis=0), 1)
    matrix = np.divide(matrix, scale)  # estimate: described, never paid
    solution = np.linalg.lstsq(matrix, amounts, rcond=None)[0]
    rest = amounts - matrix @ solution
    return max(0.0, 1 - float(rest.var() / amounts.var()))  # estimate: described, never paid
