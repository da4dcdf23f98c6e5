"""A grant handed over: every part of the award after schools have answered, and every school's share, worked out and tested."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from perpupil.findings import Finding, finding
from perpupil.grants.grant import Answer, Grant
from perpupil.grants.lawful.served_only import served_units
from perpupil.grants.offers import Offer, Worths, offers_of, worths
from perpupil.grants.parts import SET_ASIDES, Division, Part, PartKind, divide, weights
from perpupil.grants.reservations.checks import check_set_asides
from perpupil.grants.schools import School


@dataclass(frozen=True, slots=True)
class SchoolShare:
    """What one school has of a grant: the row of the worksheet."""

    unit: str
    name: str
    is_served: bool
    is_targeted: bool
    """Whether the money is for identified children alone."""
    students: int
    """Who counts for the grant."""
    enrolled: int
    rank: int | None
    """By its share of students who count, among schools that are served; equal shares have one rank."""
    allocated_cents: int
    """Its share by students."""
    taken_cents: int
    """Money that it took in the place of services."""
    central_cents: int
    """What the services are worth that it still gets centrally."""
    open_cents: int
    """What it is offered and has not answered; a part of `central_cents` at most where the offer is what services are worth."""

    @property
    def share(self) -> Fraction:
        """Who counts, as a share of everybody."""
        return Fraction(self.students, self.enrolled) if self.enrolled else Fraction(0)

    @property
    def cash_cents(self) -> int:
        """What the school directs."""
        return self.allocated_cents + self.taken_cents

    @property
    def total_cents(self) -> int:
        """What it has as money and as services."""
        return self.cash_cents + self.central_cents


@dataclass(frozen=True, slots=True)
class Devolution:
    """A grant after schools have answered."""

    grant: Grant
    parts: tuple[Part, ...]
    """Every cent of the award, in named parts."""
    rate_cents: Fraction
    """Of the share by students: cents a student, exact."""
    students: int
    """By how many students it was shared."""
    schools: tuple[SchoolShare, ...]
    """In the order of need: the highest share first, served schools before the others."""
    offers: tuple[Offer, ...]
    private_least_cents: int

    @property
    def total_cents(self) -> int:
        """All parts together; always what is available."""
        return sum(one.amount_cents for one in self.parts)

    def of_kind(self, *kinds: PartKind) -> int:
        """Give the cents of parts of some kinds."""
        return sum(one.amount_cents for one in self.parts if one.kind in kinds)

    def school(self, unit: str) -> SchoolShare | None:
        """Find a school's row."""
        return next((one for one in self.schools if one.unit == unit), None)


def devolve(grant: Grant, schools: Iterable[School]) -> tuple[Devolution | None, tuple[Finding, ...]]:
    """Work a grant out; the order in which schools stand changes nothing.

    Returns:
        The grant after schools have answered, None where it cannot be divided; and what was found.

    """
    ordered = tuple(sorted(schools, key=lambda one: one.unit))
    unknown = tuple(_unknown_schools(grant, ordered))
    if unknown:
        return None, unknown
    division, told = divide(grant, ordered)
    if division is None:
        return None, told
    offers, refused = offers_of(grant, division, ordered)
    rows = _rows(grant, division, ordered, offers, worths(grant, division, ordered))
    counted = sum(weights(grant, ordered).values())
    made = Devolution(
        grant,
        _parts(grant, division, offers),
        division.shares.rate,
        counted,
        rows,
        offers,
        division.private_least_cents,
    )
    return made, (*told, *check_set_asides(grant, division), *refused)


def _unknown_schools(grant: Grant, schools: tuple[School, ...]) -> Iterable[Finding]:
    """Find ids that no school has."""
    known = {one.unit for one in schools}
    named = [(unit, "served", grant.place) for unit in grant.served or ()]
    named += [(unit, "targeted", grant.place) for unit in grant.targeted]
    named += [(unit, one.name, one.place) for one in grant.set_asides for unit in one.worth_at_cents]
    named += [(one.school, "offer", one.place) for one in grant.offers]
    for unit, key, place in named:
        if unit not in known:
            what = f"`{key}` names {unit[:40]!r}, and there is no such school."
            yield finding("unknown-unit", place, what, "Write the id as the file of schools does, zeros included.")


def _parts(grant: Grant, division: Division, offers: tuple[Offer, ...]) -> tuple[Part, ...]:
    """Give the parts after schools have answered: what was taken moves from its set-aside to schools."""
    taken = {
        one.name: sum(each.taken_cents for each in offers if each.set_aside == one.name) for one in grant.set_asides
    }
    words = "by students, theirs to direct"
    devolved = [
        Part(PartKind.DEVOLVED, "to_schools", grant.to_schools.title, division.shares.total_cents, words),
        *(
            Part(
                PartKind.DEVOLVED, one.name, f"{one.title}: taken as money", taken[one.name], "in place of the service"
            )
            for one in grant.set_asides
        ),
    ]
    kept = [
        replace(one, amount_cents=one.amount_cents - taken[one.name]) if one.kind in SET_ASIDES else one
        for one in division.kept
    ]
    return tuple(one for one in (*devolved, *kept, *division.left) if one.amount_cents)


def _rows(
    grant: Grant, division: Division, schools: tuple[School, ...], offers: tuple[Offer, ...], worth: Worths
) -> tuple[SchoolShare, ...]:
    served = served_units(grant, schools)
    of_school: dict[str, list[Offer]] = {}
    for offer in offers:
        of_school.setdefault(offer.school, []).append(offer)
    rows = []
    for one in schools:
        mine = of_school.get(one.unit, [])
        gone = sum(each.worth_cents for each in mine if each.taken_cents)
        row = SchoolShare(
            one.unit,
            one.name,
            one.unit in served,
            one.unit in grant.targeted,
            one.counts[grant.students],
            one.counts[grant.enrolled],
            None,
            division.shares.by_school_cents.get(one.unit, 0),
            sum(each.taken_cents for each in mine),
            sum(each.get(one.unit, 0) for each in worth.values()) - gone,
            sum(each.amount_cents for each in mine if each.is_open and each.answer is Answer.OPEN),
        )
        rows.append(row)
    return _ranked(rows)


def _ranked(rows: list[SchoolShare]) -> tuple[SchoolShare, ...]:
    """Put schools in the order of need and number those that are served."""
    ordered = sorted(rows, key=lambda one: (not one.is_served, -one.share, one.unit))
    ranks: dict[Fraction, int] = {}
    for place, one in enumerate(one for one in ordered if one.is_served):
        ranks.setdefault(one.share, place + 1)
    return tuple(replace(one, rank=ranks[one.share]) if one.is_served else one for one in ordered)
