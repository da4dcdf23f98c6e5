"""A school open for part of the year gets that part: subtotal × days open / days of the year.

Source: England's school budget share, where an academy that opens on 1 June gets 304/365.
"""

from perpupil.formula.components.declaration import (
    OF,
    SCHOOL,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    expression,
)
from perpupil.formula.syntax import Negative
from perpupil.formula.trees import ONE, minus, number, over, sum_of

YEAR = number(365)


def expand(settings: Settings, context: Context) -> Expansion:
    """Take off the part of the year in which it is closed."""
    closed = minus(ONE, over(settings.node("open"), settings.node("year", YEAR)))
    return Expansion(quantity=Negative(sum_of(settings.get("of") or context.covered)), rate=closed)


def sentence(settings: Settings) -> str:
    """Say it in words."""
    return f"A {SCHOOL} open for part of the year gets that part: {settings.words('open')} out of {settings.words('year', YEAR)}. This line takes off the rest."


COMPONENT = Component(
    kind="proration",
    title="Part of a year",
    meaning="A school open for part of the year gets that part; this line takes off the rest.",
    keys=(
        expression("open", "Days (or months) open.", required=True, example='open = "days_open"'),
        expression("year", "Days (or months) of the whole year.", "365", example="year = 12"),
        OF,
    ),
    stands_for="-sum(of) * (1 - open / year)",
    expand=expand,
    sentence=sentence,
    is_ordinary=False,
    example=Example(
        formula="""
[line.basic]
value = "subtotal"
[line.part_year]
kind = "proration"
open = "days_open"
""",
        facts={"subtotal": ("788744.52", "365.00"), "days_open": ("304", "365")},
        amounts=("-131817.58", "0.00"),
    ),
)
