"""What was worked out before and need not be again: moving one weight then costs only what depends on it.

Every definition has a key made of its text, its rounding and the keys of what it refers to; the same key in the same world has the same
value. Values that look at earlier years are not kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.allocation.world import World
from perpupil.formula.records import ByText, Formula, ParameterValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.exact.columns import Column

_EARLIER = ("prior(", "average(")


@dataclass(slots=True)
class Memory:
    """Values by key, for one world."""

    world: World
    values: dict[bytes, Fraction | Column] = field(default_factory=dict, repr=False)
    wide: set[bytes] = field(default_factory=set, repr=False)
    """Keys of values whose making needed Python integers."""


def keys(formula: Formula) -> Mapping[str, bytes | None]:
    """Give the key of every definition, in the order of work; None where the value is not kept."""
    leaves = {name: _leaf(name, one.value) for name, one in formula.parameters.items()}
    leaves |= {name: repr(one).encode() for name, one in formula.counts.items()}
    found: dict[str, bytes | None] = {}
    for name, definition in formula.definitions.items():
        if any(word in definition.text for word in _EARLIER):
            found[name] = None
            continue
        digest = hashlib.blake2b(f"{definition.text}\0{definition.rounding}".encode(), digest_size=16)
        parts = [
            found[other] if other in found else leaves.get(other, other.encode()) for other in definition.references
        ]
        kept = [part for part in parts if part is not None]
        for part in kept:
            digest.update(b"\0" + part)
        found[name] = digest.digest() if len(kept) == len(parts) else None
    return found


def _leaf(name: str, value: ParameterValue) -> bytes:
    if isinstance(value, Fraction):
        return f"{name}={value.numerator}/{value.denominator}".encode()
    if isinstance(value, ByText):
        return f"{name}={value.column}:{sorted(value.values.items())}:{value.otherwise}".encode()
    return f"{name}={value}".encode()
