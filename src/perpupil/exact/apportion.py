"""Handing out a whole number of parts so that nothing is lost: the method of largest remainders (Hamilton).

Each gets its exact share rounded down; what is left over goes, one part each, to the largest remainders. Equal remainders
are served in the order in which the shares stand, so the caller must bring them in an order that means something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.exact import columns
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


def serve_largest_by_column(quotients: Integers, remainders: Integers, counts: Integers, bound: int) -> Integers:
    """Do the same inside every column of a table at once, in its place.

    Args:
        quotients: Parts already given, rows × columns; they are changed.
        remainders: Of the same shape, from 0 to `bound - 1`; equal ones are served in the order of rows.
        counts: How many parts are left over in each column, at most the number of its non-zero remainders.
        bound: Above every remainder.

    """
    most = int(counts.max(initial=0))
    if most == 0:
        return quotients
    rows = len(quotients)
    if remainders.dtype != object and bound * rows < columns.WORD:
        keys = remainders * rows + np.arange(rows - 1, -1, -1)[:, None]
    else:
        keys = remainders.astype(object) * rows + np.arange(rows - 1, -1, -1).astype(object)[:, None]
    ranked = np.sort(keys, axis=0)
    threshold = ranked[rows - np.maximum(counts, 1).astype(np.intp), np.arange(keys.shape[1])]
    served = (keys >= threshold) & (counts > 0)
    return np.add(quotients, served, out=quotients)
