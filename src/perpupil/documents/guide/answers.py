"""Questions and answers: those that the settings answer, those that were settled, and those that somebody wrote down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perpupil.budget.autonomy.records import AREA_TITLES, LEVEL_TITLES, STEP_TITLES, Area, Precedent
from perpupil.budget.questions import Question
from perpupil.documents.autonomy.page import keeps_text
from perpupil.documents.differences import listed
from perpupil.documents.guide.given import Given
from perpupil.documents.page import Block, Column, Heading, Table
from perpupil.formula.figures import capital, percent
from perpupil.services.amounts import day
from perpupil.services.wording import below_sentence

_COLUMNS = (Column("Question"), Column("Answer"))


def answers(given: Given) -> Iterator[Block]:
    """Write the questions of schools and those of central office."""
    schools = (*_of_schools(given), *_settled(given), *_own(given, given.questions.of_schools.get(given.school, ())))
    district = (*_of_district(given), *_own(given, given.questions.of_district))
    for title, whose, found in (
        ("What schools ask", "schools", schools),
        ("What central office asks", "central office", district),
    ):
        if found:
            yield Heading(title)
            yield Table(
                f"Questions of {whose}, and answers", _COLUMNS, tuple((one.question, one.answer) for one in found)
            )


def _of_schools(given: Given) -> Iterator[Question]:
    catalogue = given.known.catalogue
    if catalogue is not None and given.known.settlement is not None:
        yield Question(
            "Until when may we choose about services?", f"Until {day(catalogue.deadline)}, for FY{catalogue.year}."
        )
        needing = [one.title for one in catalogue.services if one.viability is not None]
        unless = f" Where too few schools want it, this does not hold of: {listed(needing, 12)}." if needing else ""
        yield Question("What if we choose nothing?", f"You go on having every service that you have today.{unless}")
        yield from _earlier(given)
    if given.school:
        yield from _of_this_school(given)


def _earlier(given: Given) -> Iterator[Question]:
    """Say what more notice would free."""
    settlement = given.known.settlement
    steps = [
        f"{one.price.service.title}: {percent(share)} of its fixed cost with {int(months)} months of notice."
        for one in (settlement.services if settlement is not None else ())
        if one.price.is_offered
        for months, share in one.price.service.freed
    ]
    if steps:
        yield Question("What does it free if we choose earlier?", " ".join(steps))


def _of_this_school(given: Given) -> Iterator[Question]:
    register, school = given.register, given.school
    kept = [
        f"{fund.title}: {keeps_text(fund, given.currency)}." for fund, cents in register.controlled(school) if cents
    ]
    if kept:
        yield Question("What of our unspent money do we keep?", " ".join(kept))
    for area in Area:
        terms = register.areas.get(area)
        means = terms.levels.get(given.level(area), "") if terms is not None else ""
        level = capital(LEVEL_TITLES[given.level(area)])
        yield Question(f"Who decides about {AREA_TITLES[area].lower()}?", f"{level}.{f' {means}' if means else ''}")
    seen = given.seen.school(school)
    next_step = seen.standing.next_step if seen is not None and register.ladder else None
    if seen is not None and next_step is not None:
        wanted = "; ".join(f"{one.title} ({one.by})" for one in seen.wanted_for_next)
        text = (
            f"{STEP_TITLES[next_step]}. It wants first: {wanted}."
            if wanted
            else f"{STEP_TITLES[next_step]}. Its training is on record."
        )
        yield Question("What is our next step on the ladder?", text)


def _settled(given: Given) -> Iterator[Question]:
    register = given.register
    precedents = register.precedents_for(given.school) if given.school else register.precedents
    for one in precedents:
        if one.decided <= given.seen.today:
            yield Question(one.question, _decision(one))


def _decision(one: Precedent) -> str:
    return f"{one.decision} {one.reason} Decided by: {one.by}, {day(one.decided)}."


def _of_district(given: Given) -> Iterator[Question]:
    pots, settlement = given.all_pots, given.known.settlement
    if pots.allocated_cents is not None:
        controlled, allocated = given.amount(pots.controlled_cents), given.amount(pots.allocated_cents)
        yield Question("How much of their budgets do schools control?", f"{controlled} of {allocated}.")
    if settlement is not None:
        stays = [
            f"{one.price.service.title}: {given.amount(one.stays_cents)}."
            for one in settlement.services
            if one.stays_cents
        ]
        told = " ".join(stays) or "Nothing so far."
        yield Question("What do we still pay for what schools declined?", told)
        yield from _closing(given)
    for one in given.register.procedures:
        if one.done is None:
            late = " It is overdue." if one.is_overdue(given.seen.today) else ""
            yield Question(
                f"What do schools wait for: {one.title}?", f"Due on {day(one.due)}, {one.owner}. {one.why}{late}"
            )
    unsigned = [given.name(one.school) for one in given.register.agreements if one.signed_on(given.seen.today) is None]
    if given.register.agreements:
        yield Question(
            "Which agreements are not signed?", f"{listed(unsigned, 12)}." if unsigned else "All are signed."
        )


def _closing(given: Given) -> Iterator[Question]:
    settlement, catalogue = given.known.settlement, given.known.catalogue
    if settlement is None or catalogue is None:
        return
    titles = {one.name: one.title for one in catalogue.services}
    for settled in settlement.services:
        if not settled.runs:
            title = settled.price.service.title
            yield Question(
                f"What follows for {title}?", f"Too few schools want it. {below_sentence(settled.price, titles)}"
            )


def _own(given: Given, found: Iterable[Question]) -> Iterator[Question]:
    for one in found:
        yield one.filled(given.figures)
