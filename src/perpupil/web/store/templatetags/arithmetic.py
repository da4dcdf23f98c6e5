"""A line's arithmetic in the reader's words: what is counted, by which rule, and each row with its sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, ngettext

from perpupil.documents.arithmetic import Means, Row, Steps, Working
from perpupil.formula.figures import dollars, plain
from perpupil.formula.figures import inside as inside_a_sentence
from perpupil.web.store.templatetags.words import MINUS, day, money, worded

if TYPE_CHECKING:
    from perpupil.web.school.facts import Change, ChangedLine, NoChange, OneMore
    from perpupil.web.school.past import Past

register = template.Library()

ROUNDED = {
    Steps.HALF: gettext_lazy("nearest half"),
    Steps.WHOLE: gettext_lazy("nearest whole"),
    Steps.UP: gettext_lazy("rounded up"),
    Steps.DOWN: gettext_lazy("rounded down"),
    Steps.DIGITS: gettext_lazy("rounded"),
}
SIGNS = {
    Means.DIVIDED: "÷",
    Means.UNROUNDED: "=",
    Means.ROUNDED: "=",
    Means.PRICE: "×",
    Means.RULE: "=",
    Means.AMOUNT: "=",
}

_RESULTS = frozenset({Means.UNROUNDED, Means.AMOUNT, Means.RULE})
"""Rows that are what those above them come to."""


@register.filter
def number(value: Fraction | int | None) -> str:
    """Write a number; a dash where there is none yet."""
    return "–" if value is None else plain(Fraction(value)).replace("-", MINUS)


@register.filter
def tenths(value: Fraction | None) -> str:
    """Write positions with one digit, so that they stand under each other; finer ones as they are."""
    if value is None:
        return ""
    text = plain(value)
    return text if "." in text else f"{text}.0"


@register.filter
def inside(title: str) -> str:
    """Write a title as it stands inside a sentence."""
    return inside_a_sentence(title)


@register.filter
def counted(line: Working) -> str:
    """Say what a line counts: 252 students in grades K to 3."""
    if line.is_for_the_school:
        return gettext("each school")
    return f"{number(line.counted)} {inside(line.counted_title)}" if line.counted is not None else ""


@register.filter
def rule(line: Working) -> str:
    """Say a line's rule in a few words; nothing where it takes more, and its sentence says it."""
    rounding = str(ROUNDED.get(line.rounding, ""))
    if line.ratio is not None:
        text = gettext("1 for every %(ratio)s") % {"ratio": number(line.ratio)}
        return f"{text}, {rounding}" if rounding else text
    if line.by_size:
        return line.by_size
    if line.is_of_positions:
        return number(line.positions) if line.is_for_the_school else ""
    return gettext("%(rate)s each") % {"rate": dollars(line.rate)} if line.rate is not None else ""


def in_short(line: Working) -> str:
    """Say a line's rule without its rounding."""
    return gettext("1 for every %(ratio)s") % {"ratio": number(line.ratio)} if line.ratio is not None else rule(line)


@register.filter
def because(line: Working) -> str:
    """Say in a sentence why a school has so many positions, where students are divided by a number; nothing elsewhere."""
    if line.ratio is None or line.counted is None or not line.ratio:
        return ""
    exact = line.counted / line.ratio  # exact: Fraction
    shown = {
        "counted": number(line.counted),
        "ratio": number(line.ratio),
        "exact": number(exact),
        "here": number(line.positions),
    }
    if line.positions is None or exact == line.positions:
        return gettext("%(counted)s divided by %(ratio)s is %(exact)s.") % shown
    shown["rounding"] = str(ROUNDED.get(line.rounding, ""))
    if exact > line.positions:
        return (
            gettext("%(counted)s divided by %(ratio)s is %(exact)s, and that goes down to %(here)s (%(rounding)s).")
            % shown
        )
    return (
        gettext("%(counted)s divided by %(ratio)s is %(exact)s, and that goes up to %(here)s (%(rounding)s).") % shown
    )


