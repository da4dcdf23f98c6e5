"""Where an award goes: every cent in a named part, before any school answers an offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from perpupil.exact.numerals import write_decimal_text
from perpupil.findings import Finding, finding
from perpupil.grants.grant import Grant, SetAside, Whom
from perpupil.grants.lawful import served_only
from perpupil.grants.lawful.served_only import served_units
from perpupil.grants.programs.declaration import PrivateShare, Purpose
from perpupil.grants.reservations import enrollment_share, equitable_share, family_engagement, proportionate_share
from perpupil.grants.schools import School
from perpupil.grants.sharing import Shares, share_out
from perpupil.money import spoken


class PartKind(StrEnum):
    """What a part of an award is."""

    DEVOLVED = "devolved"
    REQUIRED = "required set-aside"
    CHOSEN = "chosen set-aside"
    PRIVATE = "private schools"
    ADMINISTRATION = "administration"
    INDIRECT = "indirect cost"
    CARRY_FORWARD = "carried forward"
    LEFT = "left"


SET_ASIDES = frozenset({PartKind.REQUIRED, PartKind.CHOSEN})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an award."""

    kind: PartKind
    name: str
    title: str
    amount_cents: int
    why: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Division:
    """An award divided: what the district keeps, and what goes to schools by their students."""

    kept: tuple[Part, ...]
    shares: Shares
    """What goes to each school, of every school."""
    left: tuple[Part, ...]
    private_least_cents: int
    """The share for private schools that the law gives."""
    set_aside_cents: Mapping[str, int]

    @property
    def total_cents(self) -> int:
        """All parts together."""
        return sum(one.amount_cents for one in (*self.kept, *self.left)) + self.shares.total_cents


def divide(grant: Grant, schools: tuple[School, ...]) -> tuple[Division | None, tuple[Finding, ...]]:
    """Divide an award; None where more is set aside than there is, or nobody is there to have the rest."""
    if grant.program.is_for_served_schools and grant.to_schools.whom is Whom.ALL:
        what = f"{grant.title} is to go to all schools, and it serves some ({served_only.CITATION})."
        fix = 'Write schools = "served".'
        return None, (finding("unserved-school", grant.to_schools.place, what, fix),)
    allocation, available = grant.award.allocation_cents, grant.award.available_cents
    least = private_least_cents(grant, schools)
    asides = {one.name: set_aside_cents(one, grant, least) for one in grant.set_asides}
    kept = _kept(grant, asides, least)
    rest = available - sum(one.amount_cents for one in kept)
    wanted = weights(grant, schools)
    asked = _asked_cents(grant, schools, wanted, rest)
    if rest < 0 or asked > rest:
        short = spoken(max(-rest, asked - rest), grant.currency)
        what = f"{grant.title}: {spoken(available, grant.currency)} is there, and {short} more than that is given out."
        return None, (finding("award-overdrawn", grant.place, what, "Lower a set-aside, a band or an amount."),)
    shares = _shares(grant, schools, wanted, asked)
    if shares is None:
        what = f"{grant.title}: {spoken(asked, grant.currency)} is for schools, and no school of those has a student who counts."
        fix = f"Check the count `{grant.students}`, and which schools are served."
        return None, (finding("empty-share", grant.to_schools.place, what, fix),)
    left, told = _left(grant, rest - asked, shares.kept_cents, allocation)
    return Division(kept, shares, left, least, asides), told


def weights(grant: Grant, schools: tuple[School, ...]) -> dict[str, int]:
    """Give the students by whom shares to schools go: nobody where a school has no part."""
    return _of_whom(grant.to_schools.whom, grant, schools)


def worth_cents(one: SetAside, amount_cents: int, grant: Grant, schools: tuple[School, ...]) -> dict[str, int]:
    """Give what a set-aside's service is worth at each school: what is shared too broadly is no school's."""
    if one.worth_at_cents:
        return {school.unit: one.worth_at_cents.get(school.unit, 0) for school in schools}
    shares = share_out(own_cents(one, amount_cents), _of_whom(one.worth_to, grant, schools))
    return dict(shares.by_school_cents) if shares is not None else dict.fromkeys((each.unit for each in schools), 0)


