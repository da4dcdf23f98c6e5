"""Figures as pages write them: money with a true minus, changes with their sign, days with what is left of them."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from perpupil.money import signed as with_sign
from perpupil.money import spoken
from perpupil.services.wording import with_cents

register = template.Library()
MINUS = "−"
SOON_DAYS = 30


@register.filter
def money(amount_cents: int | None) -> str:
    """Write cents: whole dollars without a point; a dash where there is none yet."""
    return "–" if amount_cents is None else spoken(amount_cents).replace("-", MINUS)


@register.filter(name="with_cents")
def priced(amount_cents: int | None) -> str:
    """Write a price or a receipt, always with cents; a dash where there is none yet."""
    return "–" if amount_cents is None else with_cents(amount_cents, "USD")


@register.filter
def spaced(value: str) -> str:
    """Write a word of a file as people do: whole school, general government."""
    return gettext(str(value).replace("_", " "))


@register.filter
def signed(amount_cents: int | None) -> str:
    """Write a change, with its sign."""
    return "–" if amount_cents is None else with_sign(amount_cents).replace("-", MINUS)


LEVELS = {
    "preschool": gettext_noop("Preschool"),
    "elementary": gettext_noop("Elementary"),
    "k8": gettext_noop("K–8"),
    "middle": gettext_noop("Middle"),
    "high": gettext_noop("High"),
    "k12": gettext_noop("K–12"),
    "alternative": gettext_noop("Alternative"),
    "special": gettext_noop("Special"),
    "career": gettext_noop("Career"),
}
"""The levels of schools that a list of schools can name, as pages say them."""


@register.filter
def school_level(code: str) -> str:
    """Say the level of a school; what is no known level as the district writes it.

    >>> school_level("k8"), school_level("upper")
    ('K–8', 'upper')
    """
    return gettext(LEVELS[code]) if code in LEVELS else code


@register.filter
def day(date: dt.date) -> str:
    """Write a day as prose does: Friday, January 29."""
    return date_format(date, gettext("l, F j"))


DAYS = (
    gettext_noop("D, M j"),
    gettext_noop("D, N j, Y"),
    gettext_noop("F Y"),
    gettext_noop("F j"),
    gettext_noop("F j, P"),
    gettext_noop("F j, Y"),
    gettext_noop("F j, Y, P"),
    gettext_noop("M j, Y"),
    gettext_noop("N j"),
    gettext_noop("N j, P"),
    gettext_noop("N j, Y"),
    gettext_noop("N j, Y, P"),
    gettext_noop("l, F j, Y"),
    gettext_noop("l, F j, Y, P"),
)
"""How pages write a day; each language orders its parts in its own way."""


@register.filter
def dated(moment: dt.date | dt.datetime | None, pattern: str) -> str:
    """Write a day or a moment by one of the patterns, as the reader's language orders it: June 8, 2027; 8 de junio de 2027."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, dt.datetime) and timezone.is_aware(moment) else moment
    return date_format(local, gettext(pattern))


@register.filter
def days_left(date: dt.date, today: dt.date) -> str:
    """Say how many days are left, where they are few."""
    days = (date - today).days
    if days < 0:
        return gettext("past")
    if days == 0:
        return gettext("today")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days} if days < SOON_DAYS else ""


@register.filter
def school_year(fiscal_year: int) -> str:
    """Write a year as schools do, with the fiscal year: 2027–28 (FY2028)."""
    return f"{fiscal_year - 1}–{fiscal_year % 100:02d} (FY{fiscal_year})"


@register.filter
def of(names: Mapping[str, str], key: str) -> str:
    """Give the name of something by its key; the key itself where it has none."""
    return names.get(key, key)


@register.filter
def translated(text: str) -> str:
    """Say in the reader's language what is declared in English: a role, a right, what is wrong with an answer."""
    return gettext(text) if text else ""


@register.filter
def worded(what: object) -> str:
    """Say what the rooms below word: in the reader's language where the catalog has it, else in English, marked as such.

    >>> from django.utils import translation
    >>> with translation.override("es"):
    ...     worded("The sum of <2> lines.")
    '<span lang="en">The sum of &lt;2&gt; lines.</span>'
    """
    text = str(what) if what else ""
    text, said = (one.replace("-$", f"{MINUS}\N{WORD JOINER}$") for one in (text, gettext(text) if text else ""))
    if not said or said != text or (get_language() or "en").startswith("en"):
        return said
    return format_html('<span lang="en">{}</span>', text)


@register.filter
def options(choices: Iterable[tuple[object, str]], chosen: object) -> SafeString:
    """Write the choices of a long list, each a value and its words, with one of them chosen; a district has thousands of schools."""
    marked = ((value, " selected" if str(value) == str(chosen) else "", words) for value, words in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@register.simple_tag
def form_key() -> str:
    """Give a form a key of its own, so that the same form sent twice does one thing."""
    return secrets.token_urlsafe(16)
