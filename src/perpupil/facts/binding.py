"""How a file of units is to be read: which column is the id, which rows count, what a blank means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Binding:
    """The `[facts]` of a formula."""

    unit_column: str
    name_column: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    """Name in expressions → header in the file."""
    blank: Mapping[str, Fraction] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
