"""What follows from the choices of all schools: who gets money, who has the service, what stays with the district, to the cent.

No school's money depends on the order of choices, nor on what another school chose, except where a service cannot run or a contract charges
more units than are left.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from perpupil.calendar.notice import whole_months
from perpupil.findings import Finding, finding
from perpupil.services.amounts import cents, day, quantity_text, share_cents, units_text
from perpupil.services.catalogue import Approach, Below, Catalogue
from perpupil.services.choices import Choice
from perpupil.services.price import Price, Share, deadline_months


class Standing(StrEnum):
    """How a school stands to a service."""

    NOT_CHOSEN = "not chosen yet"
    HAS = "keeps it"
    BUYS = "buys it"
    PART = "keeps a part"
    BUYS_OTHERWISE = "buys another amount"
    DECLINED = "takes the money"
    ENDED = "wanted it, and it cannot run"
    HELD = "stays with the district for all"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One school and one service: service, money and what stays add up to the price."""

    school: str
    service: str
    quantity: Fraction
    """Units today."""
    wanted: Fraction
    """Units that the school keeps or buys, by its choice or by not choosing."""
    has: Fraction
    """Units that it will have."""
    price_cents: int
    service_cents: int
    money_cents: int
    stays_cents: int
    credit_cents: int
    """What is put into its budget: in buy-back all that declining would free, else the money itself."""
    standing: Standing
    choice: Choice | None

    @property
    def paid_cents(self) -> int:
        """What it pays out of its budget to buy the service."""
        return self.credit_cents - self.money_cents


@dataclass(frozen=True, slots=True)
class Settled:
    """One service with what all schools chose. Its parts add up to what it costs."""

    price: Price
    outcomes: tuple[Outcome, ...]
    runs: bool
    """Whether enough schools want it; true where it needs no number."""
    held_back_cents: int
    """What schools do not get because a contract charges it all the same; a part of what stays."""

    def outcome(self, school: str) -> Outcome | None:
        """Give the outcome of one school; None where the service is nothing to it."""
        at = bisect_left(self.outcomes, school, key=lambda one: one.school)
        is_there = at < len(self.outcomes) and self.outcomes[at].school == school
        return self.outcomes[at] if is_there else None

    @property
    def service_cents(self) -> int:
        """What schools keep or buy."""
        return sum(one.service_cents for one in self.outcomes)

    @property
    def money_cents(self) -> int:
        """What schools get, less what they pay for more than they have."""
        return sum(one.money_cents for one in self.outcomes)

    @property
    def stays_cents(self) -> int:
        """What the district still pays for what schools declined."""
        return sum(one.stays_cents for one in self.outcomes)

    @property
    def wanted(self) -> Fraction:
        """All units that schools want."""
        return sum((one.wanted for one in self.outcomes), Fraction(0))

    @property
    def has(self) -> Fraction:
        """All units that schools will have."""
        return sum((one.has for one in self.outcomes), Fraction(0))

    @property
    def retained_cents(self) -> int:
        """What is no choice, and stays with its reason."""
        return 0 if self.price.is_offered else self.price.cost_cents

    @property
    def spare_cents(self) -> int:
        """What a service costs that is a choice, for units that no school has."""
        return self.price.spare_cents if self.price.is_offered else 0


@dataclass(frozen=True, slots=True)
class Settlement:
    """All services with what all schools chose."""

    services: tuple[Settled, ...]

    def of(self, school: str) -> tuple[Outcome, ...]:
        """Give the outcomes of one school, in the order of the catalogue."""
        found = (settled.outcome(school) for settled in self.services)
        return tuple(one for one in found if one is not None)

    @property
    def cost_cents(self) -> int:
        """What all services cost before anybody chose."""
        return sum(one.price.cost_cents for one in self.services)

    @property
    def left_over_cents(self) -> int:
        """What the parts do not account for: nothing, ever."""
        parts = sum(
            one.service_cents + one.money_cents + one.stays_cents + one.retained_cents + one.spare_cents
            for one in self.services
        )
        return self.cost_cents - parts


def settle(
    catalogue: Catalogue, prices: Iterable[Price], choices: Iterable[Choice]
) -> tuple[Settlement, tuple[Finding, ...]]:
    """Work out what follows from the choices, each of them about one school and service."""
    by_service: dict[str, dict[str, Choice]] = {}
    for choice in choices:
        by_service.setdefault(choice.service, {})[choice.school] = choice
    return _told_of(_settle(catalogue, price, by_service.get(price.service.name, {})) for price in prices)


def settle_again(
    catalogue: Catalogue, before: Settlement, chosen: Mapping[str, Iterable[Choice]]
) -> tuple[Settlement, tuple[Finding, ...]]:
    """Work out again the services about which schools chose otherwise; what follows for the others stays as it was.

    Args:
        catalogue: The terms.
        before: What followed from the choices before.
        chosen: Every choice about each service that schools chose about meanwhile, by the service.

    """
    return _told_of(
        _settle(catalogue, one.price, {choice.school: choice for choice in chosen[one.price.service.name]})
        if one.price.service.name in chosen
        else one
        for one in before.services
    )


def _told_of(services: Iterable[Settled]) -> tuple[Settlement, tuple[Finding, ...]]:
    settled = tuple(services)
    return Settlement(settled), tuple(told for one in settled for told in _told(one))


