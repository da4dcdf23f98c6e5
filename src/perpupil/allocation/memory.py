"""What was worked out before and need not be again: moving one weight then costs only what depends on it.

Every definition has a key made of its text, its rounding and the keys of what it refers to; the same key in the same world has the same
value. Values that look at earlier years are not kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING

from perpupil.allocation.world import World
from perpupil.formula.records import ByText, Definition, Formula

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from perpupil.allocation.division import Division
    from perpupil.exact.columns import Column
    from perpupil.findings import Finding

_EARLIER = ("prior(", "average(")


@dataclass(slots=True)
class Memory:
    """Values by key, for one world, or for several of the same units that are told apart by stamps."""

    world: World
    stamps: Mapping[str, str] = field(default_factory=dict, repr=False)
    """For a name whose column is another in another world that shares these values: which one it is here."""
    kept_times: int = 4
    """How many times the values of one formula are kept before the oldest are forgotten."""
    values: dict[bytes, Fraction | Column] = field(default_factory=dict, repr=False)
    wide: set[bytes] = field(default_factory=set, repr=False)
    """Keys of values whose making needed Python integers."""
    cents: dict[bytes, Column] = field(default_factory=dict, repr=False)
    """Lines in whole cents, by key."""
    divisions: dict[str, Division] = field(default_factory=dict, repr=False)
    """How the lines of each pool were divided last."""
    factors: dict[str, Fraction] = field(default_factory=dict, repr=False)
    """The factor of each pool when it was fitted last: the next is looked for from there, and found to be the same from anywhere."""
    checked: tuple[Formula | None, tuple[Finding, ...]] = (None, ())
    """The formula whose names were checked last, and what was found."""
    lock: Lock = field(default_factory=Lock, repr=False)
    """Held while a formula is worked, so that two people can move a weight at once."""
    _keyed: tuple[Formula | None, dict[str, bytes | None]] = (None, {})
    _touched: dict[tuple[str, ...], Collection[str]] = field(default_factory=dict, repr=False)

    def keys(self, formula: Formula) -> Mapping[str, bytes | None]:
        """Give the key of every definition, in the order of work; None where the value is not kept."""
        before, found = self._keyed
        if before is None or not is_what_if(before, formula):
            self._touched = {}
            found = self._keys(formula, {}, formula.definitions)
        else:
            changed = [name for name, one in formula.parameters.items() if one is not before.parameters[name]]
            found = self._keys(formula, found, self._touched_by(formula, tuple(changed))) if changed else found
        self._keyed = (formula, found)
        return found

    def _keys(
        self, formula: Formula, before: Mapping[str, bytes | None], touched: Collection[str]
    ) -> dict[str, bytes | None]:
        """Give the keys of all definitions; those that are not touched keep theirs."""
        found: dict[str, bytes | None] = dict(before)
        for name in touched:
            found[name] = _key(formula, formula.definitions[name], found, self.stamps)
        return found

    def _touched_by(self, formula: Formula, changed: tuple[str, ...]) -> Collection[str]:
        """Give the definitions that depend on some parameters; somebody who moves one weight moves it again."""
        if changed not in self._touched:
            self._touched[changed] = touched_by(formula, set(changed))
        return self._touched[changed]

    def forget(self, keys: Mapping[str, bytes | None]) -> None:
        """Keep no more than the latest formula needs, once much else has gathered: a slider moves a hundred times."""
        if len(self.values) > self.kept_times * max(len(keys), 1):
            needed = set(keys.values())
            self.values = {key: value for key, value in self.values.items() if key in needed}
            self.cents = {key: value for key, value in self.cents.items() if key in needed}
            self.wide &= needed


def is_what_if(before: Formula, now: Formula) -> bool:
    """Whether two formulas differ in the values of parameters only."""
    return before.definitions is now.definitions and before.counts is now.counts and before.binding is now.binding


def touched_by(formula: Formula, names: set[str]) -> list[str]:
    """Give the definitions that depend on any of these names, in the order of work."""
    known = set(names)
    touched = []
    for name, definition in formula.definitions.items():
        if not known.isdisjoint(definition.references):
            known.add(name)
            touched.append(name)
    return touched


def _key(
    formula: Formula, definition: Definition, found: Mapping[str, bytes | None], stamps: Mapping[str, str]
) -> bytes | None:
    """Make a key out of a definition's text, its rounding and what it refers to."""
    if any(word in definition.text for word in _EARLIER):
        return None
    digest = hashlib.blake2b(f"{definition.identity}\0{definition.rounding}".encode(), digest_size=16)
    for other in definition.references:
        part = found[other] if other in found else _leaf(formula, other, stamps)
        if part is None:
            return None
        digest.update(b"\0" + part)
    return digest.digest()


def _leaf(formula: Formula, name: str, stamps: Mapping[str, str]) -> bytes:
    """Write a parameter's value, a count's rule or a column's name."""
    stamp = stamps.get(name, "")
    if name in formula.counts:
        return f"{formula.counts[name]!r}{stamp}".encode()
    if name not in formula.parameters:
        return f"{name} as {'text' if name in formula.text_columns else 'number'}{stamp}".encode()
    value = formula.parameters[name].value
    if isinstance(value, Fraction):
        return f"{name}={value.numerator}/{value.denominator}".encode()
    if isinstance(value, ByText):
        return f"{name}={value.column}{stamps.get(value.column, '')}:{sorted(value.values.items())}:{value.otherwise}".encode()
    return f"{name}={value}".encode()
