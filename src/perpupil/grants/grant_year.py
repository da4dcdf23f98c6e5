"""All grants of a year at work: their shares, proposals, spending and the road map, with everything that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perpupil.findings import Finding
from perpupil.grants.asking import Grants
from perpupil.grants.devolution import Devolution, devolve
from perpupil.grants.proposals.records import Proposal
from perpupil.grants.proposals.review import Review, review
from perpupil.grants.proposals.spending import LineSpending, Spent, by_line, check_spending
from perpupil.grants.road_map import Stop, check_road, road_map
from perpupil.grants.schools import School


@dataclass(frozen=True, slots=True)
class GrantYear:
    """What there is to say of a district's grants in one year."""

    grants: Grants
    devolutions: Mapping[str, Devolution]
    """By the name of the grant, as the file has them; one that cannot be divided is not here."""
    reviews: tuple[Review, ...]
    lines: tuple[LineSpending, ...]
    spending: tuple[Spent, ...]
    road: tuple[Stop, ...]
    findings: tuple[Finding, ...]

    def school(self, unit: str) -> Mapping[str, int]:
        """Give what a school directs of each grant, in cents."""
        rows = {name: made.school(unit) for name, made in self.devolutions.items()}
        return {name: row.cash_cents for name, row in rows.items() if row is not None}


def grant_year(
    grants: Grants,
    schools: tuple[School, ...],
    proposals: tuple[Proposal, ...] = (),
    spending: tuple[Spent, ...] = (),
) -> GrantYear:
    """Work every grant out."""
    devolutions: dict[str, Devolution] = {}
    told: dict[str, tuple[Finding, ...]] = {}
    for name, grant in grants.grants.items():
        made, told[name] = devolve(grant, schools)
        if made is not None:
            devolutions[name] = made
    reviews, found = review(devolutions, proposals)
    of_grant = {one.grant: tuple(each for each in spending if each.grant == one.grant) for one in spending}
    wrong_costs = {name: tuple(check_spending(grants.grants, proposals, costs)) for name, costs in of_grant.items()}
    road = road_map(devolutions, reviews, told, wrong_costs)
    ahead = tuple(check_road(road, devolutions))
    findings = (
        *(one for each in told.values() for one in each),
        *found,
        *(one for each in wrong_costs.values() for one in each),
        *ahead,
    )
    return GrantYear(grants, devolutions, reviews, by_line(proposals, spending), spending, road, findings)
