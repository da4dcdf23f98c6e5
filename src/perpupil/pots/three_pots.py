"""The three pots of one school, and of all schools together: what there is, what schools decide on, what others do, and nothing left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from perpupil.allocation.allocation import Allocation
from perpupil.budget.autonomy.records import Register
from perpupil.grants.grant_year import GrantYear
from perpupil.pots.central import ServiceAtSchool, ServiceOfDistrict, service_of_district, services_at
from perpupil.pots.granted import GrantAtSchool, GrantOfDistrict, grant_of_district, grants_at
from perpupil.pots.own_budget import OwnBudget, own_budget
from perpupil.services.catalogue import Catalogue
from perpupil.services.settlement import Settlement


class PotKind(StrEnum):
    """The three pots, in the order in which they are shown."""

    OWN = "own budget"
    SERVICES = "central services"
    GRANTS = "grants"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a district's pots; None where it has not written it down."""

    schools: Mapping[str, str]
    """Every school: id → name."""
    allocation: Allocation | None = None
    register: Register | None = None
    catalogue: Catalogue | None = None
    settlement: Settlement | None = None
    grants: GrantYear | None = None
    students: Mapping[str, int] = field(default_factory=dict)
    """How many students each school has, where it is known."""
    missing: Mapping[PotKind, str] = field(default_factory=dict)
    """Why a pot is not known."""

    @property
    def years(self) -> Mapping[PotKind, int]:
        """The fiscal year of each pot that is known; the budget's is left out where the formula does not say it."""
        own = self.allocation.formula.year if self.allocation is not None else None
        services = self.catalogue.year if self.catalogue is not None and self.settlement is not None else None
        grants = self.grants.grants.year if self.grants is not None else None
        years = {PotKind.OWN: own, PotKind.SERVICES: services, PotKind.GRANTS: grants}
        return {pot: year for pot, year in years.items() if year is not None}

    @property
    def currency(self) -> str:
        """The currency of the district."""
        return self.allocation.formula.currency if self.allocation is not None else "USD"


@dataclass(frozen=True, slots=True)
class Balance:
    """One pot in three figures: what others decide is what there is, less what the school does."""

    there_cents: int
    decided_cents: int

    @property
    def others_cents(self) -> int:
        """What others decide."""
        return self.there_cents - self.decided_cents


@dataclass(frozen=True, slots=True)
class SchoolPots:
    """The three pots of a school; None where a pot is not known."""

    school: str
    name: str
    own: OwnBudget | None
    services: tuple[ServiceAtSchool, ...] | None
    grants: tuple[GrantAtSchool, ...] | None

    @property
    def balances(self) -> Mapping[PotKind, Balance]:
        """Each pot that is known, in three figures."""
        found: dict[PotKind, Balance] = {}
        if self.own is not None:
            found[PotKind.OWN] = Balance(self.own.allocated_cents, self.own.controlled_cents)
        if self.services is not None:
            found[PotKind.SERVICES] = Balance(
                sum(one.cost_cents for one in self.services), sum(one.decided_cents for one in self.services)
            )
        if self.grants is not None:
            directed = sum(one.directed_cents for one in self.grants)
            found[PotKind.GRANTS] = Balance(directed + sum(one.others_cents for one in self.grants), directed)
        return found


@dataclass(frozen=True, slots=True)
class DistrictPots:
    """The pots of all schools, and what there was to begin with."""

    schools: tuple[SchoolPots, ...]
    """In the order of their ids."""
    allocated_cents: int | None
    """What the formula allocates in all; None where it is not known."""
    services: tuple[ServiceOfDistrict, ...] | None
    grants: tuple[GrantOfDistrict, ...] | None

    @property
    def controlled_cents(self) -> int:
        """What schools control of their own budgets."""
        return sum(one.own.controlled_cents for one in self.schools if one.own is not None)

    @property
    def others_cents(self) -> int:
        """What others control of schools' budgets."""
        return sum(one.own.others_cents for one in self.schools if one.own is not None)

    @property
    def services_cents(self) -> int:
        """What all services cost."""
        return sum(one.price.cost_cents for one in self.services or ())

    @property
    def available_cents(self) -> int:
        """What there is of all grants."""
        return sum(one.available_cents for one in self.grants or ())

    @property
    def left_over_cents(self) -> int:
        """What nothing accounts for in any pot: nothing, ever, where every school is on the list."""
        budgets = (
            0 if self.allocated_cents is None else self.allocated_cents - self.controlled_cents - self.others_cents
        )
        services = sum(abs(one.left_over_cents) for one in self.services or ())
        return abs(budgets) + services + sum(abs(one.left_over_cents) for one in self.grants or ())


def pots_of(known: Known, school: str) -> SchoolPots:
    """Put a school's three pots side by side."""
    return SchoolPots(
        school,
        known.schools[school],
        own_budget(known.allocation, known.register, school) if known.allocation is not None else None,
        services_at(known.settlement, school) if known.settlement is not None else None,
        grants_at(known.grants, known.register, school) if known.grants is not None else None,
    )


def pots_of_all(known: Known) -> DistrictPots:
    """Put the pots of all schools side by side, and add them up."""
    schools = tuple(pots_of(known, school) for school in sorted(known.schools))
    return DistrictPots(
        schools,
        known.allocation.total_cents if known.allocation is not None else None,
        _services(known.settlement, schools) if known.settlement is not None else None,
        _grants(known.grants, known.register) if known.grants is not None else None,
    )


def _grants(year: GrantYear, register: Register | None) -> tuple[GrantOfDistrict, ...]:
    return tuple(grant_of_district(made, register) for made in year.devolutions.values())


def _services(settlement: Settlement, schools: tuple[SchoolPots, ...]) -> tuple[ServiceOfDistrict, ...]:
    by_name: dict[str, list[ServiceAtSchool]] = {}
    for school in schools:
        for one in school.services or ():
            by_name.setdefault(one.price.service.name, []).append(one)
    return tuple(
        service_of_district(settled, by_name.get(settled.price.service.name, ())) for settled in settlement.services
    )
