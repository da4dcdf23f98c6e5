"""Moving from what a school had to what the formula gives, a part of the way each year."""

from perpupil.formula.components.declaration import (
    OF,
    SCHOOL,
    UNTIL,
    WHY,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    dollars,
    share,
)
from perpupil.formula.trees import ONE, minus, sum_of, times


def expand(settings: Settings, context: Context) -> Expansion:
    """Multiply the part of the way not yet gone by the difference to before."""
    new = sum_of(settings.get("of") or context.covered)
    return Expansion(amount=times(minus(ONE, settings.node("share")), minus(settings.node("from"), new)))


def sentence(settings: Settings) -> str:
    """Say it in words."""
    return f"A {SCHOOL} has gone {settings.share('share')} of the way from {settings.dollars('from')} to the formula; this line is the rest of the way."


COMPONENT = Component(
    kind="phase_in",
    title="Phase-in",
    meaning="A school moves from what it had to what the formula gives, a part of the way each year.",
    keys=(
        share("share", "The part of the way already gone, from 0 to 1.", required=True, example="share = 0.25"),
        dollars("from", "What the school had.", required=True, example='from = "allocation_last_year"'),
        OF,
        UNTIL,
        WHY,
    ),
    stands_for="(1 - share) * (from - sum(of))",
    expand=expand,
    sentence=sentence,
    is_ordinary=False,
    example=Example(
        formula="""
[line.base]
kind = "per_student"
students = "n"
rate = 1000
[line.transition]
kind = "phase_in"
share = 0.25
from = "last_year"
until = 2030-06-30
why = "Four years to the new formula."
""",
        facts={"n": ("100", "100"), "last_year": ("120000", "80000")},
        amounts=("15000.00", "-15000.00"),
    ),
)
