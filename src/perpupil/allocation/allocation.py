"""An allocation: what a formula gives every unit on one set of facts, line by line to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from perpupil.exact.columns import Column, sum_integers

if TYPE_CHECKING:
    from perpupil.allocation.pool import Fit
    from perpupil.allocation.world import World
    from perpupil.exact.columns import Integers
    from perpupil.formula.records import Formula

Quantity: TypeAlias = Fraction | Column


@dataclass(frozen=True, slots=True)
class PoolResult:
    """How a pool was handed out; amounts in cents."""

    name: str
    amount_cents: int
    reserve_cents: int
    allocated_cents: int
    fit: Fit | None
    """None when the pool's method changes nothing."""

    @property
    def left_cents(self) -> int:
        """What of the pool is neither kept back nor allocated."""
        return self.amount_cents - self.reserve_cents - self.allocated_cents

    @property
    def factor(self) -> Fraction:
        """What every line that is neither protected nor a limit was multiplied by."""
        return self.fit.factor if self.fit else Fraction(1)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Every line of every unit; arrays are in the order of the units' ids."""

    formula: Formula
    world: World
    values: Mapping[str, Quantity] = field(repr=False)
    """Every definition's value, before pools."""
    before_cents: Mapping[str, Integers] = field(repr=False)
    """Each line in cents, after its own rounding and before any pool."""
    lines_cents: Mapping[str, Integers] = field(repr=False)
    """Each line in cents, as finally allocated."""
    totals_cents: Integers = field(repr=False)
    pools: Mapping[str, PoolResult]
    steps_in_python: int
    """How many definitions needed Python integers because 64 bits were too few."""

    @property
    def units(self) -> tuple[str, ...]:
        """The units, in the order of their ids."""
        return self.world.facts.units

    @property
    def total_cents(self) -> int:
        """What is allocated in all."""
        return sum(self.totals_cents.tolist())

    @property
    def pool_cents(self) -> int | None:
        """The pools together; None without a pool."""
        return sum(pool.amount_cents for pool in self.pools.values()) if self.pools else None

    def line_total_cents(self, line: str) -> int:
        """Add up what a line costs in all."""
        array = self.lines_cents[line]
        return sum_integers(array, int(abs(array).max(initial=0)))

    def value_at(self, name: str, position: int) -> Fraction:
        """Give a definition's value at one unit, before pools."""
        value = self.values[name]
        return value if isinstance(value, Fraction) else value.at(position)
