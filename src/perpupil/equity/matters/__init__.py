"""What stands out as a possible problem: one module each, with its rule and its words. None says that something is wrong; each says what to look at.

To add one, write a module like its neighbors and name it here.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from perpupil.equity.matters import (
    average_pay,
    below_the_line,
    by_nature,
    central_cost,
    same_need,
    single_people,
    small_schools,
)
from perpupil.equity.matters.declaration import Ground, Matter

_RULES: tuple[Callable[[Ground], Iterator[Matter]], ...] = (
    below_the_line.find,
    same_need.find,
    by_nature.find,
    average_pay.find,
    small_schools.find,
    central_cost.find,
    single_people.find,
)


def matters(ground: Ground) -> tuple[Matter, ...]:
    """List what stands out, the largest sum first."""
    found = [one for rule in _RULES for one in rule(ground)]
    times = Counter(one.name for one in found)
    keyed = [replace(one, key=one.name if times[one.name] == 1 else ":".join((one.name, *one.units))) for one in found]
    return tuple(sorted(keyed, key=lambda one: (-one.amount_cents, one.name)))


__all__ = ["Ground", "Matter", "matters"]
