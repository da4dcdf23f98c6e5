"""What is wrong with the set-asides that a district chose: one that the law asks for is missing, or it is too small or too large."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.findings import Finding, finding
from perpupil.grants.grant import Grant, SetAside
from perpupil.grants.law import Citation
from perpupil.grants.parts import Division, own_cents
from perpupil.grants.programs.declaration import PrivateShare, Purpose
from perpupil.grants.reservations import family_engagement, incentives
from perpupil.grants.reservations.carryover import CITATION as CARRYOVER
from perpupil.grants.reservations.carryover import carryover
from perpupil.money import plain, spoken


def check_set_asides(grant: Grant, division: Division) -> Iterator[Finding]:
    """Find what is missing, too small or too large."""
    yield from _missing(grant)
    yield from _private(grant, division)
    yield from _carry_forward(grant)
    if grant.program.name == "title_i":
        yield from _family_engagement(grant, division)
        yield from _incentives(grant, division)


def _missing(grant: Grant) -> Iterator[Finding]:
    """Find purposes that come first and have neither money nor a reason why not."""
    there = {one.purpose for one in grant.set_asides}
    for one in grant.program.first:
        if grant.award.allocation_cents > one.above_cents and one.purpose not in {*there, *grant.not_needed}:
            what = f"{grant.title} sets nothing aside for {one.purpose.replace('_', ' ')}. {one.rule}"
            fix = f'Add [grant.{grant.name}.set_aside.{one.purpose}] with purpose = "{one.purpose}", or say why not: not_needed = {{ {one.purpose} = "…" }}.'
            yield finding("set-aside-missing", grant.place, what, fix)
    if grant.program.private is not PrivateShare.NONE and not grant.private.is_said:
        what = f"{grant.title} does not say how many children of private schools count."
        fix = "Write private_children = their number, and if it is 0 private_why."
        yield finding("set-aside-missing", grant.place, what, fix)


def _private(grant: Grant, division: Division) -> Iterator[Finding]:
    chosen = grant.private.amount_cents
    if chosen is not None and chosen < division.private_least_cents:
        least = spoken(division.private_least_cents, grant.currency)
        what = f"{grant.title} has {spoken(chosen, grant.currency)} for private schools; {grant.private.children:,} children are due {least}."
        fix = f"Write private_amount = {plain(division.private_least_cents)}, or leave it out."
        yield finding("set-aside-too-small", grant.place, what, fix)


def _family_engagement(grant: Grant, division: Division) -> Iterator[Finding]:
    mine = [one for one in grant.set_asides if one.purpose is Purpose.FAMILY_ENGAGEMENT]
    private = grant.private.amount_cents
    share = division.private_least_cents if private is None else private
    least = family_engagement.family_engagement(grant.award.allocation_cents, share)
    held = sum(division.set_aside_cents[one.name] for one in mine)
    if mine and held < least.public_cents:
        yield _too_small(grant, mine[0], held, least.public_cents, family_engagement.CITATION)
    wanted = family_engagement.at_schools_cents(held)
    reaches = sum(own_cents(one, division.set_aside_cents[one.name]) for one in mine)
    if mine and reaches < wanted:
        what = f"Of {spoken(held, grant.currency)} for families {spoken(reaches, grant.currency)} is for schools; nine tenths are {spoken(wanted, grant.currency)} ({family_engagement.CITATION})."
        yield finding("set-aside-too-small", mine[0].place, what, "Write shared_percent = 10 or less.")


def _incentives(grant: Grant, division: Division) -> Iterator[Finding]:
    mine = [one for one in grant.set_asides if one.purpose is Purpose.INCENTIVES]
    held = sum(division.set_aside_cents[one.name] for one in mine)
    most = incentives.incentives_at_most_cents(grant.award.allocation_cents)
    if held > most:
        what = f"{spoken(held, grant.currency)} is set aside for incentives; at most {spoken(most, grant.currency)} may be ({incentives.CITATION})."
        yield finding("set-aside-too-large", mine[0].place, what, "Lower it to five percent of the allocation.")


def _too_small(grant: Grant, one: SetAside, held: int, least: int, citation: Citation) -> Finding:
    what = f"`{one.name}` has {spoken(held, grant.currency)}; at least {spoken(least, grant.currency)} must be set aside ({citation})."
    return finding("set-aside-too-small", one.place, what, f"Set {spoken(least - held, grant.currency)} more aside.")


def _carry_forward(grant: Grant) -> Iterator[Finding]:
    """Find plans to carry more forward than the program lets a district keep."""
    planned = grant.carry_forward_cents
    kept = carryover(grant.award.carryover_base_cents, planned, grant.program.carryover)
    if kept.limit_cents is not None and kept.excess_cents:
        limit = spoken(kept.limit_cents, grant.currency)
        what = f"{spoken(planned, grant.currency)} is planned for the year after; at most {limit} may be kept ({CARRYOVER})."
        fix = f"Spend {spoken(kept.excess_cents, grant.currency)} this year, or ask the state for its waiver, given once in three years."
        yield finding("set-aside-too-large", grant.place, what, fix)
