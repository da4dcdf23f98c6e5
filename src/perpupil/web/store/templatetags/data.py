"""Figures of the data desk as pages write them."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from perpupil.exact.numerals import group_thousands
from perpupil.intake.queue import SchoolCount
from perpupil.web.store.templatetags.words import MINUS

register = template.Library()


@register.filter
def positions(hundredths: int | None) -> str:
    """Write positions, of which hundredths are known: 5.5, 3.25.

    >>> positions(550), positions(325), positions(300)
    ('5.5', '3.25', '3.0')
    """
    if hundredths is None:
        return "–"
    whole, part = divmod(abs(hundredths), 100)
    digits = f"{part:02d}".rstrip("0") or "0"
    return f"{MINUS if hundredths < 0 else ''}{whole:,}.{digits}"


@register.filter
def signed_positions(hundredths: int | None) -> str:
    """Write a change in positions, with its sign."""
    return f"+{positions(hundredths)}" if hundredths is not None and hundredths > 0 else positions(hundredths)


@register.filter
def school_counts(schools: Sequence[SchoolCount]) -> SafeString:
    """List how many there are at each school; made in one go, because it may be at every school of a large district."""
    rows = ((one.name or one.school, group_thousands(str(one.count))) for one in schools)
    return format_html_join("", "<li>{}: {}</li>", rows)
