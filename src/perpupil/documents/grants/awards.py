"""Awards and shares: where every cent of each grant goes, and what each school directs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from perpupil.documents.page import Block, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.exact.numerals import write_decimal_text
from perpupil.grants.devolution import Devolution
from perpupil.grants.grant import Answer, Direct, SetAside
from perpupil.grants.grant_year import GrantYear
from perpupil.grants.law import NOT_ADVICE, Rule
from perpupil.grants.offers import Offer
from perpupil.grants.parts import PartKind
from perpupil.grants.programs import Program
from perpupil.grants.reservations.carryover import CITATION as CARRYOVER
from perpupil.grants.reservations.carryover import carryover
from perpupil.grants.road_map import Stop
from perpupil.grants.sharing import OddCents
from perpupil.grants.wording import a_child, rate_of
from perpupil.money import spoken


def grants_page(year: GrantYear) -> Page:
    """Write the page of a year's grants."""
    grants, made = year.grants, tuple(year.devolutions.values())
    total = sum(one.total_cents for one in made)
    devolved = sum(one.of_kind(PartKind.DEVOLVED) for one in made)
    blocks: list[Block] = [
        Paragraph(
            f"{spoken(total, grants.currency)} in {len(made)} grant{'s' if len(made) != 1 else ''}; schools direct {spoken(devolved, grants.currency)} of it.",
            is_lead=True,
        )
    ]
    blocks += [Paragraph(f"Source: {grants.source}.")] if grants.source else []
    for one in made:
        blocks += _grant(one, counted_of(year, one))
    blocks += _by_school(year)
    blocks += _road(year.road)
    blocks += _law(made)
    return Page(f"Grants of {grants.title}, FY{grants.year}", tuple(blocks))


def day(one: date) -> str:
    """Write a day as people do.

    >>> day(date(2027, 9, 30))
    'September 30, 2027'
    """
    months = "January February March April May June July August September October November December"
    return f"{months.split()[one.month - 1]} {one.day}, {one.year}"


def parts_table(one: Devolution) -> Table:
    """Give every part of an award."""
    currency = one.grant.currency
    rows = [
        (part.title, str(part.kind), spoken(part.amount_cents, currency), part.why, part.citation) for part in one.parts
    ]
    rows.append(("The whole award", "", spoken(one.total_cents, currency), "", ""))
    columns = (
        Column("Part"), Column("What it is"), Column("Amount", is_figure=True), Column("Why"), Column("Where it stands"),
    )  # fmt: skip
    return Table(f"{one.grant.title}: every cent", columns, tuple(rows), has_total=True)


def counted_of(year: GrantYear, one: Devolution) -> str:
    """Name those who count for a grant, in the district's words."""
    return year.grants.counts[one.grant.students].title or "students"


def arithmetic(one: Devolution, counted: str) -> str:
    """Say how a school's share comes about, with what becomes of the odd cents."""
    grant = one.grant
    given = sum(each.allocated_cents for each in one.schools)
    if not given:
        return "Nothing goes to schools by their students."
    if grant.to_schools.bands:
        steps = "; ".join(
            f"from {write_decimal_text(100 * start)}% on {spoken(rate, grant.currency)}"
            for start, rate in grant.to_schools.bands
        )
        return f"{spoken(given, grant.currency)} by bands of need, a student: {steps}."
    rate = rate_of(one.rate_cents, grant.currency)
    is_whole = one.rate_cents.denominator == 1
    odd = (
        "The rate is rounded down to a cent, and the district keeps what is left over."
        if grant.to_schools.odd_cents is OddCents.KEPT
        else "No cent is left over."
        if is_whole
        else "Odd cents go one each to the largest fractions of a cent; none is left over."
    )
    about = "" if is_whole else "about "
    return f"{spoken(given, grant.currency)} for {one.students:,} {counted} is {about}{rate} each. {odd}"


def _grant(one: Devolution, counted: str) -> Iterator[Block]:
    grant, currency = one.grant, one.grant.currency
    yield Heading(grant.title)
    known = grant.award.in_force
    if known is not None:
        source = f", {known.source}" if known.source else ""
        until = f"; what is carried over until {day(grant.period.carried_until)}" if grant.period.carried_until else ""
        added = grant.award.available_cents - known.amount_cents
        beside = f", and {spoken(added, currency)} beside" if added else ""
        yield Paragraph(
            f"Award: {spoken(known.amount_cents, currency)} ({known.kind} on {day(known.on)}{source}){beside}. It may be spent from "
            f"{day(grant.period.begins)} to {day(grant.period.ends)}{until}."
        )
    before = [each for each in grant.award.amounts if each is not known]
    if before:
        told = (
            f"{each.kind.replace('_', ' ')} {spoken(each.amount_cents, currency)} on {day(each.on)}" for each in before
        )
        yield Paragraph(f"Also in the series: {'; '.join(told)}.")
    limit = carryover(grant.award.carryover_base_cents, 0, grant.program.carryover).limit_cents
    if limit is not None:
        yield Paragraph(f"At most {spoken(limit, currency)} of it may be carried over to the year after ({CARRYOVER}).")
    what = "directs the money" if grant.direct is Direct.MONEY else "directs the staff that it pays"
    yield Paragraph(f"{arithmetic(one, counted)} Each school {what}.")
    yield parts_table(one)
    yield from offers_told(one, counted)