def row_title(row: Row) -> str:
    """Say what a row of the arithmetic is."""
    match row.means:
        case Means.UNROUNDED:
            return gettext("before rounding")
        case Means.ROUNDED:
            return str(ROUNDED.get(Steps(row.title), "")) or gettext("counted here")
        case Means.DIVIDED:
            return row.title or gettext("for each one")
        case Means.PRICE:
            return row.title or gettext("for one")
        case Means.RULE:
            return row.title or gettext("by this rule")
        case Means.AMOUNT:
            return gettext("the amount")
        case _:
            return row.title


@register.filter
def working_rows(rows: Sequence[Row]) -> SafeString:
    """Write the arithmetic of a line, one row under the other; made in one go, because a school may have hundreds of rows."""
    return format_html_join("", "<div{}><dt>{} {}</dt><dd>{}</dd></div>", map(_written, rows))


def _written(row: Row) -> tuple[SafeString, str, str, str]:
    title, figure = row_title(row), row.figure.replace("-", MINUS)
    return (
        mark_safe(' class="is-result"' if row.means in _RESULTS else ""),  # noqa: S308  nobody's text
        SIGNS.get(row.means, ""),
        worded(title) if title == row.title else title,
        worded(figure) if row.means is Means.BY_SIZE else figure,
    )


@register.filter
def more_students(count: int) -> str:
    """Say how many students more."""
    return ngettext("%(count)s student more", "%(count)s students more", count) % {"count": count}


@register.filter
def dollars_of(rate: Fraction | None) -> str:
    """Write a price in dollars."""
    return "" if rate is None else dollars(rate).replace("-", MINUS)


@register.filter
def one_more(more: OneMore) -> str:
    """Say what a few students more would bring a school: the step, and what other lines do beside it."""
    first = ngettext(
        "%(count)s student more would bring the school %(amount)s: “%(line)s” would go from %(now)s to %(then)s.",
        "%(count)s students more would bring the school %(amount)s: “%(line)s” would go from %(now)s to %(then)s.",
        more.students,
    ) % {
        "count": more.students, "amount": money(more.change_cents), "line": more.title,
        "now": number(more.quantity), "then": number(more.quantity_then),
    }  # fmt: skip
    if not more.rest_cents:
        return first
    more_or_less = (
        gettext("Other lines would bring %(amount)s more.")
        if more.rest_cents > 0
        else gettext("Other lines would bring %(amount)s less.")
    )
    return f"{first} {more_or_less % {'amount': money(abs(more.rest_cents))}}"


@register.filter
def short_day(date: dt.date) -> str:
    """Write a day in few letters: Jan. 29."""
    return date_format(date, gettext("N j"))


@register.filter
def as_day(text: str) -> str:
    """Write a day that is kept as text, as prose does."""
    return day(dt.date.fromisoformat(text))


@register.filter
def why_no_change(why: NoChange, year: int) -> str:
    """Say why no change from last year can be told, seen from a year."""
    if not why:
        return ""
    if why == "not_there":
        return gettext("The school was not in last year’s allocation under this number.")
    return gettext("FY%(year)s cannot be compared: its data or its formula are not in the district’s folder.") % {
        "year": year - 1
    }


@register.filter
def by_cause(line: ChangedLine, change: Change) -> list[tuple[str, int]]:
    """Give what each cause changed in a line, with the cause's words."""
    return [(words, cents) for (words, _), cents in zip(change.here, line.parts_cents, strict=True)]


@register.filter
def since_then(past: Past, name: str) -> str:
    """Say in a sentence what has become of a school since the first year that is known; nothing where it cannot be said."""
    if past.first is None or past.fewer_students is None or past.more_a_student is None:
        return ""
    percent = round(past.more_a_student * 100)
    shown = {"name": name, "year": past.first.year, "students": abs(past.fewer_students), "percent": abs(percent)}
    fewer = gettext(
        "Since FY%(year)s %(name)s has %(students)s students fewer, and %(percent)s%% more dollars for each."
    )
    more = gettext("Since FY%(year)s %(name)s has %(students)s students more, and %(percent)s%% more dollars for each.")
    fewer_both = gettext(
        "Since FY%(year)s %(name)s has %(students)s students fewer, and %(percent)s%% fewer dollars for each."
    )
    more_less = gettext(
        "Since FY%(year)s %(name)s has %(students)s students more, and %(percent)s%% fewer dollars for each."
    )
    texts = (fewer, more) if percent >= 0 else (fewer_both, more_less)
    text = texts[past.fewer_students < 0]
    return text % shown
