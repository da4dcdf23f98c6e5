"""A sample budget, told: one school of the district with the figures that its settings give."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.documents.guide.given import Given
from perpupil.documents.page import Block, Heading, Listing, Paragraph
from perpupil.documents.pots.school import choice_text
from perpupil.documents.pots.words import directs_text, not_directed_text, year_text
from perpupil.formula.figures import capital, counted
from perpupil.grants.grant import Direct
from perpupil.money import CENTS
from perpupil.pots.central import ServiceAtSchool
from perpupil.pots.own_budget import OwnBudget
from perpupil.pots.three_pots import PotKind
from perpupil.services.amounts import day

_LEFT_CENTS = 1_000 * CENTS
"""What is left at the end of the year in the example of what a school keeps."""


def story(given: Given) -> Iterator[Block]:
    """Tell the budget of a school."""
    name, pots = given.name(given.sample), given.pots
    yield Heading(f"A budget, told: {name}")
    if pots.own is not None:
        yield Paragraph(_own(given, name, pots.own))
    if pots.services:
        yield from _services(given, name, pots.services)
    if pots.grants:
        yield Paragraph(" ".join(_grants(given)))
    left = [_left(given, fund.title, fund.kept_cents(_LEFT_CENTS)) for fund, _ in (pots.own.funds if pots.own else ())]
    if left:
        yield Paragraph(f"The year ends. {' '.join(left)}")
    done = [one for one in given.register.used if one.school == given.sample and one.on <= given.seen.today]
    if done:
        yield Paragraph(f"What {name} made of it so far:")
        yield Listing(tuple(f"{day(one.on)}: {one.what}." for one in done))


def _own(given: Given, name: str, own: OwnBudget) -> str:
    year = year_text(given.known, PotKind.OWN)
    students = given.known.students.get(given.sample)
    told = [f"{name} has {counted(students, 'student')}."] if students is not None else []
    told.append(f"For {year} the formula gives {name} {given.amount(own.allocated_cents)}.")
    if not own.is_named:
        told = [f"The facts of the formula do not name {name}, so it is allocated nothing."]
    if own.funds:
        told.append(f"{name} decides what is done with {given.amount(own.controlled_cents)} of it.")
        told += [f"{fund.title}, {given.amount(cents)}: {fund.use}" for fund, cents in own.funds]
    else:
        told.append(f"{name} controls none of it.")
    told.append(f"The district decides on the other {given.amount(own.others_cents)}.")
    return " ".join(told)


def _services(given: Given, name: str, services: tuple[ServiceAtSchool, ...]) -> Iterator[Block]:
    chosen = [(one, one.outcome) for one in services if one.outcome is not None]
    if not chosen:
        return
    year, cost = year_text(given.known, PotKind.SERVICES), sum(one.cost_cents for one, _ in chosen)
    yield Paragraph(
        f"For {year} the district runs services for {name} that cost {given.amount(cost)} there, and {name} may choose about them:"
    )
    items = []
    for one, outcome in chosen:
        text = f"{one.price.service.title}, {given.amount(one.cost_cents)}: {choice_text(one, outcome)}."
        if outcome.money_cents:
            moved = "is added to" if outcome.money_cents > 0 else "is taken from"
            text += f" {given.amount(abs(outcome.money_cents))} {moved} its budget."
        if outcome.stays_cents:
            text += f" The district still pays {given.amount(outcome.stays_cents)}."
        items.append(text)
    yield Listing(tuple(items))
    money = sum(outcome.money_cents for _, outcome in chosen)
    stays = sum(outcome.stays_cents for _, outcome in chosen)
    yield Paragraph(
        f"So its choices come to {given.amount(money)} in its budget, and {given.amount(stays)} that stays with the district."
    )


def _grants(given: Given) -> Iterator[str]:
    year = year_text(given.known, PotKind.GRANTS)
    for one in given.pots.grants or ():
        share = given.amount(one.share.cash_cents)
        if one.is_handed_over:
            what = "money" if one.grant.direct is Direct.MONEY else "staff"
            only = f" ({directs_text(one)})" if one.share.is_targeted else ""
            yield f"Of {one.grant.title} it directs {share} of {what} in {year}{only}."
        else:
            yield f"{one.grant.title} is {not_directed_text(one)}. Its share is {share}."


def _left(given: Given, title: str, kept_cents: int) -> str:
    left = given.amount(_LEFT_CENTS)
    kept = f"{given.amount(kept_cents)} of it stays at the school" if kept_cents else "none of it stays at the school"
    return capital(f"if {left} of {title} is left, {kept}.")
