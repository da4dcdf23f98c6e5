"""The letter of a school as a page: why it gets its amount, in one page for families, the school council and the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from perpupil.budget.autonomy.records import Pot
from perpupil.documents.page import Block, Column, Heading, Page, Paragraph, Table
from perpupil.web import cycle
from perpupil.web.figures import InForce
from perpupil.web.school.beside import beside
from perpupil.web.school.facts import OneMore, School
from perpupil.web.store.templatetags.arithmetic import counted, number, rule, tenths
from perpupil.web.store.templatetags.words import money, school_year, signed

LINES_WITH_ROOM = 14
"""Lines beside which there is room for what would change the amount; a school with more has a page full of them."""
PRINCIPALS = "Principals"


def letter(found: School, in_force: InForce, today: dt.date) -> Page:
    """Write the letter."""
    title = gettext("Why does %(school)s get %(amount)s this year?") % {"school": found.name, "amount": money(found.total_cents)}
    blocks: list[Block] = [Paragraph(_whose(found, in_force)), _numbers(found, today), *_lines(found)]
    if found.change is not None:
        blocks += _change(found)
    blocks += [Heading(gettext("What is not in this amount?")), Paragraph(" ".join(_not_in_it(found)))]
    if found.one_more is not None and len(found.lines) <= LINES_WITH_ROOM:
        blocks += [Heading(gettext("What would change it?")), Paragraph(one_more_in_words(found.one_more))]
    answers = gettext("The budget office of %(district)s answers, and so does the principal of %(school)s.")
    said = answers % {"district": in_force.settings.district, "school": found.name}
    blocks += [Heading(gettext("Who answers questions?")), Paragraph(said)]
    return Page(title, tuple(blocks), get_language() or "en", _foot(in_force, today))


def one_more_in_words(more: OneMore) -> str:
    """Say what a few students more would bring: `1 student more would bring $55,150: Counselors go from 0.5 to 1.`"""
    step = more.step
    first = ngettext(
        "%(count)s student more would bring the school %(amount)s: “%(line)s” would go from %(now)s to %(then)s.",
        "%(count)s students more would bring the school %(amount)s: “%(line)s” would go from %(now)s to %(then)s.",
        step.students,
    ) % {
        "count": step.students, "amount": money(step.change_cents), "line": more.title,
        "now": number(more.quantity), "then": number(more.quantity_then),
    }  # fmt: skip
    if not more.rest_cents:
        return first
    rest = gettext("Other lines would change by %(amount)s.") % {"amount": signed(more.rest_cents)}
    return f"{first} {rest}"


def _whose(found: School, in_force: InForce) -> str:
    year = school_year(in_force.year)
    if found.students is None:
        return gettext("%(school)s, school year %(year)s, in force.") % {"school": found.name, "year": year}
    text = gettext(
        "%(school)s has %(students)s students in the school year %(year)s. The district’s formula turns them into money by the same rules for every school. "
        "Nobody’s own salary is counted: a position costs what the district pays for one on average."
    )
    return text % {"school": found.name, "students": number(found.students), "year": year}


def _numbers(found: School, today: dt.date) -> Table:
    """Set the five numbers side by side."""
    calendar = beside().calendar
    following = cycle.next_for(calendar, PRINCIPALS, today) if calendar is not None else None
    columns = (
        gettext("Money it controls"), gettext("Allocation"), gettext("Per student"), gettext("Since last year"), gettext("Next decision"),
    )  # fmt: skip
    figures = (
        money(found.control.total_cents),
        money(found.total_cents),
        money(found.a_student_cents),
        signed(found.change.change_cents) if found.change else "–",
        date_format(following.on, gettext("M j")) if following else "–",
    )
    notes = (
        "" if found.control.is_whole else gettext("as far as it is known"),
        gettext("in force"),
        gettext("similar schools: %(amount)s") % {"amount": money(found.similar.middle_cents)} if found.similar else "",
        "" if found.change else gettext("not known"),
        following.title if following else "",
    )
    return Table(gettext("Five numbers"), tuple(Column(one) for one in columns), (figures, notes))


def _lines(found: School) -> Iterator[Block]:
    yield Heading(gettext("How is the amount worked out?"))
    rows = [
        (one.title, counted(one), rule(one), tenths(one.positions), money(int(one.rate * 100)) if one.is_of_positions and one.rate else "", money(one.amount_cents))
        for one in found.lines
    ]
    columns = (
        Column(gettext("Line")), Column(gettext("Counted")), Column(gettext("Rule")), Column(gettext("Positions"), is_figure=True),
        Column(gettext("Average cost"), is_figure=True), Column(gettext("Amount"), is_figure=True),
    )  # fmt: skip
    total = (gettext("Allocation"), "", "", tenths(found.positions), "", money(found.total_cents))
    nothing = len(found.nothing)
    note = ngettext("%(count)s line gives nothing here and is left out.", "%(count)s lines give nothing here and are left out.", nothing) % {"count": nothing} if nothing else ""
    yield Table(note or gettext("All lines"), columns, (*rows, total), has_total=True)


def _change(found: School) -> Iterator[Block]:
    change = found.change
    if change is None:
        return
    yield Heading(gettext("What changed since last year?"))
    rows = [(school_year(change.year), money(change.before_cents))]
    rows += [(words, signed(cents)) for words, cents in change.causes if cents]
    rows.append((gettext("This year"), money(found.total_cents)))
    yield Table(gettext("By cause"), (Column(gettext("Cause")), Column(gettext("Amount"), is_figure=True)), tuple(rows), has_total=True)


def _not_in_it(found: School) -> Iterator[str]:
    """Name what the school has beside the allocation, and what is nobody's to decide."""
    pots = {one.pot: one for one in found.control.pots}
    grants, services = pots[Pot.GRANTS], pots[Pot.SERVICES]
    if grants.amount_cents:
        yield gettext("Its share of grants, %(amount)s, comes on top.") % {"amount": money(grants.amount_cents)}
    if services.amount_cents:
        text = gettext("The district runs services for it; those that it may decline would bring %(amount)s.")
        yield text % {"amount": money(services.amount_cents)}
    for one in found.control.excluded:
        yield f"{one.title}: {one.why if one.why.endswith('.') else one.why + '.'}"


def _foot(in_force: InForce, today: dt.date) -> str:
    text = gettext("In force, %(year)s. Printed %(day)s.")
    return text % {"year": school_year(in_force.year), "day": date_format(today, gettext("F j, Y"))}

