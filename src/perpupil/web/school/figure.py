"""The figures of a school's page that a question can be asked about, each by a name that stands in its address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from perpupil.web import figures
from perpupil.web.school.facts import School
from perpupil.web.store.models import Decision
from perpupil.web.store.templatetags.words import money, priced, signed

CONTROL, ALLOCATION, PER_STUDENT, CHANGE, ONE_MORE, OUTSIDE, UNUSED, UNSPENT, RECURRING, ENDED = (
    "control", "allocation", "per-student", "change", "one-more", "outside", "unused", "unspent", "recurring", "ended",
)  # fmt: skip
LINE = "line."
WISHES = ("keep", "ask", "stop")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by its name, with its title and what it is."""

    name: str
    title: str
    value: str

    @property
    def subject(self) -> str:
        """What a question about it is kept under: the figure in its year."""
        return f"{figures.now().fiscal_year}:{self.name}"


def figure(found: School, name: str) -> Figure | None:
    """Find a figure by its name; None where the page has no such figure."""
    if name.startswith(LINE):
        lines = {one.line: one for one in (*found.lines, *found.nothing)}
        line = lines.get(name.removeprefix(LINE))
        return Figure(name, line.title, money(line.amount_cents)) if line is not None else None
    return next((one for one in _others(found) if one.name == name), None)


def _others(found: School) -> tuple[Figure, ...]:
    more, outside, past = found.one_more, found.paid_outside, found.past
    named = (
        Figure(CONTROL, gettext("Money that the school controls"), money(found.control.total_cents)),
        Figure(ALLOCATION, gettext("Allocation"), money(found.total_cents)),
        Figure(PER_STUDENT, gettext("Dollars for each student"), money(found.a_student_cents)),
        Figure(CHANGE, gettext("Change from last year"), signed(found.change.change_cents if found.change else None)),
    )
    there = (
        Figure(ONE_MORE, more.title, money(more.change_cents)) if more else None,
        Figure(OUTSIDE, outside[0].what, money(outside[0].amount_cents)) if outside else None,
        Figure(UNUSED, gettext("What the school may decide and has not yet"), ", ".join(found.unused))
        if found.unused
        else None,
        Figure(UNSPENT, gettext("What was unspent at the end of closed years"), priced(past.unspent.cents))
        if past.unspent
        else None,
        Figure(RECURRING, gettext(past.recurring[0].title), money(past.recurring[0].a_year_cents))
        if past.recurring
        else None,
        Figure(ENDED, gettext(past.ended[0].title), money(past.ended[0].most_cents)) if past.ended else None,
    )
    return (*named, *(one for one in there if one is not None))


def wish(name: str, of: Figure) -> str:
    """Begin a question in words, where somebody keeps or stops something."""
    texts = {
        "keep": gettext("We want to keep this: %(title)s, %(value)s."),
        "stop": gettext("We want to stop this: %(title)s, %(value)s. What would follow?"),
    }
    return texts[name] % {"title": of.title, "value": of.value} if name in texts else ""


def questions_of(unit: str) -> dict[str, Decision]:
    """Give the questions of the year about a school, by the figure's name."""
    year = f"{figures.now().fiscal_year}:"
    rows = Decision.objects.filter(kind="question", unit=unit, subject__startswith=year).select_related("by")
    return {row.subject.removeprefix(year): row for row in rows}
