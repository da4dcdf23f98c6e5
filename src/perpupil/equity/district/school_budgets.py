"""What schools plan and have spent of what the formula gives them: the ledger's accounts of school budgets, with their part of what is booked at no school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perpupil.equity.district.assembling import positions_at
from perpupil.equity.district.booking import POSITIONS, SALARIES, Drivers, book
from perpupil.equity.stages import Stage

if TYPE_CHECKING:
    import datetime as dt

    from perpupil.equity.asking import FromDistrict
    from perpupil.equity.district.records import Cost, Ledger, Position


@dataclass(frozen=True, slots=True)
class SchoolBudgets:
    """Planned and spent by school, in cents; None where the ledger does not say it."""

    planned_cents: Mapping[str, int] | None = None
    spent_cents: Mapping[str, int] | None = None
    spent_to: dt.date | None = None
    """The last day of which the ledger has something that was spent."""
    unexplained: tuple[str, ...] = ()
    """Codes of the ledger that the district's table of accounts does not have."""
    unexplained_cents: int = 0
    """How much stands under these codes at most, whatever its sign."""

    @property
    def planned_in_all_cents(self) -> int | None:
        """What all schools plan."""
        return None if self.planned_cents is None else sum(self.planned_cents.values())

    @property
    def spent_in_all_cents(self) -> int | None:
        """What all schools have spent."""
        return None if self.spent_cents is None else sum(self.spent_cents.values())


def school_budgets(
    asked: FromDistrict,
    ledger: Ledger,
    positions: Iterable[Position],
    schools: Sequence[str],
    paid: Sequence[str],
) -> SchoolBudgets:
    """Add up what is planned and spent of school budgets.

    Args:
        asked: Which accounts they are. Of what is booked at no school, what goes by positions or salaries is a part of school budgets, such as
            the insurance of their staff; what goes by anything else is not.
        ledger: The costs of the year.
        positions: The positions of the year.
        schools: The schools of the year; what is booked at no school is spread over all of them.
        paid: The schools that the formula pays.

    Returns:
        Nothing is planned or spent where the district does not say which accounts are meant, or part of their cost stands at no school and
        cannot be spread.

    """
    if not asked.school_budgets:
        return SchoolBudgets(unexplained=ledger.unexplained, unexplained_cents=ledger.unexplained_cents)
    staff = [one for one in positions if not asked.school_staff or one.job_class in asked.school_staff]
    found = {}
    for stage in (Stage.BUDGETED, Stage.SPENT):
        costs = [one for one in ledger.costs.get(stage, ()) if _is_of_schools(one, asked)]
        there = positions_at(staff, schools, vacant=stage is Stage.BUDGETED)
        booked = book(stage, costs, schools, asked.sorting, Drivers({}, there))
        amounts = [sum(cents) for cents in zip(*booked.by_kind_cents.values(), strict=True)]
        if amounts and not booked.unsaid_cents:
            found[stage] = {one: cents for one, cents in zip(schools, amounts, strict=True) if one in set(paid)}
    return SchoolBudgets(
        planned_cents=found.get(Stage.BUDGETED),
        spent_cents=found.get(Stage.SPENT),
        unexplained=ledger.unexplained,
        unexplained_cents=ledger.unexplained_cents,
    )


def _is_of_schools(cost: Cost, asked: FromDistrict) -> bool:
    """Whether an account is one of school budgets; one at no school of which nobody says anything may be."""
    if not all(cost.codes.get(segment) in codes for segment, codes in asked.school_budgets.items()):
        return False
    rule = None if cost.school else next((one for one in asked.sorting.rules if one.holds(cost.codes)), None)
    return rule is None or rule.by in {POSITIONS, SALARIES}
