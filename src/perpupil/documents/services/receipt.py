"""The receipt of a school: what it chose, what that adds to its budget, and its balance."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.documents.page import Block, Column, Heading, Note, Page, Paragraph, Table
from perpupil.services.amounts import day, quantity_text, units_text
from perpupil.services.catalogue import Approach, Catalogue
from perpupil.services.receipt import Line, Receipt
from perpupil.services.settlement import Standing
from perpupil.services.wording import below_sentence, contract_sentence, offer_sentence, share_text, with_cents


def receipt_page(catalogue: Catalogue, receipt: Receipt) -> Page:
    """Write a school's receipt."""
    currency = catalogue.currency
    waiting = sum(1 for line in receipt.lines if not line.is_chosen)
    blocks: list[Block] = [
        Paragraph(
            f"Added to your FY{catalogue.year} budget: {with_cents(receipt.money_cents, currency)}. {_waiting(receipt, waiting)} "
            f"You can change your choices until {day(catalogue.deadline)}.",
            is_lead=True,
        ),
        _lines(catalogue, receipt),
        Paragraph("Price = money you would get + cost that stays. The district still pays the cost that stays."),
        *_notes(catalogue, receipt),
        Heading("What is your balance?"),
        _balance(receipt, currency),
        *_bought(receipt, currency),
        *_chosen_by(receipt),
        Heading("What is not a choice, and why?"),
        _reasons(catalogue, receipt),
    ]
    return Page(f"Service choices for FY{catalogue.year}: {receipt.name} ({receipt.school})", tuple(blocks))


def _waiting(receipt: Receipt, waiting: int) -> str:
    if not waiting:
        return "You have chosen about every service."
    return f"{waiting} of {len(receipt.lines)} not chosen: if you choose nothing, you keep the service."


def _lines(catalogue: Catalogue, receipt: Receipt) -> Table:
    currency = catalogue.currency
    columns = (
        Column("Service"), Column("You have"), Column("Price to your school", is_figure=True), Column("Money you would get", is_figure=True),
        Column("Cost that stays", is_figure=True), Column("Your choice"),
    )  # fmt: skip
    rows, totals = [], [0, 0, 0]
    for line in receipt.lines:
        offer = line.if_declined
        amounts = (line.outcome.price_cents, offer.money_cents, offer.stays_cents)
        totals = [total + amount for total, amount in zip(totals, amounts, strict=True)]
        share = line.price.share(receipt.school)
        rows.append(
            (
                line.price.service.title,
                share_text(line.price, share, currency) if share.quantity else "none today",
                *(with_cents(amount, currency) for amount in amounts),
                _choice(line, currency),
            )
        )
    rows.append(("All", "", *(with_cents(total, currency) for total in totals), ""))
    return Table("Your services, and what declining each would free", columns, tuple(rows), has_total=True)


def _choice(line: Line, currency: str) -> str:
    """Say what was chosen, and what it comes to."""
    outcome, noun = line.outcome, line.price.service.unit_noun
    money = with_cents(abs(outcome.money_cents), currency)
    match outcome.standing:
        case Standing.NOT_CHOSEN:
            return "not chosen yet"
        case Standing.HAS | Standing.BUYS:
            return "keep it" if outcome.standing is Standing.HAS else "buy it"
        case Standing.DECLINED:
            return f"take the money: {money}"
        case Standing.ENDED:
            return f"wanted, but it cannot run: {money}"
        case Standing.HELD:
            return "stays with the district for every school"
        case Standing.PART | Standing.BUYS_OTHERWISE:
            verb = "keep" if outcome.standing is Standing.PART else "buy"
            moved = f"take {money}" if outcome.money_cents >= 0 else f"pay {money}"
            return f"{verb} {units_text(outcome.has, noun)} of {quantity_text(outcome.quantity)}, {moved}"


def _notes(catalogue: Catalogue, receipt: Receipt) -> Iterator[Block]:
    titles = {service.name: service.title for service in catalogue.services}
    for line in receipt.lines:
        service, settled = line.price.service, line.settled
        if not settled.runs and service.viability is not None:
            yield Note(
                f"{service.title} may close: {units_text(settled.wanted, service.unit_noun)} signed up, "
                f"{quantity_text(service.viability.units)} needed. {below_sentence(line.price, titles)}"
            )
        if settled.held_back_cents:
            yield Note(
                f"{service.title}: schools decline more than the contract lets go, so declining frees less than its price."
                f"{contract_sentence(line.price)}"
            )


def _balance(receipt: Receipt, currency: str) -> Table:
    rows = (
        ("Services you keep or buy", with_cents(receipt.service_cents, currency)),
        ("Money you take", with_cents(receipt.money_cents, currency)),
        ("Cost that stays", with_cents(receipt.stays_cents, currency)),
        ("Not chosen yet", with_cents(receipt.not_chosen_cents, currency)),
        ("Value of your services", with_cents(receipt.value_cents, currency)),
    )
    return Table("Your running balance", (Column("Part"), Column("Amount", is_figure=True)), rows, has_total=True)


def _bought(receipt: Receipt, currency: str) -> Iterator[Block]:
    """Show what is put into the budget first and paid out of it, where services are bought."""
    bought = [line for line in receipt.lines if line.price.service.approach is Approach.BUY_BACK]
    if not bought:
        return
    rows = [
        (
            line.price.service.title,
            with_cents(line.outcome.credit_cents, currency),
            with_cents(line.outcome.paid_cents, currency),
            with_cents(line.outcome.money_cents, currency),
        )
        for line in bought
    ]
    columns = (
        Column("Service"), Column("Put into your budget", is_figure=True), Column("You pay", is_figure=True), Column("You keep", is_figure=True),
    )  # fmt: skip
    yield Heading("What do you buy out of your budget?")
    yield Table("Services that you buy out of your budget", columns, tuple(rows))


def _chosen_by(receipt: Receipt) -> Iterator[Block]:
    chosen = {(line.outcome.choice.who, line.outcome.choice.when) for line in receipt.lines if line.outcome.choice}
    if chosen:
        told = ", ".join(f"{who} on {day(when)}" for who, when in sorted(chosen, key=lambda one: (one[1], one[0])))
        yield Paragraph(f"Chosen by: {told}.")


def _reasons(catalogue: Catalogue, receipt: Receipt) -> Block:
    rows = [(price.service.title, offer_sentence(catalogue, price)) for price in receipt.not_a_choice]
    rows += [(one.title, one.reason) for one in catalogue.exclusions]
    if not rows:
        return Paragraph("Every service is a choice.")
    return Table("What the district runs in any case", (Column("Service"), Column("Why")), tuple(rows))
