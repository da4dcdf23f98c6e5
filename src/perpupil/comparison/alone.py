"""Whether a unit can be worked by itself: where nothing in a formula looks at others, a few units give what the whole district gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perpupil.formula.syntax import Call, walk

if TYPE_CHECKING:
    from perpupil.formula.records import Formula

_ACROSS = frozenset({"total", "share", "apportion", "prior", "average"})
"""Functions that look at other units, or at other years of a unit by its id."""


def looks_across(formula: Formula) -> bool:
    """Whether what a unit gets hangs on others: a sum over units, an earlier year, or lines that are fitted to a pool."""
    trees = (tree for one in formula.definitions.values() for tree in (one.expression, one.when) if tree is not None)
    calls = {node.function for tree in trees for node in walk(tree) if isinstance(node, Call)}
    return not calls.isdisjoint(_ACROSS) or any(pool.method != "none" for pool in formula.pools.values())
