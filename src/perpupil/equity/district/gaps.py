"""What lies between what each school was allocated, what was budgeted for it and what was spent: by the one function that may subtract across stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perpupil.equity.stages import Actual, Adopted, Allocated, Amounts, Budgeted, Gaps, Spent, Stage, gaps

if TYPE_CHECKING:
    from perpupil.equity.situation import Base, Situation


@dataclass(frozen=True, slots=True)
class StageGaps:
    """The gaps between two stages on money that both have."""

    earlier: Base
    later: Base
    gaps: Gaps
    is_part_of_year: bool
    """Whether the later stage is not over, so that what is still to come stands in the gap."""


def stage_gaps(situation: Situation) -> tuple[StageGaps, ...]:
    """Give the gaps of each stage to the next, and from the first to the last, on the leading money that both stages have."""
    found = []
    for before, after in (
        (Stage.ALLOCATED, Stage.BUDGETED),
        (Stage.BUDGETED, Stage.SPENT),
        (Stage.ALLOCATED, Stage.SPENT),
    ):
        pair = _in_common(situation, before, after)
        if pair is not None:
            earlier, later = pair
            found.append(
                StageGaps(earlier, later, _between(situation, earlier, later), after in situation.district.partial)
            )
    return tuple(found)


def _in_common(situation: Situation, before: Stage, after: Stage) -> tuple[Base, Base] | None:
    """Give the first base that both stages have."""
    later = {(one.all_funds, one.special_education): one for one in situation.bases if one.stage is after}
    for one in situation.bases:
        if one.stage is before and (match := later.get((one.all_funds, one.special_education))) is not None:
            return one, match
    return None


def _between(situation: Situation, earlier: Base, later: Base) -> Gaps:
    before, after = _amounts(situation, earlier), _amounts(situation, later)
    match earlier.stage, later.stage:
        case Stage.ALLOCATED, Stage.BUDGETED:
            return gaps(Amounts(Allocated, Adopted, before), Amounts(Budgeted, Adopted, after))
        case Stage.BUDGETED, Stage.SPENT:
            return gaps(Amounts(Budgeted, Adopted, before), Amounts(Spent, Actual, after))
        case _:
            return gaps(Amounts(Allocated, Adopted, before), Amounts(Spent, Actual, after))


def _amounts(situation: Situation, base: Base) -> dict[str, int]:
    """Give what each school that is compared has; one of which it is not known is not there."""
    names = [money.name for money in situation.question.money if base.holds(money)]
    known = {situation.facts.units[at]: situation.cents(at, names) for at in situation.kept}
    return {unit: cents for unit, cents in known.items() if cents is not None}
