"""The worksheet of one grant: how much money and how much service each school has, side by side, and whether the order is lawful."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.documents.grants.awards import arithmetic, counted_of, offers_told, parts_table
from perpupil.documents.page import Block, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.grants.devolution import Devolution, SchoolShare
from perpupil.grants.grant_year import GrantYear
from perpupil.grants.law import NOT_ADVICE
from perpupil.grants.lawful import order_of_shares, served_only
from perpupil.grants.wording import a_child, percent_of
from perpupil.money import spoken


def worksheet_page(year: GrantYear, name: str) -> Page:
    """Write the worksheet of a grant that could be divided."""
    one = year.devolutions[name]
    counted = counted_of(year, one)
    blocks: list[Block] = [Paragraph(_verdict(year, one), is_lead=True), Paragraph(arithmetic(one, counted))]
    blocks += [parts_table(one), *offers_told(one, counted), Heading("School by school"), _table(one, counted)]
    blocks += _refused(one)
    blocks += _how(year, one, counted)
    return Page(f"Worksheet: {one.grant.title}, {year.grants.title}, FY{year.grants.year}", tuple(blocks))


def _verdict(year: GrantYear, one: Devolution) -> str:
    """Say in a sentence whether the shares are lawful."""
    refused = [each for each in one.offers if each.refused]
    turned = any(
        each.code == "poorer-school-overtaken" and each.where == one.grant.to_schools.place for each in year.findings
    )
    if turned:
        return "As it stands a school has more a child than a poorer school: mend that before any money moves."
    if refused:
        return f"{len(refused)} offer{'s are' if len(refused) > 1 else ' is'} refused by law; everything else keeps the order of need, whatever schools answer."
    if one.grant.program.is_for_served_schools:
        return "Every share is lawful: money goes to served schools alone, and none may come to have more a child than a poorer one, whatever schools answer."
    return "The program sets no order between schools; what each has is shown."


def _table(one: Devolution, counted: str) -> Table:
    currency = one.grant.currency
    rows = [_row(each, one) for each in one.schools]
    sums = ("cash_cents", "central_cents", "open_cents")
    cash, central, still = (spoken(sum(getattr(each, name) for each in one.schools), currency) for name in sums)
    rows.append(("All schools", "", f"{sum(each.students for each in one.schools):,}", "", cash, central, "", still))
    columns = (
        Column("School"), Column("Rank"), Column("Count", is_figure=True), Column("Share", is_figure=True),
        Column("As money", is_figure=True), Column("As services", is_figure=True), Column("Both, each", is_figure=True),
        Column("Offered, open", is_figure=True),
    )  # fmt: skip
    return Table(f"{one.grant.title}: the highest need first. Count: {counted}", columns, tuple(rows), has_total=True)


def _row(one: SchoolShare, made: Devolution) -> tuple[str, ...]:
    currency = made.grant.currency
    unserved = "not served" if made.grant.program.is_for_served_schools else ""
    rank = f"{one.rank}{', targeted' if one.is_targeted else ''}" if one.is_served else unserved
    return (
        one.name,
        rank,
        f"{one.students:,}",
        percent_of(one.share),
        *(spoken(each, currency) for each in (one.cash_cents, one.central_cents)),
        a_child(one.total_cents, one.students, currency),
        spoken(one.open_cents, currency),
    )


def _refused(one: Devolution) -> Iterator[Block]:
    refused = [each for each in one.offers if each.refused]
    if not refused:
        return
    names = {each.unit: each.name for each in one.schools}
    yield Heading("Offers that are refused")
    yield Listing(
        tuple(
            f"{spoken(each.amount_cents, one.grant.currency)} of {each.title} to {names[each.school]}: {each.refused}."
            for each in refused
        )
    )


def _how(year: GrantYear, one: Devolution, counted: str) -> Iterator[Block]:
    """Say what the columns mean and which rules were tested."""
    grant, currency = one.grant, one.grant.currency
    yield Heading("How it was worked out")
    money = "As money: the share by students, and services taken as money."
    services = "As services: what centrally paid services are worth there. What is shared too broadly is no school's."
    points = [
        f"Share: {counted}, of the school's {year.grants.counts[grant.enrolled].title or grant.enrolled}; compared exactly, not as printed.",
        f"{money} {services} Both, each: the two together, for each who counts.",
    ]
    if grant.private.is_said and grant.private.children:
        points.append(
            f"Private schools: {grant.private.children:,} children are due {spoken(one.private_least_cents, currency)} of the whole allocation."
        )
    if grant.program.is_for_served_schools:
        order = (
            f"No school may have more a child than a served school with a higher share ({order_of_shares.CITATION})."
        )
        ours = "That services count with the money, that an offer is tested as if it were taken, and a poorer school as if its answer left it least, is our own, stricter reading."
        points.append(f"Money goes to served schools alone ({served_only.CITATION}).")
        points.append(f"{order} {ours} A difference that rounding to cents explains is none.")
    yield Listing(tuple(points))
    yield Note(NOT_ADVICE)
