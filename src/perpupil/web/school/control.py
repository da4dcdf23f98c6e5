"""The money that a school controls: its own budget, the services that it may decline, and its share of grants; and what is not in it, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from perpupil.allocation.allocation import Allocation
from perpupil.budget.autonomy.records import FILE_NAME as AUTONOMY
from perpupil.budget.autonomy.records import Legal, Pot, Register
from perpupil.grants.grant import Direct
from perpupil.grants.grant_year import GrantYear
from perpupil.pots.granted import GrantAtSchool, grants_at
from perpupil.pots.own_budget import own_budget
from perpupil.services.catalogue import FILE_NAME as SERVICES
from perpupil.services.price import deadline_months
from perpupil.web.school.beside import Beside
from perpupil.workspace.grants import GRANTS
from perpupil.workspace.services import Services

NONE = Fraction(0)
"""Units kept."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """Something that is not in the money a school controls."""

    title: str
    why: str
    """The rule or the reason, in the district's words."""
    amount_cents: int | None = None
    """What it comes to at the school; None where nothing here says it."""
    is_allocated: bool = False
    """Whether it is a part of the allocation: the school has it, and law or contract has decided it."""
    is_staff: bool | None = None
    """Of a grant: whether it is staff that it pays, or money that is not handed over to schools yet."""


@dataclass(frozen=True, slots=True)
class PotOfMoney:
    """One of the three pots; an amount is None where the pot is not set up or cannot be read."""

    pot: Pot
    amount_cents: int | None
    year: int
    parts: tuple[tuple[str, int], ...] = ()
    """What it is made of, where that is more than one thing."""
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """The money that a school controls."""

    pots: tuple[PotOfMoney, ...]
    excluded: tuple[Excluded, ...]
    planned_cents: int | None
    """What of its own budget it plans by itself today, by its agreement with the district; None where there is no agreement."""

    @property
    def total_cents(self) -> int:
        """All that is known of the three."""
        return sum(one.amount_cents or 0 for one in self.pots)

    @property
    def is_whole(self) -> bool:
        """Whether all three are known."""
        return all(one.amount_cents is not None for one in self.pots)


def control(allocation: Allocation, beside: Beside, unit: str) -> Control:
    """Add up what a school controls.

    Args:
        allocation: What is allocated.
        beside: The services, grants and autonomies of the district.
        unit: The school.

    """
    fixed = tuple(_fixed(allocation, beside.register, unit))
    own = int(allocation.totals_cents[allocation.units.index(unit)]) - sum(one.amount_cents or 0 for one in fixed)
    year = allocation.formula.year or 0
    services = _services(beside.services, unit)
    grants = _grants(beside.grants, beside.register, unit)
    return Control(
        pots=(
            PotOfMoney(Pot.SCHOOL_BUDGET, own, year, is_unreadable=AUTONOMY in beside.unreadable),
            _pot(
                Pot.SERVICES,
                services,
                beside.services.catalogue.year if beside.services else 0,
                SERVICES in beside.unreadable,
            ),
            _pot(Pot.GRANTS, grants, beside.grants.grants.year if beside.grants else 0, GRANTS in beside.unreadable),
        ),
        excluded=(*fixed, *_not_ours(beside, allocation, unit)),
        planned_cents=_planned(allocation, beside.register, unit),
    )


def _pot(pot: Pot, parts: tuple[tuple[str, int], ...] | None, year: int, is_unreadable: bool) -> PotOfMoney:  # noqa: FBT001  one caller
    total = sum(cents for _, cents in parts) if parts is not None else None
    return PotOfMoney(pot, total, year, parts or (), is_unreadable)


def _fixed(allocation: Allocation, register: Register | None, unit: str) -> Iterator[Excluded]:
    """Give the lines whose positions law or contract leaves to nobody, under the names that the register has for them."""
    at = allocation.units.index(unit)
    for one in register.positions if register is not None else ():
        if one.legal is Legal.FIXED and one.name in allocation.lines_cents:
            yield Excluded(one.title, one.rule, int(allocation.lines_cents[one.name][at]), is_allocated=True)


def _services(services: Services | None, unit: str) -> tuple[tuple[str, int], ...] | None:
    """Give what the school would get if it declined, on the last day, each service that it may decline."""
    if services is None:
        return None
    months = deadline_months(services.catalogue)
    offers = (
        (one.service.title, one.offer(one.share(unit), NONE, months)) for one in services.prices if one.is_offered
    )
    return tuple((title, offer.money_cents) for title, offer in offers if offer.money_cents)


def _grants(grants: GrantYear | None, register: Register | None, unit: str) -> tuple[tuple[str, int], ...] | None:
    """Give what the school directs of each grant as money; a share that is not handed over yet is not in it."""
    if grants is None:
        return None
    own = grants_at(grants, register, unit)
    return tuple((one.grant.title, one.directed_cents) for one in own if one.directed_cents and _is_money(one))


def _is_money(one: GrantAtSchool) -> bool:
    return one.grant.direct is Direct.MONEY


def _not_ours(beside: Beside, allocation: Allocation, unit: str) -> Iterator[Excluded]:
    """Give what else is there for the school and not its to decide."""
    if beside.register is not None:
        for position in beside.register.positions:
            if position.legal is Legal.FIXED and position.name not in allocation.lines_cents:
                yield Excluded(position.title, position.rule)
    if beside.services is not None:
        for price in beside.services.prices:
            share = price.share(unit)
            if not price.is_offered and share.price_cents:
                yield Excluded(price.service.title, price.no_choice, share.price_cents)
    for one in grants_at(beside.grants, beside.register, unit) if beside.grants is not None else ():
        if one.share.cash_cents and not (_is_money(one) and one.is_handed_over):
            yield Excluded(
                one.grant.title, one.grant.to_schools.title, one.share.cash_cents, is_staff=not _is_money(one)
            )


def _planned(allocation: Allocation, register: Register | None, unit: str) -> int | None:
    if register is None or register.agreement(unit) is None:
        return None
    return own_budget(allocation, register, unit).controlled_cents
