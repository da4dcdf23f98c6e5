"""Paying a part of what the formula gives, as districts do whose formula is not fully funded."""

from perpupil.formula.components.declaration import (
    OF,
    UNTIL,
    WHY,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    share,
)
from perpupil.formula.trees import ONE, minus, sum_of


def expand(settings: Settings, context: Context) -> Expansion:
    """Multiply the sum of the lines by share - 1."""
    return Expansion(quantity=sum_of(settings.get("of") or context.covered), rate=minus(settings.node("share"), ONE))


def sentence(settings: Settings) -> str:
    """Say it in words."""
    return f"Of what the formula gives this share is paid: {settings.share('share')}. This line takes off the rest."


COMPONENT = Component(
    kind="percent_of_formula",
    title="Percent of formula",
    meaning="The covered lines are paid at a share of their amount; this line is the difference.",
    keys=(share("share", "The part that is paid.", required=True, example="share = 0.95"), OF, UNTIL, WHY),
    stands_for="sum(of) * (share - 1)",
    expand=expand,
    sentence=sentence,
    is_ordinary=False,
    example=Example(
        formula="""
[line.base]
kind = "per_student"
students = "n"
rate = 1000
[line.not_funded]
kind = "percent_of_formula"
share = 0.95
until = 2028-06-30
why = "State aid covers 95 percent."
""",
        facts={"n": ("100", "200")},
        amounts=("-5000.00", "-10000.00"),
    ),
)
