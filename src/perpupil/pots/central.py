"""What becomes of every dollar of a central service: at each school, and of the service as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from perpupil.services.catalogue import Approach
from perpupil.services.price import Price
from perpupil.services.settlement import Outcome, Settled, Settlement


class Fate(StrEnum):
    """What becomes of a dollar of a central service."""

    DEVOLVED = "money in the school's budget"
    """Below zero where a school pays for more than it has today."""
    BOUGHT = "bought back"
    KEPT = "kept"
    NOT_CHOSEN = "not chosen yet"
    STAYS = "cost that stays"
    """The school declined it, and the district goes on paying."""
    RETAINED = "no choice, with a reason"
    AT_NO_SCHOOL = "paid for, and at no school"


Fates = Mapping[Fate, int]
"""What becomes of an amount → cents."""

OF_A_CHOICE = (Fate.DEVOLVED, Fate.BOUGHT, Fate.KEPT, Fate.NOT_CHOSEN)
"""What follows from what a school chose, or might still choose."""


@dataclass(frozen=True, slots=True)
class ServiceAtSchool:
    """One service at one school."""

    price: Price
    outcome: Outcome | None
    """None where there is no choice."""
    fates: Fates

    @property
    def cost_cents(self) -> int:
        """What it costs at the school."""
        return sum(self.fates.values())

    @property
    def decided_cents(self) -> int:
        """What the school decides about."""
        return sum(self.fates.get(one, 0) for one in OF_A_CHOICE)


@dataclass(frozen=True, slots=True)
class ServiceOfDistrict:
    """One service at all schools together."""

    price: Price
    fates: Fates
    """Add up to what it costs."""

    @property
    def left_over_cents(self) -> int:
        """What nothing accounts for: nothing, ever."""
        return self.price.cost_cents - sum(self.fates.values())


def services_at(settlement: Settlement, school: str) -> tuple[ServiceAtSchool, ...]:
    """Give the services of a school, in the order of the catalogue; one that costs nothing there and asks nothing is left out."""
    found = (_at(settled, school) for settled in settlement.services)
    return tuple(one for one in found if one is not None)


def service_of_district(settled: Settled, at_schools: Iterable[ServiceAtSchool]) -> ServiceOfDistrict:
    """Add a service up over schools; what no school has stands apart."""
    fates = dict.fromkeys(Fate, 0)
    for one in at_schools:
        for fate, cents in one.fates.items():
            fates[fate] += cents
    fates[Fate.AT_NO_SCHOOL] += settled.price.spare_cents
    return ServiceOfDistrict(settled.price, {fate: cents for fate, cents in fates.items() if cents})


def _at(settled: Settled, school: str) -> ServiceAtSchool | None:
    price = settled.price
    if not price.is_offered:
        cents = price.share(school).price_cents
        return ServiceAtSchool(price, None, {Fate.RETAINED: cents}) if cents else None
    outcome = settled.outcome(school)
    if outcome is None:
        return None
    fates = {
        Fate.DEVOLVED: outcome.money_cents,
        _fate_of_service(price, outcome): outcome.service_cents,
        Fate.STAYS: outcome.stays_cents,
    }
    return ServiceAtSchool(price, outcome, {fate: cents for fate, cents in fates.items() if cents})


def _fate_of_service(price: Price, outcome: Outcome) -> Fate:
    """Say what becomes of the service that a school will have."""
    if outcome.choice is None:
        return Fate.NOT_CHOSEN
    return Fate.BOUGHT if price.service.approach is Approach.BUY_BACK else Fate.KEPT
