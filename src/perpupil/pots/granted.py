"""What a school has of each grant: the money that it directs, what is not handed over yet, and what it gets as services."""

from __future__ import annotations

from dataclasses import dataclass

from perpupil.budget.autonomy.records import Pot, Register
from perpupil.grants.devolution import Devolution, SchoolShare
from perpupil.grants.grant import Grant, Step
from perpupil.grants.grant_year import GrantYear
from perpupil.grants.parts import Part, PartKind


@dataclass(frozen=True, slots=True)
class GrantAtSchool:
    """One grant at one school."""

    grant: Grant
    share: SchoolShare
    is_agreed: bool = True
    """Whether the register of autonomies leaves the school a part of it; where it has no fund of the grant's name, every school."""

    @property
    def is_handed_over(self) -> bool:
        """Whether the school directs its share; before, the share is worked out and the district decides on it."""
        return self.grant.step is Step.IN_USE and self.is_agreed

    @property
    def directed_cents(self) -> int:
        """What the school directs."""
        return self.share.cash_cents if self.is_handed_over else 0

    @property
    def waiting_cents(self) -> int:
        """Its lawful share of a grant that is not handed over yet."""
        return 0 if self.is_handed_over else self.share.cash_cents

    @property
    def others_cents(self) -> int:
        """What others decide on: services that it gets of the grant, and its share where that is not handed over."""
        return self.waiting_cents + self.share.central_cents


@dataclass(frozen=True, slots=True)
class GrantOfDistrict:
    """One grant at all schools together. What schools have and what the district keeps add up to what there is to spend."""

    devolution: Devolution
    directed_cents: int
    waiting_cents: int
    kept: tuple[Part, ...]
    """What the district keeps, each with its reason where it has said one."""

    @property
    def available_cents(self) -> int:
        """What there is to spend."""
        return self.devolution.grant.award.available_cents

    @property
    def kept_cents(self) -> int:
        """What the district keeps in all."""
        return sum(one.amount_cents for one in self.kept)

    @property
    def left_over_cents(self) -> int:
        """What nothing accounts for: nothing, ever."""
        return self.available_cents - self.directed_cents - self.waiting_cents - self.kept_cents


def grants_at(year: GrantYear, register: Register | None, school: str) -> tuple[GrantAtSchool, ...]:
    """Give the grants of which a school has anything, in the order of the file."""
    rows = ((made.grant, made.school(school)) for made in year.devolutions.values())
    return tuple(
        GrantAtSchool(grant, row, _is_agreed(register, grant, school))
        for grant, row in rows
        if row is not None and (row.cash_cents or row.central_cents)
    )


def grant_of_district(made: Devolution, register: Register | None) -> GrantOfDistrict:
    """Add a grant up over schools."""
    rows = [GrantAtSchool(made.grant, row, _is_agreed(register, made.grant, row.unit)) for row in made.schools]
    return GrantOfDistrict(
        made,
        sum(one.directed_cents for one in rows),
        sum(one.waiting_cents for one in rows),
        tuple(one for one in made.parts if one.kind is not PartKind.DEVOLVED),
    )


def _is_agreed(register: Register | None, grant: Grant, school: str) -> bool:
    """Say whether the register leaves a school a part of a grant; the fund of the grant's name says it."""
    funds = register.funds if register is not None else ()
    fund = next((one for one in funds if one.pot is Pot.GRANTS and one.name == grant.name), None)
    return fund is None or bool(fund.amounts_cents.get(school))
