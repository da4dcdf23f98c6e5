"""The order in which named values are worked out: each after those it refers to; a circle is a finding."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.formula.records import Definition
    from perpupil.formula.typed import Reader


def ordered(definitions: Mapping[str, Definition], reader: Reader) -> dict[str, Definition]:
    """Give the definitions in an order of work; where there is a circle, say so and give them as they stand."""
    left = dict(definitions)
    while True:
        try:
            found = reordered(left)
        except CycleError as error:
            circle: list[str] = error.args[1]
            _say_circle(circle, definitions[circle[0]], reader)
            left = {name: one for name, one in left.items() if name not in circle}
        else:
            return found if len(left) == len(definitions) else dict(definitions)


def reordered(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """Give definitions of several formulas in an order of work.

    Raises:
        CycleError: They wait for each other.

    """
    sorter: TopologicalSorter[str] = TopologicalSorter(
        {name: [other for other in one.references if other in definitions] for name, one in definitions.items()}
    )
    return {name: definitions[name] for name in sorter.static_order()}


def _say_circle(circle: list[str], first: Definition, reader: Reader) -> None:
    """Tell who waits for whom."""
    what = f"These wait for each other: {' → '.join(reversed(circle))}."
    fix = "Let one of them use facts, or last year's amount with `prior`."
    own = {name.partition(".")[0] for name in circle}
    if len(own) == 1:
        (name,) = own
        what = f"`{name}` asks for itself."
        fix = f'If the column `{name}` is meant, rename this, or give the column a name: columns = {{ {name}_count = "{name}" }} in [facts].'
    reader.say("circular", first.path, what, fix)
