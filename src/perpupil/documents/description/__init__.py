"""A whole formula in plain words, for schools and the public or for analysts, headed by the district's own definition of equity."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perpupil.documents.description.data import about_data, about_expectations, about_rounding
from perpupil.documents.description.decisions import about_changes, about_decisions
from perpupil.documents.description.example import about_one_school
from perpupil.documents.description.lines import about_ends, about_lines, about_workings
from perpupil.documents.description.pools import about_pools, pools_in_a_sentence
from perpupil.documents.description.subject import Audience, Subject
from perpupil.documents.page import Heading, Page, Paragraph
from perpupil.findings import finding
from perpupil.formula.components.declaration import listed
from perpupil.formula.figures import counted
from perpupil.formula.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.past_values import Cost
    from perpupil.documents.page import Block
    from perpupil.findings import Finding
    from perpupil.formula.records import Formula

_CENTURY = 100

FOR_STUDENTS, FOR_STAFF, FOR_ALL, ON_REQUEST, ADJUSTS = (
    "for its students",
    "for its staff",
    "for the {noun} as a whole",
    "for what was asked for or promised",
    "that adjust what the others give",
)
OWN_RULE = "with a rule of their own"
PURPOSES = {
    "per_student": FOR_STUDENTS,
    "weight": FOR_STUDENTS,
    "concentration": FOR_STUDENTS,
    "small_school": FOR_ALL,
    "foundation": FOR_ALL,
    "staffing": FOR_STAFF,
    "use_fund": FOR_ALL,
    "fixed_sum": ON_REQUEST,
    "roll_forward": FOR_STAFF,
    "zero_based": ON_REQUEST,
    "multiplier": ADJUSTS,
    "fall_adjustment": ADJUSTS,
    "proration": ADJUSTS,
    "percent_of_formula": ADJUSTS,
    "phase_in": ADJUSTS,
}
"""What each kind of line is for; the two kinds of limit are told apart from them."""


def describe(
    formula: Formula,
    audience: Audience = Audience.SCHOOLS,
    allocation: Allocation | None = None,
    costs: tuple[Cost, ...] = (),
) -> tuple[Page | None, tuple[Finding, ...]]:
    """Describe a formula.

    Args:
        formula: What the district decided.
        audience: Who is to read it.
        allocation: The formula worked on facts, for amounts and a worked example.
        costs: What each change of a parameter cost, or the changes alone.

    Returns:
        The page; None and a finding where the formula has no definition of equity.

    """
    if not formula.equity.strip():
        return None, (_no_equity(formula),)
    units = dict(zip(allocation.units, allocation.world.facts.names, strict=True)) if allocation else {}
    subject = Subject(formula, Wording.of(formula, units), audience, allocation, costs)
    sections = (
        _about_equity,
        _about_formula,
        _about_amounts,
        about_lines,
        about_workings,
        about_ends,
        about_pools,
        about_one_school,
        about_decisions,
        about_changes,
        about_expectations,
        about_data,
        about_rounding,
    )
    return Page(formula.title, tuple(block for section in sections for block in section(subject))), ()


def _no_equity(formula: Formula) -> Finding:
    return finding(
        "no-equity",
        replace(formula.origin.place(("title",)), path="equity"),
        "The formula has no definition of equity, and a description begins with it.",
        'Write, in the district\'s own words and below the title: equity = "Every school gets what its students need to …".',
    )


def _about_equity(subject: Subject) -> Iterator[Block]:
    yield Paragraph(subject.formula.equity, is_lead=True)
    yield Paragraph("That is what the district means by equity. Everything below is to be read, and measured, by it.")


def _about_formula(subject: Subject) -> Iterator[Block]:
    """Say what the formula is, for which year, and where it is laid down."""
    formula = subject.formula
    yield Heading("What is this formula?")
    year = "" if formula.year is None else f" for the school year {school_year(formula.year)}"
    said = [f"It is the rule by which money is shared out to {formula.noun}s{year}."]
    if subject.allocation is not None:
        total = subject.money(subject.allocation.total_cents)
        said.append(f"It gives {counted(len(subject.allocation.units), formula.noun)} {total} in all.")
    yield Paragraph(" ".join(said))
    if formula.source:
        yield Paragraph(f"Where it is laid down: {formula.source}")
    if formula.note:
        yield Paragraph(formula.note)


def school_year(year: int) -> str:
    """Write a fiscal year by the school year that ends in it.

    >>> school_year(2027), school_year(2000)
    ('2026–27 (FY2027)', '1999–00 (FY2000)')
    """
    return f"{year - 1}–{year % _CENTURY:02} (FY{year})"


def _about_amounts(subject: Subject) -> Iterator[Block]:
    """Say in three sentences how a unit's amount comes about."""
    formula = subject.formula
    yield Heading(f"How does a {formula.noun}’s amount come about?")
    limits = [subject.wording.title(line.name) for line in formula.lines.values() if line.limit is not None]
    purposes: dict[str, int] = {}
    for line in formula.lines.values():
        if line.limit is None:
            purpose = PURPOSES.get(line.kind, OWN_RULE).format(noun=formula.noun)
            purposes[purpose] = purposes.get(purpose, 0) + 1
    count = counted(sum(purposes.values()), "line")
    parts = [f"{number:,} {_one(purpose) if number == 1 else purpose}" for purpose, number in purposes.items()]
    what = f"{count}: {listed(parts)}" if len(parts) > 1 else f"{count} {next(iter(purposes), '')}"
    first = f"A {formula.noun}’s amount is the sum of {what}."
    names = listed([f"“{title}”" for title in limits])
    second = (
        f"{names} then {'keep' if len(limits) > 1 else 'keeps'} it within bounds."
        if limits
        else f"No floor and no ceiling limits what a {formula.noun} gets."
    )
    yield Paragraph(f"{first} {second} {pools_in_a_sentence(subject)}")


def _one(purpose: str) -> str:
    return purpose.replace("that adjust ", "that adjusts ").replace("of their own", "of its own")
