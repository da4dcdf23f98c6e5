"""What each change of a parameter cost: today's formula and facts, worked with the value before and the value after."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.findings import Severity

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.formula.records import Formula, Parameter


@dataclass(frozen=True, slots=True)
class Change:
    """A value of a parameter that took the place of another."""

    parameter: str
    at: str
    """The year or the day."""
    before: Fraction
    after: Fraction
    source: str
    """The decision that had set the value before."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change did to the totals of units, everything else as it is today; amounts in cents."""

    total_cents: int
    units_gaining: int
    units_losing: int
    gained_cents: int
    """What the units that gain got more."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A change with its effect, or with the reason why there is none to tell."""

    change: Change
    effect: Effect | None = None
    trouble: str = ""


def changes(formula: Formula) -> tuple[Change, ...]:
    """Give every change that the formula remembers, parameter by parameter, the oldest first."""
    return tuple(change for parameter in formula.parameters.values() for change in _changes_of(parameter))


def costs(allocation: Allocation) -> tuple[Cost, ...]:
    """Work out what each change of a formula cost on the facts of today."""
    memory = Memory(allocation.world)
    return tuple(_cost(allocation, change, memory) for change in changes(allocation.formula))


def _changes_of(parameter: Parameter) -> list[Change]:
    if not isinstance(parameter.value, Fraction):
        return []
    following = [*(one.value for one in parameter.was), parameter.value][1:]
    return [
        Change(parameter.name, one.until, one.value, after, one.source)
        for one, after in zip(parameter.was, following, strict=True)
    ]


def _cost(allocation: Allocation, change: Change, memory: Memory) -> Cost:
    totals = []
    for value in (change.before, change.after):
        worked, told = run_again(allocation.formula.with_parameter(change.parameter, value), memory)
        if worked is None:
            return Cost(change, trouble=next(one.what for one in told if one.severity is Severity.ERROR))
        totals.append(worked.totals_cents.tolist())
    moved = [after - before for before, after in zip(*totals, strict=True)]
    gains, losses = [one for one in moved if one > 0], [one for one in moved if one < 0]
    return Cost(change, Effect(sum(moved), len(gains), len(losses), sum(gains)))
