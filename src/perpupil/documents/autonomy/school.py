"""The page of one school: what it decides, with which money, where it stands on the ladder, and what it may call upon."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.budget.autonomy.exercise import Exercise
from perpupil.budget.autonomy.overview import Overview, Seen
from perpupil.budget.autonomy.records import AREA_TITLES, LEVEL_TITLES, STEP_TITLES, Agreement, Answer, Area, Level
from perpupil.documents.autonomy.page import NONE, POT_TITLES, keeps_text, positions, signed_text, step_title
from perpupil.documents.page import Block, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.formula.figures import capital, day
from perpupil.money import spoken

ANSWER_TITLES = {
    Answer.OPEN: "not answered yet",
    Answer.GRANTED: "granted",
    Answer.REFUSED: "refused",
    Answer.BY_RULE: "a rule of the formula pays for it",
}


def school_page(seen: Overview, school: str) -> Page:
    """Write the page of a school of the register."""
    register = seen.register
    agreement, one = register.agreement(school), seen.school(school)
    blocks: list[Block] = [Paragraph(_lead(seen, school), is_lead=True)]
    if agreement is None or one is None:
        blocks += [Note("There is no agreement with the school: the district decides in every area.")]
    else:
        blocks += [Paragraph(_signed(seen, agreement)), *_areas(seen, one), *_ladder(seen, one)]
    blocks += [*_money(seen, school), *positions(seen), *_precedents(seen, school), *_requests(seen, school)]
    return Page(f"What {register.schools[school]} decides", tuple(blocks))


def _lead(seen: Overview, school: str) -> str:
    register, one = seen.register, seen.school(school)
    controls = (
        f"{register.schools[school]} controls {spoken(register.controlled_cents(school), register.currency)} a year"
    )
    if one is None or one.standing.step is None:
        return f"{controls}."
    step = one.standing.step
    decides = f" What a school decides there: {register.ladder[step].decides}" if step in register.ladder else ""
    return f"{controls}. It stands on step {step.number} of the ladder, {STEP_TITLES[step].lower()}.{decides}"


def _signed(seen: Overview, agreement: Agreement) -> str:
    status = (
        "It is an innovation school; the formula gives it what it gives any other. " if agreement.is_innovation else ""
    )
    signed = signed_text(seen, agreement.school)
    choice = (
        f" Its choices two years ahead were signed on {day(agreement.two_year_choice)}."
        if agreement.two_year_choice
        else ""
    )
    since = f" Its principal came on {day(agreement.principal_since)}." if agreement.principal_since else ""
    return f"{status}Agreement signed: {signed}.{choice}{since}"


def _areas(seen: Overview, one: Seen) -> Iterator[Block]:
    register, school = seen.register, one.standing.school
    yield Heading("Who decides")
    rows = []
    for area in Area:
        held = seen.holding(school, area)
        terms = register.areas.get(area)
        level = held.level if held is not None else Level.DISTRICT
        rows.append(
            (
                AREA_TITLES[area],
                capital(LEVEL_TITLES[level]),
                day(held.since) if held is not None else NONE,
                terms.levels.get(level, NONE) if terms is not None else NONE,
                (held.use if held is not None else "") or NONE,
            )
        )
    columns = (
        Column("Area"),
        Column("Who decides"),
        Column("Since"),
        Column("In practice"),
        Column("What the school intends"),
    )
    yield Table("Who decides, area by area", columns, tuple(rows))
    if one.exercised:
        yield Heading("What the school made of it")
        columns = (
            Column("Area"), Column("Money for it", is_figure=True), Column("Used", is_figure=True), Column("What it did"), Column("Not in place yet"),
        )  # fmt: skip
        yield Table(
            "What was granted and what was used", columns, tuple(_exercise_row(seen, each) for each in one.exercised)
        )


def _exercise_row(seen: Overview, each: Exercise) -> tuple[str, ...]:
    currency = seen.register.currency
    did = "; ".join(f"{used.what} ({day(used.on)})" for used in each.used)
    return (
        AREA_TITLES[each.granted.area],
        spoken(each.controlled_cents, currency),
        spoken(each.used_cents, currency),
        did or "nothing yet",
        "; ".join(each.missing) or NONE,
    )


def _ladder(seen: Overview, one: Seen) -> Iterator[Block]:
    if not one.standing.history and not seen.register.ladder:
        return
    yield Heading("On the ladder")
    if one.standing.history:
        columns = (Column("Day"), Column("To"), Column("Decided by"), Column("Why"))
        rows = tuple((day(move.on), step_title(move.to), move.who, move.reason) for move in one.standing.history)
        yield Table("How it came there", columns, rows)
    else:
        yield Paragraph("It stands below the first step.")
    agreement = seen.register.agreement(one.standing.school)
    if agreement is not None and agreement.taken:
        took = tuple((day(each.on), seen.register.trainings[each.training].title, each.who) for each in agreement.taken)
        yield Table(
            "Training and support that took place", (Column("Day"), Column("What"), Column("Who took part")), took
        )
    if one.outdated:
        yield Note(f"Its principal was not there for: {'; '.join(training.title for training in one.outdated)}.")
    yield Paragraph(next_text(one))


def next_text(one: Seen) -> str:
    """Say what the next step is and what it wants."""
    step = one.standing.next_step
    if step is None:
        return "It stands on the last step."
    wanted = "; ".join(f"{training.title} ({training.by})" for training in one.wanted_for_next)
    return f"Next step: {STEP_TITLES[step].lower()}. {f'It wants first: {wanted}.' if wanted else 'Everything that it wants is on record.'}"


def _money(seen: Overview, school: str) -> Iterator[Block]:
    register = seen.register
    controlled = register.controlled(school)
    yield Heading("What it controls")
    if not controlled:
        yield Paragraph("No fund gives the school an amount of its own.")
        return
    rows = [
        (
            fund.title,
            POT_TITLES[fund.pot],
            spoken(cents, register.currency),
            fund.use,
            keeps_text(fund, register.currency),
        )
        for fund, cents in controlled
    ]
    rows.append(("Total", "", spoken(register.controlled_cents(school), register.currency), "", ""))
    columns = (
        Column("Fund"),
        Column("Pot"),
        Column("A year", is_figure=True),
        Column("For"),
        Column("Unspent money that it keeps"),
    )
    yield Table("What the school controls, a year", columns, tuple(rows), has_total=True)


def _precedents(seen: Overview, school: str) -> Iterator[Block]:
    precedents = seen.register.precedents_for(school)
    if precedents:
        yield Heading("What was settled before")
        yield Listing(
            tuple(f"{one.question} {one.decision} {one.reason} ({one.by}, {day(one.decided)})" for one in precedents)
        )


def _requests(seen: Overview, school: str) -> Iterator[Block]:
    requests = [one for one in seen.register.requests if one.school == school]
    if requests:
        yield Heading("What it asked for outside the formula")
        columns = (
            Column("What"),
            Column("A year", is_figure=True),
            Column("Since"),
            Column("Until"),
            Column("Why"),
            Column("What became of it"),
        )
        rows = tuple(
            (
                one.what,
                spoken(one.amount_cents, seen.register.currency),
                f"FY{one.since}",
                f"FY{one.until}" if one.until else NONE,
                one.why or "no written reason",
                one.note or ANSWER_TITLES[one.answer],
            )
            for one in requests
        )
        yield Table("Requests outside the formula", columns, rows)
