"""The price of a service: how much each school has of it, what that costs, and what it would free.

A school's variable cost is its units times the rate, rounded to the cent, a half up; a cost that is known as a whole, and every fixed cost,
is shared over the units by largest remainder, so that the parts are the whole.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from perpupil.calendar.notice import whole_months
from perpupil.findings import Finding, finding
from perpupil.money import CENTS
from perpupil.services.amounts import cents, quantity_text, rounded, share_cents
from perpupil.services.catalogue import COUNTED, DAYS_IN_WEEK, STAFF, Approach, Catalogue, Driver, Service
from perpupil.services.notice import MONTHS_MAXIMUM, later_years, share_freed
from perpupil.services.students import Students

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Share:
    """What one school has of a service, and what that costs."""

    school: str
    quantity: Fraction
    variable_cents: int
    fixed_cents: int

    @property
    def price_cents(self) -> int:
        """What the service costs at this school."""
        return self.variable_cents + self.fixed_cents


@dataclass(frozen=True, slots=True)
class Offer:
    """What a school's money comes to if it keeps a part of what it has: the three add up to the price of all of it."""

    service_cents: int
    """What is kept or bought."""
    money_cents: int
    """What the school gets; below zero where it buys more than it has."""
    stays_cents: int
    """What the district still pays for what is declined."""


@dataclass(frozen=True, slots=True)
class Price:
    """A service with its price, school by school."""

    service: Service
    rate: Fraction | None
    """Dollars of variable cost for one unit; None where there is no unit to share it over."""
    shares: tuple[Share, ...]
    """The schools that have some of it, in the order of their ids."""
    spare: Fraction
    """Units that the district pays for and no school has."""
    spare_cents: int
    """What they cost."""
    no_choice: str
    """Why there is nothing to choose; empty where there is."""

    @property
    def is_offered(self) -> bool:
        """Whether schools may choose."""
        return not self.no_choice

    @property
    def quantity(self) -> Fraction:
        """All units that schools have."""
        return sum((share.quantity for share in self.shares), Fraction(0))

    @property
    def cost_cents(self) -> int:
        """What the service costs in all."""
        return sum(share.price_cents for share in self.shares) + self.spare_cents

    @property
    def fixed_a_unit(self) -> Fraction | None:
        """Dollars of fixed cost for one unit."""
        quantity = self.quantity
        return Fraction(self.service.fixed_cents, CENTS) / quantity if quantity else None  # exact: Fraction

    def share(self, school: str) -> Share:
        """Give what a school has; nothing, where it has none."""
        at = bisect_left(self.shares, school, key=lambda share: share.school)
        is_there = at < len(self.shares) and self.shares[at].school == school
        return self.shares[at] if is_there else Share(school, Fraction(0), 0, 0)

    def unit_offer(self, months: int) -> tuple[Fraction, Fraction]:
        """Give the dollars that declining one unit frees, so many months ahead of the year, and those that stay; before any rounding."""
        variable, fixed = self.rate or Fraction(0), self.fixed_a_unit or Fraction(0)
        if months < self.service.notice_months or not self.is_offered:
            return Fraction(0), variable + fixed
        freed = variable + fixed * share_freed(self.service.freed, months)
        return freed, variable + fixed - freed

    def offer(self, share: Share, kept: Fraction, months: int) -> Offer:
        """Say what follows where a school keeps or buys so many units, so many months ahead of the year."""
        if kept > share.quantity:
            more = cents((self.rate or Fraction(0)) * (kept - share.quantity))
            return Offer(share.price_cents + more, -more, 0)
        if kept == share.quantity:
            return Offer(share.price_cents, 0, 0)
        variable, fixed = share.variable_cents, share.fixed_cents
        if kept:
            part = kept / share.quantity  # exact: Fraction
            variable -= rounded(variable * part)
            fixed -= rounded(fixed * part)
        freed = 0
        if months >= self.service.notice_months and self.is_offered:
            # Rounded down: nothing is handed out that is not freed.
            freed = variable + (int(fixed * share_freed(self.service.freed, months)) if fixed else 0)
        return Offer(share.price_cents - variable - fixed, freed, variable + fixed - freed)


def price_all(catalogue: Catalogue, students: Students) -> tuple[tuple[Price, ...], tuple[Finding, ...]]:
    """Price every service of a catalogue; none while a finding is an error."""
    findings: list[Finding] = []
    prices = [_price(catalogue, service, students, findings) for service in catalogue.services]
    if students.count(needs=(catalogue.need,)) is None or students.count() is None:
        what = f"Nothing says how many students each school has, and how many of them with the need {catalogue.need[:40]!r}."
        fix = "Lay headcount.csv beside the catalogue, or name the columns under [facts]: students, and needs = { … }."
        findings.append(finding("no-headcount", catalogue.place("need"), what, fix))
    return (() if findings else tuple(prices)), tuple(findings)


def freed_later(catalogue: Catalogue, service: Service) -> tuple[tuple[dt.date, Fraction], ...]:
    """Say from which later year on a decision by the deadline frees more of the fixed cost, and what share of it."""
    found: list[tuple[dt.date, Fraction]] = []
    known = share_freed(service.freed, deadline_months(catalogue))
    for year in later_years(catalogue.starts):
        share = share_freed(service.freed, whole_months(catalogue.deadline, year))
        if share > known:
            found.append((year, share))
            known = share
    return tuple(found)


def deadline_months(catalogue: Catalogue) -> int:
    """Give the notice of a school that decides on the last day."""
    return whole_months(catalogue.deadline, catalogue.starts)


