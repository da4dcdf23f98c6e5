"""Mixtures of causes: the amounts after every set of them, with causes joined that cannot be told apart."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from perpupil.comparison.causes import Cause
from perpupil.comparison.shapley import Coalition, coalitions
from perpupil.exact import columns
from perpupil.exact.columns import bound_of, is_narrow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.exact.columns import Integers

Causes: TypeAlias = tuple[Cause, ...]
"""Causes that stand together; usually one."""


def mixed(
    causes: Sequence[Cause], worked: Callable[[frozenset[Cause]], Integers | None]
) -> tuple[list[Causes], dict[Coalition, Integers] | None]:
    """Work every mixture of causes; where one cannot be worked, join the two causes whose parting spoils most.

    A new rule cannot be worked on an old file without its column: the rules and the other facts then count as one cause.

    Args:
        causes: What can change.
        worked: Gives the amounts after a set of causes; None where such a mixture cannot be worked.

    Returns:
        The causes, joined where they had to be, and the amounts after each set of them; no amounts when not even the two ends can be worked.

    """
    known: dict[frozenset[Cause], Integers | None] = {}
    groups: list[Causes] = [(cause,) for cause in causes]
    while True:
        amounts: dict[Coalition, Integers] = {}
        failing: list[Coalition] = []
        for coalition in coalitions(len(groups)):
            taken = frozenset(cause for number in coalition for cause in groups[number])
            if taken not in known:
                known[taken] = worked(taken)
            found = known[taken]
            if found is None:
                failing.append(coalition)
            else:
                amounts[coalition] = found
        if not failing:
            return groups, amounts
        if {frozenset(), frozenset(range(len(groups)))} & set(failing):
            return groups, None
        groups = _joined(groups, failing)


def _joined(groups: list[Causes], failing: list[Coalition]) -> list[Causes]:
    """Join the two groups that most of the failing mixtures part."""
    one, other = max(
        combinations(range(len(groups)), 2),
        key=lambda two: sum((two[0] in coalition) != (two[1] in coalition) for coalition in failing),
    )
    together = (*groups[one], *groups[other])
    return [together if number == one else group for number, group in enumerate(groups) if number != other]


def words_of(causes: Sequence[Cause], noun: str) -> str:
    """Name causes that stand together."""
    first, *others = (cause.words(noun) for cause in causes)
    if not others:
        return first
    *middle, last = (f"{one[0].lower()}{one[1:]}" for one in others)
    return f"{', '.join([first, *middle])} and {last} (they cannot be told apart)"


def amounts_of(allocation: Allocation, lines: Sequence[str], units: Sequence[str]) -> Integers:
    """Give lines × units in cents; a line that the formula does not have is nothing."""
    place = {unit: position for position, unit in enumerate(allocation.units)}
    at = np.array([place[unit] for unit in units], np.intp)
    found = [allocation.lines_cents.get(line) for line in lines]
    arrays = [np.zeros(len(units), np.int64) if one is None else one[at] for one in found]
    narrow = is_narrow(*arrays) and sum(map(bound_of, arrays)) < columns.WORD
    return np.array(arrays, np.int64 if narrow else object).reshape(len(lines), len(units))
