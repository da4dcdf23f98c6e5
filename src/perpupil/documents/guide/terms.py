"""The terms of the guide: services with prices, grants, the calendar, and what was agreed with each school."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from perpupil.budget.autonomy.records import AREA_TITLES, LEVEL_TITLES, STEP_TITLES, Agreement, Area, Step
from perpupil.documents.autonomy.page import NONE, signed_text, step_title
from perpupil.documents.guide.given import Given
from perpupil.documents.page import Block, Column, Heading, Listing, Note, Paragraph, Table
from perpupil.documents.pots.words import STEP_SENTENCES, directs_text
from perpupil.formula.figures import capital
from perpupil.grants.wording import rate_of
from perpupil.pots.granted import GrantAtSchool
from perpupil.services.amounts import day
from perpupil.services.catalogue import Catalogue
from perpupil.services.price import deadline_months
from perpupil.services.settlement import Settlement
from perpupil.services.wording import below_sentence, offer_sentence, price_arithmetic, share_text

BLANK = "____________________"


def services(given: Given) -> Iterator[Block]:
    """Write the services with their prices, and what follows where a school declines one."""
    catalogue, settlement = given.known.catalogue, given.known.settlement
    if catalogue is None or settlement is None:
        return
    yield Heading(f"Services and their prices, FY{catalogue.year}")
    if catalogue.count:
        yield Paragraph(f"Prices rest on: {catalogue.count}.")
    if given.school:
        yield _prices_here(given, catalogue, settlement)
    columns = (Column("Service"), Column("How the price comes about"), Column("What follows"))
    rows = [
        (one.price.service.title, price_arithmetic(one.price, catalogue.currency), offer_sentence(catalogue, one.price))
        for one in settlement.services
        if one.price.is_offered
    ]
    yield Table("Prices, and what declining frees", columns, tuple(rows))
    titles = {one.name: one.title for one in catalogue.services}
    below = [(one.price.service.title, below_sentence(one.price, titles)) for one in settlement.services]
    told = tuple(f"{title}: {sentence}" for title, sentence in below if sentence)
    if told:
        yield Listing(told)


def _prices_here(given: Given, catalogue: Catalogue, settlement: Settlement) -> Table:
    months, rows = deadline_months(catalogue), []
    for one in settlement.services:
        share = one.price.share(given.school)
        if one.price.is_offered and share.quantity:
            offer = one.price.offer(share, Fraction(0), months)
            amounts = (share.price_cents, offer.money_cents, offer.stays_cents)
            rows.append(
                (one.price.service.title, share_text(one.price, share, catalogue.currency), *map(given.amount, amounts))
            )
    columns = (
        Column("Service"), Column("The school has"), Column("Price", is_figure=True), Column("Money if it declines", is_figure=True),
        Column("Cost that stays", is_figure=True),
    )  # fmt: skip
    return Table(f"Prices at {given.name(given.school)}", columns, tuple(rows))


def grants(given: Given) -> Iterator[Block]:
    """Write the grants, what schools direct of them, and what is kept and why."""
    year, found = given.known.grants, given.all_pots.grants
    if year is None or not found:
        return
    yield Heading(f"Grants, FY{year.grants.year}")
    columns = (
        Column("Grant"), Column("Award", is_figure=True), Column("How far"), Column("A student who counts", is_figure=True), Column("Who counts"),
    )  # fmt: skip
    rows = tuple(
        (
            one.devolution.grant.title,
            given.amount(one.available_cents),
            STEP_SENTENCES[one.devolution.grant.step],
            rate_of(one.devolution.rate_cents, given.currency),
            year.grants.counts[one.devolution.grant.students].title or one.devolution.grant.students,
        )
        for one in found
    )
    yield Table("Grants, and what schools direct", columns, rows)
    if given.school and given.pots.grants:
        yield _grants_here(given, given.pots.grants)


def _grants_here(given: Given, found: tuple[GrantAtSchool, ...]) -> Table:
    columns = (
        Column("Grant"),
        Column("Its share", is_figure=True),
        Column("It directs", is_figure=True),
        Column("What it directs"),
    )
    rows = tuple(
        (one.grant.title, given.amount(one.share.cash_cents), given.amount(one.directed_cents), directs_text(one))
        for one in found
    )
    return Table(f"Grants at {given.name(given.school)}", columns, rows)


def calendar(given: Given) -> Iterator[Block]:
    """Write the days on which something is decided."""
    if given.calendar is None:
        return
    yield Heading("Calendar")
    columns = (Column("Day"), Column("What"), Column("For"), Column("Who answers for it"), Column("Who else"))
    rows = tuple(
        (
            day(one.on),
            f"{one.title}: {one.note}" if one.note else one.title,
            f"FY{one.year}",
            one.owner,
            ", ".join(one.concerns) or NONE,
        )
        for one in given.calendar.decisions
    )
    yield Table("What is decided when", columns, rows)


def agreed(given: Given) -> Iterator[Block]:
    """Write what was agreed, school by school or with one school, and where it stands on the ladder."""
    if not given.school:
        yield from _of_all(given)
        return
    name, agreement = given.name(given.school), given.register.agreement(given.school)
    yield Heading(f"What {name} may decide")
    if agreement is None:
        yield Note(f"There is no agreement with {name}: the district decides in every area.")
        return
    rows = tuple(_area_row(given, area) for area in Area)
    columns = (
        Column("Area"),
        Column("Who decides"),
        Column("In practice"),
        Column("What the school intends"),
        Column("Not in place yet"),
    )
    yield Table("The agreement, area by area", columns, rows)
    if agreement.signed_on(given.seen.today) is None:
        yield Note(f"Not signed by both sides yet; signed so far: {signed_text(given.seen, given.school)}.")
    examples = tuple(_examples(given))
    if examples:
        yield Paragraph("For example, a school may:")
        yield Listing(examples)
    yield from _ladder(given)


def _area_row(given: Given, area: Area) -> tuple[str, ...]:
    terms, held, level = given.register.areas.get(area), given.held(area), given.level(area)
    means = terms.levels.get(level, NONE) if terms is not None else NONE
    is_autonomy = held is not None and level.is_autonomy
    use = held.use if held is not None and is_autonomy and held.use else NONE
    ready = held.ready if held is not None else ()
    missing = [one for one in (terms.checklist if terms is not None else ()) if one not in ready]
    return (
        AREA_TITLES[area],
        capital(LEVEL_TITLES[level]),
        means,
        use,
        "; ".join(missing) if is_autonomy and missing else NONE,
    )


def _examples(given: Given) -> Iterator[str]:
    """Give examples of what may be done in the areas in which the school decides."""
    for area in Area:
        terms = given.register.areas.get(area)
        if terms is not None and terms.examples and given.level(area).is_autonomy:
            yield f"{AREA_TITLES[area]}: {'; '.join(terms.examples)}."


def _ladder(given: Given) -> Iterator[Block]:
    """Say on which step the school stands; the agreement, not the step, says what it decides."""
    seen, register = given.seen.school(given.school), given.register
    step = seen.standing.step if seen is not None else None
    if not register.ladder:
        return
    if step is None:
        yield Paragraph("It stands below the first step of the ladder.")
        return
    since = seen.standing.since if seen is not None else None
    told = f"It stands on step {step.number} of {len(register.ladder)}, {STEP_TITLES[step].lower()}"
    told += f", since {day(since)}." if since is not None else "."
    level = given.level(Area.STAFFING)
    if step.number >= Step.PROPOSE_STAFFING.number and not level.is_autonomy:
        told += f" In staffing the agreement goes less far: {LEVEL_TITLES[level]}."
    yield Paragraph(told)


def _of_all(given: Given) -> Iterator[Block]:
    yield Heading("What each school may decide")
    if not given.seen.schools:
        yield Note("No school has an agreement yet: the district decides everywhere.")
        return
    columns = (Column("School"), *(Column(AREA_TITLES[area]) for area in Area), Column("Step of the ladder"))
    rows = []
    for one in given.seen.schools:
        school, step = one.standing.school, one.standing.step
        held = (given.seen.holding(school, area) for area in Area)
        levels = (LEVEL_TITLES[each.level] if each is not None else "the district decides" for each in held)
        rows.append((given.name(school), *levels, step_title(step) if step is not None else NONE))
    yield Table("Who decides, school by school", columns, tuple(rows))
    for area in Area:
        terms = given.register.areas.get(area)
        if terms is not None and terms.levels:
            means = tuple((capital(LEVEL_TITLES[level]), text) for level, text in terms.levels.items())
            yield Table(f"{AREA_TITLES[area]}: {terms.about}", (Column("Level"), Column("In practice")), means)


def signatures(given: Given) -> Iterator[Block]:
    """Write who has signed, or lines to sign on."""
    yield Heading("Signatures")
    if not given.school:
        rows = tuple(
            (given.name(one.standing.school), signed_text(given.seen, one.standing.school))
            for one in given.seen.schools
        )
        if rows:
            yield Table("From when agreements are signed by both sides", (Column("School"), Column("Signed")), rows)
    else:
        yield _signed(given, given.register.agreement(given.school))
    blank = tuple((who, BLANK, BLANK) for who in ("Read for the school", "Read for the district"))
    yield Table("This guide was read", (Column("By"), Column("Name"), Column("Day")), blank)


def _signed(given: Given, agreement: Agreement | None) -> Table:
    sides = {
        "For the school": agreement.by_school if agreement is not None else None,
        "For the district": agreement.by_district if agreement is not None else None,
    }
    rows = tuple(
        (side, one.who, day(one.on)) if one is not None and one.on <= given.seen.today else (side, BLANK, BLANK)
        for side, one in sides.items()
    )
    return Table("The agreement was signed", (Column("Side"), Column("Who"), Column("Day")), rows)
