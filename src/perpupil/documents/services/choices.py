"""What schools' choices come to: what each service frees and what stays, school by school, and what all of them want."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from perpupil.documents.page import Block, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.money import spoken
from perpupil.services.amounts import day, quantity_text, units_text
from perpupil.services.catalogue import Catalogue
from perpupil.services.demand import Demand, demand
from perpupil.services.receipt import receipt
from perpupil.services.settlement import Settlement
from perpupil.services.students import Students
from perpupil.services.wording import below_sentence, contract_sentence, with_cents

_NONE = Fraction(0)


def choices_page(catalogue: Catalogue, settlement: Settlement, students: Students) -> Page:
    """Write what is freed and what stays, a service and in all, and a line for each school."""
    money, cost = (sum(one.money_cents for one in settlement.services), settlement.cost_cents)
    waiting = sum(1 for school in students.schools if any(one.choice is None for one in settlement.of(school)))
    blocks: list[Block] = [
        Paragraph(
            f"Of {spoken(cost, catalogue.currency)} schools take {spoken(money, catalogue.currency)}. "
            f"{waiting} of {len(students.schools)} schools have not chosen about everything, and go on with what they have.",
            is_lead=True,
        ),
        _services(catalogue, settlement),
        Paragraph(
            "Cost today = what schools keep or buy + money they take + cost that stays + what is no choice. Nothing is left over."
        ),
        *_notes(catalogue, settlement),
        Heading("What does each school take?"),
        _schools(catalogue, settlement, students),
    ]
    return Page(f"What do schools' choices free? {catalogue.title}, FY{catalogue.year}", tuple(blocks))


def _services(catalogue: Catalogue, settlement: Settlement) -> Table:
    columns = (
        Column("Service"), Column("Cost today", is_figure=True), Column("Kept or bought", is_figure=True),
        Column("Money schools take", is_figure=True), Column("Cost that stays", is_figure=True), Column("No choice", is_figure=True),
    )  # fmt: skip
    rows, totals = [], [0] * 5
    for one in settlement.services:
        stays = one.stays_cents + one.spare_cents
        amounts = (one.price.cost_cents, one.service_cents, one.money_cents, stays, one.retained_cents)
        totals = [total + amount for total, amount in zip(totals, amounts, strict=True)]
        rows.append((one.price.service.title, *(with_cents(amount, catalogue.currency) for amount in amounts)))
    rows.append(("All services", *(with_cents(total, catalogue.currency) for total in totals)))
    return Table("What is freed, and what stays", columns, tuple(rows), has_total=True)


def _notes(catalogue: Catalogue, settlement: Settlement) -> Iterator[Block]:
    """Tell of services that cannot run and contracts that hold money back."""
    titles = {service.name: service.title for service in catalogue.services}
    for one in settlement.services:
        service = one.price.service
        if not one.runs and service.viability is not None:
            yield Note(
                f"{service.title} may close: {units_text(one.wanted, service.unit_noun)} signed up, "
                f"{quantity_text(service.viability.units)} needed. {below_sentence(one.price, titles)}"
            )
        if one.held_back_cents:
            yield Note(
                f"{service.title}: {with_cents(one.held_back_cents, catalogue.currency)} is not freed.{contract_sentence(one.price)}"
            )


def _schools(catalogue: Catalogue, settlement: Settlement, students: Students) -> Table:
    columns = (
        Column("School"), Column("Value of services", is_figure=True), Column("Kept or bought", is_figure=True),
        Column("Money it takes", is_figure=True), Column("Cost that stays", is_figure=True), Column("Not chosen yet", is_figure=True),
    )  # fmt: skip
    rows, totals = [], [0] * 5
    for school, name in zip(students.schools, students.names, strict=True):
        one = receipt(catalogue, settlement, school, name)
        amounts = (one.value_cents, one.service_cents, one.money_cents, one.stays_cents, one.not_chosen_cents)
        totals = [total + amount for total, amount in zip(totals, amounts, strict=True)]
        rows.append((name, *(with_cents(amount, catalogue.currency) for amount in amounts)))
    rows.append(("All schools", *(with_cents(total, catalogue.currency) for total in totals)))
    return Table("Each school's services, by what it chose", columns, tuple(rows), has_total=True)


def demand_page(catalogue: Catalogue, settlement: Settlement) -> Page:
    """Write what all schools want of each service, and which positions that means."""
    wanted = demand(settlement)
    blocks: list[Block] = [
        Paragraph(_lead(wanted), is_lead=True),
        _demand(wanted),
        *_notes(catalogue, settlement),
        Heading("What does that mean for staff?"),
        _positions(wanted),
        Paragraph(f"Choices close on {day(catalogue.deadline)}. Who has not chosen goes on with what it has."),
    ]
    return Page(f"What do schools want? {catalogue.title}, FY{catalogue.year}", tuple(blocks))


def _lead(wanted: tuple[Demand, ...]) -> str:
    short = [one.settled.price.service.title for one in wanted if not one.settled.runs]
    if not short:
        return "Every service is wanted by enough schools to run."
    return f"Too few schools want this for it to run: {', '.join(short)}."


def _demand(wanted: tuple[Demand, ...]) -> Table:
    columns = (
        Column("Service"), Column("Counted in"), Column("Today", is_figure=True), Column("Wanted", is_figure=True),
        Column("Needed to run", is_figure=True), Column("Schools, today → wanting", is_figure=True), Column("Not chosen yet", is_figure=True),
    )  # fmt: skip
    rows = []
    for one in wanted:
        service = one.settled.price.service
        needed = service.viability.units if service.viability is not None else None
        rows.append(
            (
                service.title,
                service.unit_noun,
                quantity_text(one.today),
                quantity_text(one.wanted),
                quantity_text(needed) if needed is not None else "–",
                f"{one.schools_today} → {one.schools_wanting}",
                str(one.not_chosen),
            )
        )
    return Table("What all schools want together", columns, tuple(rows))


def _positions(wanted: tuple[Demand, ...]) -> Block:
    staff = [one for one in wanted if one.positions_today is not None and one.positions_wanted is not None]
    if not staff:
        return Paragraph("None of these services is staff.")
    return Listing(
        tuple(
            f"{one.settled.price.service.title}: {units_text(one.positions_today or _NONE, 'position')} today, "
            f"{units_text(one.positions_wanted or _NONE, 'position')} wanted."
            for one in staff
        )
    )