def offers_told(one: Devolution, counted: str) -> Iterator[Block]:
    """Say what is offered of each service, what it is a student, and what schools answered."""
    items = []
    for aside in one.grant.set_asides:
        mine = [each for each in one.offers if each.set_aside == aside.name]
        if not mine:
            continue
        counts = {answer: sum(each.answer is answer and not each.refused for each in mine) for answer in Answer}
        refused = sum(bool(each.refused) for each in mine)
        said = f"{counts[Answer.TAKEN]} took it, {counts[Answer.DECLINED]} declined, {counts[Answer.OPEN]} have not answered"
        items.append(
            f"{aside.title}: {_worth(one, aside, mine, counted)} {said}{f', {refused} refused by law' if refused else ''}."
        )
    if items:
        yield Paragraph("A school may have the money in the place of these services:")
        yield Listing(tuple(items))


def _worth(one: Devolution, aside: SetAside, offers: list[Offer], counted: str) -> str:
    """Say what a service is worth at schools: a rate where it goes by students."""
    currency = one.grant.currency
    whole = sum(each.worth_cents for each in offers)
    at = {each.school for each in offers if each.worth_cents}
    if aside.worth_at_cents:
        return f"worth {spoken(whole, currency)} at {len(at)} schools."
    students = sum(each.students for each in one.schools if each.unit in at)
    shared = (
        f", without {write_decimal_text(100 * aside.shared)} percent that no school has for itself,"
        if aside.shared
        else ""
    )
    return f"{spoken(whole, currency)}{shared} for {students:,} {counted} is {a_child(whole, students, currency)} each."


def _by_school(year: GrantYear) -> Iterator[Block]:
    """Show what each school directs of each grant, the one with most first."""
    made = year.devolutions
    if not made:
        return
    currency = year.grants.currency
    yield Heading("What schools direct")
    names = {row.unit: row.name for one in made.values() for row in one.schools}
    cash = {unit: year.school(unit) for unit in names}
    totals = {unit: sum(amounts.values()) for unit, amounts in cash.items()}
    ordered = sorted(names, key=lambda unit: (-totals[unit], unit))
    rows = [
        (names[unit], *(spoken(cash[unit].get(name, 0), currency) for name in made), spoken(totals[unit], currency))
        for unit in ordered
    ]
    sums = (spoken(sum(each[name] for each in cash.values()), currency) for name in made)
    rows.append(("All schools", *sums, spoken(sum(totals.values()), currency)))
    columns = (
        Column("School"),
        *(Column(one.grant.title, is_figure=True) for one in made.values()),
        Column("Together", is_figure=True),
    )
    yield Table("Dollars of grants that each school directs", columns, tuple(rows), has_total=True)


def _road(stops: tuple[Stop, ...]) -> Iterator[Block]:
    yield Heading("The road map")
    yield Paragraph(
        "One grant after another, Title I first: the next is offered when everything holds of the one ahead."
    )
    rows = []
    for one in stops:
        shut = [gate.says for gate in one.gates if not gate.holds]
        rows.append((one.title, one.step.replace("_", " "), " ".join(shut) or "Everything holds."))
    yield Table("Where each grant is", (Column("Grant"), Column("Step"), Column("What does not hold yet")), tuple(rows))


def _law(made: tuple[Devolution, ...]) -> Iterator[Block]:
    """Say what may be handed over and what stays; programs of one law together."""
    titles: dict[tuple[Rule, ...], list[str]] = {}
    for one in made:
        program = one.grant.program
        named = titles.setdefault(_rules(program), [])
        named += [program.title] if program.title not in named else []
    yield Heading("What the law says")
    for one in made:
        program = one.grant.program
        named = titles.pop(_rules(program), [])
        if named:
            yield Heading(" and ".join(named), 3)
            yield Listing(
                (
                    *(f"Comes first: {first.rule}" for first in program.first),
                    *(f"May go to schools: {rule}" for rule in program.devolved),
                    *(f"Stays with the district: {rule}" for rule in program.central),
                )
            )
    yield Note(NOT_ADVICE)


def _rules(program: Program) -> tuple[Rule, ...]:
    return (*program.devolved, *program.central)
