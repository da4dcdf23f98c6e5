"""What stands out as a possible problem: one module each, with its rule and its words. None says that something is wrong; each says what to look at.

To add one, write a module like its neighbors and name it here.
"""

from collections.abc import Callable, Iterator

from perpupil.equity.matters import below_the_line, by_nature, same_need
from perpupil.equity.matters.declaration import Ground, Matter

_RULES: tuple[Callable[[Ground], Iterator[Matter]], ...] = (below_the_line.find, same_need.find, by_nature.find)


def matters(ground: Ground) -> tuple[Matter, ...]:
    """List what stands out, the largest sum first."""
    found = [one for rule in _RULES for one in rule(ground)]
    return tuple(sorted(found, key=lambda one: (-one.amount_cents, one.name)))


__all__ = ["Ground", "Matter", "matters"]
