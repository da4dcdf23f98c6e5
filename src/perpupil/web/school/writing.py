"""The letter of a school as a page: why it gets its amount, in one page for families, the school council and the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from perpupil.budget.autonomy.records import Pot
from perpupil.documents.arithmetic import Steps
from perpupil.documents.page import Block, Column, Heading, Page, Paragraph, Table
from perpupil.documents.pdf import as_pdf, pages_of
from perpupil.web import cycle
from perpupil.web.figures import InForce
from perpupil.web.school.beside import beside
from perpupil.web.school.facts import School
from perpupil.web.store.templatetags.arithmetic import (
    counted,
    dollars_of,
    in_short,
    number,
    one_more,
    rule,
    short_day,
    tenths,
    why_no_change,
)
from perpupil.web.store.templatetags.words import money, school_year, signed

PRINCIPALS = "Principals"
_LINES_MOST = 26
"""More lines do not fit on one page, whatever is left out."""


@dataclass(frozen=True, slots=True)
class Dated:
    """How firm the amounts are, and the day on which it is written."""

    stage: str
    today: dt.date


def letter_as_pdf(found: School, in_force: InForce, dated: Dated) -> bytes:
    """Set the letter on one page: where that makes it one, what would change it is left out, and never a line."""
    whole = as_pdf(letter(found, in_force, dated), dated=dated.today)
    if pages_of(whole) == 1 or len(found.lines) > _LINES_MOST:
        return whole
    shorter = as_pdf(letter(found, in_force, dated, has_outlook=False), dated=dated.today)
    return shorter if pages_of(shorter) == 1 else whole


def letter(found: School, in_force: InForce, dated: Dated, *, has_outlook: bool = True) -> Page:
    """Write the letter; with the outlook, also what would change the amount."""
    title = gettext("Why does %(school)s get %(amount)s this year?") % {
        "school": found.name,
        "amount": money(found.total_cents),
    }
    blocks: list[Block] = [Paragraph(_whose(found, in_force)), _numbers(found, in_force, dated.today), *_lines(found)]
    if found.change is not None:
        blocks += _change(found)
    blocks += [Heading(gettext("What is not in this amount?")), Paragraph(" ".join(_not_in_it(found)))]
    if found.one_more is not None and has_outlook:
        blocks += [Heading(gettext("What would change it?")), Paragraph(one_more(found.one_more))]
    answers = gettext("The budget office of %(district)s answers, and so does the principal of %(school)s.")
    said = answers % {"district": in_force.settings.district, "school": found.name}
    blocks += [Heading(gettext("Who answers questions?")), Paragraph(said)]
    return Page(title, tuple(blocks), get_language() or "en", _foot(in_force, dated))


def _whose(found: School, in_force: InForce) -> str:
    year = school_year(in_force.year)
    if found.students is None:
        return gettext("%(school)s, school year %(year)s, in force.") % {"school": found.name, "year": year}
    text = gettext(
        "%(school)s has %(students)s students in the school year %(year)s. The district’s formula turns them into money by the same rules for every school. "
        "Nobody’s own salary is counted: a position costs what the district pays for one on average."
    )
    return text % {"school": found.name, "students": number(found.students), "year": year}


def _numbers(found: School, in_force: InForce, today: dt.date) -> Table:
    """Set the five numbers side by side."""
    calendar = beside().calendar
    following = cycle.next_for(calendar, PRINCIPALS, today) if calendar is not None else None
    rows = (
        (
            gettext("Money it controls"),
            money(found.control.total_cents),
            "" if found.control.is_whole else gettext("as far as it is known"),
        ),
        (gettext("Allocation"), money(found.total_cents), gettext("in force")),
        (
            gettext("Per student"),
            money(found.a_student_cents),
            gettext("similar schools: %(amount)s") % {"amount": money(found.similar.middle_cents)}
            if found.similar
            else "",
        ),
        (
            gettext("Since last year"),
            signed(found.change.change_cents if found.change else None),
            "" if found.change else why_no_change(found.why_no_change, in_force.year),
        ),
        (
            gettext("Next decision"),
            short_day(following.on) if following else "–",
            gettext(following.title) if following else "",
        ),
    )
    columns = (Column(gettext("What is asked")), *(Column(title, is_figure=True) for title, _, _ in rows))
    figures = (gettext("Figure"), *(figure for _, figure, _ in rows))
    beside_them = (gettext("Beside it"), *(words for _, _, words in rows))
    return Table(gettext("Five numbers"), columns, (figures, beside_them))


def _lines(found: School) -> Iterator[Block]:
    yield Heading(gettext("How is the amount worked out?"))
    roundings = {one.rounding for one in found.lines if one.ratio is not None}
    has_one_rounding = len(roundings) == 1 and Steps.HALF in roundings
    rows = [
        (
            one.title,
            counted(one),
            in_short(one) if has_one_rounding else rule(one),
            tenths(one.positions),
            dollars_of(one.rate) if one.is_of_positions else "",
            money(one.amount_cents),
        )
        for one in found.lines
    ]
    columns = (
        Column(gettext("Line")), Column(gettext("Counted")), Column(gettext("Rule")), Column(gettext("Positions"), is_figure=True),
        Column(gettext("Average cost"), is_figure=True), Column(gettext("Amount"), is_figure=True),
    )  # fmt: skip
    total = (gettext("Allocation"), "", "", tenths(found.positions), "", money(found.total_cents))
    nothing = len(found.nothing)
    note = (
        ngettext(
            "%(count)s line gives nothing here and is left out.",
            "%(count)s lines give nothing here and are left out.",
            nothing,
        )
        % {"count": nothing}
        if nothing
        else ""
    )
    rounded = gettext("Positions are rounded to the nearest half.") if has_one_rounding else ""
    yield Table(
        " ".join(filter(None, (note, rounded))) or gettext("All lines"), columns, (*rows, total), has_total=True
    )


def _change(found: School) -> Iterator[Block]:
    change = found.change
    if change is None:
        return
    yield Heading(gettext("What changed since last year?"))
    told = [(school_year(change.year), money(change.before_cents))]
    told += [(gettext(words), signed(cents)) for words, cents in change.causes if cents]
    told.append((gettext("This year"), money(found.total_cents)))
    columns = (Column(gettext("Cause")), *(Column(title, is_figure=True) for title, _ in told))
    row = (gettext("Amount"), *(figure for _, figure in told))
    yield Table(_from_to(found) or gettext("By cause"), columns, (row,))


def _from_to(found: School) -> str:
    """Say from how many students to how many; nothing where they are not counted."""
    if found.change is None or found.change.students_before is None or found.students is None:
        return ""
    shown = {"before": number(found.change.students_before), "now": number(found.students)}
    return gettext("From %(before)s to %(now)s students.") % shown


def _not_in_it(found: School) -> Iterator[str]:
    """Name what the school has beside the allocation, and what is nobody's to decide."""
    pots = {one.pot: one for one in found.control.pots}
    grants, services = pots[Pot.GRANTS], pots[Pot.SERVICES]
    if grants.amount_cents:
        yield gettext("Its share of grants, %(amount)s, comes on top.") % {"amount": money(grants.amount_cents)}
    if services.amount_cents:
        text = gettext("The district runs services for it; those that it may decline would bring %(amount)s.")
        yield text % {"amount": money(services.amount_cents)}
    others = [one.title for one in found.control.excluded if not one.is_allocated]
    if others:
        yield gettext("Not in it either, because the district runs it for all schools or law decides it: %(what)s.") % {
            "what": "; ".join(others)
        }


def _foot(in_force: InForce, dated: Dated) -> str:
    text = gettext("%(stage)s. School year %(year)s. Printed %(day)s.")
    day = date_format(dated.today, gettext("F j, Y"))
    return text % {"stage": dated.stage, "year": school_year(in_force.year), "day": day}
