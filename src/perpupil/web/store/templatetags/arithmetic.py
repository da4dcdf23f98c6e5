"""A line's arithmetic in the reader's words: what is counted, by which rule, and each row with its sign."""

from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.translation import gettext, gettext_lazy, ngettext

from perpupil.documents.arithmetic import Means, Row, Steps, Working
from perpupil.formula.figures import dollars, plain
from perpupil.formula.figures import inside as inside_a_sentence
from perpupil.web.store.templatetags.words import MINUS

register = template.Library()

ROUNDED = {
    Steps.HALF: gettext_lazy("nearest half"),
    Steps.WHOLE: gettext_lazy("nearest whole"),
    Steps.UP: gettext_lazy("rounded up"),
    Steps.DOWN: gettext_lazy("rounded down"),
    Steps.DIGITS: gettext_lazy("rounded"),
}
SIGNS = {Means.DIVIDED: "÷", Means.UNROUNDED: "=", Means.ROUNDED: "=", Means.PRICE: "×", Means.RULE: "=", Means.AMOUNT: "="}


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


@register.filter
def row_title(row: Row) -> str:
    """Say what a row of the arithmetic is."""
    titles = {
        Means.UNROUNDED: gettext("before rounding"),
        Means.RULE: row.title or gettext("by this rule"),
        Means.AMOUNT: gettext("the amount"),
    }
    if row.means is Means.ROUNDED:
        return str(ROUNDED.get(Steps(row.title), "")) or gettext("counted here")
    return titles.get(row.means, row.title)


@register.filter
def row_sign(row: Row) -> str:
    """Give the sign that stands before a row."""
    return SIGNS.get(row.means, "")


@register.filter
def is_result(row: Row) -> bool:
    """Whether a row is what those above it come to."""
    return row.means in {Means.UNROUNDED, Means.AMOUNT, Means.RULE}


@register.filter
def more_students(count: int) -> str:
    """Say how many students more."""
    return ngettext("%(count)s student more", "%(count)s students more", count) % {"count": count}
