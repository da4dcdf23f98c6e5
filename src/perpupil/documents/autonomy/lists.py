"""The pages of the ladder, of requests outside the formula, of precedents, and of what central office owes."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.budget.autonomy.overview import Overview, Seen
from perpupil.budget.autonomy.records import ALL, AREA_TITLES, Area, Request, Step
from perpupil.budget.autonomy.requests import Sum, YearOfRequests, paid_in
from perpupil.documents.autonomy.page import NONE, step_title
from perpupil.documents.autonomy.school import ANSWER_TITLES
from perpupil.documents.differences import listed
from perpupil.documents.page import Block, Column, Heading, Note, Page, Paragraph, Table
from perpupil.formula.figures import counted, day, inside
from perpupil.money import spoken


def ladder_page(seen: Overview) -> Page:
    """Write who stands on which step, what the next one wants, and every move."""
    register = seen.register
    title = f"The ladder: {register.title}, {day(seen.today)}"
    if not register.ladder:
        return Page(title, (Note("The file has no ladder."),))
    steps = tuple(_step_row(seen, step) for step in Step)
    columns = (Column("Step"), Column("What a school decides"), Column("Training and support first"), Column("Schools"))
    blocks: list[Block] = [Table("The steps", columns, steps)]
    below = [register.schools[one.standing.school] for one in seen.on_step(None)]
    blocks += [Paragraph(f"Below the first step: {listed(below)}.")] if below else []
    climbing = [one for one in seen.schools if one.standing.history]
    if climbing:
        blocks += [Heading("Where each school stands"), _standings(seen, climbing)]
        blocks += [Heading("How they came there"), _moves(seen, climbing)]
    return Page(title, tuple(blocks))


def _standings(seen: Overview, climbing: list[Seen]) -> Table:
    columns = (
        Column("School"), Column("Stands on"), Column("Since"), Column("Its principal was not there for"), Column("What the next step wants first"),
    )  # fmt: skip
    return Table("Schools on the ladder", columns, tuple(_standing_row(seen, one) for one in climbing))


def _moves(seen: Overview, climbing: list[Seen]) -> Table:
    every = [(seen.register.schools[one.standing.school], move) for one in climbing for move in one.standing.history]
    columns = (Column("Day"), Column("School"), Column("To"), Column("Decided by"), Column("Why"))
    rows = tuple(
        (day(move.on), school, step_title(move.to), move.who, move.reason)
        for school, move in sorted(every, key=lambda one: one[1].on, reverse=True)
    )
    return Table("Every move, the latest first", columns, rows)


def _standing_row(seen: Overview, one: Seen) -> tuple[str, ...]:
    standing = one.standing
    wanted = "; ".join(training.title for training in one.wanted_for_next)
    return (
        seen.register.schools[standing.school],
        step_title(standing.step) if standing.step else NONE,
        day(standing.since) if standing.since else NONE,
        "; ".join(training.title for training in one.outdated) or NONE,
        wanted or ("nothing more" if standing.next_step else "it is the last step"),
    )


def _step_row(seen: Overview, step: Step) -> tuple[str, ...]:
    register, rung = seen.register, seen.register.ladder[step]
    training = "; ".join(register.trainings[name].title for name in rung.training)
    schools = [register.schools[one.standing.school] for one in seen.on_step(step)]
    return step_title(step), rung.decides, training, listed(schools, 12) if schools else NONE


def requests_page(seen: Overview) -> Page:
    """Write what was asked for outside the formula, year by year, and what is paid now."""
    register, year = seen.register, seen.register.year
    title = f"Requests outside the formula: {register.title}"
    if not seen.years:
        return Page(title, (Paragraph("Nobody has asked for money outside the formula.", is_lead=True),))
    blocks: list[Block] = [Paragraph(_lead(seen), is_lead=True), Heading("Year by year")]
    columns = (
        Column("Year"), Column("Asked", is_figure=True), Column("Dollars", is_figure=True), Column("Refused", is_figure=True), Column("Ended", is_figure=True),
        Column("Paid", is_figure=True), Column("Dollars a year", is_figure=True), Column("Without a reason", is_figure=True), Column("Dollars", is_figure=True),
    )  # fmt: skip
    blocks.append(
        Table(
            "Asked, ended and paid, by fiscal year",
            columns,
            tuple(_year_row(seen, one) for one in seen.years if _has_news(one, year)),
        )
    )
    blocks += [Heading(f"Paid in FY{year}"), _paid_table(seen, paid_in(register, year))]
    others = [one for one in register.requests if not one.is_paid_in(year)]
    return Page(title, (*blocks, *_others(seen, others)))


def _others(seen: Overview, others: list[Request]) -> Iterator[Block]:
    register = seen.register
    if others:
        columns = (
            Column("School"),
            Column("What"),
            Column("A year", is_figure=True),
            Column("From"),
            Column("Asked by"),
            Column("Why"),
            Column("What became of it"),
        )
        rows = tuple(
            (
                register.schools[one.school],
                one.what,
                spoken(one.amount_cents, register.currency),
                f"FY{one.since}",
                one.who or NONE,
                one.why or "no written reason",
                one.note or ANSWER_TITLES[one.answer],
            )
            for one in others
        )
        yield Heading(f"Not paid in FY{register.year}")
        yield Table("Asked for, ended or refused", columns, rows)


def _lead(seen: Overview) -> str:
    register, year = seen.register, seen.register.year
    now = (
        next(one for one in seen.years if one.year == year)
        if any(one.year == year for one in seen.years)
        else seen.years[-1]
    )
    currency = register.currency
    return (
        f"In FY{now.year} {counted(now.paid.count, 'request')} of {spoken(now.paid.cents, currency)} {'is' if now.paid.count == 1 else 'are'} paid outside the formula; "
        f"{now.without_reason.count:,} of them, {spoken(now.without_reason.cents, currency)}, without a written reason."
    )


def _has_news(one: YearOfRequests, year: int) -> bool:
    return bool(one.asked.count or one.ended.count or one.year == year)


def _year_row(seen: Overview, one: YearOfRequests) -> tuple[str, ...]:
    def dollars(total: Sum) -> str:
        return spoken(total.cents, seen.register.currency)

    return (
        f"FY{one.year}", f"{one.asked.count:,}", dollars(one.asked), f"{one.refused.count:,}", f"{one.ended.count:,}",
        f"{one.paid.count:,}", dollars(one.paid), f"{one.without_reason.count:,}", dollars(one.without_reason),
    )  # fmt: skip


def _paid_table(seen: Overview, paid: tuple[Request, ...]) -> Table:
    register = seen.register
    columns = (
        Column("School"),
        Column("What"),
        Column("A year", is_figure=True),
        Column("Since"),
        Column("Until"),
        Column("Asked by"),
        Column("Why"),
    )
    rows = [
        (
            register.schools[one.school],
            one.what,
            spoken(one.amount_cents, register.currency),
            f"FY{one.since}",
            f"FY{one.until}" if one.until else "no end",
            one.who or NONE,
            one.why or "no written reason",
        )
        for one in paid
    ]
    rows.append(("Total", "", spoken(sum(one.amount_cents for one in paid), register.currency), "", "", "", ""))
    return Table(
        f"What is paid outside the formula in FY{register.year}, the largest first",
        columns,
        tuple(rows),
        has_total=True,
    )


def precedents_page(seen: Overview) -> Page:
    """Write what was settled, the latest first."""
    register = seen.register
    blocks: list[Block] = [] if register.precedents else [Paragraph("Nothing was settled yet.", is_lead=True)]
    for one in register.precedents:
        blocks.append(Heading(one.question))
        blocks.append(Paragraph(f"{one.decision} {one.reason}"))
        blocks.append(
            Paragraph(
                f"Decided by {one.by} on {day(one.decided)}. Applies to {listed([_named(seen, name) for name in one.applies_to])}."
            )
        )
    return Page(f"What was settled: {register.title}", tuple(blocks))


def _named(seen: Overview, name: str) -> str:
    """Give the title of what a precedent applies to."""
    register = seen.register
    if name == ALL:
        return "every school"
    if name in set(Area):
        return inside(AREA_TITLES[Area(name)])
    titles = {fund.name: inside(fund.title) for fund in register.funds}
    titles |= {position.name: inside(position.title) for position in register.positions}
    return register.schools.get(name, titles.get(name, name))


def owed_page(seen: Overview) -> Page:
    """Write what central office owes, by the days."""
    register = seen.register
    late = [one for one in register.procedures if one.is_overdue(seen.today)]
    still = [one for one in register.procedures if one.done is None]
    lead = f"Central office owes schools {counted(len(still), 'change')} of procedure; {len(late):,} {'is' if len(late) == 1 else 'are'} overdue on {day(seen.today)}."
    columns = (
        Column("Due"),
        Column("What changes"),
        Column("Owner"),
        Column("What waits for it"),
        Column("Areas"),
        Column("Done"),
    )
    rows = tuple(
        (
            day(one.due),
            one.title,
            one.owner,
            one.why,
            ", ".join(AREA_TITLES[area].lower() for area in one.areas) or NONE,
            day(one.done) if one.done else "overdue" if one in late else "not yet",
        )
        for one in register.procedures
    )
    blocks: list[Block] = [Paragraph(lead, is_lead=True)]
    blocks += [Table("Changes of procedure, by the day on which they are due", columns, rows)] if rows else []
    return Page(f"What central office owes: {register.title}", tuple(blocks))
