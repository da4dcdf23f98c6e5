"""What is a school's to decide and what is not, each with the reason: two lists that follow from the settings alone."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.budget.autonomy.records import AREA_TITLES, LEVEL_TITLES, Area, Legal, Level, Position, Pot
from perpupil.budget.autonomy.scope import scope_of
from perpupil.documents.autonomy.page import keeps_text
from perpupil.documents.differences import listed, several
from perpupil.documents.guide.given import Given
from perpupil.documents.page import Block, Column, Heading, Paragraph, Table
from perpupil.documents.pots.words import STEP_SENTENCES, directs_text, not_directed_text
from perpupil.formula.figures import capital
from perpupil.grants.grant import Step
from perpupil.pots.granted import GrantOfDistrict
from perpupil.services.amounts import day

_PAIR = tuple[str, str]


def included(given: Given) -> Iterator[Block]:
    """Say what is included."""
    yield Heading("What is included")
    rows = tuple(_included_here(given) if given.school else _included_anywhere(given))
    if not rows:
        yield Paragraph("Nothing yet: the district decides on everything.")
        return
    yield Table(
        f"What {given.name(given.school)} decides on" if given.school else "What schools decide on",
        (Column("What"), Column("How far")),
        rows,
    )


def excluded(given: Given) -> Iterator[Block]:
    """Say what is not included, and why."""
    yield Heading("What is not included, and why")
    rows = (*(_excluded_here(given) if given.school else _excluded_anywhere(given)), *_excluded_everywhere(given))
    if not rows:
        yield Paragraph("Nothing is excluded.")
        return
    yield Table(
        f"What {given.name(given.school)} does not decide on" if given.school else "What schools do not decide on",
        (Column("What"), Column("Why")),
        rows,
    )


def _included_here(given: Given) -> Iterator[_PAIR]:
    """Give what one school decides on."""
    scope = scope_of(given.register, given.school, given.seen.today)
    for area, level in scope.areas:
        yield AREA_TITLES[area], _level_text(given, area, level)
    for fund, cents in scope.funds:
        if fund.pot is Pot.SCHOOL_BUDGET:
            keeps = keeps_text(fund, given.currency)
            yield fund.title, f"{given.amount(cents)} a year. {fund.use} Unspent money that it keeps: {keeps}."
    yield from _choices(given)
    for one in given.pots.grants or ():
        if one.is_handed_over and one.directed_cents:
            yield one.grant.title, f"{given.amount(one.directed_cents)} a year. It directs {directs_text(one)}."
    if given.level(Area.STAFFING).is_autonomy:
        for position in scope.positions:
            yield position.title, _position_text(position)


def _included_anywhere(given: Given) -> Iterator[_PAIR]:
    """Give what schools decide on, and how many do."""
    for area in Area:
        deciding = _deciding(given, area)
        if deciding:
            where = "; ".join(f"{LEVEL_TITLES[level]} at {listed(names, 12)}" for level, names in deciding.items())
            yield AREA_TITLES[area], f"{capital(where)}."
    for fund in given.register.funds:
        controlling = sum(1 for cents in fund.amounts_cents.values() if cents)
        if fund.pot is Pot.SCHOOL_BUDGET and controlling:
            who = several(controlling, "school", ("controls", "control"))
            keeps = keeps_text(fund, given.currency)
            yield (
                fund.title,
                f"{who} {given.amount(fund.controlled_cents)} a year. {fund.use} Unspent money that a school keeps: {keeps}.",
            )
    yield from _choices(given)
    for one in given.all_pots.grants or ():
        if one.directed_cents:
            yield one.devolution.grant.title, f"Schools direct {given.amount(one.directed_cents)} of it."


def _deciding(given: Given, area: Area) -> dict[Level, list[str]]:
    """Give the schools that decide in an area, alone or with the district, by who decides."""
    found: dict[Level, list[str]] = {}
    for school, name in given.register.schools.items():
        held = given.seen.holding(school, area)
        if held is not None and held.level.is_autonomy:
            found.setdefault(held.level, []).append(name)
    return dict(sorted(found.items(), key=lambda one: list(Level).index(one[0]), reverse=True))


def _choices(given: Given) -> Iterator[_PAIR]:
    """Give the services about which schools choose."""
    catalogue, settlement = given.known.catalogue, given.known.settlement
    if catalogue is None or settlement is None:
        return
    for one in settlement.services:
        if one.price.is_offered and (not given.school or one.outcome(given.school) is not None):
            yield (
                one.price.service.title,
                f"To have it or the money, for FY{catalogue.year}; until {day(catalogue.deadline)}.",
            )


def _excluded_here(given: Given) -> Iterator[_PAIR]:
    """Give what one school does not decide on."""
    scope = scope_of(given.register, given.school, given.seen.today)
    for area, level in scope.other_areas:
        yield AREA_TITLES[area], _level_text(given, area, level)
    own = given.pots.own
    if own is not None and own.others_cents:
        yield "The rest of its allocation", f"The district controls {given.amount(own.others_cents)} of it."
    for fund in scope.other_funds:
        if fund.pot is Pot.SCHOOL_BUDGET:
            yield fund.title, f"It has no part of it. Who answers for it: {fund.owner}."
    for one in given.pots.grants or ():
        if not one.is_handed_over:
            yield (
                one.grant.title,
                f"{capital(not_directed_text(one))}. Its share is {given.amount(one.waiting_cents)}.",
            )
    if not given.level(Area.STAFFING).is_autonomy:
        for position in scope.positions:
            yield position.title, f"In staffing {LEVEL_TITLES[given.level(Area.STAFFING)]} at this school."


def _excluded_anywhere(given: Given) -> Iterator[_PAIR]:
    """Give what no school decides on because of how far the district has gone."""
    for area in Area:
        if not _deciding(given, area):
            yield AREA_TITLES[area], "The district decides at every school, hearing it or not."
    for one in given.all_pots.grants or ():
        if one.waiting_cents:
            yield one.devolution.grant.title, _waiting_text(given, one)


def _waiting_text(given: Given, one: GrantOfDistrict) -> str:
    """Say which shares of a grant schools do not direct, and why."""
    shares, step = given.amount(one.waiting_cents), one.devolution.grant.step
    if step is Step.IN_USE:
        return f"Where it is not agreed with a school, the district decides: on shares of {shares}."
    return f"{capital(STEP_SENTENCES[step])}. Schools' shares are {shares}."


def _excluded_everywhere(given: Given) -> Iterator[_PAIR]:
    """Give what no school decides on because of law, contract or cost."""
    settlement, catalogue = given.known.settlement, given.known.catalogue
    for one in settlement.services if settlement is not None else ():
        if not one.price.is_offered:
            yield one.price.service.title, one.price.no_choice
    for left_out in catalogue.exclusions if catalogue is not None else ():
        yield left_out.title, left_out.reason
    for grant in given.all_pots.grants or ():
        for part in grant.kept:
            why = f": {part.why}" if part.why else "."
            yield (
                f"{grant.devolution.grant.title}: {part.title}",
                f"The district keeps {given.amount(part.amount_cents)}{why}",
            )
    for position in given.register.positions:
        if position.legal is Legal.FIXED:
            yield position.title, f"Fixed by law or contract{f': {position.rule}' if position.rule else ''}."


def _level_text(given: Given, area: Area, level: Level) -> str:
    """Say who decides, and what that means in practice."""
    terms = given.register.areas.get(area)
    means = terms.levels.get(level, "") if terms is not None else ""
    return f"{capital(LEVEL_TITLES[level])}.{f' {means}' if means else ''}"


def _position_text(position: Position) -> str:
    if position.legal is Legal.OPEN:
        return "Law and contract leave it open."
    rule = f" ({position.rule})" if position.rule else ""
    return f"On a condition: {position.condition or 'as the rule says'}{rule}."
