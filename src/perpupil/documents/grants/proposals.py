"""Proposals with what the rules say of them and what was decided, and what was spent."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.documents.grants.awards import day
from perpupil.documents.page import Block, Column, Heading, Listing, Page, Paragraph, Table
from perpupil.grants.allowability import RULES, Verdict
from perpupil.grants.grant_year import GrantYear
from perpupil.grants.proposals.records import CostLine
from perpupil.grants.proposals.review import Review
from perpupil.grants.proposals.states import State
from perpupil.money import spoken

_ORDER = (
    State.SUBMITTED, State.RETURNED, State.DRAFT, State.APPROVED, State.CLOSED, State.REFUSED, State.WITHDRAWN,
)  # fmt: skip


def proposals_page(year: GrantYear) -> Page:
    """Write the page of proposals: those that wait for a decision first."""
    reviews = sorted(year.reviews, key=lambda one: (_ORDER.index(one.proposal.state), one.proposal.name))
    waiting = sum(one.proposal.state is State.SUBMITTED for one in reviews)
    lead = f"{len(reviews)} proposal{'s' if len(reviews) != 1 else ''}; {waiting} wait{'s' if waiting == 1 else ''} for a decision."
    blocks: list[Block] = [Paragraph(lead, is_lead=True)]
    if reviews:
        blocks.append(_overview(year, reviews))
    for one in reviews:
        blocks += _review(year, one)
    blocks += [Heading("The rules"), Listing(tuple(f"{rule.title} ({rule.citation})." for rule in RULES))]
    return Page(f"Proposals, {year.grants.title}, FY{year.grants.year}", tuple(blocks))


def spending_page(year: GrantYear) -> Page:
    """Write what was spent of every approved line."""
    currency = year.grants.currency
    spent, approved = sum(one.spent_cents for one in year.lines), sum(one.line.amount_cents for one in year.lines)
    lead = f"{spoken(spent, currency)} of {spoken(approved, currency)} approved is spent."
    names = {row.unit: row.name for made in year.devolutions.values() for row in made.schools}
    rows = [
        (
            names.get(one.proposal.school, one.proposal.school),
            one.proposal.title,
            f"{one.line.number}. {one.line.what}",
            *(spoken(each, currency) for each in (one.line.amount_cents, one.spent_cents, one.left_cents)),
        )
        for one in year.lines
    ]
    rows.append(("All", "", "", *(spoken(each, currency) for each in (approved, spent, approved - spent))))
    columns = (
        Column("School"), Column("Proposal"), Column("Line"), Column("Approved", is_figure=True), Column("Spent", is_figure=True),
        Column("Left", is_figure=True),
    )  # fmt: skip
    costs = [
        (day(one.on), one.proposal, str(one.line), one.what, spoken(one.amount_cents, currency))
        for one in sorted(year.spending, key=lambda one: one.on)
    ]
    every = (Column("Day"), Column("Proposal"), Column("Line"), Column("What"), Column("Amount", is_figure=True))
    return Page(
        f"Spending against approved proposals, {year.grants.title}, FY{year.grants.year}",
        (
            Paragraph(lead, is_lead=True),
            Table("Line by line of what was approved", columns, tuple(rows), has_total=True),
            Table("Every cost", every, tuple(costs)),
        ),
    )


def _overview(year: GrantYear, reviews: list[Review]) -> Table:
    rows = []
    for one in reviews:
        grant = year.devolutions[one.proposal.grant].grant
        worst = {each.verdict for each in one.judgements}
        said = next((str(each) for each in Verdict if each in worst), "nothing against it")
        money = (spoken(each, grant.currency) for each in (one.proposal.amount_cents, one.share_cents, one.left_cents))
        rows.append((one.proposal.title, one.school.name, grant.title, str(one.proposal.state), *money, said))
    columns = (
        Column("Proposal"), Column("School"), Column("Grant"), Column("State"), Column("Asks", is_figure=True),
        Column("The school directs", is_figure=True), Column("Left of that", is_figure=True), Column("The rules say"),
    )  # fmt: skip
    return Table("All proposals", columns, tuple(rows))


def _review(year: GrantYear, one: Review) -> Iterator[Block]:
    proposal, grant = one.proposal, year.devolutions[one.proposal.grant].grant
    yield Heading(f"{one.school.name}: {proposal.title}")
    program = ""
    if grant.program.name == "title_i" and one.school.is_served:
        program = ", a targeted school" if one.school.is_targeted else ", a schoolwide school"
    yield Paragraph(f"{str(proposal.state).capitalize()}. {grant.title}{program}.")
    yield Paragraph(f"Purpose: {proposal.purpose or 'not said'}. Evidence: {proposal.evidence or 'not said'}.")
    rows = [
        (f"{line.number}. {line.what}", line.kind.replace("_", " "), line.for_whom.replace("_", " "), _positions(line), spoken(line.amount_cents, grant.currency))
        for line in proposal.lines
    ]  # fmt: skip
    rows.append(("Together", "", "", "", spoken(proposal.amount_cents, grant.currency)))
    columns = (
        Column("What"), Column("Kind"), Column("For whom"), Column("Positions", is_figure=True), Column("Amount", is_figure=True),
    )  # fmt: skip
    yield Table(f"What `{proposal.name}` buys", columns, tuple(rows), has_total=True)
    if one.judgements:
        yield Listing(
            tuple(
                f"{str(each.verdict).capitalize()}{f', {each.line.what}' if each.line else ''}: {each.says} {each.citation}. {each.fix}"
                for each in one.judgements
            )
        )
    if proposal.history:
        yield Listing(
            tuple(
                f"{day(each.on)}: {each.to}, by {each.by}{f': {each.reason}' if each.reason else ''}."
                for each in proposal.history
            )
        )


def _positions(line: CostLine) -> str:
    return f"{float(line.fte):g}" if line.fte is not None else ""
