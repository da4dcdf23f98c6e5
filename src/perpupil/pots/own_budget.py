"""A school's own budget: what the formula gives it, and how much of that the school controls."""

from __future__ import annotations

from dataclasses import dataclass

from perpupil.allocation.allocation import Allocation
from perpupil.budget.autonomy.records import Fund, Pot, Register


@dataclass(frozen=True, slots=True)
class OwnBudget:
    """What a school is allocated in a year, and what of it is the school's to decide."""

    allocated_cents: int
    lines: tuple[tuple[str, int], ...]
    """Each line of the formula that gives it anything: title and cents."""
    funds: tuple[tuple[Fund, int], ...]
    """Each fund of its own budget of which it controls a part, with its cents."""
    is_named: bool = True
    """Whether the facts of the formula name the school at all."""

    @property
    def controlled_cents(self) -> int:
        """What the school controls."""
        return sum(cents for _, cents in self.funds)

    @property
    def others_cents(self) -> int:
        """What others control of its allocation; below zero where it was promised more than it is allocated."""
        return self.allocated_cents - self.controlled_cents


def own_budget(allocation: Allocation, register: Register | None, school: str) -> OwnBudget:
    """Give a school's own budget; a school to which the formula gives nothing is allocated nothing."""
    funds = register.controlled(school) if register is not None else ()
    own = tuple((fund, cents) for fund, cents in funds if fund.pot is Pot.SCHOOL_BUDGET and cents)
    if school not in allocation.units:
        return OwnBudget(0, (), own, is_named=False)
    at = allocation.units.index(school)
    amounts = (
        (line.title or name, int(allocation.lines_cents[name][at])) for name, line in allocation.formula.lines.items()
    )
    return OwnBudget(int(allocation.totals_cents[at]), tuple(one for one in amounts if one[1]), own)