def if_all_declined(catalogue: Catalogue, prices: Iterable[Price]) -> Settlement:
    """Say what would follow if on the last day every school declined everything that it may."""
    known = tuple(prices)
    choices = [
        Choice(share.school, price.service.name, Fraction(0), "every school", catalogue.deadline)
        for price in known
        if price.is_offered
        for share in price.shares
    ]
    return settle(catalogue, known, choices)[0]


def viability_short(price: Price, wanted: Fraction) -> bool:
    """Whether too few units are wanted for a service to run."""
    viability = price.service.viability
    return viability is not None and price.is_offered and wanted < viability.units


def _settle(catalogue: Catalogue, price: Price, chosen: Mapping[str, Choice]) -> Settled:
    if not price.is_offered:
        return Settled(price, (), runs=True, held_back_cents=0)
    shares = {share.school: share for share in price.shares} | {school: price.share(school) for school in chosen}
    wanted = {school: chosen[school].kept if school in chosen else shares[school].quantity for school in sorted(shares)}
    runs = not viability_short(price, sum(wanted.values(), Fraction(0)))
    cases = [_Case(price, shares[school], chosen.get(school), units, runs) for school, units in wanted.items()]
    outcomes, held_back = _held_to_contract(catalogue, price, [_outcome(catalogue, case) for case in cases])
    return Settled(price, tuple(outcomes), runs=runs, held_back_cents=held_back)


@dataclass(frozen=True, slots=True)
class _Case:
    """One school and service before it is worked out."""

    price: Price
    share: Share
    choice: Choice | None
    wanted: Fraction
    runs: bool

    @property
    def has(self) -> Fraction:
        """Units that the school will have."""
        viability = self.price.service.viability
        if self.runs or viability is None:
            return self.wanted
        return self.share.quantity if viability.below is Below.KEEP else Fraction(0)

    @property
    def standing(self) -> Standing:
        """How the school stands to the service."""
        if not self.runs and self.has != self.wanted:
            return Standing.HELD if self.has else Standing.ENDED
        if self.choice is None:
            return Standing.NOT_CHOSEN
        if not self.wanted:
            return Standing.DECLINED
        is_bought = self.price.service.approach is Approach.BUY_BACK
        if self.wanted == self.share.quantity:
            return Standing.BUYS if is_bought else Standing.HAS
        return Standing.BUYS_OTHERWISE if is_bought else Standing.PART


def _outcome(catalogue: Catalogue, case: _Case) -> Outcome:
    """Work out one school and service; who did not mean to decline has the notice of the last day."""
    price, share, choice = case.price, case.share, case.choice
    months = deadline_months(catalogue)
    if choice is not None and (case.runs or not case.wanted):
        months = whole_months(choice.when, catalogue.starts)
    offer = price.offer(share, case.has, months)
    credit = offer.money_cents
    if price.service.approach is Approach.BUY_BACK:
        credit = price.offer(share, Fraction(0), months).money_cents
    return Outcome(
        school=share.school,
        service=price.service.name,
        quantity=share.quantity,
        wanted=case.wanted,
        has=case.has,
        price_cents=share.price_cents,
        service_cents=offer.service_cents,
        money_cents=offer.money_cents,
        stays_cents=offer.stays_cents,
        credit_cents=credit,
        standing=case.standing,
        choice=choice,
    )


def _held_to_contract(catalogue: Catalogue, price: Price, outcomes: list[Outcome]) -> tuple[list[Outcome], int]:
    """Take back, in proportion, money for units that a contract charges although nobody has them."""
    commitment = price.service.commitment
    if commitment is None or commitment.until <= catalogue.starts:
        return outcomes, 0
    left = sum((one.has for one in outcomes), price.spare)
    declined = sum((one.quantity - one.has for one in outcomes if one.has < one.quantity), Fraction(0))
    short = min(max(commitment.units - left, Fraction(0)), declined)
    freed = [Fraction(max(one.money_cents, 0)) for one in outcomes]
    amount = min(cents(short * (price.rate or Fraction(0))), int(sum(freed, Fraction(0))))
    parts = share_cents(amount, freed)
    return [_less(one, part) if part else one for one, part in zip(outcomes, parts, strict=True)], amount


def _less(one: Outcome, part_cents: int) -> Outcome:
    return replace(
        one,
        money_cents=one.money_cents - part_cents,
        stays_cents=one.stays_cents + part_cents,
        credit_cents=one.credit_cents - part_cents,
    )


def _told(settled: Settled) -> Iterable[Finding]:
    """Tell where too few want a service, or a contract holds money back."""
    service = settled.price.service
    if not settled.runs and service.viability is not None:
        what = (
            f"{service.title}: {units_text(settled.wanted, service.unit_noun)} signed up, "
            f"and it runs from {quantity_text(service.viability.units)}."
        )
        fix = f"Tell every school by {day(service.viability.settled)} what follows, or change `viable_from`."
        yield finding("service-may-close", service.place("viable_from"), what, fix)
    if settled.held_back_cents and service.commitment is not None:
        what = (
            f"{service.title}: {units_text(settled.has + settled.price.spare, service.unit_noun)} are left, "
            f"and the contract charges {quantity_text(service.commitment.units)} until {day(service.commitment.until)}."
        )
        fix = "Those who decline get less by what is still charged; tell them, or end the contract earlier."
        yield finding("contract-minimum", service.place("minimum"), what, fix)