def own_cents(one: SetAside, amount_cents: int) -> int:
    """Give what of a set-aside is some school's; the part that is shared too broadly is rounded down to a cent.

    Nine tenths that must reach schools do so with a shared tenth, whatever the cents.
    """
    return amount_cents - int(amount_cents * one.shared // 1)


def private_least_cents(grant: Grant, schools: tuple[School, ...]) -> int:
    """Give the share for private schools that the program's law gives."""
    allocation, children = grant.award.allocation_cents, grant.private.children
    match grant.program.private:
        case PrivateShare.LOW_INCOME:
            served = served_units(grant, schools)
            public = sum(one.counts[grant.students] for one in schools if one.unit in served)
            return equitable_share.equitable_share_cents(allocation, children, public)
        case PrivateShare.ENROLLMENT:
            public = sum(one.counts[grant.enrolled] for one in schools)
            administration = grant.administration.cents(allocation)
            return enrollment_share.enrollment_share_cents(allocation, administration, children, public)
        case PrivateShare.DISABILITY:
            public = sum(one.counts[grant.students] for one in schools)
            return proportionate_share.proportionate_share_cents(allocation, children, public)
        case PrivateShare.NONE:
            return 0


def set_aside_cents(one: SetAside, grant: Grant, private_cents: int) -> int:
    """Give a set-aside in cents; of a percentage for families the private schools' part is in their own share already."""
    allocation = grant.award.allocation_cents
    amount = one.sum.cents(allocation)
    if one.purpose is Purpose.FAMILY_ENGAGEMENT and one.sum.share is not None:
        amount -= family_engagement.family_engagement(allocation, private_cents).private_cents
    return max(0, amount)


def _of_whom(whom: Whom, grant: Grant, schools: tuple[School, ...]) -> dict[str, int]:
    served = served_units(grant, schools)
    return {
        one.unit: one.counts[grant.students] if whom is Whom.ALL or (whom is Whom.SERVED and one.unit in served) else 0
        for one in schools
    }


def _kept(grant: Grant, asides: Mapping[str, int], private_cents: int) -> tuple[Part, ...]:
    """Give what the district keeps."""
    allocation, award = grant.award.allocation_cents, grant.award
    private = grant.private.amount_cents if grant.private.amount_cents is not None else private_cents
    parts = [Part(PartKind.PRIVATE, "private", "Private schools", private, grant.private.why, _private_citation(grant))]
    for one in grant.set_asides:
        kind = PartKind.REQUIRED if one.is_required else PartKind.CHOSEN
        parts.append(Part(kind, one.name, one.title, asides[one.name], one.why, one.citation))
    administration = grant.administration.cents(allocation)
    why = grant.administration_why
    parts.append(Part(PartKind.ADMINISTRATION, "administration", "Administration", administration, why))
    if grant.indirect is not None:
        charge = grant.indirect.charge_cents(award.available_cents)
        parts.append(Part(PartKind.INDIRECT, "indirect", "Indirect cost", charge, _indirect_words(grant)))
    parts.append(Part(PartKind.CARRY_FORWARD, "carry_forward", "Planned for the year after", grant.carry_forward_cents))
    return tuple(one for one in parts if one.amount_cents)


def _private_citation(grant: Grant) -> str:
    rules = {
        PrivateShare.LOW_INCOME: equitable_share.CITATION,
        PrivateShare.ENROLLMENT: enrollment_share.CITATION,
        PrivateShare.DISABILITY: proportionate_share.CITATION,
    }
    return str(rules.get(grant.program.private, ""))


def _indirect_words(grant: Grant) -> str:
    """Say how indirect cost is found."""
    indirect = grant.indirect
    if indirect is None or indirect.amount_cents is not None:
        return "as agreed"
    rate = f"{write_decimal_text(100 * indirect.rate)} percent of {indirect.basis.replace('_', ' ')}"
    without = sum(one.excluded_cents for one in indirect.excluded)
    return f"{rate}, without {spoken(without, grant.currency)} that bears none" if without else rate


def _asked_cents(grant: Grant, schools: tuple[School, ...], wanted: Mapping[str, int], rest: int) -> int:
    """Give what goes to schools: an amount, what the bands come to, or what is left."""
    to_schools = grant.to_schools
    if to_schools.bands:
        return sum(_by_band(grant, schools, wanted).values())
    return rest if to_schools.amount_cents is None else to_schools.amount_cents


def _by_band(grant: Grant, schools: tuple[School, ...], wanted: Mapping[str, int]) -> dict[str, int]:
    """Give each school the rate of the highest band that its share of students reaches."""
    given = {}
    for one in schools:
        share = one.share(grant.students, grant.enrolled)
        rates = [rate for start, rate in grant.to_schools.bands if share >= start]
        given[one.unit] = wanted[one.unit] * (rates[-1] if rates else 0)
    return given


def _shares(grant: Grant, schools: tuple[School, ...], wanted: Mapping[str, int], asked: int) -> Shares | None:
    if grant.to_schools.bands:
        given = _by_band(grant, schools, wanted)
        even = share_out(asked, wanted)
        return Shares(even.rate, given, 0) if even is not None else None
    if not asked:
        return Shares(Fraction(0), dict.fromkeys(sorted(wanted), 0), 0)
    return share_out(asked, wanted, grant.to_schools.odd_cents)


def _left(grant: Grant, rest: int, odd: int, allocation: int) -> tuple[tuple[Part, ...], tuple[Finding, ...]]:
    """Name what is left, and find what nobody has given a use."""
    parts = []
    if odd:
        parts.append(Part(PartKind.LEFT, "odd_cents", "Odd cents, kept", odd, "a rate of whole cents leaves them over"))
    if not rest:
        return tuple(parts), ()
    parts.append(Part(PartKind.LEFT, "left", "Without a use so far", rest))
    what = f"{grant.title}: {spoken(rest, grant.currency)} of {spoken(allocation, grant.currency)} has no use so far."
    fix = "Set it aside, give it to schools, or plan it for the year after with carry_forward."
    return tuple(parts), (finding("award-left-over", grant.place, what, fix),)
