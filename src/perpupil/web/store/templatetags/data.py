"""Figures of the data desk as pages write them."""

from __future__ import annotations

from django import template

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
