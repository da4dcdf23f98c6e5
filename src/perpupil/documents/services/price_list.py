"""The price list, as a principal reads it: what each service costs, what declining frees, what stays, and what is no choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from perpupil.documents.page import Block, Column, Heading, Listing, Page, Paragraph, Table
from perpupil.money import CENTS, spoken
from perpupil.services.amounts import day, quantity_text, units_text
from perpupil.services.catalogue import CATEGORY_TITLES, Approach, Catalogue
from perpupil.services.price import Price, deadline_months
from perpupil.services.settlement import if_all_declined
from perpupil.services.students import Students
from perpupil.services.wording import below_sentence, offer_sentence, price_arithmetic, rate_text

APPROACHES = {
    Approach.OPT_OUT: "keep it, or take the money",
    Approach.BUY_BACK: "buy it, or keep the money",
}


def price_list_page(catalogue: Catalogue, prices: Sequence[Price], students: Students) -> Page:
    """Write the price list."""
    offered = [price for price in prices if price.is_offered]
    blocks: list[Block] = [
        Paragraph(
            f"Choose by {day(catalogue.deadline)}. What you take is added to your FY{catalogue.year} budget. If you choose nothing, you keep what you have.",
            is_lead=True,
        ),
        _prices(catalogue, offered),
        Paragraph(
            "Price = money you would get + cost that stays. Cost that stays is still paid by the district if you decline."
        ),
        *_arithmetic(catalogue, offered),
        Heading("How much could be freed in all?"),
        _freed(catalogue, prices, students),
        *_no_choices(catalogue, prices),
        *_method(catalogue, students),
    ]
    return Page(f"Keep the service or take the money? {catalogue.title}, FY{catalogue.year}", tuple(blocks))


def _prices(catalogue: Catalogue, offered: Sequence[Price]) -> Table:
    columns = (
        Column("Service"), Column("For"), Column("Price", is_figure=True), Column("Money you would get", is_figure=True),
        Column("Cost that stays", is_figure=True), Column("Your choice"),
    )  # fmt: skip
    rows = tuple(
        (price.service.title, *_one(catalogue, price), APPROACHES[price.service.approach]) for price in offered
    )
    return Table("What each service costs, and what declining it frees", columns, rows)


def _one(catalogue: Catalogue, price: Price) -> tuple[str, ...]:
    """Give the price of what each school has, where that is the same, else of one unit."""
    months, currency, noun = deadline_months(catalogue), catalogue.currency, price.service.unit_noun
    offers = {(share.quantity, price.offer(share, Fraction(0), months)) for share in price.shares}
    if len(offers) == 1:
        quantity, offer = offers.pop()
        amounts = (offer.money_cents + offer.stays_cents, offer.money_cents, offer.stays_cents)
        return (units_text(quantity, noun), *(spoken(cents, currency) for cents in amounts))
    freed, stays = price.unit_offer(months)
    return (f"1 {noun}", *(rate_text(amount, currency) for amount in (freed + stays, freed, stays)))


def _arithmetic(catalogue: Catalogue, offered: Sequence[Price]) -> Iterator[Block]:
    titles = {service.name: service.title for service in catalogue.services}
    yield Heading("How does each price come about?")
    for price in offered:
        service = price.service
        yield Heading(service.title, 3)
        yield Paragraph(f"{offer_sentence(catalogue, price)} {below_sentence(price, titles)}")
        yield Paragraph(price_arithmetic(price, catalogue.currency))
        yield Paragraph(
            f"{CATEGORY_TITLES[service.category]}. Its aim: {service.aim}. Who answers for it: {service.owner}. "
            f"Where its cost stands: {service.evidence}."
        )


def _freed(catalogue: Catalogue, prices: Sequence[Price], students: Students) -> Table:
    """Show what every school declining would free, and what would stay."""
    currency, counted = catalogue.currency, sum(students.count() or (), Fraction(0))
    rows = []
    totals = [0, 0, 0, 0]
    for one in if_all_declined(catalogue, prices).services:
        cost = one.price.cost_cents
        amounts = (cost, one.money_cents, cost - one.money_cents - one.retained_cents, one.retained_cents)
        totals = [total + amount for total, amount in zip(totals, amounts, strict=True)]
        rows.append((one.price.service.title, _a_student(cost, counted, currency), *_written(amounts, currency)))
    rows.append(("All services", _a_student(totals[0], counted, currency), *_written(totals, currency)))
    columns = (
        Column("Service"), Column("Cost a student", is_figure=True), Column("Cost", is_figure=True), Column("Freed", is_figure=True),
        Column("Cost that stays", is_figure=True), Column("No choice", is_figure=True),
    )  # fmt: skip
    return Table("What would be freed if every school declined everything it may", columns, tuple(rows), has_total=True)


def _written(amounts: Sequence[int], currency: str) -> tuple[str, ...]:
    return tuple(spoken(amount, currency) for amount in amounts)


def _a_student(amount_cents: int, students: Fraction, currency: str) -> str:
    """Give what a service costs for each student of the district."""
    if not students:
        return "–"
    return rate_text(Fraction(amount_cents, CENTS) / students, currency)  # exact: Fraction


def _no_choices(catalogue: Catalogue, prices: Sequence[Price]) -> Iterator[Block]:
    yield Heading("What is not a choice, and why?")
    rows = [(price.service.title, offer_sentence(catalogue, price)) for price in prices if not price.is_offered]
    rows += [(one.title, one.reason) for one in catalogue.exclusions]
    if rows:
        yield Table("What the district runs in any case", (Column("Service"), Column("Why")), tuple(rows))
    else:
        yield Paragraph("Every service is a choice.")


def _method(catalogue: Catalogue, students: Students) -> Iterator[Block]:
    yield Heading("How was it worked out?")
    counted = sum(students.count() or (), Fraction(0))
    published = f"Published {day(catalogue.published)}. " if catalogue.published else ""
    yield Listing(
        (
            f"{published}Source: {catalogue.source}.",
            f"By {catalogue.count or 'the student counts in force'}: {quantity_text(counted)} students at {len(students.schools)} schools.",
            "A school's price is what it has times the price of one, rounded to the cent, a half up.",
            "A fixed cost is shared in proportion to what schools have, in whole cents, so that the parts are the whole.",
            f"Notice is counted in whole months from the day of a choice to {day(catalogue.starts)}.",
            "What notice frees of a fixed cost is rounded down.",
            f"Staff who are at a school for fewer than {units_text(catalogue.least_days, 'day')} a week cannot be freed there.",
        )
    )
