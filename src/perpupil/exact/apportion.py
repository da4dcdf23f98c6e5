"""Handing out a whole number of parts so that nothing is lost: the method of largest remainders (Hamilton).

Each gets its exact share rounded down; what is left over goes, one part each, to the largest remainders. Equal remainders
are served in the order in which the shares stand, so the caller must bring them in an order that means something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact.columns import bound_of, sum_integers
from perpupil.exact.wide import multiply_divide

if TYPE_CHECKING:
    from perpupil.exact.columns import Integers


def apportion(parts: int, weights: Integers) -> Integers:
    """Divide a whole number of parts in proportion to weights that are not negative and not all zero.

    >>> apportion(100, np.array([1, 1, 1])).tolist()
    [34, 33, 33]
    >>> apportion(-100, np.array([1, 1, 1])).tolist()
    [-34, -33, -33]
    """
    if parts < 0:
        return -apportion(-parts, weights)
    bound = bound_of(weights)
    quotients, remainders = multiply_divide(weights, parts, sum_integers(weights, bound), bound)
    left_over = parts - sum_integers(quotients, bound_of(quotients))
    return serve_largest(quotients, remainders, left_over)


def serve_largest(quotients: Integers, remainders: Integers, count: int) -> Integers:
    """Give one more part to the `count` largest remainders; equal ones in the order in which they stand."""
    if count == 0:
        return quotients
    served = quotients.copy()
    served[np.argsort(-remainders, kind="stable")[:count]] += 1
    return served


def least_served(ranks: Integers, counts: Integers) -> Integers:
    """Give, in each row of a table, the least number that is served when the largest are served first.

    Args:
        ranks: Rows × width; no number stands twice in a row, save those below zero, which are never served. Each row is sorted in its place.
        counts: How many of each row are served.

    Returns:
        One number a row; one more than its largest where nobody is served.

    """
    rows, width = ranks.shape
    if width == 0:
        return np.zeros(rows, np.int64)
    ranks.sort(axis=1)
    none = np.asarray(counts <= 0, np.bool_)
    least: Integers = ranks[np.arange(rows), width - np.where(none, 1, counts).astype(np.intp)]
    return least + none
