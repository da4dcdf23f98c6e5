"""The page of a school: its three pots, each with what the school decides, what others decide, and why."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.documents.page import Block, Column, Heading, Note, Page, Paragraph, Table
from perpupil.documents.pots.words import (
    NONE,
    POT_TITLES,
    directs_text,
    missing_text,
    register_differs,
    year_text,
    years_differ,
)
from perpupil.formula.figures import day
from perpupil.money import spoken
from perpupil.pots.central import ServiceAtSchool
from perpupil.pots.granted import GrantAtSchool
from perpupil.pots.own_budget import OwnBudget
from perpupil.pots.three_pots import Known, PotKind, SchoolPots
from perpupil.services.amounts import quantity_text, units_text
from perpupil.services.settlement import Outcome, Standing


def school_pots_page(known: Known, pots: SchoolPots) -> Page:
    """Write the page of a school."""
    blocks: list[Block] = [Paragraph(_lead(known, pots), is_lead=True), _balances(known, pots)]
    read = list(_how_to_read(known, pots))
    blocks += [Paragraph(" ".join(read))] if read else []
    if known.missing:
        blocks.append(Note(missing_text(known)))
    if pots.own is not None:
        blocks += _own(known, pots.own)
    if pots.services is not None:
        blocks += _services(known, pots.services)
    if pots.grants is not None:
        blocks += _grants(known, pots, pots.grants)
    return Page(f"The three pots of {pots.name} ({pots.school})", tuple(blocks))


def _how_to_read(known: Known, pots: SchoolPots) -> Iterator[str]:
    """Say what must be known to read the tables."""
    if years_differ(known):
        yield "The years differ, so nothing is added up."
    if pots.services and known.catalogue is not None:
        until = day(known.catalogue.deadline)
        yield f"Choices count until {until}; what is not chosen goes on."


def _lead(known: Known, pots: SchoolPots) -> str:
    parts = {
        PotKind.OWN: "of its own budget",
        PotKind.SERVICES: "of central services",
        PotKind.GRANTS: "of grants",
    }
    told = [
        f"{spoken(one.decided_cents, known.currency)} {parts[pot]} ({year_text(known, pot)})"
        for pot, one in pots.balances.items()
    ]
    return f"{pots.name} decides on {'; '.join(told)}."


def _balances(known: Known, pots: SchoolPots) -> Table:
    columns = (
        Column("Pot"), Column("Year"), Column("There is", is_figure=True), Column("The school decides", is_figure=True),
        Column("Others decide", is_figure=True),
    )  # fmt: skip
    rows = [
        (POT_TITLES[pot], year_text(known, pot), *(spoken(cents, known.currency) for cents in (one.there_cents, one.decided_cents, one.others_cents)))
        for pot, one in pots.balances.items()
    ]  # fmt: skip
    is_one_year = not years_differ(known)
    if is_one_year:
        found = pots.balances.values()
        sums = (
            sum(one.there_cents for one in found),
            sum(one.decided_cents for one in found),
            sum(one.others_cents for one in found),
        )
        rows.append(("All", "", *(spoken(cents, known.currency) for cents in sums)))
    return Table("The three pots, and who decides", columns, tuple(rows), has_total=is_one_year)


def _own(known: Known, own: OwnBudget) -> Iterator[Block]:
    currency = known.currency
    yield Heading(f"Its own budget, {year_text(known, PotKind.OWN)}")
    if known.register is None:
        yield Note("There is no autonomy.toml in the folder: nothing says what the school controls.")
    columns = (Column("Part"), Column("Amount", is_figure=True), Column("Who decides"), Column("For"))
    rows = [(fund.title, spoken(cents, currency), "the school", fund.use) for fund, cents in own.funds]
    rest = "all other lines of the formula" if own.lines else NONE
    rows.append(("The rest of its allocation", spoken(own.others_cents, currency), "the district", rest))
    rows.append(("Allocated by the formula", spoken(own.allocated_cents, currency), "", ""))
    yield Table("What it controls of its allocation", columns, tuple(rows), has_total=True)
    if not own.is_named:
        yield Note("The facts of the formula have no school of this id, so it is allocated nothing.")
    elif own.others_cents < 0:
        yield Note("It is promised more than the formula allocates to it; one of the two is to be mended.")


def _services(known: Known, services: tuple[ServiceAtSchool, ...]) -> Iterator[Block]:
    currency = known.currency
    yield Heading(f"Central services, {year_text(known, PotKind.SERVICES)}")
    chosen = [(one, one.outcome) for one in services if one.outcome is not None]
    columns = (
        Column("Service"), Column("Cost here", is_figure=True), Column("Its choice"),
        Column("Service", is_figure=True), Column("Money it gets", is_figure=True), Column("Cost that stays", is_figure=True),
    )  # fmt: skip
    rows, totals = [], [0, 0, 0, 0]
    for one, outcome in chosen:
        amounts = (one.cost_cents, outcome.service_cents, outcome.money_cents, outcome.stays_cents)
        totals = [total + amount for total, amount in zip(totals, amounts, strict=True)]
        cost, *parts = (spoken(amount, currency) for amount in amounts)
        rows.append((one.price.service.title, cost, choice_text(one, outcome), *parts))
    cost, *parts = (spoken(total, currency) for total in totals)
    rows.append(("All", cost, "", *parts))
    yield Table("Services that it may decline or buy", columns, tuple(rows), has_total=True)
    yield from _retained(services, currency)


def _retained(services: tuple[ServiceAtSchool, ...], currency: str) -> Iterator[Block]:
    retained = [one for one in services if one.outcome is None]
    if retained:
        columns = (Column("Service"), Column("Cost here", is_figure=True), Column("Why"))
        rows = [(one.price.service.title, spoken(one.cost_cents, currency), one.price.no_choice) for one in retained]
        yield Table("Services that are not a choice", columns, tuple(rows))


def choice_text(one: ServiceAtSchool, outcome: Outcome) -> str:
    """Say what a school chose of a service."""
    noun = one.price.service.unit_noun
    match outcome.standing:
        case Standing.PART | Standing.BUYS_OTHERWISE:
            verb = "keeps" if outcome.standing is Standing.PART else "buys"
            return f"{verb} {units_text(outcome.has, noun)}; it had {quantity_text(outcome.quantity)}"
        case _:
            return str(outcome.standing)


def _grants(known: Known, pots: SchoolPots, grants: tuple[GrantAtSchool, ...]) -> Iterator[Block]:
    currency = known.currency
    yield Heading(f"Grants, {year_text(known, PotKind.GRANTS)}")
    if not grants:
        yield Paragraph("It has no part of any grant.")
        return
    columns = (
        Column("Grant"), Column("Its share", is_figure=True), Column("It decides", is_figure=True), Column("On what"),
        Column("Gets as services", is_figure=True),
    )  # fmt: skip
    rows = [
        (
            one.grant.title,
            spoken(one.share.cash_cents, currency),
            spoken(one.directed_cents, currency),
            directs_text(one),
            spoken(one.share.central_cents, currency),
        )
        for one in grants
    ]
    sums = [
        sum(found)
        for found in zip(
            *((one.share.cash_cents, one.directed_cents, one.share.central_cents) for one in grants), strict=True
        )
    ]
    share, directed, central = (spoken(cents, currency) for cents in sums)
    rows.append(("All", share, directed, register_differs(known, pots.school, sums[1]), central))
    yield Table("Its lawful share of each grant", columns, tuple(rows), has_total=True)
