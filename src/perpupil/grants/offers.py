"""What schools are offered of the money that is spent for them centrally, and which offers the law refuses.

An offer is tested as if it were taken, and every poorer school as if it answered in the way that leaves it least: so what passes is lawful whatever
the schools answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from perpupil.findings import Finding, Place, finding
from perpupil.grants.grant import Answer, Grant, Whom
from perpupil.grants.lawful import order_of_shares, served_only
from perpupil.grants.lawful.order_of_shares import Overtaking, Standing, overtakings
from perpupil.grants.parts import Division, own_cents, worth_cents
from perpupil.grants.schools import School
from perpupil.grants.wording import a_child, percent_of
from perpupil.limits import UNITS_NAMED
from perpupil.money import spoken


@dataclass(frozen=True, slots=True)
class Offer:
    """Money in the place of a service, at one school."""

    set_aside: str
    title: str
    school: str
    amount_cents: int
    worth_cents: int
    """What the service is worth at the school."""
    answer: Answer
    place: Place
    refused: str = ""
    """Why the law refuses it, with the citation; empty where it does not."""

    @property
    def is_open(self) -> bool:
        """Whether the school may still have the money, or has it."""
        return not self.refused and self.answer is not Answer.DECLINED

    @property
    def taken_cents(self) -> int:
        """What the school has of it as money."""
        return self.amount_cents if self.answer is Answer.TAKEN and not self.refused else 0

    @property
    def bounds_cents(self) -> tuple[int, int]:
        """The least and the most that it comes to, as money or as a service."""
        if not self.is_open:
            return self.worth_cents, self.worth_cents
        if self.answer is Answer.TAKEN:
            return self.amount_cents, self.amount_cents
        return min(self.amount_cents, self.worth_cents), max(self.amount_cents, self.worth_cents)


Worths = Mapping[str, Mapping[str, int]]
"""By set-aside and school: what its service is worth there, in cents."""


def worths(grant: Grant, division: Division, schools: tuple[School, ...]) -> Worths:
    """Give what each set-aside is worth at each school."""
    return {one.name: worth_cents(one, division.set_aside_cents[one.name], grant, schools) for one in grant.set_asides}


def offers_of(
    grant: Grant, division: Division, schools: tuple[School, ...]
) -> tuple[tuple[Offer, ...], tuple[Finding, ...]]:
    """Give every offer, in the order of set-asides and schools; what the law refuses says why."""
    worth = worths(grant, division, schools)
    served = served_only.served_units(grant, schools)
    offers = list(_written(grant, worth, served))
    offers, findings = _without_unserved(grant, offers, schools, served)
    findings += _offered_unserved(grant, worth, served)
    standings = standings_of(grant, division, schools, worth)
    offers, told = _without_overtaking(grant, offers, standings, schools)
    offers, overdrawn = _without_overdrawn(grant, division, offers, worth)
    # What is refused for want of money may leave a poorer school with less than it seemed to have.
    offers, again = _without_overtaking(grant, offers, standings, schools)
    return tuple(offers), (*findings, *overdrawn, *dict.fromkeys((*told, *again)))


def _written(grant: Grant, worth: Worths, served: frozenset[str]) -> Iterator[Offer]:
    """Give the offers that are written down, and an open one for every school that has a service which is offered."""
    listed = {(one.set_aside, one.school): one for one in grant.offers}
    for one in grant.set_asides:
        for unit in sorted({*worth[one.name], *(school for name, school in listed if name == one.name)}):
            said, value = listed.get((one.name, unit)), worth[one.name].get(unit, 0)
            if said is not None:
                amount = value if said.amount_cents is None else said.amount_cents
                yield Offer(one.name, one.title, unit, amount, value, said.answer, said.place)
            elif one.is_offered and value and served_only.may_have_money(grant, unit, served):
                yield Offer(one.name, one.title, unit, value, value, Answer.OPEN, one.place)


def _offered_unserved(grant: Grant, worth: Worths, served: frozenset[str]) -> Iterator[Finding]:
    """Find services that are offered to whoever has them, where that is also schools that are not served."""
    for one in grant.set_asides:
        strangers = [unit for unit, value in worth[one.name].items() if value and unit not in served]
        if one.is_offered and strangers and grant.program.is_for_served_schools:
            named = ", ".join(strangers[:UNITS_NAMED])
            what = f"`{one.name}` is offered, and {len(strangers)} of the schools that have it are not served: {named} ({served_only.CITATION})."
            fix = 'Write worth_to = "served", or take these schools out of worth_at.'
            yield finding("unserved-school", one.place, what, fix)


def _without_unserved(
    grant: Grant, offers: list[Offer], schools: tuple[School, ...], served: frozenset[str]
) -> tuple[list[Offer], list[Finding]]:
    """Refuse offers to schools that the program does not serve."""
    names = {one.unit: one.name for one in schools}
    kept, findings = [], []
    for one in offers:
        if not one.amount_cents or served_only.may_have_money(grant, one.school, served):
            kept.append(one)
            continue
        what = f"{grant.title} does not serve {names.get(one.school, one.school)}, and {spoken(one.amount_cents, grant.currency)} of `{one.set_aside}` is offered to it ({served_only.CITATION})."
        fix = "Withdraw the offer; pay the school from money that has no such condition."
        findings.append(finding("unserved-school", one.place, what, fix))
        kept.append(replace(one, refused=f"the school is not served ({served_only.CITATION})"))
    return kept, findings


Standings = tuple[Standing, ...]


def standings_of(grant: Grant, division: Division, schools: tuple[School, ...], worth: Worths) -> Standings:
    """Give the served schools with what they have before any offer: their shares, and what services are worth there."""
    served = served_only.served_units(grant, schools)
    found = []
    for one in schools:
        if one.unit in served:
            total = division.shares.by_school_cents.get(one.unit, 0) + sum(each[one.unit] for each in worth.values())
            share = one.share(grant.students, grant.enrolled)
            found.append(Standing(one.unit, share, one.counts[grant.students], total, total))
    return tuple(found)


def _without_overtaking(
    grant: Grant, offers: list[Offer], standings: Standings, schools: tuple[School, ...]
) -> tuple[list[Offer], list[Finding]]:
    """Refuse offers by which a school might overtake a poorer one, until none is left."""
    if not grant.program.is_for_served_schools:
        return offers, []
    findings: list[Finding] = []
    while True:
        found = {one.richer.unit: one for one in overtakings(_with(standings, offers), _roundings(grant))}
        raised = [
            one for one in offers if one.is_open and one.school in found and one.bounds_cents[1] > one.worth_cents
        ]
        if not raised:
            unexplained = [_order_turned(grant, one, schools) for one in found.values()]
            return offers, findings + unexplained
        findings += [_refusal(grant, one, found[one.school], schools) for one in raised]
        why = f"it would have more a child than a poorer school ({order_of_shares.WORTH_CITATION})"
        offers = [replace(one, refused=why) if one in raised else one for one in offers]


def _with(standings: Standings, offers: list[Offer]) -> Standings:
    """Give the standings with what offers may add or take away."""
    changes: dict[str, list[tuple[int, int]]] = {}
    for one in offers:
        least, most = one.bounds_cents
        changes.setdefault(one.school, []).append((least - one.worth_cents, most - one.worth_cents))
    return tuple(
        replace(
            one,
            least_cents=one.least_cents + sum(least for least, _ in changes.get(one.unit, [])),
            most_cents=one.most_cents + sum(most for _, most in changes.get(one.unit, [])),
        )
        for one in standings
    )


def _roundings(grant: Grant) -> int:
    """How many shares of a school were rounded to a cent."""
    return 1 + sum(one.worth_to is not Whom.NOBODY for one in grant.set_asides)


def _refusal(grant: Grant, offer: Offer, found: Overtaking, schools: tuple[School, ...]) -> Finding:
    room = offer.amount_cents - (found.richer.most_cents - found.lawful_cents)
    fix = (
        f"Offer it {spoken(room, grant.currency)} at most, or give the poorer school more."
        if room > offer.worth_cents
        else f"Offer what the service is worth there, {spoken(offer.worth_cents, grant.currency)}, or give the poorer school more."
    )
    amount = spoken(offer.amount_cents, grant.currency)
    what = f"With {amount} of `{offer.set_aside}` {_against(grant, found, schools)} ({order_of_shares.WORTH_CITATION})."
    return finding("poorer-school-overtaken", offer.place, what, fix)


def _order_turned(grant: Grant, found: Overtaking, schools: tuple[School, ...]) -> Finding:
    what = f"{grant.title}: {_against(grant, found, schools)} ({order_of_shares.CITATION})."
    fix = (
        "Give schools with more children of low income at least as much a child: mend the bands, or where services are."
    )
    return finding("poorer-school-overtaken", grant.to_schools.place, what, fix)


def _against(grant: Grant, found: Overtaking, schools: tuple[School, ...]) -> str:
    """Set two schools side by side in words."""
    names = {one.unit: one.name for one in schools}
    richer, poorer = found.richer, found.poorer
    more = a_child(richer.most_cents, richer.children, grant.currency)
    less = a_child(poorer.least_cents, poorer.children, grant.currency)
    return (
        f"{names[richer.unit]}, where {percent_of(richer.share)} are of low income, has {more} a child, "
        f"and {names[poorer.unit]}, where {percent_of(poorer.share)} are, has {less}"
    )


def _without_overdrawn(
    grant: Grant, division: Division, offers: list[Offer], worth: Worths
) -> tuple[list[Offer], list[Finding]]:
    """Refuse offers of set-asides of which more is promised than there is: those beyond what services are worth, or all."""
    findings = []
    for aside in grant.set_asides:
        there = own_cents(aside, division.set_aside_cents[aside.name])
        promised = _promised(aside.name, offers, worth)
        if promised <= there:
            continue
        what = f"`{aside.name}` has {spoken(there, grant.currency)} for schools, and they are promised {spoken(promised, grant.currency)}."
        findings.append(finding("award-overdrawn", aside.place, what, "Offer less, or set more aside."))
        is_all = sum(worth[aside.name].values()) > there
        offers = [
            replace(one, refused="more is promised than is set aside")
            if one.set_aside == aside.name and one.is_open and (is_all or one.bounds_cents[1] > one.worth_cents)
            else one
            for one in offers
        ]
    return offers, findings


def _promised(name: str, offers: list[Offer], worth: Worths) -> int:
    """Give the most that a set-aside may come to at schools, as services and as money."""
    mine = [one for one in offers if one.set_aside == name]
    return sum(worth[name].values()) + sum(one.bounds_cents[1] - one.worth_cents for one in mine)
