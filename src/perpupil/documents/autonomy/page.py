"""The page of a district's autonomies: who decides what at which school, with which money, within which law."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.budget.autonomy.overview import Overview, Seen
from perpupil.budget.autonomy.records import (
    AREA_TITLES,
    LEVEL_TITLES,
    STEP_TITLES,
    Area,
    Fund,
    Legal,
    Level,
    Position,
    Pot,
    Step,
)
from perpupil.documents.differences import listed
from perpupil.documents.page import Block, Column, Heading, Note, Page, Paragraph, Table
from perpupil.formula.figures import capital, counted, day, percent
from perpupil.money import spoken

NONE = "–"
POT_TITLES = {Pot.SCHOOL_BUDGET: "school budget", Pot.SERVICES: "central services", Pot.GRANTS: "grants"}
LEGAL_TITLES = {Legal.OPEN: "open", Legal.CONDITIONAL: "on a condition", Legal.FIXED: "fixed"}
_SHORT = {Level.DISTRICT: "district", Level.CONSULTED: "heard", Level.SHARED: "together", Level.SCHOOL: "school"}

_SHORT_AREAS = {
    Area.CURRICULUM: "Curriculum",
    Area.BUDGET: "Budget",
    Area.SCHEDULE: "Schedule",
    Area.STAFFING: "Staffing",
    Area.PROFESSIONAL_DEVELOPMENT: "Development",
    Area.POLICIES: "Policies",
}


def autonomy_page(seen: Overview) -> Page:
    """Write the page."""
    register = seen.register
    blocks: list[Block] = [Paragraph(register.purpose, is_lead=True)]
    blocks += [Paragraph(register.definition)] if register.definition else []
    blocks += [Paragraph(f"As of {day(seen.today)}. Source: {register.source}."), *_schools(seen), *_areas(seen)]
    blocks += [*_funds(seen), *positions(seen)]
    return Page(f"Who decides what: {register.title}", tuple(blocks))


def _schools(seen: Overview) -> Iterator[Block]:
    yield Heading("School by school")
    if not seen.schools:
        yield Note("No school has an agreement yet: the district decides everywhere.")
        return
    unused = sum(len(one.unused) for one in seen.schools)
    held = sum(len(one.exercised) for one in seen.schools)
    yield Paragraph(
        f"{counted(len(seen.schools), 'school')} of {len(seen.register.schools):,} {'has' if len(seen.schools) == 1 else 'have'} an agreement. "
        f"Of {counted(held, 'autonomy', 'autonomies')}, {unused:,} {'has' if unused == 1 else 'have'} not been used yet."
    )
    columns = (Column("School"), *(Column(_SHORT_AREAS[area]) for area in Area), Column("Step"))
    yield Table("Who decides, by area", columns, tuple(_areas_row(seen, one) for one in seen.schools))
    yield Paragraph(
        "; ".join(f"{_SHORT[level]}: {LEVEL_TITLES[level]}" for level in Level)
        + f"; {NONE}: nothing was agreed, and the district decides."
    )
    yield _agreements(seen)


def _agreements(seen: Overview) -> Table:
    columns = (
        Column("School"), Column("Ladder"), Column("Controls a year", is_figure=True), Column("Autonomies used"), Column("Agreement signed"),
        Column("Two-year choice signed"),
    )  # fmt: skip
    return Table("Ladder, money and signatures", columns, tuple(_money_row(seen, one) for one in seen.schools))


def _areas_row(seen: Overview, one: Seen) -> tuple[str, ...]:
    holding = (seen.holding(one.standing.school, area) for area in Area)
    step = one.standing.step
    levels = (_SHORT[held.level] if held is not None else NONE for held in holding)
    return (seen.register.schools[one.standing.school], *levels, NONE if step is None else str(step.number))


def _money_row(seen: Overview, one: Seen) -> tuple[str, ...]:
    register, school = seen.register, one.standing.school
    agreement = register.agreement(school)
    choice = agreement.two_year_choice if agreement is not None else None
    return (
        register.schools[school],
        step_title(one.standing.step) if one.standing.step else NONE,
        spoken(register.controlled_cents(school), register.currency),
        f"{len(one.exercised) - len(one.unused):,} of {len(one.exercised):,}",
        signed_text(seen, school),
        day(choice) if choice is not None else NONE,
    )


def step_title(step: Step) -> str:
    """Name a step with its number."""
    return f"{step.number}. {STEP_TITLES[step]}"


def signed_text(seen: Overview, school: str) -> str:
    """Say who has signed, and since when both have."""
    agreement = seen.register.agreement(school)
    if agreement is None:
        return NONE
    signed = agreement.signed_on(seen.today)
    if signed is not None:
        return day(signed)
    return "; ".join(f"by {one.who} only" for one in agreement.signatures(seen.today)) or "not yet"


def _areas(seen: Overview) -> Iterator[Block]:
    if not seen.register.areas:
        return
    yield Heading("What the levels mean")
    for area in Area:
        terms = seen.register.areas.get(area)
        if terms is None:
            continue
        yield Heading(AREA_TITLES[area], 3)
        yield Paragraph(terms.about)
        if terms.levels:
            rows = tuple((capital(LEVEL_TITLES[level]), text) for level, text in terms.levels.items())
            yield Table(f"{AREA_TITLES[area]}: what a level means", (Column("Level"), Column("In practice")), rows)
        if terms.examples:
            yield Paragraph(f"For example: {'; '.join(terms.examples)}.")
        if terms.checklist:
            yield Paragraph(f"To be ready a school has: {'; '.join(terms.checklist)}.")


def _funds(seen: Overview) -> Iterator[Block]:
    register = seen.register
    if not register.funds:
        return
    yield Heading("Which money")
    columns = (
        Column("Fund"), Column("Pot"), Column("Schools control", is_figure=True), Column("Schools", is_figure=True), Column("District controls", is_figure=True),
        Column("Who"), Column("For"), Column("Unspent money that schools keep"),
    )  # fmt: skip
    rows = tuple(
        (
            one.title,
            POT_TITLES[one.pot],
            spoken(one.controlled_cents, register.currency),
            f"{len(one.amounts_cents):,}",
            NONE if one.central_cents is None else spoken(one.central_cents, register.currency),
            one.owner,
            one.use,
            keeps_text(one, register.currency),
        )
        for one in register.funds
    )
    yield Table("Who controls how much of each fund, a year", columns, rows)


def keeps_text(fund: Fund, currency: str) -> str:
    """Say what a school keeps of unspent money."""
    if not fund.keeps:
        return f"none{f' ({fund.rule})' if fund.rule else ''}"
    most = "" if fund.keeps_at_most_cents is None else f", at most {spoken(fund.keeps_at_most_cents, currency)}"
    return f"{percent(fund.keeps)}{most} ({fund.rule})"


def positions(seen: Overview) -> Iterator[Block]:
    """Set what law and contract leave to schools."""
    if not seen.register.positions:
        return
    yield Heading("Which positions")
    ordered = sorted(seen.register.positions, key=lambda one: (list(Legal).index(one.legal), one.title))
    fixed = [one.title for one in ordered if one.legal is Legal.FIXED]
    if fixed:
        yield Paragraph(f"Not for a school to decide: {listed(fixed, 12)}.")
    columns = (Column("Position"), Column("For the school to decide"), Column("Condition"), Column("Rule"))
    yield Table("What law and contract leave to schools", columns, tuple(map(_position_row, ordered)))


def _position_row(one: Position) -> tuple[str, ...]:
    return one.title, LEGAL_TITLES[one.legal], one.condition or NONE, one.rule or NONE