def _price(catalogue: Catalogue, service: Service, students: Students, findings: list[Finding]) -> Price:
    no_choice = _no_choice(catalogue, service)
    if service.bought_in and catalogue.year not in service.bought_in:
        return Price(service, _rate(service), (), Fraction(0), 0, no_choice)
    quantities = _quantities(service, students, findings)
    placed = {school: quantities[school] for school in sorted(students.schools) if quantities.get(school)}
    at_schools = sum(placed.values(), Fraction(0))
    units = at_schools if service.units is None else service.units
    if units < at_schools:
        what = f"Schools have {quantity_text(at_schools)} units, and the district pays for {quantity_text(units)}."
        findings.append(finding("wrong-value", service.place("units"), what, "Mend `units`, or what schools have."))
        units = at_schools
    _check_spread(catalogue, service, tuple(placed.values()), findings)
    _check_minimum(service, units, findings)
    price = _split(service, placed, units - at_schools, no_choice)
    _check_frees(price, findings)
    return price


def _split(service: Service, placed: Mapping[str, Fraction], spare: Fraction, no_choice: str) -> Price:
    """Share the cost over the schools' units and the spare ones."""
    rate, amounts = _rate(service), list(placed.values())
    units = [*amounts, spare]
    if service.variable_cents is None:
        variable = [cents((rate or Fraction(0)) * amount) for amount in units]
        whole_cents = sum(variable)
    else:
        every = sum(units, Fraction(0))
        variable = share_cents(service.variable_cents, units)
        whole_cents = service.variable_cents
        rate = Fraction(whole_cents, CENTS) / every if every else None  # exact: Fraction
    fixed = share_cents(service.fixed_cents, amounts)
    shares = tuple(map(Share, placed, amounts, variable, fixed))
    spare_cents = whole_cents + service.fixed_cents - sum(share.price_cents for share in shares)
    return Price(service, rate, shares, spare, spare_cents, no_choice)


def _rate(service: Service) -> Fraction | None:
    """Give the dollars of variable cost for one unit, where the file says them."""
    if service.position is not None:
        days = DAYS_IN_WEEK if service.driver is Driver.DAYS else 1
        return service.position / days  # exact: Fraction
    if service.rate is None and service.variable_cents is None:
        return Fraction(0)
    return service.rate


def _no_choice(catalogue: Catalogue, service: Service) -> str:
    """Say why there is nothing to choose; nothing where there is."""
    if service.bought_in and catalogue.year not in service.bought_in:
        later = [year for year in service.bought_in if year > catalogue.year]
        bought = f"The next purchase is in FY{min(later)}." if later else "No later purchase is planned."
        return f"Not bought in FY{catalogue.year}. {bought}"
    return service.reason if service.approach is Approach.NONE else ""


def _quantities(service: Service, students: Students, findings: list[Finding]) -> dict[str, Fraction]:
    """Say how much each school has."""
    named = service.placed or service.schools
    unknown = [school for school in named if school not in students.schools]
    if unknown:
        place = service.place("placed" if service.placed else "schools")
        what = f"There is no school {', '.join(one[:40] for one in unknown[:_NAMED])} in the facts."
        findings.append(finding("unknown-school", place, what, "Write the id as the facts do, with its zeros."))
    if service.placed:
        return dict(service.placed)
    served = dict.fromkeys(service.schools or students.schools)
    if service.driver not in COUNTED:
        return dict.fromkeys(served, service.each if service.each is not None else Fraction(1))
    counts = students.count(service.grades, service.needs)
    if counts is None:
        asked = ", ".join([*service.grades, *service.needs]) or "all students"
        what = f"Nothing says how many students each school has of: {asked[:80]}."
        fix = "Lay a headcount with these grades and needs beside the catalogue, or say under `placed` how much each school has."
        findings.append(finding("no-headcount", service.place("driver"), what, fix))
        return {}
    return {school: count for school, count in zip(students.schools, counts, strict=True) if school in served}


def _check_frees(price: Price, findings: list[Finding]) -> None:
    """Refuse a choice that frees nothing, however early a school decides."""
    offers = [price.offer(share, Fraction(0), MONTHS_MAXIMUM) for share in price.shares]
    if price.is_offered and any(one.stays_cents for one in offers) and not any(one.money_cents for one in offers):
        what = "All of its cost stays with the district, whoever declines and however early."
        fix = 'Write approach = "none" with the reason; or a variable cost, or `freed` for the fixed one.'
        findings.append(finding("nothing-freed", price.service.place("approach"), what, fix))


def _check_spread(catalogue: Catalogue, service: Service, amounts: Sequence[Fraction], findings: list[Finding]) -> None:
    """Refuse a choice over staff who are at a school for too short a time to be freed there."""
    if service.driver not in STAFF or service.approach is Approach.NONE or not amounts:
        return
    days = min(amounts) * (DAYS_IN_WEEK if service.driver is Driver.FTE else 1)
    if days < catalogue.least_days:
        what = (
            f"It is at {len(amounts)} schools, at one for {quantity_text(days)} days a week; "
            f"for fewer than {quantity_text(catalogue.least_days)} nobody can be freed there."
        )
        fix = 'Write approach = "none" with the reason, or change `least_days`.'
        findings.append(finding("nothing-freed", service.place("approach"), what, fix))


def _check_minimum(service: Service, units: Fraction, findings: list[Finding]) -> None:
    if service.commitment is not None and service.commitment.units > units:
        what = f"The contract charges at least {quantity_text(service.commitment.units)} units, and there are {quantity_text(units)}."
        fix = "Say under `units` how many the district pays for."
        findings.append(finding("wrong-value", service.place("minimum"), what, fix))
